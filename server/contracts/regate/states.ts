import type { RegateCode } from './codes.ts'
import type { Text } from '../text.ts'

/* ---------- 5.1: order status ---------- */

export const ORDER_STATUS_CODES = [100, 210, 220, 230, 240, 410, 420, 430] as const
export type OrderStatusCode = (typeof ORDER_STATUS_CODES)[number]

export const PAYMENT_CODES = [0, 1, 2, 3, 4] as const
export type PaymentCode = (typeof PAYMENT_CODES)[number]

export interface OrderStatusRow {
  code: OrderStatusCode
  /** The name on the wire. */
  name: string
  title: Text
  /** The only payment code that goes with it (5.1). */
  payment: PaymentCode
  /** No event leads out of it. */
  final: boolean
  /** Not one of the seven of the seed: may be switched off (BD-17). */
  extension: boolean
}

/** The statuses of B-59…B-65 with their codes (BD-16), and the extension of BD-17. */
export const orderStatuses: Readonly<Record<OrderStatusCode, OrderStatusRow>> = {
  100: {
    code: 100,
    name: 'создан, неоплачен',
    title: { ru: 'Создан, не оплачен', en: 'Created, not paid' },
    payment: 0,
    final: false,
    extension: false,
  },
  210: {
    code: 210,
    name: 'оплачен картой',
    title: { ru: 'Оплачен картой', en: 'Paid by card' },
    payment: 1,
    final: false,
    extension: false,
  },
  220: {
    code: 220,
    name: 'оплачен через р/с',
    title: { ru: 'Оплачен через расчётный счёт', en: 'Paid by bank transfer' },
    payment: 2,
    final: false,
    extension: false,
  },
  230: {
    code: 230,
    name: 'оплачен наличными',
    title: { ru: 'Оплачен наличными', en: 'Paid in cash' },
    payment: 3,
    final: false,
    extension: false,
  },
  240: {
    code: 240,
    name: 'оплачен электронными деньгами',
    title: { ru: 'Оплачен электронными деньгами', en: 'Paid by e-money' },
    payment: 4,
    final: false,
    extension: true,
  },
  410: {
    code: 410,
    name: 'истек срок действия',
    title: { ru: 'Истёк срок действия', en: 'Expired' },
    payment: 0,
    final: true,
    extension: false,
  },
  420: {
    code: 420,
    name: 'аннулирован',
    title: { ru: 'Аннулирован', en: 'Cancelled' },
    payment: 0,
    final: true,
    extension: false,
  },
  430: {
    code: 430,
    name: 'возврат денег',
    title: { ru: 'Возврат денег', en: 'Money returned' },
    payment: 1,
    final: true,
    extension: false,
  },
}

/** A new order starts here (B-51, BD-19). */
export const INITIAL_STATUS: OrderStatusCode = 100

/** Statuses that `state.status_extensions` may list. */
export const STATUS_EXTENSIONS = [240] as const satisfies readonly OrderStatusCode[]

/* ---------- 5.2: payment code ---------- */

export interface PaymentRow {
  code: PaymentCode
  /** The name on the wire. */
  name: string
  title: Text
}

/** The payment codes of B-67…B-71. */
export const payments: Readonly<Record<PaymentCode, PaymentRow>> = {
  0: { code: 0, name: 'оплата не выполнена', title: { ru: 'Не оплачено', en: 'Not paid' } },
  1: { code: 1, name: 'оплачено картой', title: { ru: 'Картой', en: 'By card' } },
  2: {
    code: 2,
    name: 'оплачено через расчётный счёт',
    title: { ru: 'Через расчётный счёт', en: 'By bank transfer' },
  },
  3: { code: 3, name: 'оплачено наличными', title: { ru: 'Наличными', en: 'In cash' } },
  4: {
    code: 4,
    name: 'оплачено электронными деньгами',
    title: { ru: 'Электронными деньгами', en: 'By e-money' },
  },
}

export const isOrderStatus = (code: number): code is OrderStatusCode => Object.hasOwn(orderStatuses, code)

export const isPaymentCode = (code: number): code is PaymentCode => Object.hasOwn(payments, code)

/** `true` for a pair of status and payment code that the table of 5.1 has; every other pair is invalid (5.2). */
export function isAllowedPair(status: number, payment: number): boolean {
  return isOrderStatus(status) && orderStatuses[status].payment === payment
}

/** The blocks `status` and `payment` of an answer about an order in this status. */
export function statusBlocks(code: OrderStatusCode): {
  status: { code: OrderStatusCode; name: string }
  payment: { code: PaymentCode; name: string }
} {
  const { name, payment } = orderStatuses[code]
  return { status: { code, name }, payment: { code: payment, name: payments[payment].name } }
}

/* ---------- 5.3: transitions ---------- */

/**
 * What happens to an order. `paycard`: a card payment of the whole amount in time; `bank-paid`, `bank-partial`: a bank
 * payment that completes the amount or is below the rest; `cash`, `e-money`: a receipt in 1C; `expire`: `valid_until`
 * passed with nothing paid, `expire-with-money`: with a part paid; `cancel`: an operator cancels; `payout`: the pay-out
 * of a refund was executed or failed.
 */
export const ORDER_EVENTS = [
  'paycard',
  'bank-paid',
  'bank-partial',
  'cash',
  'e-money',
  'expire',
  'expire-with-money',
  'cancel',
  'refund',
  'payout',
] as const
export type OrderEvent = (typeof ORDER_EVENTS)[number]

/** What else a transition does, beside the status. */
export type SideEffect =
  | 'store-payment'
  | 'keep-reserve'
  | 'release-reserve'
  | 'postings'
  | 'rest-to-balance'
  | 'grow-paid-amount'
  | 'flag-for-operator'
  | 'money-to-balance'
  | 'return-document'
  | 'prepare-payout'
  | 'refund-state'

export interface TransitionRow {
  from: OrderStatusCode
  event: OrderEvent
  to: OrderStatusCode
  effects: readonly SideEffect[]
}

/** The normative table of 5.3: every move that is possible; `to` equal to `from` when only the side effects happen. */
export const transitions: readonly TransitionRow[] = [
  { from: 100, event: 'paycard', to: 210, effects: ['store-payment', 'keep-reserve'] },
  { from: 100, event: 'bank-paid', to: 220, effects: ['postings', 'rest-to-balance'] },
  { from: 100, event: 'bank-partial', to: 100, effects: ['postings', 'grow-paid-amount'] },
  { from: 100, event: 'cash', to: 230, effects: [] },
  { from: 100, event: 'e-money', to: 240, effects: [] },
  { from: 100, event: 'expire', to: 410, effects: ['release-reserve'] },
  { from: 100, event: 'expire-with-money', to: 100, effects: ['flag-for-operator'] },
  { from: 100, event: 'cancel', to: 420, effects: ['release-reserve', 'money-to-balance'] },
  { from: 210, event: 'refund', to: 430, effects: ['return-document', 'prepare-payout'] },
  { from: 430, event: 'payout', to: 430, effects: ['refund-state'] },
]

/** Money that comes to an order which cannot take it is never lost: it goes to the client's balance (BD-22, BD-23, 5.3). */
export const MONEY_EVENTS: readonly OrderEvent[] = ['paycard', 'bank-paid', 'bank-partial', 'cash', 'e-money']

/** Why an order in this status takes no payment, does not expire and cannot be cancelled. */
const closedBecause: Readonly<Record<Exclude<OrderStatusCode, 100>, RegateCode>> = {
  210: 'RG-ALREADY-PAID',
  220: 'RG-ALREADY-PAID',
  230: 'RG-ALREADY-PAID',
  240: 'RG-ALREADY-PAID',
  410: 'RG-ORDER-EXPIRED',
  420: 'RG-ORDER-CANCELLED',
  430: 'RG-ALREADY-PAID',
}

/** Where an order goes, or the code that the event is refused with; then the order is left as it is. */
export type Outcome =
  | { to: OrderStatusCode; effects: readonly SideEffect[]; refusal?: undefined }
  | { to?: undefined; effects: readonly SideEffect[]; refusal: RegateCode }

function refusalOf(from: OrderStatusCode, event: OrderEvent): RegateCode {
  // A pay-out is an inner step of 1C; without a refund before it there is nothing to pay out.
  if (event === 'payout') return 'RG-VALIDATION'
  if (event === 'refund') return from === 430 ? 'RG-ALREADY-REFUNDED' : 'RG-REFUND-NOT-CARD'
  return from === 100 ? 'RG-VALIDATION' : closedBecause[from]
}

/**
 * The status after an event, or the refusal (5.3). `eMoney: false` switches the extension of BD-17 off. A repeated
 * transaction or refund id is no event: its caller answers with what it answered before (BD-23).
 */
export function nextStatus(
  from: OrderStatusCode,
  event: OrderEvent,
  { eMoney = true }: { eMoney?: boolean } = {},
): Outcome {
  const effects: readonly SideEffect[] = MONEY_EVENTS.includes(event) ? ['money-to-balance'] : []
  if (event === 'e-money' && !eMoney) return { refusal: 'RG-PAYMENT-KIND', effects: [] }
  const row = transitions.find((each) => each.from === from && each.event === event)
  return row ? { to: row.to, effects: row.effects } : { refusal: refusalOf(from, event), effects }
}
