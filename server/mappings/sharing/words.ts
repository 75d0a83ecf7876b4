import type { Text } from '../../contracts/text.ts'
import { isBuiltInKind } from '../model.ts'
import type { BuiltInKind, MappingKind, MappingState, OwnKind, UnmappedPolicy } from '../model.ts'
import type { CellColumn } from './cells.ts'

/** Words of the mapping tables where there is no screen: files, reports, the command line. */

export const kindTitles: Readonly<Record<BuiltInKind, Text>> = {
  product: { ru: 'Товары', en: 'Products' },
  storage: { ru: 'Склады', en: 'Warehouses' },
  delivery_method: { ru: 'Способы доставки', en: 'Delivery methods' },
  transport_company: { ru: 'Транспортные компании', en: 'Carriers' },
  city: { ru: 'Города доставки', en: 'Delivery cities' },
  payment_method: { ru: 'Способы оплаты', en: 'Payment methods' },
  order_status: { ru: 'Состояния заказа', en: 'Order statuses' },
  cml_order_status: { ru: 'Статусы заказов CommerceML', en: 'CommerceML order statuses' },
  cml_price_type: { ru: 'Типы цен CommerceML', en: 'CommerceML price types' },
  cml_warehouse: { ru: 'Склады CommerceML', en: 'CommerceML warehouses' },
  regate_city: { ru: 'Города ReGate', en: 'Cities of ReGate' },
  regate_warehouse: { ru: 'Склады ReGate', en: 'Warehouses of ReGate' },
  ksup_warehouse: { ru: 'Склады КСУП', en: 'Warehouses of KSUP' },
  ksup_deal_type: { ru: 'Типы сделок КСУП', en: 'Deal types of KSUP' },
}

/** What a table is called; one of a kind that is known by its id alone, by that. */
export const kindTitle = (kind: MappingKind, own?: OwnKind | null): Text =>
  isBuiltInKind(kind)
    ? kindTitles[kind]
    : own
      ? { ru: own.title.ru, en: own.title.en || own.title.ru }
      : { ru: kind, en: kind }

export const cellTitles: Readonly<Record<CellColumn, string>> = {
  site_id: 'Ид. сайта',
  site_name: 'Название на сайте',
  ref_1c: 'Ссылка 1С',
  code_1c: 'Код 1С',
  name_1c: 'Наименование в 1С',
  mode: 'Состав',
  archived: 'В архиве',
  broken: 'Неисправно',
  note: 'Примечание',
}

export const stateTitles: Readonly<Record<MappingState, string>> = {
  mapped: 'сопоставлено',
  unmapped_site: 'нет в 1С',
  unmapped_1c: 'нет на сайте',
  conflict: 'конфликт',
  broken: 'неисправно',
  archived: 'в архиве',
}

/** What happens to a value without a row, in words. @param row what the default row is called */
export function policyWords(policy: UnmappedPolicy, row: string): string {
  if (policy.on === 'fail')
    return 'Значение без строки не передаётся: обмен сообщает об ошибке и ждёт сопоставления.'
  if (policy.on === 'pass') return 'Значение без строки передаётся как есть.'
  return `Вместо значения без строки передаётся строка «${row}».`
}
