import type { OnecItemCard, OnecItemEdit } from '../types.ts'

/** What the card of an item edits. Kopecks by offer and price type, thousandths by offer and warehouse; `null`: none. */
export interface ItemForm {
  name: string
  article: string
  description: string
  deleted: boolean
  prices: Record<string, number | null>
  stocks: Record<string, number | null>
}

/** Neither an offer nor a price type nor a warehouse has a line break in its `Ид`. */
const SEPARATOR = '\n'
export const cellKey = (offer: string, other: string): string => `${offer}${SEPARATOR}${other}`

export function formOf(card: OnecItemCard): ItemForm {
  return {
    name: card.name,
    article: card.article,
    description: card.description,
    deleted: !card.active,
    prices: Object.fromEntries(
      card.offerList.flatMap(({ id, prices }) =>
        prices.map(({ priceType, price }) => [cellKey(id, priceType), price]),
      ),
    ),
    stocks: Object.fromEntries(
      card.offerList.flatMap(({ id, stocks }) =>
        stocks.flatMap(({ warehouse, quantity }) =>
          warehouse === null ? [] : [[cellKey(id, warehouse), quantity]],
        ),
      ),
    ),
  }
}

const changedCells = (before: Record<string, number | null>, after: Record<string, number | null>) =>
  Object.entries(after)
    .filter(([key, value]) => value !== (before[key] ?? null))
    .map(([key, value]) => [...key.split(SEPARATOR), value] as [string, string, number | null])

/** What is to be written; `null` when the form says what the card says. A stock that is cleared becomes 0. */
export function editOf(card: OnecItemCard, form: ItemForm): OnecItemEdit | null {
  const before = formOf(card)
  const edit: OnecItemEdit = {}
  if (form.name !== before.name) edit.name = form.name
  if (form.article !== before.article) edit.article = form.article
  if (form.description !== before.description) edit.description = form.description
  if (form.deleted !== before.deleted) edit.deleted = form.deleted
  const prices = changedCells(before.prices, form.prices)
  if (prices.length > 0)
    edit.prices = prices.map(([offer, priceType, price]) => ({ offer, priceType, price }))
  const stocks = changedCells(before.stocks, form.stocks)
  if (stocks.length > 0)
    edit.stocks = stocks.map(([offer, warehouse, quantity]) => ({
      offer,
      warehouse,
      quantity: quantity ?? 0,
    }))
  return Object.keys(edit).length === 0 ? null : edit
}
