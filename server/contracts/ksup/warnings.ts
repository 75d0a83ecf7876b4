import type { CodeRow } from '../operation.ts'

/** Warnings: the message is taken, a person should look. The liberties of lenient reading are in `lenient.ts`. */

const rows = {
  'W-NO-SOURCE-REF': [
    'Нет meta.source_ref: документ 1С не опознать, равные документы не различить',
    'No meta.source_ref: the document of 1C is not known, equal documents cannot be told apart',
    'Передавать ссылку документа',
    'Send the reference of the document',
  ],
  'W-KEY-DIFFERS': [
    'Заголовок Idempotency-Key не равен meta.message_id; верен meta.message_id',
    'The header Idempotency-Key is not meta.message_id; meta.message_id stands',
    'Передавать в заголовке meta.message_id',
    'Send meta.message_id in the header',
  ],
  'W-ROW-AMOUNT': [
    'Сумма строки не равна цене, умноженной на количество',
    'The amount of the row is not its price times its quantity',
    'Проверить округление и скидки в документе',
    'Check rounding and discounts in the document',
  ],
  'W-FILE-TYPE': [
    'Тип файла назван не так, как говорит содержимое; верно содержимое',
    'The type of the file is not what its content tells; the content stands',
    'Исправить mime',
    'Correct mime',
  ],
  'W-SEQ-GAP': [
    'Предыдущее сообщение не пришло за 60 с, это принято без него',
    'The message before did not come within 60 s; this one is accepted without it',
    'Проверить очередь 1С',
    'Check the queue of 1C',
  ],
  'W-POSSIBLE-DUPLICATE': [
    'В 1С уже есть контрагент с такой почтой или телефоном',
    '1C has a counterparty with this e-mail or phone already',
    'Сверить контрагентов вручную: объединение не передаётся',
    'Compare the counterparties by hand: merging does not travel',
  ],
  'W-UPSERT': [
    'Создание уже известного или изменение неизвестного: записано как есть',
    'Creation of a known object, or change of an unknown one: stored as it is',
    'Ничего, если сообщения шли не по порядку',
    'Nothing, when messages came out of turn',
  ],
  'W-UNKNOWN-ARTICLE-CREATED': [
    'Изменение неизвестного артикула: номенклатура создана',
    'Change of an unknown article: the item was created',
    'Если артикул меняли, передавать article_old',
    'When the article was changed, send article_old',
  ],
  'W-SHORT-SHIPMENT': [
    'Заказ завершён, но отгружено меньше, чем заказано',
    'The order is finished though less was shipped than ordered',
    'Проверить отгрузки заказа',
    'Check the shipments of the order',
  ],
  'W-DEAL-CLOSED': [
    'Принято в уже закрытую сделку',
    'Taken into a deal that is closed already',
    'Проверить сделку',
    'Check the deal',
  ],
  'W-INCOME-ABOVE-ORDER': [
    'Доходов по сделке больше суммы заказа',
    'The incomes of the deal are more than the amount of the order',
    'Проверить разнесение оплат',
    'Check how the payments are assigned',
  ],
  'W-CONTACT-UNKNOWN': [
    'Контрагента с таким кодом нет: цены по соглашению не показаны',
    'No counterparty has this code: no contract prices are shown',
    'Связать контакт с контрагентом',
    'Link the contact to a counterparty',
  ],
} as const

export type WarningCode = keyof typeof rows

export const warningCodes = Object.fromEntries(
  Object.entries(rows).map(([code, [ru, en, actionRu, actionEn]]) => [
    code,
    { code, meaning: { ru, en }, action: { ru: actionRu, en: actionEn } },
  ]),
) as Readonly<Record<WarningCode, CodeRow>>
