import { Zip, ZipDeflate } from 'fflate'
import { fromMinorUnits } from '../contracts/decimal.ts'
import type { ExportCell, ExportColumn, ExportTable } from './export-tables.ts'

/**
 * Workbooks (ECMA-376) written as they come, in constant memory: every text inline, every number a number, the heading
 * frozen and filterable. The writers that are to be had keep the whole workbook in memory or bring two hundred packages.
 */

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Limits of Excel: rows of a sheet with its heading, characters of a cell, of a sheet's name. */
const MAX_ROWS = 1_048_576
const MAX_TEXT = 32_767
const MAX_NAME = 31
/** Pieces are handed on when they have grown to this. */
const PIECE_BYTES = 64 * 1024

/** Indexes into `cellXfs` of the styles below. */
const style = { heading: 1, money: 2, text: 3, count: 0, quantity: 0 } as const
const scale = { money: 2, quantity: 3, count: 0 } as const

const styles = `${DECLARATION}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`

/** What XML 1.0 cannot hold. */
const unprintable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(unprintable, '').replace(/[&<>"]/g, (char) => escapes[char]!)

/** `1` is `A`, `27` is `AA`. */
export function columnName(n: number): string {
  return n === 0 ? '' : columnName(Math.floor((n - 1) / 26)) + String.fromCharCode(65 + ((n - 1) % 26))
}

const textCell = (at: string, text: string, look: number) =>
  `<c r="${at}" s="${look}" t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, MAX_TEXT))}</t></is></c>`

function cellXml(at: string, cell: ExportCell, kind: ExportColumn['kind']): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'string' || kind === 'text') return textCell(at, String(cell), style.text)
  return `<c r="${at}" s="${style[kind]}"><v>${fromMinorUnits(cell, scale[kind])}</v></c>`
}

const headXml = (columns: readonly ExportColumn[]) =>
  `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns
    .map(({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
    .join('')}</cols><sheetData><row r="1">${columns
    .map(({ title }, at) => textCell(`${columnName(at + 1)}1`, title, style.heading))
    .join('')}</row>`

const footXml = (columns: number, rows: number) =>
  `</sheetData><autoFilter ref="A1:${columnName(columns)}${rows}"/></worksheet>`

/** A file of the archive with the bytes that it makes. */
function archive() {
  const pieces: Uint8Array[] = []
  let bytes = 0
  const zip = new Zip((error, piece) => {
    if (error) throw error
    pieces.push(piece)
    bytes += piece.length
  })
  return {
    file(name: string) {
      const entry = new ZipDeflate(name, { level: 6 })
      zip.add(entry)
      return (text: string, last = false) => entry.push(Buffer.from(text), last)
    },
    end: () => zip.end(),
    full: () => bytes >= PIECE_BYTES,
    take(): Buffer {
      const taken = Buffer.concat(pieces.splice(0))
      bytes = 0
      return taken
    },
  }
}

/** Pieces of the workbook, one after the other. A table longer than a sheet goes on in the next one. */
export async function* writeXlsx(tables: readonly ExportTable[]): AsyncGenerator<Buffer> {
  const zip = archive()
  const names: string[] = []

  function openSheet(table: ExportTable, part: number) {
    names.push(sheetName(part === 1 ? table.title : `${table.title} ${part}`))
    const write = zip.file(`xl/worksheets/sheet${names.length}.xml`)
    write(headXml(table.columns))
    return write
  }

  for (const table of tables) {
    const letters = table.columns.map((_, at) => columnName(at + 1))
    let part = 1
    let write = openSheet(table, part)
    let row = 1
    let text = ''
    for await (const cells of table.rows) {
      if (row === MAX_ROWS) {
        write(text + footXml(letters.length, row), true)
        write = openSheet(table, ++part)
        text = ''
        row = 1
      }
      row++
      text += `<row r="${row}">${cells
        .map((cell, at) => cellXml(letters[at]! + row, cell, table.columns[at]!.kind))
        .join('')}</row>`
      if (text.length < PIECE_BYTES) continue
      write(text)
      text = ''
      if (zip.full()) yield zip.take()
    }
    write(text + footXml(letters.length, row), true)
    yield zip.take()
  }
  for (const [name, content] of Object.entries(frame(names))) zip.file(name)(content, true)
  zip.end()
  yield zip.take()
}

const sheetName = (title: string) => title.replace(/[[\]:*?/\\]/g, ' ').slice(0, MAX_NAME)

/** The files around the sheets. */
function frame(names: readonly string[]): Record<string, string> {
  const sheets = names.map((name, at) => ({ name, n: at + 1 }))
  const override = (path: string, type: string) =>
    `<Override PartName="/xl/${path}" ContentType="${TYPE}.${type}+xml"/>`
  const relation = (n: number, type: string, target: string) =>
    `<Relationship Id="rId${n}" Type="${RELATIONS}/${type}" Target="${target}"/>`
  const relations = (content: string) =>
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${content}</Relationships>`
  return {
    'xl/workbook.xml': `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets
      .map(({ name, n }) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/styles.xml': styles,
    'xl/_rels/workbook.xml.rels': relations(
      sheets.map(({ n }) => relation(n, 'worksheet', `worksheets/sheet${n}.xml`)).join('') +
        relation(sheets.length + 1, 'styles', 'styles.xml'),
    ),
    '_rels/.rels': relations(relation(1, 'officeDocument', 'xl/workbook.xml')),
    '[Content_Types].xml': `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${sheets
      .map(({ n }) => override(`worksheets/sheet${n}.xml`, 'worksheet'))
      .join('')}</Types>`,
  }
}
