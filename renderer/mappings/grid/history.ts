import type { Change } from './changes.ts'

/** Changes that can be taken back and those that can be made again, oldest first. */
export interface History {
  done: readonly Change[]
  undone: readonly Change[]
}

export const emptyHistory: History = { done: [], undone: [] }

/** More than anybody takes back by hand. */
const DEPTH = 100

/** A new change; what was undone before it cannot be made again. */
export function record(history: History, change: Change): History {
  return { done: [...history.done, change].slice(-DEPTH), undone: [] }
}

/** Takes back the last change; `null` when there is none. */
export function undo(history: History): { history: History; change: Change } | null {
  const change = history.done.at(-1)
  return change
    ? { change, history: { done: history.done.slice(0, -1), undone: [...history.undone, change] } }
    : null
}

/** Makes the last undone change again; `null` when there is none. */
export function redo(history: History): { history: History; change: Change } | null {
  const change = history.undone.at(-1)
  return change
    ? { change, history: { done: [...history.done, change], undone: history.undone.slice(0, -1) } }
    : null
}
