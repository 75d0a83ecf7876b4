import { z } from 'zod'
import { wire } from '../wire/kinds.ts'
import { ClientId, warnings } from './clients.ts'
import {
  Currency,
  DocumentNumber,
  Flag,
  Guid,
  LocalTime,
  Money,
  Phone,
  PositiveMoney,
  queryInteger,
  ReStoreId,
  text,
  Volume,
} from './scalars.ts'
import { isAllowedPair, isOrderStatus, isPaymentCode, orderStatuses, payments } from './states.ts'

/** `booking` and `bookingstate` (sections 6.8 and 6.10). */

/** Lines of one order (BD-42). */
export const LINES_LIMIT = 200

export const OrderId = Guid.meta({ description: 'BD-08: reference of the order in 1C' })
export const BookingId = ReStoreId.meta({ description: 'BD-08: id of the order, issued by ReStore' })

/* ---------- 6.8 ---------- */

export const DeliveryAddress = z.object({
  city: text(120).meta({ description: 'B-50: city' }),
  street: text(200).meta({ description: 'B-50: street' }),
  house: text(30).meta({ description: 'B-50: house' }),
  flat: text(30).optional().meta({ description: 'B-50: flat or office' }),
  postcode: z
    .string()
    .regex(/^\d{6}$/, 'pattern')
    .optional()
    .meta({ description: 'B-50: postcode, 6 digits' }),
  comment: text(500).optional().meta({ description: 'B-50: how to find the place' }),
})
export type DeliveryAddress = z.infer<typeof DeliveryAddress>

export const Delivery = z
  .object({
    type: z.enum(['delivery', 'pickup']).meta({ description: 'B-50: delivered, or taken at the warehouse' }),
    address: DeliveryAddress.optional().meta({
      description: 'B-50: address of this order alone; required for delivery',
    }),
    recipient: text(160).optional().meta({ description: 'B-50: who takes the goods' }),
    phone: Phone.optional().meta({ description: 'B-50: phone of the recipient' }),
    desired_from: LocalTime.optional().meta({ description: 'B-50: not before' }),
    desired_to: LocalTime.optional().meta({ description: 'B-50: not after' }),
  })
  .refine(({ type, address }) => type !== 'delivery' || address !== undefined, {
    path: ['address'],
    error: 'required',
  })
  .refine(({ desired_from: from, desired_to: to }) => from === undefined || to === undefined || from <= to, {
    path: ['desired_to'],
    error: 'pair',
  })
export type Delivery = z.infer<typeof Delivery>

export const BookingLine = z
  .object({
    item_id: Guid.optional().meta({ description: 'B-49: reference of the item' }),
    article: text(50).optional().meta({ description: 'B-49, B-28: article, instead of item_id' }),
    quantity: Volume.meta({ description: 'B-49, BD-32: volume in units of the item' }),
    comment: text(300).optional().meta({ description: 'B-49: remark about the line' }),
  })
  .refine(({ item_id, article }) => item_id !== undefined || article !== undefined, {
    path: ['item_id'],
    error: 'required',
  })
export type BookingLine = z.infer<typeof BookingLine>

/** Body of `booking`. */
export const BookingRequest = z.object({
  booking_id: BookingId,
  client_id: ClientId,
  store_id: Guid.meta({ description: 'B-49: the warehouse that supplies' }),
  organization_id: Guid.optional().meta({ description: 'BD-37: who sells; the first of state by default' }),
  delivery: Delivery.meta({ description: 'B-50: delivery' }),
  lines: z.array(BookingLine).min(1).max(LINES_LIMIT).meta({ description: 'B-49: lines' }),
  expected_amount: Money.optional().meta({ description: 'BD-13: amount that the client has seen' }),
  valid_until: LocalTime.optional().meta({
    description: 'BD-15: to be paid before, not later than the default',
  }),
  comment: text(1000).optional().meta({ description: 'B-49: remark about the order' }),
})
export type BookingRequest = z.infer<typeof BookingRequest>

/* ---------- status and payment ---------- */

const OrderStatusCode = z
  .number()
  .refine(isOrderStatus, 'enum')
  .register(wire, { kind: 'code' })
  .meta({ enum: Object.keys(orderStatuses).map(Number) })
const PaymentKind = z
  .number()
  .refine(isPaymentCode, 'enum')
  .register(wire, { kind: 'code' })
  .meta({ enum: Object.keys(payments).map(Number) })

export const OrderStatusBlock = z
  .object({
    code: OrderStatusCode.meta({ description: 'B-58, BD-16: code of the status' }),
    name: text(60).meta({ description: 'B-59…B-65: name of the status' }),
  })
  .refine(({ code, name }) => isOrderStatus(code) && orderStatuses[code].name === name, {
    path: ['name'],
    error: 'pair',
  })
export type OrderStatusBlock = z.infer<typeof OrderStatusBlock>

export const PaymentBlock = z
  .object({
    code: PaymentKind.meta({ description: 'B-66…B-71: payment code' }),
    name: text(60).meta({ description: 'B-67…B-71: name of the payment code' }),
  })
  .refine(({ code, name }) => isPaymentCode(code) && payments[code].name === name, {
    path: ['name'],
    error: 'pair',
  })
export type PaymentBlock = z.infer<typeof PaymentBlock>

/** The two blocks that every answer about an order has. */
export const statusMembers = {
  status: OrderStatusBlock.meta({ description: 'B-58: status of the order' }),
  payment: PaymentBlock.meta({ description: 'B-66: how it is paid' }),
}

interface StatusPair {
  status: { code: number }
  payment: { code: number }
}

/** A pair outside the table of 5.1 is invalid (5.2). */
export const hasAllowedPair = ({ status, payment }: StatusPair): boolean =>
  isAllowedPair(status.code, payment.code)

export const pairRule = { path: ['payment', 'code'], error: 'pair' }

/* ---------- answer of booking ---------- */

export const OrderLine = z.object({
  item_id: Guid.meta({ description: 'B-49: reference of the item' }),
  quantity: Volume.meta({ description: 'B-49: volume' }),
  price: Money.meta({ description: 'B-41…B-43: price of one unit at this volume' }),
  amount: Money.meta({ description: 'B-52: amount of the line' }),
})
export type OrderLine = z.infer<typeof OrderLine>

/** Answer of `booking`: the order, which is the invoice too (B-49). */
export const BookingAnswer = z
  .object({
    order_id: OrderId,
    order_number: DocumentNumber.meta({ description: 'B-52: number of the order' }),
    booking_id: BookingId,
    amount: Money.meta({ description: 'B-52: amount of the order' }),
    currency: Currency.meta({ description: 'BD-07: currency' }),
    ...statusMembers,
    created_at: LocalTime.meta({ description: 'B-49: when it was made' }),
    valid_until: LocalTime.nullable().meta({ description: 'BD-15: to be paid before' }),
    lines: z.array(OrderLine).min(1).max(LINES_LIMIT).meta({ description: 'B-49: priced lines' }),
    warnings: warnings.optional().meta({ description: 'BD-11: warnings' }),
  })
  .refine(hasAllowedPair, pairRule)
export type BookingAnswer = z.infer<typeof BookingAnswer>

/* ---------- 6.10 ---------- */

export const OrderPayment = z.object({
  kind: PaymentKind.refine((kind) => kind !== 0, 'enum')
    .register(wire, { kind: 'code' })
    .meta({ description: 'B-68…B-71: payment code' }),
  transaction_id: text(64).optional().meta({ description: 'B-54: transaction of the payment system' }),
  amount: Money.meta({ description: 'B-55: amount' }),
  paid_at: LocalTime.meta({ description: 'B-55: when it was paid' }),
})
export type OrderPayment = z.infer<typeof OrderPayment>

export const REFUND_STATES = ['prepared', 'executed', 'failed'] as const

/** A pay-out order to the card that paid (B-57). */
export const Refund = z.object({
  refund_id: ReStoreId.meta({ description: 'B-56: id of the refund, issued by ReStore' }),
  state: z.enum(REFUND_STATES).meta({ description: 'BD-18: progress of the pay-out' }),
  amount: PositiveMoney.meta({ description: 'B-57: amount, the whole that was paid' }),
  currency: Currency.meta({ description: 'BD-07: currency' }),
  to_card: text(40).nullable().meta({ description: 'B-57: mask of the card that paid, null when unknown' }),
  original_transaction_id: text(64).meta({ description: 'B-57: transaction that paid' }),
  order_number_1c: DocumentNumber.meta({ description: 'B-57: number of the pay-out order in 1C' }),
  goods_returned: Flag.meta({ description: 'B-56, BD-18: the goods come back' }),
})
export type Refund = z.infer<typeof Refund>

export const WRITE_METHODS = ['client', 'clientupd', 'booking', 'paycard', 'refund'] as const
export type WriteMethod = (typeof WRITE_METHODS)[number]

/** Answer of `bookingstate` and `paycard`. */
export const BookingState = z
  .object({
    order_id: OrderId,
    order_number: DocumentNumber.meta({ description: 'B-52: number of the order' }),
    booking_id: BookingId,
    ...statusMembers,
    amount: Money.meta({ description: 'B-55: amount of the order' }),
    paid_amount: Money.meta({ description: 'B-55: paid so far' }),
    refunded_amount: Money.meta({ description: 'BD-21: returned' }),
    currency: Currency.meta({ description: 'BD-07: currency' }),
    valid_until: LocalTime.nullable().meta({ description: 'BD-15: to be paid before; null once paid' }),
    payments: z.array(OrderPayment).max(1000).meta({ description: 'B-55: payments' }),
    refunds: z.array(Refund).max(100).meta({ description: 'B-57: refunds' }),
    pending: z
      .array(
        z.object({
          method: z.enum(WRITE_METHODS).meta({ description: 'B-03: queued method' }),
          request_id: text(128).meta({ description: 'B-03: id of the request' }),
        }),
      )
      .max(1000)
      .meta({ description: 'B-03: queued writes that are about to change the order' }),
    updated_at: LocalTime.meta({ description: 'B-55: when the order last changed' }),
    warnings: warnings.optional().meta({ description: 'BD-11: warnings' }),
  })
  .refine(hasAllowedPair, pairRule)
export type BookingState = z.infer<typeof BookingState>

const FIRST_YEAR = 2000
const LAST_YEAR = 2999

/** Parameters of `bookingstate`: a number names an order only together with its year (BD-08). */
export const BookingStateQuery = z
  .object({
    order_id: OrderId.optional().meta({ description: 'B-55: reference of the order' }),
    booking_id: BookingId.optional().meta({ description: 'B-55: id of ReStore' }),
    order_number: DocumentNumber.optional().meta({ description: 'B-55: number of the order, with year' }),
    year: queryInteger(FIRST_YEAR, LAST_YEAR)
      .optional()
      .meta({ description: 'B-55: year of the order, with order_number' }),
  })
  .refine(
    ({ order_id, booking_id, order_number }) => (order_id ?? booking_id ?? order_number) !== undefined,
    { path: ['order_id'], error: 'required' },
  )
  .refine(({ order_number, year }) => (order_number === undefined) === (year === undefined), {
    path: ['year'],
    error: 'pair',
  })
export type BookingStateQuery = z.infer<typeof BookingStateQuery>
