import type { Address } from '../../../server/contracts/ksup/conditions.ts'
import type { OnecDb } from '../tables.ts'
import { ordersOf } from './document.ts'
import type { AnyDocument, DocumentOf } from './document.ts'
import { asDocument, documentsOf, inPieces } from './store.ts'

/** What else has to be known to tell of documents, read for many of them at once. */
export interface Facts {
  /** What 1C remembers to have told, `null` for nothing. */
  known(ref: string): unknown
  order(ref: string): DocumentOf<'order'> | undefined
  /** Shipments by an order. */
  shipmentsOf(order: string): DocumentOf<'shipment'>[]
  counterparty(ref: string | null): Customer | undefined
  /** Reference of the owner of a loyalty card; `null` for a card without one, `undefined` for no such card. */
  owner(card: string): string | null | undefined
}

export interface Customer {
  ref: string
  code_1c: string
  name: string
  inn: string | null
  emails: Address[]
  phones: Address[]
}

async function knownOf(db: OnecDb, refs: readonly string[]): Promise<Map<string, unknown>> {
  const rows = await inPieces(refs, (piece) =>
    db.selectFrom('ksup_onec_known').selectAll().where('ref', 'in', piece).execute(),
  )
  return new Map(rows.map(({ ref, data_json }) => [ref, JSON.parse(data_json) as unknown]))
}

async function shipmentsBy(
  db: OnecDb,
  orders: readonly string[],
): Promise<Map<string, DocumentOf<'shipment'>[]>> {
  const rows = await inPieces(orders, (piece) =>
    db
      .selectFrom('ksup_onec_document')
      .selectAll()
      .where('kind', '=', 'shipment')
      .where('order_ref', 'in', piece)
      .execute(),
  )
  const found = new Map<string, DocumentOf<'shipment'>[]>()
  for (const row of rows) {
    const shipments = found.get(row.order_ref!) ?? []
    found.set(row.order_ref!, [...shipments, asDocument(row) as DocumentOf<'shipment'>])
  }
  return found
}

async function cardsOf(db: OnecDb, codes: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await inPieces(codes, (piece) =>
    db.selectFrom('ksup_onec_card').selectAll().where('code', 'in', piece).execute(),
  )
  return new Map(rows.map(({ code, owner }) => [code, owner]))
}

async function customersOf(db: OnecDb, refs: readonly string[]): Promise<Map<string, Customer>> {
  const rows = await inPieces(refs, (piece) =>
    db
      .selectFrom('ksup_onec_counterparty')
      .select(['ref', 'code_1c', 'name', 'inn', 'emails_json', 'phones_json'])
      .where('ref', 'in', piece)
      .execute(),
  )
  return new Map(
    rows.map(({ emails_json, phones_json, ...customer }) => [
      customer.ref,
      {
        ...customer,
        emails: JSON.parse(emails_json) as Address[],
        phones: JSON.parse(phones_json) as Address[],
      },
    ]),
  )
}

const distinct = (refs: readonly (string | null)[]): string[] => [
  ...new Set(refs.filter((ref) => ref !== null)),
]

export async function factsOf(db: OnecDb, documents: readonly AnyDocument[]): Promise<Facts> {
  const orders = documents.filter((document) => document.kind === 'order')
  const known = await knownOf(db, distinct(documents.map(({ ref }) => ref)))
  const others = await documentsOf(db, 'order', distinct(documents.flatMap(ordersOf)))
  const orderByRef = new Map([...others, ...orders].map((order) => [order.ref, order]))
  const shipments = await shipmentsBy(db, distinct(orders.map(({ ref }) => ref)))
  const owners = await cardsOf(
    db,
    distinct(documents.map(({ kind, data }) => (kind === 'receipt' ? data.card : null))),
  )
  const customers = await customersOf(
    db,
    distinct([...documents.map(({ counterparty }) => counterparty), ...owners.values()]),
  )
  return {
    known: (ref) => known.get(ref) ?? null,
    order: (ref) => orderByRef.get(ref),
    shipmentsOf: (order) => shipments.get(order) ?? [],
    counterparty: (ref) => (ref === null ? undefined : customers.get(ref)),
    owner: (card) => owners.get(card),
  }
}
