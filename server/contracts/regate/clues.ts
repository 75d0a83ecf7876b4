import { has } from '../clue.ts'
import type { Clue } from '../clue.ts'
import { memberOf } from '../wire/tree.ts'
import type { WireNode } from '../wire/tree.ts'
import * as messages from './messages.ts'
import * as operations from './operations.ts'

const hasText = (tree: WireNode, name: string, prefix: string): boolean => {
  const member = memberOf(tree, name)
  return member?.kind === 'text' && member.text.startsWith(prefix)
}

/** Members that change nothing but requisites: `null` clears one, and nobody is created without a name (BD-26, BD-27). */
const looksLikeChange = (tree: WireNode): boolean => {
  const client = memberOf(tree, 'client')
  return client?.kind === 'object' && memberOf(client, 'name') === undefined
}

/** Clues of contract B. None of them fits a message of contract A. */
export const regateClues: readonly Clue[] = [
  {
    matches: has('api', 'organizations'),
    found: {
      operation: operations.state,
      message: 'response',
      form: messages.stateMessage,
      confidence: 1,
    },
    reason: {
      ru: 'есть api и organizations: сведения о базе',
      en: 'api and organizations: about the infobase',
    },
  },
  {
    matches: has('cities'),
    found: { operation: operations.city, message: 'response', form: messages.citiesMessage, confidence: 1 },
    reason: { ru: 'есть cities: города', en: 'cities: the cities' },
  },
  {
    matches: has('city_id', 'stores'),
    found: {
      operation: operations.citystore,
      message: 'response',
      form: messages.cityStoresMessage,
      confidence: 1,
    },
    reason: { ru: 'есть stores: склады города', en: 'stores: warehouses of a city' },
  },
  {
    matches: has('store_id', 'groups'),
    found: {
      operation: operations.storetable,
      message: 'response',
      form: messages.storeTableMessage,
      confidence: 1,
    },
    reason: { ru: 'есть groups: группы товаров склада', en: 'groups: groups of a warehouse' },
  },
  {
    matches: has('store_id', 'items'),
    found: {
      operation: operations.assortment,
      message: 'response',
      form: messages.assortmentMessage,
      confidence: 1,
    },
    reason: { ru: 'есть store_id и items: ассортимент склада', en: 'store_id and items: an assortment' },
  },
  {
    matches: has('client_id', 'result', 'changed'),
    found: {
      operation: operations.clientupd,
      message: 'response',
      form: messages.clientUpdAnswerMessage,
      confidence: 1,
    },
    reason: { ru: 'есть changed: ответ clientupd', en: 'changed: the answer of clientupd' },
  },
  {
    matches: has('client_id', 'result'),
    found: {
      operation: operations.client,
      message: 'response',
      form: messages.clientAnswerMessage,
      confidence: 1,
    },
    reason: { ru: 'клиент с result: ответ client', en: 'a client with result: the answer of client' },
  },
  {
    matches: has('booking_id', 'client_id', 'lines'),
    found: {
      operation: operations.booking,
      message: 'request',
      form: messages.bookingRequestMessage,
      confidence: 1,
    },
    reason: { ru: 'клиент и строки заказа: booking', en: 'a client and lines of an order: booking' },
  },
  {
    matches: has('order_id', 'booking_id', 'lines'),
    found: {
      operation: operations.booking,
      message: 'response',
      form: messages.bookingAnswerMessage,
      confidence: 1,
    },
    reason: {
      ru: 'заказ с номером и строками: ответ booking',
      en: 'an order with its lines: the answer of booking',
    },
  },
  {
    matches: has('order_id', 'paid_amount'),
    found: {
      operation: operations.bookingstate,
      message: 'response',
      form: messages.bookingStateMessage,
      confidence: 0.8,
    },
    reason: {
      ru: 'состояние заказа: так отвечают bookingstate и paycard',
      en: 'the state of an order: bookingstate and paycard answer alike',
    },
  },
  {
    matches: has('order_id', 'refund'),
    found: {
      operation: operations.refund,
      message: 'response',
      form: messages.refundAnswerMessage,
      confidence: 1,
    },
    reason: { ru: 'есть refund: ответ на возврат', en: 'refund: the answer to a refund' },
  },
  {
    matches: has('refund_id'),
    found: {
      operation: operations.refund,
      message: 'request',
      form: messages.refundRequestMessage,
      confidence: 1,
    },
    reason: { ru: 'есть refund_id: возврат', en: 'refund_id: a refund' },
  },
  {
    matches: (tree) => memberOf(memberOf(tree, 'payment'), 'transaction_id') !== undefined,
    found: {
      operation: operations.paycard,
      message: 'request',
      form: messages.paycardRequestMessage,
      confidence: 1,
    },
    reason: {
      ru: 'есть payment.transaction_id: оплата картой',
      en: 'payment.transaction_id: a card payment',
    },
  },
  {
    matches: has('request_id', 'state', 'attempts'),
    found: {
      operation: operations.queue,
      message: 'response',
      form: messages.queueStateMessage,
      confidence: 1,
    },
    reason: { ru: 'есть attempts: запрос в очереди', en: 'attempts: a queued request' },
  },
  {
    matches: has('request_id', 'state', 'status_url'),
    found: {
      operation: operations.booking,
      message: 'response',
      form: messages.queueAnswerMessage,
      confidence: 0.5,
    },
    reason: {
      ru: 'место в очереди: так отвечает любая запись',
      en: 'a place in the queue: every write answers alike',
    },
  },
  {
    matches: (tree) => has('client_id', 'client')(tree) && looksLikeChange(tree),
    found: {
      operation: operations.clientupd,
      message: 'request',
      form: messages.clientUpdRequestMessage,
      confidence: 0.8,
    },
    reason: {
      ru: 'клиент с реквизитами без названия: их изменение',
      en: 'a client with requisites but no name: a change of them',
    },
  },
  {
    matches: (tree) => memberOf(tree, 'client_id')?.kind === 'text',
    found: {
      operation: operations.client,
      message: 'request',
      form: messages.clientRequestMessage,
      confidence: 0.7,
    },
    reason: {
      ru: 'клиент с названием или только идентификатор: найти или создать',
      en: 'a client with a name, or the identifier alone: find or create',
    },
  },
  {
    matches: (tree) => hasText(tree, 'code', 'RG-'),
    found: {
      operation: operations.booking,
      message: 'problem',
      form: messages.problemMessage,
      confidence: 0.5,
    },
    reason: {
      ru: 'код RG-…: описание отказа, им может ответить любой метод',
      en: 'a code RG-…: problem details, any method may answer with them',
    },
  },
  {
    matches: (tree) =>
      has('store_id')(tree) &&
      ['group_id', 'deep', 'changed_since', 'limit', 'cursor'].some((name) => has(name)(tree)),
    found: {
      operation: operations.assortment,
      message: 'request',
      form: messages.assortmentQueryMessage,
      confidence: 0.9,
    },
    reason: {
      ru: 'склад с отбором: параметры assortment',
      en: 'a warehouse with a filter: asks for an assortment',
    },
  },
  {
    matches: has('store_id'),
    found: {
      operation: operations.storetable,
      message: 'request',
      form: messages.storeQueryMessage,
      confidence: 0.5,
    },
    reason: {
      ru: 'только склад: параметры storetable или assortment',
      en: 'a warehouse alone: asks for storetable or assortment',
    },
  },
  {
    matches: (tree) => has('city_id')(tree) || has('city')(tree),
    found: {
      operation: operations.citystore,
      message: 'request',
      form: messages.cityStoreQueryMessage,
      confidence: 0.9,
    },
    reason: { ru: 'только город: параметры citystore', en: 'a city alone: asks for its warehouses' },
  },
  {
    matches: (tree) => has('booking_id')(tree) || has('order_number', 'year')(tree),
    found: {
      operation: operations.bookingstate,
      message: 'request',
      form: messages.bookingStateQueryMessage,
      confidence: 0.7,
    },
    reason: { ru: 'назван только заказ: параметры bookingstate', en: 'an order alone: asks for its state' },
  },
]
