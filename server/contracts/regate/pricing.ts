import { quantityText } from '../decimal.ts'

/** Prices and volumes of `booking` and `assortment`. Money is kopecks, quantities are thousandths. */

export interface PriceList {
  /** Kopecks for one unit of measure (B-41). */
  retail: number
  /** At most two, `over` rising (B-42, B-43): `over` in thousandths, `price` in kopecks. */
  tiers: readonly { over: number; price: number }[]
}

/** Kopecks for one unit at a volume: the price of the highest tier that the volume is strictly more than, else retail (BD-31). */
export function priceFor({ retail, tiers }: PriceList, volume: number): number {
  return tiers.reduce((price, tier) => (volume > tier.over ? tier.price : price), retail)
}

/** `true` for `min + k·step`, k = 0, 1, 2…, all in thousandths (BD-32). `step` is more than 0. */
export function isAllowedVolume({ min, step }: { min: number; step: number }, volume: number): boolean {
  return volume >= min && (volume - min) % step === 0
}

/**
 * Kopecks of a line: quantity (thousandths) times price (kopecks), rounded half up to a kopeck (section 6.8).
 * Throws a `RangeError` when it leaves the safe integers.
 */
export function lineAmount(quantity: number, price: number): number {
  // The product of two safe integers is not one.
  const amount = Number((BigInt(quantity) * BigInt(price) + 500n) / 1000n)
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`${quantity} × ${price} is more than exact kopecks hold`)
  return amount
}

/** Kopecks of an order: the sum of its line amounts. Throws a `RangeError` when it leaves the safe integers. */
export function orderAmount(amounts: readonly number[]): number {
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  if (!Number.isSafeInteger(sum)) throw new RangeError(`${sum} is more than exact kopecks hold`)
  return sum
}

/** The prefix of goods that are sold to order (B-40). */
export const UNLIMITED = 'без ограничения'

export interface StockLevel {
  /** Thousandths in the warehouse; `null` when made-to-order goods are not counted. */
  quantity: number | null
  unlimited: boolean
  unit: string
}

/** `stock.text` of an item: `18,7 кг`, `без ограничения`, `без ограничения; на складе 12 шт` (BD-30). */
export function stockText({ quantity, unlimited, unit }: StockLevel): string {
  const counted = quantity === null ? null : `${quantityText(quantity)} ${unit}`
  if (!unlimited) return counted ?? `0 ${unit}`
  return counted === null ? UNLIMITED : `${UNLIMITED}; на складе ${counted}`
}
