import Papa from 'papaparse'
import { fromMinorUnits } from '../contracts/decimal.ts'
import type { ExportCell, ExportColumn, ExportTable } from './export-tables.ts'

/** CSV as a Russian Excel opens it: UTF-8 with a BOM, `;`, decimal comma. */

const format = { delimiter: ';', newline: '\r\n' } as const
const ROWS_AT_ONCE = 500

/** Spreadsheets run a text that begins so as a formula; an apostrophe in front stops them. Numbers with a sign are none. */
const formula = /^(?:[=@\t\r]|[+-](?![\d\s.,]*$))/

const scale = { money: 2, quantity: 3, count: 0 } as const

export function csvCell(cell: ExportCell, kind: ExportColumn['kind']): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return formula.test(cell) ? `'${cell}` : cell
  return kind === 'text' ? String(cell) : fromMinorUnits(cell, scale[kind]).replace('.', ',')
}

/** Pieces of the file, one after the other. */
export async function* writeCsv({ columns, rows }: ExportTable): AsyncGenerator<string> {
  yield `\uFEFF${Papa.unparse([columns.map(({ title }) => csvCell(title, 'text'))], format)}\r\n`
  let batch: string[][] = []
  const print = () => `${Papa.unparse(batch, format)}\r\n`
  for await (const row of rows) {
    batch.push(row.map((cell, at) => csvCell(cell, columns[at]!.kind)))
    if (batch.length < ROWS_AT_ONCE) continue
    yield print()
    batch = []
  }
  if (batch.length > 0) yield print()
}
