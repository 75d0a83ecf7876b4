import type { BankDetails, InvoiceCheck, Party, VatMode } from './model.ts'

/**
 * What an invoice is made of, whatever it came from: the input of `buildInvoice`. A source reads its document into a draft and
 * computes nothing; the figures that the document states are kept beside the terms they follow from, `null` where it has none.
 * Money is integer kopecks, quantities are integer thousandths, dates are `YYYY-MM-DD`.
 */

export type InvoiceSourceKind = 'order' | 'regate' | 'ksup' | 'cml' | 'manual'

export interface DraftHeader {
  /** `Счет на оплату № 21488 от 18 июля 2022 г.` */
  title: string
  /** As it is printed, without the prefix and the leading zeros of 1C. */
  number: string | null
  date: string | null
  /** The paper behind the invoice: `Заказ клиента № 21488 от 18.07.2022`; `''` prints none. */
  basis: string
  /** A «Счет-договор»: an offer with terms. */
  isContract: boolean
}

export interface DraftLine {
  offer_id: string
  /** `null`: the source has none, the id is printed in its place. */
  name: string | null
  unit: string | null
  quantity: number
  /** A unit before the discount, with VAT or without it by the mode of the document. */
  price: number
  discount: number
  /** `20%`, `20/120`, `Без НДС`; whatever else is printed as it is and not checked. */
  vat_rate: string
  stated: { sum: number | null; vat: number | null }
  /** Kopecks that the stated sum may be off by when the price is a rounded one; a kopeck when not given. */
  rounding?: number
  /** What the source has to say of the line; fields are paths in the model. */
  checks: readonly InvoiceCheck[]
}

/** Totals as the document states them; what it does not state is `null`. */
export interface StatedTotals {
  /** All there is to pay. */
  to_pay: number | null
  vat: number | null
  discount: number | null
}

export interface InvoiceDraft {
  source: InvoiceSourceKind
  header: DraftHeader
  /** Names and requisites as the source has them; what it lacks is taken from the payment string (AD-20). */
  seller: Party
  bank: BankDetails
  buyer: Party
  /** Not printed; checked all the same. */
  buyer_bank: BankDetails | null
  vat_mode: VatMode
  /** The day whose VAT rates hold; `null` when the document has no date. */
  rates_on: string | null
  lines: readonly DraftLine[]
  stated: StatedTotals
  /** The payment string or link that came with the document; `null` when none did. */
  payment: string | null
  /** Where the goods go, for the terms of a «Счет-договор». */
  delivery_place: string
  order_number: string
  /** Version of the document, `null` when the source counts none. */
  seq: number | null
  /** When this version was made, ISO 8601 with its offset; `null` when the source does not say. */
  changed_at: string | null
  checks: readonly InvoiceCheck[]
}

export const NO_BANK: BankDetails = {
  bank: null,
  bik: null,
  correspondent_account: null,
  payment_account: null,
}

export const NO_PARTY: Party = { name: '', inn: null, kpp: null, address: null, phone: null }

export const NOTHING_STATED: StatedTotals = { to_pay: null, vat: null, discount: null }
