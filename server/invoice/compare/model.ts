import type { Text } from '../../contracts/text.ts'

/** What differs between two invoices, in words of people. Types only. */

export interface FieldDifference {
  /** Path in the model: `header.date`, `seller.inn`, `totals.to_pay`, `qr.Sum`. */
  field: string
  /** «Дата», «ИНН продавца» */
  label: Text
  /** As it is printed; `null` when it was not there. */
  before: Text | null
  after: Text | null
  /** `+120,00` for money and quantities. */
  by?: string
}

export interface LineDifference {
  kind: 'added' | 'removed' | 'changed'
  offer_id: string
  name: string
  /** Number of the line on either invoice. */
  before: number | null
  after: number | null
  /** What changed; for a line that came or went, its quantity, price and sum. */
  differences: FieldDifference[]
}

export type DifferenceSection = 'header' | 'seller' | 'buyer' | 'bank' | 'totals' | 'qr'

export interface InvoiceComparison {
  same: boolean
  /** Titles of both: `Счет на оплату № 21488 от 18 июля 2022 г.` */
  before: InvoiceSide
  after: InvoiceSide
  /** Only those that have differences, in the order of the invoice. */
  sections: { section: DifferenceSection; title: Text; differences: FieldDifference[] }[]
  lines: LineDifference[]
  /** Lines that both have stand in another order. */
  reordered: boolean
  /** One sentence: «К оплате на 120,00 больше; изменено строк 1, добавлено 1». */
  summary: Text
}

export interface InvoiceSide {
  title: string
  seq: number | null
  changed_at: string | null
  /** Kopecks. */
  to_pay: number
}
