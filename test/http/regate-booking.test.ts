import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BookingAnswer, BookingRequest } from '../../server/contracts/regate/schema.ts'
import { fakeTime } from '../unit/fake-time.ts'
import {
  aBench,
  aBooking,
  clients,
  expectRefusal,
  items,
  newId,
  NOWHERE,
  openRegate,
  stores,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const book = (
  draft: Partial<BookingRequest> = {},
  options: { enterprise?: string; key?: string | null } = {},
) => bench.call<BookingAnswer>('booking', { body: aBooking(draft), ...options })
/** The refusal of a booking, with its members. */
const refused = async (draft: Partial<BookingRequest>, status: number, code: string) => {
  const before = await bench.parts.regate.counts('kolos')
  const problem = expectRefusal(await book(draft), status, code)
  expect(await bench.parts.regate.counts('kolos')).toEqual(before)
  return problem as typeof problem & Record<string, unknown>
}
const cheese = (quantity: number) => ({ item_id: items.cheese, quantity })
const bread = (quantity: number) => ({ item_id: items.bread, quantity })

describe('an order', () => {
  it('[B-21][B-49][B-51][B-52][BD-15][BD-19] is made unpaid, priced by 1C, with a number and a time', async () => {
    const own = await aBench()
    const { status, body } = await own.call<BookingAnswer>('booking', {
      body: aBooking({
        booking_id: 'rs-ord-1',
        lines: [cheese(1.02), { item_id: items.pie, quantity: 2, comment: 'без лука' }],
      }),
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      order_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      order_number: '00-00000001',
      booking_id: 'rs-ord-1',
      amount: 2763.6,
      currency: 'RUB',
      status: { code: 100, name: 'создан, неоплачен' },
      payment: { code: 0, name: 'оплата не выполнена' },
      created_at: '2025-09-18T12:00:00',
      valid_until: '2025-09-21T12:00:00',
      lines: [
        { item_id: items.cheese, quantity: 1.02, price: 1180, amount: 1203.6 },
        { item_id: items.pie, quantity: 2, price: 780, amount: 1560 },
      ],
    })
  })

  it('[B-42][B-43][BD-31] has the price of the tier that each line is strictly above', async () => {
    const { body } = await book({ lines: [{ item_id: items.bar, quantity: 48 }] })
    expect(body.lines[0]).toMatchObject({ price: 94.5, amount: 4536 })
    const above = await book({ lines: [{ item_id: items.bar, quantity: 49 }] })
    expect(above.body.lines[0]).toMatchObject({ price: 88.9, amount: 4356.1 })
  })

  it('[BD-13] is made for the amount the client has seen, and for no other', async () => {
    expect((await book({ expected_amount: 108 })).status).toBe(201)
    const problem = await refused({ expected_amount: 100 }, 409, 'RG-PRICE-CHANGED')
    expect(problem['amount']).toBe(108)
  })

  it('[BD-15] ends earlier when the caller says so, but neither later nor in the past', async () => {
    const sooner = await book({ valid_until: '2025-09-18T13:00:00' })
    expect(sooner.body.valid_until).toBe('2025-09-18T13:00:00')
    await refused({ valid_until: '2025-09-21T12:00:01' }, 422, 'RG-VALIDATION')
    await refused({ valid_until: '2025-09-18T12:00:00' }, 422, 'RG-VALIDATION')
  })

  it('[B-50] keeps its delivery address to itself: the card of the client stays', async () => {
    const card = async () => (await bench.parts.regate.clients('kolos', clients.company))[0]!
    const { orders: _, ...before } = await card()
    const delivery = {
      type: 'delivery' as const,
      address: { city: 'Санкт-Петербург', street: 'пр. Образцовый', house: '7', flat: '12' },
      recipient: 'Олег',
      phone: '+79000000999',
    }
    const { body } = await book({ delivery })
    const order = await bench.parts.regate.order('kolos', body.order_id)
    expect(order.delivery).toEqual(delivery)
    const { orders: __, ...after } = await card()
    expect(after).toEqual(before)
    await refused({ delivery: { type: 'delivery' } }, 422, 'RG-VALIDATION')
  })

  it('[BD-37] belongs to the first organization, or to the one that is named', async () => {
    const glina = (organization_id?: string) =>
      bench.call<BookingAnswer>('booking', {
        enterprise: 'glina',
        body: aBooking({
          store_id: 'c0a20001-6b2f-11f0-8de9-0242ac150007',
          lines: [{ article: 'PL-003', quantity: 1 }],
          ...(organization_id ? { organization_id } : {}),
        }),
      })
    const sellerOf = async ({ body }: { body: BookingAnswer }) =>
      (await bench.parts.regate.order('glina', body.order_id)).organization_id
    expect(await sellerOf(await glina())).toBe('1f5c0001-6b2f-11f0-8de9-0242ac150007')
    const second = '1f5c0002-6b2f-11f0-8de9-0242ac150007'
    expect(await sellerOf(await glina(second))).toBe(second)
    expectRefusal(await glina(NOWHERE), 422, 'RG-VALIDATION')
  })

  it('[BD-08] has a number that starts anew with the year', async () => {
    // Ten minutes before the new year of Moscow.
    const own = await aBench({ time: fakeTime('2025-12-31T20:50:00.000Z') })
    await own.anOrder()
    expect((await own.anOrder()).order_number).toBe('00-00000002')
    await own.moveClock(10 * 60_000)
    const next = await own.anOrder()
    expect(next.order_number).toBe('00-00000001')
    const named = await own.call('bookingstate', { query: { order_number: '00-00000001', year: 2026 } })
    expect(named.body).toMatchObject({ order_id: next.order_id })
  })
})

describe('the checks of a booking', () => {
  it('[B-49] come in the order of the contract', async () => {
    const all = {
      client_id: 'nobody',
      store_id: NOWHERE,
      lines: [{ item_id: NOWHERE, quantity: 1 }, cheese(0.1)],
      expected_amount: 1,
    }
    await refused(all, 404, 'RG-CLIENT-UNKNOWN')
    const known = { ...all, client_id: clients.company }
    await refused(known, 404, 'RG-STORE-UNKNOWN')
    const onStore = { ...known, store_id: stores.main }
    await refused(onStore, 422, 'RG-ITEM-UNKNOWN')
    const lines = [cheese(0.35), bread(1000), { item_id: items.loaf, quantity: 1 }]
    await refused({ ...onStore, lines }, 422, 'RG-VOLUME')
    const [, ...allowed] = lines
    await refused({ ...onStore, lines: allowed }, 409, 'RG-OUT-OF-STOCK')
    await refused({ ...onStore, lines: [bread(1), lines[2]!] }, 409, 'RG-NO-PRICE')
    await refused({ ...onStore, lines: [bread(1)] }, 409, 'RG-PRICE-CHANGED')
  })

  it('[B-49] refuse an item that this warehouse does not have, by id and by article', async () => {
    const shop = { store_id: stores.shop }
    const byId = await refused({ ...shop, lines: [bread(1), cheese(0.34)] }, 422, 'RG-ITEM-UNKNOWN')
    expect(byId.errors).toMatchObject([{ pointer: '/lines/1/item_id', actual: items.cheese }])
    const byArticle = await refused({ lines: [{ article: 'нет', quantity: 1 }] }, 422, 'RG-ITEM-UNKNOWN')
    expect(byArticle.errors).toMatchObject([{ pointer: '/lines/0/article' }])
  })

  it('[B-49] take an article of one item and refuse that of several', async () => {
    const own = await aBench()
    const twice = (article: string) =>
      own.call<BookingAnswer>('booking', { body: aBooking({ lines: [{ article, quantity: 2 }] }) })
    expect((await twice('HL-018')).body.lines[0]?.item_id).toBe(items.bread)
    await own.parts.regate.editItem('kolos', items.pie, { article: 'HL-018' })
    const problem = expectRefusal(await twice('HL-018'), 422, 'RG-ARTICLE-AMBIGUOUS')
    expect(problem.errors).toMatchObject([{ pointer: '/lines/0/article', actual: 'HL-018' }])
  })

  it('[B-38][B-39][BD-32] allow the minimum and whole steps above it, in exact decimals', async () => {
    for (const quantity of [0.34, 0.51, 1.7])
      expect((await book({ lines: [cheese(quantity)] })).status).toBe(201)
    const { errors } = await refused({ lines: [cheese(0.17), bread(1), cheese(0.35)] }, 422, 'RG-VOLUME')
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/lines/0/quantity', '/lines/2/quantity'])
  })

  it('[BD-12][BD-14] make no order and reserve nothing when one line is bad', async () => {
    const before = await bench.stockOf(items.bread)
    await refused({ lines: [bread(1), { item_id: items.milk, quantity: 930 }] }, 409, 'RG-OUT-OF-STOCK')
    expect(await bench.stockOf(items.bread)).toEqual(before)
  })

  it('[BD-14] reserve the stock, tell what is left, and leave goods to order uncounted', async () => {
    const own = await aBench()
    await own.anOrder({ lines: [bread(100), { item_id: items.pie, quantity: 1000 }] })
    expect(await own.stockOf(items.bread)).toEqual({ quantity: 140_000, reserved: 100_000 })
    expect(await own.stockOf(items.pie)).toEqual({ quantity: 0, reserved: 0 })
    const answer = await own.call('booking', { body: aBooking({ lines: [bread(41)] }) })
    expect(expectRefusal(answer, 409, 'RG-OUT-OF-STOCK')).toMatchObject({
      available: [{ item_id: items.bread, quantity: 40 }],
    })
  })

  it('[BD-14] count the lines of one item together', async () => {
    const own = await aBench()
    const twice = { body: aBooking({ lines: [bread(100), bread(41)] }) }
    expect(expectRefusal(await own.call('booking', twice), 409, 'RG-OUT-OF-STOCK')).toMatchObject({
      available: [{ item_id: items.bread, quantity: 140 }],
    })
    await own.anOrder({ lines: [bread(100), bread(40)] })
    expect(await own.stockOf(items.bread)).toEqual({ quantity: 140_000, reserved: 140_000 })
  })
})

describe('a repeated booking', () => {
  it('[BD-11] with equal content gives the same order, whatever the order of its members', async () => {
    const request = aBooking({ comment: 'Позвонить' })
    const first = await book(request)
    const reordered = Object.fromEntries(Object.entries(request).reverse()) as BookingRequest
    const second = await bench.call<BookingAnswer>('booking', { body: reordered })
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body).toEqual(first.body)
  })

  it('[BD-11] with other content is refused', async () => {
    const request = aBooking()
    await book(request)
    await refused({ ...request, lines: [bread(3)] }, 409, 'RG-BOOKING-EXISTS')
  })

  it('[BD-11] tells the order as it is now', async () => {
    const request = aBooking()
    const { body } = await book(request)
    await bench.parts.regate.act('kolos', body.order_id, 'cash')
    expect((await book(request)).body).toMatchObject({ status: { code: 230 }, payment: { code: 3 } })
  })

  it('[BD-10][BD-14] at the same moment makes one order', async () => {
    const request = aBooking({ booking_id: newId('order') })
    const answers = await Promise.all(Array.from({ length: 8 }, () => book(request)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.order_id)).size).toBe(1)
  })
})

describe('many clients at once', () => {
  it('[B-06][B-18][BD-14] 60 of them for goods of 20 get 20 orders and 40 refusals, no number twice', async () => {
    const own = await aBench()
    await own.parts.regate.editItem('kolos', items.bread, {
      stock: [{ store_id: stores.main, quantity: 20_000 }],
    })
    const ids = await Promise.all(Array.from({ length: 60 }, () => own.aClient()))
    const answers = await Promise.all(
      ids.map((client_id) =>
        own.call<BookingAnswer>('booking', { body: aBooking({ client_id, lines: [bread(1)] }) }),
      ),
    )
    const made = answers.filter(({ status }) => status === 201)
    expect(made).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(40)
    expect(new Set(made.map(({ body }) => body.order_number)).size).toBe(20)
    expect(await own.stockOf(items.bread)).toEqual({ quantity: 20_000, reserved: 20_000 })
  })
})
