import type { MappingFileImport } from '../../api/types.ts'
import { columnKeys, type ColumnKey } from './columns.ts'

type Row = MappingFileImport['tables'][number]['plan']['added'][number]

/** Cells that an import would change, with both texts. */
export function changedCells(before: Row, after: Row): { key: ColumnKey; before: string; after: string }[] {
  return columnKeys
    .map((key) => ({ key, before: before[key] ?? '', after: after[key] ?? '' }))
    .filter((cell) => cell.before !== cell.after)
}
