import type { Selectable } from 'kysely'
import type { OrderStatusCode, PaymentCode } from '../../server/contracts/regate/states.ts'
import { paidFor, releaseMoney } from './money.ts'
import { moveStock } from './stock.ts'
import type { RegateDb, RegateTables, RegateTransaction } from './tables.ts'

/** Orders of the base: found, moved through their statuses, their reserve, their expiry. */

export type StoredOrder = Selectable<RegateTables['regate_order']>

/** How a caller names an order: the first that is given counts (BD-08). */
export interface OrderKey {
  order_id?: string | undefined
  booking_id?: string | undefined
  order_number?: string | undefined
  year?: number | undefined
}

/** The order that a key names, `undefined` when there is none. */
export function findOrder(db: RegateDb, enterprise: string, key: OrderKey): Promise<StoredOrder | undefined> {
  const orders = db.selectFrom('regate_order').selectAll().where('enterprise', '=', enterprise)
  if (key.order_id !== undefined) return orders.where('order_id', '=', key.order_id).executeTakeFirst()
  if (key.booking_id !== undefined) return orders.where('booking_id', '=', key.booking_id).executeTakeFirst()
  if (key.order_number === undefined || key.year === undefined) return Promise.resolve(undefined)
  return orders.where('year', '=', key.year).where('order_number', '=', key.order_number).executeTakeFirst()
}

/** Puts the order into a status, with the entry of its history. */
export async function moveOrder(
  trx: RegateTransaction,
  order: StoredOrder,
  to: { status: OrderStatusCode; payment_code: PaymentCode; event: string; at: string; note?: string },
): Promise<StoredOrder> {
  const { status, payment_code, event, at, note = '' } = to
  const set = {
    status,
    payment_code,
    // Only an unpaid order can expire (section 6.10 shows none for a paid one).
    valid_until: status === 100 ? order.valid_until : null,
    // Nobody has to decide about an order any more that is paid or cancelled.
    flagged: status === 100 ? order.flagged : 0,
    updated_at: at,
  }
  const { enterprise, order_id } = order
  await trx
    .updateTable('regate_order')
    .set(set)
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .execute()
  await noteEvent(trx, { enterprise, order_id, at, event, status, payment_code, note })
  return { ...order, ...set }
}

export async function noteEvent(
  trx: RegateTransaction,
  event: Omit<Selectable<RegateTables['regate_order_event']>, 'id'>,
): Promise<void> {
  await trx.insertInto('regate_order_event').values(event).execute()
}

/** Lines of an order in their order. */
export const linesOf = (db: RegateDb, enterprise: string, order_id: string) =>
  db
    .selectFrom('regate_order_line')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .orderBy('position')
    .execute()

/** Gives back what the order holds in reserve (BD-14). @param at instant, ISO 8601 */
export async function releaseReserve(trx: RegateTransaction, order: StoredOrder, at: string): Promise<void> {
  const { enterprise, order_id, store_id } = order
  for (const { item_id, reserved } of await linesOf(trx, enterprise, order_id))
    if (reserved !== 0) await moveStock(trx, { enterprise, store_id, item_id, reserved: -reserved }, at)
  await holdNothing(trx, order)
}

/** The lines of the order hold nothing in reserve any more. */
export async function holdNothing(
  trx: RegateTransaction,
  { enterprise, order_id }: StoredOrder,
): Promise<void> {
  await trx
    .updateTable('regate_order_line')
    .set({ reserved: 0 })
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .execute()
}

/** Whether the time of an unpaid order has passed. */
export const isOverdue = (order: StoredOrder, now: Date): boolean =>
  order.status === 100 &&
  order.flagged === 0 &&
  order.valid_until !== null &&
  order.valid_until <= now.toISOString()

/**
 * What happens to an order whose time has passed (5.3): without money it expires and gives back its reserve; with a part of
 * the money it stays and is shown to a person. Called by the schedule and before every read or write of the order (BD-15).
 */
export async function expireWhenDue(
  trx: RegateTransaction,
  order: StoredOrder,
  now: Date,
): Promise<StoredOrder> {
  if (!isOverdue(order, now)) return order
  const { enterprise, order_id } = order
  const at = now.toISOString()
  if ((await paidFor(trx, enterprise, order_id)) > 0) {
    await trx
      .updateTable('regate_order')
      .set({ flagged: 1, updated_at: at })
      .where('enterprise', '=', enterprise)
      .where('order_id', '=', order_id)
      .execute()
    const { status, payment_code } = order
    await noteEvent(trx, {
      enterprise,
      order_id,
      at,
      event: 'expire-with-money',
      status,
      payment_code,
      note: 'Срок прошёл, но часть денег получена: решает сотрудник',
    })
    return { ...order, flagged: 1, updated_at: at }
  }
  await releaseReserve(trx, order, at)
  return moveOrder(trx, order, { status: 410, payment_code: 0, event: 'expire', at })
}

/** The order as it is now, its expiry carried out. */
export async function currentOrder(
  trx: RegateTransaction,
  enterprise: string,
  key: OrderKey,
  now: Date,
): Promise<StoredOrder | undefined> {
  const order = await findOrder(trx, enterprise, key)
  return order && expireWhenDue(trx, order, now)
}

/** Expires every order of the enterprise that is due. @returns how many changed */
export async function expireAll(trx: RegateTransaction, enterprise: string, now: Date): Promise<number> {
  const due = await trx
    .selectFrom('regate_order')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('status', '=', 100)
    .where('flagged', '=', 0)
    .where('valid_until', '<=', now.toISOString())
    .execute()
  for (const order of due) await expireWhenDue(trx, order, now)
  return due.length
}

/** When the first of the orders that wait for money expires, `null`: none waits. */
export async function firstExpiry(
  db: Pick<RegateTransaction, 'selectFrom'>,
  enterprises: readonly string[],
): Promise<Date | null> {
  if (enterprises.length === 0) return null
  const { first } = await db
    .selectFrom('regate_order')
    .select((row) => row.fn.min('valid_until').as('first'))
    .where('enterprise', 'in', enterprises)
    .where('status', '=', 100)
    .where('flagged', '=', 0)
    .executeTakeFirstOrThrow()
  return first === null ? null : new Date(first)
}

/** An operator cancels (5.3): reserve back to the stock, a part of the money back to the balance. */
export async function cancelOrder(trx: RegateTransaction, order: StoredOrder, now: Date): Promise<void> {
  const at = now.toISOString()
  await releaseReserve(trx, order, at)
  const { enterprise, order_id, client_id, order_number } = order
  await releaseMoney(trx, {
    enterprise,
    order_id,
    client_id,
    document: `Отмена заказа ${order_number}`,
    at,
  })
  await moveOrder(trx, order, { status: 420, payment_code: 0, event: 'cancel', at })
}
