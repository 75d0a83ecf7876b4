import { fromThousandths, thousandths } from '../../server/contracts/decimal.ts'
import type { SiteOrder } from './model.ts'

interface Merged {
  products: SiteOrder['products']
  /** Kopecks, one for each line. */
  prices: number[]
}

/**
 * Puts lines of one item on one warehouse together (ORD-307): the quantity of a later line is added to the first.
 * Two lines are of one item when their first offers are the same; without offers, when the products are.
 * `null` when there is nothing to put together.
 */
export function mergeLines(products: SiteOrder['products'], prices: readonly number[]): Merged | null {
  const merged = new Map<string, { line: SiteOrder['products'][number]; price: number }>()
  products.forEach((line, index) => {
    const key = JSON.stringify([line.storage, line.offers[0]?.offer_id ?? line.tovar_id])
    const first = merged.get(key)
    if (first)
      first.line.quantity = fromThousandths(thousandths(first.line.quantity) + thousandths(line.quantity))
    else merged.set(key, { line: { ...line }, price: prices[index] ?? 0 })
  })
  if (merged.size === products.length) return null
  const lines = [...merged.values()]
  return { products: lines.map(({ line }) => line), prices: lines.map(({ price }) => price) }
}
