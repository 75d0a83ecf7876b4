import { fromKopecks, kopecks } from '../../../server/contracts/decimal.ts'
import type { CardPayment, RefundAnswer, RefundRequest } from '../../../server/contracts/regate/schema.ts'
import { nextStatus, statusBlocks, type OrderStatusCode } from '../../../server/contracts/regate/states.ts'
import { documentNumber, nextValue } from '../facts.ts'
import { releaseMoney } from '../money.ts'
import { refundView, type StoredRefund } from '../order-state.ts'
import { currentOrder, moveOrder, releaseReserve, type StoredOrder } from '../orders.ts'
import { orderUnknown, refuse } from '../refusals.ts'
import { withWarnings, type Rule, type RuleContext } from './rule.ts'

const answerOf = (context: RuleContext, order: StoredOrder, refund: StoredRefund) => ({
  status: 200,
  body: {
    order_id: order.order_id,
    ...statusBlocks(order.status as OrderStatusCode),
    refund: refundView(refund),
    ...withWarnings(context),
  } satisfies RefundAnswer,
})

/** The card payment that holds the order's money. */
async function cardPaymentOf({ trx, enterprise }: RuleContext, order: StoredOrder) {
  const row = await trx
    .selectFrom('regate_allocation')
    .innerJoin('regate_payment', 'regate_payment.id', 'regate_allocation.payment_id')
    .select(['regate_payment.transaction_id', 'regate_payment.details_json', 'regate_allocation.amount'])
    .where('regate_allocation.enterprise', '=', enterprise)
    .where('regate_allocation.order_id', '=', order.order_id)
    .where('regate_payment.kind', '=', 1)
    .executeTakeFirstOrThrow()
  return {
    transaction_id: row.transaction_id ?? '',
    amount: row.amount,
    pan_mask: (JSON.parse(row.details_json) as CardPayment).pan_mask ?? '',
  }
}

/**
 * `refund`: the order becomes «возврат денег», a return document and a pay-out order to the card that paid are prepared
 * (B-56, B-57, BD-18, BD-20). What a bank transfer had paid of the order before the card goes back to the balance: the
 * pay-out can only return to a card what came from it.
 */
export const refund: Rule<RefundRequest> = async (context, request) => {
  const { trx, enterprise, now } = context
  const order = await currentOrder(trx, enterprise, request, now)
  if (!order) throw orderUnknown(request)

  const earlier = await trx
    .selectFrom('regate_refund')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('refund_id', '=', request.refund_id)
    .executeTakeFirst()
  if (earlier?.order_id === order.order_id) return answerOf(context, order, earlier)
  if (earlier)
    throw refuse(
      'RG-ALREADY-REFUNDED',
      `refund_id ${request.refund_id} уже у возврата по другому заказу. Для нового возврата нужен новый refund_id.`,
    )

  const next = nextStatus(order.status as OrderStatusCode, 'refund')
  if (next.refusal === 'RG-ALREADY-REFUNDED')
    throw refuse(
      'RG-ALREADY-REFUNDED',
      `По заказу ${order.order_number} деньги уже возвращаются. Узнайте, как идёт выплата, методом bookingstate.`,
    )
  if (next.refusal !== undefined)
    throw refuse(
      'RG-REFUND-NOT-CARD',
      `Заказ ${order.order_number} не оплачен картой: возвращать на карту нечего. Попросите магазин оформить возврат в 1С.`,
    )
  const card = await cardPaymentOf(context, order)
  if (request.amount !== undefined && kopecks(request.amount) !== card.amount)
    throw refuse(
      'RG-REFUND-PARTIAL',
      `Вернуть можно только всю оплату картой: ${fromKopecks(card.amount)} руб., а запрошено ${request.amount}. Не передавайте amount или передайте всю сумму.`,
      { errors: [{ pointer: '/amount', rule: 'amount', expected: String(fromKopecks(card.amount)) }] },
    )

  const at = now.toISOString()
  const { order_id, client_id, order_number } = order
  const number = documentNumber(await nextValue(trx, enterprise, 'refund'))
  const made: StoredRefund = {
    enterprise,
    refund_id: request.refund_id,
    order_id,
    state: 'prepared',
    amount: card.amount,
    to_card: card.pan_mask,
    original_transaction_id: card.transaction_id,
    order_number_1c: number,
    goods_returned: request.goods_returned === false ? 0 : 1,
    return_confirmed: 0,
    reason: request.reason,
    created_at: at,
    changed_at: at,
  }
  await trx.insertInto('regate_refund').values(made).execute()
  await releaseMoney(
    trx,
    { enterprise, order_id, client_id, document: `Возврат по заказу ${order_number}`, at },
    { kinds: [2] },
  )
  // Goods that have left come back to the stock when 1C confirms the return.
  if (order.shipped === 0) await releaseReserve(trx, order, at)
  const moved = await moveOrder(trx, order, {
    status: next.to,
    payment_code: 1,
    event: 'refund',
    at,
    note: `Заявка на возврат товаров от клиента ${number}`,
  })
  return answerOf(context, moved, made)
}
