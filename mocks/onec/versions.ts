import { fromThousandths, kopecks } from '../../server/contracts/decimal.ts'
import { offerAmounts } from '../../server/contracts/site-orders/arithmetic.ts'
import type { DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
import type { ProcessedLine, ProcessedOrder, Seller } from '../../server/contracts/site-orders/schema.ts'
import { writePaymentString } from '../../server/invoice/qr/text.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import type { Resolver } from '../../server/mappings/resolve.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { ElementRow, ItemRow, OrganizationRow } from './catalogue.ts'
import { printedDate } from './dates.ts'
import type { OrderDocument } from './documents.ts'

/** The version of an order that goes back to the site: body of `POST /orders` (section 6.2). Pure. */

export interface VersionContext {
  mappings: Pick<Resolver, 'toSite'>
  elements: readonly ElementRow[]
  items: ReadonlyMap<string, ItemRow>
  organization: OrganizationRow
  /** Local time of the connection. */
  now: string
}

export interface MadeVersion {
  body: ProcessedOrder
  replacements: Replacement[]
}

/** A 1C element that cannot be sent, because nothing on the site answers for it. */
export interface Unsendable {
  kind: DictionaryKind
  ref: string
  name: string
  outcome: Replacement['outcome']
}

/** @throws UnsendableElements naming every element whose mapping row is missing, in conflict or broken */
export class UnsendableElements extends Refusal {
  readonly elements: readonly Unsendable[]

  constructor(elements: readonly Unsendable[]) {
    const names = elements.map(({ kind, name }) => `${name} (${kind})`).join(', ')
    super('ONEC-UNMAPPED', {
      ru: `Версию нельзя отправить: не сопоставлено ${names}. Заполните строки в «Соответствиях».`,
      en: `The version cannot be sent: not mapped: ${names}. Fill the rows in the mappings.`,
    })
    this.elements = elements
  }
}

/** The document as its next version. The number of the version is `document.seq`. */
export function makeVersion(document: OrderDocument, context: VersionContext): MadeVersion {
  const outward = createOutward(context)
  const { delivery, client, refs, requisites } = document
  const status = context.elements.find(
    ({ kind, ref }) => kind === 'order_status' && ref === document.status_ref,
  )
  const carrier = refs.transport_company

  const products = document.lines.map((line, i): ProcessedLine => {
    const item = context.items.get(line.offer_id)
    return {
      tovar_id: line.tovar_id,
      offer: {
        offer_id: line.offer_id,
        ...(item ? { name: item.name, unit: item.unit } : {}),
        storage: outward('storage', line.storage_ref, `/order/products/${i}/offer/storage`),
        quantity: fromThousandths(line.quantity),
        ...offerAmounts(line),
        nds_s: line.nds_s,
      },
    }
  })
  const order: ProcessedOrder['order'] = {
    order_id: document.order_id,
    order_number: document.number_1c,
    order_time: document.date,
    order_status: outward('order_status', document.status_ref, '/order/order_status'),
    order_QRCode: null,
    order_number_payment: document.order_number_payment,
    seller: sellerOf(context.organization),
    requisites: requisites ?? null,
    client: {
      ...client,
      payment_method: refs.payment_method
        ? outward(
            'payment_method',
            refs.payment_method,
            '/order/client/payment_method',
            client.payment_method,
          )
        : client.payment_method,
      pasport_info: needsPassport(context.elements, carrier) ? (client.pasport_info ?? null) : null,
    },
    delivery: {
      ...delivery,
      ...(refs.city && delivery.delivery_city_id
        ? {
            delivery_city_id: outward(
              'city',
              refs.city,
              '/order/delivery/delivery_city_id',
              delivery.delivery_city_id,
            ),
          }
        : {}),
      delivery_method: refs.delivery_method
        ? outward(
            'delivery_method',
            refs.delivery_method,
            '/order/delivery/delivery_method',
            delivery.delivery_method,
          )
        : delivery.delivery_method,
      delivery_transport_company: carrier
        ? outward('transport_company', carrier, '/order/delivery/delivery_transport_company')
        : (delivery.delivery_transport_company ?? null),
      number_delivery: delivery.number_delivery ?? null,
    },
    products,
  }
  if (outward.unsendable.length > 0) throw new UnsendableElements(outward.unsendable)
  if (status?.code === 'awaiting_payment') order.order_QRCode = paymentText(order, context.organization)
  return {
    body: {
      exchange: {
        seq: document.seq,
        base_revision: document.revision,
        ref_1c: document.ref_1c,
        changed_at: context.now,
      },
      order,
    },
    replacements: outward.replacements,
  }
}

interface Outward {
  (kind: DictionaryKind, ref: string, pointer: string, previous?: string): string
  replacements: Replacement[]
  unsendable: Unsendable[]
}

/** Turns references into what the site calls them, and keeps account of it. */
function createOutward({ mappings, elements }: VersionContext): Outward {
  const replacements: Replacement[] = []
  const unsendable: Unsendable[] = []
  const outward = (kind: DictionaryKind, ref: string, pointer: string, previous?: string): string => {
    const element = elements.find((known) => known.kind === kind && known.ref === ref)
    const { outcome, value, row } = mappings.toSite(kind, ref, previous)
    const sent = wireValue(kind, element, outcome, value)
    replacements.push({
      kind,
      pointer,
      part: 'request',
      direction: 'onec_to_site',
      from: ref,
      to: sent,
      outcome,
      row: row?.id ?? null,
    })
    if (sent === null && !unsendable.some((known) => known.kind === kind && known.ref === ref))
      unsendable.push({ kind, ref, name: element?.name ?? ref, outcome })
    return sent ?? ref
  }
  return Object.assign(outward, { replacements, unsendable })
}

function wireValue(
  kind: DictionaryKind,
  element: ElementRow | undefined,
  outcome: Replacement['outcome'],
  value: string | null,
): string | null {
  // The carrier's wire value is 1C's own code (AD-23): no row is needed to know it.
  if (kind === 'transport_company' && outcome === 'unmapped') return element?.code ?? null
  // A raw value that a policy lets through is what a person of 1C reads, not a reference.
  return outcome === 'passed' ? (element?.name ?? value) : value
}

/** Passport data travel only when delivery needs them (AD-43). */
const needsPassport = (elements: readonly ElementRow[], carrier_ref: string | null): boolean =>
  elements.some(
    ({ kind, ref, needs_passport }) =>
      kind === 'transport_company' && ref === carrier_ref && needs_passport === 1,
  )

function sellerOf(organization: OrganizationRow): Seller {
  const { name, inn, kpp, account, bank, bik, correspondent_account, address } = organization
  return {
    name,
    inn,
    ...(kpp ? { kpp } : {}),
    payment_account: account,
    bank,
    bik,
    correspondent_account,
    address,
  }
}

/** The payment string of A-45 with the sum of the lines in kopecks (AD-19). */
function paymentText(order: ProcessedOrder['order'], organization: OrganizationRow): string {
  const total = order.products.reduce((sum, { offer }) => sum + kopecks(offer.summa), 0)
  return writePaymentString({
    Name: organization.name,
    PersonalAcc: organization.account,
    BankName: organization.bank,
    BIC: organization.bik,
    CorrespAcc: organization.correspondent_account,
    Sum: String(total),
    Purpose: `Оплата по заказу клиента №${order.order_number}`,
    PayeeINN: organization.inn,
    KPP: organization.kpp,
  }).text
}

/** `Счет на оплату №0000-021488 от 18.09.2025`. @param now local time */
export function invoiceNumber(number_1c: string, now: string): string {
  return `Счет на оплату №${number_1c} от ${printedDate(now)}`
}
