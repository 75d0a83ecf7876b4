import type { Contract, Operation } from '../operation.ts'
import { refusalCodes, regateCodes } from './codes.ts'
import type { RegateCode } from './codes.ts'
import * as messages from './messages.ts'
import {
  AssortmentQuery,
  BookingStateQuery,
  CityStoreQuery,
  CONTRACT,
  NoQuery,
  QueueParams,
  REQUEST_LIMIT_BYTES,
  StoreQuery,
} from './schema.ts'

/** Path of the service below the address of a publication (BD-01). */
export const BASE_PATH = '/hs/regate'

/** Codes that any call may be refused with. */
const COMMON: readonly RegateCode[] = [
  'RG-AUTH',
  'RG-FORBIDDEN',
  'RG-METHOD-UNKNOWN',
  'RG-VERB',
  'RG-RATE',
  'RG-INTERNAL',
  'RG-BUSY',
  'RG-MAINTENANCE',
  'RG-LICENSE',
]

/** Codes that any call with a body may be refused with. */
const WITH_BODY: readonly RegateCode[] = [
  'RG-MALFORMED',
  'RG-DUPLICATE-KEY',
  'RG-TOO-LARGE',
  'RG-MEDIA',
  'RG-VALIDATION',
]

/** Codes of the key and the queue that every write goes through (section 4, BD-11). */
const WRITE: readonly RegateCode[] = [
  ...WITH_BODY,
  'RG-KEY-MISSING',
  'RG-KEY-IN-USE',
  'RG-KEY-REUSED',
  'RG-QUEUE-FULL',
  'RG-LOCK',
]

function refusals(...codes: readonly RegateCode[]): Record<number, readonly string[]> {
  const byStatus: Record<number, string[]> = {}
  for (const code of [...COMMON, ...codes]) (byStatus[refusalCodes[code].status] ??= []).push(code)
  return byStatus
}

const toOnec = { contract: CONTRACT, caller: 'restore', callee: 'onec' } as const
const queued = { 202: messages.queueAnswerMessage }

/** A member of a body when it is a text: what is read of a refused body may be anything. */
function memberIn(name: string, ...values: readonly unknown[]): string | null {
  for (const value of values) {
    const found = (value as Record<string, unknown> | null | undefined)?.[name]
    if (typeof found === 'string') return found
  }
  return null
}

export const state = {
  ...toOnec,
  id: 'regate.state',
  method: 'GET',
  path: `${BASE_PATH}/state`,
  title: { ru: 'Сведения о базе', en: 'About the infobase' },
  description: {
    ru: 'Версия платформы и конфигурации, организации с реквизитами, часовой пояс и версия контракта.',
    en: 'Versions of platform and configuration, organisations with requisites, time zone and contract version.',
  },
  query: NoQuery,
  queryMessage: messages.noQueryMessage,
  responses: { 200: messages.stateMessage },
  errors: refusals(...WITH_BODY),
} satisfies Operation

export const city = {
  ...toOnec,
  id: 'regate.city',
  method: 'GET',
  path: `${BASE_PATH}/city`,
  title: { ru: 'Города', en: 'Cities' },
  description: {
    ru: 'Города, в которых есть склады; другие не перечисляются.',
    en: 'Cities that have warehouses; others are not listed.',
  },
  query: NoQuery,
  queryMessage: messages.noQueryMessage,
  responses: { 200: messages.citiesMessage },
  errors: refusals(...WITH_BODY),
} satisfies Operation

export const citystore = {
  ...toOnec,
  id: 'regate.citystore',
  method: 'GET',
  path: `${BASE_PATH}/citystore`,
  title: { ru: 'Склады города', en: 'Warehouses of a city' },
  description: {
    ru: 'Склады одного города по city_id или точному названию. Город без складов даёт пустой список.',
    en: 'Warehouses of one city by city_id or exact name. A city without warehouses gives an empty list.',
  },
  query: CityStoreQuery,
  queryMessage: messages.cityStoreQueryMessage,
  responses: { 200: messages.cityStoresMessage },
  errors: refusals(...WITH_BODY, 'RG-CITY-UNKNOWN', 'RG-CITY-AMBIGUOUS'),
} satisfies Operation

export const storetable = {
  ...toOnec,
  id: 'regate.storetable',
  method: 'GET',
  path: `${BASE_PATH}/storetable`,
  title: { ru: 'Группы товаров склада', en: 'Groups of a warehouse' },
  description: {
    ru: 'Группы и подгруппы, в которых на этом складе есть товары, плоским списком: родитель раньше потомков.',
    en: 'Groups and subgroups that hold goods in this warehouse, as a flat list: a parent before its children.',
  },
  query: StoreQuery,
  queryMessage: messages.storeQueryMessage,
  responses: { 200: messages.storeTableMessage },
  errors: refusals(...WITH_BODY, 'RG-STORE-UNKNOWN'),
} satisfies Operation

export const assortment = {
  ...toOnec,
  id: 'regate.assortment',
  method: 'GET',
  path: `${BASE_PATH}/assortment`,
  title: { ru: 'Ассортимент склада', en: 'Assortment of a warehouse' },
  description: {
    ru: 'Товары склада с ценами и остатками на один момент, страницами. changed_since оставляет изменённые, group_id берёт и подгруппы, если не указано deep=0.',
    en: 'Items of a warehouse with prices and stock of one moment, in pages. changed_since leaves what changed, group_id takes subgroups too unless deep=0.',
  },
  query: AssortmentQuery,
  queryMessage: messages.assortmentQueryMessage,
  responses: { 200: messages.assortmentMessage },
  errors: refusals(...WITH_BODY, 'RG-STORE-UNKNOWN', 'RG-GROUP-UNKNOWN'),
} satisfies Operation

export const client = {
  ...toOnec,
  id: 'regate.client',
  method: 'POST',
  path: `${BASE_PATH}/client`,
  title: { ru: 'Найти или создать клиента', en: 'Find or create a client' },
  description: {
    ru: 'Ищет контрагента по идентификатору ReStore: найден — подтверждение и баланс предоплат, нет — создаёт. Реквизиты найденного не меняются.',
    en: 'Looks for the counterparty by the id of ReStore: found gives a confirmation and the balance of prepayments, otherwise it is created. Requisites of a found one are not changed.',
  },
  request: messages.clientRequestMessage,
  responses: { 200: messages.clientAnswerMessage, 201: messages.clientAnswerMessage, ...queued },
  errors: refusals(...WRITE, 'RG-INN'),
  subject: (_params, request) => memberIn('client_id', request),
} satisfies Operation

export const clientupd = {
  ...toOnec,
  id: 'regate.clientupd',
  method: 'POST',
  path: `${BASE_PATH}/clientupd`,
  title: { ru: 'Изменить реквизиты клиента', en: 'Change requisites of a client' },
  description: {
    ru: 'Меняет присланные реквизиты: отсутствующие остаются, null очищает. Неизвестный клиент не создаётся.',
    en: 'Changes the requisites sent: absent ones stay, null clears. An unknown client is not created.',
  },
  request: messages.clientUpdRequestMessage,
  responses: { 200: messages.clientUpdAnswerMessage, ...queued },
  errors: refusals(...WRITE, 'RG-INN', 'RG-CLIENT-UNKNOWN'),
  subject: (_params, request) => memberIn('client_id', request),
} satisfies Operation

export const booking = {
  ...toOnec,
  id: 'regate.booking',
  method: 'POST',
  path: `${BASE_PATH}/booking`,
  title: { ru: 'Создать заказ', en: 'Book an order' },
  description: {
    ru: 'Создаёт заказ, он же счёт, целиком или никак: цены считает 1С, остаток резервируется. Повтор booking_id с тем же содержанием отвечает тем же заказом.',
    en: 'Makes an order, which is the invoice too, as a whole or not at all: 1C prices it and reserves stock. The same booking_id with the same content answers with the same order.',
  },
  request: messages.bookingRequestMessage,
  responses: { 200: messages.bookingAnswerMessage, 201: messages.bookingAnswerMessage, ...queued },
  errors: refusals(
    ...WRITE,
    'RG-CLIENT-UNKNOWN',
    'RG-STORE-UNKNOWN',
    'RG-ITEM-UNKNOWN',
    'RG-ARTICLE-AMBIGUOUS',
    'RG-VOLUME',
    'RG-OUT-OF-STOCK',
    'RG-NO-PRICE',
    'RG-PRICE-CHANGED',
    'RG-BOOKING-EXISTS',
  ),
  subject: (_params, request) => memberIn('booking_id', request),
} satisfies Operation

export const paycard = {
  ...toOnec,
  id: 'regate.paycard',
  method: 'POST',
  path: `${BASE_PATH}/paycard`,
  title: { ru: 'Сообщить об оплате картой', en: 'Report a card payment' },
  description: {
    ru: 'Переводит заказ в «оплачен картой» и хранит с ним сведения платёжной системы. Если заказ оплату не принимает, деньги учитываются на балансе клиента. Номер карты только маской.',
    en: 'Marks the order as paid by card and keeps what the payment system told. When the order cannot take the payment, the money goes to the balance of the client. Card numbers as masks only.',
  },
  request: messages.paycardRequestMessage,
  responses: { 200: messages.bookingStateMessage, ...queued },
  errors: refusals(
    ...WRITE,
    'RG-ORDER-UNKNOWN',
    'RG-PAN-FORBIDDEN',
    'RG-PAYMENT-KIND',
    'RG-ORDER-EXPIRED',
    'RG-ORDER-CANCELLED',
    'RG-ALREADY-PAID',
    'RG-AMOUNT-MISMATCH',
  ),
  subject: (_params, request, response) =>
    memberIn('order_id', request, response) ?? memberIn('booking_id', request),
} satisfies Operation

export const bookingstate = {
  ...toOnec,
  id: 'regate.bookingstate',
  method: 'GET',
  path: `${BASE_PATH}/bookingstate`,
  title: { ru: 'Состояние заказа', en: 'State of an order' },
  description: {
    ru: 'Статус, оплаты и возвраты заказа и записи о нём, которые ещё стоят в очереди. Заказ называют order_id, booking_id или номером с годом.',
    en: 'Status, payments and refunds of an order, and the writes about it that are still queued. The order is named by order_id, booking_id, or number and year.',
  },
  query: BookingStateQuery,
  queryMessage: messages.bookingStateQueryMessage,
  responses: { 200: messages.bookingStateMessage },
  errors: refusals(...WITH_BODY, 'RG-ORDER-UNKNOWN'),
  subject: (_params, request, response) =>
    memberIn('order_id', request, response) ?? memberIn('booking_id', request),
} satisfies Operation

export const refund = {
  ...toOnec,
  id: 'regate.refund',
  method: 'POST',
  path: `${BASE_PATH}/refund`,
  title: { ru: 'Вернуть деньги по заказу', en: 'Refund an order' },
  description: {
    ru: 'Переводит заказ, оплаченный картой, в «возврат денег» и готовит в 1С ордер на выплату на ту же карту. Только вся сумма.',
    en: 'Moves an order that was paid by card to "money returned" and prepares a pay-out order in 1C to the same card. The whole amount only.',
  },
  request: messages.refundRequestMessage,
  responses: { 200: messages.refundAnswerMessage, ...queued },
  errors: refusals(
    ...WRITE,
    'RG-ORDER-UNKNOWN',
    'RG-REFUND-NOT-CARD',
    'RG-ALREADY-REFUNDED',
    'RG-REFUND-PARTIAL',
  ),
  subject: (_params, request, response) =>
    memberIn('order_id', request, response) ?? memberIn('booking_id', request),
} satisfies Operation

export const queue = {
  ...toOnec,
  id: 'regate.queue',
  method: 'GET',
  path: `${BASE_PATH}/queue/{request_id}`,
  title: { ru: 'Запрос в очереди', en: 'A queued request' },
  description: {
    ru: 'Как обрабатывается запись, на которую пришёл ответ 202. Сам адрес отвечает 200, итог записи в result.status.',
    en: 'How a write that was answered 202 is going. The address itself answers 200, the outcome of the write is in result.status.',
  },
  params: QueueParams,
  responses: { 200: messages.queueStateMessage },
  errors: refusals('RG-JOB-UNKNOWN'),
  subject: ({ request_id }) => request_id ?? null,
} satisfies Operation

/** Contract B: the web service ReGate. */
export const regate: Contract = {
  id: CONTRACT,
  title: { ru: 'Веб-сервис 1С ReGate', en: 'Web service of 1C ReGate' },
  operations: [
    state,
    city,
    citystore,
    storetable,
    assortment,
    client,
    clientupd,
    booking,
    paycard,
    bookingstate,
    refund,
    queue,
  ],
  codes: regateCodes,
  problem: messages.problemMessage,
  bodyLimit: REQUEST_LIMIT_BYTES,
}
