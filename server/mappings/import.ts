import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { readMappingCsv, type CsvCells } from './csv.ts'
import type { MappingImportPlan, MappingKind, MappingRow, MappingTable } from './model.ts'
import { conflictsOf, edited, refKey, tidy, type Stamp } from './tables.ts'

/** A row that the file adds or changes. */
interface Candidate {
  line: number
  before: MappingRow | null
  after: MappingRow
}

/**
 * What importing the file does to the table (site-orders section 10). Nothing is deleted: rows that the file does not have
 * stay, and an empty cell leaves what is there. A row of the file is found again by the site's identifier, else by the 1C
 * reference, else by code or names. Of `state` only `archived` is read, the others follow from the table.
 * @returns the plan, and the table as it would be with `added` and `changed` applied
 */
export function planImport(
  table: MappingTable,
  kind: MappingKind,
  csv: string | Uint8Array,
  stamp: Stamp,
): { plan: MappingImportPlan; table: MappingTable } {
  const { rows, problems } = readMappingCsv(csv, kind)
  const finder = createFinder(table, kind)
  const plan: MappingImportPlan = { added: [], changed: [], conflicting: [], unchanged: 0, problems }

  let candidates: Candidate[] = []
  for (const { line, cells } of rows) {
    const before = finder.take(cells)
    const after = before ? edited(before, fill(before, cells), stamp) : edited(undefined, blank(cells), stamp)
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
  return { plan, table: applied(table, candidates) }
}

function applied(table: MappingTable, candidates: Candidate[]): MappingTable {
  const after = new Map(candidates.map((candidate) => [candidate.after.id, candidate.after]))
  return {
    policy: table.policy,
    rows: [
      ...table.rows.map((row) => after.get(row.id) ?? row),
      ...candidates.filter(({ before }) => !before).map((candidate) => candidate.after),
    ],
  }
}

const blank = (cells: CsvCells): MappingRow =>
  fill(
    {
      id: randomUUID(),
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
function fill(row: MappingRow, cells: CsvCells): MappingRow {
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

/** Finds the row that a line of the file is about. A row answers once, so that equal lines meet different rows. */
function createFinder(table: MappingTable, kind: MappingKind) {
  const taken = new Set<string>()
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
  function matches(cells: CsvCells): MappingRow[] {
    const ref = cells.ref_1c ? refKey(cells.ref_1c) : ''
    if (cells.site_id) {
      const own = rowsBy('site_id', cells.site_id)
      // A product has a row for each of its offers, and perhaps one that waits for its first.
      const fitting =
        kind === 'product' && ref !== ''
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
    take(cells: CsvCells): MappingRow | null {
      const found = matches(cells)
      const row = found.find((one) => isDeepStrictEqual(tidy(fill(one, cells)), tidy(one))) ?? found[0]
      if (!row) return null
      taken.add(row.id)
      return row
    },
  }
}
