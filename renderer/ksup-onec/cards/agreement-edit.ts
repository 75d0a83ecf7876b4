import type { Agreement } from '../types.ts'

export interface AgreementPrice {
  article: string
  name: string
  /** Kopecks. */
  price: number
}

/** What the form of an agreement edits. */
export interface AgreementForm {
  counterparty: string | null
  from: string | null
  to: string | null
  prices: AgreementPrice[]
}

export interface AgreementEdit {
  counterparty: string
  from: string
  to: string | null
  prices: { article: string; price: number }[]
}

/** @param today `yyyy-MM-dd` */
export const emptyAgreement = (today: string): AgreementForm => ({
  counterparty: null,
  from: today,
  to: null,
  prices: [],
})

export const formOf = ({ counterparty, from, to, prices }: Agreement): AgreementForm => ({
  counterparty: counterparty.ref,
  from,
  to,
  prices: prices.map((price) => ({ ...price })),
})

/** What is written; `null` while something is missing or the period ends before it begins. */
export function editOf({ counterparty, from, to, prices }: AgreementForm): AgreementEdit | null {
  if (counterparty === null || from === null || (to !== null && to < from)) return null
  return { counterparty, from, to, prices: prices.map(({ article, price }) => ({ article, price })) }
}

/** The prices with one more item at its retail price; an item has one price in an agreement. */
export const withPrice = (
  prices: readonly AgreementPrice[],
  { article, name, price_retail }: { article: string; name: string; price_retail: number | null },
): AgreementPrice[] =>
  prices.some((price) => price.article === article)
    ? [...prices]
    : [...prices, { article, name, price: price_retail ?? 0 }]
