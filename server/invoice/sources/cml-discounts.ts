import type { CmlDiscount } from '../../contracts/commerceml/model.ts'
import type { DraftLine } from '../draft.ts'

/** Discounts of a CommerceML document: in the sums of the lines, beside them, or of the whole order. Kopecks. */

/**
 * The discount of a line and its sum to pay. A discount that the sum has in it (`УчтеноВСумме` true) is told apart by the figures:
 * the price is before it when price × quantity is more than the sum by it, else after it. Any other is taken off the sum, unless
 * the figures show that it has been.
 *
 * @param changed the sum is another than the document states
 */
export function lineDiscount(
  discounts: readonly CmlDiscount[],
  gross: number,
  stated: number | null,
): { discount: number; sum: number | null; changed: boolean } {
  const of = (wanted: boolean) =>
    discounts
      .filter(({ included }) => (included === true) === wanted)
      .reduce((total, { sum }) => total + (sum ?? 0), 0)
  const [inside, beside] = [of(true), of(false)]
  const taken = stated === null ? 0 : gross - stated
  if (taken !== 0 && (taken === inside + beside || taken === beside))
    return { discount: taken, sum: stated, changed: false }
  const known = taken === inside ? inside : 0
  return {
    discount: known + beside,
    sum: stated === null ? null : stated - beside,
    changed: beside !== 0,
  }
}

/**
 * A discount of the whole order over its lines by their sums, as 1C does (10.2): parts are exact kopecks and add up to it.
 * It is never more than the lines.
 */
export function spread(lines: readonly DraftLine[], discount: number): readonly DraftLine[] {
  const sums = lines.map(({ stated, price, quantity, discount: own }) =>
    stated.sum === null ? BigInt(Math.round((price * quantity) / 1000) - own) : BigInt(stated.sum),
  )
  const total = sums.reduce((sum, one) => sum + one, 0n)
  if (discount <= 0 || total <= 0n) return lines
  const whole = BigInt(discount) > total ? total : BigInt(discount)
  let before = 0n
  return lines.map((line, i) => {
    const after = before + sums[i]!
    // Differences of rounded running totals: what one line loses by rounding the next one gets.
    const part = Number((whole * after) / total - (whole * before) / total)
    before = after
    if (part === 0) return line
    const sum = line.stated.sum === null ? null : line.stated.sum - part
    return { ...line, discount: line.discount + part, stated: { sum, vat: null } }
  })
}
