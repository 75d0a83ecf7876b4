import type { OrderEnvelope, OrdersBatch } from '../../server/contracts/site-orders/schema.ts'
import { CONTRACT } from '../../server/contracts/site-orders/schema.ts'
import { exchangeFacts } from '../../server/contracts/site-orders/states.ts'
import { fromLocalTime, toLocalTime } from '../../server/contracts/time.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import { ContractError } from '../../server/http/errors.ts'
import type { MappingKind, Replacement } from '../../server/mappings/model.ts'
import { withOffers } from './draft.ts'
import { addEvent, findOrder, toRecord, type OrderRecord } from './orders.ts'
import type { Shop } from './parts.ts'
import { orderUnknown } from './refusals.ts'

/** Orders as 1C takes them (section 6.1). Nothing here changes the exchange state: GET is safe and repeatable (AD-03). */

const MARKED = ['marked', 'returned_marked']

/** Where a page ended: by marks, or by change times with `since`. */
type Cursor = { mark_no: number } | { changed_at: string; order_id: string }

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function readCursor(text: string, bySince: boolean): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
    if (!bySince && Number.isSafeInteger(cursor['mark_no'])) return cursor as Cursor
    if (bySince && typeof cursor['changed_at'] === 'string' && typeof cursor['order_id'] === 'string')
      return cursor as Cursor
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new ContractError(
    400,
    'SITE-MALFORMED',
    'Такого cursor сайт не выдавал. Возьмите next_cursor предыдущей страницы того же чтения или начните без него.',
    { errors: [{ pointer: '/cursor', rule: 'cursor', actual: text.slice(0, 200) }] },
  )
}

interface PageRequest {
  limit: number
  /** Instant in ISO 8601, `null` to read by marks. */
  since: string | null
  cursor: Cursor | null
}

/** The next orders after the cursor, oldest mark first, or oldest change first with `since`. */
async function rowsAfter({ base }: Shop, { limit, since, cursor }: PageRequest): Promise<OrderRecord[]> {
  const all = base.selectFrom('site_order').selectAll().limit(limit)
  if (since === null) {
    const after = cursor && 'mark_no' in cursor ? cursor.mark_no : 0
    const rows = await all
      .where('exchange_state', 'in', MARKED)
      .where('mark_no', '>', after)
      .orderBy('mark_no')
      .execute()
    return rows.map(toRecord)
  }
  const query = all.where('changed_at', '>=', since).orderBy('changed_at').orderBy('order_id')
  if (!cursor || !('changed_at' in cursor)) return (await query.execute()).map(toRecord)
  const { changed_at, order_id } = cursor
  const rows = await query
    .where(({ and, or, eb }) =>
      or([
        eb('changed_at', '>', changed_at),
        and([eb('changed_at', '=', changed_at), eb('order_id', '>', order_id)]),
      ]),
    )
    .execute()
  return rows.map(toRecord)
}

const cursorOf = (order: OrderRecord, since: string | null): Cursor =>
  since === null ? { mark_no: order.mark_no } : { changed_at: order.changed_at, order_id: order.order_id }

/** Values of an order that have to travel both ways, so a conflict in their table holds the order back (section 10). */
function blockedBy({ own }: OrderRecord, { mappings }: Shop): { kind: MappingKind; value: string } | null {
  const values: { kind: MappingKind; value: string | null | undefined }[] = [
    { kind: 'delivery_method', value: own.delivery.delivery_method },
    { kind: 'payment_method', value: own.client.payment_method },
    ...own.products.map(({ storage }) => ({ kind: 'storage' as const, value: storage })),
  ]
  for (const { kind, value } of values)
    if (value && mappings.toOnec(kind, value).outcome === 'conflict') return { kind, value }
  return null
}

/** The value that holds a marked order back, `null` when it can be exported. */
export function heldBackBy(order: OrderRecord, shop: Shop): { kind: MappingKind; value: string } | null {
  return exchangeFacts(order.exchange_state, order.seq !== null).mark ? blockedBy(order, shop) : null
}

/** A page of exportable orders; `more` tells whether others follow it. */
async function exportPage(
  shop: Shop,
  request: PageRequest,
): Promise<{ orders: OrderRecord[]; more: boolean }> {
  const orders: OrderRecord[] = []
  let cursor = request.cursor
  for (;;) {
    const rows = await rowsAfter(shop, { ...request, cursor, limit: request.limit + 1 })
    for (const order of rows) {
      if (blockedBy(order, shop)) continue
      if (orders.length === request.limit) return { orders, more: true }
      orders.push(order)
    }
    const last = rows.at(-1)
    if (!last || rows.length <= request.limit) return { orders, more: false }
    cursor = cursorOf(last, request.since)
  }
}

/** Passport data leave the shop only when goods are sent to the buyer (AD-43). */
function clientOf({ own }: OrderRecord, pickups: ReadonlySet<string>) {
  return pickups.has(own.delivery.delivery_method) ? { ...own.client, pasport_info: null } : own.client
}

function envelope(order: OrderRecord, shop: Shop, pickups: ReadonlySet<string>): OrderEnvelope {
  const { zone } = shop.settings()
  return {
    exchange: {
      revision: order.revision,
      mark_reason: order.mark_reason,
      marked_at: toLocalTime(new Date(order.marked_at), zone),
      authorized: order.authorized,
      ...(order.cancelled_by_client ? { cancelled_by_client: true } : {}),
      last_result: order.last_result,
    },
    order: {
      ...order.own,
      client: clientOf(order, pickups),
      products: withOffers(order.own.products, shop.mappings),
    },
  }
}

/** What the product table put into the lines, for the journal. */
function replacementsOf(products: OrderEnvelope['order']['products'], pointer: string): Replacement[] {
  return products.map(({ tovar_id, offers }, i) => ({
    kind: 'product',
    pointer: `${pointer}/products/${i}/tovar_id`,
    part: 'response',
    direction: 'site_to_1c',
    from: tovar_id,
    to: offers.length > 0 ? offers.map(({ offer_id }) => offer_id).join(', ') : null,
    outcome: offers.length > 0 ? 'mapped' : 'unmapped',
    row: null,
  }))
}

async function pickupMethods({ base }: Shop): Promise<Set<string>> {
  const rows = await base
    .selectFrom('site_dictionary')
    .select('id')
    .where('kind', '=', 'delivery_method')
    .where('pickup', '=', 1)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The history says once for each revision that 1C has seen it. */
async function noteTaken(shop: Shop, orders: readonly OrderRecord[]): Promise<void> {
  const fresh = orders.filter(({ taken_revision, revision }) => taken_revision < revision)
  if (fresh.length === 0) return
  const at = shop.clock().toISOString()
  await shop.base.transaction().execute(async (base) => {
    for (const { order_id, revision } of fresh) {
      await base
        .updateTable('site_order')
        .set({ taken_revision: revision })
        .where('order_id', '=', order_id)
        .execute()
      await addEvent(base, order_id, at, {
        kind: 'taken',
        revision,
        text: { ru: `1С забрала ревизию ${revision}`, en: `1C took revision ${revision}` },
      })
    }
  })
  for (const { order_id } of fresh) shop.changes.publish({ area: 'site', id: order_id })
}

/**
 * `GET /orders` (endpoint 2).
 * @throws ContractError 400 SITE-MALFORMED for a cursor that the site did not give
 */
export function exportHandler(shop: Shop) {
  return async function exportOrders(call: Call): Promise<Answer> {
    const { zone } = shop.settings()
    const query = call.query as { limit: number; cursor?: string; since?: string }
    const since = query.since === undefined ? null : fromLocalTime(query.since, zone).toISOString()
    const cursor = query.cursor === undefined ? null : readCursor(query.cursor, since !== null)
    const { orders, more } = await exportPage(shop, { limit: query.limit, since, cursor })
    const pickups = await pickupMethods(shop)
    const envelopes = orders.map((order) => envelope(order, shop, pickups))
    await noteTaken(shop, orders)
    call.note(envelopes.flatMap(({ order }, i) => replacementsOf(order.products, `/orders/${i}/order`)))
    const body: OrdersBatch = {
      exchange: {
        schema: CONTRACT,
        generated_at: toLocalTime(shop.clock(), zone),
        has_more: more,
        next_cursor: more ? writeCursor(cursorOf(orders.at(-1)!, since)) : null,
      },
      orders: envelopes,
    }
    return { status: 200, body }
  }
}

/**
 * `GET /orders/{order_id}` (endpoint 3): one order, marked or not. It is given even when a mapping conflict keeps it out of the
 * batch, so that it can be looked at.
 * @throws ContractError 404 SITE-ORDER-UNKNOWN
 */
export function exportOneHandler(shop: Shop) {
  return async function exportOrder(call: Call): Promise<Answer> {
    const order_id = call.params['order_id']!
    call.subject(order_id)
    const order = await findOrder(shop.base, order_id)
    if (!order) throw orderUnknown(order_id)
    const body = envelope(order, shop, await pickupMethods(shop))
    await noteTaken(shop, [order])
    call.note(replacementsOf(body.order.products, '/order'))
    return { status: 200, body }
  }
}
