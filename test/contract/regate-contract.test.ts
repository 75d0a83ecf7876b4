import { describe, expect, it } from 'vitest'
import type { Message } from '../../server/contracts/operation.ts'
import { identify } from '../../server/contracts/identify.ts'
import { kopecks, thousandths } from '../../server/contracts/decimal.ts'
import { refusalCodes } from '../../server/contracts/regate/codes.ts'
import * as examples from '../../server/contracts/regate/examples.ts'
import * as messages from '../../server/contracts/regate/messages.ts'
import { BASE_PATH, regate } from '../../server/contracts/regate/operations.ts'
import { isAllowedVolume, lineAmount, orderAmount, priceFor } from '../../server/contracts/regate/pricing.ts'
import {
  AssortmentQuery,
  BookingAnswer,
  BookingRequest,
  BookingState,
  BookingStateQuery,
  CityStoreQuery,
  ClientRequest,
  ClientUpdRequest,
  Item,
  LINES_LIMIT,
  PaycardRequest,
  RAW_LIMIT_BYTES,
  RefundRequest,
  State,
  StoreTable,
} from '../../server/contracts/regate/schema.ts'
import { statusBlocks } from '../../server/contracts/regate/states.ts'
import type { z } from 'zod'

const bodyOf = (value: unknown) => ({
  bytes: new TextEncoder().encode(JSON.stringify(value)),
  contentType: 'application/json; charset=utf-8',
})

/** The rules that a value breaks, with their places. */
function broken(schema: z.ZodType, value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? []
  return issues.map(({ path, message }) => `/${path.join('/')} ${message}`)
}

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

const item = examples.assortment.items[0]!
const piece = examples.assortment.items[2]!

const allMessages: [string, Message][] = regate.operations.flatMap((operation) => {
  const { id, queryMessage, request, responses } = operation
  const answers = Object.entries(responses).map(([status, form]) => [`${id} ${status}`, form] as const)
  const bodies = [...(queryMessage ? [queryMessage] : []), ...(request ? [request] : [])]
  return [...bodies.map((form) => [`${id} request`, form] as [string, Message]), ...answers] as [
    string,
    Message,
  ][]
})

describe('the methods', () => {
  it('[B-02][BD-01] the twelve paths below /hs/regate', () => {
    expect(regate.operations.map(({ path }) => path)).toEqual(
      [
        'state',
        'city',
        'citystore',
        'storetable',
        'assortment',
        'client',
        'clientupd',
        'booking',
        'paycard',
        'bookingstate',
        'refund',
        'queue/{request_id}',
      ].map((name) => `${BASE_PATH}/${name}`),
    )
    expect(BASE_PATH).toBe('/hs/regate')
  })

  it('[B-01][BD-02] ReStore calls 1C: reads by GET, writes by POST', () => {
    const writes = ['client', 'clientupd', 'booking', 'paycard', 'refund'].map((name) => `regate.${name}`)
    for (const { id, method, caller, callee } of regate.operations) {
      expect([caller, callee]).toEqual(['restore', 'onec'])
      expect(method).toBe(writes.includes(id) ? 'POST' : 'GET')
    }
  })

  it('[BD-02] a read with parameters takes them as a body too', () => {
    for (const { id, query, queryMessage } of regate.operations)
      expect([id, queryMessage !== undefined]).toEqual([id, query !== undefined])
  })

  it('[B-03][BD-09] every write may be answered 202', () => {
    for (const { method, responses } of regate.operations)
      expect(responses[202] === messages.queueAnswerMessage).toBe(method === 'POST')
  })

  it('[B-07] every code that a method lists stands under its status', () => {
    for (const { errors } of regate.operations)
      for (const [status, codes] of Object.entries(errors))
        for (const code of codes)
          expect(refusalCodes[code as keyof typeof refusalCodes].status).toBe(Number(status))
  })

  it('the journal finds a message by its client, booking or order', () => {
    const subjects = Object.fromEntries(
      regate.operations.map(({ id, subject }) => [
        id,
        subject?.({ request_id: 'r1' }, { client_id: 'c1', booking_id: 'b1', order_id: 'o1' }, null) ?? null,
      ]),
    )
    expect(subjects).toMatchObject({
      'regate.client': 'c1',
      'regate.booking': 'b1',
      'regate.paycard': 'o1',
      'regate.queue': 'r1',
      'regate.state': null,
    })
  })
})

describe('examples', () => {
  it.each(allMessages)('[B-08] %s: valid, and the same after it is written and read', (_id, form) => {
    expect(form.examples.length).toBeGreaterThan(0)
    for (const { value } of form.examples) {
      expect(broken(form.schema, value)).toEqual([])
      const read = form.read(form.write(value), 'strict')
      expect(read.findings).toEqual([])
      expect(read.value).toEqual(value)
    }
  })

  it.each(allMessages)('[B-08] %s: a pasted example is recognised', (_id, form) => {
    // `{}`, the parameters of a method that has none, could be anything.
    for (const { value } of form.examples.filter(({ value }) => Object.keys(value as object).length > 0)) {
      const found = identify(bodyOf(value))
      expect(found?.operation.contract).toBe('regate/1')
      expect(found?.form.read(bodyOf(value), 'lenient').value).toEqual(value)
    }
  })

  it('[B-08] a refusal of ReGate is recognised as one', () => {
    for (const { value } of regate.problem.examples)
      expect(identify(bodyOf(value))).toMatchObject({ message: 'problem', form: regate.problem })
  })

  it('[B-41][B-52][BD-31][BD-32] the booked order follows from the assortment', () => {
    const amounts = examples.bookingAnswer.lines.map(({ item_id, quantity, price, amount }) => {
      const found = examples.assortment.items.find((each) => each.item_id === item_id)!
      const volume = thousandths(quantity)
      const tiers = found.price_tiers.map((tier) => ({
        over: thousandths(tier.over),
        price: kopecks(tier.price),
      }))
      expect(
        isAllowedVolume({ min: thousandths(found.min_volume), step: thousandths(found.step) }, volume),
      ).toBe(true)
      expect(priceFor({ retail: kopecks(found.price_retail), tiers }, volume)).toBe(kopecks(price))
      expect(lineAmount(volume, kopecks(price))).toBe(kopecks(amount))
      return kopecks(amount)
    })
    expect(orderAmount(amounts)).toBe(kopecks(examples.bookingAnswer.amount))
  })
})

describe('reads', () => {
  it('[B-23][BD-04] state: versions, configuration, organisations with requisites', () => {
    for (const member of ['api', 'platform_version', 'configuration', 'organizations', 'time', 'time_zone'])
      expect(takes(State, { ...examples.state, [member]: undefined })).toBe(false)
    expect(takes(State, { ...examples.state, api: 'regate/2' })).toBe(false)
    expect(takes(State, { ...examples.state, organizations: [] })).toBe(false)
    expect(takes(State, { ...examples.state, status_extensions: [250] })).toBe(false)
  })

  it('[B-24] city: only cities that have a warehouse; the list may be empty', () => {
    const [vyborg] = examples.cities.cities
    const { citiesMessage, cityStoresMessage } = messages
    expect(broken(citiesMessage.schema, { cities: [{ ...vyborg, stores_count: 0 }] })).toEqual([
      '/cities/0/stores_count integer',
    ])
    expect(takes(citiesMessage.schema, { cities: [] })).toBe(true)
    expect(takes(cityStoresMessage.schema, { ...examples.cityStores, stores: [] })).toBe(true)
  })

  it('[B-25] citystore: by id or by name, one of them', () => {
    expect(broken(CityStoreQuery, {})).toEqual(['/city_id required'])
    expect(broken(CityStoreQuery, { ...examples.cityStoreQuery, city: 'Выборг' })).toEqual(['/city pair'])
    expect(broken(CityStoreQuery, { city_id: 'x' })).toContain('/city_id guid')
  })

  it('[B-26][BD-35] storetable: a parent precedes its children, no group twice', () => {
    const { groups, ...rest } = examples.storeTable
    const [parent, child] = groups
    expect(broken(StoreTable, { ...rest, groups: [child, parent] })).toEqual(['/groups/0/parent_id pair'])
    expect(broken(StoreTable, { ...rest, groups: [parent, parent] })).toEqual(['/groups/1/group_id pair'])
  })

  it('[BD-34] assortment: 1 to 1000 items in a page, deep 0 or 1', () => {
    const { store_id } = examples.storeQuery
    for (const limit of ['1', '1000', 200]) expect(takes(AssortmentQuery, { store_id, limit })).toBe(true)
    for (const limit of ['0', '1001', '1.5', 'ten'])
      expect(takes(AssortmentQuery, { store_id, limit })).toBe(false)
    expect(AssortmentQuery.parse({ store_id, deep: '0' }).deep).toBe(0)
    expect(takes(AssortmentQuery, { store_id, deep: '2' })).toBe(false)
    expect(takes(AssortmentQuery, { limit: '5' })).toBe(false)
  })

  const fields: [string, string, unknown[], unknown[]][] = [
    ['[B-28]', 'article', ['', 'x'.repeat(50)], ['x'.repeat(51), null]],
    ['[B-29]', 'name', ['Мёд', 'x'.repeat(200)], ['', 'x'.repeat(201), null]],
    ['[B-30]', 'country', [null, 'Россия'], ['x'.repeat(61)]],
    ['[B-31]', 'brand', [null, 'x'.repeat(100)], ['x'.repeat(101)]],
    [
      '[B-32]',
      'barcode',
      [null, '12345678', '1'.repeat(14)],
      ['1234567', '1'.repeat(15), '1234567a', 12345678],
    ],
    ['[B-33]', 'short_description', ['', 'x'.repeat(500)], ['x'.repeat(501), null]],
    ['[B-34]', 'full_description', ['', 'x'.repeat(20_000)], ['x'.repeat(20_001)]],
    [
      '[B-35][BD-33]',
      'icons',
      [[]],
      [null, [{ ...item.icons[0], url: 'http://img.example.ru/a.png' }], ['a.png']],
    ],
    ['[B-36]', 'unit', ['кг', 'л'], ['kg', 'уп', '']],
    ['[B-37]', 'portion', [0.17, 0.001], [0, -1, 0.0001]],
    ['[B-38]', 'min_volume', [0.34], [0, -1, 0.0001]],
    ['[B-39]', 'step', [0.17], [0, 0.0001]],
    [
      '[B-40]',
      'stock',
      [{ quantity: 0, unlimited: false, text: '0 кг' }],
      [{ quantity: -1, unlimited: false, text: '-1 кг' }],
    ],
    ['[B-41]', 'price_retail', [0, 1180.5], [-1, 0.001, '5']],
    [
      '[B-42][B-43]',
      'price_tiers',
      [[], [{ over: 5, price: 0 }]],
      [[{ over: 0, price: 1 }], [{ over: 5, price: -1 }]],
    ],
    ['[BD-07]', 'currency', ['RUB'], ['USD', 'rub']],
  ]
  it.each(fields)('[B-27]%s %s: what it holds and what not', (_id, field, good, bad) => {
    for (const value of good) expect(broken(Item, { ...item, [field]: value })).toEqual([])
    for (const value of bad) expect(broken(Item, { ...item, [field]: value })).not.toEqual([])
    expect(takes(Item, { ...item, [field]: undefined })).toBe(false)
  })

  it('[B-39] the step of goods by the piece is whole', () => {
    expect(broken(Item, { ...piece, step: 1.5 })).toEqual(['/step integer'])
    expect(takes(Item, { ...item, unit: 'л', step: 1.5 })).toBe(true)
  })

  it('[B-40][BD-30] the prefix stands exactly where there is no limit', () => {
    const stock = (quantity: number | null, unlimited: boolean, text: string) =>
      broken(Item, { ...piece, stock: { quantity, unlimited, text } })
    expect(stock(null, true, 'без ограничения')).toEqual([])
    expect(stock(3, true, 'без ограничения; на складе 3 шт')).toEqual([])
    expect(stock(3, true, '3 шт')).toEqual(['/stock/text pair'])
    expect(stock(3, false, 'без ограничения')).toEqual(['/stock/text pair'])
    expect(stock(null, false, '0 шт')).toEqual(['/stock/quantity required'])
  })

  it('[BD-31] at most two prices by volume, over rising', () => {
    const tier = (over: number) => ({ over, price: 1 })
    expect(broken(Item, { ...item, price_tiers: [tier(5), tier(5)] })).toEqual(['/price_tiers pair'])
    expect(takes(Item, { ...item, price_tiers: [tier(5), tier(6), tier(7)] })).toBe(false)
  })

  it('[B-41] odd prices and stock are told as warnings', () => {
    const odd = {
      ...examples.assortment,
      items: [
        {
          ...item,
          portion: 0.3,
          stock: { quantity: 0.5, unlimited: false, text: '0,5 кг' },
          price_tiers: [{ over: 5, price: 900 }],
        },
      ],
    }
    const codes = messages.assortmentMessage
      .read(bodyOf(odd), 'strict')
      .findings.map(({ code, severity }) => [severity, code])
    expect(codes).toEqual([
      ['warning', 'W-PORTION-STEP'],
      ['warning', 'W-STOCK-BELOW-MIN'],
      ['warning', 'W-TIER-ABOVE-RETAIL'],
    ])
  })
})

describe('clients', () => {
  const { client } = examples.clientRequest
  const client_id = 'rs-200318'

  it('[B-44][B-47][BD-08] an id is 1 to 64 of its characters', () => {
    for (const id of ['a', 'A.b_c-9', 'x'.repeat(64)])
      expect(takes(ClientRequest, { client_id: id })).toBe(true)
    for (const id of ['', 'x'.repeat(65), 'a b', 'ид', 7])
      expect(takes(ClientRequest, { client_id: id })).toBe(false)
  })

  it.each([
    ['company', '5001999225', true],
    ['company', '470399993369', false],
    ['entrepreneur', '470399993369', true],
    ['entrepreneur', '5001999225', false],
    ['person', '470399993369', true],
    ['person', '5001999225', false],
    [undefined, '5001999225', true],
    [undefined, '47039999336', false],
  ])('[B-46] an INN of %s: %s', (type, inn, good) => {
    const rules = good ? [] : ['/client/inn inn']
    expect(broken(ClientRequest, { client_id, client: { ...client, type, inn } })).toEqual(rules)
    expect(broken(ClientUpdRequest, { client_id, client: { type, inn } })).toEqual(rules)
  })

  it('[B-46][BD-26] the identifier alone is enough', () => {
    expect(takes(ClientRequest, { client_id })).toBe(true)
  })

  it('[B-48][BD-27] clientupd changes at least one member; null clears all but kind and name', () => {
    expect(broken(ClientUpdRequest, { client_id, client: {} })).toEqual(['/client required'])
    expect(takes(ClientUpdRequest, { client_id })).toBe(false)
    for (const name of ['full_name', 'inn', 'kpp', 'phone', 'email', 'address'])
      expect(takes(ClientUpdRequest, { client_id, client: { [name]: null } })).toBe(true)
    for (const name of ['type', 'name'])
      expect(takes(ClientUpdRequest, { client_id, client: { [name]: null } })).toBe(false)
  })

  it('[B-45][BD-29] the balance is never negative', () => {
    const negative = { ...examples.foundClient, balance: { amount: -0.01, currency: 'RUB' } }
    expect(broken(messages.clientAnswerMessage.schema, negative)).toEqual(['/balance/amount money'])
  })
})

describe('orders', () => {
  const order = examples.bookingRequest
  const line = order.lines[0]!

  it('[B-49] a line names its item by id or by article', () => {
    expect(broken(BookingRequest, { ...order, lines: [{ quantity: 1 }] })).toEqual([
      '/lines/0/item_id required',
    ])
    expect(takes(BookingRequest, { ...order, lines: [{ article: 'MD-010', quantity: 1 }] })).toBe(true)
  })

  it('[BD-42] 1 to 200 lines', () => {
    const lines = (count: number) => ({ ...order, lines: Array.from({ length: count }, () => line) })
    expect(takes(BookingRequest, lines(LINES_LIMIT))).toBe(true)
    for (const count of [0, LINES_LIMIT + 1]) expect(takes(BookingRequest, lines(count))).toBe(false)
    expect(LINES_LIMIT).toBe(200)
  })

  it('[BD-42] bodies up to 1 MiB', () => {
    expect(regate.bodyLimit).toBe(1024 * 1024)
  })

  it('[B-50] a delivery needs the address of this order, a pick-up does not', () => {
    const { address: _address, ...delivery } = order.delivery
    expect(broken(BookingRequest, { ...order, delivery })).toEqual(['/delivery/address required'])
    expect(takes(BookingRequest, { ...order, delivery: { type: 'pickup' } })).toBe(true)
    const late = { ...order.delivery, desired_to: '2025-11-14T09:00:00' }
    expect(broken(BookingRequest, { ...order, delivery: late })).toEqual(['/delivery/desired_to pair'])
  })

  it.each([
    [0, 'positive'],
    [-1, 'positive'],
    [0.0001, 'quantity'],
  ])('[BD-07] the quantity %d is refused', (quantity, rule) => {
    expect(broken(BookingRequest, { ...order, lines: [{ ...line, quantity }] })).toEqual([
      `/lines/0/quantity ${rule}`,
    ])
  })

  it('[B-51][B-52][BD-16] an answer with a pair outside the table is refused', () => {
    const crossed = { ...examples.bookingAnswer, payment: statusBlocks(210).payment }
    expect(broken(BookingAnswer, crossed)).toEqual(['/payment/code pair'])
    expect(broken(BookingState, { ...examples.paidState, status: statusBlocks(100).status })).toEqual([
      '/payment/code pair',
    ])
  })

  it('[B-55][BD-08] an order is named by id, by booking, or by number with its year', () => {
    expect(takes(BookingStateQuery, { booking_id: 'b1' })).toBe(true)
    expect(takes(BookingStateQuery, { order_number: '00-1', year: '2025' })).toBe(true)
    expect(broken(BookingStateQuery, {})).toEqual(['/order_id required'])
    expect(broken(BookingStateQuery, { order_number: '00-1' })).toEqual(['/year pair'])
    expect(broken(BookingStateQuery, { booking_id: 'b1', year: '2025' })).toEqual(['/year pair'])
  })
})

describe('card payments and refunds', () => {
  const paycard = examples.paycardRequest
  const withPayment = (change: object) =>
    broken(PaycardRequest, { ...paycard, payment: { ...paycard.payment, ...change } })

  it('[B-53] the order is named', () => {
    expect(broken(PaycardRequest, { payment: paycard.payment })).toEqual(['/order_id required'])
    expect(takes(PaycardRequest, { booking_id: 'b1', payment: paycard.payment })).toBe(true)
  })

  it('[B-54] what the payment system told is required, with its limits', () => {
    for (const name of ['transaction_id', 'amount', 'currency', 'paid_at', 'system'])
      expect(withPayment({ [name]: undefined })).toHaveLength(1)
    expect(withPayment({ currency: 'EUR' })).toEqual(['/payment/currency currency'])
    expect(withPayment({ amount: 0 })).toEqual(['/payment/amount positive'])
    expect(withPayment({ rrn: '12345' })).toEqual(['/payment/rrn pattern'])
    expect(withPayment({ raw: { text: 'x'.repeat(RAW_LIMIT_BYTES) } })).toEqual(['/payment/raw length'])
    expect(withPayment({ raw: { text: 'x'.repeat(RAW_LIMIT_BYTES - 11) } })).toEqual([])
  })

  it.each([
    ['pan_mask', '4000000000000002'],
    ['pan_mask', '4000 0000 0000 0003'],
    ['pan_mask', '2200-0000-0000-4417'],
    ['transaction_id', 'pay 4000 0000 0000 0002'],
    ['terminal', '4000-0000-0000-0002'],
  ])('[BD-41] a full card number in %s is refused: %s', (name, value) => {
    expect(withPayment({ [name]: value })).toEqual([`/payment/${name} pan`])
  })

  it('[BD-41] an id made of the moment is no card number, whatever its digits add up to', () => {
    // Each tenth of such ids passes Luhn's check.
    for (let second = 0; second < 60; second += 1) {
      const at = String(second).padStart(2, '0')
      expect(withPayment({ transaction_id: `tx-202611252328${at}-7` })).toEqual([])
      expect(withPayment({ transaction_id: `pay-20250918-0008${at}` })).toEqual([])
    }
  })

  it('[BD-41] nor does it hide in raw, as text, number or name', () => {
    expect(withPayment({ raw: { a: [{ b: '4000000000000002' }] } })).toEqual(['/payment/raw/a/0/b pan'])
    expect(withPayment({ raw: { a: 4000000000000002 } })).toEqual(['/payment/raw/a pan'])
    expect(withPayment({ raw: { '4000000000000002': 1 } })).toEqual(['/payment/raw pan'])
  })

  it.each([
    ['pan_mask', '4000 00** **** 0002'],
    ['pan_mask', '**** 0002'],
    ['transaction_id', '4000000000000003'],
    ['transaction_id', '12345678-1234-1234-1234-123456789012'],
    ['transaction_id', '1763000000006'],
  ])('[BD-41] what is no card number passes in %s: %s', (name, value) => {
    expect(withPayment({ [name]: value })).toEqual([])
  })

  it('[B-56][B-57] a refund has its own id and a reason', () => {
    const { refund_id: _id, ...rest } = examples.refundRequest
    expect(takes(RefundRequest, rest)).toBe(false)
    expect(takes(RefundRequest, { ...examples.refundRequest, reason: 'x'.repeat(301) })).toBe(false)
    expect(broken(RefundRequest, { refund_id: 'r1', reason: 'Брак' })).toEqual(['/order_id required'])
  })
})

describe('queue', () => {
  it('[B-03][BD-09] a result is there exactly when the request is finished', () => {
    const schema = messages.queueStateMessage.schema
    expect(broken(schema, { ...examples.waitingJob, state: 'done' })).toEqual(['/result pair'])
    expect(broken(schema, { ...examples.finishedJob, state: 'running' })).toEqual(['/result pair'])
  })
})
