import { z } from 'zod'

/**
 * An invoice typed in by hand: the form of the screen and the file of `obmen invoice`. Money is integer kopecks, quantities are
 * integer thousandths. Requisites are kept as they are typed: what does not hold is said beside them, never refused.
 */

const text = (limit: number) => z.string().trim().max(limit)
const optional = (limit: number) => text(limit).default('')
const money = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

export const ManualParty = z.strictObject({
  name: text(300).min(1),
  inn: optional(12),
  kpp: optional(9),
  address: optional(500),
  phone: optional(60),
})

const ManualBank = z.strictObject({
  bank: optional(200),
  bik: optional(9),
  correspondent_account: optional(30),
  payment_account: optional(30),
})

export const ManualLine = z.strictObject({
  name: text(1000).min(1),
  unit: optional(25),
  quantity: z.number().int().positive().max(1_000_000_000_000),
  price: money,
  discount: money.default(0),
  /** `20%`, `Без НДС`; the main rate of the day of the invoice when not given. */
  vat_rate: text(20).min(1).optional(),
})

const MANUAL_LINES = 2000

export const ManualInvoice = z.strictObject({
  number: text(40).min(1),
  date: z.iso.date(),
  kind: z.enum(['invoice', 'contract']).default('invoice'),
  /** `Заказ клиента № … от …`; nothing is printed when empty. */
  basis: optional(300),
  seller: ManualParty,
  bank: ManualBank,
  buyer: ManualParty,
  vat_mode: z.enum(['included', 'on_top', 'none']).default('included'),
  lines: z.array(ManualLine).min(1).max(MANUAL_LINES),
  /** A payment string, when there is one. */
  payment: text(4000).nullable().default(null),
  delivery_place: optional(500),
})
export type ManualInvoice = z.output<typeof ManualInvoice>
export type ManualInvoiceInput = z.input<typeof ManualInvoice>
