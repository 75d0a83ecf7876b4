import type { Text } from '../contracts/text.ts'
import type { QrLevel } from './qr/options.ts'

/**
 * What the invoice is. Types only: the server builds it, the renderer and the command line show it.
 * Money is integer kopecks, quantities are integer thousandths, dates are `YYYY-MM-DD`.
 */

/** «Цена включает НДС» of 1C: VAT inside of the sums, added to them, or none at all. */
export type VatMode = 'included' | 'on_top' | 'none'

/** A company or a person on the invoice. */
export interface Party {
  name: string
  inn: string | null
  kpp: string | null
  address: string | null
  phone: string | null
}

/** Where the payment goes. */
export interface BankDetails {
  bank: string | null
  bik: string | null
  correspondent_account: string | null
  payment_account: string | null
}

export interface InvoiceLine {
  /** Counts from 1. */
  number: number
  offer_id: string
  name: string
  unit: string | null
  /** Thousandths. */
  quantity: number
  /** Kopecks a unit, before the discount (AD-22); with VAT unless it is added on top. */
  price: number
  /** Kopecks: price × quantity. */
  gross: number
  discount: number
  /** Kopecks after the discount, without VAT when it is added on top. Printed as the document states it. */
  sum: number
  /** Rate as 1C wrote it: `20%`, `Без НДС`. */
  vat_rate: string
  vat: number
  /** What follows from quantity, price, discount and rate: rounded line by line, half away from zero, as 1C does. */
  computed: { sum: number; vat: number | null }
  /** What is to be said of the figures of this line. */
  checks: InvoiceCheck[]
}

/** VAT of all lines with one rate. `amount` is `null` for «Без НДС», which is not the same as 0 %. */
export interface VatTotal {
  rate: string
  amount: number | null
}

/** Sums of the printed rows, in kopecks. */
export interface InvoiceTotals {
  lines: number
  gross: number
  discount: number
  /** Of the sums of the lines: «Итого». */
  total: number
  /** By rate, in the order of the first line with it. */
  vat: VatTotal[]
  /** Of the VAT of the lines: «Сумма НДС». */
  vat_total: number
  /** «Всего к оплате»: the total, with the VAT when it is on top. */
  to_pay: number
}

export interface InvoiceModel {
  /** `Счет на оплату № 21488 от 18 июля 2022 г.` */
  title: string
  number: string | null
  date: string | null
  seller: Party
  buyer: Party
  bank: BankDetails
  /** `Заказ клиента № 21488 от 18.07.2022`; `''` when there is none. */
  basis: string
  vat_mode: VatMode
  lines: InvoiceLine[]
  totals: InvoiceTotals
  /** What there is to pay, in words. */
  words: string
  /** The paragraph above the bank details. */
  warning: string
  /** Numbered terms of a «Счет-договор»; empty for an ordinary invoice. */
  terms: string[]
  footer: {
    order_number: string
    /** Version of the order in 1C, `null` when the document came without its exchange data. */
    seq: number | null
  }
  /** When this version was made, ISO 8601 with its offset; `null` when the source does not say. */
  changed_at: string | null
  /** The payment string behind the picture and its length in bytes. */
  qr: { text: string; bytes: number } | null
  /** A payment page instead of a payment string (I-16). */
  payment_link: string | null
}

/** One thing to say about a value of the invoice. Never a reason to refuse the order or the invoice. */
export interface InvoiceCheck {
  /** `inn-checksum:PayeeINN`, `sum-differs`, `W-QR-FORMAT` … */
  code: string
  /** Path in the model (`seller.inn`, `lines.2.vat`, `totals.vat`) or `qr.<Key>`, `qr` for the whole string. */
  field: string
  severity: 'ok' | 'hint' | 'warning' | 'error'
  message: Text
  value?: string
  expected?: string
}

/** A field of the payment string with what is to be said of it; a single `ok` when nothing is wrong. */
export interface QrField {
  key: string
  value: string
  checks: InvoiceCheck[]
}

/** The payment string as read, and the picture of it. */
export interface QrPreview {
  text: string
  fields: QrField[]
  /** Of the string as a whole: header, order, size, missing fields. */
  checks: InvoiceCheck[]
  /** The picture with its quiet zone. */
  svg: string
  version: number
  level: QrLevel
  /** Side of the picture without the quiet zone. */
  sizeMm: number
  moduleMm: number
}

export type { QrLevel }

export interface InvoicePreview {
  model: InvoiceModel
  /** `null` when no picture is drawn; `warnings` says why. */
  qr: QrPreview | null
  /** Every finding there is, those of the lines and of the payment string included. */
  warnings: InvoiceCheck[]
}
