import type { MappingRow } from '../model.ts'
import { cellText, differingColumns } from './cells.ts'
import type { CellDifference } from './model.ts'

/** What 1C says of a row is known to the workspace alone, so it tells nothing about two files. */
export const cellDifferences = (before: MappingRow, after: MappingRow): CellDifference[] =>
  differingColumns(before, after)
    .filter((column) => column !== 'broken')
    .map((column) => ({ column, before: cellText(before, column), after: cellText(after, column) }))
