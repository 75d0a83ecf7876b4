import type { Text } from '../../contracts/text.ts'
import type { MappingBatch, MappingRow, MappingTable } from '../model.ts'
import { tidy } from '../tables.ts'

/** Changes that mend rows: several of them become one batch. Pure. */

export interface Fix {
  text: Text
  /** Members to write, by row id. */
  patches: ReadonlyMap<string, Partial<MappingRow>>
  remove: readonly string[]
}

export const patchOf = (text: Text, row: MappingRow, patch: Partial<MappingRow>): Fix => ({
  text,
  patches: new Map([[row.id, patch]]),
  remove: [],
})

export const removalOf = (text: Text, ids: readonly string[]): Fix => ({
  text,
  patches: new Map(),
  remove: ids,
})

/**
 * One batch of several fixes: what is removed is not patched, patches of one row are joined. A table takes a row that differs
 * in outer spaces alone for unchanged, so such a row is put under a new key in the place of the old one.
 */
export function batchOf(table: MappingTable, fixes: readonly Fix[]): MappingBatch {
  const remove = new Set(fixes.flatMap((fix) => fix.remove))
  const patches = new Map<string, Partial<MappingRow>>()
  for (const fix of fixes)
    for (const [id, patch] of fix.patches) patches.set(id, { ...patches.get(id), ...patch })

  const put: MappingBatch['put'] = []
  const keys = new Map<string, string>()
  const ids = new Set(table.rows.map(({ id }) => id))
  for (const row of table.rows) {
    const patch = patches.get(row.id)
    if (!patch || remove.has(row.id)) continue
    const { updated_at: _at, updated_by: _by, ...patched } = { ...row, ...patch }
    if (JSON.stringify(tidy({ ...row, ...patch })) === JSON.stringify(tidy(row))) {
      const key = freeKey(row.id, ids)
      keys.set(row.id, key)
      remove.add(row.id)
      put.push({ ...patched, id: key })
    } else put.push(patched)
  }
  const order = table.rows
    .filter(({ id }) => keys.has(id) || !remove.has(id))
    .map(({ id }) => keys.get(id) ?? id)
  return { put, remove: [...remove], ...(keys.size > 0 ? { order } : {}) }
}

function freeKey(id: string, taken: Set<string>): string {
  for (let n = 2; ; n += 1) {
    const key = `${id}-${n}`
    if (taken.has(key)) continue
    taken.add(key)
    return key
  }
}
