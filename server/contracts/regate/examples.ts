import type {
  Assortment,
  AssortmentQuery,
  BookingAnswer,
  BookingRequest,
  BookingState,
  BookingStateQuery,
  Cities,
  CityStoreQuery,
  CityStores,
  ClientAnswer,
  ClientRequest,
  ClientUpdAnswer,
  ClientUpdRequest,
  PaycardRequest,
  Problem,
  QueueAnswer,
  QueueState,
  RefundAnswer,
  RefundRequest,
  State,
  StoreQuery,
  StoreTable,
} from './schema.ts'
import { statusBlocks } from './states.ts'

/** Example bodies of contract B: one story, invented people and companies, requisites whose check digits hold. */

const organization = '2a7d4c10-b1f0-11f0-8c3e-0242ac130005'
const city = '6e0f5b21-b1f0-11f0-8c3e-0242ac130005'
const store = '6e0f5b34-b1f0-11f0-8c3e-0242ac130005'
const sweets = '7f31c0a1-b1f0-11f0-8c3e-0242ac130005'
const honeys = '7f31c0a2-b1f0-11f0-8c3e-0242ac130005'
const drinks = '7f31c0a3-b1f0-11f0-8c3e-0242ac130005'
const crafts = '7f31c0a4-b1f0-11f0-8c3e-0242ac130005'
const honey = '90c2e7d1-b1f0-11f0-8c3e-0242ac130005'
const mors = '90c2e7d2-b1f0-11f0-8c3e-0242ac130005'
const basket = '90c2e7d3-b1f0-11f0-8c3e-0242ac130005'
const order = 'a8d94f50-b1f2-11f0-8c3e-0242ac130005'
const request = 'e1b7d2c4-6f0a-4c39-9b58-3d2a70f4c816'

const CARD = '2200 00** **** 4417'
const TRANSACTION = 'tx-20251112-004417'

export const state: State = {
  api: 'regate/1',
  platform_version: '8.3.24.1691',
  configuration: {
    name: 'УправлениеТорговлей',
    title: 'Управление торговлей, редакция 11',
    version: '11.4.13.71',
  },
  organizations: [
    {
      organization_id: organization,
      name: 'ООО «Ягодная Поляна»',
      full_name: 'Общество с ограниченной ответственностью «Ягодная Поляна»',
      inn: '7819999116',
      kpp: '781901001',
      ogrn: '1247800990018',
      address: '198504, г. Санкт-Петербург, ул. Черничная, д. 8',
      phone: '+78120000015',
      bank_accounts: [
        {
          account: '40702810900000054321',
          bank: 'АО «Банк Ладожский»',
          bik: '044030992',
          corr_account: '30101810300000000992',
        },
      ],
    },
  ],
  time: '2025-11-12T10:30:00',
  time_zone: 'Europe/Moscow',
  status_extensions: [240],
}

export const cities: Cities = {
  cities: [{ city_id: city, name: 'Выборг', region: 'Ленинградская область', stores_count: 1 }],
}

export const cityStoreQuery: CityStoreQuery = { city_id: city }

export const cityStores: CityStores = {
  city_id: city,
  stores: [
    {
      store_id: store,
      name: 'Склад у пристани',
      address: 'г. Выборг, наб. Парусная, д. 2',
      work_hours: 'пн–сб 9:00–20:00',
      pickup: true,
      delivery: true,
    },
  ],
}

export const storeQuery: StoreQuery = { store_id: store }

export const storeTable: StoreTable = {
  store_id: store,
  groups: [
    { group_id: sweets, parent_id: null, name: 'Сладкое', items_count: 0 },
    { group_id: honeys, parent_id: sweets, name: 'Мёд', items_count: 1 },
    { group_id: drinks, parent_id: null, name: 'Напитки', items_count: 1 },
    { group_id: crafts, parent_id: null, name: 'Плетение', items_count: 1 },
  ],
}

export const assortmentQuery: AssortmentQuery = { store_id: store, group_id: sweets, deep: 1, limit: 200 }

export const assortment: Assortment = {
  store_id: store,
  as_of: '2025-11-12T10:30:00',
  next_cursor: null,
  total: 3,
  items: [
    {
      item_id: honey,
      group_id: honeys,
      article: 'MD-010',
      name: 'Мёд цветочный',
      country: 'Россия',
      brand: 'Ягодная поляна',
      barcode: '4600000000107',
      barcodes: ['2000000000107'],
      short_description: 'Мёд с заливных лугов, на развес',
      full_description: 'Сбор этого лета. Хранить в тёмном месте.',
      icons: [
        { url: 'https://img.example.ru/md-010.png', mime: 'image/png', width: 128, height: 128 },
        { url: 'https://img.example.ru/md-010-large.png', mime: 'image/png', width: 512, height: 512 },
      ],
      unit: 'кг',
      portion: 0.5,
      min_volume: 1,
      step: 0.5,
      stock: { quantity: 42.5, unlimited: false, text: '42,5 кг' },
      price_retail: 780,
      price_tiers: [
        { over: 5, price: 720 },
        { over: 20, price: 690 },
      ],
      currency: 'RUB',
      nds_s: '10%',
    },
    {
      item_id: mors,
      group_id: drinks,
      article: 'MR-033',
      name: 'Морс клюквенный',
      country: 'Россия',
      brand: null,
      barcode: '46000002',
      short_description: 'Морс без сахара, разлив по 0,33 л',
      full_description: '',
      icons: [],
      unit: 'л',
      portion: 0.33,
      min_volume: 0.99,
      step: 0.33,
      stock: { quantity: 16.5, unlimited: false, text: '16,5 л' },
      price_retail: 210.5,
      price_tiers: [{ over: 10, price: 198 }],
      currency: 'RUB',
      nds_s: '20%',
    },
    {
      item_id: basket,
      group_id: crafts,
      article: '',
      name: 'Корзина плетёная, по заказу',
      country: null,
      brand: null,
      barcode: null,
      short_description: '',
      full_description: '',
      icons: [],
      unit: 'шт',
      portion: 2,
      min_volume: 2,
      step: 2,
      stock: { quantity: 12, unlimited: true, text: 'без ограничения; на складе 12 шт' },
      price_retail: 1450,
      price_tiers: [],
      currency: 'RUB',
      nds_s: 'Без НДС',
    },
  ],
}

export const clientRequest: ClientRequest = {
  client_id: 'rs-200318',
  client: {
    type: 'company',
    name: 'ООО «Брусника и Ко»',
    inn: '5001999225',
    kpp: '500101001',
    phone: '+79000000023',
    email: 'zakaz@brusnika.example.ru',
  },
}

export const bareClientRequest: ClientRequest = { client_id: 'rs-200319' }

export const createdClient: ClientAnswer = {
  result: 'created',
  client_id: 'rs-200318',
  ref_1c: 'b3c1a970-b1f1-11f0-8c3e-0242ac130005',
  code_1c: '00-00002041',
  name: 'ООО «Брусника и Ко»',
  incomplete: false,
  balance: { amount: 0, currency: 'RUB' },
  warnings: [],
}

export const foundClient: ClientAnswer = {
  ...createdClient,
  result: 'found',
  balance: { amount: 2300.5, currency: 'RUB' },
  warnings: [
    {
      code: 'W-CLIENT-DATA-IGNORED',
      pointer: '/client',
      message: 'Клиент уже есть, присланные реквизиты не применены: меняйте их методом clientupd',
    },
  ],
}

export const clientUpdRequest: ClientUpdRequest = {
  client_id: 'rs-200318',
  client: { phone: '+79000000024', email: null },
}

export const clientUpdAnswer: ClientUpdAnswer = {
  result: 'updated',
  client_id: 'rs-200318',
  changed: ['phone', 'email'],
}

export const bookingRequest: BookingRequest = {
  booking_id: 'rs-ord-900127',
  client_id: 'rs-200318',
  store_id: store,
  delivery: {
    type: 'delivery',
    address: { city: 'Выборг', street: 'ул. Сосновая', house: '14', flat: '3', postcode: '188800' },
    recipient: 'Ирина',
    phone: '+79000000023',
    desired_from: '2025-11-14T10:00:00',
    desired_to: '2025-11-14T14:00:00',
  },
  lines: [
    { item_id: honey, quantity: 5.5 },
    { article: 'MR-033', quantity: 1.32, comment: 'Без льда' },
    { item_id: basket, quantity: 2 },
  ],
  expected_amount: 7137.86,
}

export const pickupRequest: BookingRequest = {
  booking_id: 'rs-ord-900128',
  client_id: 'rs-200319',
  store_id: store,
  organization_id: organization,
  delivery: { type: 'pickup' },
  lines: [{ item_id: honey, quantity: 1 }],
  valid_until: '2025-11-13T20:00:00',
  comment: 'Заберу вечером',
}

export const bookingAnswer: BookingAnswer = {
  order_id: order,
  order_number: '00-00000583',
  booking_id: 'rs-ord-900127',
  amount: 7137.86,
  currency: 'RUB',
  ...statusBlocks(100),
  created_at: '2025-11-12T10:41:07',
  valid_until: '2025-11-15T10:41:07',
  lines: [
    { item_id: honey, quantity: 5.5, price: 720, amount: 3960 },
    { item_id: mors, quantity: 1.32, price: 210.5, amount: 277.86 },
    { item_id: basket, quantity: 2, price: 1450, amount: 2900 },
  ],
}

export const paycardRequest: PaycardRequest = {
  order_id: order,
  payment: {
    transaction_id: TRANSACTION,
    amount: 7137.86,
    currency: 'RUB',
    paid_at: '2025-11-12T10:44:30',
    system: 'Демо-Эквайринг',
    pan_mask: CARD,
    auth_code: 'Q7W8E9',
    rrn: '531610004417',
    terminal: 'T-0015',
    fee: 142.76,
    raw: { result: 'approved', bank: 'demo' },
  },
}

export const bookingStateQuery: BookingStateQuery = { order_number: '00-00000583', year: 2025 }

export const paidState: BookingState = {
  order_id: order,
  order_number: '00-00000583',
  booking_id: 'rs-ord-900127',
  ...statusBlocks(210),
  amount: 7137.86,
  paid_amount: 7137.86,
  refunded_amount: 0,
  currency: 'RUB',
  valid_until: null,
  payments: [{ kind: 1, transaction_id: TRANSACTION, amount: 7137.86, paid_at: '2025-11-12T10:44:30' }],
  refunds: [],
  pending: [],
  updated_at: '2025-11-12T10:44:32',
}

export const pendingState: BookingState = {
  ...paidState,
  ...statusBlocks(100),
  paid_amount: 0,
  valid_until: '2025-11-15T10:41:07',
  payments: [],
  pending: [{ method: 'paycard', request_id: request }],
  updated_at: '2025-11-12T10:41:07',
}

export const refundRequest: RefundRequest = {
  order_id: order,
  refund_id: 'rs-ref-0917',
  reason: 'Корзина не подошла по размеру',
  amount: 7137.86,
  goods_returned: true,
}

export const refundAnswer: RefundAnswer = {
  order_id: order,
  ...statusBlocks(430),
  refund: {
    refund_id: 'rs-ref-0917',
    state: 'prepared',
    amount: 7137.86,
    currency: 'RUB',
    to_card: CARD,
    original_transaction_id: TRANSACTION,
    order_number_1c: '00-00000044',
    goods_returned: true,
  },
}

export const queueAnswer: QueueAnswer = {
  request_id: request,
  state: 'queued',
  position: 3,
  status_url: `/hs/regate/queue/${request}`,
}

export const waitingJob: QueueState = {
  request_id: request,
  method: 'paycard',
  state: 'queued',
  attempts: 0,
  received_at: '2025-11-12T10:44:31',
  finished_at: null,
  result: null,
}

export const finishedJob: QueueState = {
  ...waitingJob,
  state: 'done',
  attempts: 1,
  finished_at: '2025-11-12T10:44:32',
  result: { status: 200, body: paidState },
}

export const outOfStock: Problem = {
  type: 'urn:regate:problem:out-of-stock',
  title: 'Товара на складе меньше, чем заказано',
  status: 409,
  detail: 'Мёд цветочный: заказано 60 кг, на складе 42,5 кг. Уменьшите количество.',
  instance: `urn:uuid:${request}`,
  code: 'RG-OUT-OF-STOCK',
  retryable: false,
  request_id: request,
  available: [{ item_id: honey, quantity: 42.5 }],
}

export const expired: Problem = {
  type: 'urn:regate:problem:order-expired',
  title: 'Срок действия заказа истёк',
  status: 409,
  detail: 'Оплата учтена на балансе клиента, заказ не изменён. Свяжитесь с магазином.',
  instance: `urn:uuid:${request}`,
  code: 'RG-ORDER-EXPIRED',
  retryable: false,
  request_id: request,
  payment_recorded: true,
}

export const notValid: Problem = {
  type: 'urn:regate:problem:validation',
  title: 'Содержание не принято',
  status: 422,
  instance: `urn:uuid:${request}`,
  code: 'RG-VALIDATION',
  retryable: false,
  request_id: request,
  errors: [
    { pointer: '/lines/0/quantity', rule: 'positive', message: 'Число должно быть больше нуля', actual: '0' },
  ],
}
