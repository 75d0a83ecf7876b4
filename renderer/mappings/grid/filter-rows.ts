import type { MappingRowView, MappingState } from '../../api/types.ts'
import { cellOf, columnKeys } from './columns.ts'

/** Rows in which every word of the search occurs in some cell, and which are in the state, when one is given. */
export function filterRows(
  rows: MappingRowView[],
  search: string,
  state: MappingState | null,
): MappingRowView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && state === null) return rows
  return rows.filter((row) => {
    const cells = columnKeys.map((key) => cellOf(row, key).toLowerCase())
    return (
      (state === null || row.state === state) &&
      words.every((word) => cells.some((cell) => cell.includes(word)))
    )
  })
}
