import { kopecks, thousandths } from '../../contracts/decimal.ts'
import type { BookingAnswer, Delivery } from '../../contracts/regate/orders.ts'
import { check } from '../checks.ts'
import { NO_BANK, NO_PARTY, type DraftLine, type InvoiceDraft } from '../draft.ts'
import { orderBasis, plainHeader, printedNumber } from '../header.ts'
import type { BankDetails, Party } from '../model.ts'
import { rateOr } from './assumed-rate.ts'
import { withOffset } from './zoned.ts'

/** An order of ReGate, which is the invoice too (B-49). Money in kopecks, quantities in thousandths. */
export interface RegateOrder {
  number: string
  /** Local times of the base. */
  created_at: string
  updated_at: string
  amount: number
  seller: Party
  bank: BankDetails
  buyer: Party
  delivery: Delivery | null
  lines: readonly RegateOrderLine[]
}

export interface RegateOrderLine {
  item_id: string
  name: string | null
  unit: string | null
  quantity: number
  price: number
  amount: number
  vat_rate: string | null
}

/** An order of a base. Prices of ReGate are what the client pays: VAT is inside (section 6.8). */
export function regateDraft(order: RegateOrder, zone: string): InvoiceDraft {
  const date = order.created_at.slice(0, 10)
  return {
    source: 'regate',
    header: plainHeader(printedNumber(order.number), date, { basis: orderBasis(order.number, date) }),
    seller: order.seller,
    bank: order.bank,
    buyer: order.buyer,
    buyer_bank: null,
    vat_mode: 'included',
    rates_on: date,
    lines: order.lines.map((line, i) => draftLine(line, i, date)),
    stated: { to_pay: order.amount, vat: null, discount: null },
    payment: null,
    delivery_place: deliveryPlace(order.delivery),
    order_number: order.number,
    seq: null,
    changed_at: withOffset(order.updated_at, zone),
    checks: [],
  }
}

/**
 * A recorded answer of `booking`: its own figures; names, units, rates and parties, which the answer has not, of the same order
 * in the base when the base has it.
 */
export function bookingDraft(answer: BookingAnswer, zone: string, known: RegateOrder | null): InvoiceDraft {
  const items = new Map(known?.lines.map((line) => [line.item_id, line]))
  const draft = regateDraft(
    {
      number: answer.order_number,
      created_at: answer.created_at,
      updated_at: answer.created_at,
      amount: kopecks(answer.amount),
      seller: known?.seller ?? NO_PARTY,
      bank: known?.bank ?? NO_BANK,
      buyer: known?.buyer ?? NO_PARTY,
      delivery: known?.delivery ?? null,
      lines: answer.lines.map(({ item_id, quantity, price, amount }) => ({
        item_id,
        name: items.get(item_id)?.name ?? null,
        unit: items.get(item_id)?.unit ?? null,
        quantity: thousandths(quantity),
        price: kopecks(price),
        amount: kopecks(amount),
        vat_rate: items.get(item_id)?.vat_rate ?? null,
      })),
    },
    zone,
  )
  const checks =
    answer.currency === 'RUB' ? [] : [check('currency-other', 'totals', { value: answer.currency })]
  return { ...draft, checks }
}

function draftLine(line: RegateOrderLine, index: number, date: string): DraftLine {
  const { item_id, name, unit, quantity, price, amount } = line
  return {
    offer_id: item_id,
    name,
    unit,
    quantity,
    price,
    discount: 0,
    ...rateOr(line.vat_rate, date, `lines.${index}.vat_rate`),
    stated: { sum: amount, vat: null },
  }
}

function deliveryPlace(delivery: Delivery | null): string {
  const address = delivery?.address
  if (!address) return ''
  const { city, street, house, flat } = address
  return [city, street, `д. ${house}`, flat && `кв. ${flat}`].filter(Boolean).join(', ')
}
