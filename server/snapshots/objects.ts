import type { Text } from '../contracts/text.ts'

/** What the tables of the bases hold, in words of people. Pure. */

interface ObjectWords {
  title: Text
  /** Column with the number or the name that people know an object by. */
  name?: string
  /** Counted in the list of snapshots. */
  counted?: true
}

export interface Base {
  id: string
  title: Text
  /** By table. */
  objects: Readonly<Record<string, ObjectWords>>
}

const words = (ru: string, en: string, name?: string): ObjectWords => ({
  title: { ru, en },
  ...(name === undefined ? {} : { name }),
})
const counted = (ru: string, en: string, name?: string): ObjectWords => ({
  ...words(ru, en, name),
  counted: true,
})

/** Every table of the base areas stands here once; a test holds it against the migrations. */
export const bases: readonly Base[] = [
  {
    id: 'site',
    title: { ru: 'Сайт', en: 'Site' },
    objects: {
      site_order: counted('Заказы', 'Orders', 'order_number'),
      site_version: words('Версии заказов из 1С', 'Versions of orders from 1C'),
      site_history: words('История заказов', 'History of orders'),
      site_customer: counted('Покупатели', 'Customers', 'name'),
      site_product: words('Товары', 'Products', 'name'),
      site_item: words('Номенклатура из 1С', 'Items from 1C', 'name'),
      site_stock: words('Остатки', 'Stock'),
      site_stock_part: words('Части полных остатков', 'Parts of full stock'),
      site_dictionary: words('Справочники', 'Dictionaries', 'name'),
      site_waiting: words('Заказы, ждущие соответствия', 'Orders that wait for a mapping'),
      site_stopped_node: words('Остановленные узлы обмена', 'Stopped exchange nodes'),
    },
  },
  {
    id: 'onec',
    title: { ru: '1С', en: '1C' },
    objects: {
      onec_order: counted('Заказы клиентов', 'Orders of clients', 'number_1c'),
      onec_order_line: words('Строки заказов', 'Lines of orders'),
      onec_version: words('Версии, возвращённые на сайт', 'Versions returned to the site'),
      onec_counterparty: counted('Контрагенты', 'Counterparties', 'name'),
      onec_item: words('Номенклатура', 'Items', 'name'),
      onec_stock: words('Остатки', 'Stock'),
      onec_element: words('Элементы справочников', 'Elements of dictionaries', 'name'),
      onec_organization: words('Организации', 'Organizations', 'name'),
      onec_outbox: words('Исходящие сообщения', 'Outgoing messages', 'kind'),
      onec_cycle: words('Сеансы обмена', 'Exchange sessions', 'started_at'),
      onec_fact: words('Состояние базы', 'State of the base', 'name'),
    },
  },
  {
    id: 'regate',
    title: { ru: '1С, ReGate', en: '1C, ReGate' },
    objects: {
      regate_order: counted('Заказы', 'Orders', 'order_number'),
      regate_order_line: words('Строки заказов', 'Lines of orders'),
      regate_order_event: words('События заказов', 'Events of orders', 'event'),
      regate_client: counted('Клиенты', 'Clients', 'name'),
      regate_payment: words('Оплаты', 'Payments', 'document'),
      regate_allocation: words('Распределение оплат', 'Allocations of payments'),
      regate_refund: words('Возвраты', 'Refunds'),
      regate_posting: words('Проводки', 'Postings', 'document'),
      regate_bank_document: words('Документы банка', 'Documents of the bank', 'statement'),
      regate_item: words('Номенклатура', 'Items', 'name'),
      regate_stock: words('Остатки', 'Stock'),
      regate_group: words('Группы номенклатуры', 'Groups of items', 'name'),
      regate_organization: words('Организации', 'Organizations', 'name'),
      regate_city: words('Города', 'Cities', 'name'),
      regate_store: words('Склады', 'Stores', 'name'),
      regate_counter: words('Нумераторы', 'Counters', 'name'),
      regate_fact: words('Состояние базы', 'State of the base', 'name'),
      regate_job: words('Задания очереди', 'Jobs of the queue', 'method'),
    },
  },
  {
    id: 'cml-site',
    title: { ru: 'Сайт, CommerceML', en: 'Site, CommerceML' },
    objects: {
      cml_site_order: counted('Заказы', 'Orders', 'number'),
      cml_site_history: words('История заказов', 'History of orders', 'number'),
      cml_site_taken: words('Документы, принятые от 1С', 'Documents taken from 1C', 'number'),
      cml_site_mark: words('Состояние базы', 'State of the base', 'name'),
    },
  },
  {
    id: 'cml-onec',
    title: { ru: '1С, CommerceML', en: '1C, CommerceML' },
    objects: {
      cml_onec_order: counted('Заказы клиентов', 'Orders of clients', 'number'),
      cml_onec_counterparty: words('Контрагенты', 'Counterparties', 'name'),
      cml_onec_run: words('Сеансы обмена', 'Exchange sessions', 'started_at'),
      cml_onec_node: words('Регистрация изменений', 'Registration of changes', 'node'),
      cml_onec_portion: words('Невыгруженные порции', 'Portions that failed', 'node'),
    },
  },
  {
    id: 'ksup',
    title: { ru: 'КСУП', en: 'KSUP' },
    objects: {
      ksup_deal: counted('Сделки', 'Deals', 'title'),
      ksup_contact: counted('Контакты', 'Contacts', 'name'),
      ksup_item: words('Товары', 'Items', 'name'),
      ksup_item_price: words('Цены и остатки', 'Prices and stock'),
      ksup_income: words('Поступления', 'Incomes', 'date'),
      ksup_shipment: words('Отгрузки', 'Shipments', 'date'),
      ksup_file: words('Файлы сделок', 'Files of deals', 'name'),
      ksup_file_bytes: words('Содержимое файлов', 'Contents of files'),
      ksup_task: words('Задачи', 'Tasks', 'title'),
      ksup_notification: words('Уведомления', 'Notifications', 'addressee'),
      ksup_event: words('События', 'Events', 'kind'),
      ksup_message: words('Применённые сообщения', 'Applied messages', 'operation'),
    },
  },
  {
    id: 'ksup-onec',
    title: { ru: '1С для КСУП', en: '1C of KSUP' },
    objects: {
      ksup_onec_document: counted('Документы', 'Documents', 'number'),
      ksup_onec_counterparty: counted('Контрагенты', 'Counterparties', 'name'),
      ksup_onec_address: words('Адреса и телефоны', 'Addresses and phones'),
      ksup_onec_agreement: words('Соглашения', 'Agreements', 'number'),
      ksup_onec_agreement_price: words('Цены соглашений', 'Prices of agreements'),
      ksup_onec_item: words('Номенклатура', 'Items', 'name'),
      ksup_onec_group: words('Группы номенклатуры', 'Groups of items', 'name'),
      ksup_onec_price: words('Цены', 'Prices'),
      ksup_onec_stock: words('Остатки', 'Stock'),
      ksup_onec_warehouse: words('Склады', 'Warehouses', 'name'),
      ksup_onec_card: words('Карты лояльности', 'Loyalty cards'),
      ksup_onec_bank: words('Принятые платежи банка', 'Payments taken from the bank'),
      ksup_onec_share: words('Оплата заказов', 'Payment of orders'),
      ksup_onec_counter: words('Нумераторы', 'Counters', 'name'),
      ksup_onec_known: words('Отправленное в КСУП', 'What was sent to KSUP'),
      ksup_onec_request: words('Запросы КСУП', 'Requests of KSUP'),
    },
  },
  {
    id: 'exchange',
    title: { ru: 'Обмен', en: 'Exchange' },
    objects: {
      outbox_message: words('Исходящие сообщения', 'Outgoing messages', 'title'),
      outbox_key: words('Порядок исходящих', 'Order of what goes out'),
      outbox_stop: words('Остановленная отправка', 'Stopped sending'),
      ksup_inbox: words('Входящие сообщения', 'Incoming messages', 'operation'),
      ksup_inbox_key: words('Порядок входящих', 'Order of what comes in'),
      idempotency_key: words('Ключи повторных запросов', 'Keys of repeated requests'),
      mapping_unmapped: words('Значения без соответствия', 'Values without a mapping', 'name'),
      mapping_unmapped_subject: words('Заказы со значениями без соответствия', 'Orders with such values'),
    },
  },
]

/** Tables whose rows a snapshot holds. */
export const baseTables: readonly string[] = bases.flatMap(({ objects }) => Object.keys(objects))
