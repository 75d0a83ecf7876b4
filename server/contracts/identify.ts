import { has } from './clue.ts'
import type { Clue, Identified } from './clue.ts'
import type { WireBody } from './operation.ts'
import {
  contragentsMessage,
  getDictionary,
  getOrder,
  getOrders,
  nomenclatureMessage,
  onecDictionaryMessage,
  orderEnvelopeMessage,
  ordersBatchMessage,
  ping,
  pingMessage,
  postContragents,
  postDictionary,
  postNomenclature,
  postOrder,
  postResult,
  postStock,
  problemMessage,
  processedOrderAnswerMessage,
  processedOrderMessage,
  processingResultAnswerMessage,
  processingResultMessage,
  rowResultsMessage,
  siteDictionaryMessage,
  stockMessage,
} from './site-orders/operations.ts'
import { ksupClues } from './ksup/clues.ts'
import { regateClues } from './regate/clues.ts'
import { outgoingDocumentMessage, returnedDocumentMessage } from './site-orders/document.ts'
import { isReturned, readTree } from './site-orders/read-tree.ts'
import { createNotes } from './wire/notes.ts'
import { memberOf } from './wire/tree.ts'
import type { WireNode } from './wire/tree.ts'

export type { Identified }

const isOrder = (tree: WireNode): boolean =>
  memberOf(tree, 'order')?.kind === 'object' || memberOf(tree, 'orders')?.kind === 'object'

const hasRefs = (tree: WireNode): boolean => {
  const items = memberOf(tree, 'items')
  return items?.kind === 'array' && items.items.some((item) => memberOf(item, 'ref_1c') !== undefined)
}

/** Clues from the surest to the vaguest; the first that matches decides. */
const clues: readonly Clue[] = [
  ...regateClues,
  ...ksupClues,
  {
    matches: (tree) => has('orders', 'exchange')(tree) && memberOf(tree, 'orders')?.kind === 'array',
    found: { operation: getOrders, message: 'response', form: ordersBatchMessage, confidence: 1 },
    reason: {
      ru: 'есть orders и exchange: страница заказов сайта',
      en: "orders and exchange: a page of the site's orders",
    },
  },
  {
    matches: (tree) => isOrder(tree) && has('exchange')(tree) && isReturned(tree),
    found: { operation: postOrder, message: 'request', form: processedOrderMessage, confidence: 1 },
    reason: {
      ru: 'заказ с номером версии 1С или суммами в строках',
      en: 'an order with a version of 1C or sums in its lines',
    },
  },
  {
    matches: (tree) => isOrder(tree) && has('exchange')(tree),
    found: { operation: getOrder, message: 'response', form: orderEnvelopeMessage, confidence: 1 },
    reason: { ru: 'заказ с редакцией сайта', en: "an order with the site's revision" },
  },
  {
    matches: (tree) => isOrder(tree) && isReturned(tree),
    found: { operation: postOrder, message: 'document', form: returnedDocumentMessage, confidence: 0.9 },
    reason: {
      ru: 'заказ с суммами в строках, без exchange: документ, возвращённый из 1С',
      en: 'an order with sums in its lines, without exchange: a document returned by 1C',
    },
  },
  {
    matches: isOrder,
    found: { operation: getOrder, message: 'document', form: outgoingDocumentMessage, confidence: 0.9 },
    reason: {
      ru: 'заказ без сумм и без exchange: документ, выгруженный сайтом',
      en: 'an order without sums and without exchange: a document exported by the site',
    },
  },
  {
    matches: has('stock'),
    found: { operation: postStock, message: 'request', form: stockMessage, confidence: 1 },
    reason: { ru: 'есть stock: остатки', en: 'stock: stock levels' },
  },
  {
    matches: has('nomenclature'),
    found: { operation: postNomenclature, message: 'request', form: nomenclatureMessage, confidence: 1 },
    reason: { ru: 'есть nomenclature: номенклатура', en: 'nomenclature: items' },
  },
  {
    matches: has('contragents'),
    found: { operation: postContragents, message: 'request', form: contragentsMessage, confidence: 1 },
    reason: { ru: 'есть contragents: контрагенты', en: 'contragents: counterparties' },
  },
  {
    matches: (tree) => has('kind', 'items')(tree) && hasRefs(tree),
    found: { operation: postDictionary, message: 'request', form: onecDictionaryMessage, confidence: 0.8 },
    reason: { ru: 'справочник со ссылками 1С', en: 'a dictionary with references of 1C' },
  },
  {
    matches: has('kind', 'items'),
    found: { operation: getDictionary, message: 'response', form: siteDictionaryMessage, confidence: 0.8 },
    reason: { ru: 'справочник без ссылок 1С', en: 'a dictionary without references of 1C' },
  },
  {
    matches: has('order_id', 'stored_seq'),
    found: { operation: postOrder, message: 'response', form: processedOrderAnswerMessage, confidence: 1 },
    reason: {
      ru: 'есть stored_seq: ответ на возвращённый заказ',
      en: 'stored_seq: the answer to a returned order',
    },
  },
  {
    matches: has('order_id', 'result'),
    found: { operation: postResult, message: 'request', form: processingResultMessage, confidence: 1 },
    reason: { ru: 'есть result: результат обработки заказа', en: 'result: a processing result' },
  },
  {
    matches: has('accepted', 'rejected'),
    found: { operation: postStock, message: 'response', form: rowResultsMessage, confidence: 0.5 },
    reason: {
      ru: 'результаты по строкам: остатки, номенклатура, контрагенты и справочники отвечают одинаково',
      en: 'results by row: stock, items, counterparties and dictionaries answer alike',
    },
  },
  {
    matches: has('exchange_state'),
    found: {
      operation: postResult,
      message: 'response',
      form: processingResultAnswerMessage,
      confidence: 0.9,
    },
    reason: {
      ru: 'есть exchange_state: ответ на результат обработки',
      en: 'exchange_state: the answer to a result',
    },
  },
  {
    matches: has('service', 'contract'),
    found: { operation: ping, message: 'response', form: pingMessage, confidence: 1 },
    reason: { ru: 'есть service и contract: проверка связи', en: 'service and contract: a ping' },
  },
  {
    matches: has('status', 'code', 'title'),
    found: { operation: postOrder, message: 'problem', form: problemMessage, confidence: 0.5 },
    reason: {
      ru: 'описание отказа: им может ответить любая операция',
      en: 'problem details: any operation may answer with them',
    },
  },
]

/**
 * Recognises a body by what it holds, however untidily it is written; `null` when no contract has such a message or it
 * cannot be read at all (then a reader tells why). `fixture`: see `ReadOptions`.
 */
export function identify(body: WireBody, { fixture = false }: { fixture?: boolean } = {}): Identified | null {
  const notes = createNotes()
  const tree = readTree(body, { mode: 'lenient', fixture, reader: 'onec', formats: ['json', 'xml'], notes })
  const clue = tree && clues.find(({ matches }) => matches(tree))
  return clue ? { ...clue.found, reason: clue.reason } : null
}
