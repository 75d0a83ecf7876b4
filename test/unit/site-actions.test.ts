import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ordCodes, type OrdCode } from '../../server/contracts/site-orders/codes.ts'
import type { OrderResult, SiteOrderDetail } from '../../mocks/site/model.ts'
import type { MappingKind } from '../../server/mappings/model.ts'
import {
  aLine,
  aResult,
  draftOfCompany,
  draftOfPasserBy,
  draftOfPerson,
  offers,
  openShop,
  refs,
  type TestCode,
  type TestShop,
} from './site-shop.ts'

let shop: TestShop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const account = async () => (await shop.site.account('c-company'))[0]!
const rowOf = (kind: MappingKind, site_id: string, ref_1c?: string) =>
  shop.mappings
    .table(kind)
    .rows.find((row) => row.site_id === site_id && (ref_1c === undefined || row.ref_1c === ref_1c))!
const taskOf = async (id: string, code: string) =>
  (await shop.site.order(id)).tasks.find((task) => task.code === code)
const product = async (tovar_id: string) =>
  (await shop.site.products()).find((one) => one.tovar_id === tovar_id)!
/** Versions come before the result where the code speaks of one. */
const returned = (id: string) =>
  shop.version(id, 1, {
    order: {
      order_status: 'В процессе отгрузки',
      products: [aLine('p-ball', offers.ball, { quantity: 1000, price: 99_00 })],
    },
  })

interface Case {
  result: OrderResult['result']
  code?: Partial<TestCode>
  before?(id: string): Promise<unknown>
  /** What the site has really done. */
  check(id: string): Promise<unknown>
}

const task = (audience: 'client' | 'manager' | 'developer', code: OrdCode, field?: string): Case => ({
  result: 'rejected',
  code: { field },
  async check(id) {
    expect(await taskOf(id, code)).toMatchObject({ audience, field: field ?? null })
    const { messages } = await account()
    expect(messages.length > 0).toBe(audience === 'client')
    expect((await shop.site.order(id)).attention?.ru).toContain(code)
  },
})

const brokenRow = (
  kind: MappingKind,
  site_id: string,
  code: OrdCode,
  given: Partial<TestCode> = {},
): Case => ({
  result: 'rejected',
  code: given,
  async check(id) {
    expect(rowOf(kind, site_id)).toMatchObject({ broken: code, state: 'broken' })
    const listed = await shop.mappings.unmapped()
    expect(listed).toMatchObject([{ kind, value: site_id, subjects: [id] }])
  },
})

const waits = (times: number): Case => ({
  result: 'deferred',
  async check(id) {
    const order = await shop.site.order(id)
    expect(order).toMatchObject({ exchange_state: 'marked', deferred_times: times, tasks: [] })
  },
})

const sameOffer = [
  { tovar_id: 'p-ball', storage: 'main', quantity: 2000 },
  { tovar_id: 'p-mat', storage: 'main', quantity: 1000 },
  { tovar_id: 'p-ball', storage: 'main', quantity: 500 },
  { tovar_id: 'p-ball', storage: 'far', quantity: 1000 },
]

const cases: Record<OrdCode, Case> = {
  'ORD-000': {
    result: 'accepted',
    code: { severity: 'info' },
    check: async (id) => expect((await shop.site.order(id)).exchange_state).toBe('accepted'),
  },
  'ORD-100': task('developer', 'ORD-100'),
  'ORD-101': task('developer', 'ORD-101', 'order.client.name'),
  'ORD-102': {
    result: 'rejected',
    async check(id) {
      expect((await taskOf(id, 'ORD-102'))?.audience).toBe('developer')
      await expect(shop.call('getOrders')).rejects.toMatchObject({ status: 403, code: 'SITE-FORBIDDEN' })
      await expect(shop.call('ping')).resolves.toMatchObject({ status: 200 })
      await expect(shop.call('getOrders', { node: 'UT-2' })).resolves.toMatchObject({ status: 200 })
      await shop.site.mark(id)
      await expect(shop.call('getOrders')).resolves.toMatchObject({ status: 200 })
    },
  },
  'ORD-103': task('developer', 'ORD-103'),
  'ORD-104': task('developer', 'ORD-104'),
  'ORD-110': task('developer', 'ORD-110', 'order.order_time'),
  'ORD-111': task('developer', 'ORD-111', 'order.products[0].quantity'),
  'ORD-112': {
    result: 'rejected',
    code: { field: 'order.products[1].offers[1].offer_id', value: offers.matRed },
    async check(id) {
      expect(rowOf('product', 'p-mat', offers.matRed)).toMatchObject({ broken: 'ORD-112' })
      expect((await taskOf(id, 'ORD-112'))?.field).toBe('order.products[1].offers[1].offer_id')
    },
  },
  'ORD-200': task('client', 'ORD-200', 'order.requisites.inn'),
  'ORD-201': task('client', 'ORD-201', 'order.requisites.kpp'),
  'ORD-202': {
    result: 'deferred',
    async check(id) {
      expect((await taskOf(id, 'ORD-202'))?.audience).toBe('manager')
      expect((await shop.site.order(id)).exchange_state).toBe('marked')
    },
  },
  'ORD-203': {
    result: 'rejected',
    async check(id) {
      expect((await account()).may_repeat).toBe(false)
      expect((await taskOf(id, 'ORD-203'))?.audience).toBe('manager')
    },
  },
  'ORD-204': {
    result: 'accepted',
    code: { severity: 'info', value: refs.counterparty },
    async check() {
      const company = (await shop.site.customers()).find((one) => one.customer_id === 'c-company')
      expect(company?.ref_1c).toBe(refs.counterparty)
    },
  },
  'ORD-205': {
    ...task('client', 'ORD-205'),
    result: 'accepted_with_warnings',
    code: { severity: 'warning' },
  },
  'ORD-206': task('client', 'ORD-206', 'order.client.pasport_info'),
  'ORD-207': task('client', 'ORD-207', 'order.client.email'),
  'ORD-300': {
    result: 'rejected',
    code: { field: 'order.products[1].offers[0].offer_id', value: offers.matGrey },
    async check() {
      expect(rowOf('product', 'p-mat', offers.matGrey)).toMatchObject({ state: 'broken' })
      expect(rowOf('product', 'p-mat', offers.matRed)).toMatchObject({ state: 'mapped' })
    },
  },
  'ORD-301': {
    result: 'rejected',
    code: { field: 'order.products[0].offers[0].offer_id', value: offers.ball },
    async check() {
      expect((await product('p-ball')).on_sale).toBe(false)
      expect(rowOf('product', 'p-ball')).toMatchObject({ state: 'archived' })
      await expect(shop.site.place(draftOfPerson)).rejects.toMatchObject({ code: 'SHOP-DRAFT' })
    },
  },
  'ORD-302': {
    result: 'rejected',
    code: { field: 'order.products[0].offers' },
    async check(id) {
      const listed = await shop.mappings.unmapped()
      expect(listed).toMatchObject([{ kind: 'product', value: 'p-ball', name: 'Мяч', subjects: [id] }])
    },
  },
  'ORD-303': brokenRow('storage', 'main', 'ORD-303', { field: 'order.products[0].storage' }),
  'ORD-304': task('client', 'ORD-304', 'order.products[0].quantity'),
  'ORD-305': {
    result: 'accepted_with_warnings',
    code: { severity: 'warning', field: 'order.products[0].quantity' },
    async check() {
      expect((await product('p-ball')).stock).toEqual([{ storage: 'main', quantity: 10_000, stale: true }])
      expect((await account()).messages[0]!.ru).toContain('Часть товара под заказ')
      await shop.call('postStock', {
        body: {
          stock: {
            mode: 'delta',
            as_of: '2026-03-02T12:10:00',
            items: [{ offer_id: offers.ball, storage: 'main', quantity: 1 }],
          },
        },
      })
      expect((await product('p-ball')).stock).toEqual([{ storage: 'main', quantity: 1000, stale: false }])
    },
  },
  'ORD-306': {
    result: 'deferred',
    check: async (id) => expect((await taskOf(id, 'ORD-306'))?.audience).toBe('manager'),
  },
  'ORD-307': {
    result: 'rejected',
    before: (id) => shop.site.edit(id, { ...draftOfCompany, lines: sameOffer }),
    async check(id) {
      const order = await shop.site.order(id)
      expect(order).toMatchObject({ exchange_state: 'marked', mark_reason: 'changed', revision: 3 })
      expect(
        order.own.products.map(({ tovar_id, storage, quantity }) => [tovar_id, storage, quantity]),
      ).toEqual([
        ['p-ball', 'main', 2.5],
        ['p-mat', 'main', 1],
        ['p-ball', 'far', 1],
      ])
      const [event] = order.history.filter(({ kind }) => kind === 'edited')
      expect(event).toMatchObject({ revision: 3 })
      // Nothing is left to merge: the same code again needs a person, not another round.
      await shop.result(id, 'rejected', [{ code: 'ORD-307' }])
      expect(await shop.site.order(id)).toMatchObject({ exchange_state: 'rejected', revision: 3 })
      expect((await taskOf(id, 'ORD-307'))?.audience).toBe('manager')
    },
  },
  'ORD-308': {
    result: 'rejected',
    check: async (id) =>
      expect(await shop.site.order(id)).toMatchObject({
        status: 'Закрыт',
        exchange_state: 'rejected',
        may_edit: false,
        may_cancel: false,
      }),
  },
  'ORD-400': brokenRow('city', 'msk', 'ORD-400'),
  'ORD-401': brokenRow('delivery_method', 'carrier', 'ORD-401'),
  'ORD-402': brokenRow('transport_company', '000000077', 'ORD-402'),
  'ORD-403': task('client', 'ORD-403', 'order.delivery.delivery_address'),
  'ORD-404': brokenRow('payment_method', 'cashless', 'ORD-404'),
  'ORD-500': waits(1),
  'ORD-501': {
    result: 'rejected',
    before: returned,
    async check(id) {
      expect((await shop.site.order(id)).status).toBe('В процессе отгрузки')
      expect((await account()).messages[0]!.ru).toContain('Заказ больше нельзя изменить')
    },
  },
  'ORD-502': {
    result: 'rejected',
    check: async (id) =>
      expect(await shop.site.order(id)).toMatchObject({ exchange_state: 'rejected', tasks: [] }),
  },
  'ORD-503': {
    result: 'rejected',
    async check(id) {
      expect((await account()).status).toBe('Отменён')
      expect((await taskOf(id, 'ORD-503'))?.audience).toBe('manager')
    },
  },
  'ORD-504': task('manager', 'ORD-504'),
  'ORD-505': {
    result: 'rejected',
    before: returned,
    async check(id) {
      const [event] = (await shop.site.order(id)).history
      expect(event!.changes).toContainEqual({
        pointer: '/products/0/offer/quantity',
        before: '2',
        after: '1',
      })
      expect((await taskOf(id, 'ORD-505'))?.audience).toBe('manager')
    },
  },
  'ORD-506': {
    result: 'rejected',
    async before(id) {
      await returned(id)
      await shop.site.cancel(id)
      expect((await account()).status).toBe('Отменён')
    },
    async check(id) {
      expect(await shop.site.order(id)).toMatchObject({
        status: 'В процессе отгрузки',
        own: { order_status: 'На согласовании' },
        may_cancel: true,
      })
      expect((await account()).messages[0]!.ru).toContain('Отмена заказа не принята')
      await shop.site.mark(id)
      const { body } = await shop.call('getOrder', { params: { order_id: id } })
      expect(body).not.toHaveProperty('exchange.cancelled_by_client')
    },
  },
  'ORD-900': {
    result: 'deferred',
    async check(id) {
      const again = (minute: number) =>
        shop.result(id, 'deferred', [{ code: 'ORD-900' }], { checked_at: `2026-03-02T12:0${minute}:00` })
      await again(1)
      expect((await account()).messages).toEqual([])
      await again(2)
      expect((await account()).messages[0]!.ru).toContain('Обработка заказа задерживается')
    },
  },
  'ORD-901': waits(1),
  'ORD-902': waits(1),
  'ORD-903': {
    result: 'deferred',
    async check(id) {
      const again = (minute: number) =>
        shop.result(id, 'deferred', [{ code: 'ORD-903' }], { checked_at: `2026-03-02T12:${minute}:00` })
      shop.pass(29 * 60_000)
      await again(29)
      expect(await taskOf(id, 'ORD-903')).toBeUndefined()
      shop.pass(60_000)
      await again(31)
      expect((await taskOf(id, 'ORD-903'))?.audience).toBe('manager')
    },
  },
}

describe('site action of every code of section 9', () => {
  it.each(Object.keys(ordCodes) as OrdCode[])(
    '[A-16][A-17][A-18] %s is carried out and shown in the history',
    async (code) => {
      const { result, code: given, before, check } = cases[code]
      const id = await shop.placed()
      await before?.(id)
      await shop.result(id, result, [{ code, ...given }])
      const [event] = (await shop.site.order(id)).history.filter(({ kind }) => kind === 'result')
      expect(event!.codes).toMatchObject([{ code, message: `сообщение ${code}` }])
      expect(event!.codes[0]!.action.ru).not.toBe('')
      expect(event!.codes[0]!.action.en).not.toBe('')
      await check(id)
    },
  )

  it('an unknown code is treated by its severity and never fails the message', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-777' }])
    expect((await shop.site.order(id)).exchange_state).toBe('rejected')
    expect((await taskOf(id, 'ORD-777'))?.audience).toBe('manager')
    const other = await shop.placed()
    await shop.result(other, 'accepted', [{ code: 'ORD-778', severity: 'info' }])
    expect(await shop.site.order(other)).toMatchObject({ exchange_state: 'accepted', tasks: [] })
  })

  it('[A-17] more than twenty deferrals in a row raise an alarm and keep the mark', async () => {
    const id = await shop.placed()
    const defer = (n: number) =>
      shop.result(id, 'deferred', [{ code: 'ORD-500' }], {
        checked_at: `2026-03-02T12:${String(n).padStart(2, '0')}:00`,
      })
    for (let n = 1; n <= 20; n += 1) await defer(n)
    expect((await shop.site.order(id)).attention).toBeNull()
    await defer(21)
    const order = await shop.site.order(id)
    expect(order).toMatchObject({ exchange_state: 'marked', deferred_times: 21 })
    expect(order.attention?.ru).toContain('21')
    await shop.result(id, 'accepted', [], { checked_at: '2026-03-02T12:30:00' })
    expect(await shop.site.order(id)).toMatchObject({ deferred_times: 0, attention: null })
  })

  it('all codes of one result are carried out, places count the lines that 1C checked', async () => {
    const id = await shop.placed({ ...draftOfCompany, lines: sameOffer })
    await shop.result(id, 'rejected', [
      { code: 'ORD-303', field: 'order.products[3].storage' },
      { code: 'ORD-307', field: 'order.products[2]' },
      { code: 'ORD-200' },
    ])
    const order = await shop.site.order(id)
    expect(rowOf('storage', 'far').state).toBe('broken')
    expect(rowOf('storage', 'main').state).toBe('mapped')
    expect(order.own.products).toHaveLength(3)
    expect(order.tasks.map(({ code }) => code).sort()).toEqual(['ORD-200', 'ORD-303'])
  })

  it('[A-17] a new mark closes the tasks of the old revision, for the client too', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-200' }, { code: 'ORD-203' }])
    expect(await account()).toMatchObject({ may_repeat: false, messages: { length: 1 } })
    await shop.site.edit(id, { ...draftOfPerson, customer_id: 'c-company' })
    expect(await shop.site.order(id)).toMatchObject({ tasks: [], attention: null })
    expect(await account()).toMatchObject({ may_repeat: true, messages: [] })
  })

  it('a place written as a JSON pointer is understood too', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-300', field: '/order/products/1/offers/1/offer_id' }])
    expect(rowOf('product', 'p-mat', offers.matRed).state).toBe('broken')
  })

  it('a code that names nothing that can be found changes no mapping', async () => {
    const id = await shop.placed()
    const before = shop.mappings.table('product')
    await shop.result(id, 'rejected', [{ code: 'ORD-300' }, { code: 'ORD-302' }, { code: 'ORD-301' }])
    expect(shop.mappings.table('product')).toEqual(before)
    expect((await shop.site.order(id)).tasks).toHaveLength(3)
  })

  it('a new counterparty of an unregistered buyer is stored with nobody', async () => {
    const id = await shop.placed(draftOfPasserBy)
    await shop.result(id, 'accepted', [{ code: 'ORD-204', severity: 'info', value: refs.counterparty }])
    expect((await shop.site.customers()).every(({ ref_1c }) => ref_1c === null)).toBe(true)
  })
})

describe('mending a mapping', () => {
  const mend = async (kind: MappingKind, site_id: string, change: Record<string, unknown>, ref?: string) => {
    const row = rowOf(kind, site_id, ref)
    await shop.mappings.save(kind, { put: [{ ...row, ...change }], remove: [] }, 'test')
  }
  const marked = async (id: string): Promise<SiteOrderDetail> => {
    const order = await shop.site.order(id)
    expect(order).toMatchObject({ exchange_state: 'marked', mark_reason: 'manual', revision: 1 })
    expect(order.history[0]).toMatchObject({ kind: 'marked' })
    return order
  }

  it('[A-42] filling the row of an unmapped method marks the order that waited for it', async () => {
    const id = await shop.placed({
      ...draftOfCompany,
      delivery: { ...draftOfCompany.delivery, delivery_method: 'courier' },
    })
    const other = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-401' }])
    await shop.result(other, 'rejected', [{ code: 'ORD-200' }])
    await mend('delivery_method', 'courier', { ref_1c: refs.document })
    await marked(id)
    expect((await shop.site.order(other)).exchange_state).toBe('rejected')
    expect(await shop.mappings.unmapped()).toEqual([])
  })

  it('[A-42] an order that waits for two values is marked when the second is mended', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [
      { code: 'ORD-401' },
      { code: 'ORD-303', field: 'order.products[0].storage' },
    ])
    await mend('delivery_method', 'carrier', { note: 'проверено' })
    expect((await shop.site.order(id)).exchange_state).toBe('rejected')
    await mend('storage', 'main', { note: 'проверено' })
    await marked(id)
  })

  it('[A-42] binding a product marks its order, and the offers travel without a new revision', async () => {
    const id = await shop.placed({
      ...draftOfPerson,
      lines: [{ tovar_id: 'p-hoop', storage: 'main', quantity: 1000 }],
    })
    await shop.result(id, 'rejected', [{ code: 'ORD-302', field: 'order.products[0].offers' }])
    await shop.mappings.save(
      'product',
      {
        put: [
          { id: 'hoop', site_id: 'p-hoop', site_name: '', ref_1c: offers.unsold, code_1c: '', name_1c: '' },
        ],
        remove: [],
      },
      'test',
    )
    await marked(id)
    const { body } = await shop.call('getOrder', { params: { order_id: id } })
    expect(body).toMatchObject({ order: { products: [{ offers: [{ offer_id: offers.unsold }] }] } })
  })

  it('[A-42] replacing an archived item puts the product on sale again and marks the order', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-301', value: offers.ball, field: 'order.products[0]' }])
    expect((await product('p-ball')).on_sale).toBe(false)
    await mend('product', 'p-ball', { ref_1c: offers.unsold, archived: false })
    await marked(id)
    expect((await product('p-ball')).on_sale).toBe(true)
  })

  it('[A-42] replacing an item that 1C did not find marks the order', async () => {
    const id = await shop.placed(draftOfPerson)
    await shop.result(id, 'rejected', [{ code: 'ORD-300', value: offers.ball, field: 'order.products[0]' }])
    await mend('product', 'p-ball', { ref_1c: offers.unsold })
    expect((await shop.site.order(id)).exchange_state).toBe('marked')
    expect(await shop.mappings.unmapped()).toEqual([])
  })

  it('a repeated result makes mapping changes again that a crash has cut off, but not mended ones', async () => {
    const id = await shop.placed()
    const codes = [{ code: 'ORD-401' }, { code: 'ORD-404' }]
    const { markBroken } = shop.mappings
    shop.mappings.markBroken = async (kind, ...rest) => {
      if (kind === 'payment_method') throw new Error('power cut')
      return markBroken(kind, ...rest)
    }
    await expect(shop.result(id, 'rejected', codes)).rejects.toThrow('power cut')
    shop.mappings.markBroken = markBroken
    await mend('delivery_method', 'carrier', { note: 'проверено' })
    await shop.result(id, 'rejected', codes)
    expect(rowOf('payment_method', 'cashless').state).toBe('broken')
    expect(rowOf('delivery_method', 'carrier').state).toBe('mapped')
    expect((await shop.site.order(id)).history.filter(({ kind }) => kind === 'result')).toHaveLength(1)
  })

  it('an edit ends the waiting: mending later marks nothing', async () => {
    const id = await shop.placed()
    await shop.result(id, 'rejected', [{ code: 'ORD-401' }])
    await shop.site.edit(id, draftOfPerson)
    await shop.result(id, 'accepted', [], aResult(id, 'accepted', [], { revision: 2 }))
    await mend('delivery_method', 'carrier', { note: 'проверено' })
    expect((await shop.site.order(id)).exchange_state).toBe('accepted')
  })
})
