import { ruleOf } from '../kinds.ts'
import type { MappingBatch, MappingRow, MappingTable } from '../model.ts'
import { refKey } from '../tables.ts'
import type { OnecValue, SiteValue, Suggestion } from './model.ts'

/** Two values that are to be one row; `row`: the row of each that waits for its partner. */
export type Pair = Pick<Suggestion, 'kind'> & {
  site: Pick<SiteValue, 'id' | 'name' | 'row'>
  onec: Pick<OnecValue, 'ref' | 'code' | 'name' | 'row'>
}

type PutRow = MappingBatch['put'][number]

const blank = (id: string): PutRow => ({
  id,
  site_id: '',
  site_name: '',
  ref_1c: '',
  code_1c: '',
  name_1c: '',
})

/**
 * The change that binds what was suggested: a row that waits for its partner is filled, of two that wait for each other one
 * stays, a pair without rows gets a new one.
 * @param newId makes the key of a new row
 */
export function acceptBatch(
  table: MappingTable,
  suggestions: readonly Pair[],
  newId: () => string,
): MappingBatch {
  const rows = new Map(table.rows.map((row) => [row.id, row]))
  const put = new Map<string, PutRow>()
  const remove = new Set<string>()
  /** A row answers once: the next partner of the same value gets a row of its own. */
  const free = (id: string | null): MappingRow | null =>
    id !== null && !put.has(id) && !remove.has(id) ? (rows.get(id) ?? null) : null

  for (const { kind, site, onec } of suggestions) {
    const waiting = free(site.row)
    const offered = free(onec.row)
    const base: PutRow = waiting ?? offered ?? blank(newId())
    if (waiting && offered) remove.add(offered.id)
    const note = [waiting?.note, offered?.note].filter((text) => text).join('; ')
    // Where the name is what travels, a value that traffic brought is its own name.
    const siteName = site.name || (ruleOf(kind).wire === 'site_name' ? site.id : '')
    put.set(base.id, {
      ...withoutStamp(base),
      site_id: site.id || base.site_id,
      site_name: siteName || base.site_name,
      ref_1c: refKey(onec.ref) || base.ref_1c,
      code_1c: onec.code || base.code_1c,
      name_1c: onec.name || base.name_1c,
      ...(note === '' ? {} : { note }),
    })
  }
  return { put: [...put.values()], remove: [...remove] }
}

/** Who changed a row and when is not the batch's to say. */
function withoutStamp(row: PutRow & Partial<MappingRow>): PutRow {
  const { updated_at: _at, updated_by: _by, ...rest } = row
  return rest
}
