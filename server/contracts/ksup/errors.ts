import type { CodeCatalogue, CodeRow, RefusalRow } from '../operation.ts'
import type { Text } from '../text.ts'
import type { Problem } from './answers.ts'
import { ARTICLE_CODES } from './price-stock-messages.ts'
import type { ArticleCode } from './price-stock-messages.ts'
import { warningCodes } from './warnings.ts'

export { warningCodes } from './warnings.ts'
export type { WarningCode } from './warnings.ts'

/** The codes of section 7 as data, with what the sender of a refused message does. */

export type SenderAction =
  /** Wait for an operator. */
  | 'park'
  /** The other side does not need the message: nothing more is done. */
  | 'ignore'
  /** A newer message has gone already: forget this one. */
  | 'drop'
  /** Send again later with the same id (DD-08). */
  | 'retry'
  /** Park, stop the whole queue and alarm. */
  | 'stop'

export interface KsupRefusal extends RefusalRow {
  sender: SenderAction
}

const fixSender: Text = {
  ru: 'Исправить отправителя и отправить снова вручную',
  en: 'Correct the sender and send again by hand',
}
const fixContent: Text = {
  ru: 'Исправить данные по errors[] и отправить снова вручную',
  en: 'Correct the data by errors[] and send again by hand',
}
const alarm: Text = {
  ru: 'Остановить очередь и сообщить администратору: проверить имя, пароль и права',
  en: 'Stop the queue and alarm the administrator: check name, password and rights',
}
const wait: Text = {
  ru: 'Повторить с тем же message_id, не раньше Retry-After',
  en: 'Repeat with the same message_id, not before Retry-After',
}
const showManager: Text = {
  ru: 'Показать менеджеру: проверить номер сделки в заказе',
  en: 'Show the manager: check the deal number of the order',
}

type Entry = readonly [status: number, ru: string, en: string, sender: SenderAction, action: Text]

const entries = {
  'KS-MALFORMED': [400, 'Запрос не прочитать', 'The request cannot be read', 'park', fixSender],
  'KS-DUPLICATE-KEY': [
    400,
    'Имя поля повторяется в теле',
    'A member name is repeated in the body',
    'park',
    fixSender,
  ],
  'KS-AUTH': [401, 'Имя или пароль не подходят', 'Wrong credentials', 'stop', alarm],
  'KS-FORBIDDEN': [403, 'Нет права на этот обмен', 'No right to this exchange', 'stop', alarm],
  'KS-CONTACT-UNKNOWN': [
    404,
    'Нет контакта с таким кодом',
    'No contact with this code',
    'park',
    {
      ru: 'Изменение контакта пропустить; чек и код контакта отправить снова после связывания',
      en: 'Ignore a change of a contact; send a receipt or a code again after linking',
    },
  ],
  'KS-DEAL-UNKNOWN': [404, 'Нет такой сделки', 'No such deal', 'park', showManager],
  /** An addition of the bench: section 7 names no code for an address or a message that is not there. */
  'KS-NOT-FOUND': [
    404,
    'Нет такого адреса или сообщения',
    'No such address or message',
    'park',
    { ru: 'Проверить адрес и message_id', en: 'Check the address and the message_id' },
  ],
  /** An addition of the bench, as above. */
  'KS-METHOD': [405, 'Глагол HTTP не подходит', 'The HTTP verb does not suit', 'park', fixSender],
  'KS-LINK-CONFLICT': [
    409,
    'Контакт или код 1С уже связан с другим',
    'The contact or the code of 1C is linked elsewhere',
    'park',
    {
      ru: 'Сверить коды в 1С и КСУП; ничего не перезаписано',
      en: 'Compare the codes of 1C and КСУП; nothing was overwritten',
    },
  ],
  'KS-DEAL-HAS-ORDER': [409, 'У сделки уже другой заказ', 'The deal has another order', 'park', showManager],
  'KS-DEAL-CLOSED': [
    409,
    'Сделка закрыта',
    'The deal is closed',
    'park',
    {
      ru: 'Если сделку надо продолжить, открыть её в КСУП и отправить снова',
      en: 'To go on with the deal, reopen it in КСУП and send again',
    },
  ],
  'KS-SHIPMENT-AMBIGUOUS': [
    409,
    'Непонятно, какую отгрузку сделки менять',
    'It is not clear which shipment of the deal to change',
    'park',
    { ru: 'Передать meta.source_ref документа', en: 'Send meta.source_ref of the document' },
  ],
  'KS-STALE': [
    409,
    'Уже применено более новое сообщение',
    'A newer message is applied already',
    'drop',
    { ru: 'Ничего не делать', en: 'Nothing is to be done' },
  ],
  'KS-KEY-IN-USE': [
    409,
    'Сообщение с этим id ещё обрабатывается',
    'A message with this id is running',
    'retry',
    wait,
  ],
  'KS-TOO-LARGE': [
    413,
    'Файл или тело больше предела',
    'The file or the body is over the limit',
    'park',
    { ru: 'Уменьшить файл: предел 10 МиБ', en: 'Make the file smaller: the limit is 10 MiB' },
  ],
  'KS-MEDIA': [
    415,
    'Тип содержимого не поддерживается',
    'The content type is not supported',
    'park',
    fixSender,
  ],
  'KS-VALIDATION': [422, 'Содержание не принято', 'The content is refused', 'park', fixContent],
  'KS-TYPE': [422, 'Неизвестный тип запроса', 'Unknown type of message', 'park', fixSender],
  'KS-ROW-AMOUNT': [422, 'Сумма строки не сходится', 'The amount of a row does not hold', 'park', fixContent],
  'KS-KEY-REUSED': [422, 'Этот id был у другого сообщения', 'Another message had this id', 'park', fixSender],
  'KS-FILE': [
    422,
    'Файл заказа не принят',
    'The file of the order is refused',
    'park',
    { ru: 'Сформировать печатную форму снова и отправить', en: 'Make the printed form anew and send' },
  ],
  'KS-ARTICLE-DUPLICATE': [
    422,
    'Артикул уже у другой номенклатуры',
    'The article belongs to another item',
    'park',
    { ru: 'Исправить артикул в одной из карточек 1С', en: 'Correct the article in one of the cards of 1C' },
  ],
  'KS-RATE': [429, 'Слишком много запросов', 'Too many requests', 'retry', wait],
  'KS-INTERNAL': [500, 'Внутренняя ошибка', 'Internal error', 'retry', wait],
  'KS-BUSY': [503, 'Сервер занят', 'The server is busy', 'retry', wait],
  'KS-MAINTENANCE': [503, 'Идёт обслуживание', 'Maintenance is going on', 'retry', wait],
  'KS-LOCK': [
    503,
    'Объект занят другим пользователем',
    'The object is locked by another user',
    'retry',
    wait,
  ],
} as const satisfies Record<`KS-${string}`, Entry>

export type KsupCode = keyof typeof entries

/** The catalogue of section 7, refusals only. */
export const refusalCodes = Object.fromEntries(
  (Object.entries(entries) as [KsupCode, Entry][]).map(([code, [status, ru, en, sender, action]]) => [
    code,
    { code, status, meaning: { ru, en }, action, sender, retryable: sender === 'retry' },
  ]),
) as Readonly<Record<KsupCode, KsupRefusal>>

/** The row of a code, `null` for one that the catalogue does not have. */
export function refusalCode(code: string): KsupRefusal | null {
  return Object.hasOwn(refusalCodes, code) ? refusalCodes[code as KsupCode] : null
}

/** Codes inside `errors[]` of an answer with prices and stock; the answer itself is 200 (DD-53). */
export const articleCodes: Readonly<Record<ArticleCode, CodeRow>> = {
  'KS-ARTICLE-UNKNOWN': {
    code: 'KS-ARTICLE-UNKNOWN',
    meaning: { ru: 'Номенклатура с артикулом не найдена', en: 'No item has the article' },
    action: { ru: 'Сверить артикул в КСУП и 1С', en: 'Compare the article in КСУП and 1C' },
  },
  'KS-ARTICLE-AMBIGUOUS': {
    code: 'KS-ARTICLE-AMBIGUOUS',
    meaning: { ru: 'Артикул у нескольких номенклатур', en: 'Several items have the article' },
    action: { ru: 'Исправить артикул в карточках 1С', en: 'Correct the article in the cards of 1C' },
  },
  'KS-ARTICLE-FORBIDDEN': {
    code: 'KS-ARTICLE-FORBIDDEN',
    meaning: { ru: 'Номенклатура в КСУП не выгружается', en: 'The item is not exported to КСУП' },
    action: {
      ru: 'Проверить группу и карточку номенклатуры в 1С',
      en: 'Check the group and the card of the item in 1C',
    },
  },
}

export const ksupCodes: CodeCatalogue = {
  faults: {
    malformed: 'KS-MALFORMED',
    'bad-auth-header': 'KS-AUTH',
    'key-missing': 'KS-MALFORMED',
    auth: 'KS-AUTH',
    forbidden: 'KS-FORBIDDEN',
    'not-found': 'KS-NOT-FOUND',
    method: 'KS-METHOD',
    accept: null,
    media: 'KS-MEDIA',
    'key-in-use': 'KS-KEY-IN-USE',
    'key-reused': 'KS-KEY-REUSED',
    'too-large': 'KS-TOO-LARGE',
    validation: 'KS-VALIDATION',
    rate: 'KS-RATE',
    internal: 'KS-INTERNAL',
    maintenance: 'KS-MAINTENANCE',
  },
  refusal: refusalCode,
  all: [
    ...Object.values(refusalCodes),
    ...ARTICLE_CODES.map((code) => articleCodes[code]),
    ...Object.values(warningCodes),
  ],
}

/** `urn:ksup:problem:deal-closed` of `KS-DEAL-CLOSED`. */
export const problemType = (code: KsupCode): string =>
  `urn:ksup:problem:${code.replace(/^KS-/, '').toLowerCase()}`

/** The body of a refusal (DD-59). `detail` tells what happened to this message; without it, what to do. */
export function problemOf(
  code: KsupCode,
  { detail, messageId, errors }: { detail?: string; messageId?: string; errors?: Problem['errors'] } = {},
): Problem {
  const { status, meaning, action, retryable } = refusalCodes[code]
  return {
    type: problemType(code),
    title: meaning.ru,
    status,
    detail: detail ?? `${meaning.ru}. ${action.ru}.`,
    code,
    retryable,
    ...(messageId === undefined ? {} : { message_id: messageId }),
    ...(errors === undefined ? {} : { errors }),
  }
}
