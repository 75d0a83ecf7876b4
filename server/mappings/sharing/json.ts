import { z } from 'zod'
import { WrongInput } from '../../storage/refusal.ts'
import { ruleOf, type KindRule } from '../kinds.ts'
import {
  isMappingKind,
  OwnKind,
  UnmappedPolicy,
  type MappingKind,
  type MappingRow,
  type MappingTable,
} from '../model.ts'
import { refKey } from '../tables.ts'
import { cellColumns, type CellColumn } from './cells.ts'
import { MAX_FILE_ROWS, problem, rowProblems, tooMany, type Cells, type FileRows } from './rows.ts'

/** Mapping tables as text for git: all kinds with their policies, equal tables are equal bytes. */

const FORMAT = 'obmen-mappings'

/**
 * By what rows are sorted: the side whose value may repeat. Rows that share it keep their order, because that is the
 * priority of offers (AD-26) and says which of several cities answers for one of 1C.
 */
function sortKey(row: MappingRow, { relation, wire }: KindRule): string {
  if (relation !== 'N:1') return row.site_id || row.site_name
  return (wire === 'code_1c' && row.code_1c) || refKey(row.ref_1c)
}

const sorted = ({ rows }: MappingTable, rule: KindRule): MappingRow[] =>
  rows.toSorted((a, b) => compare(sortKey(a, rule), sortKey(b, rule)))

const printedPolicy = (policy: UnmappedPolicy) =>
  policy.on === 'default' ? { on: policy.on, row: policy.row } : { on: policy.on }

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const printedRow = (row: MappingRow) => ({
  id: row.id,
  site_id: row.site_id,
  site_name: row.site_name,
  ref_1c: row.ref_1c,
  code_1c: row.code_1c,
  name_1c: row.name_1c,
  mode: row.mode,
  broken: row.broken,
  archived: row.archived,
  note: row.note,
  updated_at: row.updated_at,
  updated_by: row.updated_by,
})

/** The tables as JSON with a line end at its end. */
export function writeMappingsJson(tables: readonly { kind: MappingKind; table: MappingTable }[]): string {
  const printed = [...tables]
    .sort((a, b) => compare(a.kind, b.kind))
    .map(({ kind, table }) => [
      kind,
      {
        own: table.own,
        policy: printedPolicy(table.policy),
        rows: sorted(table, ruleOf(kind, table)).map(printedRow),
      },
    ])
  return `${JSON.stringify({ format: FORMAT, version: 1, tables: Object.fromEntries(printed) }, null, 2)}\n`
}

const Table = z.object({
  own: OwnKind.optional(),
  policy: UnmappedPolicy.optional(),
  rows: z.array(z.unknown()).default([]),
})
const JsonFile = z.union([
  z.object({ format: z.literal(FORMAT), version: z.literal(1), tables: z.record(z.string(), Table) }),
  // `obmen.json` itself, so that two of its versions in git can be compared.
  z.object({ mappings: z.record(z.string(), Table) }),
])

export interface JsonTable extends FileRows {
  kind: MappingKind
  policy: UnmappedPolicy | undefined
  /** What the file says of an own kind, so that a workspace without it can make it. */
  own: OwnKind | undefined
}

const wrong = (ru: string, en: string) => new WrongInput('MAPPING-JSON', { ru, en })

/** @throws WrongInput `MAPPING-JSON` for what holds no tables; a row that cannot be used is named by its number */
export function readMappingsJson(text: string): { tables: JsonTable[]; unknown: string[] } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    throw wrong(`Это не JSON: ${message}`, `This is not JSON: ${message}`)
  }
  const read = JsonFile.safeParse(value)
  if (!read.success)
    throw wrong(
      `В JSON нет таблиц соответствий: нужен {"format": "${FORMAT}", "version": 1, "tables": {…}} или obmen.json.`,
      `The JSON has no mapping tables: {"format": "${FORMAT}", "version": 1, "tables": {…}} or obmen.json is wanted.`,
    )
  const given = 'tables' in read.data ? read.data.tables : read.data.mappings
  const tables: JsonTable[] = []
  const unknown: string[] = []
  for (const [name, { own, policy, rows }] of Object.entries(given)) {
    if (isMappingKind(name)) tables.push({ kind: name, own, policy, ...readJsonRows(rows, name) })
    else unknown.push(name)
  }
  return { tables, unknown }
}

const texts: readonly CellColumn[] = cellColumns.filter(
  (column) => column !== 'archived' && column !== 'broken',
)

function readJsonRows(rows: readonly unknown[], kind: MappingKind): FileRows {
  if (rows.length > MAX_FILE_ROWS) return { rows: [], problems: [tooMany(rows.length)] }
  const result: FileRows = { rows: [], problems: [] }
  const ids = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const line = index + 1
    if (row === null || typeof row !== 'object' || Array.isArray(row)) {
      result.problems.push(problem(line, 'Строка — не объект.', 'The row is not an object.'))
      continue
    }
    const members = row as Record<string, unknown>
    const cells: Cells = { state: members['archived'] === true ? 'archived' : 'mapped' }
    const untyped = texts.find(
      (column) => (members[column] ?? '') !== '' && typeof members[column] !== 'string',
    )
    for (const column of texts) cells[column as keyof Cells] = String(members[column] ?? '').trim()
    const id = typeof members['id'] === 'string' && members['id'] !== '' ? members['id'] : undefined
    const faults = untyped
      ? [problem(line, `${untyped}: нужен текст в кавычках.`, `${untyped}: a text in quotes is wanted.`)]
      : id !== undefined && ids.has(id)
        ? [problem(line, `id «${id}» повторяется.`, `The id "${id}" is repeated.`)]
        : rowProblems(line, cells, kind, false)
    result.problems.push(...faults)
    if (faults.length > 0) continue
    if (id !== undefined) ids.add(id)
    result.rows.push({ line, cells, ...(id !== undefined && { id }) })
  }
  return result
}
