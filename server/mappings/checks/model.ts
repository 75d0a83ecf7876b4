import type { Text } from '../../contracts/text.ts'
import type { MappingBatch, MappingKind } from '../model.ts'
import type { OnecEntry, SiteEntry } from '../suggest/values.ts'

/** What is wrong with the mapping tables (site-orders section 10). Pure. */

export const problemCodes = [
  'conflict',
  'duplicate',
  'half',
  'incomplete',
  'broken',
  'gone-site',
  'gone-onec',
  'archived-onec',
  'name-site',
  'name-onec',
  'default-row',
  'spaces',
  'spelling',
  'lookalike',
  'contradiction',
  'cycle',
  'named-apart',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export interface MappingProblem {
  /** Stays the same while the problem does: kind, code, rows. */
  id: string
  kind: MappingKind
  code: ProblemCode
  rows: string[]
  /** Rows of other tables that take part in it. */
  beside?: { kind: MappingKind; row: string }[]
  /** `error` where the contract refuses the value, so that the exchange stops at it. */
  severity: 'error' | 'warning'
  text: Text
  /** The change that is certainly right, `null` where a person has to decide. */
  fix: { text: Text; batch: MappingBatch } | null
}

/** Dictionaries of both sides as they are now; `null` when a side cannot be asked, and is then not held against. */
export interface LiveDictionaries {
  site: readonly SiteEntry[] | null
  onec: readonly OnecEntry[] | null
}
