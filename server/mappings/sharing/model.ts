import type { Text } from '../../contracts/text.ts'
import type { MappingImportPlan, MappingKind, MappingRow, UnmappedPolicy } from '../model.ts'
import type { CellColumn } from './cells.ts'

/** What the screens and the command line share about files, differences and merging of mapping tables. Pure. */

export const mappingFormats = ['csv', 'xlsx', 'json', 'html'] as const
/** `html`: the report for the customer's approval; it is not read back. */
export type MappingFormat = (typeof mappingFormats)[number]

export interface PolicyChange {
  before: UnmappedPolicy
  after: UnmappedPolicy
}

export interface FileImportPlan extends MappingImportPlan {
  policy: PolicyChange | null
}

/** What importing a file does, table by table. */
export interface FileImport {
  format: Exclude<MappingFormat, 'html'>
  applied: boolean
  tables: { kind: MappingKind; plan: FileImportPlan }[]
  /** What concerns no table of the workspace. */
  problems: { line: number; message: Text }[]
}

/** A cell with both its texts; empty: not filled. */
export interface CellDifference {
  column: CellColumn
  before: string
  after: string
}

/** How one table differs from another; the order of rows is no difference. */
export interface TableDifference {
  kind: MappingKind
  added: MappingRow[]
  removed: MappingRow[]
  changed: { before: MappingRow; after: MappingRow; cells: CellDifference[] }[]
  policy: PolicyChange | null
}

/** A cell that was changed to two different texts. */
export interface CellConflict {
  column: CellColumn
  base: string
  mine: string
  theirs: string
}

/**
 * A row that two changes do not agree about; it stays as `theirs` has it. `null`: the row is not there. `cells` is empty when
 * one removed what the other changed.
 */
export interface MergeConflict {
  id: string
  base: MappingRow | null
  mine: MappingRow | null
  theirs: MappingRow | null
  cells: CellConflict[]
}
