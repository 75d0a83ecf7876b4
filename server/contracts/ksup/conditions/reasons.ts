import type { Text } from '../../text.ts'

/** Why a message goes or does not go: «условия отправки» in words. */

export type Effect =
  /** The message does not go. */
  | 'blocks'
  /** The message goes because of it. */
  | 'allows'
  /** Something to know, whether it goes or not. */
  | 'note'

export interface ReasonRow {
  text: Text
  effect: Effect
  /** Requirement that it comes from. */
  source: string
  /** 1C shows the object in the operator's list. */
  operator: boolean
}

const row = (effect: Effect, source: string, ru: string, en: string, operator = false): ReasonRow => ({
  text: { ru, en },
  effect,
  source,
  operator,
})
const blocks = (source: string, ru: string, en: string): ReasonRow => row('blocks', source, ru, en)
const listed = (source: string, ru: string, en: string): ReasonRow => row('blocks', source, ru, en, true)
const allows = (source: string, ru: string, en: string): ReasonRow => row('allows', source, ru, en)

export const reasonRows = {
  'deletion-mark': blocks('D-33, DD-64', 'пометка удаления', 'marked for deletion'),
  'deletion-mark-sent': listed(
    'DD-64',
    'пометка удаления у отправленного: удаление не передаётся',
    'marked for deletion after it was sent: deletion does not travel',
  ),
  'not-posted': blocks('DD-26', 'документ не проведён', 'the document is not posted'),
  'already-sent': blocks('DD-05', 'уже отправлено', 'sent already'),
  unchanged: blocks('DD-19', 'передаваемые данные не изменились', 'nothing that travels has changed'),
  changed: allows('D-25', 'изменились передаваемые данные', 'something that travels has changed'),
  'no-rows': blocks('D-47', 'нет строк', 'there are no rows'),
  'no-deal-number': listed('DD-45', 'нет № сделки в КСУП', 'there is no deal number'),

  'active-task': allows('D-12', 'есть активная задача с заказом', 'there is an active task with an order'),
  'no-active-task': blocks('D-12', 'нет активной задачи с заказом', 'no active task with an order'),
  'has-code-1c': blocks('DD-13', 'код 1С уже есть', 'the code of 1C is there already'),
  'request-in-flight': blocks('DD-13', 'запрос уже отправлен', 'a request is on its way'),
  'request-failed': listed('DD-13', '1С отказала, ждём оператора', '1C refused, an operator is awaited'),
  'created-by-ksup': allows('D-22', 'контрагент создан по запросу КСУП', 'created at the request of КСУП'),
  'created-in-1c': blocks('D-06', 'контрагент создан в 1С', 'the counterparty was created in 1C'),
  'repeat-asked': allows('DD-16', 'КСУП прислала тот же код снова', 'КСУП sent the same code again'),
  'not-linked': blocks('DD-18', 'контакт не связан с КСУП', 'the contact is not linked to КСУП'),

  'group-not-exported': blocks('D-32', 'группа не выгружается', 'the group is not exported'),
  archived: blocks('D-34', 'архивная', 'archived'),
  'not-goods': blocks('D-35', 'вид — не Товар', 'the kind is not goods'),
  'no-article': listed('DD-24', 'нет артикула', 'there is no article'),
  qualifies: allows('DD-21', 'впервые подходит под условия', 'meets the conditions for the first time'),
  'article-changed': row('note', 'DD-23', 'изменился артикул', 'the article has changed'),

  marketing: blocks('D-45', 'тип заказа — Маркетинг', 'the order is of the type Маркетинг'),
  'first-posting': allows('DD-26', 'первое проведение', 'posted for the first time'),
  'rows-changed': allows('D-59', 'изменился состав', 'the rows have changed'),
  'rows-unchanged': blocks('D-41', 'состав не изменился', 'the rows have not changed'),
  reopened: allows('DD-34', 'заказ открыт снова', 'the order was reopened'),
  'not-closed': blocks('D-62', 'статус — не Закрыт', 'the status is not Закрыт'),
  closed: allows('D-62', 'статус — Закрыт', 'the status is Закрыт'),
  'has-shipment': blocks('D-62', 'есть отгрузки', 'there are shipments'),
  'no-shipment': blocks('D-65', 'нет отгрузок', 'there are no shipments'),
  'all-shipped': allows('D-65', 'есть отгрузки по всем номенклатурам', 'every item has a shipment'),
  'partial-shipment': listed(
    'DD-31',
    'закрыт с частичной отгрузкой: часть номенклатур не отгружена',
    'closed with a partial shipment: some items have none',
  ),
  'closed-partial': row(
    'allows',
    'DD-31',
    'закрыт с частичной отгрузкой, разрешено настройкой',
    'closed with a partial shipment, allowed by the settings',
    true,
  ),
  'short-shipment': row(
    'note',
    'DD-32',
    'отгружено меньше, чем заказано (W-SHORT-SHIPMENT)',
    'less was shipped than ordered (W-SHORT-SHIPMENT)',
  ),

  'tied-to-order': allows('D-72', 'привязан к заказу', 'tied to an order'),
  'without-order': allows('D-75', 'не привязан к заказу', 'tied to no order'),
  'assigned-later': allows('DD-37', 'неразнесённый доход разнесён', 'an unassigned income is assigned now'),
  'income-changed': listed(
    'DD-36',
    'отправленный доход изменён: изменение не передаётся',
    'an income was changed after it was sent: the change does not travel',
  ),
  'income-unposted': listed(
    'DD-36',
    'проведение отправленного дохода отменено: это не передаётся',
    'an income was unposted after it was sent: this does not travel',
  ),

  'not-a-sale': blocks(
    'D-81',
    'документ — не «Реализация товаров и услуг»',
    'the document is not «Реализация товаров и услуг»',
  ),
  'no-order': listed('DD-45', 'отгрузка без заказа', 'a shipment without an order'),
  'shipment-posted': allows('D-84', 'отгрузка проведена', 'the shipment is posted'),
  corrected: allows('D-86', 'отгрузка скорректирована', 'the shipment was corrected'),
  'shipment-cancelled': allows(
    'DD-42',
    'отгрузка отменена полностью',
    'the shipment was cancelled completely',
  ),

  'has-card': allows('D-91', 'есть карта лояльности', 'there is a loyalty card'),
  'no-card': allows('D-97', 'нет карты лояльности', 'there is no loyalty card'),
  'card-without-owner': allows('DD-47', 'у карты нет владельца', 'the card has no owner'),
  'till-return': blocks('DD-49', 'возврат в кассе', 'a return at the till'),
} as const satisfies Record<string, ReasonRow>

export type ReasonCode = keyof typeof reasonRows
export const REASON_CODES = Object.keys(reasonRows) as ReasonCode[]
