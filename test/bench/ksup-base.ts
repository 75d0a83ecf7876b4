import type { KsupDemoData } from '../../mocks/ksup/demo.ts'
import type { KsupOnecDemoData } from '../../mocks/ksup-onec/demo.ts'
import type { OrderData } from '../../mocks/ksup-onec/model.ts'

/** 1C and КСУП as they are measured. Pure. */

/** The account that the service of 1C lets in. */
export const ksupAccount = { user: 'ksup', password: 'bench-ksup' }

const ITEMS = 5_000
/** Prices of the agreement, spread over the items. */
const AGREED = 1_000
/** Rows of a printed order. */
const ROWS = 20
/** Deals, each with an order of its own: as many orders are posted at once. */
export const ORDERS = 16

/** Code of the client that the agreement is with (D-105). */
export const CLIENT_CODE = '00-00001872'
const CLIENT_KSUP = '58213'
const CLIENT_NAME = 'ООО «Тихая Гавань»'
const CLIENT_PHONES = [{ value: '+79000000001', main: true }]

const warehouses = ['Магазинный', 'Внешний (аутсорс)']
const guid = (area: number, n: number): string =>
  `${String(area).padStart(8, '0')}-94a2-4000-8de9-${String(n).padStart(12, '0')}`
const GROUP = guid(1, 1)
const CLIENT = guid(2, 1)
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

export const articleOf = (n: number): string => `TR-${String(n % ITEMS).padStart(5, '0')}`
const nameOf = (n: number): string => `Тренажёр гребной «Весло», исполнение ${n % ITEMS}`
const dealOf = (order: number): number => 7_000 + order

export const onecBase: KsupOnecDemoData = {
  warehouses,
  groups: [{ ref: GROUP, name: 'Тренажёры', exported: true }],
  items: numbers(ITEMS).map((n) => ({
    ref: guid(3, n),
    code: `00-${String(n).padStart(8, '0')}`,
    article: articleOf(n),
    name: nameOf(n),
    series: 'Весло',
    manufacturer: 'Завод «Прилив»',
    group: GROUP,
    kind: 'Товар',
    price_retail: 129_000 + n * 100,
    special: { price: 119_000 + n * 100, from: '2025-01-01', to: null },
    stock: warehouses.map((warehouse, i) => ({ warehouse, on_hand: (n + i) * 1000, reserved: n % 7 })),
    known: true,
  })),
  counterparties: [
    {
      ref: CLIENT,
      code_1c: CLIENT_CODE,
      name: CLIENT_NAME,
      kind: 'legal',
      inn: null,
      emails: [],
      phones: CLIENT_PHONES,
      code_ksup: CLIENT_KSUP,
    },
  ],
  cards: [],
  agreements: [
    {
      ref: guid(4, 1),
      number: '0000-000001',
      counterparty: CLIENT,
      from: '2025-01-01',
      to: null,
      prices: numbers(AGREED).map((n) => ({ article: articleOf(n * (ITEMS / AGREED)), price: 99_000 + n })),
    },
  ],
  orders: numbers(ORDERS).map((order) => {
    const { date, counterparty, type, deal_number, rows } = orderData(order, 0)
    return {
      ref: orderRef(order),
      number: `0000-${String(order + 1).padStart(6, '0')}`,
      date,
      counterparty,
      type,
      deal_number,
      rows,
    }
  }),
}

export function orderRef(order: number): string {
  return guid(5, order)
}

/** An order as a person wrote it: every version has other quantities, so each is told to КСУП with its rows and its file. */
export function orderData(order: number, version: number): OrderData {
  return {
    date: '2025-09-18T15:00:00',
    counterparty: CLIENT,
    type: 'Обычный',
    status: 'К выполнению',
    deal_number: dealOf(order),
    comment: '',
    rows: numbers(ROWS).map((row) => {
      const n = order * ROWS + row
      const [pieces, price] = [1 + version + row, 129_000 + n * 100]
      return {
        article: articleOf(n),
        name: nameOf(n),
        quantity: pieces * 1000,
        price,
        amount: pieces * price,
        cancelled: false,
      }
    }),
  }
}

export const ksupBase: KsupDemoData = {
  contacts: [
    {
      code_ksup: CLIENT_KSUP,
      code_1c: CLIENT_CODE,
      name: CLIENT_NAME,
      type: 'company',
      phones: CLIENT_PHONES,
      tasks: [],
    },
  ],
  items: [],
  deals: numbers(ORDERS).map((order) => ({
    number: dealOf(order),
    title: `Сделка ${order}`,
    contact: CLIENT_KSUP,
  })),
}
