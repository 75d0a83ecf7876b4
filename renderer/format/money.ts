import { moneyText, quantityText, readNumberText, toMinorUnits } from '../../server/contracts/decimal.ts'

const NBSP = '\u00A0'

/** Kopecks as people read them: `5373950` -> `53 739,50 ₽` (no-break spaces). */
export function money(kopecks: number): string {
  return `${moneyText(kopecks)}${NBSP}₽`
}

/** Thousandths as people read them: `1500` -> `1,5`. */
export function quantity(thousandths: number): string {
  return quantityText(thousandths)
}

function readScaled(input: string, scale: number): number | null {
  const decimal = readNumberText(input.replace('₽', ''))
  return decimal === null ? null : toMinorUnits(decimal, scale)
}

/** Kopecks of what a person typed or pasted (`1 050,28`, `1050.28`); `null` when it is not an amount. */
export function readMoney(input: string): number | null {
  return readScaled(input, 2)
}

/** Thousandths of what a person typed or pasted; `null` when it is not a quantity. */
export function readQuantity(input: string): number | null {
  return readScaled(input, 3)
}
