import { thousandths } from '../../server/contracts/decimal.ts'
import type { OrderEnvelope } from '../../server/contracts/site-orders/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import { allocate, type WantedLine } from './allocation.ts'
import { findCounterparties, isRetired, itemsById, stockOf, type ElementRow } from './catalogue.ts'
import type { OrderFacts } from './checks/check.ts'
import type { OrderDocument } from './documents.ts'
import { readConditions } from './facts.ts'
import type { IncomingValues } from './incoming.ts'
import type { OnecDb } from './tables.ts'

/** What was known of an order before the base was asked. */
export interface OrderSource {
  envelope: OrderEnvelope
  values: IncomingValues
  document: OrderDocument | null
  dictionaries: readonly ElementRow[]
}

/** Asks the base everything that the checks of one order look at. */
export async function gatherFacts(
  db: OnecDb,
  { envelope, values, document, dictionaries }: OrderSource,
  { zone, innCheck }: SiteOrdersSettings,
  now: Date,
): Promise<OrderFacts> {
  const { order } = envelope
  const offerIds = [
    ...new Set(order.products.flatMap(({ offers }) => offers.map(({ offer_id }) => offer_id))),
  ]
  const items = await itemsById(db, offerIds)
  const sellable = (offer_id: string): boolean => {
    const item = items.get(offer_id)
    return item !== undefined && !isRetired(item)
  }
  const wanted = order.products.map(
    ({ tovar_id, quantity, offers, offers_mode = 'alternatives' }, i): WantedLine => {
      const storage = values.storages[i]?.element
      return {
        tovar_id,
        storage_ref: storage?.ref ?? '',
        quantity: thousandths(quantity),
        // A line whose warehouse is unknown is refused as a whole, so nothing is set aside for it.
        offers: storage ? offers.map(({ offer_id }) => offer_id).filter(sellable) : [],
        mode: offers_mode,
      }
    },
  )
  return {
    envelope,
    now: toLocalTime(now, zone),
    zone,
    innCheck,
    conditions: await readConditions(db),
    document,
    documentStatus: dictionaries.find(({ ref }) => ref === document?.status_ref)?.code ?? null,
    counterparties: await findCounterparties(db, order.requisites ?? null, order.client),
    values,
    carrier: carrierOf(values, dictionaries),
    items,
    allocation: allocate(wanted, await stockOf(db, offerIds)),
  }
}

/** The carrier that the order names, else the one attached to its delivery method (AD-23). */
function carrierOf(
  { transport_company, delivery_method }: IncomingValues,
  dictionaries: readonly ElementRow[],
): ElementRow | null {
  if (transport_company) return transport_company.element
  const ref = delivery_method.element?.carrier_ref
  return dictionaries.find((element) => element.kind === 'transport_company' && element.ref === ref) ?? null
}
