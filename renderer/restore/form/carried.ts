import type { Values } from './values.ts'

/** Identifiers that one answer gives and the next request needs. */
const CARRIED = [
  'city_id',
  'store_id',
  'group_id',
  'item_id',
  'organization_id',
  'client_id',
  'booking_id',
  'order_id',
  'order_number',
  'refund_id',
  'transaction_id',
] as const

/** A value of an earlier call that a field can take. */
export interface Carried {
  name: string
  value: string
  /** What people call the thing, `''` when nothing told. */
  label: string
  /** The method whose call brought it. */
  method: string
}

/** What the player remembers of one base: the last good answer of each method, and the identifiers, newest first. */
export interface Memory {
  answers: Readonly<Record<string, unknown>>
  carried: readonly Carried[]
}

export const emptyMemory: Memory = { answers: {}, carried: [] }

/** An assortment page has a thousand items; a list to choose from need not. */
const KEPT = 400

const labelOf = (value: Values): string =>
  [value['name'], value['title'], value['city'], value['order_number']].find(
    (label): label is string => typeof label === 'string',
  ) ?? ''

/** Every identifier in a request or an answer, the outer ones first. */
export function carriedOf(method: string, value: unknown): Carried[] {
  if (Array.isArray(value)) return value.flatMap((element) => carriedOf(method, element))
  if (typeof value !== 'object' || value === null) return []
  const members = value as Values
  const own = CARRIED.flatMap((name): Carried[] => {
    const id = members[name]
    return typeof id === 'string' && id !== '' ? [{ name, value: id, label: labelOf(members), method }] : []
  })
  return [...own, ...Object.values(members).flatMap((inner) => carriedOf(method, inner))]
}

/** The memory after a call that went well. A value that is known keeps its label when the new place has none. */
export function remember(memory: Memory, method: string, sent: Values, answer: unknown): Memory {
  const seen = new Map<string, Carried>()
  const found = [...carriedOf(method, answer), ...carriedOf(method, sent), ...memory.carried]
  for (const one of found) {
    const key = `${one.name} ${one.value}`
    const known = seen.get(key)
    if (!known) seen.set(key, one)
    else if (known.label === '') seen.set(key, { ...known, label: one.label })
  }
  return { answers: { ...memory.answers, [method]: answer }, carried: [...seen.values()].slice(0, KEPT) }
}

/** The choices for a field, newest first. */
export const choicesFor = (memory: Memory, name: string): Carried[] =>
  memory.carried.filter((one) => one.name === name)
