import { demoEnterprises } from '../../../fixtures/demo/regate.ts'
import { fromThousandths } from '../../contracts/decimal.ts'
import type { BookingRequest, ClientRequest } from '../../contracts/regate/schema.ts'
import { addDays, someTime, workingMoment, type Period } from '../base/calendar.ts'
import { fullName, someName } from '../base/names.ts'
import { regions, someStreet } from '../base/places.ts'
import { randomOf } from '../base/random.ts'
import { makeBuyer, type Buyer } from './buyers.ts'

/** Orders of contract B: what ReStore sends to `booking`, and the `client` that has to be there before. */

/** A warehouse that sells. Quantities in thousandths. */
export interface SellingStore {
  store_id: string
  city: string
  delivery: boolean
  pickup: boolean
  goods: readonly { item_id: string; name: string; step: number; least: number; inStock: number }[]
}

export interface BookingPlan {
  seed: number
  period: Period
  stores: readonly SellingStore[]
  buyers: number
  companies: number
}

export interface MadeBooking {
  client: ClientRequest
  booking: BookingRequest
  /** When it would be sent, local time. */
  at: string
  buyer: Buyer
}

const MOST_LINES = 4
const MOST_STEPS = 5

/** The warehouses of the first demo enterprise with what can be bought there. */
export function demoStores(): SellingStore[] {
  const { stores, cities, items } = demoEnterprises[0]!.base
  return stores
    .map(({ store_id, city_id, delivery, pickup }) => ({
      store_id,
      city: cities.find((city) => city.city_id === city_id)?.name ?? '',
      delivery,
      pickup,
      goods: items.flatMap(({ item_id, name, price, step, min_volume, stock }) => {
        const inStock = stock.find((row) => row.store_id === store_id)?.quantity ?? 0
        return price !== null && inStock >= min_volume
          ? [{ item_id, name, step, least: min_volume, inStock }]
          : []
      }),
    }))
    .filter(({ goods }) => goods.length > 0)
}

/** The `client` call of a buyer. */
export function clientRequest(buyer: Buyer): ClientRequest {
  if (buyer.kind === 'person') {
    const { name, phone, email, address } = buyer.person
    return { client_id: buyer.id, client: { type: 'person', name, phone, email, address } }
  }
  const { type, name, full_name, inn, kpp, phone, email, legal_address } = buyer.company
  return {
    client_id: buyer.id,
    client: {
      type,
      name,
      full_name,
      inn,
      ...(kpp === '' ? {} : { kpp }),
      phone,
      email,
      address: legal_address,
    },
  }
}

/** Booking number `n` of a plan. */
export function makeBooking(plan: BookingPlan, n: number): MadeBooking {
  const random = randomOf(plan.seed, 'booking', n)
  const buyer = makeBuyer(plan.seed, random.int(plan.buyers), plan.companies)
  const store = random.pick(plan.stores)
  const at = workingMoment(random, plan.period)
  const isDelivered = store.delivery && (!store.pickup || random.chance(60))
  const { street, house } = someStreet(random, regions[0]!)
  const wanted = random.between(1, Math.min(MOST_LINES, store.goods.length))
  const goods = new Map(
    Array.from({ length: wanted }, () => {
      const one = random.pick(store.goods)
      return [one.item_id, one] as const
    }),
  )
  const day = addDays(at.slice(0, 10), random.between(1, 5))
  const client = clientRequest(buyer)
  return {
    client,
    booking: {
      booking_id: `dm-b-${plan.seed}-${n + 1}`,
      client_id: client.client_id,
      store_id: store.store_id,
      delivery: {
        type: isDelivered ? 'delivery' : 'pickup',
        ...(isDelivered ? { address: { city: store.city, street, house } } : {}),
        recipient: fullName(someName(random)),
        phone: client.client!.phone!,
        ...(isDelivered ? { desired_from: someTime(random, day) } : {}),
      },
      lines: [...goods.values()].map(({ item_id, step, least, inStock }) => {
        const steps = Math.min(random.int(MOST_STEPS), Math.floor((inStock - least) / step))
        return { item_id, quantity: fromThousandths(least + steps * step) }
      }),
    },
    at,
    buyer,
  }
}
