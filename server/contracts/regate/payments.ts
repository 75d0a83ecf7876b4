import { z } from 'zod'
import { holdsCardNumber, holdsLongNumber } from './card-number.ts'
import { warnings } from './clients.ts'
import { BookingId, hasAllowedPair, OrderId, pairRule, Refund, statusMembers } from './orders.ts'
import { Currency, Flag, LocalTime, Money, PositiveMoney, ReStoreId, text } from './scalars.ts'

/** `paycard` and `refund` (sections 6.9 and 6.11). */

/** Limit of `payment.raw` as JSON text in UTF-8. */
export const RAW_LIMIT_BYTES = 8 * 1024

const sizeOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

type Path = (string | number)[]

/** Places of texts, names and numbers that hold a full card number. */
function cardNumbers(value: unknown, path: Path): Path[] {
  if (typeof value === 'string' || typeof value === 'number')
    return holdsCardNumber(String(value)) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const place: Path = [...path, Array.isArray(value) ? Number(key) : key]
    return holdsCardNumber(key) ? [path] : cardNumbers(inner, place)
  })
}

/** What the payment system told about a payment; all of it is stored with the order (B-54). No full card number in it (BD-41). */
export const CardPayment = z
  .object({
    transaction_id: text(64).meta({ description: 'B-54, BD-11: transaction of the payment system' }),
    amount: PositiveMoney.meta({ description: 'B-54: amount charged' }),
    currency: Currency.meta({ description: 'BD-07: currency' }),
    paid_at: LocalTime.meta({ description: 'B-54: when it was charged' }),
    system: text(60).meta({ description: 'B-54: payment system or acquirer' }),
    pan_mask: text(40)
      .optional()
      .meta({ description: 'B-54, BD-41: mask of the card, like 4000 00** **** 0002' }),
    auth_code: text(12).optional().meta({ description: 'B-54: authorisation code' }),
    rrn: z
      .string()
      .regex(/^\d{12}$/, 'pattern')
      .optional()
      .meta({ description: 'B-54: retrieval reference number, 12 digits' }),
    terminal: text(40).optional().meta({ description: 'B-54: terminal' }),
    fee: Money.optional().meta({ description: 'B-54: fee of the acquirer' }),
    raw: z
      .record(z.string(), z.unknown())
      .refine((value) => sizeOf(value) <= RAW_LIMIT_BYTES, 'length')
      .optional()
      .meta({ description: 'B-54: answer of the payment system as it came, at most 8 KiB' }),
  })
  .superRefine((payment, context) => {
    const { amount: _amount, fee: _fee, pan_mask, ...texts } = payment
    const found = cardNumbers(texts, [])
    if (pan_mask !== undefined && holdsLongNumber(pan_mask)) found.push(['pan_mask'])
    for (const path of found) context.addIssue({ code: 'custom', path, message: 'pan' })
  })
export type CardPayment = z.infer<typeof CardPayment>

const orderKeys = {
  order_id: OrderId.optional().meta({ description: 'B-53: reference of the order' }),
  booking_id: BookingId.optional().meta({ description: 'B-53: id of ReStore, instead of order_id' }),
}
const namesOrder = ({ order_id, booking_id }: { order_id?: string; booking_id?: string }): boolean =>
  order_id !== undefined || booking_id !== undefined
const orderRule = { path: ['order_id'], error: 'required' }

/** Body of `paycard`. */
export const PaycardRequest = z
  .object({ ...orderKeys, payment: CardPayment.meta({ description: 'B-54: the payment' }) })
  .refine(namesOrder, orderRule)
export type PaycardRequest = z.infer<typeof PaycardRequest>

/** Body of `refund`. */
export const RefundRequest = z
  .object({
    ...orderKeys,
    refund_id: ReStoreId.meta({ description: 'B-56, BD-11: id of the refund, issued by ReStore' }),
    reason: text(300).meta({ description: 'B-56: why' }),
    amount: PositiveMoney.optional().meta({ description: 'BD-20: must be the whole that was paid' }),
    goods_returned: Flag.optional().meta({
      default: true,
      description: 'BD-18: the goods come back; true by default',
    }),
  })
  .refine(namesOrder, orderRule)
export type RefundRequest = z.infer<typeof RefundRequest>

/** Answer of `refund`. */
export const RefundAnswer = z
  .object({
    order_id: OrderId,
    ...statusMembers,
    refund: Refund.meta({ description: 'B-57: the pay-out order' }),
    warnings: warnings.optional().meta({ description: 'BD-11: warnings' }),
  })
  .refine(hasAllowedPair, pairRule)
export type RefundAnswer = z.infer<typeof RefundAnswer>
