import { fromKopecks, kopecks, thousandths } from '../decimal.ts'

/**
 * Sums of an order line (section 6.2, A-95). Money in kopecks, quantities in thousandths; rounding half away from zero
 * to a kopeck; VAT is inside the sum; price is with VAT and before the discount (AD-22).
 */

/** «Без НДС»: no VAT at all, which is another thing than the rate `0%`. */
export const NO_VAT = 'Без НДС'

/** Rates to offer in a list. The list is open (AD-45): `isVatRate` tells what a payload may carry. */
export const VAT_RATES = ['0%', '5%', '7%', '10%', '18%', '20%', '22%', NO_VAT] as const

/** Per cent of a canonical rate text: `20%` and `20/120` give 20, «Без НДС» gives 0; `null` when it is not a rate. */
export function vatPercent(nds_s: string): number | null {
  if (nds_s === NO_VAT) return 0
  const plain = /^(0|[1-9]\d?)%$/.exec(nds_s)
  if (plain) return Number(plain[1])
  const calculated = /^([1-9]\d?)\/(1\d\d)$/.exec(nds_s)
  if (!calculated || Number(calculated[2]) !== 100 + Number(calculated[1])) return null
  return Number(calculated[1])
}

/** `true` for a canonical rate text of AD-45. */
export function isVatRate(nds_s: string): boolean {
  return vatPercent(nds_s) !== null
}

/** The nearest integer, half away from zero: how 1C rounds (invoice-and-qr 4.2). */
export function divideRounded(dividend: bigint, divisor: bigint): number {
  const doubled = 2n * (dividend < 0n ? -dividend : dividend)
  const rounded = Number((doubled + divisor) / (2n * divisor))
  return dividend < 0n ? -rounded : rounded
}

/** VAT inside a sum of kopecks. Throws a `RangeError` for a text that is not a rate. */
export function ndsInside(summa: number, nds_s: string): number {
  const percent = vatPercent(nds_s)
  if (percent === null) throw new RangeError(`"${nds_s}" is not a VAT rate`)
  return divideRounded(BigInt(summa) * BigInt(percent), BigInt(100 + percent))
}

/** Price times quantity, rounded to a kopeck. */
export function grossAmount(price: number, quantity: number): number {
  return divideRounded(BigInt(price) * BigInt(quantity), 1000n)
}

/** A discount of so many hundredths of a per cent of price times quantity, as 1C counts it: 15 % is 1500. */
export function discountAmount(price: number, quantity: number, hundredthsOfPercent: number): number {
  return divideRounded(BigInt(price) * BigInt(quantity) * BigInt(hundredthsOfPercent), 10_000_000n)
}

/** What a person may set in a line: thousandths, kopecks, kopecks, rate. */
export interface LineTerms {
  quantity: number
  price: number
  discount: number
  nds_s: string
}

/** What follows from the terms, in kopecks. */
export interface LineAmounts {
  gross: number
  summa: number
  nds_summa: number
}

/** Amounts of a line. Throws a `RangeError` for a text that is not a rate. */
export function lineAmounts({ quantity, price, discount, nds_s }: LineTerms): LineAmounts {
  const summa = divideRounded(BigInt(price) * BigInt(quantity) - BigInt(discount) * 1000n, 1000n)
  return { gross: grossAmount(price, quantity), summa, nds_summa: ndsInside(summa, nds_s) }
}

/** The money part of an `offer` of the wire: JSON decimals. */
export interface OfferAmounts {
  quantity: number
  price: number
  discount: number
  nds_s: string
  nds_summa: number
  summa: number
}

/** `true` when the discount is not more than price times quantity, compared exactly. */
export function discountFits(offer: Pick<OfferAmounts, 'quantity' | 'price' | 'discount'>): boolean {
  return (
    BigInt(kopecks(offer.discount)) * 1000n <=
    BigInt(kopecks(offer.price)) * BigInt(thousandths(offer.quantity))
  )
}

/** The wire's money part of a line, computed from its terms (kopecks, thousandths). */
export function offerAmounts(terms: LineTerms): Omit<OfferAmounts, 'quantity' | 'nds_s'> {
  const { summa, nds_summa } = lineAmounts(terms)
  return {
    price: fromKopecks(terms.price),
    discount: fromKopecks(terms.discount),
    nds_summa: fromKopecks(nds_summa),
    summa: fromKopecks(summa),
  }
}

/** An equality of the line that does not hold; amounts in kopecks. */
export interface ArithmeticDifference {
  field: 'summa' | 'nds_summa'
  expected: number
  actual: number
}

/** A difference of a kopeck is a rounding of the other side, more is a mistake (section 6.2). */
export function isRounding(difference: ArithmeticDifference): boolean {
  return Math.abs(difference.expected - difference.actual) <= 1
}

/** The equalities of a line that do not hold. VAT is compared with the sum that the line states. */
export function checkOffer(offer: OfferAmounts): ArithmeticDifference[] {
  const summa = kopecks(offer.summa)
  const terms = {
    quantity: thousandths(offer.quantity),
    price: kopecks(offer.price),
    discount: kopecks(offer.discount),
    nds_s: offer.nds_s,
  }
  const compared: ArithmeticDifference[] = [
    { field: 'summa', expected: lineAmounts(terms).summa, actual: summa },
    { field: 'nds_summa', expected: ndsInside(summa, offer.nds_s), actual: kopecks(offer.nds_summa) },
  ]
  return compared.filter(({ expected, actual }) => expected !== actual)
}

/** Totals of a document in kopecks. VAT is the sum of the rows, as 1C prints it (invoice-and-qr 4.1). */
export interface Totals {
  total: number
  nds: number
  discount: number
  byRate: { nds_s: string; summa: number; nds_summa: number }[]
}

/** Totals of the offers of a processed order, rates in order of appearance. */
export function totalsOf(offers: readonly OfferAmounts[]): Totals {
  const byRate = new Map<string, Totals['byRate'][number]>()
  const totals: Totals = { total: 0, nds: 0, discount: 0, byRate: [] }
  for (const offer of offers) {
    const rate = byRate.get(offer.nds_s) ?? { nds_s: offer.nds_s, summa: 0, nds_summa: 0 }
    byRate.set(offer.nds_s, rate)
    rate.summa += kopecks(offer.summa)
    rate.nds_summa += kopecks(offer.nds_summa)
    totals.total += kopecks(offer.summa)
    totals.nds += kopecks(offer.nds_summa)
    totals.discount += kopecks(offer.discount)
  }
  totals.byRate = [...byRate.values()]
  return totals
}
