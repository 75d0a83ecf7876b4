import { dataKind, numberOf, textOf, type Column, type MakeTask } from '../kind.ts'
import { buyerName } from './buyers.ts'
import { buyersOption, companiesOption, goodsOption, itemsOption, tradeOption } from './options.ts'
import { printedDate } from './printed-date.ts'
import { demoShop, madeShop, type Shop } from './shop.ts'
import { makeSiteOrder, type MadeSiteOrder, type SiteOrderPlan } from './site-orders.ts'

/** Orders of the exchange «1С и сайт» as a kind. */

const shopOf = (task: MakeTask): Shop =>
  textOf(task, 'goods') === 'made'
    ? madeShop(task.seed, textOf(task, 'trade'), numberOf(task, 'items'))
    : demoShop()

export const siteOrderPlan = (task: MakeTask, shop: Shop = shopOf(task)): SiteOrderPlan => ({
  seed: task.seed,
  period: task.period,
  shop,
  buyers: numberOf(task, 'buyers'),
  companies: numberOf(task, 'companies'),
})

const siteOrderColumns: readonly Column<MadeSiteOrder>[] = [
  {
    key: 'number',
    title: { ru: 'Номер', en: 'Number' },
    type: 'text',
    of: ({ envelope }) => envelope.order.order_number,
  },
  {
    key: 'time',
    title: { ru: 'Дата', en: 'Date' },
    type: 'text',
    of: ({ envelope }) => printedDate(envelope.order.order_time),
  },
  { key: 'buyer', title: { ru: 'Покупатель', en: 'Buyer' }, type: 'text', of: buyerName },
  {
    key: 'inn',
    title: { ru: 'ИНН', en: 'INN' },
    type: 'text',
    of: ({ envelope }) => envelope.order.requisites?.inn ?? '',
  },
  {
    key: 'city',
    title: { ru: 'Город', en: 'City' },
    type: 'text',
    of: ({ envelope }) => envelope.order.delivery.delivery_city,
  },
  {
    key: 'method',
    title: { ru: 'Доставка', en: 'Delivery' },
    type: 'text',
    of: ({ envelope }) => envelope.order.delivery.delivery_method,
  },
  { key: 'lines', title: { ru: 'Строк', en: 'Lines' }, type: 'number', of: ({ lines }) => lines.length },
  {
    key: 'total',
    title: { ru: 'Сумма, ₽', en: 'Total, ₽' },
    type: 'money',
    of: ({ total_kopecks }) => total_kopecks,
  },
  {
    key: 'goods',
    title: { ru: 'Товары', en: 'Goods' },
    type: 'text',
    of: ({ lines }) => lines.map(({ name, quantity }) => `${name} × ${quantity / 1000}`).join('; '),
  },
]

export const siteOrdersKind = dataKind<MadeSiteOrder>({
  id: 'site-orders',
  title: { ru: 'Заказы сайта', en: 'Orders of the site' },
  about: {
    ru: 'Заказы обмена «1С и сайт»: покупатели, доставки и товары, рабочие часы, тихие выходные',
    en: 'Orders of the exchange between 1C and the site: buyers, deliveries and goods, working hours, quiet weekends',
  },
  unit: { ru: 'заказов', en: 'orders' },
  dated: true,
  most: 5_000_000,
  options: [goodsOption, tradeOption, itemsOption, buyersOption, companiesOption],
  columns: siteOrderColumns,
  formats: ['jsonl', 'json', 'csv'],
  into: ['site'],
  json: ({ envelope }) => envelope,
  rows(task) {
    const plan = siteOrderPlan(task)
    return (n) => [makeSiteOrder(plan, n)]
  },
})
