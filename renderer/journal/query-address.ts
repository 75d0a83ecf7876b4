import type { LocationQuery } from 'vue-router'
import { printTerm, printValue } from '../../server/journal/query/print.ts'

const oneOf = (value: string, allowed: readonly string[]) => (allowed.includes(value) ? value : null)
const SIDES = ['onec', 'site', 'ksup', 'restore', 'buyer']

/** Names of the address before there was a query language; other screens link with them. */
const NAMED: Record<string, (value: string) => string | null> = {
  text: (words) => printTerm({ kind: 'text', not: false, words, phrase: true, prefix: false, in: 'all' }),
  from: (value) => oneOf(value, SIDES) && `from:${value}`,
  to: (value) => oneOf(value, SIDES) && `to:${value}`,
  direction: (value) => oneOf(value, ['in', 'out']) && `dir:${value}`,
  operation: (value) => `op:${printValue(value)}`,
  status: (value) => (/^(?:\d{3}|[1-5]xx|failed)$/.test(value) ? `status:${value}` : null),
  validity: (value) => oneOf(value, ['valid', 'untidy', 'invalid', 'unchecked']) && `valid:${value}`,
  unmapped: (value) => (value === 'true' ? 'mapping:unmapped' : null),
  subject: (value) => `order:${printValue(value)}`,
}

/** The query that an address of the screen means: `?q=`, or the names of old addresses turned into terms. */
export function queryOfAddress(address: LocationQuery): string {
  const terms = Object.entries(NAMED).flatMap(([name, term]) => {
    const value = address[name]
    return typeof value === 'string' && value !== '' ? (term(value) ?? []) : []
  })
  const { q } = address
  return [...(typeof q === 'string' && q.trim() !== '' ? [q.trim()] : []), ...terms].join(' ')
}

export const addressOfQuery = (q: string): { q?: string } => (q.trim() === '' ? {} : { q: q.trim() })
