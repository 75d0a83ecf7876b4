import type { Text } from '../../contracts/text.ts'
import type { MappingKind, MappingRow, MappingTable } from '../model.ts'
import type { Fix } from './fix.ts'
import type { MappingProblem, ProblemCode } from './model.ts'

/** A problem before its fix is made into a batch. */
export interface Found extends Omit<MappingProblem, 'fix'> {
  fix: Fix | null
}

export function found(
  kind: MappingKind,
  code: ProblemCode,
  rows: readonly string[],
  severity: Found['severity'],
  text: Text,
  fix: Fix | null = null,
): Found {
  return { id: [kind, code, ...rows].join(':'), kind, code, rows: [...rows], severity, text, fix }
}

/** What a person knows the row by: «СПб → Санкт-Петербург». */
export function shown(row: MappingRow): string {
  const site = row.site_name || row.site_id
  const onec = row.name_1c || row.code_1c || row.ref_1c
  return `«${
    [site, onec]
      .map((side) => side.trim())
      .filter((side) => side !== '')
      .join(' → ') || row.id
  }»`
}

/** The default of a policy is what values without a row become, so it is never taken out. */
export const isDefault = ({ policy }: MappingTable, id: string): boolean =>
  policy.on === 'default' && policy.row === id
