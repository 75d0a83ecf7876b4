import type { DocumentRow } from '../../../server/contracts/ksup/rows.ts'
import { totalAmount } from '../../../server/contracts/ksup/rows.ts'
import { nowLocal } from '../../../server/contracts/time.ts'
import type { OnecContext } from '../context.ts'
import type { DocumentEdit } from '../model.ts'
import type { OnecDb } from '../tables.ts'
import { amountOf, orderedRows } from './document.ts'
import type { DocumentOf } from './document.ts'
import { factsOf } from './facts.ts'
import { nothingLeft, orderUnknown } from './refusals.ts'
import { asDocument, documentsOf } from './store.ts'

/** New documents by an order: what is still to be shipped, what is still to be paid. */

/** The part of a row's amount that a part of its quantity has, in kopecks. */
function part({ amount, quantity }: DocumentRow, left: number): number {
  if (left === quantity) return amount
  // The product of two safe integers is not one.
  return Number((BigInt(amount) * BigInt(left) * 2n + BigInt(quantity)) / (BigInt(quantity) * 2n))
}

/** What was shipped of an article is taken off its rows from the first one on. */
export function remainingRows(
  ordered: readonly DocumentRow[],
  shipped: readonly Pick<DocumentRow, 'article' | 'quantity'>[],
): DocumentRow[] {
  const taken = new Map<string, number>()
  for (const { article, quantity } of shipped) taken.set(article, (taken.get(article) ?? 0) + quantity)
  return ordered.flatMap((row) => {
    const gone = Math.min(taken.get(row.article) ?? 0, row.quantity)
    taken.set(row.article, (taken.get(row.article) ?? 0) - gone)
    const quantity = row.quantity - gone
    return quantity === 0 ? [] : [{ ...row, quantity, amount: part(row, quantity) }]
  })
}

async function paidOf(db: OnecDb, order: string): Promise<number> {
  const rows = await db
    .selectFrom('ksup_onec_document')
    .selectAll('ksup_onec_document')
    .innerJoin('ksup_onec_share', 'payment', 'ref')
    .where('ksup_onec_share.order_ref', '=', order)
    .where('posted', '=', 1)
    .execute()
  return totalAmount(
    rows
      .map(asDocument)
      .flatMap((document) => (document.kind === 'payment' ? document.data.shares : []))
      .filter((share) => share.order === order),
  )
}

async function shipmentOf(
  { db, clock, settings }: OnecContext,
  order: DocumentOf<'order'>,
): Promise<DocumentEdit> {
  const facts = await factsOf(db, [order])
  const shipped = facts.shipmentsOf(order.ref).filter(({ posted }) => posted)
  const rows = remainingRows(
    orderedRows(order.data),
    shipped.flatMap(({ data }) => data.rows),
  )
  if (rows.length === 0) throw nothingLeft('shipment')
  const date = nowLocal(clock(), settings().zone)
  const { counterparty, ref } = order
  return { kind: 'shipment', post: true, data: { date, counterparty, order: ref, rows } }
}

async function paymentOf(
  { db, clock, settings }: OnecContext,
  order: DocumentOf<'order'>,
): Promise<DocumentEdit> {
  const amount = amountOf(order) - (await paidOf(db, order.ref))
  if (amount <= 0) throw nothingLeft('payment')
  const date = nowLocal(clock(), settings().zone).slice(0, 10)
  const { counterparty, ref } = order
  return {
    kind: 'payment',
    post: true,
    data: { date, counterparty, payer: '', shares: [{ order: ref, amount }], comment: '' },
  }
}

/** @throws Refusal `KSUP-ONEC-ORDER-UNKNOWN`, `KSUP-ONEC-NOTHING-LEFT` */
export async function draftOf(
  context: OnecContext,
  ref: string,
  kind: 'shipment' | 'payment',
): Promise<DocumentEdit> {
  const [order] = await documentsOf(context.db, 'order', [ref])
  if (!order) throw orderUnknown(ref)
  return kind === 'shipment' ? shipmentOf(context, order) : paymentOf(context, order)
}
