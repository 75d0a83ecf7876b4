import { randomUUID } from 'node:crypto'
import {
  CANCELLED_STATUS,
  INITIAL_STATE,
  NEW_ORDER_STATUS,
} from '../../server/contracts/site-orders/states.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { ContractError } from '../../server/http/errors.ts'
import { catalogue } from './catalogue.ts'
import { differences } from './differences.ts'
import { orderOf } from './draft.ts'
import { raiseRevision, setMark } from './marks.ts'
import type { OrderDraft, SiteOrder } from './model.ts'
import {
  addEvent,
  findOrder,
  insertOrder,
  knownStatus,
  nextMarkNo,
  saveOrder,
  type EventDraft,
  type OrderRecord,
} from './orders.ts'
import type { Shop } from './parts.ts'
import { orderUnknown } from './refusals.ts'

/** What people do with orders on the site: buyers place, change and cancel, an operator marks. */

/** Ids that the demo gives its orders; a new order gets its own. */
export interface GivenIds {
  order_id: string
  order_number: string
  placed_at: Date
}

const NUMBER_LENGTH = 6

async function nextNumber({ base }: Shop): Promise<string> {
  const { last } = await base
    .selectFrom('site_order')
    .select(({ fn, cast }) => fn.max(cast<number>('order_number', 'integer')).as('last'))
    .executeTakeFirstOrThrow()
  return String(Number(last ?? 0) + 1).padStart(NUMBER_LENGTH, '0')
}

/**
 * Places an order: it is marked for export at once with reason `new`.
 * @returns the order's id
 * @throws ContractError 422 SHOP-DRAFT, 404 SHOP-CUSTOMER-UNKNOWN
 */
export async function placeOrder(shop: Shop, draft: OrderDraft, given?: GivenIds): Promise<string> {
  const products = new Map((await catalogue(shop)).map((product) => [product.tovar_id, product]))
  const authorized = await isRegistered(shop, draft.customer_id)
  const placedAt = given?.placed_at ?? shop.clock()
  const at = placedAt.toISOString()
  const order = await shop.base.transaction().execute(async (base) => {
    const order_id = given?.order_id ?? randomUUID()
    const order_number = given?.order_number ?? (await nextNumber({ ...shop, base }))
    const own = orderOf(
      draft,
      {
        order_id,
        order_number,
        order_time: toLocalTime(placedAt, shop.settings().zone),
        order_status: NEW_ORDER_STATUS,
      },
      products,
      shop.mappings,
    )
    const placed: OrderRecord = {
      order_id,
      order_number,
      placed_at: at,
      customer_id: draft.customer_id,
      authorized,
      own,
      prices: draft.lines.map(({ tovar_id }) => products.get(tovar_id)!.price),
      revision: 1,
      exchange_state: INITIAL_STATE,
      mark_reason: 'new',
      marked_at: at,
      mark_no: await nextMarkNo(base),
      changed_at: at,
      cancelled_by_client: false,
      status: own.order_status,
      seq: null,
      last_result: null,
      result_mark_no: null,
      deferred_times: 0,
      deferred_since: null,
      taken_revision: 0,
      may_repeat: true,
      tasks: [],
    }
    await insertOrder(base, placed)
    await addEvent(base, order_id, at, {
      kind: 'created',
      revision: 1,
      text: {
        ru: `Заказ ${order_number} оформлен и помечен для выгрузки`,
        en: `The order ${order_number} is placed and marked for export`,
      },
    })
    return placed
  })
  await noteUnbound(shop, order, products)
  shop.changes.publish({ area: 'site', id: order.order_id })
  return order.order_id
}

async function isRegistered({ base }: Shop, customer_id: string | null): Promise<boolean> {
  if (customer_id === null) return false
  const customer = await base
    .selectFrom('site_customer')
    .select('registered')
    .where('customer_id', '=', customer_id)
    .executeTakeFirst()
  if (!customer)
    throw new ContractError(404, 'SHOP-CUSTOMER-UNKNOWN', `Покупателя ${customer_id} в магазине нет.`)
  return customer.registered === 1
}

/** Products without a binding are listed as unmapped at once, without waiting for 1C (AD-28). */
async function noteUnbound(
  { mappings }: Shop,
  { order_id, own }: OrderRecord,
  names: ReadonlyMap<string, { name: string }>,
): Promise<void> {
  const unbound = own.products.filter(({ offers }) => offers.length === 0)
  if (unbound.length === 0) return
  await mappings.noteUnmapped(
    unbound.map(({ tovar_id }) => ({
      kind: 'product',
      direction: 'site_to_1c',
      value: tovar_id,
      name: names.get(tovar_id)?.name ?? '',
      subject: order_id,
      entry: null,
    })),
  )
}

/** Changes one order in one transaction and tells whoever shows it. */
async function change(
  shop: Shop,
  order_id: string,
  apply: (base: Shop['base'], order: OrderRecord, at: string) => Promise<EventDraft>,
): Promise<OrderRecord> {
  const at = shop.clock().toISOString()
  const changed = await shop.base.transaction().execute(async (base) => {
    const order = await findOrder(base, order_id)
    if (!order) throw orderUnknown(order_id)
    const event = await apply(base, order, at)
    await saveOrder(base, order)
    await addEvent(base, order_id, at, { revision: order.revision, ...event })
    return order
  })
  shop.changes.publish({ area: 'site', id: order_id })
  return changed
}

/**
 * Changes the content of an order: a new revision, marked with reason `changed` (AD-05).
 * @throws ContractError 404 SITE-ORDER-UNKNOWN, 409 SHOP-NOT-EDITABLE by its status (5.2), 422 SHOP-DRAFT
 */
export async function editOrder(shop: Shop, order_id: string, draft: OrderDraft): Promise<void> {
  const all = await catalogue(shop)
  const order = await change(shop, order_id, async (base, order, at) => {
    if (!mayEdit(order)) throw notEditable(order)
    // What the order already holds may stay in it even when the product has left the shop window.
    const held = new Set(order.own.products.map(({ tovar_id }) => tovar_id))
    const products = new Map(
      all.map((one) => [one.tovar_id, { ...one, on_sale: one.on_sale || held.has(one.tovar_id) }]),
    )
    const before = order.own
    const { order_number, order_time, order_status } = before
    order.own = orderOf(draft, { order_id, order_number, order_time, order_status }, products, shop.mappings)
    const oldPrices = new Map(before.products.map(({ tovar_id }, i) => [tovar_id, order.prices[i]]))
    order.prices = draft.lines.map(({ tovar_id }) => oldPrices.get(tovar_id) ?? products.get(tovar_id)!.price)
    const changes = differences(withoutOffers(before), withoutOffers(order.own))
    if (changes.length === 0)
      return { kind: 'edited', text: { ru: 'Сохранён без изменений', en: 'Saved without changes' } }
    await raiseRevision(base, order, at)
    return {
      kind: 'edited',
      revision: order.revision,
      text: {
        ru: `Заказ изменён на сайте, ревизия ${order.revision}`,
        en: `The order is changed on the site, revision ${order.revision}`,
      },
      changes,
    }
  })
  await noteUnbound(shop, order, new Map(all.map((one) => [one.tovar_id, one])))
}

/** Offers belong to the mapping table: when they change, the order does not. */
const withoutOffers = (own: SiteOrder) => ({
  ...own,
  products: own.products.map(({ tovar_id, storage, quantity }) => ({ tovar_id, storage, quantity })),
})

/** Marks any order by hand: reason `manual`, the revision stays (AD-06). */
export async function markOrder(shop: Shop, order_id: string): Promise<void> {
  await change(shop, order_id, async (base, order, at) => {
    await setMark(base, order, 'manual', at)
    return {
      kind: 'marked',
      text: { ru: 'Помечен для выгрузки вручную', en: 'Marked for export by hand' },
    }
  })
}

/**
 * Cancels an order for the client: a new revision with `cancelled_by_client` (AD-50).
 * @throws ContractError 404 SITE-ORDER-UNKNOWN, 409 SHOP-NOT-CANCELLABLE
 */
export async function cancelOrder(shop: Shop, order_id: string): Promise<void> {
  await change(shop, order_id, async (base, order, at) => {
    if (!mayCancel(order))
      throw new ContractError(
        409,
        'SHOP-NOT-CANCELLABLE',
        `Заказ ${order.order_number} в состоянии «${order.status}» отменить нельзя.`,
      )
    order.cancelled_by_client = true
    order.own = { ...order.own, order_status: CANCELLED_STATUS }
    order.status = CANCELLED_STATUS
    await raiseRevision(base, order, at)
    return {
      kind: 'cancelled',
      revision: order.revision,
      text: { ru: 'Отменён клиентом', en: 'Cancelled by the client' },
    }
  })
}

/** Whether the client may change the order in its present status (5.2). */
export function mayEdit(order: Pick<OrderRecord, 'status' | 'cancelled_by_client'>): boolean {
  return !order.cancelled_by_client && (knownStatus(order.status)?.client_may_edit ?? false)
}

/** A cancel may be asked for until the order is closed; whether something is shipped only 1C knows (AD-50). */
export function mayCancel(order: Pick<OrderRecord, 'status' | 'cancelled_by_client'>): boolean {
  return !order.cancelled_by_client && !(knownStatus(order.status)?.final ?? false)
}

const notEditable = (order: OrderRecord) =>
  new ContractError(
    409,
    'SHOP-NOT-EDITABLE',
    `Заказ ${order.order_number} в состоянии «${order.status}» изменить нельзя. Изменения вносит менеджер в 1С.`,
  )
