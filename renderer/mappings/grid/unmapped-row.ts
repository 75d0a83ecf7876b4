import type { MappingPut, MappingRowView, UnmappedValue } from '../../api/types.ts'
import { bare, blankRow } from './changes.ts'
import type { ColumnKey } from './columns.ts'

/** Which column holds the value as it travels: a carrier goes by its 1C code, a status by its name (A-43, AD-29). */
function columnOfValue({ kind, direction }: UnmappedValue): 'site_id' | 'site_name' | 'ref_1c' | 'code_1c' {
  if (direction === 'onec_to_site') return 'ref_1c'
  if (kind === 'transport_company') return 'code_1c'
  return kind === 'order_status' ? 'site_name' : 'site_id'
}

/**
 * The row that answers for a value of the traffic: one that is there already with this value and lacks the other side,
 * or a new one with its value and name filled in. `empty` is the cell that is left for a person.
 */
export function rowForValue(
  rows: readonly MappingRowView[],
  value: UnmappedValue,
): { row: MappingPut; isNew: boolean; empty: ColumnKey } {
  const column = columnOfValue(value)
  const empty: ColumnKey = column === 'site_id' || column === 'site_name' ? 'ref_1c' : 'site_id'
  const found = rows.find((row) => row[column] === value.value)
  if (found) return { row: bare(found), isNew: false, empty }
  const named = value.direction === 'site_to_1c' && column === 'site_id' ? 'site_name' : 'name_1c'
  return { row: { ...blankRow(), [named]: value.name, [column]: value.value }, isNew: true, empty }
}
