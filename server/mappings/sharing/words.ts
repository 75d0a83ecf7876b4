import type { Text } from '../../contracts/text.ts'
import type { MappingKind, MappingState, UnmappedPolicy } from '../model.ts'
import type { CellColumn } from './cells.ts'

/** Words of the mapping tables where there is no screen: files, reports, the command line. */

export const kindTitles: Readonly<Record<MappingKind, Text>> = {
  product: { ru: 'Товары', en: 'Products' },
  storage: { ru: 'Склады', en: 'Warehouses' },
  delivery_method: { ru: 'Способы доставки', en: 'Delivery methods' },
  transport_company: { ru: 'Транспортные компании', en: 'Carriers' },
  city: { ru: 'Города доставки', en: 'Delivery cities' },
  payment_method: { ru: 'Способы оплаты', en: 'Payment methods' },
  order_status: { ru: 'Состояния заказа', en: 'Order statuses' },
  ksup_warehouse: { ru: 'Склады КСУП', en: 'Warehouses of KSUP' },
}

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
