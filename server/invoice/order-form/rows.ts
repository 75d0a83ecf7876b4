import type { jsPDF } from 'jspdf'
import { autoTable } from 'jspdf-autotable'
import type { Styles } from 'jspdf-autotable'
import { moneyText, quantityText } from '../../contracts/decimal.ts'
import type { PrintedRow } from './model.ts'
import { FONT, page, printable, textHeight, wrap } from '../pdf-paper.ts'

const SIZE = 8.5
const PADDING = { vertical: 1, horizontal: 1.2 }

interface Column {
  title: string
  align: 'left' | 'center' | 'right'
  /** mm; what is longer wraps. */
  width: number
  text(row: PrintedRow, index: number): string
}

const columns: readonly Column[] = [
  { title: '№', align: 'center', width: 9, text: (_, index) => String(index + 1) },
  { title: 'Артикул', align: 'left', width: 26, text: ({ article }) => article },
  { title: 'Товар', align: 'left', width: 76, text: ({ name }) => name },
  { title: 'Кол-во', align: 'right', width: 19, text: ({ quantity }) => quantityText(quantity) },
  { title: 'Цена', align: 'right', width: 24, text: ({ price }) => moneyText(price) },
  { title: 'Сумма', align: 'right', width: 26, text: ({ amount }) => moneyText(amount) },
]

/**
 * The table of rows below `y`: head on every page, rows never split, the last row on the page of the closing block, which
 * needs `closing` mm. Returns where the table ends.
 */
export function drawRows(doc: jsPDF, y: number, rows: readonly PrintedRow[], closing: number): number {
  const body = rows.map((row, index) => columns.map((column) => printable(doc, column.text(row, index))))
  const last = body.at(-1)
  if (!last) return drawTable(doc, y, [], true)
  const before = body.slice(0, -1)
  const end = before.length > 0 ? drawTable(doc, y, before, true) : y
  const head = before.length > 0 ? 0 : rowHeight(doc, titles(), 'bold')
  if (end + head + rowHeight(doc, last, 'normal') + closing <= page.bottom)
    return drawTable(doc, end, [last], before.length === 0)
  doc.addPage()
  return drawTable(doc, page.top, [last], true)
}

const titles = (): string[] => columns.map(({ title }) => title)

function drawTable(doc: jsPDF, startY: number, body: string[][], head: boolean): number {
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
      columns.map(({ align, width }, i) => [
        i,
        { halign: align, cellWidth: width } satisfies Partial<Styles>,
      ]),
    ),
    head: [titles()],
    body,
    didDrawPage: ({ cursor }) => {
      end = cursor?.y ?? end
    },
  })
  return end
}

function rowHeight(doc: jsPDF, cells: readonly string[], face: 'normal' | 'bold'): number {
  const lines = cells.map(
    (cell, i) => wrap(doc, cell, columns[i]!.width - 2 * PADDING.horizontal, { size: SIZE, face }).length,
  )
  return textHeight(SIZE, Math.max(...lines)) + 2 * PADDING.vertical
}
