import type { OutboxState } from '../types.ts'

/** What a person may do with a message, by its state; the server has the last word. */
export interface OutboxActions {
  send: boolean
  skip: boolean
  edit: boolean
}

const nothing: OutboxActions = { send: false, skip: false, edit: false }

const actions: Readonly<Record<OutboxState, OutboxActions>> = {
  new: { ...nothing, skip: true },
  sending: nothing,
  delivered: nothing,
  waiting: { send: true, skip: true, edit: true },
  parked: { send: true, skip: true, edit: true },
  ignored: { send: true, skip: false, edit: true },
}

export const outboxStates = Object.keys(actions) as OutboxState[]

/** A replaced message is history: the one in its place is worked with. */
export const outboxActions = ({
  state,
  replaced_by,
}: {
  state: OutboxState
  replaced_by: string | null
}): OutboxActions => (replaced_by === null ? actions[state] : nothing)
