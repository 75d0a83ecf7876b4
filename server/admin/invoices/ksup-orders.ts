import { toLocalTime } from '../../contracts/time.ts'
import { NO_PARTY } from '../../invoice/draft.ts'
import type { PrintedOrder } from '../../invoice/order-form/model.ts'
import { ksupDraft, type KsupOrder } from '../../invoice/sources/ksup.ts'
import type { KsupParts } from '../../ksup/service.ts'
import { AdminRefusal } from '../problem.ts'
import type { ReadInvoice } from './reading.ts'

/** Orders of the exchange with КСУП: documents of 1C by their reference, deals of КСУП by their number. */

/** КСУП alone knows an order when 1C is a real one. */
const isDealNumber = (id: string): boolean => /^\d+$/.test(id)

export async function readKsup(parts: KsupParts, id: string): Promise<ReadInvoice> {
  const order = isDealNumber(id)
    ? await ofDeal(parts, Number(id))
    : ofPrinted(await parts.onec.printedOrder(id))
  return { draft: ksupDraft(order, parts.settings().zone), payload: JSON.stringify(order, null, 2) }
}

/** Who sells and who buys in a deal, for a message of it; `null` when neither base has the deal. */
export async function knownKsupParties(
  { ksup, onec }: KsupParts,
  deal_number: number,
): Promise<Pick<KsupOrder, 'seller' | 'buyer'> | null> {
  const orders = await onec.documents({ kind: 'order', deal_number, limit: 1 })
  const [order] = orders.rows
  if (order) return ofPrinted(await onec.printedOrder(order.ref))
  const { rows } = await ksup.deals({ text: String(deal_number), limit: 20 })
  const deal = rows.find(({ number }) => number === deal_number)
  return deal?.contact ? { seller: NO_PARTY, buyer: { ...NO_PARTY, name: deal.contact.name } } : null
}

function ofPrinted({ number, date, organization, customer, rows }: PrintedOrder): KsupOrder {
  const { name, inn, phone } = customer
  return {
    number,
    date,
    seller: { ...NO_PARTY, name: organization },
    buyer: { ...NO_PARTY, name, inn, phone },
    rows,
  }
}

async function ofDeal({ ksup, settings }: KsupParts, deal_number: number): Promise<KsupOrder> {
  const { order_number_1c, opened_at, contact, rows } = await ksup.deal(deal_number)
  if (order_number_1c === null)
    throw new AdminRefusal(404, 'INVOICE-NONE', {
      ru: `Счёта по сделке ${deal_number} нет: 1С ещё не передала её заказ.`,
      en: `There is no invoice for deal ${deal_number}: 1C has not sent its order yet.`,
    })
  return {
    number: order_number_1c,
    date: toLocalTime(new Date(opened_at), settings().zone),
    seller: NO_PARTY,
    buyer: { ...NO_PARTY, name: contact?.name ?? '' },
    rows,
  }
}
