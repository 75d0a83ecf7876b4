import iconv from 'iconv-lite'
import Papa from 'papaparse'
import type { MappingKind, MappingTable } from './model.ts'
import {
  cellsOf,
  columnNames,
  columns,
  isColumn,
  problem,
  type FileLine,
  type FileTable,
} from './sharing/rows.ts'

/** Mapping tables as spreadsheets have them (site-orders section 10): UTF-8, `;`, a header of field names. */

/** Spreadsheets run a cell that begins so as a formula. An apostrophe in front stops them, and the reader takes it off. */
const formula = /^['=+\-@]/
const disarmed = /^(\s*)'(?=['=+\-@])/

/** The tables one under another, with a BOM because Excel takes the file for windows-1251 without one. */
export function writeMappingsCsv(tables: readonly { kind: MappingKind; table: MappingTable }[]): string {
  return `\uFEFF${Papa.unparse(
    { fields: [...columns], data: tables.flatMap(({ kind, table }) => cellsOf(table, kind)) },
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

/** The lines of the file; `null` when there is nothing in it. */
export function readCsvTable(csv: string | Uint8Array): FileTable | null {
  const text = decode(csv).replace(/^\uFEFF/, '')
  if (text.trim() === '') return null
  const header = readHeader(text)
  return { columns: header.columns, lines: readLines(text, header.delimiter).slice(1) }
}

export const emptyFile = () => problem(1, 'Файл пуст.', 'The file is empty.')

/** The delimiter is the one under which the first line has most names that mean something. */
function readHeader(text: string): { delimiter: string; columns: string[] } {
  const readings = [';', '\t', ','].map((delimiter) => {
    const first = Papa.parse<string[]>(text, { delimiter, preview: 1 }).data[0] ?? []
    return { delimiter, columns: columnNames(first) }
  })
  const known = ({ columns: names }: { columns: string[] }) => names.filter(isColumn).length
  return readings.reduce((best, reading) => (known(reading) > known(best) ? reading : best))
}

function readLines(text: string, delimiter: string): FileLine[] {
  const lines: FileLine[] = []
  let line = 1
  let from = 0
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data, errors, meta }) {
      const cells = data.map((cell) => cell.replace(disarmed, '$1'))
      const fault = errors[0]?.message
      lines.push({
        line,
        cells,
        fault: fault ? { ru: `Строка не читается: ${fault}`, en: `The line cannot be read: ${fault}` } : null,
      })
      line += text.slice(from, meta.cursor).match(/\r\n|\r|\n/g)?.length ?? 0
      from = meta.cursor
    },
  })
  return lines
}
