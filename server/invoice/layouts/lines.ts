import { moneyText, quantityText } from '../../contracts/decimal.ts'
import type { InvoiceLine, InvoiceModel } from '../model.ts'
import { widthOf, type Sheet } from './sheet.ts'
import { cellWidth, drawTable } from './table.ts'

interface LineColumn {
  title: string
  align: 'left' | 'center' | 'right'
  /** Bounds of the width in mm; what is longer wraps. The names have none: they take what is left. */
  width?: [min: number, max: number]
  text(line: InvoiceLine): string
}

/** Whatever the other columns want, the names keep this share of the width. */
const NAME_SHARE = 0.2

const number: LineColumn = {
  title: '№',
  align: 'center',
  width: [7, 12],
  text: (line) => String(line.number),
}
const name: LineColumn = { title: 'Товары (работы, услуги)', align: 'left', text: (line) => line.name }
const quantity: LineColumn = {
  title: 'Кол-во',
  align: 'right',
  width: [15, 25],
  text: (line) => quantityText(line.quantity),
}
const unit: LineColumn = { title: 'Ед.', align: 'center', width: [9, 17], text: (line) => line.unit ?? '' }
const price: LineColumn = {
  title: 'Цена',
  align: 'right',
  width: [20, 36],
  text: (line) => moneyText(line.price),
}
const discountedPrice: LineColumn = { ...price, text: (line) => moneyText(priceInSum(line)) }
const discount: LineColumn = {
  title: 'Скидка',
  align: 'right',
  width: [17, 36],
  text: (line) => moneyText(line.discount),
}
const gross: LineColumn = {
  title: 'Сумма без скидки',
  align: 'right',
  width: [20, 36],
  text: (line) => moneyText(line.gross),
}
const sum: LineColumn = {
  title: 'Сумма',
  align: 'right',
  width: [20, 36],
  text: (line) => moneyText(line.sum),
}

/** A unit with the discount inside: the sum stays as the document states it, so price × quantity may differ by kopecks. */
export function priceInSum({ discount, price, sum, quantity }: InvoiceLine): number {
  if (discount === 0 || quantity === 0) return price
  return Math.sign(sum) * Math.round((Math.abs(sum) * 1000) / quantity)
}

/** Columns of discounts are there only when the document has one. */
export function fullColumns({ profile }: Sheet, { totals }: InvoiceModel): LineColumn[] {
  if (totals.discount === 0) return [number, name, quantity, unit, price, sum]
  return profile.discounts === 'folded'
    ? [number, name, quantity, unit, discountedPrice, sum]
    : [number, name, quantity, unit, price, discount, gross, sum]
}

/** For a narrow sheet: the unit stands beside the quantity. */
export function shortColumns({ profile }: Sheet, { totals }: InvoiceModel): LineColumn[] {
  const counted: LineColumn = {
    ...quantity,
    width: [13, 24],
    text: (line) => [quantityText(line.quantity), line.unit].filter(Boolean).join('\u00a0'),
  }
  const narrow = (column: LineColumn): LineColumn => ({ ...column, width: [15, 30] })
  const named: LineColumn = { ...name, title: 'Товар' }
  if (totals.discount === 0) return [number, named, counted, narrow(price), narrow(sum)]
  return profile.discounts === 'folded'
    ? [number, named, counted, narrow(discountedPrice), narrow(sum)]
    : [number, named, counted, narrow(price), narrow(discount), narrow(sum)]
}

/** The table of lines below `y`, with the last one on the page of the closing block. @returns where it ends */
export function drawLines(
  sheet: Sheet,
  y: number,
  { lines }: InvoiceModel,
  columns: readonly LineColumn[],
  closing: number,
): number {
  const rows = lines.map((line) => columns.map((column) => column.text(line)))
  const widths = columnWidths(sheet, columns, rows)
  const sized = columns.map(({ title, align }, i) => ({ title, align, width: widths[i]! }))
  return drawTable(sheet, y, sized, rows, closing)
}

/** Every column as wide as its widest text within its bounds, the names take the rest. */
function columnWidths(sheet: Sheet, columns: readonly LineColumn[], rows: readonly string[][]): number[] {
  const scale = sheet.styles.cell.size / 8.5
  const wanted = columns.map(({ width }, i) => {
    if (!width) return 0
    const longest = rows.reduce((found, row) => (row[i]!.length > found.length ? row[i]! : found), '')
    const [min, max] = width
    return Math.min(max * scale, Math.max(min * scale, cellWidth(sheet, longest)))
  })
  const total = widthOf(sheet)
  const others = wanted.reduce((all, width) => all + width, 0)
  const squeeze = Math.min(1, (total * (1 - NAME_SHARE)) / others)
  return wanted.map((width) => (width === 0 ? total - others * squeeze : width * squeeze))
}
