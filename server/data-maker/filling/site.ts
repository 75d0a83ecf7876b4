import type { SiteDemoCustomer, SiteDemoProduct } from '../../../mocks/site/demo.ts'
import type { SiteDictionaries } from '../../../mocks/site/model.ts'
import { fromLocalTime } from '../../contracts/time.ts'
import { Refusal } from '../../storage/refusal.ts'
import { numberOf, textOf, type MakeTask } from '../kind.ts'
import {
  companyClient,
  companyId,
  personClient,
  personId,
  requisitesOf,
  type Buyer,
} from '../kinds/buyers.ts'
import { makeCompany } from '../kinds/companies.ts'
import { siteOrderPlan } from '../kinds/site-order-kinds.ts'
import { makeItem } from '../kinds/items.ts'
import { offersOf } from '../kinds/offers.ts'
import { makePerson } from '../kinds/people.ts'
import { isWhole, type Shop } from '../kinds/shop.ts'
import { makeSiteOrder, type MadeSiteOrder } from '../kinds/site-orders.ts'
import { stockQuantity } from '../kinds/stock.ts'
import type { Bases } from './bases.ts'
import { fresh, nothing, oneByOne, range, type PortionPlan } from './portion.ts'

/** Buyers, products and orders of the simulated shop. */

const NO_DICTIONARIES: SiteDictionaries = {
  city: [],
  delivery_method: [],
  storage: [],
  transport_company: [],
  payment_method: [],
  order_status: [],
}
const EMPTY = { dictionaries: NO_DICTIONARIES, customers: [], products: [], orders: [] }

const MINUTE_MS = 60_000
const BUYERS_AT_ONCE = 500
const PRODUCTS_AT_ONCE = 500
const ORDERS_AT_ONCE = 20

type WayOf = (buyer: Buyer) => Pick<SiteDemoCustomer, 'client' | 'delivery'>

/** How buyers pay and where they take their goods, by the dictionaries of this shop. */
function waysOf({ payment_method, city, delivery_method }: SiteDictionaries): WayOf {
  const has = (id: string): string =>
    payment_method.find((method) => method.id === id)?.id ?? payment_method[0]?.id ?? id
  const pickup = delivery_method.find((method) => method.pickup) ?? delivery_method[0]
  return (buyer) => {
    const home = buyer.kind === 'company' ? buyer.company.city : buyer.person.city
    const place = city.find(({ name }) => name === home) ?? city[0]
    return {
      client:
        buyer.kind === 'company'
          ? companyClient(buyer.company, has('cashless'))
          : personClient(buyer.person, has('card'), true),
      delivery: {
        delivery_city: place?.name ?? home,
        ...(place ? { delivery_city_id: place.id } : {}),
        delivery_method: pickup?.id ?? '',
      },
    }
  }
}

const customerOf = (buyer: Buyer, ways: WayOf): SiteDemoCustomer => ({
  customer_id: buyer.id,
  registered: true,
  requisites: buyer.kind === 'company' ? requisitesOf(buyer.company) : null,
  ...ways(buyer),
})

async function buyersOf(bases: Bases) {
  const ways = waysOf(await bases.site.dictionaries())
  const known = new Set((await bases.site.customers()).map(({ customer_id }) => customer_id))
  return async (buyers: readonly Buyer[]) => {
    const { rows, there } = fresh(buyers, known, ({ id }) => id)
    await bases.site.seed({ ...EMPTY, customers: rows.map((buyer) => customerOf(buyer, ways)) })
    return { made: rows.length, there }
  }
}

/** Made companies as buyers with an account. */
export async function siteCompanies(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const put = await buyersOf(bases)
  const share = numberOf(task, 'entrepreneurs')
  return {
    size: BUYERS_AT_ONCE,
    async put(from, to) {
      const buyers = range(from, to).map((n): Buyer => ({
        kind: 'company',
        id: companyId(task.seed, n),
        company: makeCompany(task.seed, n, share),
      }))
      const came = await put(buyers)
      bases.changed('site')
      return { ...nothing(), ...came }
    },
  }
}

/** Made people as buyers with an account. */
export async function sitePeople(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const put = await buyersOf(bases)
  return {
    size: BUYERS_AT_ONCE,
    async put(from, to) {
      const buyers = range(from, to).map((n): Buyer => ({
        kind: 'person',
        id: personId(task.seed, n),
        person: makePerson(task.seed, n),
      }))
      const came = await put(buyers)
      bases.changed('site')
      return { ...nothing(), ...came }
    },
  }
}

/** Made items in the shop window, with what the shop knows of their stock. */
export async function siteItems(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const { storage } = await bases.site.dictionaries()
  const known = new Set((await bases.site.products()).map(({ tovar_id }) => tovar_id))
  return {
    size: PRODUCTS_AT_ONCE,
    async put(from, to) {
      const made = range(from, to).map((n): SiteDemoProduct => {
        const item = makeItem(task.seed, n, textOf(task, 'trade'))
        return {
          tovar_id: item.tovar_id,
          name: item.name,
          artikul: item.article,
          unit: item.unit,
          price: item.price_kopecks,
          stock: storage.flatMap(({ id }, at) =>
            offersOf(item).map(({ ref }, part) => ({
              offer_id: ref,
              storage: id,
              quantity: stockQuantity(task.seed, item, n, at, part),
            })),
          ),
        }
      })
      const { rows, there } = fresh(made, known, ({ tovar_id }) => tovar_id)
      await bases.site.seed({ ...EMPTY, products: rows })
      bases.changed('site')
      return { ...nothing(), made: rows.length, there }
    },
  }
}

/**
 * The shop as it is now: what is on sale, bound and in stock.
 * @throws Refusal `MAKE-SHOP-EMPTY`
 */
async function shopOf({ site, mappings }: Bases): Promise<Shop> {
  const [products, dictionaries] = [await site.products(), await site.dictionaries()]
  const isMapped = (kind: 'storage' | 'delivery_method' | 'city', id: string): boolean =>
    mappings.toOnec(kind, id).outcome === 'mapped'
  const goods = products.flatMap((product) => {
    const { mode, offers } = mappings.offersOf(product.tovar_id)
    const stock = product.stock.filter(
      ({ storage, quantity }) => quantity >= 1000 && isMapped('storage', storage),
    )
    if (!product.on_sale || offers.length === 0 || stock.length === 0) return []
    const { tovar_id, name, price, unit } = product
    return [{ tovar_id, name, price, offers, mode, whole: isWhole(unit), stock }]
  })
  if (goods.length === 0)
    throw new Refusal('MAKE-SHOP-EMPTY', {
      ru: 'Заказывать на сайте нечего: нет товаров, которые продаются, сопоставлены с 1С и есть на складе. Наполните номенклатурой сайт и 1С, затем соответствия.',
      en: 'There is nothing to order on the site: no product is on sale, bound to 1C and in stock. Fill the site and 1C with items, then the mappings.',
    })
  const cities = dictionaries.city.filter(({ id }) => isMapped('city', id))
  const methods = dictionaries.delivery_method.filter(({ id }) => isMapped('delivery_method', id))
  return {
    goods: { length: goods.length, at: (n) => goods[n]! },
    cities: cities.length > 0 ? cities : dictionaries.city,
    methods: methods.length > 0 ? methods : dictionaries.delivery_method,
    carriers: dictionaries.transport_company.map(({ id }) => id),
  }
}

/** Orders of the shop's own goods, placed by buyers that are added with them. */
export async function siteOrders(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const shop = await shopOf(bases)
  const plan = siteOrderPlan(task, shop)
  const putBuyers = await buyersOf(bases)
  const known = new Set((await bases.site.orders({})).map(({ order_id }) => order_id))
  const place = async ({ envelope: { order }, buyer, lines }: MadeSiteOrder) => {
    if (known.has(order.order_id)) return 'there'
    const placedAt = fromLocalTime(order.order_time, bases.zone())
    await bases.site.seed({
      ...EMPTY,
      orders: [
        {
          order_id: order.order_id,
          order_number: order.order_number,
          minutes_ago: (bases.clock().getTime() - placedAt.getTime()) / MINUTE_MS,
          draft: {
            customer_id: buyer.id,
            requisites: order.requisites ?? null,
            client: order.client,
            delivery: order.delivery,
            lines: lines.map(({ tovar_id, storage, quantity }) => ({ tovar_id, storage, quantity })),
          },
        },
      ],
    })
    known.add(order.order_id)
    return 'made'
  }
  return {
    size: ORDERS_AT_ONCE,
    async put(from, to) {
      const orders = range(from, to).map((n) => makeSiteOrder(plan, n))
      await putBuyers(orders.map(({ buyer }) => buyer))
      return oneByOne(orders, place)
    },
  }
}
