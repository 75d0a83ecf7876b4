import { moneyText } from '../contracts/decimal.ts'
import {
  divideRounded,
  grossAmount,
  ndsInside,
  NO_VAT,
  vatPercent,
} from '../contracts/site-orders/arithmetic.ts'
import type { VatMode } from './model.ts'

/**
 * Figures of a line as 1C counts them (section 4): each is rounded to a kopeck by itself, half away from zero; a total is the sum
 * of the rows and never computed anew. Money in kopecks, quantities in thousandths.
 */

export interface LineTerms {
  quantity: number
  price: number
  discount: number
  vat_rate: string
}

export interface LineFigures {
  gross: number
  sum: number
  /** `null` when the rate is not one that can be reckoned with. */
  vat: number | null
}

/** Price × quantity less the discount, and the VAT of that sum. */
export function lineFigures(terms: LineTerms, mode: VatMode): LineFigures {
  const { price, quantity, discount, vat_rate } = terms
  const sum = divideRounded(BigInt(price) * BigInt(quantity) - BigInt(discount) * 1000n, 1000n)
  return { gross: grossAmount(price, quantity), sum, vat: vatOf(sum, vat_rate, mode) }
}

/** VAT of a sum: inside of it, added to it, or none; `null` for a text that is not a rate. */
export function vatOf(sum: number, rate: string, mode: VatMode): number | null {
  const percent = vatPercent(rate)
  if (percent === null) return null
  if (mode === 'none' || rate === NO_VAT) return 0
  return mode === 'included' ? ndsInside(sum, rate) : divideRounded(BigInt(sum) * BigInt(percent), 100n)
}

/** What is beside a figure of the document: the one that follows from its terms, and by how much they differ. */
export function difference(stated: number, computed: number): { value: string; expected: string } {
  const sign = stated > computed ? '+' : ''
  return {
    value: moneyText(stated),
    expected: `${moneyText(computed)} (${sign}${moneyText(stated - computed)})`,
  }
}

/** @throws RangeError when a sum leaves the safe integers */
export function exactSum(amounts: readonly number[]): number {
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  if (Number.isSafeInteger(sum)) return sum
  throw new RangeError(`The amounts of the invoice are too large for exact kopecks: ${sum}`)
}
