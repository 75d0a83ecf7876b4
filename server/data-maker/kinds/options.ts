import type { KindOption } from '../kind.ts'
import { trades } from '../trades/trades.ts'

/** Options that several kinds have. */

export const tradeOption: KindOption = {
  name: 'trade',
  type: 'choice',
  default: 'all',
  title: { ru: 'Отрасль', en: 'Trade' },
  choices: [
    { value: 'all', title: { ru: 'Все отрасли', en: 'All trades' } },
    ...trades.map(({ id, title }) => ({ value: id, title })),
  ],
}

export const itemsOption: KindOption = {
  name: 'items',
  type: 'count',
  default: 500,
  most: 1_000_000,
  title: { ru: 'Разных товаров', en: 'Different items' },
  about: {
    ru: 'Первые столько позиций вида «Номенклатура» с тем же зерном',
    en: 'The first so many of the kind "Items" of the same seed',
  },
}

export const buyersOption: KindOption = {
  name: 'buyers',
  type: 'count',
  default: 200,
  most: 1_000_000,
  title: { ru: 'Разных покупателей', en: 'Different buyers' },
  about: {
    ru: 'Первые столько организаций и людей с тем же зерном; постоянные заказывают чаще',
    en: 'The first so many companies and people of the same seed; regular ones order more often',
  },
}

export const companiesOption: KindOption = {
  name: 'companies',
  type: 'percent',
  default: 60,
  title: { ru: 'Организаций и ИП среди покупателей', en: 'Companies among the buyers' },
}

export const goodsOption: KindOption = {
  name: 'goods',
  type: 'choice',
  default: 'demo',
  title: { ru: 'Товары', en: 'Goods' },
  about: {
    ru: 'В базу сайта заказы делаются из её собственных товаров',
    en: "Orders for the site's base are made of its own goods",
  },
  choices: [
    { value: 'demo', title: { ru: 'Демонстрационные', en: 'Of the demo' } },
    { value: 'made', title: { ru: 'Изготовленные', en: 'Made ones' } },
  ],
}

const share = (name: string, ru: string, en: string, percent: number): KindOption => ({
  name,
  type: 'percent',
  default: percent,
  title: { ru, en },
})

export const partialOption = share('partial', 'Оплачено частично', 'Paid in part', 10)
export const splitOption = share('split', 'В два платежа', 'In two payments', 10)

/** The others are paid exactly and at once. */
export const paymentOptions: readonly KindOption[] = [
  partialOption,
  splitOption,
  share('wrong-number', 'Ошибка в номере счёта', 'A wrong number in the purpose', 5),
  share('other-payer', 'Платит другая организация', 'Paid by another company', 5),
]
