import { readMoney, readQuantity } from '../../format/money.ts'
import { blankLine, type DraftLine } from './draft.ts'

/** Changes of the lines of an invoice by hand. Each gives new lines. Pure. */

/** In the order of the columns. */
export const lineColumns = ['name', 'unit', 'quantity', 'price', 'discount', 'vat_rate'] as const
export type LineColumn = (typeof lineColumns)[number]

/** A line with a typed value. Text that is no amount leaves the amount missing. */
export function withTyped(line: DraftLine, column: LineColumn, typed: string): DraftLine {
  switch (column) {
    case 'quantity':
      return { ...line, quantity: readQuantity(typed) }
    case 'price':
    case 'discount':
      return { ...line, [column]: readMoney(typed) }
    case 'vat_rate':
      return { ...line, vat_rate: rateOf(typed) }
    default:
      return { ...line, [column]: typed }
  }
}

/** `20` and `0,2` of a spreadsheet are `20%`. */
function rateOf(typed: string): string {
  const text = typed.trim()
  const share = /^0[.,](\d{1,2})$/.exec(text)
  if (share) return `${Number(share[1]!.padEnd(2, '0'))}%`
  return /^\d{1,2}$/.test(text) ? `${Number(text)}%` : text
}

/**
 * Puts the cells of a copied range with its corner at a cell; lines beyond the end are new ones.
 * @param rate VAT rate of new lines
 */
export function pasted(
  lines: readonly DraftLine[],
  at: { row: number; column: LineColumn },
  cells: readonly (readonly string[])[],
  rate: string,
): DraftLine[] {
  const first = lineColumns.indexOf(at.column)
  const next = [...lines]
  for (const [step, texts] of cells.entries()) {
    const before = next[at.row + step] ?? blankLine(rate)
    next[at.row + step] = texts.reduce((line, typed, i) => {
      const column = lineColumns[first + i]
      return column ? withTyped(line, column, typed) : line
    }, before)
  }
  return next
}

export const added = (lines: readonly DraftLine[], after: number, rate: string): DraftLine[] =>
  lines.toSpliced(after + 1, 0, blankLine(rate))

export const copied = (lines: readonly DraftLine[], at: number): DraftLine[] =>
  lines.toSpliced(at + 1, 0, { ...lines[at]!, key: blankLine('').key })

/** The last line goes as well: another blank one takes its place. */
export function removed(lines: readonly DraftLine[], at: number, rate: string): DraftLine[] {
  const rest = lines.toSpliced(at, 1)
  return rest.length > 0 ? rest : [blankLine(rate)]
}
