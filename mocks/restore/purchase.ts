import type {
  Assortment,
  BookingAnswer,
  BookingRequest,
  BookingState,
  Cities,
  CityStores,
  PaycardRequest,
  RefundRequest,
  State,
  Store,
} from '../../server/contracts/regate/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { Clock } from '../../server/storage/clock.ts'
import { draw, fillBasket, type Basket } from './basket.ts'
import type { PlayedCall, PurchaseReport } from './model.ts'

/** A typical purchase, from the first question to the payment (B-20, B-21, B-22). */

export interface PurchaseInput {
  /** Plays one method of the target. */
  call(method: string, values: Record<string, unknown>): Promise<PlayedCall>
  clock: Clock
  /** 0 up to and without 1. */
  random(): number
  uuid(): string
  /** Who buys; a new client when absent. */
  clientId?: string | undefined
  refund: boolean
}

/** Ends a purchase whose last step did not go well. */
class Stopped extends Error {}

/** Digits of a UUID could make up a card number by chance, which `paycard` refuses (BD-41). */
const lettersOf = (uuid: string): string => uuid.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)

const rrnOf = (random: () => number): string =>
  Array.from({ length: 12 }, () => Math.floor(random() * 10)).join('')

const PHONE = '+79000000002'

function deliveryFrom(store: Store, city: string): BookingRequest['delivery'] {
  const recipient = { recipient: 'Покупатель ReStore', phone: PHONE }
  return store.delivery
    ? { type: 'delivery', address: { city, street: 'ул. Образцовая', house: '7' }, ...recipient }
    : { type: 'pickup', ...recipient }
}

/**
 * Makes a purchase step by step and stops at the first step that fails, be it refused or not what the contract promises.
 * Money is checked by the callee: `expected_amount` is counted from the assortment.
 */
export async function purchase(input: PurchaseInput): Promise<PurchaseReport> {
  const { clock, random, uuid } = input
  const report: PurchaseReport = { ok: false, steps: [], order_id: null, order_number: null }
  const id = (prefix: string): string => `${prefix}-${lettersOf(uuid())}`

  /** Values are checked by the schema of the method again, so `object` is enough here. */
  async function step<Answer>(method: string, values: object): Promise<Answer> {
    const call = await input.call(method, values as Record<string, unknown>)
    report.steps.push(call)
    if (!call.ok) throw new Stopped()
    return call.body as Answer
  }

  /** The last step was answered, but not with what a purchase can go on with. */
  function fail(code: string, message: string): never {
    const last = report.steps.pop()!
    report.steps.push({ ...last, ok: false, code, message })
    throw new Stopped()
  }

  async function chooseGoods(store_ids: readonly string[]): Promise<{ store_id: string; basket: Basket }> {
    for (const store_id of store_ids) {
      await step('storetable', { store_id })
      const { items } = await step<Assortment>('assortment', { store_id })
      const basket = fillBasket(items, random)
      if (basket) return { store_id, basket }
    }
    return fail(
      'RESTORE-NOTHING-TO-BUY',
      'На складах города нет товара, который можно заказать. Пополните остатки или назначьте цены в 1С',
    )
  }

  async function expectStatus(order_id: string, wanted: number): Promise<void> {
    const { status } = await step<BookingState>('bookingstate', { order_id })
    if (status.code !== wanted)
      fail(
        'RESTORE-UNEXPECTED-STATUS',
        `Заказ в статусе ${status.code} «${status.name}», ожидался ${wanted}. Проверьте историю заказа в 1С`,
      )
  }

  async function buy(): Promise<void> {
    const { time_zone } = await step<State>('state', {})
    const { cities } = await step<Cities>('city', {})
    const [city] = draw(cities, 1, random)
    if (!city) return fail('RESTORE-NOTHING-TO-BUY', 'Городов со складами в базе нет. Заведите склад в 1С')
    const { stores } = await step<CityStores>('citystore', { city_id: city.city_id })
    const shuffled = draw(stores, stores.length, random)
    const { store_id, basket } = await chooseGoods(shuffled.map((store) => store.store_id))

    const client_id = input.clientId ?? id('rs')
    await step('client', {
      client_id,
      client: { type: 'person', name: 'Покупатель ReStore', phone: PHONE },
    })
    const store = shuffled.find((one) => one.store_id === store_id)!
    const { order_id, order_number, amount } = await step<BookingAnswer>('booking', {
      booking_id: id('rs-ord'),
      client_id,
      store_id,
      delivery: deliveryFrom(store, city.name),
      ...basket,
    } satisfies BookingRequest)
    Object.assign(report, { order_id, order_number })
    await expectStatus(order_id, 100)

    await step('paycard', {
      order_id,
      payment: {
        transaction_id: id('pay'),
        amount,
        currency: 'RUB',
        paid_at: toLocalTime(clock(), time_zone),
        system: 'Пример-Эквайринг',
        pan_mask: '4000 00** **** 0002',
        auth_code: 'A1B2C3',
        rrn: rrnOf(random),
      },
    } satisfies PaycardRequest)
    await expectStatus(order_id, 210)

    if (!input.refund) return
    await step('refund', {
      order_id,
      refund_id: id('rs-ref'),
      reason: 'Покупатель отказался от товара',
      amount,
    } satisfies RefundRequest)
  }

  try {
    await buy()
    report.ok = true
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  }
  return report
}
