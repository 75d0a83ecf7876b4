import readWorkbook, { InvalidInputError, InvalidSpreadsheetError } from 'read-excel-file/node'
import writeWorkbook from 'write-excel-file/node'
import type { Text } from '../../contracts/text.ts'
import { Refusal } from '../../storage/refusal.ts'
import { isMappingKind, mappingKinds, type MappingKind, type MappingTable } from '../model.ts'
import { cellsOf, columnNames, columns, type FileTable } from './rows.ts'
import { kindTitles } from './words.ts'
import { checkedWorkbook, refused } from './xlsx-check.ts'

/** Mapping tables as a workbook: a sheet of each kind, every cell a text, so that Excel leaves zeros and GUIDs alone. */

/** What a cell of Excel holds. */
const MAX_TEXT = 32_767

const widths: Partial<Record<string, number>> = { kind: 16, mode: 12, state: 14, note: 40 }

/** Characters that XML cannot hold, as workbooks spell them (ECMA-376 part 1, 22.9.2.19); readers take it back. */
const escaped = (text: string): string =>
  text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )

function textCell(text: string) {
  if (text.length > MAX_TEXT)
    throw new Refusal('MAPPING-CELL-LONG', {
      ru: `Ячейка длиннее ${MAX_TEXT} знаков в Excel не помещается: «${text.slice(0, 40)}…». Выгрузите CSV или JSON.`,
      en: `A cell of more than ${MAX_TEXT} characters does not fit into Excel: "${text.slice(0, 40)}…". Export CSV or JSON.`,
    })
  // An empty cell is a text too: what a person types there keeps its zeros.
  return { type: String, format: '@', ...(text !== '' && { value: escaped(text) }) }
}

/** @throws Refusal `MAPPING-CELL-LONG` */
export async function writeMappingsXlsx(
  tables: readonly { kind: MappingKind; table: MappingTable }[],
): Promise<Uint8Array> {
  const sheets = tables.map(({ kind, table }) => ({
    sheet: kind,
    stickyRowsCount: 1,
    columns: columns.map((column) => ({ width: widths[column] ?? 28 })),
    data: [
      columns.map((name) => ({ type: String, value: name, fontWeight: 'bold' as const })),
      ...cellsOf(table, kind).map((row) => row.map(textCell)),
    ],
  }))
  return writeWorkbook(sheets).toBuffer()
}

const fault = (place: string, ru: string, en: string): Text => ({
  ru: `${place}: ${ru}. Задайте столбцу формат «Текстовый» и введите значение снова.`,
  en: `${place}: ${en}. Make the column a text and enter the value again.`,
})

/** The text of a cell; a value that Excel has changed already is told, never guessed. */
function textOf(value: unknown, column: string): { text: string; fault: Text | null } {
  if (value === null || value === undefined) return { text: '', fault: null }
  if (value instanceof Date)
    return {
      text: '',
      fault: fault(column, 'Excel сделал из значения дату', 'Excel made a date of the value'),
    }
  if (typeof value === 'boolean')
    return {
      text: '',
      fault: fault(column, 'вместо текста логическое значение', 'a logical value instead of a text'),
    }
  const text = String(value)
  if (typeof value === 'object' && !/^-?\d{1,15}$/.test(text))
    return {
      text: '',
      fault: fault(
        column,
        `Excel сделал из значения число ${text}`,
        `Excel made the number ${text} of the value`,
      ),
    }
  return { text, fault: null }
}

/** A number stays as it is written in the file, apart from texts. */
class Literal {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

const kindOfSheet = (name: string): MappingKind | undefined => {
  const folded = name.trim().toLowerCase()
  if (isMappingKind(folded)) return folded
  return mappingKinds.find((kind) => kindTitles[kind].ru.toLowerCase() === folded)
}

/**
 * The sheets of a workbook, each the table of a kind.
 * @throws WrongInput `MAPPING-WORKBOOK` with the reason: not a workbook, too large, formulas, merged cells, a sheet of no kind
 */
export async function readMappingsXlsx(
  bytes: Uint8Array,
): Promise<{ kind: MappingKind; table: FileTable }[]> {
  const checked = checkedWorkbook(bytes)
  const sheets = await readWorkbook(Buffer.from(checked), {
    trim: false,
    parseNumber: (text) => new Literal(text),
  }).catch((error: unknown) => {
    if (error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError)
      throw refused(`её не удалось прочесть (${error.message}).`, `it cannot be read (${error.message}).`)
    throw error
  })
  const found = sheets.map(({ sheet, data }) => ({ kind: kindOfSheet(sheet), sheet, data }))
  const strange = found.find(({ kind }) => kind === undefined)
  if (strange)
    throw refused(
      `лист «${strange.sheet}» не назван видом таблицы. Есть виды: ${mappingKinds.join(', ')}.`,
      `the sheet "${strange.sheet}" is not named after a kind of table. Kinds: ${mappingKinds.join(', ')}.`,
    )
  const repeated = found.find(({ kind }, index) => found.findIndex((one) => one.kind === kind) < index)
  if (repeated)
    throw refused(
      `лист вида ${repeated.kind} повторяется: «${repeated.sheet}».`,
      `there are two sheets of ${repeated.kind}: "${repeated.sheet}".`,
    )
  return found.map(({ kind, data }) => ({ kind: kind!, table: tableOf(data as unknown[][]) }))
}

function tableOf([header = [], ...rows]: unknown[][]): FileTable {
  const names = columnNames(header.map((cell) => textOf(cell, '').text))
  return {
    columns: names,
    lines: rows.map((row, index) => {
      const cells = row.map((cell, at) => textOf(cell, names[at] ?? ''))
      return {
        line: index + 2,
        cells: cells.map(({ text }) => text),
        fault: cells.find((cell) => cell.fault !== null)?.fault ?? null,
      }
    }),
  }
}
