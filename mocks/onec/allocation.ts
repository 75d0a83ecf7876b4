import { discountAmount, grossAmount } from '../../server/contracts/site-orders/arithmetic.ts'
import { stockKey, type ItemRow } from './catalogue.ts'

/** How lines of the site become lines of «Заказ клиента» (AD-26). Pure. Quantities in thousandths, money in kopecks. */

export interface WantedLine {
  tovar_id: string
  storage_ref: string
  quantity: number
  /** Items in priority order; those that 1C cannot sell are left out by the caller. */
  offers: readonly string[]
  mode: 'alternatives' | 'kit'
}

export interface AllocatedLine {
  /** Index of the wanted line. */
  source: number
  tovar_id: string
  offer_id: string
  storage_ref: string
  quantity: number
}

export interface Shortage {
  source: number
  offer_id: string
  missing: number
}

export interface Allocation {
  lines: AllocatedLine[]
  shortages: Shortage[]
}

/**
 * Alternatives: the first item that has the whole quantity on the warehouse; when none has, every item gives what it has
 * in priority order and the first one carries the rest as a shortage. Kit: every item is taken in the line's quantity, and
 * joins a line that has the item already, since a returned order holds an item once a warehouse and price (section 6.2);
 * the site could not merge a kit with its part. Two plain lines with one item stay apart: they are ORD-307.
 * Lines share the stock, an earlier line first.
 * @param stock available quantities by `stockKey`
 */
export function allocate(wanted: readonly WantedLine[], stock: ReadonlyMap<string, number>): Allocation {
  const left = new Map(stock)
  const allocation: Allocation = { lines: [], shortages: [] }
  wanted.forEach((line, source) => {
    const shares = line.mode === 'kit' ? kitShares(line) : alternativeShares(line, left)
    for (const { offer_id, quantity } of shares) {
      const key = stockKey(offer_id, line.storage_ref)
      const available = Math.max(left.get(key) ?? 0, 0)
      left.set(key, available - Math.min(available, quantity))
      const { tovar_id, storage_ref } = line
      const same = allocation.lines.find(
        (other) => other.offer_id === offer_id && other.storage_ref === storage_ref,
      )
      const partOfKit = line.mode === 'kit' || (same !== undefined && wanted[same.source]!.mode === 'kit')
      if (same && partOfKit) same.quantity += quantity
      else allocation.lines.push({ source, tovar_id, offer_id, storage_ref, quantity })
      if (quantity > available) allocation.shortages.push({ source, offer_id, missing: quantity - available })
    }
  })
  return allocation
}

interface Share {
  offer_id: string
  quantity: number
}

const kitShares = ({ offers, quantity }: WantedLine): Share[] =>
  offers.map((offer_id) => ({ offer_id, quantity }))

function alternativeShares(
  { offers, quantity, storage_ref }: WantedLine,
  left: ReadonlyMap<string, number>,
): Share[] {
  const first = offers[0]
  if (first === undefined) return []
  const available = (offer_id: string): number => Math.max(left.get(stockKey(offer_id, storage_ref)) ?? 0, 0)
  const whole = offers.find((offer_id) => available(offer_id) >= quantity)
  if (whole !== undefined) return [{ offer_id: whole, quantity }]

  let rest = quantity
  const shares = offers.map((offer_id) => {
    const taken = Math.min(available(offer_id), rest)
    rest -= taken
    return { offer_id, quantity: taken }
  })
  shares[0]!.quantity += rest
  return shares.filter((share) => share.quantity > 0)
}

/**
 * Lines with each item once a warehouse. An order that comes already cancelled is not held against ORD-307, and its version
 * may still not name an item twice (section 6.2).
 */
export function joined(lines: readonly AllocatedLine[]): AllocatedLine[] {
  const byItem = new Map<string, AllocatedLine>()
  for (const line of lines) {
    const key = stockKey(line.offer_id, line.storage_ref)
    const first = byItem.get(key)
    byItem.set(key, first ? { ...first, quantity: first.quantity + line.quantity } : line)
  }
  return [...byItem.values()]
}

export interface PricedLine extends Omit<AllocatedLine, 'source'> {
  price: number
  discount: number
  nds_s: string
}

/** The most that one line may come to, kopecks: a thousand such lines still add up exactly. */
export const MAX_LINE_AMOUNT = 1_000_000_000_000

/** Prices of the base and the discount of the counterparty's agreement. Lines that no sum can be made of are left out. */
export function priced(
  lines: readonly AllocatedLine[],
  items: ReadonlyMap<string, ItemRow>,
  discountPercent: number,
): PricedLine[] {
  return lines.flatMap(({ source: _source, ...line }) => {
    const item = items.get(line.offer_id)
    if (!item || item.price === null || grossAmount(item.price, line.quantity) > MAX_LINE_AMOUNT) return []
    const discount = discountAmount(item.price, line.quantity, discountPercent * 100)
    return [{ ...line, price: item.price, discount, nds_s: item.nds_s }]
  })
}
