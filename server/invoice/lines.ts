import { kopecks, moneyText, thousandths } from '../contracts/decimal.ts'
import {
  checkOffer,
  grossAmount,
  isRounding,
  ndsInside,
  NO_VAT,
  totalsOf,
  vatPercent,
} from '../contracts/site-orders/arithmetic.ts'
import type { Offer, ProcessedLine } from '../contracts/site-orders/schema.ts'
import { check } from './checks.ts'
import type { InvoiceCheck, InvoiceLine, InvoiceTotals } from './model.ts'
import { isKnownVatPercent, vatPercentHeldOn } from './vat-rates.ts'

/** Name of an item in the site's catalogue, `null` when it is not there. */
export type ItemName = (offer_id: string) => string | null

/**
 * Rows of the invoice with the figures of 1C; what does not add up is said beside the row.
 *
 * @param date day that the VAT rates are compared with
 */
export function invoiceLines(
  products: readonly ProcessedLine[],
  date: string,
  itemName: ItemName,
): InvoiceLine[] {
  return products.map(({ offer }, i) => {
    const place = `lines.${i}`
    const { name, checks } = lineName(offer, place, itemName)
    const price = kopecks(offer.price)
    const quantity = thousandths(offer.quantity)
    return {
      number: i + 1,
      offer_id: offer.offer_id,
      name,
      unit: offer.unit ?? null,
      quantity,
      price,
      gross: grossAmount(price, quantity),
      discount: kopecks(offer.discount),
      sum: kopecks(offer.summa),
      vat_rate: offer.nds_s,
      vat: kopecks(offer.nds_summa),
      checks: [
        ...checks,
        ...arithmeticChecks(offer, place),
        ...rateChecks(offer.nds_s, `${place}.vat_rate`, date),
      ],
    }
  })
}

/**
 * Sums of the rows as 1C sent them; the VAT of the total is compared, never printed (4.1).
 *
 * @throws RangeError when a sum leaves the safe integers
 */
export function invoiceTotals(
  products: readonly ProcessedLine[],
  lines: readonly InvoiceLine[],
): { totals: InvoiceTotals; checks: InvoiceCheck[] } {
  const { total, discount, byRate } = totalsOf(products.map(({ offer }) => offer))
  const checks = byRate
    .filter(({ nds_s }) => vatPercent(nds_s) !== null)
    .map(({ nds_s, summa, nds_summa }) => ({ nds_summa, computed: ndsInside(summa, nds_s) }))
    .filter(({ nds_summa, computed }) => nds_summa !== computed)
    .map(({ nds_summa, computed }) =>
      check('total-vat-differs', 'totals.vat', difference(nds_summa, computed)),
    )
  const gross = lines.reduce((sum, line) => sum + line.gross, 0)
  if (![gross, total].every(Number.isSafeInteger)) {
    throw new RangeError(`The amounts of the invoice are too large for exact kopecks: ${total}`)
  }
  const totals = {
    lines: lines.length,
    gross,
    discount,
    total,
    vat: byRate.map(({ nds_s, nds_summa }) => ({ rate: nds_s, amount: nds_s === NO_VAT ? null : nds_summa })),
  }
  return { totals, checks }
}

function lineName(offer: Offer, place: string, itemName: ItemName): { name: string; checks: InvoiceCheck[] } {
  if (offer.name) return { name: offer.name, checks: [] }
  const field = `${place}.name`
  const known = itemName(offer.offer_id)
  return known === null
    ? { name: offer.offer_id, checks: [check('name-missing', field)] }
    : { name: known, checks: [check('name-from-catalogue', field, { value: known })] }
}

function arithmeticChecks(offer: Offer, place: string): InvoiceCheck[] {
  if (vatPercent(offer.nds_s) === null) return []
  return checkOffer(offer).map((found) => {
    const isSum = found.field === 'summa'
    const code = isRounding(found) ? 'rounding' : isSum ? 'row-arithmetic' : 'row-vat'
    return check(code, `${place}.${isSum ? 'sum' : 'vat'}`, difference(found.actual, found.expected))
  })
}

function rateChecks(rate: string, field: string, date: string): InvoiceCheck[] {
  const percent = vatPercent(rate)
  if (percent === null || !isKnownVatPercent(percent))
    return [check('vat-rate-unknown', field, { value: rate })]
  if (rate === NO_VAT || vatPercentHeldOn(percent, date)) return []
  return [check('vat-rate-date', field, { value: rate, expected: date })]
}

function difference(actual: number, expected: number): { value: string; expected: string } {
  const sign = actual > expected ? '+' : ''
  return {
    value: moneyText(actual),
    expected: `${moneyText(expected)} (${sign}${moneyText(actual - expected)})`,
  }
}
