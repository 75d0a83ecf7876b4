import { isDeepStrictEqual } from 'node:util'
import type { MappingRow, MappingTable } from '../model.ts'
import { newPolicy } from './differences.ts'
import { cellText, differingColumns, sameCells, withCells } from '../sharing/cells.ts'
import { tidy, type Stamp } from '../tables.ts'
import type { ChangedSince, RowChange, TableChange, UndoResult } from './model.ts'
import { arranged, type OrderChange } from './order.ts'

/** Taking one change back while later ones stay. Pure. */

const nameOf = (row: MappingRow | null): string =>
  row ? row.site_name || row.name_1c || row.site_id || row.ref_1c || row.code_1c : ''

type Reverted = { row: MappingRow | null; done: boolean; since: ChangedSince | null }

/** One row. @param needed it stands in for others by the policy, so it cannot go */
function revertRow(now: MappingRow | null, change: RowChange, needed: boolean, stamp: Stamp): Reverted {
  const { id, before, after } = change
  const since = (cells: ChangedSince['cells']): ChangedSince => ({
    row: id,
    name: nameOf(now ?? after ?? before),
    cells,
  })
  const left = (cells: ChangedSince['cells']): Reverted => ({ row: now, done: false, since: since(cells) })
  const stamped = (row: MappingRow) => tidy({ ...row, updated_at: stamp.at, updated_by: stamp.by })

  if (!before) {
    if (!now) return { row: null, done: false, since: null }
    if (needed) return left([])
    return sameCells(now, after!)
      ? { row: null, done: true, since: null }
      : left(
          differingColumns(after!, now).map((column) => ({
            column,
            before: '',
            after: cellText(after, column),
            now: cellText(now, column),
          })),
        )
  }
  if (!after) {
    if (!now) return { row: stamped(before), done: true, since: null }
    return sameCells(now, before) ? { row: now, done: false, since: null } : left(null)
  }
  if (!now) return left(null)
  const columns = differingColumns(before, after)
  const held = columns.filter((column) => cellText(now, column) === cellText(after, column))
  const other = columns
    .filter((column) => !held.includes(column) && cellText(now, column) !== cellText(before, column))
    .map((column) => ({
      column,
      before: cellText(before, column),
      after: cellText(after, column),
      now: cellText(now, column),
    }))
  return {
    row: held.length > 0 ? stamped(withCells(now, held, before)) : now,
    done: held.length > 0,
    since: other.length > 0 ? since(other) : null,
  }
}

/** The order of the rows without the change, where nobody has put the same rows into another one since. */
function revertOrder(
  rows: MappingRow[],
  { before, after }: OrderChange,
): { rows: MappingRow[]; order: UndoResult['order'] } {
  const stands = (ids: readonly string[]) =>
    arranged(rows, ids).every((row, place) => row.id === rows[place]!.id)
  if (stands(before)) return { rows, order: null }
  return stands(after) ? { rows: arranged(rows, before), order: 'undone' } : { rows, order: 'changed-since' }
}

/** The table without the change: its cells go back where they still hold what the change put there. */
export function revert(
  table: MappingTable,
  change: Pick<TableChange, 'rows' | 'policy' | 'order'>,
  stamp: Stamp,
): { table: MappingTable; result: UndoResult } {
  const { rows: changes, policy, order } = change
  const policyUndone = policy !== null && isDeepStrictEqual(table.policy, policy.after)
  const next = policyUndone ? policy.before : table.policy
  const result: UndoResult = { undone: 0, policyUndone, order: null, ownUndone: false, changedSince: [] }
  const now = new Map(table.rows.map((row) => [row.id, row]))
  const replaced = new Map<string, MappingRow | null>()
  const returned: { row: MappingRow; place: number }[] = []
  for (const one of changes) {
    const current = now.get(one.id) ?? null
    const needed = next.on === 'default' && next.row === one.id
    const { row, done, since } = revertRow(current, one, needed, stamp)
    if (since) result.changedSince.push(since)
    if (!done) continue
    result.undone += 1
    if (!current && row) returned.push({ row, place: one.place })
    else replaced.set(one.id, row)
  }
  const rows = table.rows.flatMap((row) => {
    const other = replaced.get(row.id)
    return other === undefined ? [row] : other === null ? [] : [other]
  })
  for (const { row, place } of returned.sort((a, b) => a.place - b.place)) rows.splice(place, 0, row)
  const ordered = order ? revertOrder(rows, order) : { rows, order: null }
  return {
    table: { ...table, policy: next, rows: ordered.rows },
    result: { ...result, order: ordered.order },
  }
}

const nothingUndone: UndoResult = {
  undone: 0,
  policyUndone: false,
  order: null,
  ownUndone: false,
  changedSince: [],
}

/**
 * As `revert`, for a kind that the change may have added, changed or removed.
 * @param table `null`: there is no such kind now
 * @returns `table: null` when there is none afterwards; a kind that has rows by now stays
 */
export function revertKind(
  table: MappingTable | null,
  change: Pick<TableChange, 'rows' | 'policy' | 'order' | 'own'>,
  stamp: Stamp,
): { table: MappingTable | null; result: UndoResult } {
  const { own } = change
  const held = own !== undefined && isDeepStrictEqual(table?.own ?? null, own.after)
  const base = table ?? (held && own.before ? { own: own.before, policy: newPolicy, rows: [] } : null)
  if (!base) return { table, result: nothingUndone }
  const reverted = revert(base, change, stamp)
  if (!held) return reverted
  if (own.before)
    return { table: { ...reverted.table, own: own.before }, result: { ...reverted.result, ownUndone: true } }
  const isEmpty = reverted.table.rows.length === 0
  return { table: isEmpty ? null : reverted.table, result: { ...reverted.result, ownUndone: isEmpty } }
}
