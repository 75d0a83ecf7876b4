import { fromKopecks } from '../../server/contracts/decimal.ts'
import type { BookingState, OrderPayment, Refund } from '../../server/contracts/regate/schema.ts'
import { statusBlocks, type OrderStatusCode } from '../../server/contracts/regate/states.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { StoredOrder } from './orders.ts'
import type { RegateDb, RegateTables } from './tables.ts'
import type { Selectable } from 'kysely'

export type StoredRefund = Selectable<RegateTables['regate_refund']>

/** Refunds of an order in the order they were made. */
export const refundsOf = (db: RegateDb, enterprise: string, order_id: string): Promise<StoredRefund[]> =>
  db
    .selectFrom('regate_refund')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .orderBy('created_at')
    .execute()

/** A refund as the contract shows it. */
export const refundView = (refund: StoredRefund): Refund => ({
  refund_id: refund.refund_id,
  state: refund.state as Refund['state'],
  amount: fromKopecks(refund.amount),
  currency: 'RUB',
  to_card: refund.to_card === '' ? null : refund.to_card,
  original_transaction_id: refund.original_transaction_id,
  order_number_1c: refund.order_number_1c,
  goods_returned: refund.goods_returned === 1,
})

/** The answer of `bookingstate` and `paycard` without what waits in the queue (6.10). */
export async function orderState(
  db: RegateDb,
  order: StoredOrder,
  zone: string,
): Promise<Omit<BookingState, 'pending'>> {
  const { enterprise, order_id } = order
  const local = (instant: string) => toLocalTime(new Date(instant), zone)
  const held = await db
    .selectFrom('regate_allocation')
    .innerJoin('regate_payment', 'regate_payment.id', 'regate_allocation.payment_id')
    .select([
      'regate_payment.kind',
      'regate_payment.transaction_id',
      'regate_payment.paid_at',
      'regate_allocation.amount',
    ])
    .where('regate_allocation.enterprise', '=', enterprise)
    .where('regate_allocation.order_id', '=', order_id)
    .orderBy('regate_allocation.id')
    .execute()
  const refunds = await refundsOf(db, enterprise, order_id)
  const sum = (rows: readonly { amount: number }[]) =>
    fromKopecks(rows.reduce((total, { amount }) => total + amount, 0))
  return {
    order_id,
    order_number: order.order_number,
    booking_id: order.booking_id,
    ...statusBlocks(order.status as OrderStatusCode),
    amount: fromKopecks(order.amount),
    paid_amount: sum(held),
    refunded_amount: sum(refunds),
    currency: 'RUB',
    valid_until: order.valid_until === null ? null : local(order.valid_until),
    payments: held.map(({ kind, transaction_id, amount, paid_at }): OrderPayment => ({
      kind: kind as OrderPayment['kind'],
      // The duplicate key of a bank document is nobody's transaction.
      ...(transaction_id === null || kind === 2 ? {} : { transaction_id }),
      amount: fromKopecks(amount),
      paid_at: local(paid_at),
    })),
    refunds: refunds.map(refundView),
    updated_at: local(order.updated_at),
  }
}
