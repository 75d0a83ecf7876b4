import type { Text } from '../../contracts/text.ts'
import type { RefreshKind } from './model.ts'

/** What a contract wants anew when a request of it is sent again, as data: where it stands and why. */

/** An id that its caller issues. It is made anew where the replay also holds the request that makes the object. */
export interface IssuedId {
  /** Operations whose request makes the object, and the member of the body that names it. */
  operation: string
  field: string
  /** How the old value becomes a new one. */
  form: 'uuid' | 'letters'
  /** Statuses of the answers that made the object: a request that only found it must find it again. Absent: any. */
  madeBy?: readonly number[]
  kind: RefreshKind
  reason: Text
}

const regateObject: Text = {
  ru: 'id выдаёт ReStore: повтор старого вернул бы прежний объект, а не создал новый (BD-08, BD-11)',
  en: 'ReStore issues it: the old one would answer with the old object instead of making one (BD-08, BD-11)',
}

const ksupMessages = [
  'contactLink',
  'contactChange',
  'nomenclatureCreate',
  'nomenclatureChange',
  'orders',
  'income',
  'unassignedIncome',
  'shipments',
  'retail',
  'contactCreate',
] as const

export const issuedIds: readonly IssuedId[] = [
  ...(
    [
      ['regate.client', 'client_id', [201, 202]],
      ['regate.booking', 'booking_id', [201, 202]],
      ['regate.paycard', 'transaction_id', [200, 202]],
      ['regate.refund', 'refund_id', [200, 202]],
    ] as const
  ).map(([operation, field, madeBy]): IssuedId => ({
    operation,
    field,
    form: 'letters',
    madeBy,
    kind: 'objects',
    reason: regateObject,
  })),
  ...ksupMessages.map((name): IssuedId => ({
    operation: `ksup.${name}`,
    field: 'message_id',
    form: 'uuid',
    kind: 'key',
    reason: {
      ru: 'сообщение с известным message_id не применяется второй раз (DD-05)',
      en: 'a message with a known message_id is not applied again (DD-05)',
    },
  })),
]

/** An id that the callee issues: what it answers now is sent where its old answer was sent then. */
export interface AnsweredId {
  contract: string
  field: string
  /** Stands for itself anywhere, or only in members and parameters of its name. */
  anywhere: boolean
}

export const answeredIds: readonly AnsweredId[] = [
  { contract: 'regate', field: 'order_id', anywhere: true },
  { contract: 'regate', field: 'request_id', anywhere: true },
  // References that 1C gives to what it makes.
  { contract: 'regate', field: 'ref_1c', anywhere: true },
  // A short number says nothing outside its own member.
  { contract: 'regate', field: 'code_1c', anywhere: false },
  { contract: 'regate', field: 'order_number', anywhere: false },
  { contract: 'regate', field: 'order_number_1c', anywhere: false },
  { contract: 'regate', field: 'cursor', anywhere: false },
  { contract: 'regate', field: 'next_cursor', anywhere: false },
  { contract: 'site-orders', field: 'batch_id', anywhere: true },
  { contract: 'site-orders', field: 'revision', anywhere: false },
  { contract: 'site-orders', field: 'seq', anywhere: false },
]

export const answeredReason: Text = {
  ru: 'значение дал ответ: подставляется то, что ответили теперь',
  en: 'an answer gave this value: what is answered now goes instead',
}

/** Moments of a message that must not be as old as the recording. */
export interface MovedDate {
  operation: string
  fields: readonly string[]
  /** `elapsed`: by as much time as went by since the recording; `days`: by whole days, since the hour says something too. */
  by: 'elapsed' | 'days'
  /** Moved whether it has passed or not: what counts is that it is the newest. */
  always: boolean
  reason: Text
}

export const dateReason: Text = {
  ru: 'дата прошла: сдвигается на столько, сколько прошло с записи',
  en: 'the date has passed: it moves by as much as went by since the recording',
}

/**
 * BD-15: an expired order cannot be paid. Section 6.4 of site-orders: stock that is older than the last word about a pair is
 * not applied; AD-06: an equal result made before the last mark is taken for a copy. Messages of the other contracts are
 * valid whatever their age.
 */
export const movedDates: readonly MovedDate[] = [
  { operation: 'regate.booking', fields: ['valid_until'], by: 'elapsed', always: false, reason: dateReason },
  {
    operation: 'regate.booking',
    fields: ['desired_from', 'desired_to'],
    by: 'days',
    always: false,
    reason: dateReason,
  },
  {
    operation: 'site-orders.postStock',
    fields: ['as_of'],
    by: 'elapsed',
    always: true,
    reason: {
      ru: 'остатки старее последних принятых не применяются (раздел 6.4): момент сдвигается на сколько прошло с записи',
      en: 'stock older than what was taken last is not applied (section 6.4): it moves by what went by since the recording',
    },
  },
  {
    operation: 'site-orders.postResult',
    fields: ['checked_at'],
    by: 'elapsed',
    always: true,
    reason: {
      ru: 'результат, составленный до последней отметки, считается копией (AD-06): момент сдвигается на сколько прошло с записи',
      en: 'a result made before the last mark is taken for a copy (AD-06): it moves by what went by since the recording',
    },
  },
]

const MOMENT: Text = { ru: 'момент ответа', en: 'a moment of the answer' }
const ISSUED: Text = { ru: 'id выдан заново', en: 'an id issued anew' }

/**
 * Members of an answer that the callee gives anew when it does the same work again. Between two other exchanges they tell
 * two objects apart, so comparing does not take them for volatile.
 */
export const givenAnew: Readonly<Record<string, Text>> = {
  created_at: MOMENT,
  updated_at: MOMENT,
  valid_until: MOMENT,
  paid_at: MOMENT,
  received_at: MOMENT,
  finished_at: MOMENT,
  changed_at: MOMENT,
  order_id: ISSUED,
  order_number: ISSUED,
  order_number_1c: ISSUED,
}

export const refreshTitles: Readonly<Record<RefreshKind, { title: Text; reason: Text }>> = {
  account: {
    title: { ru: 'Учётная запись', en: 'Account' },
    reason: {
      ru: 'имя и пароль в журнале скрыты: отправляются сегодняшние',
      en: 'name and password are masked in the journal: those of today are sent',
    },
  },
  session: {
    title: { ru: 'Сеанс (cookie, sessid)', en: 'Session (cookie, sessid)' },
    reason: {
      ru: 'сеанс открывает новый ответ checkauth: cookie, sessid и timestamp берутся из него',
      en: 'the new answer of checkauth opens the session: its cookie, sessid and timestamp are sent',
    },
  },
  requestId: {
    title: { ru: 'X-Request-Id', en: 'X-Request-Id' },
    reason: { ru: 'у нового запроса свой id', en: 'a new request has an id of its own' },
  },
  key: {
    title: { ru: 'Ключи идемпотентности и message_id', en: 'Idempotency keys and message_id' },
    reason: {
      ru: 'со старым ключом ответ пришёл бы из памяти адресата',
      en: 'with the old key the answer would come from memory',
    },
  },
  objects: {
    title: { ru: 'Id заказов, клиентов и оплат', en: 'Ids of orders, clients and payments' },
    reason: regateObject,
  },
  dates: { title: { ru: 'Прошедшие даты', en: 'Dates that have passed' }, reason: dateReason },
  turn: {
    title: { ru: 'Номера сообщений КСУП (seq)', en: 'Numbers of messages of КСУП (seq)' },
    reason: {
      ru: 'номер не больше последнего принятого отклоняется (DD-06): счёт продолжается от него',
      en: 'a number not above the last accepted is refused (DD-06): the count goes on from it',
    },
  },
}
