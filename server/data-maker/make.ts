import { setImmediate } from 'node:timers/promises'
import { fromMinorUnits, moneyText } from '../contracts/decimal.ts'
import type { Column, DataKind, MakeTask } from './kind.ts'
import { kinds } from './kinds.ts'
import type { FormatId, Preview } from './model.ts'

/** Made data as bytes of a file, a piece at a time: an amount of any size takes the memory of one piece. */

/** Characters that are collected before they are handed on. */
const PIECE = 64 * 1024

export const contentTypes: Readonly<Record<FormatId, string>> = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  txt: 'text/plain; charset=windows-1251',
}

/** `companies-7.csv`: kind and seed. */
export const fileNameOf = ({ kind, seed, format }: MakeTask): string => `${kind}-${seed}.${format}`

/** Every row of a run, in order. */
function* rowsOf(kind: DataKind, task: MakeTask): Generator<unknown> {
  const rows = kind.rows(task)
  for (let n = 0; n < task.count; n += 1) yield* rows(n)
}

const quoted = (cell: string): string => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A number as Excel in Russian reads it: a comma, no groups. */
function csvCell(column: Column<unknown>, row: unknown): string {
  const value = column.of(row)
  if (typeof value === 'string') return quoted(value)
  return (column.type === 'money' ? fromMinorUnits(value, 2) : String(value)).replace('.', ',')
}

const csvLine = (cells: readonly string[]): string => `${cells.join(';')}\r\n`

function* texts(kind: DataKind, task: MakeTask): Generator<string> {
  const { json = (row: unknown) => row, columns } = kind
  switch (task.format) {
    case 'jsonl':
      for (const row of rowsOf(kind, task)) yield `${JSON.stringify(json(row))}\n`
      return
    case 'csv':
      yield `\uFEFF${csvLine(columns.map(({ title }) => quoted(title.ru)))}`
      for (const row of rowsOf(kind, task)) yield csvLine(columns.map((column) => csvCell(column, row)))
      return
    default: {
      let before = '['
      for (const row of rowsOf(kind, task)) {
        yield `${before}\n${JSON.stringify(json(row))}`
        before = ','
      }
      yield before === '[' ? '[]\n' : '\n]\n'
    }
  }
}

async function* pieces(all: Iterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  let held: string[] = []
  let length = 0
  for (const text of all) {
    held.push(text)
    length += text.length
    if (length < PIECE) continue
    yield Buffer.from(held.join(''))
    held = []
    length = 0
    // Other requests are answered between two pieces.
    await setImmediate()
  }
  if (length > 0) yield Buffer.from(held.join(''))
}

/** The file of a task. The same task makes the same bytes, wherever and whenever. */
export function makeFile(task: MakeTask): AsyncIterable<Uint8Array> {
  const kind = kinds[task.kind]
  const hasOwnForm = task.format === 'xml' || task.format === 'txt'
  return hasOwnForm && kind.document ? kind.document(task) : pieces(texts(kind, task))
}

const PREVIEW_ROWS = 50
const SAMPLE_NUMBERS = 3
const SAMPLE_CHARACTERS = 12_000

function printedCell(column: Column<unknown>, row: unknown): string {
  const value = column.of(row)
  if (typeof value === 'string') return value
  return column.type === 'money' ? moneyText(value) : String(value).replace('.', ',')
}

async function sampleOf(task: MakeTask): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of makeFile({ ...task, count: Math.min(task.count, SAMPLE_NUMBERS) }))
    parts.push(part)
  const encoding = task.format === 'txt' ? 'windows-1251' : 'utf-8'
  return new TextDecoder(encoding).decode(Buffer.concat(parts)).slice(0, SAMPLE_CHARACTERS)
}

/** The first rows as a table, and how the file begins. */
export async function previewOf(task: MakeTask): Promise<Preview> {
  const kind = kinds[task.kind]
  const rows: string[][] = []
  for (const row of rowsOf(kind, task)) {
    rows.push(kind.columns.map((column) => printedCell(column, row)))
    if (rows.length === PREVIEW_ROWS) break
  }
  return {
    columns: kind.columns.map(({ key, title, type }) => ({ key, title, type })),
    rows,
    sample: await sampleOf(task),
  }
}
