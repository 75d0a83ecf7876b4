import { kopecks, thousandths } from '../../contracts/decimal.ts'
import { normalisePhone } from '../../contracts/requisites.ts'
import type {
  Offer,
  ProcessedLine,
  ProcessedOrder,
  ReturnedOrder,
} from '../../contracts/site-orders/schema.ts'
import { DEFAULT_ZONE } from '../../contracts/time.ts'
import { check } from '../checks.ts'
import { NO_BANK, NOTHING_STATED, type DraftLine, type InvoiceDraft } from '../draft.ts'
import { invoiceHeader } from '../header.ts'
import type { BankDetails, InvoiceCheck, Party } from '../model.ts'
import { withOffset } from './zoned.ts'

/** A version of an order from 1C; a bare order document has no exchange data. */
export interface InvoiceSource {
  order: ReturnedOrder
  exchange?: ProcessedOrder['exchange'] | null
}

/** Name of an item in the site's catalogue, `null` when it is not there. */
export type ItemName = (offer_id: string) => string | null

export interface OrderOptions {
  /** The site's catalogue, for lines that 1C sent without a name. */
  itemName?: ItemName
  /** IANA zone of the connection (AD-14). */
  zone?: string
}

/** An order that 1C returned: site-orders, section 6.2. VAT is inside of its sums (AD-22). */
export function orderDraft(
  { order, exchange }: InvoiceSource,
  { itemName = () => null, zone = DEFAULT_ZONE }: OrderOptions = {},
): InvoiceDraft {
  const { checks, ...header } = invoiceHeader(order)
  const block = order.seller
  return {
    source: 'order',
    header,
    seller: {
      name: block?.name ?? '',
      inn: block?.inn ?? null,
      kpp: block?.kpp ?? null,
      address: block?.address ?? null,
      phone: null,
    },
    bank: {
      bank: block?.bank ?? null,
      bik: block?.bik ?? null,
      correspondent_account: block?.correspondent_account ?? null,
      payment_account: block?.payment_account ?? null,
    },
    ...buyerOf(order),
    vat_mode: 'included',
    rates_on: header.date ?? order.order_time.slice(0, 10),
    lines: order.products.map((line, i) => draftLine(line, i, itemName)),
    stated: NOTHING_STATED,
    payment: order.order_QRCode ?? null,
    delivery_place: deliveryPlace(order.delivery),
    order_number: order.order_number,
    seq: exchange?.seq ?? null,
    changed_at: exchange ? withOffset(exchange.changed_at, zone) : null,
    checks,
  }
}

function draftLine({ offer }: ProcessedLine, index: number, itemName: ItemName): DraftLine {
  const { name, checks } = lineName(offer, `lines.${index}.name`, itemName)
  return {
    offer_id: offer.offer_id,
    name,
    unit: offer.unit ?? null,
    quantity: thousandths(offer.quantity),
    price: kopecks(offer.price),
    discount: kopecks(offer.discount),
    vat_rate: offer.nds_s,
    stated: { sum: kopecks(offer.summa), vat: kopecks(offer.nds_summa) },
    checks,
  }
}

function lineName(
  offer: Offer,
  field: string,
  itemName: ItemName,
): { name: string | null; checks: InvoiceCheck[] } {
  if (offer.name) return { name: offer.name, checks: [] }
  const known = itemName(offer.offer_id)
  return {
    name: known,
    checks: known === null ? [] : [check('name-from-catalogue', field, { value: known })],
  }
}

/** The buyer: requisites of a company or a sole proprietor, else the person of the order. */
function buyerOf({ requisites, client }: ReturnedOrder): { buyer: Party; buyer_bank: BankDetails | null } {
  const phone = client.telefon ? (normalisePhone(client.telefon) ?? client.telefon) : null
  if (!requisites) {
    return { buyer: { name: client.name, inn: null, kpp: null, address: null, phone }, buyer_bank: null }
  }
  const { bank = null, bik = null, correspondent_account = null, payment_account = null } = requisites
  return {
    buyer: {
      name: requisites.organization,
      inn: requisites.inn,
      kpp: requisites.kpp || null,
      address: requisites.company_address ?? requisites.actual_address ?? null,
      phone,
    },
    buyer_bank: { ...NO_BANK, bank, bik, correspondent_account, payment_account },
  }
}

function deliveryPlace({ delivery_city, delivery_address }: ReturnedOrder['delivery']): string {
  if (!delivery_address) return delivery_city
  return delivery_address.includes(delivery_city) ? delivery_address : `${delivery_city}, ${delivery_address}`
}
