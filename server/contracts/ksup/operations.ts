import type { Contract, Operation } from '../operation.ts'
import { CONTRACT, MessageParams } from './answers.ts'
import type { Result } from './answers.ts'
import { ksupCodes, refusalCodes } from './errors.ts'
import type { KsupCode } from './errors.ts'
import { BODY_LIMIT_BYTES } from './message.ts'
import * as messages from './messages.ts'
import { messageIdMember } from './message-id.ts'
import { paths } from './paths.ts'

/** An operation of contract D with what its caller goes by. */
export interface KsupOperation extends Operation {
  /** How long an answer is waited for (DD-60). */
  timeLimitMs: number
  /** What a success may say in `result`; none when the answer has no such member. */
  results: readonly string[]
}

/** DD-60: a person waits for prices and stock. */
export const TIME_LIMITS = { priceStock: 15_000, other: 30_000 } as const

/** Codes that any call may be refused with. */
const COMMON: readonly KsupCode[] = [
  'KS-AUTH',
  'KS-FORBIDDEN',
  'KS-NOT-FOUND',
  'KS-METHOD',
  'KS-RATE',
  'KS-INTERNAL',
  'KS-BUSY',
  'KS-MAINTENANCE',
]

/** Codes that any call with a body may be refused with. */
const WITH_BODY: readonly KsupCode[] = [
  'KS-MALFORMED',
  'KS-DUPLICATE-KEY',
  'KS-TOO-LARGE',
  'KS-MEDIA',
  'KS-VALIDATION',
]

/** Codes of the id and the turn that every message with `meta` goes through (DD-05, DD-06). */
const MESSAGE: readonly KsupCode[] = [...WITH_BODY, 'KS-KEY-IN-USE', 'KS-KEY-REUSED', 'KS-STALE', 'KS-LOCK']

function refusals(...codes: readonly KsupCode[]): Record<number, readonly string[]> {
  const byStatus: Record<number, string[]> = {}
  for (const code of [...COMMON, ...codes]) (byStatus[refusalCodes[code].status] ??= []).push(code)
  return byStatus
}

/** The integration server stands for КСУП: it is the block that has the addresses (section 3). */
const toServer = {
  contract: CONTRACT,
  caller: 'onec',
  callee: 'ksup',
  timeLimitMs: TIME_LIMITS.other,
} as const
const toOnec = { contract: CONTRACT, caller: 'ksup', callee: 'onec', timeLimitMs: TIME_LIMITS.other } as const

const results = ['applied', 'queued', 'duplicate'] as const satisfies readonly Result[]
const stored = {
  ...toServer,
  method: 'POST',
  results,
  responses: { 200: messages.answerMessage, 202: messages.queuedMessage },
} as const

/** A member of a body as text: what is read of a refused body may be anything. */
function memberOf(name: string, body: unknown): string | null {
  const found = (body as Record<string, unknown> | null | undefined)?.[name]
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null
}

export const contactLink = {
  ...stored,
  id: 'ksup.contactLink',
  path: paths.contactLink,
  title: { ru: 'Код 1С нового контакта', en: 'Code of 1C for a new contact' },
  description: {
    ru: 'После создания контрагента 1С сообщает его код; сервер записывает «Код 1С» в контакт или компанию.',
    en: 'After creating the counterparty 1C tells its code; the server writes «Код 1С» into the contact or company.',
  },
  request: messages.contactLinkMessage,
  errors: refusals(...MESSAGE, 'KS-CONTACT-UNKNOWN', 'KS-LINK-CONFLICT'),
  subject: (_params, request) => memberOf('code_1c', request),
} satisfies KsupOperation

export const contactChange = {
  ...stored,
  id: 'ksup.contactChange',
  path: paths.contactChange,
  title: { ru: 'Изменение контакта', en: 'Change of a contact' },
  description: {
    ru: 'Все поля контрагента после изменения; null очищает. Отправляется, только если изменилось одно из четырёх полей.',
    en: 'All fields of the counterparty after the change; null clears. Sent only when one of the four fields changed.',
  },
  request: messages.contactChangeMessage,
  errors: refusals(...MESSAGE, 'KS-CONTACT-UNKNOWN'),
  subject: (_params, request) => memberOf('code_1c', request),
} satisfies KsupOperation

export const nomenclatureCreate = {
  ...stored,
  id: 'ksup.nomenclatureCreate',
  path: paths.nomenclatureCreate,
  title: { ru: 'Новая номенклатура', en: 'A new item' },
  description: {
    ru: 'Номенклатура, которая впервые подошла под условия выгрузки.',
    en: 'An item that meets the conditions of the export for the first time.',
  },
  request: messages.nomenclatureCreateMessage,
  errors: refusals(...MESSAGE, 'KS-ARTICLE-DUPLICATE'),
  subject: (_params, request) => memberOf('article', request),
} satisfies KsupOperation

export const nomenclatureChange = {
  ...stored,
  id: 'ksup.nomenclatureChange',
  path: paths.nomenclatureChange,
  title: { ru: 'Изменение номенклатуры', en: 'Change of an item' },
  description: {
    ru: 'Все поля номенклатуры после изменения; article_old, если изменился артикул.',
    en: 'All fields of the item after the change; article_old when the article changed.',
  },
  request: messages.nomenclatureChangeMessage,
  errors: refusals(...MESSAGE, 'KS-ARTICLE-DUPLICATE'),
  subject: (_params, request) => memberOf('article', request),
} satisfies KsupOperation

export const orders = {
  ...stored,
  id: 'ksup.orders',
  path: paths.orders,
  title: { ru: 'Заказ клиента', en: "A client's order" },
  description: {
    ru: 'add и change несут состав и файл заказа, cancel и finished — только номер сделки. Не прошёл файл — не применяется ничего.',
    en: 'add and change carry the composition and the file, cancel and finished the deal number alone. When the file fails, nothing is applied.',
  },
  request: messages.orderMessage,
  errors: refusals(
    ...MESSAGE,
    'KS-DEAL-UNKNOWN',
    'KS-DEAL-HAS-ORDER',
    'KS-DEAL-CLOSED',
    'KS-TYPE',
    'KS-ROW-AMOUNT',
    'KS-FILE',
  ),
  subject: (_params, request) => memberOf('deal_number', request),
} satisfies KsupOperation

export const income = {
  ...stored,
  id: 'ksup.income',
  path: paths.income,
  title: { ru: 'Доход по сделке', en: 'An income of a deal' },
  description: {
    ru: 'Доход добавляется к доходам сделки; оплата нескольких заказов — отдельным сообщением на каждый.',
    en: 'The income is added to those of the deal; a payment of several orders is one message for each.',
  },
  request: messages.incomeMessage,
  errors: refusals(...MESSAGE, 'KS-DEAL-UNKNOWN'),
  subject: (_params, request) => memberOf('deal_number', request),
} satisfies KsupOperation

export const unassignedIncome = {
  ...stored,
  id: 'ksup.unassignedIncome',
  path: paths.unassignedIncome,
  title: { ru: 'Неразнесённый доход', en: 'An unassigned income' },
  description: {
    ru: 'Деньги, не привязанные к заказу: КСУП уведомляет назначенного человека.',
    en: 'Money that belongs to no order: КСУП notifies the person in charge.',
  },
  request: messages.unassignedIncomeMessage,
  errors: refusals(...MESSAGE),
} satisfies KsupOperation

export const shipments = {
  ...stored,
  id: 'ksup.shipments',
  path: paths.shipments,
  title: { ru: 'Отгрузка', en: 'A shipment' },
  description: {
    ru: 'Реализация товаров и услуг: add при первом проведении, change со всем составом при корректировке.',
    en: 'A sale of goods and services: add when first posted, change with the whole composition when corrected.',
  },
  request: messages.shipmentMessage,
  errors: refusals(
    ...MESSAGE,
    'KS-DEAL-UNKNOWN',
    'KS-DEAL-CLOSED',
    'KS-SHIPMENT-AMBIGUOUS',
    'KS-TYPE',
    'KS-ROW-AMOUNT',
  ),
  subject: (_params, request) => memberOf('deal_number', request),
} satisfies KsupOperation

export const retail = {
  ...stored,
  id: 'ksup.retail',
  path: paths.retail,
  title: { ru: 'Розничный чек', en: 'A receipt of the till' },
  description: {
    ru: 'roznica: КСУП создаёт закрытую сделку с заказом, отгрузкой и доходом. roznicanocard: действий нет.',
    en: 'roznica: КСУП makes a closed deal with order, shipment and income. roznicanocard: no action.',
  },
  request: messages.retailMessage,
  results: [...results, 'no_action'],
  responses: { 200: messages.retailAnswerMessage, 202: messages.queuedMessage },
  errors: refusals(...MESSAGE, 'KS-CONTACT-UNKNOWN', 'KS-TYPE', 'KS-ROW-AMOUNT'),
  subject: (_params, request) => memberOf('code_1c', request),
} satisfies KsupOperation

export const messageState = {
  ...toServer,
  id: 'ksup.messageState',
  method: 'GET',
  path: paths.messageState,
  title: { ru: 'Состояние сообщения', en: 'State of a message' },
  description: {
    ru: 'Что стало с сообщением, на которое ответили 202.',
    en: 'What became of a message that was answered 202.',
  },
  results: [],
  params: MessageParams,
  responses: { 200: messages.messageStateMessage },
  errors: refusals(),
  subject: ({ message_id }) => message_id ?? null,
} satisfies KsupOperation

export const contactCreate = {
  ...toOnec,
  id: 'ksup.contactCreate',
  method: 'POST',
  path: paths.contactCreate,
  title: { ru: 'Новый контакт', en: 'A new contact' },
  description: {
    ru: '1С создаёт контрагента и отдельным запросом сообщает его код. Известный код КСУП не создаёт второго.',
    en: '1C creates the counterparty and tells its code by a request of its own. A known code of КСУП makes no second one.',
  },
  results: ['created', 'existing'],
  request: messages.contactCreateMessage,
  responses: { 200: messages.contactCreateAnswerMessage, 201: messages.contactCreateAnswerMessage },
  errors: refusals(...MESSAGE),
  subject: (_params, request) => memberOf('code_ksup', request),
} satisfies KsupOperation

export const priceStock = {
  ...toOnec,
  timeLimitMs: TIME_LIMITS.priceStock,
  id: 'ksup.priceStock',
  method: 'POST',
  path: paths.priceStock,
  title: { ru: 'Цены и остатки', en: 'Prices and stock' },
  description: {
    ru: 'По кнопке «Получить цены и остатки»: три цены и «Доступно» на каждом складе. В 1С ничего не меняется.',
    en: 'By the button «Получить цены и остатки»: three prices and «Доступно» in every warehouse. Nothing changes in 1C.',
  },
  results: [],
  request: messages.priceStockRequestMessage,
  responses: { 200: messages.priceStockAnswerMessage },
  errors: refusals(...WITH_BODY),
  subject: (_params, request) => memberOf('contact_code', request),
} satisfies KsupOperation

export const ping = {
  ...toOnec,
  id: 'ksup.ping',
  method: 'GET',
  path: paths.ping,
  title: { ru: 'Проверка связи', en: 'Ping' },
  description: {
    ru: '1С доступна, какой у неё контракт и часы.',
    en: '1C is there, its contract and its clock.',
  },
  results: [],
  responses: { 200: messages.pingMessage },
  errors: refusals(),
} satisfies KsupOperation

/** All operations of contract D in the order of section 3. */
export const operations: readonly KsupOperation[] = [
  contactLink,
  contactChange,
  nomenclatureCreate,
  nomenclatureChange,
  orders,
  income,
  unassignedIncome,
  shipments,
  retail,
  messageState,
  contactCreate,
  priceStock,
  ping,
]

const common = {
  id: CONTRACT,
  problem: messages.problemMessage,
  problemMembers: messageIdMember,
  bodyLimit: BODY_LIMIT_BYTES,
}

/** Contract D, whole. */
export const ksup: Contract = {
  ...common,
  title: { ru: 'Обмен 1С с КСУП', en: 'Exchange of 1C with КСУП' },
  operations,
  codes: ksupCodes,
}

/** The operations of one side and the codes that they know: each side mounts and documents its own part. */
function sideOf(callee: Operation['callee']): Pick<Contract, 'operations' | 'codes'> {
  const own = operations.filter((operation) => operation.callee === callee)
  const used = new Set(own.flatMap(({ errors }) => Object.values(errors).flat()))
  const isForeign = (code: string): boolean => ksupCodes.refusal(code) !== null && !used.has(code)
  return {
    operations: own,
    codes: { ...ksupCodes, all: ksupCodes.all.filter(({ code }) => !isForeign(code)) },
  }
}

/** What the integration server is asked for. */
export const ksupServer: Contract = {
  ...common,
  ...sideOf('ksup'),
  title: { ru: 'Обмен 1С с КСУП: сервер интеграции', en: 'Exchange of 1C with КСУП: the integration server' },
}

/** What 1C is asked for. */
export const ksupOnec: Contract = {
  ...common,
  ...sideOf('onec'),
  title: { ru: 'Обмен 1С с КСУП: сервис 1С', en: 'Exchange of 1C with КСУП: the service of 1C' },
}
