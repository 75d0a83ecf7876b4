import { isDeepStrictEqual } from 'node:util'
import { blank, createFinder } from '../import.ts'
import {
  type MappingKind,
  type MappingRow,
  type MappingTable,
  type OwnKind,
  type UnmappedPolicy,
} from '../model.ts'
import { cellDifferences } from './cell-differences.ts'
import { readMappingFile } from './file.ts'
import type { TableDifference } from './model.ts'
import type { FileProblem, FileRow } from './rows.ts'

/** How mapping tables differ, row by row and cell by cell. */

/** A table that is compared: from a workspace or out of a file. */
export interface ComparedTable {
  kind: MappingKind
  rows: readonly MappingRow[]
  /** `null`: the file says nothing of it. */
  policy: UnmappedPolicy | null
  /** Of an own kind. */
  own?: OwnKind | undefined
}

const fileRow = (row: MappingRow, line: number): FileRow => ({
  line,
  id: row.id,
  cells: {
    site_id: row.site_id,
    site_name: row.site_name,
    ref_1c: row.ref_1c,
    code_1c: row.code_1c,
    name_1c: row.name_1c,
  },
})

/** Rows are the same by their id, else by what identifies them, as an import finds them. A row that moved is no difference. */
export function diffTables(left: ComparedTable, right: ComparedTable): TableDifference {
  const { kind } = left
  const table: MappingTable = { own: left.own, policy: { on: 'fail' }, rows: [...left.rows] }
  const given = right.rows.map(fileRow)
  const finder = createFinder(table, kind, given)
  const difference: TableDifference = {
    kind,
    added: [],
    removed: [],
    changed: [],
    policy:
      left.policy && right.policy && !isDeepStrictEqual(left.policy, right.policy)
        ? { before: left.policy, after: right.policy }
        : null,
  }
  const found = new Set<string>()
  for (const [index, { cells, id }] of given.entries()) {
    const after = right.rows[index]!
    const before = finder.take(cells, id)
    if (!before) {
      difference.added.push(after)
      continue
    }
    found.add(before.id)
    const changes = cellDifferences(before, after)
    if (changes.length > 0) difference.changed.push({ before, after, cells: changes })
  }
  difference.removed = left.rows.filter(({ id }) => !found.has(id))
  return difference
}

/** Differences of the kinds that both sides have, in the order of the left one; a kind with none is left out. */
export function diffAll(left: readonly ComparedTable[], right: readonly ComparedTable[]): TableDifference[] {
  return left.flatMap(({ kind }) => {
    const [a, b] = [left, right].map((side) => side.find((table) => table.kind === kind))
    if (!a || !b) return []
    const found = diffTables(a, b)
    const { added, removed, changed, policy } = found
    return added.length + removed.length + changed.length > 0 || policy ? [found] : []
  })
}

/** The tables that a file holds, with what could not be read of them. */
export async function tablesOfFile(
  bytes: Uint8Array,
  only: MappingKind | null,
): Promise<{ tables: ComparedTable[]; problems: FileProblem[] }> {
  const { tables, problems } = await readMappingFile(bytes, only)
  return {
    tables: tables.map(({ kind, rows, policy = null, own }) => ({
      kind,
      own,
      policy,
      rows: rows.map(({ cells, id }) => blank(cells, id)),
    })),
    problems: [...problems, ...tables.flatMap((table) => table.problems)],
  }
}
