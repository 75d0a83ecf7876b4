import type { JournalFilter } from './model.ts'
import type { Query, SetKey, Term } from './query/model.ts'

const set = (key: SetKey, value: string): Term => ({ kind: 'set', not: false, key, values: [value] })

const keys = {
  direction: 'dir',
  from: 'from',
  to: 'to',
  operation: 'op',
  status: 'status',
  validity: 'valid',
} as const satisfies Partial<Record<keyof JournalFilter, SetKey>>

/** The plain members of a filter as terms of the query language; `subject` has none, it is exact. */
export function termsOf(filter: Omit<JournalFilter, 'q' | 'subject'>): Query['terms'] {
  const terms: Term[] = []
  for (const [member, key] of Object.entries(keys) as [keyof typeof keys, SetKey][]) {
    const value = filter[member]
    if (value !== undefined) terms.push(set(key, value))
  }
  if (filter.unmapped !== undefined)
    terms.push({ ...set('mapping', 'unmapped'), not: !filter.unmapped } as Term)
  if (filter.text)
    terms.push({ kind: 'text', not: false, words: filter.text, phrase: false, prefix: true, in: 'all' })
  return terms
}
