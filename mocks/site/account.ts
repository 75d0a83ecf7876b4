import { fromThousandths, kopecks, thousandths } from '../../server/contracts/decimal.ts'
import { grossAmount } from '../../server/contracts/site-orders/arithmetic.ts'
import { exchangeFacts } from '../../server/contracts/site-orders/states.ts'
import { fromLocalTime } from '../../server/contracts/time.ts'
import type { InvoicePreview } from '../../server/invoice/model.ts'
import { itemNames } from './catalogue.ts'
import type { AccountOrder, OnecVersion } from './model.ts'
import { latestVersions, toRecord, versionOf, type OrderRecord, type StoredVersion } from './orders.ts'
import type { Shop } from './parts.ts'
import { estimate, totalOf } from './views.ts'

/** The personal account: what a signed-in buyer sees of their orders (section 12). */

/** A-48, word for word. */
export const NOTICE = 'ОКОНЧАТЕЛЬНЫЕ цена и наличие товара на складе будут подтверждены в Счете на оплату'

export const ACCOUNT_PATH = '/site/account'

export const invoiceAddress = (order_id: string): string =>
  `${ACCOUNT_PATH}/orders/${encodeURIComponent(order_id)}/invoice.pdf`

/** Orders of a buyer with an account, newest first; of anybody else, none (A-26, AD-39). */
export async function accountOrders(shop: Shop, customer_id: string): Promise<AccountOrder[]> {
  const rows = await shop.base
    .selectFrom('site_order')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('authorized', '=', 1)
    .orderBy('placed_at', 'desc')
    .orderBy('order_number', 'desc')
    .execute()
  const versions = await latestVersions(shop.base, customer_id)
  const offers = [...versions.values()].flatMap(({ body }) => namelessOffers(body))
  const names = await itemNames(shop, offers)
  const products = new Map(
    (await shop.base.selectFrom('site_product').select(['tovar_id', 'name', 'unit']).execute()).map(
      (product) => [product.tovar_id, product],
    ),
  )
  return rows.map(toRecord).map((order) => {
    const version = versions.get(order.order_id)
    return version
      ? asReturned(order, withNames(version.body, names), shop.settings().zone)
      : asOrdered(order, products)
  })
}

const shared = (order: OrderRecord) => ({
  order_id: order.order_id,
  order_number: order.order_number,
  status: order.status,
  messages: order.tasks.filter(({ audience }) => audience === 'client').map(({ text }) => text),
  may_repeat: order.may_repeat,
})

/** Before the first 1C version: the shop's own data with the notice (A-47…A-49). */
function asOrdered(
  order: OrderRecord,
  products: ReadonlyMap<string, { name: string; unit: string }>,
): AccountOrder {
  const { notice } = exchangeFacts(order.exchange_state, false)
  return {
    ...shared(order),
    order_time: order.placed_at,
    total: estimate(order),
    notice: notice ? NOTICE : null,
    invoice: null,
    waybill: null,
    organization: order.own.requisites?.organization ?? null,
    lines: order.own.products.map(({ tovar_id, quantity }, i) => {
      const price = order.prices[i] ?? 0
      const { name = tovar_id, unit = '' } = products.get(tovar_id) ?? {}
      const total = grossAmount(price, thousandths(quantity))
      return { name, unit, quantity: thousandths(quantity), price, discount: 0, total }
    }),
  }
}

/** From the first 1C version on: every field comes from it. */
function asReturned(order: OrderRecord, version: OnecVersion, zone: string): AccountOrder {
  const { order: returned } = version
  return {
    ...shared(order),
    order_time: fromLocalTime(returned.order_time, zone).toISOString(),
    total: totalOf(version),
    notice: null,
    invoice: invoiceAddress(order.order_id),
    waybill: returned.delivery.number_delivery ?? null,
    organization: returned.requisites?.organization ?? null,
    lines: returned.products.map(({ offer }) => ({
      name: offer.name ?? offer.offer_id,
      unit: offer.unit ?? '',
      quantity: thousandths(offer.quantity),
      price: kopecks(offer.price),
      discount: kopecks(offer.discount),
      total: kopecks(offer.summa),
    })),
  }
}

const namelessOffers = ({ order }: OnecVersion): string[] =>
  order.products.filter(({ offer }) => offer.name === undefined).map(({ offer }) => offer.offer_id)

/** Lines that 1C sent without a name get that of the shop's catalogue (section 6.2, `offer.name`). */
function withNames(version: OnecVersion, names: ReadonlyMap<string, string>): OnecVersion {
  const products = version.order.products.map((line) => {
    const name = line.offer.name ?? names.get(line.offer.offer_id)
    return name === undefined ? line : { ...line, offer: { ...line.offer, name } }
  })
  return { ...version, order: { ...version.order, products } }
}

/**
 * The latest 1C version of an order, or the one with this `seq`, as the shop shows it: with names from its catalogue
 * where 1C sent none. `null` while 1C has not returned the order.
 */
export async function shownVersion(shop: Shop, order_id: string, seq?: number): Promise<OnecVersion | null> {
  const version: StoredVersion | null = await versionOf(shop.base, order_id, seq)
  return version && withNames(version.body, await itemNames(shop, namelessOffers(version.body)))
}

/** The invoice of that version. */
export async function invoiceOf(shop: Shop, order_id: string, seq?: number): Promise<InvoicePreview | null> {
  const version = await shownVersion(shop, order_id, seq)
  return version && shop.invoice.build(version)
}

/** Text of a quantity in pieces, for the page. */
export const pieces = (quantity: number): string => String(fromThousandths(quantity)).replace('.', ',')
