import { randomOf } from '../base/random.ts'
import { units } from '../trades/trade.ts'
import { makeItem, type MadeItem } from './items.ts'

/** The stock of an item in a warehouse. */
export interface MadeStock {
  item_ref: string
  article: string
  name: string
  /** `''` for goods without characteristics. */
  characteristic_ref: string
  characteristic: string
  /** Identifier of the warehouse on the site, as the mapping tables have it. */
  storage: string
  storage_name: string
  /** Units, at most three decimals. */
  quantity: number
}

export interface Warehouse {
  id: string
  name: string
}

/** Of a hundred stocks so many are empty. */
const EMPTY = 12

/** Thousandths of an item, or of one characteristic of it, in warehouse number `at`. */
export function stockQuantity(seed: number, item: MadeItem, n: number, at: number, part: number): number {
  const random = randomOf(seed, `stock ${at} ${part}`, n)
  if (random.chance(EMPTY)) return 0
  const most = item.price_kopecks > 1_000_000 ? 12 : item.price_kopecks > 100_000 ? 120 : 900
  const pieces = random.between(1, item.characteristics.length > 0 ? Math.ceil(most / 6) : most)
  return pieces * 1000 + (units[item.unit].whole ? 0 : random.pick([0, 250, 500]))
}

/** Stock of item number `n` by warehouse and characteristic. */
export function makeStock(
  seed: number,
  n: number,
  trade: string,
  warehouses: readonly Warehouse[],
): MadeStock[] {
  const item = makeItem(seed, n, trade)
  const parts =
    item.characteristics.length > 0
      ? item.characteristics.map(({ ref, size, colour }) => ({ ref, name: `${size}, ${colour}` }))
      : [{ ref: '', name: '' }]
  return warehouses.flatMap((warehouse, at) =>
    parts.map(({ ref, name }, part) => ({
      item_ref: item.ref,
      article: item.article,
      name: item.name,
      characteristic_ref: ref,
      characteristic: name,
      storage: warehouse.id,
      storage_name: warehouse.name,
      quantity: stockQuantity(seed, item, n, at, part) / 1000,
    })),
  )
}
