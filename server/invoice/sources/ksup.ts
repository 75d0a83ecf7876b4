import type { OrderMessage } from '../../contracts/ksup/deals.ts'
import { exactRow, type DocumentRow } from '../../contracts/ksup/rows.ts'
import { NO_BANK, NO_PARTY, type DraftLine, type InvoiceDraft } from '../draft.ts'
import { orderBasis, plainHeader, printedNumber } from '../header.ts'
import type { Party } from '../model.ts'
import { rateOr } from './assumed-rate.ts'
import { withOffset } from './zoned.ts'

/** An order of the exchange with КСУП. Money in kopecks, quantities in thousandths, local times. */
export interface KsupOrder {
  number: string
  date: string
  seller: Party
  buyer: Party
  rows: readonly DocumentRow[]
}

/** An order of 1C or of a deal. Its rows have amounts after discounts and no VAT (D-54…D-58); prices include it (section 6.8). */
export function ksupDraft({ number, date, seller, buyer, rows }: KsupOrder, zone: string): InvoiceDraft {
  const day = date.slice(0, 10)
  return {
    source: 'ksup',
    header: plainHeader(printedNumber(number), day, { basis: orderBasis(number, day) }),
    seller,
    bank: NO_BANK,
    buyer,
    buyer_bank: null,
    vat_mode: 'included',
    rates_on: day,
    lines: rows.map((row, i) => draftLine(row, i, day)),
    stated: { to_pay: null, vat: null, discount: null },
    payment: null,
    delivery_place: '',
    order_number: number,
    seq: null,
    changed_at: withOffset(date, zone),
    checks: [],
  }
}

/** An order message with its composition; `cancel` and `finished` have none (D-60, D-67). */
export type ComposedOrder = OrderMessage & Required<Pick<OrderMessage, 'order_number_1c' | 'rows'>>

export const isComposed = (message: OrderMessage): message is ComposedOrder =>
  message.order_number_1c !== undefined && message.rows !== undefined

/** A recorded order message. The date is that of the message; parties come from the base when it has the deal. */
export function orderMessageDraft(
  { order_number_1c: number, rows, meta }: ComposedOrder,
  zone: string,
  known: Pick<KsupOrder, 'seller' | 'buyer'> | null,
): InvoiceDraft {
  const { seller, buyer } = known ?? { seller: NO_PARTY, buyer: NO_PARTY }
  return {
    ...ksupDraft({ number, date: meta.sent_at, seller, buyer, rows: rows.map(exactRow) }, zone),
    seq: meta.seq,
  }
}

function draftLine(row: DocumentRow, index: number, date: string): DraftLine {
  const { article, name, quantity, price, amount } = row
  return {
    offer_id: article,
    name,
    unit: null,
    quantity,
    price,
    discount: 0,
    ...rateOr(null, date, `lines.${index}.vat_rate`),
    stated: { sum: amount, vat: null },
    // DD-44: a kopeck for each piece, since the price is the rounded one of them.
    rounding: Math.max(1, Math.trunc(quantity / 1000)),
  }
}
