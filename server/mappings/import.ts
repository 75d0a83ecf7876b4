import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Refusal } from '../storage/refusal.ts'
import { ruleOf } from './kinds.ts'
import type { MappingKind, MappingRow, MappingTable, UnmappedPolicy } from './model.ts'
import type { FileImportPlan } from './sharing/model.ts'
import type { Cells, FileRow, FileRows } from './sharing/rows.ts'
import { conflictsOf, edited, refKey, tidy, withPolicy, type Stamp } from './tables.ts'

/** A row that the file adds or changes. */
interface Candidate {
  line: number
  before: MappingRow | null
  after: MappingRow
}

/**
 * What importing rows of a file does to the table (site-orders section 10). Nothing is deleted: rows that the file does not
 * have stay, and an empty cell leaves what is there. A row of the file is found again by its key where the file has it, by
 * the site's identifier, else by the 1C reference, else by code or names. Of `state` only `archived` is read, the others
 * follow from the table.
 * @param policy what the file says of values without a row, when it says anything
 * @returns the plan, and the table as it would be with `added` and `changed` applied
 */
export function planRows(
  table: MappingTable,
  kind: MappingKind,
  { rows, problems }: FileRows,
  stamp: Stamp,
  policy?: UnmappedPolicy,
): { plan: FileImportPlan; table: MappingTable } {
  const finder = createFinder(table, kind, rows)
  const plan: FileImportPlan = {
    added: [],
    changed: [],
    conflicting: [],
    unchanged: 0,
    problems: [...problems],
    policy: null,
  }
  /** Keys of the file's rows in the table. */
  const keys = new Map<string, string>()

  let candidates: Candidate[] = []
  for (const { line, cells, id } of rows) {
    const before = finder.take(cells, id)
    const after = before
      ? edited(before, fill(before, cells), stamp)
      : edited(undefined, blank(cells, id), stamp)
    if (id !== undefined) keys.set(id, after.id)
    if (after === before) plan.unchanged += 1
    else candidates.push({ line, before, after })
  }

  // A candidate that would break uniqueness is left out. Its row then stays as it was, which may put another one in its way.
  for (;;) {
    const conflicts = conflictsOf(applied(table, candidates), kind)
    const fitting = candidates.filter(({ after }) => !conflicts.has(after.id))
    for (const { line, after } of candidates) {
      const reason = conflicts.get(after.id)
      if (reason) plan.conflicting.push({ line, row: after, reason })
    }
    if (fitting.length === candidates.length) break
    candidates = fitting
  }
  plan.conflicting.sort((a, b) => a.line - b.line)

  for (const { before, after } of candidates) {
    if (before) plan.changed.push({ before, after })
    else plan.added.push(after)
  }
  const after = applied(table, candidates)
  return { plan, table: policy ? withFilePolicy(after, kind, policy, keys, plan) : after }
}

/** The table with the policy of the file; one that cannot be in force is a problem of the file. */
function withFilePolicy(
  table: MappingTable,
  kind: MappingKind,
  policy: UnmappedPolicy,
  keys: ReadonlyMap<string, string>,
  plan: FileImportPlan,
): MappingTable {
  const wanted: UnmappedPolicy =
    policy.on === 'default' ? { on: 'default', row: keys.get(policy.row) ?? policy.row } : policy
  if (isDeepStrictEqual(wanted, table.policy)) return table
  try {
    const changed = withPolicy(table, kind, wanted)
    plan.policy = { before: table.policy, after: wanted }
    return changed
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    plan.problems.push({ line: 1, message: error.text })
    return table
  }
}

function applied(table: MappingTable, candidates: Candidate[]): MappingTable {
  const after = new Map(candidates.map((candidate) => [candidate.after.id, candidate.after]))
  return {
    ...table,
    rows: [
      ...table.rows.map((row) => after.get(row.id) ?? row),
      ...candidates.filter(({ before }) => !before).map((candidate) => candidate.after),
    ],
  }
}

/** A new row with what the cells say. */
export const blank = (cells: Cells, id: string = randomUUID()): MappingRow =>
  fill(
    {
      id,
      site_id: '',
      site_name: '',
      ref_1c: '',
      code_1c: '',
      name_1c: '',
      updated_at: '',
      updated_by: '',
    },
    cells,
  )

/** The row with what the cells say; an empty cell says nothing. */
function fill(row: MappingRow, cells: Cells): MappingRow {
  return {
    ...row,
    site_id: cells.site_id || row.site_id,
    site_name: cells.site_name || row.site_name,
    ref_1c: cells.ref_1c || row.ref_1c,
    code_1c: cells.code_1c || row.code_1c,
    name_1c: cells.name_1c || row.name_1c,
    mode: (cells.mode || row.mode) as MappingRow['mode'],
    archived: cells.state ? cells.state === 'archived' : row.archived,
    note: cells.note || row.note,
  }
}

type KeyField = 'site_id' | 'ref_1c' | 'code_1c' | 'name_1c' | 'site_name'

/**
 * Finds the row that a line of the file is about. A row answers once, so that equal lines meet different rows.
 * @param rows lines of the file: a row whose key one of them has is kept for it
 */
export function createFinder(table: MappingTable, kind: MappingKind, rows: readonly FileRow[] = []) {
  const byId = new Map(table.rows.map((row) => [row.id, row]))
  const taken = new Set(rows.flatMap(({ id }) => (id !== undefined && byId.has(id) ? [id] : [])))
  const keyOf = (field: KeyField, value: string) => (field === 'ref_1c' ? refKey(value) : value.trim())
  const indexes = new Map<KeyField, Map<string, MappingRow[]>>()
  const rowsBy = (field: KeyField, value: string): MappingRow[] => {
    let index = indexes.get(field)
    if (!index) {
      index = new Map()
      for (const row of table.rows) {
        const key = keyOf(field, row[field])
        const known = index.get(key)
        if (known) known.push(row)
        else index.set(key, [row])
      }
      indexes.set(field, index)
    }
    return (index.get(keyOf(field, value)) ?? []).filter(({ id }) => !taken.has(id))
  }

  /** Rows that the cells may be about: by the first key that finds any. */
  function matches(cells: Cells): MappingRow[] {
    const ref = cells.ref_1c ? refKey(cells.ref_1c) : ''
    if (cells.site_id) {
      const own = rowsBy('site_id', cells.site_id)
      // A product has a row for each of its offers, and perhaps one that waits for its first; so with every kind of 1:N.
      const fitting =
        ruleOf(kind, table).relation === '1:N' && ref !== ''
          ? own.filter(({ ref_1c }) => ref_1c === '' || refKey(ref_1c) === ref)
          : own
      const same = (row: MappingRow) => Number(refKey(row.ref_1c) === ref)
      if (fitting.length > 0) return fitting.sort((a, b) => same(b) - same(a))
    }
    for (const field of ['ref_1c', 'code_1c', 'name_1c', 'site_name'] as const) {
      const value = cells[field]
      if (!value) continue
      // What has an identifier of the site can only be a row that waits for one.
      return rowsBy(field, value).filter(({ site_id }) => !cells.site_id || site_id === '')
    }
    return []
  }

  return {
    take(cells: Cells, id?: string): MappingRow | null {
      const own = id === undefined ? undefined : byId.get(id)
      if (own) return own
      const found = matches(cells)
      const row = found.find((one) => isDeepStrictEqual(tidy(fill(one, cells)), tidy(one))) ?? found[0]
      if (!row) return null
      taken.add(row.id)
      return row
    },
  }
}
