import type { Text } from '../../contracts/text.ts'
import type { RangeKey, SetKey, TextScope } from './model.ts'

/** The words of the query language: keys and the values of closed lists, their Russian names, what they mean. */

export interface ValueWord {
  value: string
  aliases: readonly string[]
  label: Text
}

export interface KeyWord {
  /** As the language writes it. */
  key: string
  aliases: readonly string[]
  label: Text
  /** What may follow the colon. */
  hint: Text
  /** How it is read: full text in a scope, one of several values, a range, or a moment that begins or ends one. */
  text?: TextScope
  set?: SetKey
  range?: RangeKey
  moment?: 'since' | 'until'
  /** A closed list: other values are faults. */
  values?: readonly ValueWord[]
}

const word = (value: string, ru: string, en: string, ...aliases: string[]): ValueWord => ({
  value,
  aliases,
  label: { ru, en },
})

export const SIDES = [
  word('onec', '1С', '1C', '1c', '1с'),
  word('site', 'сайт', 'site', 'сайт'),
  word('ksup', 'КСУП', 'KSUP', 'ксуп'),
  word('restore', 'ReStore', 'ReStore', 'рестор'),
  word('buyer', 'покупатель', 'buyer', 'покупатель'),
] as const

const VALIDITIES = [
  word('valid', 'по контракту', 'as the contract says', 'да', 'верно'),
  word('untidy', 'с вольностями', 'with liberties', 'вольности'),
  word('invalid', 'не по контракту', 'against the contract', 'нет', 'неверно'),
  word('unchecked', 'не проверялось', 'not checked', 'непроверено'),
] as const

const MARKS = [
  word('pinned', 'закреплена', 'pinned', 'закреплена', 'закреплено'),
  word('failed', 'ответа не было', 'got no answer', 'сбой', 'безответа'),
  word('repeat', 'повтор другой записи', 'repeats another entry', 'повтор'),
  word('removed', 'удалена, ещё можно вернуть', 'removed, can still be brought back', 'удалена', 'удалено'),
  word('untidy', 'с вольностями', 'with liberties', 'вольности'),
  word('invalid', 'не по контракту', 'against the contract', 'неверно'),
] as const

const MAPPINGS = [
  word('unmapped', 'есть несопоставленные значения', 'has unmapped values', 'нет', 'несопоставлено'),
  word('replaced', 'значения заменены', 'values were replaced', 'есть', 'замены'),
  word('none', 'замен не было', 'nothing was replaced', 'пусто', 'беззамен'),
] as const

const DIRECTIONS = [
  word('in', 'запрос к стенду', 'the bench was called', 'вход', 'входящий'),
  word('out', 'запрос от стенда', 'the bench called', 'исход', 'исходящий'),
] as const

const SOURCES = [
  word('live', 'стенд', 'the bench itself', 'стенд'),
  word('proxy', 'записывающий прокси', 'the recording proxy', 'прокси'),
  word('har', 'файл HAR', 'a HAR file'),
  word('file', 'файлы тел', 'files of bodies', 'файл'),
  word('log', 'журнал веб-сервера', 'a log of a web server', 'лог'),
] as const

/** Classes of statuses; an exact status is a value as well. */
export const STATUS_CLASSES = [
  word('2xx', 'успех', 'success', '2хх'),
  word('3xx', 'перенаправление', 'redirection', '3хх'),
  word('4xx', 'отказ', 'refusal', '4хх'),
  word('5xx', 'ошибка сервера', 'failure of the server', '5хх'),
  word('failed', 'ответа не было', 'no answer', 'нет', 'сбой'),
  word('1xx', 'промежуточный ответ', 'interim answer', '1хх'),
] as const

const hint = (ru: string, en: string): Text => ({ ru, en })

export const KEYS: readonly KeyWord[] = [
  {
    key: 'status',
    aliases: ['статус', 'ответ'],
    label: hint('HTTP-статус', 'HTTP status'),
    hint: hint('404, 4xx, 400..499, >=400, failed', '404, 4xx, 400..499, >=400, failed'),
    set: 'status',
    range: 'status',
    values: STATUS_CLASSES,
  },
  {
    key: 'code',
    aliases: ['код'],
    label: hint('код ошибки', 'error code'),
    hint: hint('код ответа или причина сбоя', 'code of the answer or reason of the failure'),
    set: 'code',
  },
  {
    key: 'op',
    aliases: ['operation', 'операция', 'оп'],
    label: hint('операция', 'operation'),
    hint: hint('имя целиком, последняя часть или маска со *', 'whole name, its last part, or a mask with *'),
    set: 'op',
  },
  {
    key: 'side',
    aliases: ['сторона'],
    label: hint('сторона обмена', 'side'),
    hint: hint('отправитель или получатель', 'sender or receiver'),
    set: 'side',
    values: SIDES,
  },
  {
    key: 'from',
    aliases: ['от', 'отправитель'],
    label: hint('отправитель', 'sender'),
    hint: hint('кто вызвал', 'who called'),
    set: 'from',
    values: SIDES,
  },
  {
    key: 'to',
    aliases: ['к', 'получатель'],
    label: hint('получатель', 'receiver'),
    hint: hint('кого вызвали', 'who was called'),
    set: 'to',
    values: SIDES,
  },
  {
    key: 'body',
    aliases: ['тело'],
    label: hint('текст в теле', 'text of a body'),
    hint: hint('слово, слово* или "фраза"', 'word, word* or "phrase"'),
    text: 'body',
  },
  {
    key: 'request',
    aliases: ['запрос'],
    label: hint('текст в теле запроса', 'text of the request body'),
    hint: hint('слово, слово* или "фраза"', 'word, word* or "phrase"'),
    text: 'request',
  },
  {
    key: 'response',
    aliases: ['телоответа'],
    label: hint('текст в теле ответа', 'text of the answer body'),
    hint: hint('слово, слово* или "фраза"', 'word, word* or "phrase"'),
    text: 'response',
  },
  {
    key: 'header',
    aliases: ['head', 'заголовок'],
    label: hint('текст в заголовках', 'text of the headers'),
    hint: hint('имя или значение', 'name or value'),
    text: 'head',
  },
  {
    key: 'path',
    aliases: ['url', 'путь', 'адрес'],
    label: hint('адрес запроса', 'address of the request'),
    hint: hint('часть пути или параметров', 'part of the path or its query'),
    text: 'path',
  },
  {
    key: 'order',
    aliases: ['заказ', 'subject'],
    label: hint('заказ', 'order'),
    hint: hint('номер или id заказа, сделки, клиента', 'number or id of an order, a deal, a client'),
    set: 'order',
  },
  {
    key: 'duration',
    aliases: ['длительность', 'время'],
    label: hint('длительность', 'duration'),
    hint: hint('>2s, 100ms..1s, <1мин', '>2s, 100ms..1s, <1m'),
    range: 'duration',
  },
  {
    key: 'size',
    aliases: ['размер'],
    label: hint('размер тел', 'size of the bodies'),
    hint: hint('>1мб, 10кб..1мб', '>1mb, 10kb..1mb'),
    range: 'size',
  },
  {
    key: 'since',
    aliases: ['за', 'с'],
    label: hint('начиная с', 'since'),
    hint: hint('1ч, 30мин, вчера, 2026-11-26T10:00', '1h, 30m, yesterday, 2026-11-26T10:00'),
    range: 'at',
    moment: 'since',
  },
  {
    key: 'until',
    aliases: ['до', 'по'],
    label: hint('до', 'until'),
    hint: hint('день входит: вчера, 26.11.2026', 'the day included: yesterday, 2026-11-26'),
    range: 'at',
    moment: 'until',
  },
  {
    key: 'at',
    aliases: ['дата', 'когда'],
    label: hint('когда', 'when'),
    hint: hint('сегодня, 26.11.2026, 2026-11-26T10', 'today, 2026-11-26, 2026-11-26T10'),
    range: 'at',
  },
  {
    key: 'mapping',
    aliases: ['сопоставление', 'замены'],
    label: hint('сопоставление', 'mapping'),
    hint: hint('что сделали соответствия', 'what the mappings did'),
    set: 'mapping',
    values: MAPPINGS,
  },
  {
    key: 'valid',
    aliases: ['проверка'],
    label: hint('проверка по контракту', 'check against the contract'),
    hint: hint('итог проверки', 'outcome of the check'),
    set: 'valid',
    values: VALIDITIES,
  },
  {
    key: 'is',
    aliases: ['это'],
    label: hint('признак записи', 'mark of the entry'),
    hint: hint('закреплена, сбой, повтор…', 'pinned, failed, a repeat…'),
    set: 'is',
    values: MARKS,
  },
  {
    key: 'contract',
    aliases: ['контракт'],
    label: hint('контракт', 'contract'),
    hint: hint('имя контракта', 'name of the contract'),
    set: 'contract',
  },
  {
    key: 'method',
    aliases: ['метод'],
    label: hint('метод HTTP', 'HTTP method'),
    hint: hint('GET, POST…', 'GET, POST…'),
    set: 'method',
  },
  {
    key: 'dir',
    aliases: ['направление'],
    label: hint('направление', 'direction'),
    hint: hint('к стенду или от него', 'to the bench or from it'),
    set: 'dir',
    values: DIRECTIONS,
  },
  {
    key: 'source',
    aliases: ['источник'],
    label: hint('источник записи', 'source of the entry'),
    hint: hint('откуда запись', 'where it came from'),
    set: 'source',
    values: SOURCES,
  },
  {
    key: 'session',
    aliases: ['сеанс', 'сессия'],
    label: hint('сеанс', 'session'),
    hint: hint('id сеанса обмена', 'id of an exchange session'),
    set: 'session',
  },
  {
    key: 'fault',
    aliases: ['помеха', 'помехи'],
    label: hint('помеха', 'fault'),
    hint: hint('правило, его вид или * — любая', 'a rule, its kind, or * for any'),
    set: 'fault',
  },
  {
    key: 'id',
    aliases: ['номер', 'запись'],
    label: hint('номер записи', 'number of the entry'),
    hint: hint('12, 10..20, >100', '12, 10..20, >100'),
    set: 'id',
    range: 'id',
  },
]

const byName = new Map(KEYS.flatMap((one) => [one.key, ...one.aliases].map((name) => [name, one] as const)))

/** The key that is meant, in any case and in either language. */
export const keyWord = (name: string): KeyWord | undefined => byName.get(name.toLowerCase())

/** The value of a closed list that is meant. */
export const valueWord = (values: readonly ValueWord[], name: string): ValueWord | undefined => {
  const wanted = name.toLowerCase()
  return values.find(({ value, aliases }) => value === wanted || aliases.includes(wanted))
}
