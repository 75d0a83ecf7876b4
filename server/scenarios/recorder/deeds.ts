/** Which calls of the admin API are deeds of a story, and how people call them. */

/** Areas whose calls are about the bench and not about what the sides do. */
const outside = [
  'team',
  'scenarios',
  'recorder',
  'snapshots',
  'journal',
  'replay',
  'interchange',
  'proxy',
  'explorer',
  'invoiceProfiles',
  'tls',
  'sides',
  'settings',
] as const

const apart: ReadonlySet<string> = new Set([
  'regate.setPassword',
  'restore.saveReal',
  'restore.startLoad',
  'restore.stopLoad',
  'ksup.ping',
])

/**
 * Whether a call belongs into a story: it changes something that the sides have.
 * @param changes it is no reading call, and a viewer may not make it
 */
export const isDeed = (call: string, changes: boolean): boolean =>
  changes && !outside.some((area) => call.startsWith(`${area}.`)) && !apart.has(call)

const titles: Readonly<Record<string, string>> = {
  'site.place': 'Покупатель оформляет заказ на сайте',
  'site.edit': 'Заказ меняют на сайте',
  'site.mark': 'Заказ отмечают к выгрузке',
  'site.cancel': 'Заказ отменяют на сайте',
  'onec.exchange': '1С забирает заказы с сайта',
  'onec.edit': 'Заказ меняют в 1С',
  'onec.return': '1С возвращает заказ на сайт',
  'onec.resend': '1С отправляет сообщение ещё раз',
  'onec.stock': 'В 1С меняют остаток',
  'onec.newItem': 'В 1С заводят номенклатуру',
  'onec.newCounterparty': 'В 1С заводят контрагента',
  'onec.setConditions': 'Состояние базы 1С меняется',
  'mappings.save': 'Меняют строки соответствий',
  'mappings.policy': 'Меняют правило для несопоставленных',
  'mappings.bindAndRepeat': 'Сопоставляют значение и повторяют обмен',
  'regate.act': 'С заказом предприятия работают в 1С',
  'regate.actOnRefund': 'С возвратом работают в 1С',
  'regate.setConditions': 'Состояние базы предприятия меняется',
  'regate.editItem': 'Меняют номенклатуру предприятия',
  'regate.loadStatement': 'Загружают банковскую выписку',
  'regate.allocate': 'Разносят платёж',
  'regate.pauseQueue': 'Очередь предприятия приостанавливают или пускают',
  'regate.retryJob': 'Задание очереди повторяют',
  'restore.call': 'ReStore обращается к 1С',
  'restore.purchase': 'Покупка через ReStore',
  'cmlOnec.run': 'Обмен узла CommerceML',
  'cmlOnec.editItem': 'Меняют товар в 1С',
  'cmlOnec.editOrder': 'Меняют заказ узла в 1С',
  'cmlSite.place': 'Покупатель оформляет заказ в точке обмена',
  'cmlSite.editOrder': 'Заказ точки обмена меняют',
  'ksup.createContact': 'В КСУП заводят контакт',
  'ksup.editContact': 'Контакт меняют в КСУП',
  'ksup.requestContact': 'КСУП запрашивает контрагента',
  'ksup.createDeal': 'В КСУП заводят сделку',
  'ksup.editDeal': 'Сделку меняют в КСУП',
  'ksup.createItem': 'В КСУП заводят номенклатуру',
  'ksup.editItem': 'Номенклатуру меняют в КСУП',
  'ksup.priceStock': 'КСУП запрашивает цены и остатки',
  'ksup.confirmPrices': 'Цены подтверждают в КСУП',
  'ksup.conditions': 'Состояние КСУП меняется',
  'ksupOnec.createCounterparty': 'В 1С заводят контрагента',
  'ksupOnec.editCounterparty': 'Контрагента меняют в 1С',
  'ksupOnec.createItem': 'В 1С заводят номенклатуру',
  'ksupOnec.editItem': 'Номенклатуру меняют в 1С',
  'ksupOnec.saveDocument': 'Документ записывают в 1С',
  'ksupOnec.act': 'С документом работают в 1С',
  'ksupOnec.takeBank': '1С забирает платежи банка',
  'outbox.send': 'Сообщение исходящей очереди отправляют',
  'outbox.resume': 'Исходящая очередь продолжает работу',
  'clock.set': 'Часы стенда переводят',
  'faults.preset': 'Включают или выключают набор сбоев',
  'faults.save': 'Записывают правило сбоев',
  'faults.switch': 'Правила сбоев включают или выключают',
}

/** How people call a call. */
export const deedTitle = (call: string): string => titles[call] ?? `Действие ${call}`

const secretName = /passw|secret|token|authorization/i

/** A copy without secrets: a member that holds one becomes `null`, which keeps the one that is stored. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretName.test(name) && typeof inner === 'string' ? null : withoutSecrets(inner),
    ]),
  )
}
