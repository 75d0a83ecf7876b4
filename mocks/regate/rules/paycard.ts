import { fromKopecks, kopecks } from '../../../server/contracts/decimal.ts'
import type { RegateCode } from '../../../server/contracts/regate/codes.ts'
import type { PaycardRequest } from '../../../server/contracts/regate/schema.ts'
import { nextStatus, type OrderStatusCode } from '../../../server/contracts/regate/states.ts'
import { fromLocalTime } from '../../../server/contracts/time.ts'
import type { ContractError } from '../../../server/http/errors.ts'
import { paidFor, paymentByTransaction, recordPayment, type StoredPayment } from '../money.ts'
import { orderState } from '../order-state.ts'
import { currentOrder, findOrder, moveOrder, type StoredOrder } from '../orders.ts'
import { orderUnknown, refuse } from '../refusals.ts'
import { withWarnings, type Rule, type RuleAnswer, type RuleContext } from './rule.ts'

async function stateAnswer(context: RuleContext, order: StoredOrder): Promise<RuleAnswer> {
  const state = await orderState(context.trx, order, context.settings.zone)
  return { status: 200, body: { ...state, pending: [], ...withWarnings(context) } }
}

const sentences: Partial<Record<RegateCode, (order: StoredOrder) => string>> = {
  'RG-ORDER-EXPIRED': ({ order_number }) =>
    `Срок заказа ${order_number} истёк, оплата не зачтена в заказ. Деньги учтены на балансе клиента: оформите новый заказ или свяжитесь с магазином.`,
  'RG-ORDER-CANCELLED': ({ order_number }) =>
    `Заказ ${order_number} аннулирован, оплата не зачтена в заказ. Деньги учтены на балансе клиента: свяжитесь с магазином.`,
  'RG-ALREADY-PAID': ({ order_number }) =>
    `Заказ ${order_number} уже оплачен. Вторая оплата учтена на балансе клиента: свяжитесь с магазином.`,
}

/**
 * A payment that its order cannot take: the card has been charged already, so the money is booked on the client's balance and
 * only then refused (BD-22, BD-23). It is an answer and not an exception: what was booked must stay.
 */
async function bookedAndRefused(
  context: RuleContext,
  order: StoredOrder,
  { payment }: PaycardRequest,
  code: RegateCode,
  detail: string,
): Promise<ContractError> {
  await recordPayment(context.trx, {
    enterprise: context.enterprise,
    kind: 1,
    transaction_id: payment.transaction_id,
    client_id: order.client_id,
    amount: kopecks(payment.amount),
    paid_at: fromLocalTime(payment.paid_at, context.settings.zone).toISOString(),
    at: context.now.toISOString(),
    details: payment,
    parts: [],
    refused: { order_id: order.order_id, code },
  })
  return refusalOf(code, detail)
}

const refusalOf = (code: RegateCode, detail: string): ContractError =>
  refuse(code, detail, { members: { payment_recorded: true } })

const mismatch = (order: StoredOrder, rest: number, amount: number): string =>
  `К оплате по заказу ${order.order_number} ${fromKopecks(rest)} руб., а списано ${fromKopecks(amount)}. Деньги учтены на балансе клиента: свяжитесь с магазином.`

/** The same transaction again gets the answer it got before (BD-23). */
async function repeated(
  context: RuleContext,
  payment: StoredPayment,
  order: StoredOrder,
): Promise<RuleAnswer | ContractError> {
  const { trx, enterprise } = context
  if (payment.refused_with !== null) {
    const code = payment.refused_with as RegateCode
    const meant = payment.meant_for === order.order_id
    if (!meant)
      throw refuse(
        'RG-ALREADY-PAID',
        `Оплата ${payment.transaction_id ?? ''} уже учтена по другому заказу. Проверьте transaction_id.`,
      )
    const rest = order.amount - (await paidFor(trx, enterprise, order.order_id))
    return refusalOf(code, sentences[code]?.(order) ?? mismatch(order, rest, payment.amount))
  }
  const here = await trx
    .selectFrom('regate_allocation')
    .select('id')
    .where('enterprise', '=', enterprise)
    .where('payment_id', '=', payment.id)
    .where('order_id', '=', order.order_id)
    .executeTakeFirst()
  if (here) return stateAnswer(context, order)
  throw refuse(
    'RG-ALREADY-PAID',
    `Оплата ${payment.transaction_id ?? ''} уже учтена по другому заказу. Проверьте transaction_id.`,
  )
}

/** `paycard`: the order is paid by card, with all that the payment system said (B-53, B-54, BD-22, BD-23). */
export const paycard: Rule<PaycardRequest> = async (context, request) => {
  const { trx, enterprise, settings, now } = context
  const { payment } = request
  const known = await findOrder(trx, enterprise, request)
  if (!known) throw orderUnknown(request)
  const earlier = await paymentByTransaction(trx, enterprise, 1, payment.transaction_id)
  const order = (await currentOrder(trx, enterprise, request, now)) ?? known
  if (earlier) return repeated(context, earlier, order)

  const amount = kopecks(payment.amount)
  // An order whose time has passed with a part of the money waits for a person; a card payment may still complete it.
  const next = nextStatus(order.status as OrderStatusCode, 'paycard')
  if (next.refusal !== undefined)
    return bookedAndRefused(context, order, request, next.refusal, sentences[next.refusal]!(order))
  const rest = order.amount - (await paidFor(trx, enterprise, order.order_id))
  if (amount !== rest)
    return bookedAndRefused(context, order, request, 'RG-AMOUNT-MISMATCH', mismatch(order, rest, amount))

  const at = now.toISOString()
  await recordPayment(trx, {
    enterprise,
    kind: 1,
    transaction_id: payment.transaction_id,
    client_id: order.client_id,
    amount,
    paid_at: fromLocalTime(payment.paid_at, settings.zone).toISOString(),
    at,
    details: payment,
    parts: [{ order_id: order.order_id, amount }],
  })
  const paid = await moveOrder(trx, order, {
    status: next.to,
    payment_code: 1,
    event: 'paycard',
    at,
    note: payment.system,
  })
  return stateAnswer(context, paid)
}
