import { printable, putLines, textHeight, textWidth, wrap } from '../pdf-paper.ts'
import { addPage, THICK, THIN, type Sheet } from './sheet.ts'

/** The table of a form: head on every page, rows that stay whole, a frame as 1C draws it. */

export interface Column {
  title: string
  align: 'left' | 'center' | 'right'
  /** mm */
  width: number
}

const PADDING = { x: 1.2, y: 1 }

/** Width of a cell with this text in one line. */
export const cellWidth = ({ doc, styles }: Sheet, text: string): number =>
  textWidth(doc, printable(doc, text), styles.cell) + 2 * PADDING.x + 0.5

/** A row, or a part of one that is taller than a page. */
interface Row {
  cells: string[][]
  height: number
}

/**
 * Draws rows below `y`; the last one stays on the page of what follows it, which takes `closing` mm. A row taller than a page is
 * continued on the next one. @returns where the table ends
 */
export function drawTable(
  sheet: Sheet,
  y: number,
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  closing: number,
): number {
  const { page } = sheet
  const head = rowOf(
    sheet,
    columns,
    columns.map(({ title }) => title),
    'head',
  )
  const room = page.bottom - page.top - head.height
  const rows = texts.flatMap((cells) => parts(sheet, rowOf(sheet, columns, cells, 'cell'), room))
  const last = rows.length - 1
  const needed = (row: Row, i: number) =>
    i === last && row.height + closing <= room ? row.height + closing : row.height

  if (y + head.height + (rows[0] ? needed(rows[0], 0) : closing) > page.bottom) {
    addPage(sheet)
    y = page.top
  }
  let segment = startSegment(sheet, columns, head, y)
  for (const [i, row] of rows.entries()) {
    if (segment.end + needed(row, i) > page.bottom) {
      endSegment(sheet, columns, segment)
      addPage(sheet)
      segment = startSegment(sheet, columns, head, page.top)
    }
    drawRow(sheet, columns, row, segment.end, 'cell')
    segment.rules.push(segment.end)
    segment.end += row.height
  }
  endSegment(sheet, columns, segment)
  return segment.end
}

function rowOf(
  { doc, styles }: Sheet,
  columns: readonly Column[],
  texts: readonly string[],
  style: 'head' | 'cell',
): Row {
  const cells = columns.map(({ width }, i) => wrap(doc, texts[i]!, width - 2 * PADDING.x, styles[style]))
  const lines = Math.max(...cells.map(({ length }) => length))
  return { cells, height: textHeight(styles[style].size, lines) + 2 * PADDING.y }
}

function parts({ styles }: Sheet, row: Row, room: number): Row[] {
  if (row.height <= room) return [row]
  const { size } = styles.cell
  const most = Math.floor((room - 2 * PADDING.y) / textHeight(size))
  const lines = Math.max(...row.cells.map(({ length }) => length))
  return Array.from({ length: Math.ceil(lines / most) }, (_, part) => {
    const cells = row.cells.map((cell) => cell.slice(part * most, (part + 1) * most))
    return { cells, height: textHeight(size, Math.max(...cells.map(({ length }) => length))) + 2 * PADDING.y }
  })
}

/** What of the table is on one page. */
interface Segment {
  top: number
  end: number
  rules: number[]
}

function startSegment(sheet: Sheet, columns: readonly Column[], head: Row, top: number): Segment {
  const { doc, page, profile } = sheet
  const tint = tintOf(profile.accent)
  if (tint !== null) {
    doc.setFillColor(tint)
    doc.rect(page.left, top, page.right - page.left, head.height, 'F')
  }
  drawRow(sheet, columns, head, top, 'head')
  return { top, end: top + head.height, rules: [] }
}

function drawRow(
  { doc, page, styles }: Sheet,
  columns: readonly Column[],
  { cells, height }: Row,
  top: number,
  style: 'head' | 'cell',
): void {
  let left = page.left
  for (const [i, lines] of cells.entries()) {
    const { width, align } = columns[i]!
    const side = style === 'head' ? 'center' : align
    const x =
      side === 'left' ? left + PADDING.x : side === 'right' ? left + width - PADDING.x : left + width / 2
    const { size } = styles[style]
    const y = style === 'head' ? top + (height - textHeight(size, lines.length)) / 2 : top + PADDING.y
    if (lines.some((line) => line !== '')) putLines(doc, lines, x, y, { ...styles[style], align: side })
    left += width
  }
}

function endSegment({ doc, page }: Sheet, columns: readonly Column[], { top, end, rules }: Segment): void {
  doc.setLineWidth(THIN)
  for (const y of rules) doc.line(page.left, y, page.right, y)
  let x = page.left
  for (const { width } of columns.slice(0, -1)) {
    x += width
    doc.line(x, top, x, end)
  }
  doc.setLineWidth(THICK)
  doc.rect(page.left, top, page.right - page.left, end - top)
}

/** A light shade of the colour; black needs none. */
function tintOf(colour: string): string | null {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  if (channels.every((channel) => channel === 0)) return null
  return `#${channels
    .map((channel) =>
      Math.round(255 - (255 - channel) * 0.14)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
