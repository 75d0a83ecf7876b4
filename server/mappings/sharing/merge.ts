import { isDeepStrictEqual } from 'node:util'
import type { MappingRow, MappingTable } from '../model.ts'
import { cellColumns, cellText, sameCells, withCells } from './cells.ts'
import type { MergeConflict } from './model.ts'

/** Three-way merge of a mapping table that two people changed at once. Pure. */

const byId = (table: MappingTable) => new Map(table.rows.map((row) => [row.id, row]))

type Merged = { row: MappingRow | null } | { conflict: MergeConflict }

/** One row: a side that did not touch it gives way to the other. */
function mergeRow(
  id: string,
  base: MappingRow | null,
  mine: MappingRow | null,
  theirs: MappingRow | null,
): Merged {
  const same = (a: MappingRow | null, b: MappingRow | null) => (a && b ? sameCells(a, b) : a === b)
  if (same(mine, theirs) || same(base, mine)) return { row: theirs }
  if (same(base, theirs)) return { row: mine }
  if (!mine || !theirs) return { conflict: { id, base, mine, theirs, cells: [] } }
  const changed = cellColumns.filter((column) => cellText(mine, column) !== cellText(base, column))
  const cells = changed
    .filter((column) => {
      const found = cellText(theirs, column)
      return found !== cellText(base, column) && found !== cellText(mine, column)
    })
    .map((column) => ({
      column,
      base: cellText(base, column),
      mine: cellText(mine, column),
      theirs: cellText(theirs, column),
    }))
  if (cells.length > 0) return { conflict: { id, base, mine, theirs, cells } }
  const { updated_at, updated_by } = mine
  return { row: { ...withCells(theirs, changed, mine), updated_at, updated_by } }
}

/** Did somebody put the rows that both have into another order? */
function reordered(before: MappingTable, after: MappingTable): boolean {
  const known = byId(before)
  const left = byId(after)
  const order = (table: MappingTable) =>
    table.rows.map(({ id }) => id).filter((id) => known.has(id) && left.has(id))
  return !isDeepStrictEqual(order(before), order(after))
}

/** The ids of `leading` in its order; what only the other has comes behind the row it stood behind there. */
function joinedOrder(leading: MappingTable, other: MappingTable): string[] {
  const known = byId(leading)
  const followers = new Map<string, string[]>()
  let place = ''
  for (const { id } of other.rows) {
    if (known.has(id)) place = id
    else followers.set(place, [...(followers.get(place) ?? []), id])
  }
  return ['', ...leading.rows.map(({ id }) => id)]
    .flatMap((id) => [id, ...(followers.get(id) ?? [])])
    .filter((id) => id !== '')
}

/**
 * Joins what `mine` and `theirs` made of `base`. Rows are the same by their id, cells are merged one by one. A row that both
 * changed in contradiction stays as `theirs` has it and is told with both; so does a policy. No edit is lost: each is in the
 * table or in a conflict.
 */
export function mergeTables(
  base: MappingTable,
  mine: MappingTable,
  theirs: MappingTable,
): { table: MappingTable; conflicts: MergeConflict[]; policyConflict: boolean } {
  const [baseRows, myRows, theirRows] = [byId(base), byId(mine), byId(theirs)]
  const order = reordered(base, mine) ? joinedOrder(mine, theirs) : joinedOrder(theirs, mine)
  const myPolicy = !isDeepStrictEqual(base.policy, mine.policy)
  const theirPolicy = !isDeepStrictEqual(base.policy, theirs.policy)
  const policy = myPolicy && !theirPolicy ? mine.policy : theirs.policy
  const conflicts: MergeConflict[] = []
  const rows: MappingRow[] = []
  for (const id of order) {
    const sides = {
      base: baseRows.get(id) ?? null,
      mine: myRows.get(id) ?? null,
      theirs: theirRows.get(id) ?? null,
    }
    let merged = mergeRow(id, sides.base, sides.mine, sides.theirs)
    // A row that stands in for others by the policy that holds cannot go.
    const needed = policy.on === 'default' && policy.row === id && sides.theirs
    if (needed && 'row' in merged && !merged.row) merged = { conflict: { id, ...sides, cells: [] } }
    if ('conflict' in merged) conflicts.push(merged.conflict)
    const row = 'conflict' in merged ? merged.conflict.theirs : merged.row
    if (row) rows.push(row)
  }
  return {
    table: { ...theirs, policy, rows },
    conflicts,
    policyConflict: myPolicy && theirPolicy && !isDeepStrictEqual(mine.policy, theirs.policy),
  }
}
