import { fromKopecks, fromThousandths, kopecks, thousandths } from '../../server/contracts/decimal.ts'
import { lineAmount, orderAmount, priceFor } from '../../server/contracts/regate/pricing.ts'
import type { BookingLine, Item } from '../../server/contracts/regate/schema.ts'

/** What a buyer of the player takes. */

const MOST_LINES = 3
/** Steps above the minimal volume. */
const MOST_STEPS = 3

/** How many steps above the minimum the stock allows, -1 when the item cannot be ordered. */
function stepsInStock({ stock, min_volume, step }: Item): number {
  if (stock.unlimited) return MOST_STEPS
  const above = thousandths(stock.quantity ?? 0) - thousandths(min_volume)
  return above < 0 ? -1 : Math.floor(above / thousandths(step))
}

/** Up to `count` different elements in an arbitrary order. */
export function draw<T>(list: readonly T[], count: number, random: () => number): T[] {
  const rest = [...list]
  const drawn: T[] = []
  while (drawn.length < count && rest.length > 0)
    drawn.push(...rest.splice(Math.floor(random() * rest.length), 1))
  return drawn
}

export interface Basket {
  lines: BookingLine[]
  /** Roubles, as the rules of the contract price the lines (BD-31). */
  expected_amount: number
}

/**
 * Takes one to three items that are in stock, each in an allowed volume (BD-32).
 * @returns `null` when nothing of the list can be ordered
 */
export function fillBasket(items: readonly Item[], random: () => number): Basket | null {
  const sold = items.filter((item) => item.price_retail > 0 && stepsInStock(item) >= 0)
  const taken = draw(sold, 1 + Math.floor(random() * MOST_LINES), random)
  if (taken.length === 0) return null
  const lines = taken.map((item) => {
    const steps = Math.floor(random() * (Math.min(stepsInStock(item), MOST_STEPS) + 1))
    const volume = thousandths(item.min_volume) + steps * thousandths(item.step)
    const price = priceFor(
      {
        retail: kopecks(item.price_retail),
        tiers: item.price_tiers.map((tier) => ({ over: thousandths(tier.over), price: kopecks(tier.price) })),
      },
      volume,
    )
    return { item_id: item.item_id, volume, amount: lineAmount(volume, price) }
  })
  return {
    lines: lines.map(({ item_id, volume }) => ({ item_id, quantity: fromThousandths(volume) })),
    expected_amount: fromKopecks(orderAmount(lines.map(({ amount }) => amount))),
  }
}
