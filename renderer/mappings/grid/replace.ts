import type { MappingPut } from '../../api/types.ts'
import { cellOf, withCell, type ColumnKey } from './columns.ts'
import type { Range } from './selection.ts'

/** Find and replace over the cells of a table. Pure. */

export interface Search {
  find: string
  matchCase: boolean
  /** Only cells that hold this and nothing else. */
  wholeCell: boolean
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A pattern of the search, `null` while there is nothing to find. */
function patternOf({ find, matchCase, wholeCell }: Search): RegExp | null {
  if (find === '') return null
  return new RegExp(wholeCell ? `^${escaped(find)}$` : escaped(find), matchCase ? 'gu' : 'giu')
}

/** Cells in which the text is found, line by line. */
export function foundCells(
  shown: readonly MappingPut[],
  columns: readonly ColumnKey[],
  search: Search,
): { row: number; column: number }[] {
  const pattern = patternOf(search)
  if (!pattern) return []
  return shown.flatMap((row, line) =>
    columns.flatMap((key, column) => (cellOf(row, key).search(pattern) >= 0 ? [{ row: line, column }] : [])),
  )
}

/**
 * Rows in which something was replaced, in the cells of `range` or in all of them.
 * A cell that may not hold the new text (`mode`) stays as it is.
 */
export function replaced(
  shown: readonly MappingPut[],
  columns: readonly ColumnKey[],
  search: Search,
  by: string,
  range: Range | null,
): MappingPut[] {
  const pattern = patternOf(search)
  if (!pattern) return []
  const keys = range ? columns.slice(range.left, range.right + 1) : columns
  const lines = range ? shown.slice(range.top, range.bottom + 1) : shown
  return lines.flatMap((before) => {
    const row = keys.reduce((kept, key) => {
      const text = cellOf(kept, key)
      const next = text.replace(pattern, () => by)
      return next === text ? kept : withCell(kept, key, next)
    }, before)
    return row === before ? [] : [row]
  })
}
