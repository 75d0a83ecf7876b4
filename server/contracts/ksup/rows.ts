import { kopecks, thousandths } from '../decimal.ts'
import type { Row } from './deals.ts'

/** Rows of documents: their sums and their grouping. Money is kopecks, quantities are thousandths. */

/** A row as 1C's documents have it. */
export interface DocumentRow {
  article: string
  name: string
  /** Thousandths. */
  quantity: number
  /** Kopecks for one. */
  price: number
  /** Kopecks, after discounts. */
  amount: number
}

/** A row of a message in exact units. */
export const exactRow = ({ article, name, quantity, price, amount }: Row): DocumentRow => ({
  article,
  name,
  quantity: thousandths(quantity),
  price: kopecks(price),
  amount: kopecks(amount),
})

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n)

/** `true` when |amount − price·quantity| ≤ 0.01·max(1, quantity) (DD-44). */
export function holdsAmount({
  quantity,
  price,
  amount,
}: Pick<DocumentRow, 'quantity' | 'price' | 'amount'>): boolean {
  // In thousandths of a kopeck; the product of two safe integers is not one.
  const difference = magnitude(BigInt(amount) * 1000n - BigInt(price) * BigInt(quantity))
  return difference <= BigInt(Math.max(1000, quantity))
}

/** Rows of shipments and receipts, one per article and price, in order of appearance (DD-43). */
export function groupRows(rows: readonly DocumentRow[]): DocumentRow[] {
  const groups = new Map<string, DocumentRow>()
  for (const row of rows) {
    const key = JSON.stringify([row.article, row.price])
    const group = groups.get(key)
    if (!group) groups.set(key, { ...row })
    else {
      group.quantity += row.quantity
      group.amount += row.amount
    }
  }
  return [...groups.values()]
}

/** `true` when nothing of (article, name, quantity, price, amount) differs, order included (section 4.3). */
export const sameRows = (a: readonly DocumentRow[], b: readonly DocumentRow[]): boolean =>
  a.length === b.length &&
  a.every(({ article, name, quantity, price, amount }, i) => {
    const other = b[i]!
    return (
      article === other.article &&
      name === other.name &&
      quantity === other.quantity &&
      price === other.price &&
      amount === other.amount
    )
  })

/** Kopecks of all rows: the income of a receipt (DD-50). */
export const totalAmount = (rows: readonly Pick<DocumentRow, 'amount'>[]): number =>
  rows.reduce((sum, { amount }) => sum + amount, 0)
