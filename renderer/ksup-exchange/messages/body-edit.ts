import { pointerKeys } from '../../../server/contracts/wire/tree.ts'
import { shorten, restore, type Shortened } from './long-values.ts'

/** The text of a body in the editor: what goes in, what comes out, where a refused place is. */

const laidOut = (value: unknown): string => JSON.stringify(value, null, 2)

/** What a person edits: the body without `meta`, which the queue writes anew for the new message. */
export function editorOf(body: Record<string, unknown>): { text: string; whole: Shortened['whole'] } {
  const { meta: _, ...own } = body
  const { body: short, whole } = shorten(own)
  return { text: laidOut(short), whole }
}

export type Edited = { body: Record<string, unknown>; text: string } | { fault: 'syntax' | 'not-object' }

/** @returns the body with the long texts put back, and the text laid out, so that places in it can be told */
export function readEdited(text: string, whole: Shortened['whole']): Edited {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'syntax' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: 'not-object' }
  const own = value as Record<string, unknown>
  return { body: restore(own, whole), text: laidOut(own) }
}

/** The pointer that a refusal begins with: «/rows/0/amount: …». */
export const pointerOf = (refusal: string): string | null => /^(\/[^\s:]*):/.exec(refusal)?.[1] ?? null

function height(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  const members = Object.values(value)
  return members.length === 0 ? 1 : members.reduce<number>((sum, member) => sum + height(member), 2)
}

/**
 * The line, from 1, of a place in a body that is laid out; the nearest one above it that is there when it is not: a member
 * that is missing has no line.
 */
export function lineOf(body: Record<string, unknown>, pointer: string): number {
  let at: unknown = body
  let line = 1
  for (const key of pointerKeys(pointer) ?? []) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) break
    const members = Object.entries(at)
    const index = members.findIndex(([name]) => name === key)
    line += 1 + members.slice(0, index).reduce((sum, [, member]) => sum + height(member), 0)
    at = members[index]![1]
  }
  return line
}
