import { NO_VAT, vatPercent } from '../contracts/site-orders/arithmetic.ts'
import { difference, exactSum, lineFigures, vatOf } from './amounts.ts'
import { check } from './checks.ts'
import type { DraftLine, InvoiceDraft, StatedTotals } from './draft.ts'
import type { InvoiceCheck, InvoiceLine, InvoiceTotals, VatMode } from './model.ts'
import { isKnownVatPercent, vatPercentHeldOn } from './vat-rates.ts'

/**
 * Rows of the invoice with the figures that the document states, computed where it states none; what does not add up is said
 * beside the row.
 */
export function invoiceLines({ lines, vat_mode, rates_on }: InvoiceDraft): InvoiceLine[] {
  return lines.map((line, i) => {
    const place = `lines.${i}`
    const vat_rate = vat_mode === 'none' ? NO_VAT : line.vat_rate
    const { gross, sum: computedSum } = lineFigures({ ...line, vat_rate }, vat_mode)
    const sum = line.stated.sum ?? computedSum
    // VAT is that of the sum which is printed.
    const computedVat = vatOf(sum, vat_rate, vat_mode)
    return {
      number: i + 1,
      offer_id: line.offer_id,
      name: line.name ?? line.offer_id,
      unit: line.unit,
      quantity: line.quantity,
      price: line.price,
      gross,
      discount: line.discount,
      sum,
      vat_rate,
      vat: line.stated.vat ?? computedVat ?? 0,
      computed: { sum: computedSum, vat: computedVat },
      checks: [
        ...line.checks,
        ...(line.name === null ? [check('name-missing', `${place}.name`)] : []),
        ...statedChecks(line, { sum: computedSum, vat: computedVat }, place),
        ...rateChecks(vat_rate, `${place}.vat_rate`, rates_on),
      ],
    }
  })
}

/**
 * Sums of the printed rows: VAT of the document is the sum of the VAT of its rows; that of the total is compared, never printed
 * (section 4.1). What the document states of itself is compared too.
 *
 * @throws RangeError when a sum leaves the safe integers
 */
export function invoiceTotals(
  { vat_mode, stated }: InvoiceDraft,
  lines: readonly InvoiceLine[],
): { totals: InvoiceTotals; checks: InvoiceCheck[] } {
  const rates = byRate(lines)
  const total = exactSum(lines.map(({ sum }) => sum))
  const vat_total = exactSum(rates.filter(({ rate }) => rate !== NO_VAT).map(({ vat }) => vat))
  const totals: InvoiceTotals = {
    lines: lines.length,
    gross: exactSum(lines.map(({ gross }) => gross)),
    discount: exactSum(lines.map(({ discount }) => discount)),
    total,
    vat: rates.map(({ rate, vat }) => ({ rate, amount: rate === NO_VAT ? null : vat })),
    vat_total,
    to_pay: vat_mode === 'on_top' ? exactSum([total, vat_total]) : total,
  }
  return { totals, checks: [...vatChecks(rates, vat_mode), ...documentChecks(stated, totals)] }
}

/** So much is a rounding of the other side, more is a mistake (section 4.1). */
const KOPECK = 1

interface RateSums {
  rate: string
  sum: number
  vat: number
}

/** Rates in the order of the first row with each. */
function byRate(lines: readonly InvoiceLine[]): RateSums[] {
  const rates = new Map<string, RateSums>()
  for (const { vat_rate, sum, vat } of lines) {
    const known = rates.get(vat_rate) ?? { rate: vat_rate, sum: 0, vat: 0 }
    rates.set(vat_rate, { ...known, sum: known.sum + sum, vat: known.vat + vat })
  }
  return [...rates.values()]
}

function statedChecks(
  { stated, rounding = KOPECK }: DraftLine,
  computed: { sum: number; vat: number | null },
  place: string,
): InvoiceCheck[] {
  const compared = (
    code: 'row-arithmetic' | 'row-vat',
    field: string,
    figure: number | null,
    expected: number | null,
    allowed: number,
  ): InvoiceCheck[] => {
    if (figure === null || expected === null || figure === expected) return []
    const isRounding = Math.abs(figure - expected) <= allowed
    return [check(isRounding ? 'rounding' : code, field, difference(figure, expected))]
  }
  return [
    ...compared('row-arithmetic', `${place}.sum`, stated.sum, computed.sum, rounding),
    ...compared('row-vat', `${place}.vat`, stated.vat, computed.vat, KOPECK),
  ]
}

function rateChecks(rate: string, field: string, date: string | null): InvoiceCheck[] {
  const percent = vatPercent(rate)
  if (percent === null || !isKnownVatPercent(percent))
    return [check('vat-rate-unknown', field, { value: rate })]
  if (rate === NO_VAT || date === null || vatPercentHeldOn(percent, date)) return []
  return [check('vat-rate-date', field, { value: rate, expected: date })]
}

function vatChecks(rates: readonly RateSums[], mode: VatMode): InvoiceCheck[] {
  return rates.flatMap(({ rate, sum, vat }) => {
    const computed = vatOf(sum, rate, mode)
    return computed === null || computed === vat
      ? []
      : [check('total-vat-differs', 'totals.vat', difference(vat, computed))]
  })
}

function documentChecks(stated: StatedTotals, totals: InvoiceTotals): InvoiceCheck[] {
  const compared = [
    ['document-total-differs', 'totals.to_pay', stated.to_pay, totals.to_pay],
    ['document-vat-differs', 'totals.vat', stated.vat, totals.vat_total],
    ['document-discount-differs', 'totals.discount', stated.discount, totals.discount],
  ] as const
  return compared.flatMap(([code, field, figure, printed]) =>
    figure === null || figure === printed ? [] : [check(code, field, difference(figure, printed))],
  )
}
