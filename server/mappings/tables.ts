import { isDeepStrictEqual } from 'node:util'
import type { Text } from '../contracts/text.ts'
import { Refusal } from '../storage/refusal.ts'
import { ruleOf } from './kinds.ts'
import type {
  MappingBatch,
  MappingKind,
  MappingRow,
  MappingRowView,
  MappingState,
  MappingTable,
  UnmappedPolicy,
} from './model.ts'

/** Rules of the mapping tables (site-orders section 10). Pure. */

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i

/** A 1C reference as rows are compared by it: GUIDs are equal in any case and in braces (LA-10). */
export const refKey = (ref: string): string => guid.exec(ref.trim())?.[1]?.toLowerCase() ?? ref.trim()

/** Has the row what the site calls the value by? */
export const hasSiteSide = (row: MappingRow, kind: MappingKind): boolean =>
  row.site_id !== '' || (ruleOf(kind).named && row.site_name !== '')

/** Has the row what 1C finds the value by? */
export const hasOnecSide = (row: MappingRow, kind: MappingKind): boolean =>
  (ruleOf(kind).wire === 'code_1c' ? row.code_1c : row.ref_1c) !== ''

/** Products switched to `kit` (AD-26). The switch on any row of a product counts for the whole product. */
export const kitsOf = (table: MappingTable): ReadonlySet<string> =>
  new Set(table.rows.filter((row) => row.mode === 'kit' && row.site_id !== '').map((row) => row.site_id))

/** A value that only one row of the kind may have: what it is, and the fields that make it. */
interface Uniqueness {
  what: Text
  key(row: MappingRow): string | null
}

const filled = (...parts: string[]): string | null =>
  parts.every((part) => part !== '') ? parts.join('\n') : null

function uniquenessOf(table: MappingTable, kind: MappingKind): Uniqueness[] {
  const { relation, wire } = ruleOf(kind, table)
  // What 1C has and the site has not is no relation yet, so it stands in nobody's way.
  const boundRef = (row: MappingRow) => (hasSiteSide(row, kind) ? filled(refKey(row.ref_1c)) : null)
  if (relation === '1:N') {
    const kits = kitsOf(table)
    return [
      {
        what:
          kind === 'product'
            ? { ru: 'товар с этим оффером', en: 'the product with this offer' }
            : { ru: 'пара значений', en: 'the pair of values' },
        key: (row) => filled(row.site_id, refKey(row.ref_1c)),
      },
      {
        // The parts of a kit may be sold on their own, or in another kit.
        what:
          kind === 'product'
            ? { ru: 'оффер 1С', en: 'the 1C offer' }
            : { ru: 'ссылка 1С', en: 'the 1C reference' },
        key: (row) => (kits.has(row.site_id) ? null : boundRef(row)),
      },
    ]
  }
  return [
    { what: { ru: 'идентификатор сайта', en: 'the site identifier' }, key: (row) => filled(row.site_id) },
    ...(wire === 'site_name'
      ? [
          {
            what: { ru: 'название на сайте', en: 'the site name' },
            key: (row: MappingRow) => filled(row.site_name),
          },
        ]
      : []),
    ...(relation === '1:1' ? [{ what: { ru: 'ссылка 1С', en: 'the 1C reference' }, key: boundRef }] : []),
  ]
}

/** Rows that break a uniqueness rule, by id, with the reason. Archived rows take no part: they answer for nothing. */
export function conflictsOf(table: MappingTable, kind: MappingKind): ReadonlyMap<string, Text> {
  const conflicts = new Map<string, Text>()
  for (const { what, key } of uniquenessOf(table, kind)) {
    const groups = new Map<string, MappingRow[]>()
    for (const row of table.rows) {
      const value = row.archived ? null : key(row)
      if (value === null) continue
      const group = groups.get(value)
      if (group) group.push(row)
      else groups.set(value, [row])
    }
    for (const [value, rows] of groups) {
      if (rows.length < 2) continue
      const shown = value.replace('\n', ' → ')
      const reason = {
        ru: `${what.ru} ${shown}: строк с ним ${rows.length}, а должна быть одна`,
        en: `${what.en} ${shown}: in ${rows.length} rows, where one is allowed`,
      }
      for (const { id } of rows) conflicts.set(id, reason)
    }
  }
  return conflicts
}

/** States of all rows, by row id. */
export function statesOf(table: MappingTable, kind: MappingKind): ReadonlyMap<string, MappingState> {
  const conflicts = conflictsOf(table, kind)
  const stateOfRow = (row: MappingRow): MappingState => {
    if (row.archived) return 'archived'
    if (conflicts.has(row.id)) return 'conflict'
    if (row.broken) return 'broken'
    if (!hasOnecSide(row, kind)) return 'unmapped_site'
    return hasSiteSide(row, kind) ? 'mapped' : 'unmapped_1c'
  }
  return new Map(table.rows.map((row) => [row.id, stateOfRow(row)]))
}

/** State of one row of the table. For more than one row, `statesOf` is the quick way. */
export const stateOf = (row: MappingRow, table: MappingTable, kind: MappingKind): MappingState =>
  statesOf(table, kind).get(row.id) ?? 'unmapped_site'

/** The rows with their states, in the order of the table. */
export function view(table: MappingTable, kind: MappingKind): MappingRowView[] {
  const states = statesOf(table, kind)
  return table.rows.map((row) => ({ ...row, state: states.get(row.id)! }))
}

/** A row as it is stored: texts trimmed, GUIDs of 1C bare and lower case, members that say nothing left out. */
export function tidy(row: MappingRow): MappingRow {
  const note = row.note?.trim()
  return {
    id: row.id,
    site_id: row.site_id.trim(),
    site_name: row.site_name.trim(),
    ref_1c: refKey(row.ref_1c),
    code_1c: row.code_1c.trim(),
    name_1c: row.name_1c.trim(),
    ...(row.mode && { mode: row.mode }),
    ...(row.broken && { broken: row.broken }),
    ...(row.archived && { archived: true }),
    updated_at: row.updated_at,
    updated_by: row.updated_by,
    ...(note && { note }),
  }
}

/** Who changed a row, and when (ISO 8601). */
export interface Stamp {
  at: string
  by: string
}

/** The row as edited: stamped, and no longer `broken`, since 1C has not seen it yet. An edit that changes nothing is none. */
export function edited(before: MappingRow | undefined, after: MappingRow, stamp: Stamp): MappingRow {
  if (before) {
    const unstamped = { ...after, updated_at: before.updated_at, updated_by: before.updated_by }
    if (isDeepStrictEqual(tidy(unstamped), tidy(before))) return before
  }
  return tidy({ ...after, broken: undefined, updated_at: stamp.at, updated_by: stamp.by })
}

/**
 * The table after a batch; the given one is left as it is. Rows that break uniqueness are let in: they show as `conflict`.
 * @throws Refusal `MAPPING-BATCH` for a batch that contradicts itself, `MAPPING-MODE`, `MAPPING-DEFAULT-ROW`
 */
export function applyBatch(
  table: MappingTable,
  kind: MappingKind,
  batch: MappingBatch,
  stamp: Stamp,
): MappingTable {
  const put = new Map(batch.put.map((row) => [row.id, row]))
  const removed = new Set(batch.remove)
  const contradiction = put.size < batch.put.length || batch.remove.some((id) => put.has(id))
  if (contradiction)
    throw new Refusal('MAPPING-BATCH', {
      ru: 'Одна строка названа в изменении дважды. Обновите таблицу и повторите.',
      en: 'The change names one row twice. Reload the table and try again.',
    })
  if (kind !== 'product' && batch.put.some((row) => row.mode))
    throw new Refusal('MAPPING-MODE', {
      ru: 'Режим комплекта есть только у товаров.',
      en: 'Only products have a kit mode.',
    })
  if (table.policy.on === 'default' && removed.has(table.policy.row)) throw defaultRow()

  const rows = new Map(table.rows.filter(({ id }) => !removed.has(id)).map((row) => [row.id, row]))
  for (const row of put.values())
    rows.set(row.id, edited(rows.get(row.id), { ...row, updated_at: '', updated_by: '' }, stamp))
  return { ...table, rows: arranged(rows, batch.order ?? []) }
}

function arranged(rows: Map<string, MappingRow>, order: string[]): MappingRow[] {
  const first = order.map((id) => rows.get(id))
  const known = first.filter((row) => row !== undefined)
  if (known.length < first.length || new Set(order).size < order.length)
    throw new Refusal('MAPPING-BATCH', {
      ru: 'Порядок называет строку, которой нет, или одну строку дважды. Обновите таблицу и повторите.',
      en: 'The order names a row that does not exist, or one row twice. Reload the table and try again.',
    })
  const placed = new Set(order)
  return [...known, ...[...rows.values()].filter(({ id }) => !placed.has(id))]
}

const defaultRow = () =>
  new Refusal('MAPPING-DEFAULT-ROW', {
    ru: 'Строка по умолчанию должна быть в таблице, заполненной с обеих сторон и без замечаний.',
    en: 'The default row must be in the table, filled on both sides and without faults.',
  })

/** The table with another policy. @throws Refusal `MAPPING-DEFAULT-ROW` when the default is no mapped row */
export function withPolicy(table: MappingTable, kind: MappingKind, policy: UnmappedPolicy): MappingTable {
  if (policy.on === 'default' && statesOf(table, kind).get(policy.row) !== 'mapped') throw defaultRow()
  return { ...table, policy }
}
