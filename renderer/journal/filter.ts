import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { JournalQuery } from '../api/types.ts'

/** What the journal shows, as the address of the screen holds it: a filtered journal can be linked to. */
export interface JournalFilter {
  text: string
  from: 'onec' | 'site' | 'restore' | 'buyer' | null
  direction: 'in' | 'out' | null
  operation: string | null
  /** `2xx`, `4xx`, `5xx`, `failed` or an exact status. */
  status: string | null
  validity: 'valid' | 'untidy' | 'invalid' | 'unchecked' | null
  unmapped: boolean
  /** Id of a business object, an order as a rule. */
  subject: string | null
}

export const emptyFilter: JournalFilter = {
  text: '',
  from: null,
  direction: null,
  operation: null,
  status: null,
  validity: null,
  unmapped: false,
  subject: null,
}

const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | null =>
  allowed.find((one) => one === value) ?? null
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** Reads the address; what it does not understand it leaves out. */
export function filterOfQuery(query: LocationQuery): JournalFilter {
  return {
    text: textOf(query['text']) ?? '',
    from: oneOf(query['from'], ['onec', 'site', 'restore', 'buyer'] as const),
    direction: oneOf(query['direction'], ['in', 'out'] as const),
    operation: textOf(query['operation']),
    status: textOf(query['status']),
    validity: oneOf(query['validity'], ['valid', 'untidy', 'invalid', 'unchecked'] as const),
    unmapped: query['unmapped'] === 'true',
    subject: textOf(query['subject']),
  }
}

/** The address of a filter: only what is set. */
export function queryOfFilter(filter: JournalFilter): LocationQueryRaw {
  const entries = Object.entries(filter).filter(
    ([, value]) => value !== null && value !== '' && value !== false,
  )
  return Object.fromEntries(entries.map(([key, value]): [string, string] => [key, String(value)]))
}

/** The same for the admin API. */
export function callOfFilter(filter: JournalFilter): JournalQuery {
  const { unmapped, ...rest } = filter
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ''))
  return { ...set, ...(unmapped ? { unmapped: 'true' as const } : {}) }
}

export const isFiltered = (filter: JournalFilter) => Object.keys(queryOfFilter(filter)).length > 0
