import { randomUUID } from 'node:crypto'
import {
  Client,
  OutgoingOrder,
  Requisites,
  type ProcessingResult,
} from '../../server/contracts/site-orders/schema.ts'
import { joined, priced } from './allocation.ts'
import { sellingOrganization, type CounterpartyRow, type ElementRow } from './catalogue.ts'
import type { OrderFacts } from './checks/check.ts'
import { contentOf, type OrderDocument } from './documents.ts'
import { nextNumber } from './facts.ts'
import type { OnecDb } from './tables.ts'

/** How an order of the site fills «Заказ клиента» (contract section 6.1, last column). */

/** The document as the order asks for it. A document that a person has changed keeps its content (AD-06, AD-32). */
export async function filledDocument(
  db: OnecDb,
  facts: OrderFacts,
  counterparty: CounterpartyRow,
  dictionaries: readonly ElementRow[],
): Promise<OrderDocument> {
  const { document, envelope } = facts
  const { cancelled_by_client, revision } = envelope.exchange
  if (document?.posted && cancelled_by_client)
    return {
      ...document,
      status_ref: statusRef(dictionaries, 'cancelled'),
      revision,
      changed: true,
      changed_at: facts.now,
    }
  if (document?.posted && document.edited) return { ...document, revision }

  const draft = await draftDocument(db, facts, dictionaries)
  const filled: OrderDocument = {
    ...draft,
    counterparty_ref: counterparty.ref_1c,
    status_ref: cancelled_by_client ? statusRef(dictionaries, 'cancelled') : draft.status_ref,
    lines: priced(
      cancelled_by_client ? joined(facts.allocation.lines) : facts.allocation.lines,
      facts.items,
      counterparty.discount_percent,
    ),
  }
  const same = document?.posted && contentOf(document) === contentOf(filled)
  return same ? { ...filled, changed: document.changed, changed_at: document.changed_at } : filled
}

/** A document out of the order alone, on top of the one there may be. */
export async function draftDocument(
  db: OnecDb,
  facts: OrderFacts,
  dictionaries: readonly ElementRow[],
): Promise<OrderDocument> {
  const { document, values, carrier, envelope } = facts
  const { order, exchange } = envelope
  const base = document ?? (await emptyDocument(db, facts, dictionaries))
  return {
    ...base,
    site_number: order.order_number,
    date: order.order_time,
    counterparty_ref: facts.counterparties[0]?.ref_1c ?? null,
    requisites: order.requisites ? known(Requisites.shape, order.requisites) : null,
    client: known(Client.shape, order.client),
    delivery: {
      ...known(OutgoingOrder.shape.delivery.shape, order.delivery),
      number_delivery: base.delivery.number_delivery ?? null,
    },
    refs: {
      city: values.city.element?.ref ?? null,
      delivery_method: values.delivery_method.element?.ref ?? null,
      transport_company: carrier?.ref ?? null,
      payment_method: values.payment_method.element?.ref ?? null,
    },
    revision: exchange.revision,
    changed: true,
    changed_at: facts.now,
    lines: priced(facts.allocation.lines, facts.items, 0),
  }
}

/** 1C has attributes for the members of the contract only; what a site adds (LA-15) has nowhere to be kept. */
function known<Block extends object>(shape: object, block: Block): Block {
  return Object.fromEntries(Object.entries(block).filter(([name]) => Object.hasOwn(shape, name))) as Block
}

async function emptyDocument(
  db: OnecDb,
  { envelope: { order, exchange }, now }: OrderFacts,
  dictionaries: readonly ElementRow[],
): Promise<OrderDocument> {
  const organization = await sellingOrganization(db)
  const nothing: ProcessingResult = {
    order_id: order.order_id,
    revision: exchange.revision,
    result: 'deferred',
    checked_at: now,
    codes: [],
  }
  return {
    order_id: order.order_id,
    ref_1c: randomUUID(),
    number_1c: await nextNumber(db, 'order'),
    site_number: order.order_number,
    date: order.order_time,
    organization_ref: organization.ref,
    counterparty_ref: null,
    status_ref: statusRef(dictionaries, 'approval'),
    requisites: null,
    client: known(Client.shape, order.client),
    delivery: known(OutgoingOrder.shape.delivery.shape, order.delivery),
    refs: { city: null, delivery_method: null, transport_company: null, payment_method: null },
    order_number_payment: null,
    revision: exchange.revision,
    seq: 0,
    posted: false,
    changed: true,
    edited: false,
    open_by_user: false,
    deletion_mark: false,
    result: nothing,
    changed_at: now,
    lines: [],
  }
}

/** @throws Error when the dictionary of statuses lacks one that the exchange itself sets */
function statusRef(dictionaries: readonly ElementRow[], code: 'approval' | 'cancelled'): string {
  const found = dictionaries.find((element) => element.kind === 'order_status' && element.code === code)
  if (!found) throw new Error(`в справочнике состояний заказа нет элемента с кодом ${code}`)
  return found.ref
}
