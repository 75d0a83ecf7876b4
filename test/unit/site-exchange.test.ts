import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrdersBatch } from '../../server/contracts/site-orders/schema.ts'
import type { ExchangeState } from '../../mocks/site/model.ts'
import { NOTICE } from '../../mocks/site/account.ts'
import {
  aLine,
  aResult,
  draftOfCompany,
  draftOfPasserBy,
  draftOfPerson,
  offers,
  openShop,
  type TestShop,
} from './site-shop.ts'

let shop: TestShop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const batch = async (query: Record<string, unknown> = {}) =>
  (await shop.call('getOrders', { query })).body as OrdersBatch
const exported = async () => (await batch()).orders.map(({ order }) => order.order_id)
const stateOf = async (id: string) => (await shop.site.order(id)).exchange_state

describe('marks and GET /orders', () => {
  it('[A-21][A-22] a new order is marked with reason new and leaves only when 1C asks', async () => {
    expect(await exported()).toEqual([])
    const id = await shop.placed()
    const { orders, exchange } = await batch()
    expect(orders).toHaveLength(1)
    expect(orders[0]!.order.order_id).toBe(id)
    expect(orders[0]!.exchange).toMatchObject({ revision: 1, mark_reason: 'new', authorized: true })
    expect(exchange).toMatchObject({ schema: 'site-orders/1', has_more: false, next_cursor: null })
  })

  it('[A-22] GET is safe: the same orders come again and the state stays', async () => {
    const id = await shop.placed()
    const first = await batch()
    shop.pass(60_000)
    const second = await batch()
    expect(second.orders).toEqual(first.orders)
    expect(await stateOf(id)).toBe('marked')
    const history = (await shop.site.order(id)).history
    expect(history.filter(({ kind }) => kind === 'taken')).toHaveLength(1)
  })

  it('[A-60][A-61][A-62] offers come from the mapping table: one, alternatives in order, parts of a kit, none', async () => {
    const line = (tovar_id: string) => ({ tovar_id, storage: 'main', quantity: 1000 })
    await shop.placed({ ...draftOfCompany, lines: ['p-ball', 'p-mat', 'p-set', 'p-hoop'].map(line) })
    const { products } = (await batch()).orders[0]!.order
    expect(products.map((one) => one.offers.map(({ offer_id }) => offer_id))).toEqual([
      [offers.ball],
      [offers.matGrey, offers.matRed],
      [offers.rope, offers.bag],
      [],
    ])
    expect(products.map((one) => one.offers_mode)).toEqual([undefined, undefined, 'kit', undefined])
  })

  it('[A-62] what the mapping table put into the message is told to the journal', async () => {
    await shop.placed()
    const { noted } = await shop.call('getOrders')
    expect(noted).toMatchObject([
      { kind: 'product', pointer: '/orders/0/order/products/0/tovar_id', from: 'p-ball', to: offers.ball },
      { kind: 'product', pointer: '/orders/0/order/products/1/tovar_id', outcome: 'mapped' },
    ])
  })

  it('[A-42] a product without a binding is in the unmapped list at once, without waiting for 1C', async () => {
    const id = await shop.placed({
      ...draftOfPerson,
      lines: [{ tovar_id: 'p-hoop', storage: 'main', quantity: 1000 }],
    })
    expect(await shop.mappings.unmapped()).toMatchObject([
      { kind: 'product', value: 'p-hoop', name: 'Обруч', subjects: [id] },
    ])
  })

  it('[A-43] the method travels as an identifier, the carrier as its 1C code', async () => {
    await shop.placed()
    expect((await batch()).orders[0]!.order.delivery).toMatchObject({
      delivery_method: 'carrier',
      delivery_transport_company: '000000077',
      delivery_city_id: 'msk',
    })
  })

  it('[A-73] passport data leave the shop only when goods are sent', async () => {
    const passport = draftOfPerson.client.pasport_info
    await shop.placed(draftOfPerson)
    await shop.placed({
      ...draftOfPerson,
      delivery: { ...draftOfPerson.delivery, delivery_method: 'carrier', delivery_address: 'г. Тула' },
    })
    const [pickup, sent] = (await batch()).orders
    expect(pickup!.order.client.pasport_info).toBeNull()
    expect(sent!.order.client.pasport_info).toEqual(passport)
  })

  it('[A-23] a mark by hand has reason manual and does not raise the revision', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    expect(await exported()).toEqual([])
    await shop.site.mark(id)
    const { exchange } = (await batch()).orders[0]!
    expect(exchange).toMatchObject({ revision: 1, mark_reason: 'manual' })
    expect(exchange.last_result).toMatchObject({ result: 'accepted' })
  })

  it('[A-09] an edit raises the revision and marks with reason changed', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    await shop.site.edit(id, {
      ...draftOfCompany,
      lines: [{ tovar_id: 'p-ball', storage: 'far', quantity: 3000 }],
    })
    const { exchange, order } = (await batch()).orders[0]!
    expect(exchange).toMatchObject({ revision: 2, mark_reason: 'changed' })
    expect(order.products).toMatchObject([{ tovar_id: 'p-ball', storage: 'far', quantity: 3 }])
    const [event] = (await shop.site.order(id)).history.filter(({ kind }) => kind === 'edited')
    expect(event!.changes).toContainEqual({ pointer: '/products/0/storage', before: 'main', after: 'far' })
  })

  it('[A-09] saving without a change raises nothing', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    const saved = await shop.site.edit(id, draftOfCompany)
    expect(saved).toMatchObject({ revision: 1, exchange_state: 'accepted' })
  })

  it('pages by limit and cursor, oldest mark first; a re-marked order goes to the end', async () => {
    const ids = []
    for (let i = 0; i < 5; i += 1) ids.push(await shop.placed())
    await shop.site.mark(ids[0]!)
    const first = await batch({ limit: '2' })
    expect(first.exchange.has_more).toBe(true)
    const second = await batch({ limit: '2', cursor: first.exchange.next_cursor })
    const third = await batch({ limit: '2', cursor: second.exchange.next_cursor })
    expect(third.exchange).toMatchObject({ has_more: false, next_cursor: null })
    const seen = [first, second, third].flatMap(({ orders }) => orders.map(({ order }) => order.order_id))
    expect(seen).toEqual([...ids.slice(1), ids[0]])
  })

  it('refuses a cursor that it did not give', async () => {
    for (const cursor of ['zzz', Buffer.from('{"mark_no":"1"}').toString('base64url')])
      await expect(shop.call('getOrders', { query: { cursor } })).rejects.toMatchObject({
        status: 400,
        code: 'SITE-MALFORMED',
      })
  })

  it('since re-reads by change time, marked or not, with its own paging', async () => {
    const old = await shop.placed()
    shop.pass(3_600_000)
    const fresh = [await shop.placed(), await shop.placed()]
    for (const id of [old, ...fresh]) await shop.result(id, 'accepted')
    expect(await exported()).toEqual([])
    // 13:00 in Moscow is 10:00 UTC, an hour after the first order.
    const first = await batch({ since: '2026-03-02T13:00:00', limit: '1' })
    const second = await batch({
      since: '2026-03-02T13:00:00',
      limit: '1',
      cursor: first.exchange.next_cursor,
    })
    expect(second.exchange.has_more).toBe(false)
    const seen = [first, second].flatMap(({ orders }) => orders.map(({ order }) => order.order_id))
    expect(seen.sort()).toEqual(fresh.sort())
    expect(await batch({ since: '2026-03-02T12:00:00' })).toMatchObject({ orders: { length: 3 } })
  })

  it('GET of one order gives it marked or not, and refuses an unknown one', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    const { body } = await shop.call('getOrder', { params: { order_id: id } })
    expect(body).toMatchObject({ order: { order_id: id }, exchange: { revision: 1 } })
    await expect(shop.call('getOrder', { params: { order_id: 'none' } })).rejects.toMatchObject({
      status: 404,
      code: 'SITE-ORDER-UNKNOWN',
    })
  })

  it('[A-42] a conflict of a value holds the order back, with the reason beside it, and does not end the paging', async () => {
    const blocked = await shop.placed()
    const free = await shop.placed(draftOfPerson)
    const [, carrier] = shop.mappings.table('delivery_method').rows
    await shop.mappings.save(
      'delivery_method',
      { put: [{ ...carrier!, id: 'twin', site_id: 'carrier-2', site_name: '' }], remove: [] },
      'test',
    )
    const page = await batch({ limit: '1' })
    expect(page.orders.map(({ order }) => order.order_id)).toEqual([free])
    expect(page.exchange.has_more).toBe(false)
    const held = await shop.site.order(blocked)
    expect(held.exchange_state).toBe('marked')
    expect(held.attention?.ru).toContain('carrier')
    await shop.mappings.save('delivery_method', { put: [], remove: ['twin'] }, 'test')
    expect(await exported()).toEqual([blocked, free])
  })
})

describe('states of 5.1', () => {
  /** Ways into each state. */
  const reach: Record<ExchangeState, (id: string) => Promise<unknown>> = {
    marked: async () => {},
    accepted: (id) => shop.result(id, 'accepted'),
    rejected: (id) => shop.result(id, 'rejected', [{ code: 'ORD-200' }]),
    returned: async (id) => {
      await shop.result(id, 'accepted')
      await shop.version(id, 1, { order: { order_status: 'На согласовании' } })
    },
    returned_marked: (id) => shop.version(id, 1, { order: { order_status: 'На согласовании' } }),
  }
  const events = {
    'accepted result': (id: string) => shop.result(id, 'accepted', [], { checked_at: '2026-03-02T15:00:00' }),
    'accepted with warnings': (id: string) =>
      shop.result(id, 'accepted_with_warnings', [{ code: 'ORD-305' }]),
    'rejected result': (id: string) => shop.result(id, 'rejected', [{ code: 'ORD-207' }]),
    'deferred result': (id: string) => shop.result(id, 'deferred', [{ code: 'ORD-500' }]),
    version: (id: string) => shop.version(id, 2, { order: { order_status: 'На согласовании' } }),
    edit: (id: string) => shop.site.edit(id, draftOfPerson),
    'mark by hand': (id: string) => shop.site.mark(id),
  }
  type Event = keyof typeof events
  const table: Record<ExchangeState, Record<Event, ExchangeState>> = {
    marked: {
      'accepted result': 'accepted',
      'accepted with warnings': 'accepted',
      'rejected result': 'rejected',
      'deferred result': 'marked',
      version: 'returned_marked',
      edit: 'marked',
      'mark by hand': 'marked',
    },
    accepted: {
      'accepted result': 'accepted',
      'accepted with warnings': 'accepted',
      'rejected result': 'accepted',
      'deferred result': 'accepted',
      version: 'returned',
      edit: 'marked',
      'mark by hand': 'marked',
    },
    rejected: {
      'accepted result': 'rejected',
      'accepted with warnings': 'rejected',
      'rejected result': 'rejected',
      'deferred result': 'rejected',
      version: 'returned',
      edit: 'marked',
      'mark by hand': 'marked',
    },
    returned: {
      'accepted result': 'returned',
      'accepted with warnings': 'returned',
      'rejected result': 'returned',
      'deferred result': 'returned',
      version: 'returned',
      edit: 'returned_marked',
      'mark by hand': 'returned_marked',
    },
    returned_marked: {
      'accepted result': 'returned',
      'accepted with warnings': 'returned',
      'rejected result': 'rejected',
      'deferred result': 'returned_marked',
      version: 'returned_marked',
      edit: 'returned_marked',
      'mark by hand': 'returned_marked',
    },
  }
  const cases = Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => [from as ExchangeState, event as Event, to] as const),
  )

  it.each(cases)('[A-09][A-24] %s, %s -> %s', async (from, event, to) => {
    const id = await shop.placed()
    await reach[from](id)
    expect(await stateOf(id)).toBe(from)
    await events[event](id)
    expect(await stateOf(id)).toBe(to)
    const isMarked = to === 'marked' || to === 'returned_marked'
    expect(await exported()).toEqual(isMarked ? [id] : [])
    const [row] = await shop.site.account('c-company')
    const hasVersion = (await shop.site.order(id)).versions.length > 0
    expect(row!.notice).toBe(hasVersion ? null : NOTICE)
    expect(row!.invoice === null).toBe(!hasVersion)
  })

  it('[A-50] an order rejected after it was returned keeps its version, and a mark brings it back', async () => {
    const id = await shop.placed()
    await reach.returned_marked(id)
    await shop.result(id, 'rejected', [{ code: 'ORD-505' }])
    expect((await shop.site.account('c-company'))[0]).toMatchObject({ notice: null })
    await shop.site.mark(id)
    expect(await stateOf(id)).toBe('returned_marked')
  })

  it('a result for an older revision keeps the mark and does nothing else', async () => {
    const id = await shop.placed()
    await shop.site.edit(id, draftOfPerson)
    await shop.result(id, 'rejected', [{ code: 'ORD-203' }], { revision: 1 })
    const order = await shop.site.order(id)
    expect(order).toMatchObject({ exchange_state: 'marked', revision: 2, tasks: [] })
    expect(order.history[0]).toMatchObject({ kind: 'result', revision: 1, codes: [{ code: 'ORD-203' }] })
    expect((await shop.site.account('c-company'))[0]!.may_repeat).toBe(true)
  })

  it('a result for a revision that never existed is refused with SITE-REVISION and changes nothing', async () => {
    const id = await shop.placed()
    const before = await shop.site.order(id)
    await expect(shop.result(id, 'accepted', [], { revision: 7 })).rejects.toMatchObject({
      status: 409,
      code: 'SITE-REVISION',
    })
    expect(await shop.site.order(id)).toEqual(before)
  })

  it('a result whose order_id is not that of the address is refused', async () => {
    const [a, b] = [await shop.placed(), await shop.placed()]
    await expect(
      shop.call('postResult', { params: { order_id: a }, body: aResult(b, 'accepted') }),
    ).rejects.toMatchObject({ status: 422, code: 'SITE-VALIDATION' })
    await expect(
      shop.call('postResult', { params: { order_id: 'none' }, body: aResult('none', 'accepted') }),
    ).rejects.toMatchObject({ status: 404, code: 'SITE-ORDER-UNKNOWN' })
  })

  it('a result sent twice is one: no second event, no second deferral', async () => {
    const id = await shop.placed()
    for (let i = 0; i < 3; i += 1) await shop.result(id, 'deferred', [{ code: 'ORD-500' }])
    const order = await shop.site.order(id)
    expect(order.deferred_times).toBe(1)
    expect(order.history.filter(({ kind }) => kind === 'result')).toHaveLength(1)
  })

  it('[A-23] a late copy of an old result does not clear a mark set after it', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    shop.pass(60_000)
    await shop.site.mark(id)
    await shop.result(id, 'accepted')
    expect(await stateOf(id)).toBe('marked')
    await shop.result(id, 'accepted', [], { checked_at: '2026-03-02T12:05:00' })
    expect(await stateOf(id)).toBe('accepted')
  })

  it('members of a result that the contract does not know do not come back in last_result', async () => {
    const id = await shop.placed()
    const body = { ...aResult(id, 'deferred', [{ code: 'ORD-500' }]), extra: 1 }
    await shop.call('postResult', { params: { order_id: id }, body })
    expect((await batch()).orders[0]!.exchange.last_result).not.toHaveProperty('extra')
  })
})

describe('versions of 1C', () => {
  it('[A-24][A-27] the first version is 201 and is stored apart from the shop own data', async () => {
    const id = await shop.placed()
    const before = (await shop.site.order(id)).own
    const first = await shop.version(id)
    expect(first).toMatchObject({
      status: 201,
      body: { order_id: id, stored_seq: 1, exchange_state: 'returned_marked', warnings: [] },
    })
    const order = await shop.site.order(id)
    expect(order.own).toEqual(before)
    expect(order.versions[0]!.body.order.requisites?.organization).toBe('ИП Пробный Игнат')
    expect((await shop.version(id, 2)).status).toBe(200)
  })

  it('[A-29] the history shows each version with its seq and what differs', async () => {
    const id = await shop.placed()
    await shop.version(id)
    await shop.version(id, 3, {
      order: {
        order_status: 'Отгружен',
        products: [aLine('p-ball', offers.ball, { quantity: 1000, price: 99_00 })],
      },
    })
    const [second, first] = (await shop.site.order(id)).history.filter(({ kind }) => kind === 'version')
    expect(first).toMatchObject({ seq: 1 })
    expect(first!.changes).toContainEqual({
      pointer: '/requisites/organization',
      before: 'ООО «Пробная Роща»',
      after: 'ИП Пробный Игнат',
    })
    expect(first!.changes).toContainEqual({
      pointer: '/products/1/offer/quantity',
      before: '5.5',
      after: '4',
    })
    expect(second).toMatchObject({ seq: 3 })
    expect(second!.changes).toContainEqual({
      pointer: '/order_status',
      before: 'Ожидает оплаты',
      after: 'Отгружен',
    })
    expect(second!.changes.some(({ pointer }) => pointer.startsWith('/requisites'))).toBe(false)
  })

  it('[A-24] a lower seq is SITE-STALE, an equal one with an equal body does nothing', async () => {
    const id = await shop.placed()
    await shop.version(id, 5)
    const before = await shop.site.order(id)
    await expect(shop.version(id, 4)).rejects.toMatchObject({ status: 409, code: 'SITE-STALE' })
    expect(await shop.version(id, 5)).toMatchObject({ status: 200, body: { stored_seq: 5 } })
    expect(await shop.site.order(id)).toEqual(before)
  })

  it('[A-24] an equal seq with another body is refused, not dropped as stale', async () => {
    const id = await shop.placed()
    await shop.version(id)
    await expect(shop.version(id, 1, { order: { order_status: 'Отгружен' } })).rejects.toMatchObject({
      status: 422,
      code: 'SITE-VALIDATION',
      errors: [{ pointer: '/exchange/seq' }],
    })
    expect((await shop.site.order(id)).status).toBe('Ожидает оплаты')
  })

  it('a version of an unknown order or of a revision that never existed is refused', async () => {
    const id = await shop.placed()
    await expect(shop.version('none')).rejects.toMatchObject({ status: 404, code: 'SITE-ORDER-UNKNOWN' })
    await expect(shop.version(id, 1, { exchange: { base_revision: 2 } })).rejects.toMatchObject({
      status: 422,
      errors: [{ pointer: '/exchange/base_revision' }],
    })
    expect((await shop.site.order(id)).versions).toEqual([])
  })

  it('[A-24] a version is stored though the site moved on, and the mark stays', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    await shop.site.edit(id, draftOfPerson)
    await shop.version(id, 1, { exchange: { base_revision: 1 } })
    expect(await shop.site.order(id)).toMatchObject({
      exchange_state: 'returned_marked',
      revision: 2,
      seq: 1,
      status: 'Ожидает оплаты',
    })
  })

  it('data from 1C never set the mark (no echo)', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    await shop.version(id)
    await shop.version(id, 2, { order: { order_status: 'Отгружен' } })
    expect(await exported()).toEqual([])
    expect((await shop.site.order(id)).revision).toBe(1)
  })

  it('[A-36][A-68] an unknown status is stored, shown as it is, flagged and listed', async () => {
    const id = await shop.placed()
    const { body } = await shop.version(id, 1, { order: { order_status: 'Собран на складе' } })
    expect(body).toMatchObject({
      warnings: [{ code: 'W-STATUS-UNMAPPED', pointer: '/order/order_status', value: 'Собран на складе' }],
    })
    expect(await shop.site.order(id)).toMatchObject({ status: 'Собран на складе', status_known: false })
    expect((await shop.site.account('c-company'))[0]!.status).toBe('Собран на складе')
    expect(await shop.mappings.unmapped()).toMatchObject([
      { kind: 'order_status', direction: 'onec_to_site', value: 'Собран на складе' },
    ])
    await shop.mappings.save(
      'order_status',
      {
        put: [
          {
            id: 'new',
            site_id: 'packed',
            site_name: 'Собран на складе',
            ref_1c: '',
            code_1c: '',
            name_1c: '',
          },
        ],
        remove: [],
      },
      'test',
    )
    expect((await shop.site.order(id)).status_known).toBe(true)
  })

  it('[A-70][A-81] what looks wrong with invoice number and payment text is kept, flagged and shown', async () => {
    const id = await shop.placed()
    const { body } = await shop.version(id, 1, {
      order: { order_number_payment: '40702810700000012345', order_QRCode: 'a1b2c3' },
    })
    const codes = (body as { warnings: { code: string }[] }).warnings.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['W-PAYNUM-LOOKS-LIKE-ACCOUNT', 'W-QR-FORMAT']))
    const order = await shop.site.order(id)
    expect(order.versions[0]).toMatchObject({
      warnings: expect.arrayContaining(['W-QR-FORMAT']),
      body: { order: { order_number_payment: '40702810700000012345', order_QRCode: 'a1b2c3' } },
    })
    expect(order.attention).not.toBeNull()
  })

  it('[A-91] a kopeck is a warning to a lenient site, more is refused, and nothing is stored', async () => {
    const id = await shop.placed()
    const line = aLine('p-ball', offers.ball, { quantity: 1000, price: 100_00 })
    const off = (summa: number) => ({ order: { products: [{ ...line, offer: { ...line.offer, summa } }] } })
    await expect(shop.version(id, 1, off(100.05))).rejects.toThrow('SITE-ARITHMETIC')
    expect((await shop.site.order(id)).versions).toEqual([])
    expect(await shop.version(id, 1, off(100.01))).toMatchObject({
      status: 201,
      body: { warnings: [{ code: 'W-ROUNDING' }] },
    })
    await shop.settings({ reader: 'strict' })
    await expect(shop.version(id, 2, off(100.01))).rejects.toThrow('SITE-ARITHMETIC')
  })

  it('[A-43] a name where an identifier is expected becomes the identifier, and the journal is told', async () => {
    const id = await shop.placed()
    const { noted, body } = await shop.version(id, 1, {
      order: {
        delivery: {
          delivery_city: 'Москва',
          delivery_method: 'Самовывоз',
          delivery_transport_company: 'ТК «Тихий Ход»',
        },
        products: [aLine('p-ball', offers.ball, { quantity: 1000, price: 100, storage: 'Дальний склад' })],
      },
    })
    expect(noted.map(({ kind, from, to, outcome }) => [kind, from, to, outcome])).toEqual([
      ['delivery_method', 'Самовывоз', 'pickup', 'mapped'],
      ['transport_company', 'ТК «Тихий Ход»', '000000077', 'mapped'],
      ['storage', 'Дальний склад', 'far', 'mapped'],
    ])
    expect(noted.every(({ direction }) => direction === 'onec_to_site')).toBe(true)
    const codes = (body as { warnings: { code: string }[] }).warnings.map(({ code }) => code)
    expect(codes).toEqual(['LA-12', 'LA-12', 'LA-12'])
    const stored = (await shop.site.order(id)).versions[0]!.body.order
    expect(stored.delivery).toMatchObject({
      delivery_method: 'pickup',
      delivery_transport_company: '000000077',
    })
    expect(stored.products[0]!.offer.storage).toBe('far')
  })

  it('[A-43] what nothing answers for stays as it is, is listed, and never fails the message', async () => {
    const id = await shop.placed()
    const { status, noted } = await shop.version(id, 1, {
      order: { products: [aLine(null, offers.unsold, { quantity: 1000, price: 100, storage: 'moon' })] },
    })
    expect(status).toBe(201)
    expect(noted).toMatchObject([{ kind: 'storage', from: 'moon', to: null, outcome: 'unmapped' }])
    expect(await shop.mappings.unmapped()).toMatchObject([{ kind: 'storage', value: 'moon', subjects: [id] }])
  })

  it('a cancelled order may come back without lines', async () => {
    const id = await shop.placed()
    await shop.version(id, 1, { order: { order_status: 'Отменён', products: [] } })
    expect((await shop.site.account('c-company'))[0]).toMatchObject({
      status: 'Отменён',
      total: 0,
      lines: [],
    })
  })

  it('[A-26] the version for an unregistered buyer is stored, and there is no account for it', async () => {
    const id = await shop.placed(draftOfPasserBy)
    expect((await batch()).orders[0]!.exchange.authorized).toBe(false)
    await shop.version(id)
    expect((await shop.site.order(id)).versions).toHaveLength(1)
    expect(await shop.site.account('c-company')).toEqual([])
    expect(await shop.site.account('c-stranger')).toEqual([])
  })
})

describe('what people do with orders', () => {
  it('[A-68] a new order leaves with the status «На согласовании» and local time', async () => {
    await shop.placed()
    expect((await batch()).orders[0]!.order).toMatchObject({
      order_status: 'На согласовании',
      order_time: '2026-03-02T12:00:00',
      order_number: '000001',
    })
  })

  it('numbers go on, ids are never the same', async () => {
    const ids = [await shop.placed(), await shop.placed(), await shop.placed()]
    const rows = await shop.site.orders({})
    expect(rows.map(({ order_number }) => order_number)).toEqual(['000003', '000002', '000001'])
    expect(new Set(ids).size).toBe(3)
  })

  it('a draft that the contract would refuse is refused with its places and places nothing', async () => {
    const wrong = { ...draftOfCompany, requisites: { organization: 'ООО «А»', inn: '7703993186' } }
    await expect(shop.site.place(wrong)).rejects.toMatchObject({
      status: 422,
      code: 'SHOP-DRAFT',
      errors: [{ pointer: '/requisites/kpp' }],
    })
    await expect(
      shop.site.place({ ...draftOfPerson, lines: [{ tovar_id: 'none', storage: 'main', quantity: 1 }] }),
    ).rejects.toMatchObject({ errors: [{ pointer: '/lines/0/tovar_id' }] })
    await expect(shop.site.place({ ...draftOfPerson, customer_id: 'nobody' })).rejects.toMatchObject({
      status: 404,
    })
    expect(await shop.site.orders({})).toEqual([])
  })

  it('[A-25] an order past «На согласовании» cannot be changed by the client', async () => {
    const id = await shop.placed()
    await shop.version(id)
    expect(await shop.site.order(id)).toMatchObject({ may_edit: false, may_cancel: true })
    await expect(shop.site.edit(id, draftOfPerson)).rejects.toMatchObject({
      status: 409,
      code: 'SHOP-NOT-EDITABLE',
    })
    await shop.version(id, 2, { order: { order_status: 'Закрыт' } })
    expect((await shop.site.order(id)).may_cancel).toBe(false)
    await expect(shop.site.cancel(id)).rejects.toMatchObject({ code: 'SHOP-NOT-CANCELLABLE' })
  })

  it('a cancel by the client travels with a raised revision', async () => {
    const id = await shop.placed()
    await shop.result(id, 'accepted')
    const cancelled = await shop.site.cancel(id)
    expect(cancelled).toMatchObject({ status: 'Отменён', revision: 2, exchange_state: 'marked' })
    expect((await batch()).orders[0]).toMatchObject({
      exchange: { revision: 2, mark_reason: 'changed', cancelled_by_client: true },
      order: { order_status: 'Отменён' },
    })
    await expect(shop.site.cancel(id)).rejects.toMatchObject({ code: 'SHOP-NOT-CANCELLABLE' })
  })

  it('the draft is filled, mapped and in stock, for a customer with and without an account', async () => {
    const draft = await shop.site.draft()
    expect(draft.customer_id).toBe('c-company')
    expect(draft.lines.length).toBeGreaterThan(0)
    const id = await shop.placed(draft)
    const { products } = (await shop.site.order(id)).own
    expect(products.every((line) => line.offers.length > 0)).toBe(true)
    expect(await shop.site.draft('c-stranger')).toMatchObject({
      customer_id: null,
      client: { name: 'Игнат' },
    })
    expect(await shop.site.draft('')).toMatchObject({ customer_id: null })
    await expect(shop.site.draft('nobody')).rejects.toMatchObject({ status: 404 })
  })

  it('orders are found by text and state, newest first', async () => {
    const first = await shop.placed()
    shop.pass(1000)
    const second = await shop.placed(draftOfPerson)
    await shop.result(first, 'accepted')
    const ids = async (query: { text?: string; state?: string }) =>
      (await shop.site.orders(query)).map(({ order_id }) => order_id)
    expect(await ids({})).toEqual([second, first])
    expect(await ids({ text: 'пробная' })).toEqual([first])
    expect(await ids({ state: 'marked' })).toEqual([second])
    expect(await ids({ text: 'нет такого' })).toEqual([])
    expect(await shop.site.counts()).toEqual({ marked: 1 })
  })

  it('every change is told to whoever shows the order', async () => {
    const id = await shop.placed()
    shop.events.length = 0
    await shop.site.mark(id)
    await shop.version(id)
    expect(shop.events.filter((event) => event.area === 'site' && event.id === id)).toHaveLength(2)
  })

  it('the shop can be emptied and filled again', async () => {
    await shop.placed()
    await shop.site.reset()
    expect(await shop.site.empty()).toBe(true)
    expect(await shop.site.orders({})).toEqual([])
  })
})
