import type { MappingKind, MappingPut } from '../../api/types.ts'

/** Fields of a row that are edited in the grid, in the order of the columns. */
export const columnKeys = ['site_id', 'site_name', 'ref_1c', 'code_1c', 'name_1c', 'mode', 'note'] as const
export type ColumnKey = (typeof columnKeys)[number]

/** Which dictionary a column takes its values from. */
export const columnSource: Record<ColumnKey, 'site' | 'onec' | 'mode' | null> = {
  site_id: 'site',
  site_name: 'site',
  ref_1c: 'onec',
  code_1c: 'onec',
  name_1c: 'onec',
  mode: 'mode',
  note: null,
}

/** Least pixels of a column, and its share of the width that is left. */
export const columnWidth: Record<ColumnKey, number> = {
  site_id: 108,
  site_name: 142,
  ref_1c: 98,
  code_1c: 94,
  name_1c: 142,
  mode: 92,
  note: 60,
}

/** Only products are sent as alternatives or as a kit (AD-26); what КСУП and its 1C exchange has a name and nothing else. */
export function columnsOf(kind: MappingKind): ColumnKey[] {
  if (kind === 'ksup_warehouse' || kind === 'ksup_deal_type') return ['site_id', 'ref_1c', 'note']
  if (kind === 'cml_order_status') return ['site_id', 'site_name', 'ref_1c', 'note']
  return columnKeys.filter((key) => key !== 'mode' || kind === 'product')
}

const modes = ['alternatives', 'kit'] as const

export function cellOf(row: MappingPut, key: ColumnKey): string {
  return row[key] ?? ''
}

/**
 * The row with another text in a cell. Any edit clears the mark «broken»: a person has looked at the row.
 * A mode that does not exist leaves the row as it is.
 */
export function withCell(row: MappingPut, key: ColumnKey, text: string): MappingPut {
  const { broken: _, ...rest } = row
  const value = text.trim()
  if (key !== 'mode') return { ...rest, [key]: value }
  if (value === '') return { ...rest, mode: undefined }
  const mode = modes.find((name) => name === value)
  return mode ? { ...rest, mode } : row
}
