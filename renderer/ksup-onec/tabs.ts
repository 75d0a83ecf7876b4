import type { CoveredObject, DocumentKind } from './types.ts'

export const tabNames = [
  'orders',
  'payments',
  'shipments',
  'receipts',
  'counterparties',
  'items',
  'cards',
  'operator',
] as const
export type TabName = (typeof tabNames)[number]

const tabs: Readonly<Record<CoveredObject, TabName>> = {
  order: 'orders',
  payment: 'payments',
  shipment: 'shipments',
  receipt: 'receipts',
  counterparty: 'counterparties',
  item: 'items',
}

/** The tab where an object is shown. */
export const tabOf = (object: CoveredObject): TabName => tabs[object]

/** The kind of documents of a tab; `undefined` for a tab of something else. */
export const kindOf = (tab: TabName): DocumentKind | undefined =>
  (['order', 'payment', 'shipment', 'receipt'] as const).find((kind) => tabs[kind] === tab)

/** Where a document or a card is: `/ksup-onec/<tab>/<reference>`. */
export const placeTo = (object: CoveredObject, ref: string) => ({
  name: 'ksup-onec',
  params: { tab: tabOf(object), id: ref },
})
