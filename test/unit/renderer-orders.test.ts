import { describe, expect, it } from 'vitest'
import type {
  OnecLine,
  OnecOrderDetail,
  OnecVersion,
  OrderDraft,
  SiteOrderDetail,
} from '../../renderer/api/types.ts'
import { discountAll, editOf, formOf, recount, totalsOf } from '../../renderer/onec/order-edit.ts'
import { namedOptions, optionsOf } from '../../renderer/order/options.ts'
import { compareFields, compareLines } from '../../renderer/site/compare.ts'
import { draftOfOrder, draftToSend, estimate, withoutEmpty } from '../../renderer/site/draft.ts'

const offer = '5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d62'

const draft: OrderDraft = {
  customer_id: 'cust-1',
  requisites: null,
  client: {
    payment_method: 'cashless',
    name: ' Марина ',
    email: '',
    telefon: '+79000000001',
    pasport_info: null,
  },
  delivery: { delivery_city: 'Казань', delivery_method: 'pickup', delivery_address: '' },
  lines: [{ tovar_id: 'tv-1', storage: 'kazan', quantity: 2500 }],
}

const line: OnecLine = {
  tovar_id: 'tv-1',
  offer_id: offer,
  name: 'Мяч',
  unit: 'шт',
  storage_ref: 'ref-storage',
  quantity: 15_000,
  price: 19_196,
  discount: 43_191,
  nds_s: '20%',
  nds_summa: 0,
  summa: 0,
}

const order: OnecOrderDetail = {
  order_id: 'o-1',
  ref_1c: '3c9e1b70-94a1-11f0-8de9-0242ac120002',
  number_1c: '0000-000001',
  site_number: '000001',
  date: '2026-11-21T10:00:00Z',
  counterparty: 'ООО «Тихая Гавань»',
  status: 'На согласовании',
  total: 244_749,
  revision: 1,
  seq: 0,
  outgoing: null,
  posted: true,
  changed: true,
  result: 'accepted',
  lines: [recount(line)],
  requisites: { organization: 'ООО «Тихая Гавань»', inn: '5000007894', kpp: '500001001' },
  client: { payment_method: 'cashless', name: 'Олег', telefon: '+79000000002' },
  delivery: { delivery_city: 'Казань', delivery_method: 'pickup' },
  resolved: { city: null, delivery_method: null, transport_company: null, payment_method: null },
  organization_ref: 'org',
  order_number_payment: null,
  open_by_user: false,
  deletion_mark: false,
  last_result: {
    order_id: 'o-1',
    revision: 1,
    result: 'accepted',
    checked_at: '2026-11-21T13:00:00',
    codes: [],
  },
  versions: [],
}

describe('order form of the site', () => {
  it('[LA-17] sends no empty texts and no half of a passport', () => {
    const passport = { fio: ' ', number: '', issued: '' }
    expect(draftToSend({ ...draft, client: { ...draft.client, pasport_info: passport } })).toEqual({
      customer_id: 'cust-1',
      requisites: null,
      client: { payment_method: 'cashless', name: 'Марина', telefon: '+79000000001', pasport_info: null },
      delivery: { delivery_city: 'Казань', delivery_method: 'pickup' },
      lines: draft.lines,
    })
    const full = { fio: 'Лукина Анна', number: '1234 567890', issued: 'ОВД' }
    expect(
      draftToSend({ ...draft, client: { ...draft.client, pasport_info: full } }).client.pasport_info,
    ).toEqual(full)
  })

  it('keeps false, zero and null', () => {
    expect(withoutEmpty({ a: 0, b: false, c: null, d: '', e: { f: '' }, g: ['', 'x'] })).toEqual({
      a: 0,
      b: false,
      c: null,
      e: {},
      g: ['', 'x'],
    })
  })

  it('[AD-13] estimates by exact arithmetic; an unknown product counts nothing', () => {
    const products = [
      {
        tovar_id: 'tv-1',
        name: 'Мяч',
        artikul: '',
        price: 105_028,
        unit: 'шт',
        on_sale: true,
        offers: [],
        mode: 'alternatives' as const,
        stock: [],
      },
    ]
    expect(estimate(draft.lines, products)).toBe(262_570)
    expect(estimate([{ tovar_id: 'gone', storage: 'x', quantity: 1000 }], products)).toBe(0)
  })

  it('[AD-05] an order that is changed begins with its own data', () => {
    const own: SiteOrderDetail['own'] = {
      order_id: 'o-1',
      order_number: '1',
      order_time: '2026-11-21T10:00:00',
      order_status: 'На согласовании',
      client: draft.client,
      delivery: draft.delivery,
      products: [{ tovar_id: 'tv-1', storage: 'kazan', quantity: 2.5, offers: [] }],
    }
    expect(draftOfOrder({ own, customer_id: null })).toEqual({ ...draft, customer_id: null })
  })

  it('a value outside the dictionary stays choosable', () => {
    const items = [{ id: 'pickup', name: 'Самовывоз' }]
    expect(optionsOf(items, 'courier').map(({ value }) => value)).toEqual(['courier', 'pickup'])
    expect(optionsOf(items, 'pickup')).toHaveLength(1)
    expect(optionsOf(undefined, null)).toEqual([])
    expect(namedOptions(items, 'pickup')).toEqual([{ value: 'pickup', label: 'Самовывоз' }])
    expect(namedOptions(items, 'Самовывоз')).toEqual([{ value: 'Самовывоз', label: 'Самовывоз' }])
  })
})

describe('order form of 1C', () => {
  it('[A-95] counts the sums of a line anew', () => {
    expect(recount(line)).toMatchObject({ summa: 244_749, nds_summa: 40_792 })
    expect(recount({ ...line, quantity: Number.NaN })).toMatchObject({ summa: 0 })
    expect(totalsOf([recount(line), recount(line)])).toEqual({
      discount: 86_382,
      nds: 81_584,
      total: 489_498,
    })
  })

  it('[A-88] gives all lines the same discount', () => {
    const [discounted] = discountAll([{ ...line, discount: 0 }], 1500)
    expect(discounted).toMatchObject({ discount: 43_191, summa: 244_749 })
  })

  it('sends only what a person changed', () => {
    const form = formOf(order)
    expect(editOf(order, form)).toBeNull()
    form.status = 'Ожидает оплаты'
    form.lines[0] = recount({ ...form.lines[0]!, quantity: 5000 })
    expect(editOf(order, form)).toEqual({
      status: 'Ожидает оплаты',
      lines: [
        {
          tovar_id: 'tv-1',
          offer_id: offer,
          storage_ref: 'ref-storage',
          quantity: 5000,
          price: 19_196,
          discount: 43_191,
          nds_s: '20%',
        },
      ],
    })
  })

  it('[A-30] changes the legal entity, also to a private person', () => {
    const form = formOf(order)
    form.requisites = { organization: 'ИП Таранова', inn: '770000123493', kpp: '' }
    expect(editOf(order, form)?.requisites).toEqual({ organization: 'ИП Таранова', inn: '770000123493' })
    form.requisites = null
    expect(editOf(order, form)?.requisites).toBeNull()
  })

  it('[A-79][A-82] an emptied invoice number is none, a waybill travels with the delivery', () => {
    const form = formOf({ ...order, order_number_payment: 'Счет №1' })
    form.order_number_payment = ' '
    form.delivery.number_delivery = 'TK-1'
    expect(editOf({ ...order, order_number_payment: 'Счет №1' }, form)).toEqual({
      order_number_payment: null,
      delivery: { delivery_city: 'Казань', delivery_method: 'pickup', number_delivery: 'TK-1' },
    })
  })

  it('the form never shares its values with the order', () => {
    const form = formOf(order)
    form.lines[0]!.price = 1
    form.delivery.delivery_city = 'Пермь'
    expect(order.lines[0]!.price).toBe(19_196)
    expect(order.delivery.delivery_city).toBe('Казань')
  })
})

describe('own data beside the version of 1C', () => {
  const own: SiteOrderDetail['own'] = {
    order_id: 'o-1',
    order_number: '000001',
    order_time: '2026-11-21T10:00:00',
    order_status: 'На согласовании',
    client: { payment_method: 'cashless', name: 'Марина' },
    delivery: { delivery_city: 'Казань', delivery_method: 'pickup' },
    products: [
      { tovar_id: 'tv-1', storage: 'kazan', quantity: 10, offers: [] },
      { tovar_id: 'tv-2', storage: 'kazan', quantity: 1, offers: [] },
    ],
  }
  const sent = (tovar_id: string | null, quantity: number) => ({
    tovar_id,
    offer: {
      offer_id: offer,
      storage: 'kazan',
      quantity,
      price: 10,
      discount: 0,
      nds_s: '20%',
      nds_summa: 1.67,
      summa: 10,
    },
  })
  const version = (products: OnecVersion['order']['products']): OnecVersion => ({
    exchange: { seq: 1, base_revision: 1, ref_1c: order.ref_1c, changed_at: '2026-11-21T11:00:00' },
    order: { ...own, order_status: 'Ожидает оплаты', products },
  })

  it('[A-27][A-29] marks the fields that differ', () => {
    const fields = compareFields(own, version([sent('tv-1', 10)]))
    expect(fields.filter(({ differs }) => differs).map(({ field }) => field)).toEqual(['order_status'])
    expect(compareFields(own, null).every(({ differs, onec }) => !differs && onec === null)).toBe(true)
  })

  it('[AD-26] a split line equals when its parts add up; missing and added goods differ', () => {
    const lines = compareLines(own, version([sent('tv-1', 6), sent('tv-1', 4), sent(null, 1)]))
    expect(lines.map(({ tovar_id, differs, offers }) => [tovar_id, differs, offers.length])).toEqual([
      ['tv-1', false, 2],
      ['tv-2', true, 0],
      [null, true, 1],
    ])
    expect(compareLines(own, null).some(({ differs }) => differs)).toBe(false)
  })
})
