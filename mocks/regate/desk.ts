import { nextStatus, type OrderEvent, type OrderStatusCode } from '../../server/contracts/regate/states.ts'
import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { ORDER_ACTIONS, type OrderAction, type RefundAction } from './model.ts'
import { paidFor, post, recordPayment } from './money.ts'
import type { StoredRefund } from './order-state.ts'
import {
  cancelOrder,
  currentOrder,
  holdNothing,
  linesOf,
  moveOrder,
  noteEvent,
  type StoredOrder,
} from './orders.ts'
import { moveStock } from './stock.ts'
import type { RegateTransaction } from './tables.ts'

/** What people do at 1C: no method of the service sets these statuses (BD-24). */

interface Desk {
  trx: RegateTransaction
  enterprise: string
  eMoney: boolean
  now: Date
}

export const orderAbsent = (order_id: string): Refusal =>
  new Refusal('REGATE-ORDER-UNKNOWN', {
    ru: `Заказа ${order_id} в этой базе нет.`,
    en: `There is no order ${order_id} in this base.`,
  })

const impossible = (text: Text) => new Refusal('REGATE-ACTION', text)

const STATUS_EVENT: Partial<Record<OrderAction, OrderEvent>> = {
  cash: 'cash',
  'e-money': 'e-money',
  cancel: 'cancel',
}

/** Statuses whose goods may be shipped. */
const PAID: readonly number[] = [210, 220, 230, 240]

/** What may be done with an order as it stands. */
export function actionsOf(
  { status, shipped }: Pick<StoredOrder, 'status' | 'shipped'>,
  eMoney: boolean,
): OrderAction[] {
  return ORDER_ACTIONS.filter((action) => {
    if (action === 'ship') return PAID.includes(status) && shipped === 0
    const event = STATUS_EVENT[action]!
    return nextStatus(status as OrderStatusCode, event, { eMoney }).refusal === undefined
  })
}

/**
 * @throws Refusal `REGATE-ORDER-UNKNOWN`; `REGATE-ACTION` when the order does not allow it now
 */
export async function actOnOrder(desk: Desk, order_id: string, action: OrderAction): Promise<void> {
  const { trx, enterprise, eMoney, now } = desk
  const order = await currentOrder(trx, enterprise, { order_id }, now)
  if (!order) throw orderAbsent(order_id)
  if (!actionsOf(order, eMoney).includes(action))
    throw impossible({
      ru: `С заказом ${order.order_number} в его нынешнем статусе (${order.status}) этого сделать нельзя.`,
      en: `This cannot be done with order ${order.order_number} in its present status (${order.status}).`,
    })
  if (action === 'cancel') return cancelOrder(trx, order, now)
  if (action === 'ship') return ship(desk, order)
  return receive(desk, order, action)
}

/** The rest of the order is paid in cash or by e-money at 1C (5.3). */
async function receive(desk: Desk, order: StoredOrder, action: 'cash' | 'e-money'): Promise<void> {
  const { trx, enterprise, now } = desk
  const at = now.toISOString()
  const kind = action === 'cash' ? 3 : 4
  const amount = order.amount - (await paidFor(trx, enterprise, order.order_id))
  await recordPayment(trx, {
    enterprise,
    kind,
    transaction_id: null,
    client_id: order.client_id,
    amount,
    paid_at: at,
    at,
    details: {},
    parts: [{ order_id: order.order_id, amount }],
  })
  await moveOrder(trx, order, {
    status: action === 'cash' ? 230 : 240,
    payment_code: kind,
    event: action,
    at,
  })
}

/** The goods leave: out of the stock and out of the reserve. */
async function ship({ trx, enterprise, now }: Desk, order: StoredOrder): Promise<void> {
  const { order_id, store_id, status, payment_code } = order
  const at = now.toISOString()
  for (const { item_id, reserved } of await linesOf(trx, enterprise, order_id))
    if (reserved !== 0)
      await moveStock(trx, { enterprise, store_id, item_id, quantity: -reserved, reserved: -reserved }, at)
  await holdNothing(trx, order)
  await trx
    .updateTable('regate_order')
    .set({ shipped: 1, updated_at: at })
    .where('enterprise', '=', enterprise)
    .where('order_id', '=', order_id)
    .execute()
  const note = 'Реализация товаров и услуг'
  await noteEvent(trx, { enterprise, order_id, at, event: 'ship', status, payment_code, note })
}

/**
 * What becomes of a refund in 1C (5.3): the pay-out is executed or fails, the goods come back.
 * @throws Refusal `REGATE-REFUND-UNKNOWN`, `REGATE-ACTION`
 */
export async function actOnRefund(desk: Desk, refund_id: string, action: RefundAction): Promise<void> {
  const { trx, enterprise, now } = desk
  const refund = await trx
    .selectFrom('regate_refund')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('refund_id', '=', refund_id)
    .executeTakeFirst()
  if (!refund)
    throw new Refusal('REGATE-REFUND-UNKNOWN', {
      ru: `Возврата ${refund_id} в этой базе нет.`,
      en: `There is no refund ${refund_id} in this base.`,
    })
  if (action === 'confirm-return') return confirmReturn(desk, refund)
  if (refund.state === 'executed')
    throw impossible({
      ru: `Ордер ${refund.order_number_1c} уже исполнен: деньги на карту отправлены.`,
      en: `Order ${refund.order_number_1c} is executed already: the money is on its way to the card.`,
    })
  const at = now.toISOString()
  const state = action === 'execute' ? 'executed' : 'failed'
  await change(desk, refund, { state, changed_at: at })
  const order = await orderOf(desk, refund)
  if (state === 'executed')
    await post(trx, {
      enterprise,
      at,
      document: `Ордер на возврат ${refund.order_number_1c}`,
      debit: '62.01',
      credit: '57.03',
      amount: refund.amount,
      client_id: order.client_id,
      order_id: order.order_id,
    })
  await noteEvent(trx, {
    enterprise,
    order_id: order.order_id,
    at,
    event: state === 'executed' ? 'payout-executed' : 'payout-failed',
    status: order.status,
    payment_code: order.payment_code,
    note: `Ордер на возврат ${refund.order_number_1c}`,
  })
}

/** The goods of a shipped order are back in the stock (6.11). */
async function confirmReturn(desk: Desk, refund: StoredRefund): Promise<void> {
  const { trx, enterprise, now } = desk
  const order = await orderOf(desk, refund)
  if (refund.goods_returned === 0 || refund.return_confirmed === 1 || order.shipped === 0)
    throw impossible({
      ru: `Принимать по возврату ${refund.order_number_1c} нечего: товар не отгружали, не возвращают или уже приняли.`,
      en: `There are no goods to take back for refund ${refund.order_number_1c}.`,
    })
  const lines = await trx
    .selectFrom('regate_order_line')
    .innerJoin('regate_item', (join) =>
      join
        .onRef('regate_item.enterprise', '=', 'regate_order_line.enterprise')
        .onRef('regate_item.item_id', '=', 'regate_order_line.item_id'),
    )
    .select(['regate_order_line.item_id', 'regate_order_line.quantity', 'regate_item.unlimited'])
    .where('regate_order_line.enterprise', '=', enterprise)
    .where('regate_order_line.order_id', '=', order.order_id)
    .execute()
  const at = now.toISOString()
  for (const { item_id, quantity, unlimited } of lines)
    if (unlimited === 0) await moveStock(trx, { enterprise, store_id: order.store_id, item_id, quantity }, at)
  await change(desk, refund, { return_confirmed: 1, changed_at: at })
  await noteEvent(trx, {
    enterprise,
    order_id: order.order_id,
    at,
    event: 'goods-returned',
    status: order.status,
    payment_code: order.payment_code,
    note: 'Возврат товаров от клиента',
  })
}

const change = ({ trx, enterprise }: Desk, { refund_id }: StoredRefund, set: Partial<StoredRefund>) =>
  trx
    .updateTable('regate_refund')
    .set(set)
    .where('enterprise', '=', enterprise)
    .where('refund_id', '=', refund_id)
    .execute()

async function orderOf({ trx, enterprise, now }: Desk, { order_id }: StoredRefund): Promise<StoredOrder> {
  const order = await currentOrder(trx, enterprise, { order_id }, now)
  if (!order) throw orderAbsent(order_id)
  return order
}
