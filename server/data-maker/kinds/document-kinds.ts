import { demoOnec } from '../../../fixtures/demo/onec.ts'
import { writeStatement } from '../../contracts/bank/write.ts'
import { kopecks } from '../../contracts/decimal.ts'
import type { Income, OrderMessage } from '../../contracts/ksup/deals.ts'
import { dataKind, numberOf, textOf, type Column, type MakeTask } from '../kind.ts'
import { demoStores, makeBooking, type MadeBooking } from './bookings.ts'
import { makeKsupIncomes, makeKsupOrder, type DealPlan } from './ksup.ts'
import {
  buyersOption,
  companiesOption,
  goodsOption,
  itemsOption,
  partialOption,
  paymentOptions,
  splitOption,
  tradeOption,
} from './options.ts'
import { demoShop, madeShop, type Shop } from './shop.ts'
import { makeSiteOrder, type MadeSiteOrder, type SiteOrderPlan } from './site-orders.ts'
import {
  makePayments,
  payerOfCompany,
  statementOf,
  type MadePayment,
  type PaymentShares,
  type Receiver,
} from './statement.ts'

/** Documents of the contracts and of the bank as kinds. */

const printed = (local: string): string => {
  const [day = '', time] = local.split('T')
  const date = day.split('-').reverse().join('.')
  return time === undefined ? date : `${date} ${time}`
}

const orders = { ru: 'заказов', en: 'orders' }
const deals = { ru: 'сделок', en: 'deals' }

/* ---------- contract A ---------- */

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

const buyerName = ({ buyer }: Pick<MadeSiteOrder, 'buyer'>): string =>
  buyer.kind === 'company' ? buyer.company.name : buyer.person.name

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
    of: ({ envelope }) => printed(envelope.order.order_time),
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
  unit: orders,
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

/* ---------- contract D ---------- */

export const dealPlan = (task: MakeTask): DealPlan => ({
  seed: task.seed,
  period: task.period,
  trade: textOf(task, 'trade'),
  items: numberOf(task, 'items'),
})

export const ksupOrdersKind = dataKind<OrderMessage>({
  id: 'ksup-orders',
  title: { ru: 'Заказы для КСУП', en: 'Orders for KSUP' },
  about: {
    ru: 'Сообщения «Заказ создан» обмена с КСУП: сделка, состав, печатная форма',
    en: 'Messages "order added" of the exchange with KSUP: deal, composition, printed form',
  },
  unit: deals,
  dated: true,
  most: 1_000_000,
  options: [tradeOption, itemsOption],
  columns: [
    { key: 'deal', title: { ru: 'Сделка', en: 'Deal' }, type: 'number', of: (row) => row.deal_number },
    {
      key: 'number',
      title: { ru: 'Заказ', en: 'Order' },
      type: 'text',
      of: (row) => row.order_number_1c ?? '',
    },
    {
      key: 'sent',
      title: { ru: 'Отправлено', en: 'Sent' },
      type: 'text',
      of: ({ meta }) => printed(meta.sent_at),
    },
    { key: 'lines', title: { ru: 'Строк', en: 'Lines' }, type: 'number', of: ({ rows = [] }) => rows.length },
    {
      key: 'total',
      title: { ru: 'Сумма, ₽', en: 'Total, ₽' },
      type: 'money',
      of: ({ rows = [] }) => rows.reduce((sum, { amount }) => sum + kopecks(amount), 0),
    },
    {
      key: 'goods',
      title: { ru: 'Состав', en: 'Composition' },
      type: 'text',
      of: ({ rows = [] }) => rows.map(({ name, quantity }) => `${name} × ${quantity}`).join('; '),
    },
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['ksup'],
  rows(task) {
    const plan = dealPlan(task)
    return (n) => [makeKsupOrder(plan, n)]
  },
})

export const ksupIncomesKind = dataKind<Income>({
  id: 'ksup-incomes',
  title: { ru: 'Доходы для КСУП', en: 'Incomes for KSUP' },
  about: {
    ru: 'Сообщения «Доход» тех же сделок: оплата целиком, частично, в два платежа',
    en: 'Messages "income" of the same deals: paid exactly, in part, in two payments',
  },
  unit: deals,
  dated: true,
  most: 1_000_000,
  options: [tradeOption, itemsOption, partialOption, splitOption],
  columns: [
    { key: 'deal', title: { ru: 'Сделка', en: 'Deal' }, type: 'number', of: (row) => row.deal_number },
    { key: 'date', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ date }) => printed(date) },
    {
      key: 'amount',
      title: { ru: 'Сумма, ₽', en: 'Amount, ₽' },
      type: 'money',
      of: ({ amount }) => kopecks(amount),
    },
    {
      key: 'sent',
      title: { ru: 'Отправлено', en: 'Sent' },
      type: 'text',
      of: ({ meta }) => printed(meta.sent_at),
    },
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['ksup'],
  rows(task) {
    const plan = dealPlan(task)
    const shares = { partial: numberOf(task, 'partial'), split: numberOf(task, 'split') }
    return (n) => makeKsupIncomes(plan, n, shares)
  },
})

/* ---------- contract B ---------- */

export const bookingsKind = dataKind<MadeBooking>({
  id: 'regate-bookings',
  title: { ru: 'Заказы ReGate', en: 'Orders of ReGate' },
  about: {
    ru: 'Запросы booking к складам демонстрационного предприятия; в базу идут вместе с клиентами',
    en: 'Requests "booking" to the warehouses of the demo enterprise; clients go into a base with them',
  },
  unit: orders,
  dated: true,
  most: 5_000_000,
  options: [buyersOption, companiesOption],
  columns: [
    { key: 'id', title: { ru: 'Заказ', en: 'Order' }, type: 'text', of: ({ booking }) => booking.booking_id },
    { key: 'at', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ at }) => printed(at) },
    { key: 'client', title: { ru: 'Клиент', en: 'Client' }, type: 'text', of: buyerName },
    {
      key: 'delivery',
      title: { ru: 'Доставка', en: 'Delivery' },
      type: 'text',
      of: ({ booking: { delivery } }) => (delivery.type === 'pickup' ? 'Самовывоз' : 'Доставка'),
    },
    {
      key: 'city',
      title: { ru: 'Город', en: 'City' },
      type: 'text',
      of: ({ booking: { delivery } }) => delivery.address?.city ?? '',
    },
    {
      key: 'lines',
      title: { ru: 'Строк', en: 'Lines' },
      type: 'number',
      of: ({ booking }) => booking.lines.length,
    },
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['regate'],
  json: ({ booking }) => booking,
  rows(task) {
    const plan = {
      seed: task.seed,
      period: task.period,
      stores: demoStores(),
      buyers: numberOf(task, 'buyers'),
      companies: numberOf(task, 'companies'),
    }
    return (n) => [makeBooking(plan, n)]
  },
})

/* ---------- bank ---------- */

export const paymentShares = (task: MakeTask): PaymentShares => ({
  partial: numberOf(task, 'partial'),
  split: numberOf(task, 'split'),
  wrongNumber: numberOf(task, 'wrong-number'),
  otherPayer: numberOf(task, 'other-payer'),
})

/** Payments of made site orders: companies pay by transfer, people by card, which no statement shows one by one. */
function paymentsOf(task: MakeTask): (n: number) => MadePayment[] {
  const plan = siteOrderPlan(task)
  const shares = paymentShares(task)
  return (n) => {
    const { envelope, buyer, total_kopecks } = makeSiteOrder(plan, n)
    if (buyer.kind === 'person') return []
    const { order_number, order_time } = envelope.order
    return makePayments(
      task.seed,
      n,
      {
        number: order_number,
        kopecks: total_kopecks,
        day: order_time.slice(0, 10),
        payer: payerOfCompany(buyer.company),
      },
      shares,
    )
  }
}

/** The organization of the demo that sells. */
const seller = (): Receiver => demoOnec.organizations[0]!

export const bankStatementKind = dataKind<MadePayment>({
  id: 'bank-statement',
  title: { ru: 'Банковская выписка', en: 'Bank statement' },
  about: {
    ru: 'Оплаты заказов сайта с тем же зерном и теми же параметрами, файл 1CClientBankExchange',
    en: 'Payments of the orders of the site of the same seed and options, a file 1CClientBankExchange',
  },
  unit: orders,
  dated: true,
  // Two documents an order at most: the bounds of what 1C reads of one file.
  most: 10_000,
  options: [...paymentOptions, goodsOption, tradeOption, itemsOption, buyersOption, companiesOption],
  columns: [
    { key: 'number', title: { ru: 'Номер', en: 'Number' }, type: 'text', of: ({ number }) => number },
    { key: 'day', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ day }) => printed(day) },
    {
      key: 'amount',
      title: { ru: 'Сумма, ₽', en: 'Amount, ₽' },
      type: 'money',
      of: (payment) => payment.kopecks,
    },
    { key: 'payer', title: { ru: 'Плательщик', en: 'Payer' }, type: 'text', of: ({ payer }) => payer.name },
    { key: 'inn', title: { ru: 'ИНН', en: 'INN' }, type: 'text', of: ({ payer }) => payer.inn },
    {
      key: 'purpose',
      title: { ru: 'Назначение платежа', en: 'Purpose' },
      type: 'text',
      of: ({ purpose }) => purpose,
    },
    { key: 'order', title: { ru: 'Заказ', en: 'Order' }, type: 'text', of: ({ order }) => order },
  ],
  formats: ['txt', 'jsonl', 'json', 'csv'],
  into: ['regate'],
  rows: paymentsOf,
  async *document(task) {
    const rows = paymentsOf(task)
    const payments = Array.from({ length: task.count }, (_, n) => rows(n)).flat()
    yield writeStatement(statementOf(payments, seller()), 'windows-1251')
  },
})
