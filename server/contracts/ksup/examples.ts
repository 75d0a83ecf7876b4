import type {
  ContactChange,
  ContactCreate,
  ContactCreateAnswer,
  ContactLink,
  Income,
  MessageAnswer,
  MessageState,
  NomenclatureChange,
  NomenclatureCreate,
  OrderMessage,
  Ping,
  PriceStockAnswer,
  PriceStockRequest,
  Problem,
  Retail,
  Row,
  Shipment,
  UnassignedIncome,
} from './schema.ts'

/** Example bodies of contract D (section 6): one story, invented people and companies. */

const id = (last: string): string => `0b8a3f40-94a5-11f0-8de9-0242ac1200${last}`
const day = '2025-09-18'

const counterparty = '9d2b7a1c-94a2-11f0-8de9-0242ac120002'
const order = 'b1000000-94a5-11f0-8de9-0242ac120001'
const shipment = 'd1000000-94a5-11f0-8de9-0242ac120001'

const rower: Row = {
  article: 'TR-2041',
  name: 'Тренажёр гребной «Волна»',
  quantity: 2,
  price: 84990,
  amount: 169980,
}
const mat: Row = {
  article: 'MT-0017',
  name: 'Коврик 180×60, серый',
  quantity: 10,
  price: 1290,
  amount: 12900,
}

export const contactCreate: ContactCreate = {
  meta: { message_id: id('01'), seq: 1, sent_at: `${day}T12:30:00` },
  object_name: 'ООО «Тихая Гавань»',
  object_type: 'company',
  email: 'zakaz@gavan.example.ru',
  phone: '+79000000002',
  code_ksup: '58213',
}

export const contactCreated: ContactCreateAnswer = {
  message_id: id('01'),
  result: 'created',
  code_1c: '00-00001873',
}

export const contactExisting: ContactCreateAnswer = { ...contactCreated, result: 'existing' }

export const contactLink: ContactLink = {
  meta: { message_id: id('02'), seq: 1, sent_at: `${day}T12:30:02`, source_ref: counterparty },
  code_ksup: '58213',
  code_1c: '00-00001873',
}

export const contactChange: ContactChange = {
  meta: { message_id: id('03'), seq: 2, sent_at: `${day}T14:10:11`, source_ref: counterparty },
  code_1c: '00-00001873',
  object_name: 'ООО «Тихая Гавань Плюс»',
  object_type: 'company',
  email: 'zakaz@gavan.example.ru',
  phone: '+79000000003',
}

export const nomenclatureCreate: NomenclatureCreate = {
  meta: {
    message_id: id('04'),
    seq: 1,
    sent_at: `${day}T09:00:00`,
    source_ref: 'a9000000-94a5-11f0-8de9-0242ac120001',
  },
  name: 'Тренажёр гребной «Волна»',
  article: 'TR-2041',
  series: 'Волна',
  manufacturer: 'Завод «Пример-Спорт»',
}

export const nomenclatureChange: NomenclatureChange = {
  ...nomenclatureCreate,
  meta: { ...nomenclatureCreate.meta, message_id: id('05'), seq: 2, sent_at: '2025-10-02T11:20:00' },
  article: 'TR-2041M',
  article_old: 'TR-2041',
}

export const orderAdd: OrderMessage = {
  meta: { message_id: id('10'), seq: 1, sent_at: `${day}T15:00:00`, source_ref: order },
  type: 'add',
  order_number_1c: '0000-021502',
  deal_number: 7741,
  file: {
    name: 'Заказ клиента 0000-021502 от 18.09.2025.pdf',
    mime: 'application/pdf',
    size: 33,
    sha256: 'e58abe06a62a001f5b6ba169ba9f5dcf37392f5f36f298f3f6ba325071677e04',
    content_base64: 'JVBERi0xLjQKJSBkZW1vIG9yZGVyIGZvcm0KJSVFT0YK',
  },
  rows: [rower, mat],
}

export const orderFinished: OrderMessage = {
  meta: { message_id: id('19'), seq: 9, sent_at: '2025-09-30T18:00:00', source_ref: order },
  type: 'finished',
  deal_number: 7741,
}

export const income: Income = {
  meta: {
    message_id: id('20'),
    seq: 3,
    sent_at: '2025-09-20T10:00:05',
    source_ref: 'c1000000-94a5-11f0-8de9-0242ac120001',
  },
  deal_number: 7741,
  date: '2025-09-20',
  amount: 100000,
}

export const unassignedIncome: UnassignedIncome = {
  meta: {
    message_id: id('21'),
    seq: 1,
    sent_at: '2025-09-20T10:00:07',
    source_ref: 'c1000000-94a5-11f0-8de9-0242ac120002',
  },
  date: '2025-09-20',
  amount: 5400,
}

export const shipmentAdd: Shipment = {
  meta: { message_id: id('30'), seq: 4, sent_at: '2025-09-22T11:00:00', source_ref: shipment },
  type: 'add',
  deal_number: 7741,
  date: '2025-09-22T10:58:30',
  rows: [{ ...rower, quantity: 1, amount: 84990 }, mat],
}

export const shipmentChange: Shipment = {
  ...shipmentAdd,
  meta: { message_id: id('31'), seq: 5, sent_at: '2025-09-23T09:15:00', source_ref: shipment },
  type: 'change',
  rows: [
    { ...rower, quantity: 1, amount: 84990 },
    { ...mat, quantity: 8, amount: 10320 },
  ],
}

export const retail: Retail = {
  meta: {
    message_id: id('40'),
    seq: 3,
    sent_at: '2025-09-24T16:20:10',
    source_ref: 'e1000000-94a5-11f0-8de9-0242ac120001',
  },
  type: 'roznica',
  code_1c: '00-00001873',
  date: '2025-09-24T16:20:03',
  rows: [
    { article: 'BT-110', name: 'Бутылка 0,7 л', quantity: 2, price: 450, amount: 900 },
    { article: 'GL-003', name: 'Перчатки, размер M', quantity: 1, price: 1250, amount: 1250 },
  ],
}

export const retailNoCard: Retail = {
  meta: {
    message_id: id('41'),
    seq: 1,
    sent_at: '2025-09-24T16:25:00',
    source_ref: 'e1000000-94a5-11f0-8de9-0242ac120002',
  },
  type: 'roznicanocard',
}

export const priceStockRequest: PriceStockRequest = {
  contact_code: '00-00001873',
  articles: ['TR-2041', 'MT-0017', 'XX-404'],
}

const rowerPrices = { price_retail: 89990, price_special: 86990, price_contract: 84990 }
const matPrices = { price_retail: 1290, price_special: null, price_contract: null }
const shop = 'Магазинный'
const outside = 'Внешний (аутсорс)'

export const priceStockAnswer: PriceStockAnswer = {
  as_of: `${day}T15:05:00`,
  contact_code: '00-00001873',
  currency: 'RUB',
  rows: [
    { name: rower.name, article: rower.article, warehouse: shop, available: 3, ...rowerPrices },
    { name: rower.name, article: rower.article, warehouse: outside, available: 11, ...rowerPrices },
    { name: mat.name, article: mat.article, warehouse: shop, available: 0, ...matPrices },
    { name: mat.name, article: mat.article, warehouse: outside, available: 240, ...matPrices },
  ],
  errors: [{ article: 'XX-404', code: 'KS-ARTICLE-UNKNOWN', message: 'Номенклатура с артикулом не найдена' }],
  warnings: [],
}

export const applied: MessageAnswer = { message_id: id('10'), result: 'applied', warnings: [] }
export const queued: MessageAnswer = { message_id: id('10'), result: 'queued', warnings: [] }
export const duplicate: MessageAnswer = { message_id: id('10'), result: 'duplicate', warnings: [] }
export const noAction: MessageAnswer = { message_id: id('41'), result: 'no_action', warnings: [] }
export const retailDeal: MessageAnswer = {
  message_id: id('40'),
  result: 'applied',
  deal_number: 7790,
  warnings: [],
}

export const dealClosed: Problem = {
  type: 'urn:ksup:problem:deal-closed',
  title: 'Сделка закрыта',
  status: 409,
  detail: 'Сделка 7741 в состоянии «Отменённая»; отгрузка не принята',
  code: 'KS-DEAL-CLOSED',
  retryable: false,
  message_id: id('30'),
}

export const queuedState: MessageState = {
  message_id: id('10'),
  state: 'queued',
  received_at: `${day}T15:00:01`,
  finished_at: null,
  problem: null,
  warnings: [],
}

export const refusedState: MessageState = {
  message_id: id('30'),
  state: 'refused',
  received_at: '2025-09-22T11:00:01',
  finished_at: '2025-09-22T11:00:02',
  problem: dealClosed,
  warnings: [],
}

export const ping: Ping = { service: 'onec', contract: 'ksup/1', time: `${day}T12:00:00` }
