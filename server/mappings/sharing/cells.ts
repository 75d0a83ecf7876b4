import type { MappingRow } from '../model.ts'
import { refKey } from '../tables.ts'

/** A mapping row as cells that are compared one by one. Who changed it and when is no content. Pure. */

export const cellColumns = [
  'site_id',
  'site_name',
  'ref_1c',
  'code_1c',
  'name_1c',
  'mode',
  'archived',
  'broken',
  'note',
] as const
export type CellColumn = (typeof cellColumns)[number]

/** The text of a cell as it is compared; empty: not filled. GUIDs of 1C are one in any spelling (LA-10). */
export function cellText(row: MappingRow | null | undefined, column: CellColumn): string {
  if (!row) return ''
  if (column === 'archived') return row.archived ? 'true' : ''
  if (column === 'ref_1c') return refKey(row.ref_1c)
  return (row[column] ?? '').trim()
}

/** Columns in which the rows differ. */
export const differingColumns = (left: MappingRow, right: MappingRow): CellColumn[] =>
  cellColumns.filter((column) => cellText(left, column) !== cellText(right, column))

export const sameCells = (left: MappingRow, right: MappingRow): boolean =>
  cellColumns.every((column) => cellText(left, column) === cellText(right, column))

/** The row with some cells of another one. */
export function withCells(row: MappingRow, columns: readonly CellColumn[], from: MappingRow): MappingRow {
  const result: Record<string, unknown> = { ...row }
  for (const column of columns) {
    if (from[column] === undefined) delete result[column]
    else result[column] = from[column]
  }
  return result as MappingRow
}
