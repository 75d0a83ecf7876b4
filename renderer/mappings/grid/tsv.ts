import Papa from 'papaparse'

/** Cells of a copied spreadsheet range. The line end that Excel puts after the last row makes no row. */
export function readTsv(text: string): string[][] {
  if (text === '') return []
  const { data } = Papa.parse<string[]>(text.replace(/\r?\n$/, ''), { delimiter: '\t' })
  return data
}

/** A range as spreadsheets write it: tabs between cells, a line end after each row, quotes where a cell needs them. */
export function writeTsv(cells: readonly (readonly string[])[]): string {
  return `${Papa.unparse(cells as string[][], { delimiter: '\t', newline: '\r\n' })}\r\n`
}
