import { describe, expect, it } from 'vitest'
import type {
  BankDocument,
  RegateGroup,
  RegateItem,
  RegateOrder,
  RegateRefund,
} from '../../renderer/api/types.ts'
import {
  balanceOf,
  faultsOf,
  freeMoney,
  partsOf,
  restOf,
  spread,
} from '../../renderer/enterprises/bank/allocation-draft.ts'
import { base64Of } from '../../renderer/enterprises/bank/statement-file.ts'
import { isEnterpriseId } from '../../renderer/enterprises/enterprise-id.ts'
import { groupTree } from '../../renderer/enterprises/items/group-tree.ts'
import { itemColumns } from '../../renderer/enterprises/items/item-columns.ts'
import { editText, readEdit, type ItemCell } from '../../renderer/enterprises/items/item-edit.ts'
import { editOf, formOf } from '../../renderer/enterprises/items/item-form.ts'
import { pagesInView, withPage, withRow } from '../../renderer/enterprises/items/item-pages.ts'
import { deliveryText } from '../../renderer/enterprises/orders/delivery.ts'
import { refundActions } from '../../renderer/enterprises/refunds/refund-actions.ts'
import { setLocale } from '../../renderer/i18n/index.ts'

setLocale('ru')

const anItem = (part: Partial<RegateItem> = {}): RegateItem => ({
  item_id: 'item-1',
  group_id: 'group-1',
  article: 'CH-045',
  name: 'Сыр',
  brand: null,
  barcode: null,
  unit: 'кг',
  portion: 170,
  min_volume: 340,
  step: 170,
  unlimited: false,
  price: 118_000,
  tiers: [{ over: 5000, price: 112_000 }],
  nds_s: '10%',
  stock: [{ store_id: 'main', quantity: 18_700, reserved: 1020 }],
  ...part,
})

const anOrder = (part: Partial<RegateOrder> = {}): RegateOrder => ({
  order_id: 'order-1',
  order_number: '00-00000001',
  booking_id: 'rs-1',
  client_id: 'rs-100245',
  client: 'ООО «Тихая Гавань»',
  store: 'Основной склад',
  status: 100,
  payment_code: 0,
  amount: 100_000,
  paid: 0,
  created_at: '2026-11-25T09:00:00.000Z',
  valid_until: null,
  flagged: false,
  ...part,
})

const aDocument = (allocations: BankDocument['payment']['allocations']): BankDocument => ({
  id: 1,
  statement: 'kl_to_1c.txt',
  loaded_at: '2026-11-25T09:00:00.000Z',
  outcome: 'ambiguous-order',
  rule: null,
  reason: null,
  waiting: true,
  payment: {
    id: 1,
    kind: 2,
    transaction_id: null,
    client_id: 'rs-100245',
    client: 'ООО «Тихая Гавань»',
    amount: 150_000,
    paid_at: '2026-11-25T09:00:00.000Z',
    document: 'Поступление 00-00000001',
    allocations,
    refused_with: null,
    details: {},
  },
  payer: { name: '', inn: '5000007894', kpp: '', account: '', number: '118', purpose: '' },
})

const price: ItemCell = { field: 'price' }
const x1: ItemCell = { field: 'tier', tier: 0 }
const x2: ItemCell = { field: 'tier', tier: 1 }
const stock: ItemCell = { field: 'stock', store_id: 'main' }

describe('cells of the table of items', () => {
  it('[B-41] a price is read as people write amounts, and an empty one takes it away', () => {
    expect(readEdit(anItem(), price, '1 250,5')).toEqual({ change: { price: 125_050 } })
    expect(readEdit(anItem(), price, '1250.50 ₽')).toEqual({ change: { price: 125_050 } })
    expect(readEdit(anItem(), price, '')).toEqual({ change: { price: null } })
    expect(readEdit(anItem(), price, 'дорого')).toEqual({ fault: 'money' })
    expect(readEdit(anItem(), price, '-5')).toEqual({ fault: 'money' })
  })

  it.each([price, x1, x2, stock])('the text that editing starts with changes nothing: %o', (cell) => {
    expect(readEdit(anItem(), cell, editText(anItem(), cell))).toBeNull()
  })

  it('the same amount written another way changes nothing', () => {
    expect(readEdit(anItem(), price, '1180')).toBeNull()
    expect(readEdit(anItem(), x1, '5 : 1120')).toBeNull()
    expect(readEdit(anItem(), stock, '18.700')).toBeNull()
  })

  it('[B-42][BD-31] a tier is a threshold and a price; a price alone keeps the threshold', () => {
    expect(readEdit(anItem(), x1, '7,5: 1 100')).toEqual({
      change: { tiers: [{ over: 7500, price: 110_000 }] },
    })
    expect(readEdit(anItem(), x1, '1090')).toEqual({ change: { tiers: [{ over: 5000, price: 109_000 }] } })
    expect(readEdit(anItem(), x1, '')).toEqual({ change: { tiers: [] } })
    expect(readEdit(anItem({ tiers: [] }), x1, '1090')).toEqual({ fault: 'tier' })
    expect(readEdit(anItem(), x1, '0: 1090')).toEqual({ fault: 'tier' })
  })

  it('[B-43][BD-31] X2 stands above X1 and cannot come before it', () => {
    const both = [
      { over: 5000, price: 112_000 },
      { over: 20_000, price: 106_000 },
    ]
    expect(readEdit(anItem(), x2, '20: 1060')).toEqual({ change: { tiers: both } })
    expect(readEdit(anItem(), x2, '5: 1060')).toEqual({ fault: 'tierOrder' })
    expect(readEdit(anItem({ tiers: [] }), x2, '20: 1060')).toEqual({ fault: 'tierFirst' })
    expect(readEdit(anItem({ tiers: both }), x1, '25: 1120')).toEqual({ fault: 'tierOrder' })
  })

  it('[B-40][BD-14] a stock cannot go below what orders hold', () => {
    expect(readEdit(anItem(), stock, '20,25')).toEqual({
      change: { stock: [{ store_id: 'main', quantity: 20_250 }] },
    })
    expect(readEdit(anItem(), stock, '1')).toEqual({ fault: 'reserved', least: 1020 })
    expect(readEdit(anItem(), stock, '-1')).toEqual({ fault: 'quantity' })
    expect(readEdit(anItem({ stock: [] }), stock, '3')).toEqual({
      change: { stock: [{ store_id: 'main', quantity: 3000 }] },
    })
    expect(readEdit(anItem({ stock: [] }), stock, '')).toBeNull()
  })

  it('a copied cell is a number with a comma; an empty stock is dim, a reserve stands beside', () => {
    const columns = itemColumns([
      {
        store_id: 'main',
        name: 'Основной',
        city: '',
        address: '',
        work_hours: null,
        pickup: true,
        delivery: true,
      },
    ])
    const face = (key: string, item: RegateItem) => columns.find((one) => one.key === key)!.face(item)
    expect(face('price', anItem()).copied.replace(/\u00A0/g, '')).toBe('1180,00')
    expect(face('price', anItem({ price: null }))).toMatchObject({ copied: '', tone: 'warn' })
    expect(face('tier-0', anItem())).toMatchObject({ before: '> 5' })
    expect(face('stock-main', anItem())).toMatchObject({ text: '18,7', after: '−1,02' })
    expect(
      face('stock-main', anItem({ stock: [{ store_id: 'main', quantity: 0, reserved: 0 }] })),
    ).toMatchObject({ text: '0', tone: 'muted' })
  })
})

describe('the card of an item', () => {
  const card = {
    ...anItem(),
    country: null,
    short_description: '',
    full_description: '',
    icon_hue: null,
    changed_at: '2026-11-25T09:00:00.000Z',
  }

  it('writes only what was changed, and of the stock only the warehouse that was', () => {
    const two = { ...card, stock: [...card.stock, { store_id: 'cold', quantity: 5000, reserved: 0 }] }
    expect(editOf(two, formOf(two))).toBeNull()
    expect(editOf(two, { ...formOf(two), name: 'Сыр новый' })).toEqual({ name: 'Сыр новый' })
    const form = formOf(two)
    form.stock[1]!.quantity = 7000
    expect(editOf(two, form)).toEqual({ stock: [{ store_id: 'cold', quantity: 7000 }] })
  })
})

describe('parts of a long list', () => {
  const page = (after: number | undefined, next: number | null, ...ids: string[]) => ({
    after,
    next,
    rows: ids.map((item_id) => anItem({ item_id })),
  })
  const pages = [page(undefined, 2, 'a', 'b'), page(2, 4, 'c', 'd'), page(4, null, 'e')]

  it('only the parts on the screen are read again', () => {
    expect(pagesInView(pages, 0, 1)).toEqual([0])
    expect(pagesInView(pages, 1, 2)).toEqual([0, 1])
    expect(pagesInView(pages, 4, 9)).toEqual([2])
  })

  it('a part that joins on keeps what follows it, another one drops it', () => {
    const kept = withPage(pages, 0, page(undefined, 2, 'a', 'B'))
    expect(kept.flatMap(({ rows }) => rows.map(({ item_id }) => item_id))).toEqual(['a', 'B', 'c', 'd', 'e'])
    expect(withPage(pages, 0, page(undefined, 3, 'a', 'c'))).toHaveLength(1)
  })

  it('a saved row replaces the one that was read', () => {
    const saved = withRow(pages, anItem({ item_id: 'd', price: 1 }))
    expect(saved[1]!.rows.map(({ price: kopecks }) => kopecks)).toEqual([118_000, 1])
    expect(saved[0]).toBe(pages[0])
  })
})

it('[B-26] groups make a tree that counts the items of subgroups; a group without its parent stands on top', () => {
  const groups: RegateGroup[] = [
    { group_id: 'milk', parent_id: null, name: 'Молочное', items: 0 },
    { group_id: 'cheese', parent_id: 'milk', name: 'Сыры', items: 5 },
    { group_id: 'hard', parent_id: 'cheese', name: 'Твёрдые', items: 2 },
    { group_id: 'lost', parent_id: 'gone', name: 'Без родителя', items: 1 },
  ]
  const tree = groupTree(groups)
  expect(tree.map(({ label, items }) => [label, items])).toEqual([
    ['Молочное', 7],
    ['Без родителя', 1],
  ])
  expect(tree[0]!.children![0]).toMatchObject({ label: 'Сыры', items: 7 })
})

describe('allocation by hand', () => {
  const client_id = 'rs-100245'
  const older = anOrder({ order_id: 'older', amount: 60_000, paid: 10_000 })
  const newer = anOrder({ order_id: 'newer', order_number: '00-00000002', amount: 200_000 })

  it('[BD-40] what no order has got yet is free', () => {
    expect(
      freeMoney(
        aDocument([
          { order_id: 'older', order_number: '00-00000001', amount: 50_000 },
          { order_id: null, order_number: null, amount: 100_000 },
        ]),
      ),
    ).toBe(100_000)
  })

  it('[B-73] distributing fills the oldest order first, to its rest, and never more than there is', () => {
    expect(restOf(older)).toBe(50_000)
    expect(spread(150_000, [newer, older])).toEqual({ older: 50_000, newer: 100_000 })
    expect(spread(30_000, [newer, older])).toEqual({ older: 30_000 })
    expect(spread(1_000_000, [newer, older])).toEqual({ older: 50_000, newer: 200_000 })
  })

  it('[B-73] the rest stays on the balance; an emptied field gives nothing', () => {
    const draft = { client_id, amounts: { older: 50_000, newer: null } }
    expect(partsOf(draft)).toEqual([{ order_id: 'older', amount: 50_000 }])
    expect(balanceOf(draft, 150_000)).toBe(100_000)
    expect(faultsOf(draft, 150_000, [newer, older])).toEqual([])
  })

  it.each([
    ['BANK-ALLOCATE-CLIENT', { client_id: null, amounts: {} }],
    ['BANK-ALLOCATE-SUM', { client_id, amounts: { newer: 150_001 } }],
    ['BANK-ALLOCATE-REST', { client_id, amounts: { older: 50_001 } }],
  ])('[BD-40] %s is told before the server is asked', (code, draft) => {
    expect(faultsOf(draft, 150_000, [newer, older]).map((fault) => fault.code)).toEqual([code])
  })
})

it('[BD-20] a refund order offers what its state allows', () => {
  const refund = (part: Partial<RegateRefund>): RegateRefund => ({
    refund_id: 'rs-ref-1',
    order_id: 'order-1',
    order_number: '00-00000001',
    state: 'prepared',
    amount: 100,
    to_card: '4000 00** **** 0002',
    original_transaction_id: 'pay-1',
    order_number_1c: '00-00000031',
    goods_returned: true,
    return_confirmed: false,
    shipped: false,
    reason: '',
    created_at: '2026-11-25T09:00:00.000Z',
    ...part,
  })
  expect(refundActions(refund({}))).toEqual(['execute', 'fail'])
  expect(refundActions(refund({ state: 'failed' }))).toEqual(['execute'])
  expect(refundActions(refund({ state: 'executed' }))).toEqual([])
  expect(refundActions(refund({ state: 'executed', shipped: true }))).toEqual(['confirm-return'])
  expect(refundActions(refund({ state: 'executed', shipped: true, return_confirmed: true }))).toEqual([])
})

it('[B-50] the delivery of an order is told in one line', () => {
  expect(
    deliveryText({
      type: 'delivery',
      address: { city: 'Псков', street: 'ул. Выдуманная', house: '1', postcode: '180000' },
      recipient: 'Олег',
      phone: '+79000000002',
    }),
  ).toMatchObject({
    pickup: false,
    address: '180000, Псков, ул. Выдуманная, 1',
    recipient: 'Олег, +79000000002',
  })
  expect(deliveryText({ type: 'pickup' })).toMatchObject({ pickup: true, address: '' })
})

it('[BD-37] an id of an enterprise can stand in an address', () => {
  expect(['kolos', 'base-2', 'a'].map(isEnterpriseId)).toEqual([true, true, true])
  expect(['', 'Колос', 'Kolos', '-a', 'a-', 'a b', 'a/b'].map(isEnterpriseId)).not.toContain(true)
})

it('[BD-39] a statement travels as the bytes of the bank', () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
  expect(Uint8Array.from(atob(base64Of(bytes)), (char) => char.charCodeAt(0))).toEqual(bytes)
})
