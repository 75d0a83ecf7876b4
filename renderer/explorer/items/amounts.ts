import { moneyText, quantityText } from '../../../server/contracts/decimal.ts'

/** Amounts of a file: in the currency that it names, which need not be the rouble. */

const signs: Readonly<Record<string, string>> = { RUB: '₽', USD: '$', EUR: '€' }

export const currencySign = (currency: string): string => signs[currency] ?? currency

/** `4 990,00 ₽`; `''` without a price. */
export function amount(kopecks: number | null | undefined, currency: string): string {
  if (kopecks === null || kopecks === undefined) return ''
  return [moneyText(kopecks), currencySign(currency)].filter(Boolean).join('\u00A0')
}

/** `4 990,00 … 5 490,00 ₽` */
export function priceRange(price: { min: number; max: number; currency: string } | null): string {
  if (price === null) return ''
  if (price.min === price.max) return amount(price.min, price.currency)
  return `${moneyText(price.min)} … ${amount(price.max, price.currency)}`
}

export const stock = (thousandths: number | null | undefined): string =>
  thousandths === null || thousandths === undefined ? '' : quantityText(thousandths)

/** A negative stock is a mistake of somebody. */
export const stockTone = (thousandths: number | null | undefined): string =>
  thousandths === null || thousandths === undefined
    ? ''
    : thousandths < 0
      ? 'bad'
      : thousandths === 0
        ? 'muted'
        : ''
