import type { MappingRowView, MappingStep } from '../../api/types.ts'
import type { Batch } from './changes.ts'

/** The rows of a table after what a step tells: it starts from exactly these rows. */
export function afterStep(
  rows: MappingRowView[],
  { changed, removed, order }: Pick<MappingStep, 'changed' | 'removed' | 'order'>,
): MappingRowView[] {
  if (changed.length === 0 && removed.length === 0 && order === null) return rows
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const id of removed) byId.delete(id)
  for (const row of changed) byId.set(row.id, row)
  return order ? order.flatMap((id) => byId.get(id) ?? []) : [...byId.values()]
}

const blank = {
  site_id: '',
  site_name: '',
  ref_1c: '',
  code_1c: '',
  name_1c: '',
  updated_at: '',
  updated_by: '',
}

/** The rows as a batch asks for them, until the server says what has become of them: states are those from before. */
export function afterBatch(rows: MappingRowView[], { put, remove, order }: Batch): MappingRowView[] {
  const states = new Map(rows.map((row) => [row.id, row.state]))
  const changed = put.map((row) => ({
    ...blank,
    ...row,
    state: states.get(row.id) ?? ('unmapped_site' as const),
  }))
  return afterStep(rows, { changed, removed: remove, order: order ?? null })
}
