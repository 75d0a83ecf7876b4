import type { CodeCatalogue, CodeRow, RefusalRow } from '../operation.ts'
import type { Text } from '../text.ts'

export { platformAnswers } from './platform.ts'
export type { PlatformAnswer, PlatformBody } from './platform.ts'

/* ---------- 7.1: codes that 1C refuses with ---------- */

const fixCode: Text = {
  ru: 'Исправить код клиента, не повторять',
  en: 'Fix the code of the client, do not repeat',
}
const refreshLists: Text = {
  ru: 'Обновить сохранённые списки и выбрать заново',
  en: 'Refresh the lists that are kept and choose anew',
}
const alarm: Text = {
  ru: 'Прекратить обращения к этому предприятию и сообщить администратору',
  en: 'Stop calling this enterprise and alarm the administrator',
}
const showOrFix: Text = {
  ru: 'Показать замечания из errors[] или исправить данные',
  en: 'Show what errors[] lists, or correct the data',
}
const contactShop: Text = {
  ru: 'Сообщить клиенту и связаться с магазином: деньги учтены на его балансе',
  en: "Tell the client and contact the shop: the money is on the client's balance",
}
const showReason: Text = { ru: 'Показать причину', en: 'Show the reason' }
const waitAsTold: Text = {
  ru: 'Повторить с тем же ключом после Retry-After',
  en: 'Repeat with the same key after Retry-After',
}
const repeatLater: Text = { ru: 'Повторить позже с тем же ключом', en: 'Repeat later with the same key' }

type Entry = readonly [status: number, ru: string, en: string, action: Text]

const entries = {
  'RG-MALFORMED': [400, 'Запрос не прочитать', 'The request cannot be read', fixCode],
  'RG-DUPLICATE-KEY': [400, 'Имя поля повторяется в теле', 'A member name is repeated in the body', fixCode],
  'RG-KEY-MISSING': [
    400,
    'Нет заголовка Idempotency-Key (строгий режим)',
    'The Idempotency-Key header is missing (strict mode)',
    fixCode,
  ],
  'RG-AUTH': [401, 'Имя или пароль не подходят', 'Wrong credentials', alarm],
  'RG-FORBIDDEN': [
    403,
    'У роли пользователя 1С нет права на этот сервис',
    'The role of the 1C user has no right to this service',
    alarm,
  ],
  'RG-CITY-UNKNOWN': [404, 'Такого города нет', 'No such city', refreshLists],
  'RG-STORE-UNKNOWN': [404, 'Такого склада нет', 'No such warehouse', refreshLists],
  'RG-GROUP-UNKNOWN': [404, 'Такой группы товаров нет', 'No such group of goods', refreshLists],
  'RG-CLIENT-UNKNOWN': [
    404,
    'Такого клиента нет',
    'No such client',
    { ru: 'Сначала вызвать client', en: 'Call client first' },
  ],
  'RG-ORDER-UNKNOWN': [404, 'Такого заказа нет', 'No such order', refreshLists],
  'RG-JOB-UNKNOWN': [
    404,
    'Такого запроса нет в очереди, или срок хранения прошёл',
    'No such request in the queue, or it is no longer kept',
    { ru: 'Узнать итог через bookingstate', en: 'Learn the outcome from bookingstate' },
  ],
  'RG-METHOD-UNKNOWN': [404, 'Такого метода у сервиса нет', 'The service has no such method', fixCode],
  'RG-VERB': [
    405,
    'Глагол HTTP для этого метода не подходит',
    'The HTTP verb does not suit the method',
    fixCode,
  ],
  'RG-KEY-IN-USE': [
    409,
    'Запрос с таким Idempotency-Key ещё выполняется',
    'A request with the same Idempotency-Key is running',
    { ru: 'Подождать секунду и повторить', en: 'Wait a second and repeat' },
  ],
  'RG-CITY-AMBIGUOUS': [
    409,
    'Городов с таким названием несколько',
    'Several cities have this name',
    { ru: 'Указать city_id', en: 'Use city_id' },
  ],
  'RG-BOOKING-EXISTS': [
    409,
    'booking_id уже занят заказом с другим содержанием',
    'The booking_id belongs to an order of other content',
    fixCode,
  ],
  'RG-OUT-OF-STOCK': [
    409,
    'Товара на складе меньше, чем заказано',
    'There is less in stock than was ordered',
    {
      ru: 'Предложить клиенту количество из available[]',
      en: 'Offer the client the quantity of available[]',
    },
  ],
  'RG-PRICE-CHANGED': [
    409,
    'Сумма заказа в 1С другая',
    '1C comes to another amount',
    { ru: 'Показать новую сумму и спросить клиента', en: 'Show the new amount and ask the client' },
  ],
  'RG-NO-PRICE': [
    409,
    'У товара нет цены',
    'The item has no price',
    { ru: 'Скрыть товар', en: 'Hide the item' },
  ],
  'RG-ORDER-EXPIRED': [409, 'Срок действия заказа истёк', 'The order has expired', contactShop],
  'RG-ORDER-CANCELLED': [409, 'Заказ аннулирован', 'The order is cancelled', contactShop],
  'RG-ALREADY-PAID': [409, 'Заказ уже оплачен', 'The order is paid already', contactShop],
  'RG-AMOUNT-MISMATCH': [
    409,
    'Сумма оплаты не равна сумме заказа',
    'The payment is not the amount of the order',
    contactShop,
  ],
  'RG-REFUND-NOT-CARD': [
    409,
    'Вернуть на карту можно только заказ, оплаченный картой',
    'Only an order paid by card can be refunded to a card',
    showReason,
  ],
  'RG-ALREADY-REFUNDED': [
    409,
    'Деньги по заказу уже возвращены',
    'The order is refunded already',
    showReason,
  ],
  'RG-TOO-LARGE': [
    413,
    'Тело больше предела',
    'The body is over the limit',
    { ru: 'Разделить запрос', en: 'Split the request' },
  ],
  'RG-MEDIA': [415, 'Тело в таком формате не принимается', 'A body of this format is not accepted', fixCode],
  'RG-VALIDATION': [422, 'Содержание не принято', 'The content is refused', showOrFix],
  'RG-INN': [
    422,
    'ИНН не подходит виду клиента: 10 цифр у организации, 12 у остальных',
    'The INN does not suit the kind of client: 10 digits for a company, 12 for others',
    showOrFix,
  ],
  'RG-ITEM-UNKNOWN': [422, 'Такого товара на складе нет', 'The warehouse has no such item', showOrFix],
  'RG-ARTICLE-AMBIGUOUS': [
    422,
    'Артикул подходит нескольким товарам',
    'Several items have this article',
    { ru: 'Указать item_id', en: 'Use item_id' },
  ],
  'RG-VOLUME': [
    422,
    'Объём меньше наименьшего или не кратен шагу',
    'The volume is below the minimum or off the step',
    showOrFix,
  ],
  'RG-PAN-FORBIDDEN': [
    422,
    'Передан полный номер карты, допустима только маска',
    'A full card number was sent, only a mask is allowed',
    fixCode,
  ],
  'RG-REFUND-PARTIAL': [
    422,
    'Возвращается только вся оплаченная сумма',
    'Only the whole paid amount is refunded',
    showOrFix,
  ],
  'RG-PAYMENT-KIND': [422, 'Такой вид оплаты выключен', 'This kind of payment is switched off', showOrFix],
  'RG-KEY-REUSED': [
    422,
    'Idempotency-Key уже был с другим телом',
    'The Idempotency-Key was used with another body',
    fixCode,
  ],
  'RG-RATE': [429, 'Слишком много обращений', 'Too many calls', waitAsTold],
  'RG-INTERNAL': [500, 'Ошибка на стороне 1С', 'A fault of the 1C side', repeatLater],
  'RG-QUEUE-FULL': [503, 'Очередь запросов заполнена', 'The request queue is full', waitAsTold],
  'RG-BUSY': [503, 'Свободных сеансов нет', 'No session is free', waitAsTold],
  'RG-LOCK': [503, 'Данные заняты другим запросом', 'The data are locked by another request', waitAsTold],
  'RG-MAINTENANCE': [503, 'База на обслуживании', 'The infobase is under maintenance', waitAsTold],
  'RG-LICENSE': [503, 'Свободных лицензий 1С нет', 'No 1C licence is free', waitAsTold],
} as const satisfies Record<`RG-${string}`, Entry>

export type RegateCode = keyof typeof entries

const retryable = (code: string, status: number): boolean => status >= 429 || code === 'RG-KEY-IN-USE'

const rowOf = (code: RegateCode): RefusalRow => {
  const [status, ru, en, action] = entries[code]
  return { code, status, meaning: { ru, en }, action, retryable: retryable(code, status) }
}

/** The catalogue of 7.1. */
export const refusalCodes = Object.fromEntries(
  (Object.keys(entries) as RegateCode[]).map((code) => [code, rowOf(code)]),
) as Readonly<Record<RegateCode, RefusalRow>>

/** The row of a code, `null` for one that the catalogue does not have. */
export function refusalCode(code: string): RefusalRow | null {
  return Object.hasOwn(refusalCodes, code) ? refusalCodes[code as RegateCode] : null
}

/** Refusals of `paycard` after which the money is on the client's balance: `payment_recorded: true` (BD-22, BD-23). */
export const PAYMENT_RECORDED_CODES = [
  'RG-ORDER-EXPIRED',
  'RG-ORDER-CANCELLED',
  'RG-ALREADY-PAID',
  'RG-AMOUNT-MISMATCH',
] as const satisfies readonly RegateCode[]

/* ---------- warnings: the message is taken, a person should look ---------- */

export const warningCodes = {
  'W-CLIENT-DATA-IGNORED': {
    code: 'W-CLIENT-DATA-IGNORED',
    meaning: {
      ru: 'Клиент уже есть, присланные реквизиты не применены',
      en: 'The client exists already; the requisites sent were not applied',
    },
    action: { ru: 'Менять реквизиты методом clientupd', en: 'Change requisites by clientupd' },
  },
  'W-INN-NOT-UNIQUE': {
    code: 'W-INN-NOT-UNIQUE',
    meaning: { ru: 'Такой ИНН есть и у другого клиента', en: 'Another client has the same INN' },
    action: {
      ru: 'Проверить КПП: по нему банк-клиент различает плательщиков',
      en: 'Check the KPP: the bank import tells payers apart by it',
    },
  },
  'W-NO-IDEMPOTENCY-KEY': {
    code: 'W-NO-IDEMPOTENCY-KEY',
    meaning: {
      ru: 'Нет заголовка Idempotency-Key, повтор распознаётся по идентификаторам в теле',
      en: 'No Idempotency-Key header; a repeat is recognised by the identifiers of the body',
    },
    action: { ru: 'Отправлять ключ с каждой записью', en: 'Send a key with every write' },
  },
  'W-TIER-ABOVE-RETAIL': {
    code: 'W-TIER-ABOVE-RETAIL',
    meaning: { ru: 'Цена за объём выше розничной', en: 'A price by volume is above the retail price' },
    action: { ru: 'Проверить прайс-лист в 1С', en: 'Check the price list in 1C' },
  },
  'W-PORTION-STEP': {
    code: 'W-PORTION-STEP',
    meaning: { ru: 'Порция не равна шагу заказа', en: 'The portion is not the order step' },
    action: { ru: 'Проверить карточку товара', en: 'Check the card of the item' },
  },
  'W-STOCK-BELOW-MIN': {
    code: 'W-STOCK-BELOW-MIN',
    meaning: {
      ru: 'Остаток меньше наименьшего объёма заказа',
      en: 'There is less in stock than the minimal volume',
    },
    action: { ru: 'Товар пока не заказать: пополнить склад', en: 'The item cannot be ordered: restock' },
  },
} as const satisfies Record<`W-${string}`, CodeRow>

export type WarningCode = keyof typeof warningCodes

/* ---------- the catalogue for the HTTP host ---------- */

export const regateCodes: CodeCatalogue = {
  faults: {
    malformed: 'RG-MALFORMED',
    'bad-auth-header': 'RG-AUTH',
    'key-missing': 'RG-KEY-MISSING',
    auth: 'RG-AUTH',
    forbidden: 'RG-FORBIDDEN',
    'not-found': 'RG-METHOD-UNKNOWN',
    method: 'RG-VERB',
    accept: null,
    media: 'RG-MEDIA',
    'key-in-use': 'RG-KEY-IN-USE',
    'key-reused': 'RG-KEY-REUSED',
    'too-large': 'RG-TOO-LARGE',
    validation: 'RG-VALIDATION',
    rate: 'RG-RATE',
    internal: 'RG-INTERNAL',
    maintenance: 'RG-MAINTENANCE',
  },
  refusal: refusalCode,
  all: [...Object.values(refusalCodes), ...Object.values(warningCodes)],
}
