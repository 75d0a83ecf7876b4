import { z } from 'zod'
import type { Contract, Operation } from '../operation.ts'
import type { Text } from '../text.ts'
import { siteCatalogue, siteCodes } from './codes.ts'
import type { SiteCode } from './codes.ts'
import * as examples from './examples.ts'
import {
  inspectBatch,
  inspectContragents,
  inspectEnvelope,
  inspectProcessed,
  inspectStock,
} from './inspect.ts'
import { createMessage } from './message.ts'
import {
  CONTRACT,
  Contragents,
  Dictionary,
  DictionaryKindSchema,
  LocalTime,
  Nomenclature,
  OrderEnvelope,
  OrderId,
  OrdersBatch,
  PAGE_LIMIT,
  Ping,
  Problem,
  ProcessedOrder,
  ProcessedOrderAnswer,
  ProcessingResult,
  ProcessingResultAnswer,
  RowResults,
  Stock,
} from './schema.ts'

/* ---------- messages ---------- */

const example = (ru: string, en: string): Text => ({ ru, en })

export const ordersBatchMessage = createMessage<OrdersBatch>(
  {
    schema: OrdersBatch,
    formats: ['json'],
    reader: 'onec',
    order: 'orders',
    list: ['orders'],
    inspect: inspectBatch,
  },
  [{ title: example('Один изменённый заказ', 'One changed order'), value: examples.ordersBatch }],
)

export const orderEnvelopeMessage = createMessage<OrderEnvelope>(
  {
    schema: OrderEnvelope,
    formats: ['json', 'xml'],
    reader: 'onec',
    order: 'order',
    inspect: inspectEnvelope,
  },
  [{ title: example('Заказ с двумя товарами', 'An order of two products'), value: examples.orderEnvelope }],
)

export const processedOrderMessage = createMessage<ProcessedOrder>(
  {
    schema: ProcessedOrder,
    formats: ['json', 'xml'],
    reader: 'site',
    order: 'order',
    inspect: inspectProcessed,
  },
  [
    {
      title: example(
        'Товар разделён на две строки, сменилось юрлицо',
        'A product split in two, another legal entity',
      ),
      value: examples.processedOrder,
    },
  ],
)

export const processedOrderAnswerMessage = createMessage<ProcessedOrderAnswer>(
  { schema: ProcessedOrderAnswer, formats: ['json'], reader: 'onec' },
  [{ title: example('Версия сохранена', 'The version is stored'), value: examples.processedOrderAnswer }],
)

export const processingResultMessage = createMessage<ProcessingResult>(
  { schema: ProcessingResult, formats: ['json'], reader: 'site' },
  [
    { title: example('Заказ принят', 'The order is accepted'), value: examples.acceptedResult },
    {
      title: example('Способ доставки не сопоставлен', 'The delivery method is not mapped'),
      value: examples.rejectedResult,
    },
  ],
)

export const processingResultAnswerMessage = createMessage<ProcessingResultAnswer>(
  { schema: ProcessingResultAnswer, formats: ['json'], reader: 'onec' },
  [{ title: example('Отметка снята', 'The mark is cleared'), value: { exchange_state: 'accepted' } }],
)

export const stockMessage = createMessage<Stock>(
  { schema: Stock, formats: ['json'], reader: 'site', list: ['stock', 'items'], inspect: inspectStock },
  [{ title: example('Изменения остатков', 'Changes of stock'), value: examples.stock }],
)

export const nomenclatureMessage = createMessage<Nomenclature>(
  { schema: Nomenclature, formats: ['json'], reader: 'site', list: ['nomenclature'] },
  [{ title: example('Новая номенклатура', 'A new item'), value: examples.nomenclature }],
)

export const contragentsMessage = createMessage<Contragents>(
  {
    schema: Contragents,
    formats: ['json'],
    reader: 'site',
    list: ['contragents'],
    inspect: inspectContragents,
  },
  [{ title: example('Новый контрагент', 'A new counterparty'), value: examples.contragents }],
)

export const rowResultsMessage = createMessage<RowResults>(
  { schema: RowResults, formats: ['json'], reader: 'onec' },
  [{ title: example('Одна строка не принята', 'One row is refused'), value: examples.rowResults }],
)

export const siteDictionaryMessage = createMessage<Dictionary>(
  { schema: Dictionary, formats: ['json'], reader: 'onec', list: ['items'] },
  [{ title: example('Способы доставки сайта', "The site's delivery methods"), value: examples.dictionary }],
)

export const onecDictionaryMessage = createMessage<Dictionary>(
  { schema: Dictionary, formats: ['json'], reader: 'site', list: ['items'] },
  [{ title: example('Способы доставки 1С', "1C's delivery methods"), value: examples.onecDictionary }],
)

export const pingMessage = createMessage<Ping>({ schema: Ping, formats: ['json'], reader: 'onec' }, [
  { title: example('Сайт на связи', 'The site answers'), value: examples.ping },
])

/** The body of every refusal (AD-38). */
export const problemMessage = createMessage<Problem>({ schema: Problem, formats: ['json'], reader: 'onec' }, [
  { title: example('Суммы не сходятся', 'Sums that do not add up'), value: examples.problem },
])

/* ---------- operations ---------- */

/** Path of the contract on the site (AD-02). */
export const BASE_PATH = '/api/1c/v1'

/** Codes that any call may be refused with. */
const COMMON: readonly SiteCode[] = [
  'SITE-BAD-AUTH-HEADER',
  'SITE-AUTH',
  'SITE-FORBIDDEN',
  'SITE-METHOD',
  'SITE-ACCEPT',
  'SITE-RATE',
  'SITE-INTERNAL',
  'SITE-MAINTENANCE',
]

/** Codes that any call with a body may be refused with. */
const WITH_BODY: readonly SiteCode[] = [
  'SITE-MALFORMED',
  'SITE-DUPLICATE-KEY',
  'SITE-KEY-MISSING',
  'SITE-MEDIA',
  'SITE-TOO-LARGE',
  'SITE-KEY-IN-USE',
  'SITE-VALIDATION',
  'SITE-KEY-REUSED',
]

function refusals(...codes: readonly SiteCode[]): Record<number, readonly string[]> {
  const byStatus: Record<number, string[]> = {}
  for (const code of [...COMMON, ...codes]) (byStatus[siteCodes[code].status] ??= []).push(code)
  return byStatus
}

const fromOnec = { contract: CONTRACT, caller: 'onec', callee: 'site' } as const
const orderParams = z.object({ order_id: OrderId })
const dictionaryParams = z.object({ kind: DictionaryKindSchema })

const orderIdIn = (value: unknown): string | null => {
  const id = (value as { order?: { order_id?: unknown } } | null | undefined)?.order?.order_id
  return typeof id === 'string' ? id : null
}

export const ping = {
  ...fromOnec,
  id: 'site-orders.ping',
  method: 'GET',
  path: `${BASE_PATH}/ping`,
  title: { ru: 'Проверка связи', en: 'Ping' },
  description: {
    ru: '1С начинает цикл обмена с проверки, что сайт отвечает и говорит на той же версии контракта.',
    en: '1C starts an exchange cycle by asking whether the site answers and speaks the same version of the contract.',
  },
  responses: { 200: pingMessage },
  errors: refusals(),
} satisfies Operation

export const getOrders = {
  ...fromOnec,
  id: 'site-orders.getOrders',
  method: 'GET',
  path: `${BASE_PATH}/orders`,
  title: { ru: 'Забрать заказы', en: 'Take orders' },
  description: {
    ru: 'Отмеченные к выгрузке заказы, сначала отмеченные раньше. Отметку чтение не снимает: её снимает результат обработки. С параметром since отдаются заказы по времени изменения, с отметкой или без.',
    en: 'Orders marked for export, oldest mark first. Reading does not clear the mark: a processing result does. With since, orders come by time of change, marked or not.',
  },
  query: z.object({
    limit: z.coerce
      .number()
      .int()
      .min(PAGE_LIMIT.min)
      .max(PAGE_LIMIT.max)
      .default(PAGE_LIMIT.default)
      .meta({ description: 'Orders in one page' }),
    cursor: z.string().max(500).optional().meta({ description: 'next_cursor of the page before' }),
    since: LocalTime.optional(),
  }),
  responses: { 200: ordersBatchMessage },
  errors: refusals('SITE-MALFORMED'),
} satisfies Operation

export const getOrder = {
  ...fromOnec,
  id: 'site-orders.getOrder',
  method: 'GET',
  path: `${BASE_PATH}/orders/{order_id}`,
  title: { ru: 'Один заказ', en: 'One order' },
  description: {
    ru: 'Заказ по идентификатору, отмечен он к выгрузке или нет.',
    en: 'An order by its id, marked for export or not.',
  },
  params: orderParams,
  responses: { 200: orderEnvelopeMessage },
  errors: refusals('SITE-ORDER-UNKNOWN'),
  subject: ({ order_id }) => order_id ?? null,
} satisfies Operation

export const postResult = {
  ...fromOnec,
  id: 'site-orders.postResult',
  method: 'POST',
  path: `${BASE_PATH}/orders/{order_id}/result`,
  title: { ru: 'Результат обработки заказа', en: 'Processing result of an order' },
  description: {
    ru: '1С сообщает, принят ли заказ, и свои коды ошибок; сайт снимает отметку, если речь о текущей редакции, и выполняет действие для каждого кода.',
    en: '1C tells whether the order is accepted, with its error codes; the site clears the mark when the revision is current, and acts on each code.',
  },
  params: orderParams,
  request: processingResultMessage,
  responses: { 200: processingResultAnswerMessage },
  errors: refusals(...WITH_BODY, 'SITE-ORDER-UNKNOWN', 'SITE-REVISION'),
  subject: ({ order_id }) => order_id ?? null,
} satisfies Operation

export const postOrder = {
  ...fromOnec,
  id: 'site-orders.postOrder',
  method: 'POST',
  path: `${BASE_PATH}/orders`,
  title: { ru: 'Вернуть заказ на сайт', en: 'Return an order to the site' },
  description: {
    ru: 'Полная текущая версия заказа из 1С. Сайт хранит её отдельно от своих данных и показывает клиенту; после первой версии исчезает предупреждение и доступен счёт.',
    en: 'The complete current version of an order from 1C. The site keeps it apart from its own data and shows it to the client; after the first version the notice disappears and the invoice is available.',
  },
  request: processedOrderMessage,
  responses: { 200: processedOrderAnswerMessage, 201: processedOrderAnswerMessage },
  errors: refusals(...WITH_BODY, 'SITE-ORDER-UNKNOWN', 'SITE-STALE', 'SITE-ARITHMETIC'),
  subject: (_params, request) => orderIdIn(request),
} satisfies Operation

export const postStock = {
  ...fromOnec,
  id: 'site-orders.postStock',
  method: 'POST',
  path: `${BASE_PATH}/stock`,
  title: { ru: 'Остатки', en: 'Stock' },
  description: {
    ru: 'Остатки для продажи по номенклатуре и складу: изменения или полный набор. Ответ по строкам.',
    en: 'Stock for sale by item and warehouse: changes or the full set. Results by row.',
  },
  request: stockMessage,
  responses: { 200: rowResultsMessage },
  errors: refusals(...WITH_BODY),
} satisfies Operation

export const postNomenclature = {
  ...fromOnec,
  id: 'site-orders.postNomenclature',
  method: 'POST',
  path: `${BASE_PATH}/nomenclature`,
  title: { ru: 'Новая номенклатура', en: 'New items' },
  description: {
    ru: 'Новая номенклатура 1С появляется в редакторе соответствий как не привязанная; карточка товара сама не создаётся.',
    en: 'New items of 1C appear in the mapping editor as not bound; a product card is not created by itself.',
  },
  request: nomenclatureMessage,
  responses: { 200: rowResultsMessage },
  errors: refusals(...WITH_BODY),
} satisfies Operation

export const postContragents = {
  ...fromOnec,
  id: 'site-orders.postContragents',
  method: 'POST',
  path: `${BASE_PATH}/contragents`,
  title: { ru: 'Новые контрагенты', en: 'New counterparties' },
  description: {
    ru: 'Контрагенты 1С сопоставляются с покупателями сайта по коду клиента, ИНН и КПП или почте, но никогда по названию.',
    en: 'Counterparties of 1C are matched with buyers of the site by client id, INN and KPP, or e-mail, never by name.',
  },
  request: contragentsMessage,
  responses: { 200: rowResultsMessage },
  errors: refusals(...WITH_BODY),
} satisfies Operation

export const getDictionary = {
  ...fromOnec,
  id: 'site-orders.getDictionary',
  method: 'GET',
  path: `${BASE_PATH}/dictionaries/{kind}`,
  title: { ru: 'Справочник сайта', en: "The site's dictionary" },
  description: {
    ru: 'Элементы справочника сайта с идентификаторами, которые ходят в заказах.',
    en: "Elements of the site's dictionary with the identifiers that travel in orders.",
  },
  params: dictionaryParams,
  responses: { 200: siteDictionaryMessage },
  errors: refusals('SITE-NOT-FOUND'),
} satisfies Operation

export const postDictionary = {
  ...fromOnec,
  id: 'site-orders.postDictionary',
  method: 'POST',
  path: `${BASE_PATH}/dictionaries/{kind}`,
  title: { ru: 'Справочник 1С', en: "1C's dictionary" },
  description: {
    ru: 'Элементы справочника 1С с дополнительным реквизитом-идентификатором; сайт сверяет их со своими.',
    en: "Elements of 1C's dictionary with the extra identifier attribute; the site compares them with its own.",
  },
  params: dictionaryParams,
  request: onecDictionaryMessage,
  responses: { 200: rowResultsMessage },
  errors: refusals(...WITH_BODY, 'SITE-NOT-FOUND'),
} satisfies Operation

/** Contract A: the order exchange. */
export const siteOrders: Contract = {
  id: CONTRACT,
  title: { ru: 'Обмен заказами с сайтом', en: 'Order exchange with the site' },
  codes: siteCatalogue,
  problem: problemMessage,
  bodyLimit: 10 * 1024 * 1024,
  operations: [
    ping,
    getOrders,
    getOrder,
    postResult,
    postOrder,
    postStock,
    postNomenclature,
    postContragents,
    getDictionary,
    postDictionary,
  ],
}
