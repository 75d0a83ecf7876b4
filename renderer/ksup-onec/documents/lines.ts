import { lineSum } from '../../cml/orders/order-line.ts'
import type { ItemRow, OrderLine } from '../types.ts'

/** Lines of a document as its form edits them. Kopecks and thousandths. */

/** One piece. */
const ONE = 1000

const priced = (line: OrderLine): OrderLine => ({ ...line, amount: lineSum(line) })

/** The lines with one more piece of an item at its retail price: in a line of its own unless there is one like it. */
export function withItem(
  lines: readonly OrderLine[],
  item: Pick<ItemRow, 'article' | 'name' | 'price_retail'>,
): OrderLine[] {
  const price = item.price_retail ?? 0
  const same = lines.findIndex(
    (line) => line.article === item.article && line.price === price && !line.cancelled,
  )
  if (same !== -1) return withLine(lines, same, { quantity: lines[same]!.quantity + ONE })
  const { article, name } = item
  return [...lines, priced({ article, name, quantity: ONE, price, amount: 0, cancelled: false })]
}

/** A line with a part of it changed; its amount follows its price and quantity. */
export function withLine(
  lines: readonly OrderLine[],
  at: number,
  part: Partial<Pick<OrderLine, 'price' | 'quantity' | 'cancelled'>>,
): OrderLine[] {
  const counts = part.price !== undefined || part.quantity !== undefined
  return lines.map((line, index) => {
    if (index !== at) return line
    const next = { ...line, ...part }
    return counts ? priced(next) : next
  })
}

/** Kopecks of a document; cancelled lines do not count. */
export const linesTotal = (lines: readonly OrderLine[]): number =>
  lines.reduce((sum, { amount, cancelled }) => sum + (cancelled ? 0 : amount), 0)
