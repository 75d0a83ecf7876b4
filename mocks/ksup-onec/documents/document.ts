import { fromKopecks, fromThousandths } from '../../../server/contracts/decimal.ts'
import { CLOSED } from '../../../server/contracts/ksup/conditions.ts'
import type { Row } from '../../../server/contracts/ksup/deals.ts'
import { totalAmount } from '../../../server/contracts/ksup/rows.ts'
import type { DocumentRow } from '../../../server/contracts/ksup/rows.ts'
import type { DocumentData, DocumentKind } from '../model.ts'

/** A document of the simulated 1C, as its rules see it. */

interface Document<Kind extends DocumentKind> {
  ref: string
  kind: Kind
  number: string
  posted: boolean
  deletion_mark: boolean
  /** Reference; of a receipt it is the owner of the card. */
  counterparty: string | null
  updated_at: string
  data: DocumentData[Kind]
}
export type DocumentOf<Kind extends DocumentKind> = Document<Kind>
export type AnyDocument = { [Kind in DocumentKind]: Document<Kind> }[DocumentKind]

/** As 1C calls them. */
export const documentNames: Readonly<Record<DocumentKind, string>> = {
  order: 'Заказ клиента',
  payment: 'Поступление безналичных ДС',
  shipment: 'Реализация товаров и услуг',
  receipt: 'Чек ККМ',
}

/** «Заказ клиента 0000-021502» */
export const titleOf = ({ kind, number }: Pick<AnyDocument, 'kind' | 'number'>): string =>
  `${documentNames[kind]} ${number}`

/** The rows of an order that are not cancelled. */
export const orderedRows = ({ rows }: Pick<DocumentData['order'], 'rows'>): DocumentRow[] =>
  rows.filter(({ cancelled }) => !cancelled).map(({ cancelled: _cancelled, ...row }) => row)

export function amountOf({ kind, data }: AnyDocument): number {
  if (kind === 'payment') return totalAmount(data.shares)
  return totalAmount(kind === 'order' ? orderedRows(data) : data.rows)
}

/** The deal of the document itself: of an order, and of a receipt that КСУП made one of. */
export const ownDeal = ({ kind, data }: AnyDocument): number | null =>
  kind === 'order' || kind === 'receipt' ? data.deal_number : null

/** References of the orders that a document was made by or pays, each once. */
export function ordersOf({ kind, data }: AnyDocument): string[] {
  if (kind === 'shipment') return data.order === null ? [] : [data.order]
  if (kind !== 'payment') return []
  return [...new Set(data.shares.flatMap(({ order }) => order ?? []))]
}

export const isClosed = ({ data }: DocumentOf<'order'>): boolean => data.status === CLOSED

/** A row as messages carry it (DD-09). */
export const wireRow = ({ article, name, quantity, price, amount }: DocumentRow): Row => ({
  article,
  name,
  quantity: fromThousandths(quantity),
  price: fromKopecks(price),
  amount: fromKopecks(amount),
})
