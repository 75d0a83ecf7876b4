import type { jsPDF } from 'jspdf'
import { autoTable } from 'jspdf-autotable'
import type { CellDef, Styles } from 'jspdf-autotable'
import { moneyText, quantityText } from '../contracts/decimal.ts'
import type { InvoiceLine, InvoiceModel } from './model.ts'
import { FONT, page, printable, textWidth, wrap } from './pdf-paper.ts'

const SIZE = 8.5
const PADDING = { vertical: 1, horizontal: 1.2 }

interface Column {
  title: string
  align: 'left' | 'center' | 'right'
  /** Bounds of the width in mm; what is longer wraps. The names have none: they take what is left. */
  width?: [min: number, max: number]
  text(line: InvoiceLine): string
}

/** Whatever the other columns want, the names keep this much, in mm. */
const NAME_WIDTH = 35

const base: readonly Column[] = [
  { title: '№', align: 'center', width: [7, 12], text: (line) => String(line.number) },
  { title: 'Товары (работы, услуги)', align: 'left', text: (line) => line.name },
  { title: 'Кол-во', align: 'right', width: [15, 25], text: (line) => quantityText(line.quantity) },
  { title: 'Ед.', align: 'center', width: [9, 17], text: (line) => line.unit ?? '' },
  { title: 'Цена', align: 'right', width: [20, 36], text: (line) => moneyText(line.price) },
]
const discounts: readonly Column[] = [
  { title: 'Скидка', align: 'right', width: [17, 36], text: (line) => moneyText(line.discount) },
  { title: 'Сумма без скидки', align: 'right', width: [20, 36], text: (line) => moneyText(line.gross) },
]
const sum: Column = { title: 'Сумма', align: 'right', width: [20, 36], text: (line) => moneyText(line.sum) }

/**
 * The table of lines below `y`: head on every page, rows never split, the last row on the page of the closing block, which
 * needs `closing` mm. Returns where the table ends.
 */
export function drawLines(doc: jsPDF, y: number, { lines, totals }: InvoiceModel, closing: number): number {
  const columns = [...base, ...(totals.discount > 0 ? discounts : []), sum]
  const rows = lines.map((line) => columns.map((column) => printable(doc, column.text(line))))
  const widths = columnWidths(doc, columns, rows)
  const table = { doc, columns, widths }
  const last = rows.at(-1)
  if (!last) return drawRows(table, y, [], true)

  const before = rows.slice(0, -1)
  const end = before.length > 0 ? drawRows(table, y, before, true) : y
  const titles = columns.map(({ title }) => title)
  const head = before.length > 0 ? 0 : rowHeight(doc, titles, widths, 'bold')
  const fits = end + head + rowHeight(doc, last, widths, 'normal') + closing <= page.bottom
  if (fits) return drawRows(table, end, [last], before.length === 0)
  doc.addPage()
  return drawRows(table, page.top, [last], true)
}

interface Table {
  doc: jsPDF
  columns: readonly Column[]
  widths: readonly number[]
}

function drawRows({ doc, columns, widths }: Table, startY: number, body: string[][], head: boolean): number {
  const frame: Partial<Styles> = {
    font: FONT,
    fontSize: SIZE,
    textColor: 0,
    lineColor: 0,
    lineWidth: 0.2,
    fillColor: false,
    cellPadding: PADDING,
    overflow: 'linebreak',
  }
  let end = startY
  autoTable(doc, {
    startY,
    theme: 'plain',
    showHead: head ? 'everyPage' : 'never',
    rowPageBreak: 'avoid',
    margin: {
      left: page.left,
      right: page.width - page.right,
      top: page.top,
      bottom: page.height - page.bottom,
    },
    styles: frame,
    headStyles: { ...frame, fontStyle: 'bold', halign: 'center', valign: 'middle' },
    columnStyles: Object.fromEntries(
      columns.map(({ align }, i) => [i, { halign: align, cellWidth: widths[i] } satisfies Partial<Styles>]),
    ),
    head: [columns.map(({ title }): CellDef => ({ content: title }))],
    body,
    didDrawPage: ({ cursor }) => {
      end = cursor?.y ?? end
    },
  })
  return end
}

/** Every column as wide as its widest text within its bounds, the names take the rest. */
function columnWidths(doc: jsPDF, columns: readonly Column[], rows: readonly string[][]): number[] {
  const wanted = columns.map(({ width }, i) => {
    if (!width) return 0
    const longest = rows.reduce((found, row) => (row[i]!.length > found.length ? row[i]! : found), '')
    const [min, max] = width
    return Math.min(
      max,
      Math.max(min, textWidth(doc, longest, { size: SIZE }) + 2 * PADDING.horizontal + 0.5),
    )
  })
  const total = page.right - page.left
  const others = wanted.reduce((sum, width) => sum + width, 0)
  const squeeze = Math.min(1, (total - NAME_WIDTH) / others)
  return wanted.map((width) => (width === 0 ? total - others * squeeze : width * squeeze))
}

function rowHeight(
  doc: jsPDF,
  cells: readonly string[],
  widths: readonly number[],
  face: 'normal' | 'bold',
): number {
  const lines = cells.map(
    (cell, i) => wrap(doc, cell, widths[i]! - 2 * PADDING.horizontal, { size: SIZE, face }).length,
  )
  const lineHeight = (SIZE * doc.getLineHeightFactor()) / doc.internal.scaleFactor
  return Math.max(...lines) * lineHeight + 2 * PADDING.vertical
}
