import { check } from '../checks.ts'
import type { InvoiceCheck } from '../model.ts'
import { mainVatRate } from '../vat-rates.ts'

/**
 * The rate of a line whose document tells none: the main rate of the day, and a word about it. The contracts that tell no rate
 * (ReGate answers, КСУП) have prices with VAT inside.
 */
export function rateOr(
  stated: string | null,
  date: string | null,
  field: string,
): { vat_rate: string; checks: InvoiceCheck[] } {
  if (stated !== null) return { vat_rate: stated, checks: [] }
  const vat_rate = mainVatRate(date)
  return { vat_rate, checks: [check('vat-rate-assumed', field, { value: vat_rate })] }
}
