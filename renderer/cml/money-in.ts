import { moneyText } from '../../server/contracts/decimal.ts'

const NBSP = '\u00A0'
const signs: Record<string, string> = { RUB: '₽', USD: '$', EUR: '€', KZT: '₸', UAH: '₴' }

/** Kopecks with their currency: `5373950, 'RUB'` -> `53 739,50 ₽`; a currency without a sign is shown by its code. */
export function moneyIn(kopecks: number, currency: string): string {
  const sign = signs[currency] ?? currency
  return sign === '' ? moneyText(kopecks) : `${moneyText(kopecks)}${NBSP}${sign}`
}
