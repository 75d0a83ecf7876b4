import iconv from 'iconv-lite'
import Papa from 'papaparse'
import type { Text } from '../contracts/text.ts'
import type { MappingKind, MappingRow, MappingTable } from './model.ts'
import { statesOf } from './tables.ts'

/** Mapping tables as spreadsheets have them (site-orders section 10): UTF-8, `;`, a header of field names. */

const columns = [
  'kind',
  'site_id',
  'site_name',
  'ref_1c',
  'code_1c',
  'name_1c',
  'mode',
  'state',
  'updated_at',
  'updated_by',
  'note',
] as const
type Column = (typeof columns)[number]

/** A row must have one of these to be anything. */
const identifying = ['site_id', 'site_name', 'ref_1c', 'code_1c', 'name_1c'] as const

export type CsvCells = Partial<Record<Column, string>>

export interface CsvProblem {
  /** Counts from 1. */
  line: number
  message: Text
}

export interface CsvRows {
  /** Cells by column, trimmed; `line` is where the row begins. Every row has something that identifies it. */
  rows: { line: number; cells: CsvCells }[]
  problems: CsvProblem[]
}

/** Spreadsheets run a cell that begins so as a formula. An apostrophe in front stops them, and the reader takes it off. */
const formula = /^['=+\-@]/
const disarmed = /^'(?=['=+\-@])/

/** The table as CSV, with a BOM because Excel takes the file for windows-1251 without one. */
export function writeMappingCsv(table: MappingTable, kind: MappingKind): string {
  const states = statesOf(table, kind)
  const cell = (row: MappingRow, column: Column): string => {
    if (column === 'kind') return kind
    if (column === 'state') return states.get(row.id)!
    return row[column] ?? ''
  }
  const lines = table.rows.map((row) => columns.map((column) => cell(row, column)))
  return `\uFEFF${Papa.unparse(
    { fields: [...columns], data: lines },
    { delimiter: ';', newline: '\r\n', escapeFormulae: formula },
  )}\r\n`
}

/** UTF-8, or windows-1251 when the bytes are not UTF-8. */
function decode(csv: string | Uint8Array): string {
  if (typeof csv === 'string') return csv
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(csv)
  } catch {
    return iconv.decode(Buffer.from(csv), 'win1251')
  }
}

const problem = (line: number, ru: string, en: string): CsvProblem => ({ line, message: { ru, en } })

/** Reads rows of one kind. Never throws: what cannot be used is named with its line. */
export function readMappingCsv(csv: string | Uint8Array, kind: MappingKind): CsvRows {
  const text = decode(csv).replace(/^\uFEFF/, '')
  if (text.trim() === '') return { rows: [], problems: [problem(1, 'Файл пуст.', 'The file is empty.')] }

  const header = readHeader(text)
  if (!identifying.some((column) => header.columns.includes(column)))
    return {
      rows: [],
      problems: [
        problem(
          1,
          `Первая строка — не заголовок. Нужны названия столбцов через «;»: ${columns.join(';')}`,
          `The first line is not a header. Column names separated by ";" are wanted: ${columns.join(';')}`,
        ),
      ],
    }

  const result: CsvRows = { rows: [], problems: headerProblems(header.columns) }
  for (const { line, cells, fault } of readLines(text, header.delimiter).slice(1)) {
    if (cells.every((cell) => cell.trim() === '')) continue
    if (fault) {
      result.problems.push(problem(line, `Строка не читается: ${fault}`, `The line cannot be read: ${fault}`))
      continue
    }
    const row = pick(header.columns, cells)
    const faults = rowProblems(line, row, kind, cells.length > header.columns.length)
    if (faults.length > 0) result.problems.push(...faults)
    else result.rows.push({ line, cells: row })
  }
  if (result.rows.length === 0 && result.problems.length === 0)
    result.problems.push(
      problem(1, 'В файле только заголовок, строк нет.', 'The file has a header only, and no rows.'),
    )
  return result
}

const isColumn = (name: string): name is Column => (columns as readonly string[]).includes(name)

/** The delimiter is the one under which the first line has most names that mean something. */
function readHeader(text: string): { delimiter: string; columns: string[] } {
  const readings = [';', '\t', ','].map((delimiter) => {
    const first = Papa.parse<string[]>(text, { delimiter, preview: 1 }).data[0] ?? []
    return { delimiter, columns: first.map((name) => name.trim().toLowerCase()) }
  })
  const known = ({ columns: names }: { columns: string[] }) => names.filter(isColumn).length
  return readings.reduce((best, reading) => (known(reading) > known(best) ? reading : best))
}

function headerProblems(names: string[]): CsvProblem[] {
  const problems: CsvProblem[] = []
  for (const [index, name] of names.entries()) {
    if (name !== '' && !isColumn(name))
      problems.push(
        problem(
          1,
          `Столбец «${name}» неизвестен, он пропущен.`,
          `The column "${name}" is unknown, it is left out.`,
        ),
      )
    else if (name !== '' && names.indexOf(name) < index)
      problems.push(
        problem(
          1,
          `Столбец «${name}» повторяется, взят первый.`,
          `The column "${name}" is repeated, the first one counts.`,
        ),
      )
  }
  return problems
}

interface Line {
  line: number
  cells: string[]
  fault: string | null
}

function readLines(text: string, delimiter: string): Line[] {
  const lines: Line[] = []
  let line = 1
  let from = 0
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data, errors, meta }) {
      lines.push({ line, cells: data, fault: errors[0]?.message ?? null })
      line += text.slice(from, meta.cursor).match(/\r\n|\r|\n/g)?.length ?? 0
      from = meta.cursor
    },
  })
  return lines
}

function pick(names: string[], cells: string[]): CsvCells {
  const row: CsvCells = {}
  for (const [index, name] of names.entries())
    if (isColumn(name) && row[name] === undefined)
      row[name] = (cells[index] ?? '').trim().replace(disarmed, '')
  return row
}

const states = ['mapped', 'unmapped_site', 'unmapped_1c', 'conflict', 'broken', 'archived']
const modes = ['alternatives', 'kit']

function rowProblems(line: number, row: CsvCells, kind: MappingKind, tooLong: boolean): CsvProblem[] {
  const problems: CsvProblem[] = []
  if (tooLong)
    problems.push(
      problem(
        line,
        'В строке больше ячеек, чем в заголовке: значение с «;» нужно взять в кавычки.',
        'The line has more cells than the header: a value with ";" must be quoted.',
      ),
    )
  if (row.kind && row.kind !== kind)
    problems.push(
      problem(
        line,
        `Строка другого вида: ${row.kind}. Сюда загружается ${kind}.`,
        `The line is of another kind: ${row.kind}. This is the table of ${kind}.`,
      ),
    )
  if (row.mode && !(kind === 'product' && modes.includes(row.mode)))
    problems.push(
      problem(
        line,
        `mode «${row.mode}»: у товара alternatives или kit, у остальных пусто.`,
        `mode "${row.mode}": alternatives or kit for a product, empty for anything else.`,
      ),
    )
  if (row.state && !states.includes(row.state))
    problems.push(
      problem(
        line,
        `state «${row.state}» неизвестно: ${states.join(', ')}.`,
        `state "${row.state}" is unknown: ${states.join(', ')}.`,
      ),
    )
  if (identifying.every((column) => !row[column]))
    problems.push(
      problem(
        line,
        'В строке нет ни стороны сайта, ни стороны 1С.',
        'The line has neither a side of the site nor one of 1C.',
      ),
    )
  const replaced = Object.values(row).some((cell) => cell.includes('\uFFFD'))
  if (replaced)
    problems.push(
      problem(
        line,
        'Кодировка не UTF-8 и не windows-1251: буквы потеряны. Сохраните файл в UTF-8.',
        'The encoding is neither UTF-8 nor windows-1251: letters are lost. Save the file in UTF-8.',
      ),
    )
  return problems
}
