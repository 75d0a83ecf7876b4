import type { Text } from '../contracts/text.ts'

/** Tables of order lines with their arithmetic. Money is integer kopecks, quantities are integer thousandths. */

/** A figure that is not what follows from the others. */
export interface Mismatch {
  field: 'sum' | 'vat' | 'total' | 'discount'
  expected: number
  actual: number
  /** A kopeck or what the contract takes for a rounding. */
  rounding: boolean
}

export interface TableLine {
  number: number
  id: string
  name: string | null
  quantity: number | null
  price: number | null
  discount: number | null
  sum: number | null
  vatRate: string | null
  vat: number | null
  mismatches: Mismatch[]
}

export interface LineTable {
  /** What document it is. */
  title: Text
  lines: TableLine[]
  /** Counted from the lines; `null` where no line has such a figure. */
  totals: { sum: number | null; vat: number | null; discount: number | null }
  /** As the document states it, `null` when it states none. */
  stated: number | null
  mismatches: Mismatch[]
}

const summed = (lines: readonly TableLine[], field: 'sum' | 'vat' | 'discount'): number | null => {
  const values = lines.map((line) => line[field]).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
}

/** A table of lines with its totals, compared with the total that the document states. */
export function tableOf(title: Text, lines: TableLine[], stated: number | null = null): LineTable {
  const totals = {
    sum: summed(lines, 'sum'),
    vat: summed(lines, 'vat'),
    discount: summed(lines, 'discount'),
  }
  const differs = stated !== null && totals.sum !== null && stated !== totals.sum
  const mismatches: Mismatch[] = differs
    ? [{ field: 'total', expected: totals.sum!, actual: stated, rounding: false }]
    : []
  return { title, lines, totals, stated, mismatches }
}
