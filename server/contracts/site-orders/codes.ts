import type { CodeCatalogue, CodeRow, HostFault, RefusalRow } from '../operation.ts'
import type { Text } from '../text.ts'
import type { DictionaryKind } from './dictionaries.ts'

/* ---------- codes that 1C returns to the site (section 9) ---------- */

/** `auto`: 1C takes the order again by itself; `after_fix`: a person corrects, the site re-marks; `no`: never; `none`: nothing to retry. */
export type OrdRetry = 'auto' | 'after_fix' | 'no' | 'none'

/** What the site does about a code, for machines. */
export type SiteAction =
  | 'clear_mark'
  | 'alarm_developer'
  | 'highlight_field'
  | 'stop_node'
  | 'open_mapping_row'
  | 'ask_client'
  | 'warn_client'
  | 'manager_task'
  | 'hide_repeat_order'
  | 'store_ref'
  | 'break_mapping'
  | 'archive_item'
  | 'list_unmapped'
  | 'refresh_stock'
  | 'merge_lines'
  | 'close_empty'
  | 'wait'
  | 'wait_then_alarm'
  | 'show_delay'
  | 'show_onec_version'
  | 'ignore_or_clear_mark'
  | 'show_cancelled'
  | 'show_difference'
  | 'restore_status'

export interface OrdCodeRow extends CodeRow {
  severity: 'info' | 'warning' | 'error'
  siteAction: SiteAction
  retry: OrdRetry
  /** The mapping kind whose row the code breaks or archives. */
  mapping?: DictionaryKind | 'product'
}

const toDeveloper: Text = {
  ru: 'Сообщить разработчику, сохранить тело сообщения, заказ перевести в «отклонён»',
  en: 'Alarm the developer, keep the raw body, move the order to "rejected"',
}
const highlight: Text = { ru: 'Подсветить поле заказа', en: 'Highlight the field of the order' }
const askClient: Text = { ru: 'Попросить клиента исправить', en: 'Ask the client to correct it' }
const managerTask: Text = { ru: 'Поставить задачу менеджеру', en: 'Make a task for the manager' }
const wait: Text = { ru: 'Ничего не делать, ждать', en: 'Do nothing, wait' }
const breakRow: Text = {
  ru: 'Пометить строку соответствия «сломана»',
  en: 'Mark the mapping row as broken',
}

export const ordCodes = {
  'ORD-000': {
    code: 'ORD-000',
    meaning: { ru: 'Заказ принят', en: 'The order is accepted' },
    action: { ru: 'Снять отметку выгрузки', en: 'Clear the export mark' },
    severity: 'info',
    siteAction: 'clear_mark',
    retry: 'none',
  },
  'ORD-100': {
    code: 'ORD-100',
    meaning: { ru: 'Тело сообщения не JSON и не XML', en: 'The body is not JSON or XML' },
    action: toDeveloper,
    severity: 'error',
    siteAction: 'alarm_developer',
    retry: 'after_fix',
  },
  'ORD-101': {
    code: 'ORD-101',
    meaning: {
      ru: 'Обязательное поле отсутствует или имеет не тот тип',
      en: 'A required field is missing or of the wrong type',
    },
    action: {
      ru: 'Сообщить разработчику, заказ перевести в «отклонён», подсветить поле',
      en: 'Alarm the developer, move the order to "rejected", highlight the field',
    },
    severity: 'error',
    siteAction: 'highlight_field',
    retry: 'after_fix',
  },
  'ORD-102': {
    code: 'ORD-102',
    meaning: { ru: 'Версия контракта не поддерживается', en: 'The contract version is not supported' },
    action: {
      ru: 'Сообщить разработчику, остановить обмен с этим узлом',
      en: 'Alarm the developer, stop the exchange with this node',
    },
    severity: 'error',
    siteAction: 'stop_node',
    retry: 'after_fix',
  },
  'ORD-103': {
    code: 'ORD-103',
    meaning: {
      ru: 'Байты не соответствуют объявленной кодировке',
      en: 'The bytes are not valid in the declared encoding',
    },
    action: { ru: 'Сообщить разработчику', en: 'Alarm the developer' },
    severity: 'error',
    siteAction: 'alarm_developer',
    retry: 'after_fix',
  },
  'ORD-104': {
    code: 'ORD-104',
    meaning: { ru: 'Повторяющийся ключ', en: 'A duplicate key' },
    action: { ru: 'Сообщить разработчику', en: 'Alarm the developer' },
    severity: 'error',
    siteAction: 'alarm_developer',
    retry: 'after_fix',
  },
  'ORD-110': {
    code: 'ORD-110',
    meaning: { ru: 'Неверная или невозможная дата', en: 'A bad or impossible date' },
    action: highlight,
    severity: 'error',
    siteAction: 'highlight_field',
    retry: 'after_fix',
  },
  'ORD-111': {
    code: 'ORD-111',
    meaning: {
      ru: 'Неверное число или слишком много знаков после запятой',
      en: 'A bad number or too many fraction digits',
    },
    action: highlight,
    severity: 'error',
    siteAction: 'highlight_field',
    retry: 'after_fix',
  },
  'ORD-112': {
    code: 'ORD-112',
    meaning: { ru: 'Неверный идентификатор GUID', en: 'A bad GUID' },
    action: { ru: 'Открыть строку соответствия', en: 'Open the mapping row' },
    severity: 'error',
    siteAction: 'open_mapping_row',
    retry: 'after_fix',
    mapping: 'product',
  },
  'ORD-200': {
    code: 'ORD-200',
    meaning: {
      ru: 'ИНН неверной длины или (если так настроено) с неверной контрольной цифрой',
      en: 'An INN of the wrong length or (when configured) with a wrong check digit',
    },
    action: { ru: 'Попросить клиента исправить реквизиты', en: 'Ask the client to correct the requisites' },
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-201': {
    code: 'ORD-201',
    meaning: {
      ru: 'У организации нет КПП, или КПП указан у ИП',
      en: 'The KPP is missing for a company, or present for a sole proprietor',
    },
    action: askClient,
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-202': {
    code: 'ORD-202',
    meaning: {
      ru: 'Несколько контрагентов с такими ИНН и КПП',
      en: 'Several counterparties have this INN and KPP',
    },
    action: {
      ru: 'Поставить задачу менеджеру 1С, заказ ждёт',
      en: 'Make a task for the manager in 1C, the order waits',
    },
    severity: 'error',
    siteAction: 'manager_task',
    retry: 'auto',
  },
  'ORD-203': {
    code: 'ORD-203',
    meaning: { ru: 'Контрагент заблокирован для продаж', en: 'The counterparty is blocked for sales' },
    action: {
      ru: 'Скрыть «Повторить заказ», менеджер связывается с клиентом',
      en: 'Hide "repeat order", the manager contacts the client',
    },
    severity: 'error',
    siteAction: 'hide_repeat_order',
    retry: 'no',
  },
  'ORD-204': {
    code: 'ORD-204',
    meaning: { ru: 'Создан новый контрагент', en: 'A new counterparty was created' },
    action: { ru: 'Сохранить ссылку 1С у клиента', en: 'Store the reference of 1C with the account' },
    severity: 'info',
    siteAction: 'store_ref',
    retry: 'none',
  },
  'ORD-205': {
    code: 'ORD-205',
    meaning: { ru: 'БИК и счёт не соответствуют друг другу', en: 'The BIK and the account do not agree' },
    action: { ru: 'Предупредить клиента', en: 'Warn the client' },
    severity: 'warning',
    siteAction: 'warn_client',
    retry: 'after_fix',
  },
  'ORD-206': {
    code: 'ORD-206',
    meaning: {
      ru: 'Для этой транспортной компании нужны паспортные данные',
      en: 'Passport data are needed for this carrier',
    },
    action: { ru: 'Запросить паспортные данные у клиента', en: 'Ask the client for passport data' },
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-207': {
    code: 'ORD-207',
    meaning: { ru: 'Нет ни телефона, ни электронной почты', en: 'Neither a phone nor an e-mail' },
    action: askClient,
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-300': {
    code: 'ORD-300',
    meaning: { ru: 'Номенклатура не найдена в 1С', en: 'The offer id is not found in 1C' },
    action: {
      ru: 'Пометить строку соответствия «сломана» и показать в редакторе',
      en: 'Mark the mapping row as broken and list it in the editor',
    },
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'product',
  },
  'ORD-301': {
    code: 'ORD-301',
    meaning: {
      ru: 'Номенклатура в архиве или помечена на удаление',
      en: 'The item is archived or marked for deletion',
    },
    action: {
      ru: 'Скрыть товар с продажи, строку соответствия в архив',
      en: 'Hide the product from sale, archive the mapping row',
    },
    severity: 'error',
    siteAction: 'archive_item',
    retry: 'after_fix',
    mapping: 'product',
  },
  'ORD-302': {
    code: 'ORD-302',
    meaning: { ru: 'У товара нет привязанной номенклатуры', en: 'The product has no offers (unmapped)' },
    action: { ru: 'Внести товар в список несопоставленных', en: 'Put the product into the unmapped list' },
    severity: 'error',
    siteAction: 'list_unmapped',
    retry: 'after_fix',
    mapping: 'product',
  },
  'ORD-303': {
    code: 'ORD-303',
    meaning: { ru: 'Склад неизвестен', en: 'The warehouse is unknown' },
    action: breakRow,
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'storage',
  },
  'ORD-304': {
    code: 'ORD-304',
    meaning: {
      ru: 'Количество недопустимо (не больше нуля или не кратно упаковке)',
      en: 'The quantity is not allowed (zero or less, or not a multiple)',
    },
    action: askClient,
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-305': {
    code: 'ORD-305',
    meaning: { ru: 'Товара на складе недостаточно', en: 'Not enough stock' },
    action: {
      ru: 'Обновить остаток, показать «часть товара под заказ»',
      en: 'Refresh the stock of the item, show «часть товара под заказ»',
    },
    severity: 'warning',
    siteAction: 'refresh_stock',
    retry: 'none',
  },
  'ORD-306': {
    code: 'ORD-306',
    meaning: { ru: 'У номенклатуры нет цены в 1С', en: 'The item has no price in 1C' },
    action: managerTask,
    severity: 'error',
    siteAction: 'manager_task',
    retry: 'auto',
  },
  'ORD-307': {
    code: 'ORD-307',
    meaning: {
      ru: 'Одна номенклатура дважды на одном складе',
      en: 'The same item twice on one warehouse',
    },
    action: {
      ru: 'Объединить строки и отметить заказ снова',
      en: 'Merge the lines and mark the order again',
    },
    severity: 'error',
    siteAction: 'merge_lines',
    retry: 'after_fix',
  },
  'ORD-308': {
    code: 'ORD-308',
    meaning: { ru: 'В заказе нет строк', en: 'The order has no lines' },
    action: { ru: 'Закрыть заказ как пустой', en: 'Close the order as empty' },
    severity: 'error',
    siteAction: 'close_empty',
    retry: 'no',
  },
  'ORD-400': {
    code: 'ORD-400',
    meaning: { ru: 'Город доставки не сопоставлен', en: 'The city is not mapped' },
    action: breakRow,
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'city',
  },
  'ORD-401': {
    code: 'ORD-401',
    meaning: { ru: 'Способ доставки не сопоставлен', en: 'The delivery method is not mapped' },
    action: breakRow,
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'delivery_method',
  },
  'ORD-402': {
    code: 'ORD-402',
    meaning: { ru: 'Транспортная компания не найдена', en: 'The carrier is not found' },
    action: breakRow,
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'transport_company',
  },
  'ORD-403': {
    code: 'ORD-403',
    meaning: { ru: 'Для способа доставки нужен адрес', en: 'The delivery method requires an address' },
    action: askClient,
    severity: 'error',
    siteAction: 'ask_client',
    retry: 'after_fix',
  },
  'ORD-404': {
    code: 'ORD-404',
    meaning: { ru: 'Форма оплаты не сопоставлена', en: 'The payment method is not mapped' },
    action: breakRow,
    severity: 'error',
    siteAction: 'break_mapping',
    retry: 'after_fix',
    mapping: 'payment_method',
  },
  'ORD-500': {
    code: 'ORD-500',
    meaning: {
      ru: 'Документ заказа открыт пользователем в 1С',
      en: 'The order document is open by a user in 1C',
    },
    action: wait,
    severity: 'error',
    siteAction: 'wait',
    retry: 'auto',
  },
  'ORD-501': {
    code: 'ORD-501',
    meaning: {
      ru: 'Заказ уже отгружен или закрыт, изменения не приняты',
      en: 'The order is already shipped or closed; edits are refused',
    },
    action: {
      ru: 'Показать версию 1С и сообщить клиенту, что заказ больше нельзя изменить',
      en: "Show 1C's version, tell the client the order can no longer be changed",
    },
    severity: 'error',
    siteAction: 'show_onec_version',
    retry: 'no',
  },
  'ORD-502': {
    code: 'ORD-502',
    meaning: { ru: 'В 1С уже есть более новая редакция', en: '1C has a newer revision already' },
    action: {
      ru: 'Снять отметку, если редакции равны, иначе не делать ничего',
      en: 'Clear the mark if the revisions are equal, else ignore',
    },
    severity: 'error',
    siteAction: 'ignore_or_clear_mark',
    retry: 'no',
  },
  'ORD-503': {
    code: 'ORD-503',
    meaning: { ru: 'Заказ помечен на удаление в 1С', en: 'The order is marked for deletion in 1C' },
    action: {
      ru: 'Показать «Отменён», поставить задачу менеджеру',
      en: 'Show «Отменён», make a task for the manager',
    },
    severity: 'error',
    siteAction: 'show_cancelled',
    retry: 'no',
  },
  'ORD-504': {
    code: 'ORD-504',
    meaning: { ru: 'Дата попадает в закрытый период', en: 'The date falls into a closed period' },
    action: managerTask,
    severity: 'error',
    siteAction: 'manager_task',
    retry: 'after_fix',
  },
  'ORD-505': {
    code: 'ORD-505',
    meaning: {
      ru: 'Изменён на обеих сторонах, осталась версия 1С',
      en: "Changed on both sides; 1C's version is kept",
    },
    action: { ru: 'Показать различия администратору', en: 'Show the difference to the administrator' },
    severity: 'error',
    siteAction: 'show_difference',
    retry: 'no',
  },
  'ORD-506': {
    code: 'ORD-506',
    meaning: { ru: 'Отмена клиентом не принята', en: 'The cancellation by the client is refused' },
    action: { ru: 'Вернуть состояние из версии 1С', en: "Restore the status from 1C's version" },
    severity: 'error',
    siteAction: 'restore_status',
    retry: 'no',
  },
  'ORD-900': {
    code: 'ORD-900',
    meaning: { ru: 'Непредвиденная ошибка в 1С', en: 'An unexpected error in 1C' },
    action: {
      ru: 'После третьего раза показать «обработка задерживается»',
      en: 'Show "processing delayed" after the third time',
    },
    severity: 'error',
    siteAction: 'show_delay',
    retry: 'auto',
  },
  'ORD-901': {
    code: 'ORD-901',
    meaning: {
      ru: 'Конфликт блокировок или истекло время ожидания в базе',
      en: 'A lock conflict or time-out in the infobase',
    },
    action: wait,
    severity: 'error',
    siteAction: 'wait',
    retry: 'auto',
  },
  'ORD-902': {
    code: 'ORD-902',
    meaning: { ru: 'База закрыта на обслуживание', en: 'The infobase is closed for maintenance' },
    action: wait,
    severity: 'error',
    siteAction: 'wait',
    retry: 'auto',
  },
  'ORD-903': {
    code: 'ORD-903',
    meaning: { ru: 'Нет свободной лицензии', en: 'No free licence' },
    action: { ru: 'Ждать, через 30 минут поднять тревогу', en: 'Wait, alarm after 30 minutes' },
    severity: 'error',
    siteAction: 'wait_then_alarm',
    retry: 'auto',
  },
} as const satisfies Record<`ORD-${number}`, OrdCodeRow>

export type OrdCode = keyof typeof ordCodes

/** The row of a code, `null` for one that the table does not know: then the severity alone decides (section 9). */
export function ordCode(code: string): OrdCodeRow | null {
  return Object.hasOwn(ordCodes, code) ? ordCodes[code as OrdCode] : null
}

/** `true` when 1C takes the order again by itself. An unknown code is not. */
export function isRetryableCode(code: string): boolean {
  return ordCode(code)?.retry === 'auto'
}

/* ---------- codes that the site returns to 1C (section 9) ---------- */

/** What 1C does with a message that was refused. */
export type OnecAction = 'park' | 'retry' | 'stop' | 'drop' | 'split'

export interface SiteCodeRow extends RefusalRow {
  onec: OnecAction
}

const park: Text = {
  ru: '1С откладывает сообщение до решения человека',
  en: '1C parks the message until a person decides',
}
const retry: Text = { ru: '1С повторит отправку', en: '1C sends it again' }
const stop: Text = {
  ru: '1С останавливает цикл обмена и поднимает тревогу',
  en: '1C stops the exchange cycle and raises an alarm',
}

export const siteCodes = {
  'SITE-MALFORMED': {
    code: 'SITE-MALFORMED',
    status: 400,
    meaning: { ru: 'Запрос не читается', en: 'The request is unreadable' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-DUPLICATE-KEY': {
    code: 'SITE-DUPLICATE-KEY',
    status: 400,
    meaning: { ru: 'Повторяющийся ключ', en: 'A duplicate key' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-BAD-AUTH-HEADER': {
    code: 'SITE-BAD-AUTH-HEADER',
    status: 400,
    meaning: {
      ru: 'Заголовок Authorization испорчен (1С переносит длинные строки Base64)',
      en: 'The Authorization header is broken (1C wraps long Base64 strings)',
    },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-KEY-MISSING': {
    code: 'SITE-KEY-MISSING',
    status: 400,
    meaning: { ru: 'Нет заголовка Idempotency-Key', en: 'The Idempotency-Key header is missing' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-AUTH': {
    code: 'SITE-AUTH',
    status: 401,
    meaning: { ru: 'Неверное имя или пароль', en: 'Wrong credentials' },
    action: stop,
    onec: 'stop',
    retryable: false,
  },
  'SITE-FORBIDDEN': {
    code: 'SITE-FORBIDDEN',
    status: 403,
    meaning: { ru: 'Учётной записи это не разрешено', en: 'The account may not do this' },
    action: stop,
    onec: 'stop',
    retryable: false,
  },
  'SITE-ORDER-UNKNOWN': {
    code: 'SITE-ORDER-UNKNOWN',
    status: 404,
    meaning: { ru: 'Такого заказа нет', en: 'No such order' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-NOT-FOUND': {
    code: 'SITE-NOT-FOUND',
    status: 404,
    meaning: { ru: 'Такого адреса нет', en: 'No such path' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-METHOD': {
    code: 'SITE-METHOD',
    status: 405,
    meaning: { ru: 'Метод для этого адреса не подходит', en: 'The method does not suit this path' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-ACCEPT': {
    code: 'SITE-ACCEPT',
    status: 406,
    meaning: {
      ru: 'Ответ в запрошенном формате не отдаётся',
      en: 'The answer is not available in the format asked for',
    },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-MEDIA': {
    code: 'SITE-MEDIA',
    status: 415,
    meaning: { ru: 'Тело в таком формате не принимается', en: 'A body of this format is not accepted' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-STALE': {
    code: 'SITE-STALE',
    status: 409,
    meaning: { ru: 'Номер версии меньше сохранённого', en: 'A lower seq than the stored one' },
    action: { ru: '1С отбрасывает версию как устаревшую', en: '1C drops the version as superseded' },
    onec: 'drop',
    retryable: false,
  },
  'SITE-KEY-IN-USE': {
    code: 'SITE-KEY-IN-USE',
    status: 409,
    meaning: {
      ru: 'Запрос с таким Idempotency-Key ещё выполняется',
      en: 'A request with the same Idempotency-Key is running',
    },
    action: retry,
    onec: 'retry',
    retryable: true,
  },
  'SITE-REVISION': {
    code: 'SITE-REVISION',
    status: 409,
    meaning: {
      ru: 'Результат о редакции, которой не было',
      en: 'A result for a revision that never existed',
    },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-TOO-LARGE': {
    code: 'SITE-TOO-LARGE',
    status: 413,
    meaning: { ru: 'Тело больше предела', en: 'The body is over the limit' },
    action: { ru: '1С делит сообщение и отправляет частями', en: '1C splits the message and sends it again' },
    onec: 'split',
    retryable: false,
  },
  'SITE-VALIDATION': {
    code: 'SITE-VALIDATION',
    status: 422,
    meaning: { ru: 'Содержание не принято', en: 'The content is refused' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-ARITHMETIC': {
    code: 'SITE-ARITHMETIC',
    status: 422,
    meaning: { ru: 'Суммы строки не сходятся', en: 'The sums of a line do not add up' },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-KEY-REUSED': {
    code: 'SITE-KEY-REUSED',
    status: 422,
    meaning: {
      ru: 'Idempotency-Key уже был с другим телом',
      en: 'The Idempotency-Key was used with another body',
    },
    action: park,
    onec: 'park',
    retryable: false,
  },
  'SITE-RATE': {
    code: 'SITE-RATE',
    status: 429,
    meaning: { ru: 'Слишком много обращений', en: 'Too many calls' },
    action: { ru: '1С повторит после срока Retry-After', en: '1C retries after Retry-After' },
    onec: 'retry',
    retryable: true,
  },
  'SITE-INTERNAL': {
    code: 'SITE-INTERNAL',
    status: 500,
    meaning: { ru: 'Ошибка на стороне сайта', en: 'A fault of the site' },
    action: retry,
    onec: 'retry',
    retryable: true,
  },
  'SITE-MAINTENANCE': {
    code: 'SITE-MAINTENANCE',
    status: 503,
    meaning: { ru: 'Сайт на обслуживании', en: 'The site is under maintenance' },
    action: retry,
    onec: 'retry',
    retryable: true,
  },
} as const satisfies Record<`SITE-${string}`, SiteCodeRow>

export type SiteCode = keyof typeof siteCodes

/** The row of a code, `null` for one that the table does not know. */
export function siteCode(code: string): SiteCodeRow | null {
  return Object.hasOwn(siteCodes, code) ? siteCodes[code as SiteCode] : null
}

/** Codes of a single row of a batch body, where the whole message is still accepted (AD-37). */
export const rowCodes = {
  'SITE-CONTRAGENT-AMBIGUOUS': {
    code: 'SITE-CONTRAGENT-AMBIGUOUS',
    meaning: {
      ru: 'Строке соответствуют несколько покупателей сайта',
      en: 'Several buyers of the site match the row',
    },
    action: { ru: 'Выбрать покупателя вручную', en: 'Choose the buyer by hand' },
  },
} as const satisfies Record<string, CodeRow>

/* ---------- warnings: the message is accepted, a person should look ---------- */

export const warningCodes = {
  'W-ROUNDING': {
    code: 'W-ROUNDING',
    meaning: { ru: 'Сумма строки отличается на копейку', en: 'A sum of the line is off by a kopeck' },
    action: { ru: 'Принять как есть', en: 'Accept as it is' },
  },
  'W-UNKNOWN-FIELD': {
    code: 'W-UNKNOWN-FIELD',
    meaning: {
      ru: 'Поля нет в контракте, оно сохранено',
      en: 'The field is not in the contract; it is kept',
    },
    action: { ru: 'Показывать, не использовать', en: 'Show it, do not use it' },
  },
  'W-PAYNUM-LOOKS-LIKE-ACCOUNT': {
    code: 'W-PAYNUM-LOOKS-LIKE-ACCOUNT',
    meaning: {
      ru: 'В номере счёта на оплату стоит номер банковского счёта',
      en: 'The invoice number holds a bank account',
    },
    action: {
      ru: 'Сохранить, попросить настроить выгрузку в 1С',
      en: 'Keep it, have the export in 1C corrected',
    },
  },
  'W-QR-FORMAT': {
    code: 'W-QR-FORMAT',
    meaning: {
      ru: 'Строка QR-кода не по ГОСТ Р 56042-2014 или не сходится с заказом',
      en: 'The QR text does not follow GOST R 56042-2014 or does not agree with the order',
    },
    action: {
      ru: 'Сохранить; строка не по ГОСТ картинкой не печатается',
      en: 'Keep it; a text not of the standard is not drawn',
    },
  },
  'W-STATUS-UNMAPPED': {
    code: 'W-STATUS-UNMAPPED',
    meaning: { ru: 'Состояния заказа нет в соответствиях', en: 'The order status is not mapped' },
    action: { ru: 'Показать как есть', en: 'Show it verbatim' },
  },
  'W-NO-IDEMPOTENCY-KEY': {
    code: 'W-NO-IDEMPOTENCY-KEY',
    meaning: {
      ru: 'Нет заголовка Idempotency-Key, повтор распознаётся по номерам заказа и версии',
      en: 'No Idempotency-Key header; a repeat is recognised by the numbers of order and version',
    },
    action: { ru: 'Обработать по естественному ключу', en: 'Process under the natural key' },
  },
  'W-NEGATIVE-STOCK': {
    code: 'W-NEGATIVE-STOCK',
    meaning: { ru: 'Отрицательный остаток', en: 'A negative stock' },
    action: { ru: 'Сохранить как ноль', en: 'Store it as zero' },
  },
  'W-FINDINGS-CUT': {
    code: 'W-FINDINGS-CUT',
    meaning: {
      ru: 'Замечаний слишком много, показаны первые',
      en: 'Too many findings; the first ones are shown',
    },
    action: { ru: 'Исправить показанные и проверить снова', en: 'Correct those shown and check again' },
  },
} as const satisfies Record<`W-${string}`, CodeRow>

export type WarningCode = keyof typeof warningCodes

/** Every code of the contract with its retry rule, for help, labels and documentation. */
export const allCodes: readonly (CodeRow & { retry: OrdRetry | null })[] = [
  ...Object.values(ordCodes),
  ...Object.values(siteCodes).map((row) => ({
    ...row,
    retry: row.retryable ? ('auto' as const) : ('no' as const),
  })),
  ...Object.values(rowCodes).map((row) => ({ ...row, retry: 'after_fix' as const })),
  ...Object.values(warningCodes).map((row) => ({ ...row, retry: null })),
]

/** The codes as the HTTP host knows them. */
export const siteCatalogue: CodeCatalogue = {
  faults: {
    malformed: 'SITE-MALFORMED',
    'bad-auth-header': 'SITE-BAD-AUTH-HEADER',
    'key-missing': 'SITE-KEY-MISSING',
    auth: 'SITE-AUTH',
    forbidden: 'SITE-FORBIDDEN',
    'not-found': 'SITE-NOT-FOUND',
    method: 'SITE-METHOD',
    accept: 'SITE-ACCEPT',
    media: 'SITE-MEDIA',
    'key-in-use': 'SITE-KEY-IN-USE',
    'key-reused': 'SITE-KEY-REUSED',
    'too-large': 'SITE-TOO-LARGE',
    validation: 'SITE-VALIDATION',
    rate: 'SITE-RATE',
    internal: 'SITE-INTERNAL',
    maintenance: 'SITE-MAINTENANCE',
  } satisfies Record<HostFault, SiteCode>,
  refusal: siteCode,
  all: allCodes,
}
