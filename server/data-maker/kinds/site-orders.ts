import { fromThousandths } from '../../contracts/decimal.ts'
import { grossAmount } from '../../contracts/site-orders/arithmetic.ts'
import type { OrderEnvelope, OutgoingOrder } from '../../contracts/site-orders/schema.ts'
import { NEW_ORDER_STATUS } from '../../contracts/site-orders/states.ts'
import { workingMoment, type Period } from '../base/calendar.ts'
import { regions, someStreet } from '../base/places.ts'
import { randomOf, type Random } from '../base/random.ts'
import { companyClient, makeBuyer, personClient, requisitesOf, type Buyer } from './buyers.ts'
import type { Shop, ShopGoods } from './shop.ts'

/** An order of a shop in the form of contract A, with what the message does not say: its sum by the prices of the shop window. */
export interface MadeSiteOrder {
  envelope: OrderEnvelope
  buyer: Buyer
  lines: { tovar_id: string; storage: string; quantity: number; name: string }[]
  total_kopecks: number
}

export interface SiteOrderPlan {
  seed: number
  period: Period
  shop: Shop
  /** Different buyers; the first ones order most. */
  buyers: number
  /** Of a hundred buyers so many are companies. */
  companies: number
}

const FIRST_NUMBER = 500_001
const MOST_LINES = 6
const MOST_PIECES = 4

/** The first of a list come up more often: regular customers, popular goods. */
const popular = (random: Random, length: number): number => Math.min(random.int(length), random.int(length))

function lineOf(random: Random, goods: ShopGoods): MadeSiteOrder['lines'][number] | null {
  if (goods.stock.length === 0) return null
  const { storage, quantity: inStock } = random.pick(goods.stock)
  const pieces = Math.min(random.between(1, MOST_PIECES), Math.floor(inStock / 1000))
  const part = !goods.whole && inStock > (pieces + 1) * 1000 && random.chance(30) ? 500 : 0
  return { tovar_id: goods.tovar_id, storage, quantity: pieces * 1000 + part, name: goods.name }
}

function linesOf(random: Random, shop: Shop) {
  const chosen = new Map<string, { line: MadeSiteOrder['lines'][number]; goods: ShopGoods }>()
  const wanted = 1 + popular(random, MOST_LINES)
  // What is out of stock everywhere is passed over; a shop where almost everything is has short orders.
  for (let tries = 0; chosen.size < wanted && tries < MOST_LINES * 4; tries += 1) {
    const goods = shop.goods.at(popular(random, shop.goods.length))
    const line = chosen.has(goods.tovar_id) ? null : lineOf(random, goods)
    if (line) chosen.set(goods.tovar_id, { line, goods })
  }
  return [...chosen.values()]
}

function deliveryOf(random: Random, { cities, methods, carriers }: Shop, buyer: Buyer) {
  const { city: home, address } =
    buyer.kind === 'company'
      ? { city: buyer.company.city, address: buyer.company.postal_address }
      : { city: buyer.person.city, address: buyer.person.address }
  const own = cities.find(({ name }) => name === home)
  const city = own ?? random.pick(cities)
  const method = random.pick(methods)
  /** A buyer from another city has the goods brought to somebody else. */
  const away = someStreet(random, regions[0]!)
  const byCarrier = method.id.startsWith('tk_') && carriers.length > 0
  const delivery: OutgoingOrder['delivery'] = {
    delivery_city: city.name,
    delivery_city_id: city.id,
    delivery_method: method.id,
    ...(method.pickup
      ? {}
      : { delivery_address: own ? address : `г. ${city.name}, ${away.street}, д. ${away.house}` }),
    ...(byCarrier ? { delivery_transport_company: random.pick(carriers) } : {}),
  }
  return { delivery, byCarrier }
}

/** Order number `n` of a plan. Its buyer is among `makeCompany` and `makePerson` of the same seed. */
export function makeSiteOrder(plan: SiteOrderPlan, n: number): MadeSiteOrder {
  const { seed, shop } = plan
  const random = randomOf(seed, 'site order', n)
  const buyer = makeBuyer(seed, popular(random, plan.buyers), plan.companies)
  const order_time = workingMoment(random, plan.period)
  const { delivery, byCarrier } = deliveryOf(random, shop, buyer)
  const chosen = linesOf(random, shop)
  const order: OutgoingOrder = {
    order_id: `dm-${seed}-${n + 1}`,
    order_number: String(FIRST_NUMBER + n),
    order_time,
    order_status: NEW_ORDER_STATUS,
    requisites: buyer.kind === 'company' ? requisitesOf(buyer.company) : null,
    client:
      buyer.kind === 'company'
        ? companyClient(buyer.company, 'cashless')
        : personClient(buyer.person, random.pick(['card', 'card', 'cash']), byCarrier),
    delivery,
    products: chosen.map(({ line, goods }) => ({
      tovar_id: line.tovar_id,
      storage: line.storage,
      quantity: fromThousandths(line.quantity),
      offers: goods.offers.map((offer_id) => ({ offer_id })),
      ...(goods.mode === 'kit' ? { offers_mode: 'kit' as const } : {}),
    })),
  }
  return {
    envelope: {
      exchange: {
        revision: 1,
        mark_reason: 'new',
        marked_at: order_time,
        authorized: true,
        last_result: null,
      },
      order,
    },
    buyer,
    lines: chosen.map(({ line }) => line),
    total_kopecks: chosen.reduce((sum, { line, goods }) => sum + grossAmount(goods.price, line.quantity), 0),
  }
}
