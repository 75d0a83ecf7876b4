import { isDeepStrictEqual } from 'node:util'
import {
  kindsOf,
  type MappingRow,
  type MappingTable,
  type MappingTables,
  type UnmappedPolicy,
} from '../model.ts'
import type { RowChange, TableChange } from './model.ts'
import { arranged, isAppended, orderChange } from './order.ts'

/** What happened between two states of the tables. Pure. */

/** Rows that were added, changed or removed. A row that only moved is none of these: `orderChange` tells of it. */
export function rowChanges(before: readonly MappingRow[], after: readonly MappingRow[]): RowChange[] {
  if (before === after) return []
  const old = new Map(before.map((row) => [row.id, row]))
  const changes: RowChange[] = []
  for (const [place, row] of after.entries()) {
    const known = old.get(row.id) ?? null
    old.delete(row.id)
    if (!known || !isDeepStrictEqual(known, row))
      changes.push({ id: row.id, place, before: known, after: row })
  }
  if (old.size > 0)
    for (const [place, row] of before.entries())
      if (old.has(row.id)) changes.push({ id: row.id, place, before: row, after: null })
  return changes
}

/** What a table of an own kind begins and ends with. */
export const newPolicy: UnmappedPolicy = { on: 'pass' }

/** A change with the ids of all rows in their new order; `null` when the old order still tells it, new rows at its end. */
export type FollowedChange = TableChange & { ids: string[] | null }

/** Tables that differ, with what differs. */
export function tableChanges(before: MappingTables, after: MappingTables): FollowedChange[] {
  return kindsOf({ ...before, ...after }).flatMap((kind) => {
    const [old, now] = [before[kind], after[kind]]
    const rows = rowChanges(old?.rows ?? [], now?.rows ?? [])
    const [wasPolicy, isPolicy] = [old?.policy ?? newPolicy, now?.policy ?? newPolicy]
    const policy = isDeepStrictEqual(wasPolicy, isPolicy) ? null : { before: wasPolicy, after: isPolicy }
    const own = isDeepStrictEqual(old?.own, now?.own)
      ? undefined
      : { before: old?.own ?? null, after: now?.own ?? null }
    const [wasRows, isRows] = [old?.rows ?? [], now?.rows ?? []]
    const ids = wasRows === isRows || isAppended(wasRows, isRows) ? null : isRows.map(({ id }) => id)
    const order = (ids && orderChange(wasRows, isRows)) ?? undefined
    return rows.length > 0 || policy || own || order ? [{ kind, rows, policy, own, order, ids }] : []
  })
}

/**
 * The table as it was before changes.
 * @param changes oldest first
 */
export function rebuilt(
  table: MappingTable,
  changes: readonly Pick<TableChange, 'rows' | 'policy' | 'order'>[],
): MappingTable {
  const first = new Map<string, RowChange>()
  for (const { rows } of changes) for (const row of rows) if (!first.has(row.id)) first.set(row.id, row)
  const rows = table.rows.flatMap((row) => {
    const change = first.get(row.id)
    if (!change) return [row]
    return change.before ? [change.before] : []
  })
  const there = new Set(rows.map(({ id }) => id))
  const gone = [...first.values()].filter(({ id, before }) => before !== null && !there.has(id))
  for (const { before, place } of gone.sort((a, b) => a.place - b.place)) rows.splice(place, 0, before!)
  const policy = changes.find((change) => change.policy)?.policy?.before ?? table.policy
  const ordered = changes
    .toReversed()
    .reduce<MappingRow[]>((now, { order }) => (order ? arranged(now, order.before) : now), rows)
  return { ...table, policy, rows: ordered }
}
