import type { Text } from '../../contracts/text.ts'
import type { MappingKind, MappingRow, MappingTable } from '../model.ts'
import { statesOf } from '../tables.ts'

/**
 * The one form between a mapping table and a file of any format (site-orders section 10): lines of text cells under column
 * names. Codecs only make lines out of bytes; what a line means is decided here. Pure.
 */

export const columns = [
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
export type Column = (typeof columns)[number]

/** A row must have one of these to be anything. */
const identifying = ['site_id', 'site_name', 'ref_1c', 'code_1c', 'name_1c'] as const

/** Rows of a file; a table of that size is already far beyond what a person edits. */
export const MAX_FILE_ROWS = 50_000

export type Cells = Partial<Record<Column, string>>

export interface FileProblem {
  /** Counts from 1. */
  line: number
  message: Text
}

export interface FileRow {
  line: number
  /** Cells by column, trimmed. Every row has something that identifies it. */
  cells: Cells
  /** Key of the row where the format carries it (JSON). */
  id?: string
}

export interface FileRows {
  rows: FileRow[]
  problems: FileProblem[]
}

/** One line as a codec found it; `fault`: why its cells cannot be trusted. */
export interface FileLine {
  line: number
  cells: string[]
  fault: Text | null
}

/** Lines of cells below the names of their columns. */
export interface FileTable {
  columns: string[]
  lines: FileLine[]
}

export const problem = (line: number, ru: string, en: string): FileProblem => ({ line, message: { ru, en } })

/** The cells of a row as every format writes them, in the order of `columns`. */
export function cellsOf(table: MappingTable, kind: MappingKind): string[][] {
  const states = statesOf(table, kind)
  const cell = (row: MappingRow, column: Column): string => {
    if (column === 'kind') return kind
    if (column === 'state') return states.get(row.id)!
    return row[column] ?? ''
  }
  return table.rows.map((row) => columns.map((column) => cell(row, column)))
}

export const isColumn = (name: string): name is Column => (columns as readonly string[]).includes(name)

/** Column names as they are compared. */
export const columnNames = (names: readonly string[]): string[] =>
  names.map((name) => name.trim().toLowerCase())

/** Reads lines of one kind. Never throws: what cannot be used is named with its line. */
export function readRows({ columns: names, lines }: FileTable, kind: MappingKind): FileRows {
  if (!identifying.some((column) => names.includes(column)))
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
  if (lines.length > MAX_FILE_ROWS) return { rows: [], problems: [tooMany(lines.length)] }

  const result: FileRows = { rows: [], problems: headerProblems(names) }
  for (const { line, cells, fault } of lines) {
    if (!fault && cells.every((cell) => cell.trim() === '')) continue
    if (fault) {
      result.problems.push({ line, message: fault })
      continue
    }
    const row = pick(names, cells)
    const faults = rowProblems(line, row, kind, cells.length > names.length)
    if (faults.length > 0) result.problems.push(...faults)
    else result.rows.push({ line, cells: row })
  }
  if (result.rows.length === 0 && result.problems.length === 0)
    result.problems.push(
      problem(1, 'В файле только заголовок, строк нет.', 'The file has a header only, and no rows.'),
    )
  return result
}

export const tooMany = (rows: number): FileProblem =>
  problem(
    1,
    `Строк ${rows}, а загрузить можно не больше ${MAX_FILE_ROWS}. Разделите файл.`,
    `${rows} rows, and no more than ${MAX_FILE_ROWS} can be loaded. Split the file.`,
  )

function headerProblems(names: string[]): FileProblem[] {
  const problems: FileProblem[] = []
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

function pick(names: string[], cells: string[]): Cells {
  const row: Cells = {}
  for (const [index, name] of names.entries())
    if (isColumn(name) && row[name] === undefined) row[name] = (cells[index] ?? '').trim()
  return row
}

const states = ['mapped', 'unmapped_site', 'unmapped_1c', 'conflict', 'broken', 'archived']
const modes = ['alternatives', 'kit']

/** Why the cells are no row of the kind. */
export function rowProblems(line: number, row: Cells, kind: MappingKind, tooLong: boolean): FileProblem[] {
  const problems: FileProblem[] = []
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
