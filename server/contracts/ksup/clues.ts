import { has } from '../clue.ts'
import type { Clue } from '../clue.ts'
import type { Message } from '../operation.ts'
import { memberOf } from '../wire/tree.ts'
import type { WireNode } from '../wire/tree.ts'
import { canonicalName } from './aliases.ts'
import * as messages from './messages.ts'
import * as operations from './operations.ts'
import type { KsupOperation } from './operations.ts'

/** A test for members under their names or the words of the seed. */
const named =
  (...names: string[]) =>
  (tree: WireNode): boolean =>
    tree.kind === 'object' &&
    names.every((name) =>
      tree.members.some((member) => canonicalName(member.name, { [name]: true }) === name),
    )

const textOf = (tree: WireNode, name: string): string => {
  const members = tree.kind === 'object' ? tree.members : []
  const found = members.find((member) => canonicalName(member.name, { [name]: true }) === name)?.value
  return found?.kind === 'text' ? found.text.trim().toLowerCase() : ''
}

const clue = (
  matches: Clue['matches'],
  found: {
    operation: KsupOperation
    form: Message
    message?: 'request' | 'response' | 'problem'
    confidence?: number
  },
  ru: string,
  en: string,
): Clue => ({
  matches,
  found: { message: 'request', confidence: 1, ...found },
  reason: { ru, en },
})

const startsWith =
  (name: string, prefix: string) =>
  (tree: WireNode): boolean =>
    textOf(tree, name).startsWith(prefix)

/** `cancel` and `finished` of an order are their type and the deal number. */
const isOrder = (tree: WireNode): boolean =>
  named('type', 'deal_number')(tree) &&
  (named('file')(tree) || ['cancel', 'finished'].includes(textOf(tree, 'type')))

/** Clues of contract D from the surest to the vaguest. */
export const ksupClues: readonly Clue[] = [
  clue(
    startsWith('code', 'ks-'),
    { operation: operations.orders, form: messages.problemMessage, message: 'problem', confidence: 0.5 },
    'код KS-…: отказ, им может ответить любая операция',
    'a code KS-…: a refusal that any operation may answer with',
  ),
  clue(
    startsWith('contract', 'ksup/'),
    { operation: operations.ping, form: messages.pingMessage, message: 'response' },
    'contract: ksup — проверка связи',
    'contract: ksup, a ping',
  ),
  clue(
    isOrder,
    { operation: operations.orders, form: messages.orderMessage },
    'номер сделки и файл или тип cancel, finished: заказ клиента',
    'a deal number and a file, or the type cancel or finished: an order',
  ),
  clue(
    (tree) => textOf(tree, 'type').startsWith('roznica'),
    { operation: operations.retail, form: messages.retailMessage },
    'тип roznica: розничный чек',
    'the type roznica: a receipt',
  ),
  clue(
    named('type', 'deal_number', 'rows'),
    { operation: operations.shipments, form: messages.shipmentMessage },
    'номер сделки и строки без файла: отгрузка',
    'a deal number and rows without a file: a shipment',
  ),
  clue(
    named('deal_number', 'date', 'amount'),
    { operation: operations.income, form: messages.incomeMessage },
    'номер сделки, дата и сумма: доход',
    'a deal number, a date and an amount: an income',
  ),
  clue(
    (tree) => named('date', 'amount')(tree) && memberOf(tree, 'meta') !== undefined,
    { operation: operations.unassignedIncome, form: messages.unassignedIncomeMessage },
    'дата и сумма без сделки: неразнесённый доход',
    'a date and an amount without a deal: an unassigned income',
  ),
  clue(
    named('code_ksup', 'object_name'),
    { operation: operations.contactCreate, form: messages.contactCreateMessage },
    'код КСУП и название: новый контакт',
    'a code of КСУП and a name: a new contact',
  ),
  clue(
    named('code_ksup', 'code_1c'),
    { operation: operations.contactLink, form: messages.contactLinkMessage },
    'код КСУП и код 1С: код нового контакта',
    'a code of КСУП and one of 1C: the code of a new contact',
  ),
  clue(
    named('code_1c', 'object_type'),
    { operation: operations.contactChange, form: messages.contactChangeMessage },
    'код 1С и тип объекта: изменение контакта',
    'a code of 1C and a type of object: a change of a contact',
  ),
  clue(
    has('as_of', 'rows', 'errors'),
    { operation: operations.priceStock, form: messages.priceStockAnswerMessage, message: 'response' },
    'as_of, rows и errors: цены и остатки',
    'as_of, rows and errors: prices and stock',
  ),
  clue(
    has('articles'),
    { operation: operations.priceStock, form: messages.priceStockRequestMessage },
    'список артикулов: запрос цен и остатков',
    'a list of articles: a request for prices and stock',
  ),
  clue(
    (tree) => named('name', 'article')(tree) && has('article_old')(tree),
    { operation: operations.nomenclatureChange, form: messages.nomenclatureChangeMessage },
    'артикул и article_old: изменение номенклатуры',
    'an article and article_old: a change of an item',
  ),
  clue(
    named('name', 'article', 'series'),
    { operation: operations.nomenclatureCreate, form: messages.nomenclatureCreateMessage, confidence: 0.5 },
    'артикул, название и серия: номенклатура, создание и изменение выглядят одинаково',
    'an article, a name and a series: an item; creation and change look alike',
  ),
  clue(
    has('message_id', 'state', 'received_at'),
    { operation: operations.messageState, form: messages.messageStateMessage, message: 'response' },
    'message_id и state: состояние сообщения',
    'message_id and state: the state of a message',
  ),
  clue(
    (tree) => has('message_id', 'result')(tree) && ['created', 'existing'].includes(textOf(tree, 'result')),
    { operation: operations.contactCreate, form: messages.contactCreateAnswerMessage, message: 'response' },
    'result created или existing: ответ на новый контакт',
    'the result created or existing: the answer to a new contact',
  ),
  clue(
    has('message_id', 'result', 'warnings'),
    { operation: operations.orders, form: messages.answerMessage, message: 'response', confidence: 0.5 },
    'message_id и result: так отвечают на любое сообщение',
    'message_id and result: any message is answered like this',
  ),
]
