import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { actionsOf } from './desk.ts'
import type { BankRow, ClientRow, OrderDetail, OrderQuery, OrderRow, PaymentRow, RefundRow } from './model.ts'
import type { StoredRefund } from './order-state.ts'
import type { RegateDb } from './tables.ts'

/** Lists of a base for people: clients with balances, orders with their history, payments, bank, refunds. */

const LIST_LIMIT = 500

const wordsOf = (text: string | undefined): string[] =>
  (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)

const matches = (words: readonly string[], ...texts: (string | null)[]): boolean => {
  const all = texts.join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}

/** Clients with the money on their balance. @param text part of a name, id, code or INN */
export async function clientRows(db: RegateDb, enterprise: string, text?: string): Promise<ClientRow[]> {
  const rows = await db
    .selectFrom('regate_client')
    .selectAll()
    .select((eb) => [
      eb
        .selectFrom('regate_allocation')
        .select((sub) => sub.fn.coalesce(sub.fn.sum<number>('amount'), sub.lit(0)).as('balance'))
        .whereRef('regate_allocation.enterprise', '=', 'regate_client.enterprise')
        .whereRef('regate_allocation.client_id', '=', 'regate_client.client_id')
        .where('regate_allocation.order_id', 'is', null)
        .as('balance'),
      eb
        .selectFrom('regate_order')
        .select((sub) => sub.fn.countAll<number>().as('orders'))
        .whereRef('regate_order.enterprise', '=', 'regate_client.enterprise')
        .whereRef('regate_order.client_id', '=', 'regate_client.client_id')
        .as('orders'),
    ])
    .where('enterprise', '=', enterprise)
    .orderBy('created_at', 'desc')
    .execute()
  const words = wordsOf(text)
  return rows
    .filter(({ name, client_id, code_1c, inn }) => matches(words, name, client_id, code_1c, inn))
    .slice(0, LIST_LIMIT)
    .map(({ client_id, code_1c, name, type, inn, kpp, phone, email, incomplete, balance, orders }) => ({
      client_id,
      code_1c,
      name,
      type,
      inn,
      kpp,
      phone,
      email,
      incomplete: incomplete === 1,
      balance: Number(balance ?? 0),
      orders: Number(orders ?? 0),
    }))
}

const orderSelection = (db: RegateDb, enterprise: string) =>
  db
    .selectFrom('regate_order')
    .innerJoin('regate_client', (join) =>
      join
        .onRef('regate_client.enterprise', '=', 'regate_order.enterprise')
        .onRef('regate_client.client_id', '=', 'regate_order.client_id'),
    )
    .innerJoin('regate_store', (join) =>
      join
        .onRef('regate_store.enterprise', '=', 'regate_order.enterprise')
        .onRef('regate_store.store_id', '=', 'regate_order.store_id'),
    )
    .selectAll('regate_order')
    .select((eb) => [
      'regate_client.name as client',
      'regate_store.name as store',
      eb
        .selectFrom('regate_allocation')
        .select((sub) => sub.fn.coalesce(sub.fn.sum<number>('amount'), sub.lit(0)).as('paid'))
        .whereRef('regate_allocation.enterprise', '=', 'regate_order.enterprise')
        .whereRef('regate_allocation.order_id', '=', 'regate_order.order_id')
        .as('paid'),
    ])
    .where('regate_order.enterprise', '=', enterprise)

type SelectedOrder = Awaited<ReturnType<ReturnType<typeof orderSelection>['execute']>>[number]

const orderRow = (order: SelectedOrder): OrderRow => ({
  order_id: order.order_id,
  order_number: order.order_number,
  booking_id: order.booking_id,
  client_id: order.client_id,
  client: order.client,
  store: order.store,
  status: order.status,
  payment_code: order.payment_code,
  amount: order.amount,
  paid: Number(order.paid ?? 0),
  created_at: order.created_at,
  valid_until: order.valid_until,
  flagged: order.flagged === 1,
})

/** Newest first. */
export async function orderRows(db: RegateDb, enterprise: string, query: OrderQuery): Promise<OrderRow[]> {
  let orders = orderSelection(db, enterprise)
  if (query.status !== undefined) orders = orders.where('regate_order.status', '=', query.status)
  if (query.client_id !== undefined) orders = orders.where('regate_order.client_id', '=', query.client_id)
  const words = wordsOf(query.text)
  if (words.length === 0) orders = orders.limit(query.limit)
  const rows = await orders.orderBy('regate_order.created_at', 'desc').execute()
  return rows
    .filter(({ order_number, booking_id, order_id, client }) =>
      matches(words, order_number, booking_id, order_id, client),
    )
    .slice(0, query.limit)
    .map(orderRow)
}

/** @throws Refusal `REGATE-ORDER-UNKNOWN` */
export async function orderDetail(
  db: RegateDb,
  enterprise: string,
  order_id: string,
  eMoney: boolean,
): Promise<OrderDetail> {
  const order = await orderSelection(db, enterprise)
    .where('regate_order.order_id', '=', order_id)
    .executeTakeFirst()
  if (!order)
    throw new Refusal('REGATE-ORDER-UNKNOWN', {
      ru: `Заказа ${order_id} в этой базе нет.`,
      en: `There is no order ${order_id} in this base.`,
    })
  const lines = await db
    .selectFrom('regate_order_line')
    .innerJoin('regate_item', (join) =>
      join
        .onRef('regate_item.enterprise', '=', 'regate_order_line.enterprise')
        .onRef('regate_item.item_id', '=', 'regate_order_line.item_id'),
    )
    .select([
      'regate_order_line.item_id',
      'regate_item.article',
      'regate_item.name',
      'regate_item.unit',
      'regate_order_line.quantity',
      'regate_order_line.price',
      'regate_order_line.amount',
      'regate_order_line.reserved',
    ])
    .where('regate_order_line.enterprise', '=', enterprise)
    .where('regate_order_line.order_id', '=', order_id)
    .orderBy('regate_order_line.position')
    .execute()
  const events = await db
    .selectFrom('regate_order_event')
    .select(['at', 'event', 'status', 'payment_code', 'note'])
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .orderBy('id')
    .execute()
  const postings = await db
    .selectFrom('regate_posting')
    .select(['at', 'document', 'debit', 'credit', 'amount'])
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .orderBy('id')
    .execute()
  const held = await db
    .selectFrom('regate_allocation')
    .select('payment_id')
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .execute()
  const refunds = await refundRows(db, enterprise, order_id)
  return {
    ...orderRow(order),
    organization_id: order.organization_id,
    delivery: JSON.parse(order.delivery_json) as unknown,
    comment: order.comment,
    shipped: order.shipped === 1,
    lines,
    events,
    postings,
    payments: await paymentRows(
      db,
      enterprise,
      held.map(({ payment_id }) => payment_id),
    ),
    refunds,
    actions: actionsOf(order, eMoney),
  }
}

/** Payments, newest first. @param ids only these */
export async function paymentRows(
  db: RegateDb,
  enterprise: string,
  ids?: readonly number[],
): Promise<PaymentRow[]> {
  if (ids?.length === 0) return []
  let payments = db
    .selectFrom('regate_payment')
    .leftJoin('regate_client', (join) =>
      join
        .onRef('regate_client.enterprise', '=', 'regate_payment.enterprise')
        .onRef('regate_client.client_id', '=', 'regate_payment.client_id'),
    )
    .selectAll('regate_payment')
    .select('regate_client.name as client')
    .where('regate_payment.enterprise', '=', enterprise)
  if (ids) payments = payments.where('regate_payment.id', 'in', ids)
  const rows = await payments.orderBy('regate_payment.id', 'desc').limit(LIST_LIMIT).execute()
  if (rows.length === 0) return []
  const allocations = await db
    .selectFrom('regate_allocation')
    .leftJoin('regate_order', (join) =>
      join
        .onRef('regate_order.enterprise', '=', 'regate_allocation.enterprise')
        .onRef('regate_order.order_id', '=', 'regate_allocation.order_id'),
    )
    .select([
      'regate_allocation.payment_id',
      'regate_allocation.order_id',
      'regate_order.order_number',
      'regate_allocation.amount',
    ])
    .where('regate_allocation.enterprise', '=', enterprise)
    .where(
      'regate_allocation.payment_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('regate_allocation.id')
    .execute()
  return rows.map(
    ({
      id,
      kind,
      transaction_id,
      client_id,
      client,
      amount,
      paid_at,
      document,
      refused_with,
      details_json,
    }) => ({
      id,
      kind,
      // The duplicate key of a bank document says nothing to people.
      transaction_id: kind === 2 ? null : transaction_id,
      client_id,
      client,
      amount,
      paid_at,
      document,
      refused_with,
      details: JSON.parse(details_json) as Record<string, unknown>,
      allocations: allocations
        .filter(({ payment_id }) => payment_id === id)
        .map(({ order_id, order_number, amount: part }) => ({ order_id, order_number, amount: part })),
    }),
  )
}

/** Documents of loaded statements, those that wait for a person first, then the newest. */
export async function bankRows(db: RegateDb, enterprise: string): Promise<BankRow[]> {
  const rows = await db
    .selectFrom('regate_bank_document')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .orderBy('waiting', 'desc')
    .orderBy('id', 'desc')
    .limit(LIST_LIMIT)
    .execute()
  const payments = new Map(
    (
      await paymentRows(
        db,
        enterprise,
        rows.map(({ payment_id }) => payment_id),
      )
    ).map((payment) => [payment.id, payment]),
  )
  return rows.map(
    ({ id, statement, loaded_at, outcome, rule, reason_json, payment_id, payer_json, waiting }) => ({
      id,
      statement,
      loaded_at,
      outcome,
      rule,
      reason: reason_json === null ? null : (JSON.parse(reason_json) as Text),
      waiting: waiting === 1,
      payment: payments.get(payment_id)!,
      payer: JSON.parse(payer_json) as BankRow['payer'],
    }),
  )
}

/** Refunds, newest first. @param order_id only of this order */
export async function refundRows(db: RegateDb, enterprise: string, order_id?: string): Promise<RefundRow[]> {
  let refunds = db
    .selectFrom('regate_refund')
    .innerJoin('regate_order', (join) =>
      join
        .onRef('regate_order.enterprise', '=', 'regate_refund.enterprise')
        .onRef('regate_order.order_id', '=', 'regate_refund.order_id'),
    )
    .selectAll('regate_refund')
    .select(['regate_order.order_number', 'regate_order.shipped'])
    .where('regate_refund.enterprise', '=', enterprise)
  if (order_id !== undefined) refunds = refunds.where('regate_refund.order_id', '=', order_id)
  const rows = await refunds.orderBy('regate_refund.created_at', 'desc').limit(LIST_LIMIT).execute()
  return rows.map(refundRow)
}

const refundRow = ({
  order_number,
  shipped,
  ...refund
}: StoredRefund & { order_number: string; shipped: number }): RefundRow => ({
  refund_id: refund.refund_id,
  order_id: refund.order_id,
  order_number,
  state: refund.state as RefundRow['state'],
  amount: refund.amount,
  to_card: refund.to_card,
  original_transaction_id: refund.original_transaction_id,
  order_number_1c: refund.order_number_1c,
  goods_returned: refund.goods_returned === 1,
  return_confirmed: refund.return_confirmed === 1,
  shipped: shipped === 1,
  reason: refund.reason,
  created_at: refund.created_at,
})
