import type { MappingKind, MappingRowView, MappingTable } from './model.ts'
import { view } from './tables.ts'

/** What tells two states of a table apart: a table of 20 000 rows does not travel again for one edited cell. */
export interface TableDelta {
  /** Rows that are new, edited, or in another state because of an edit elsewhere. */
  changed: MappingRowView[]
  removed: string[]
  /** Ids of all rows, `null` when the rows that stayed keep their order and new ones stand at the end. */
  order: string[] | null
}

/** What leads from one revision of a table to a later one. */
export interface TableStep extends TableDelta {
  since: number
  revision: number
}

/** A table as it was at a revision. */
export interface TableStand {
  table: MappingTable
  revision: number
}

const same = (a: MappingRowView, b: MappingRowView): boolean => {
  const names = Object.keys(a) as (keyof MappingRowView)[]
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

/** Of two edits in a row, the state that the first led to is the one that the second begins with. */
const views = new WeakMap<MappingTable, MappingRowView[]>()

function viewOnce(table: MappingTable, kind: MappingKind): MappingRowView[] {
  let rows = views.get(table)
  if (!rows) views.set(table, (rows = view(table, kind)))
  return rows
}

/**
 * The difference of two states of one table, with what is derived from the rows. Pure.
 * @param before a table in force once, as `after` is: such a table is replaced, never changed
 */
export function tableDelta(kind: MappingKind, before: MappingTable, after: MappingTable): TableDelta {
  if (before === after) return { changed: [], removed: [], order: null }
  const old = new Map(viewOnce(before, kind).map((row) => [row.id, row]))
  const rows = viewOnce(after, kind)
  const changed = rows.filter((row) => {
    const known = old.get(row.id)
    return !known || !same(known, row)
  })
  const now = new Set(rows.map(({ id }) => id))
  const removed = [...old.keys()].filter((id) => !now.has(id))
  const unmoved = [
    ...[...old.keys()].filter((id) => now.has(id)),
    ...rows.flatMap(({ id }) => (old.has(id) ? [] : [id])),
  ]
  const moved = rows.some(({ id }, place) => id !== unmoved[place])
  return { changed, removed, order: moved ? rows.map(({ id }) => id) : null }
}

export const stepBetween = (kind: MappingKind, from: TableStand, to: TableStand): TableStep => ({
  since: from.revision,
  revision: to.revision,
  ...tableDelta(kind, from.table, to.table),
})
