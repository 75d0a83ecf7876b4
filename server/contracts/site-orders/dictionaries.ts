import type { Text } from '../text.ts'

/** The dictionaries that both sides keep and compare (sections 4 and 10). */
export const DICTIONARY_KINDS = [
  'city',
  'delivery_method',
  'storage',
  'transport_company',
  'payment_method',
  'order_status',
] as const
export type DictionaryKind = (typeof DICTIONARY_KINDS)[number]

export const dictionaryTitles: Readonly<Record<DictionaryKind, Text>> = {
  city: { ru: 'Города доставки', en: 'Delivery cities' },
  delivery_method: { ru: 'Способы доставки', en: 'Delivery methods' },
  storage: { ru: 'Склады', en: 'Warehouses' },
  transport_company: { ru: 'Транспортные компании', en: 'Carriers' },
  payment_method: { ru: 'Формы оплаты', en: 'Payment methods' },
  order_status: { ru: 'Состояния заказа', en: 'Order statuses' },
}
