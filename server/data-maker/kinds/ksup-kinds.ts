import { kopecks } from '../../contracts/decimal.ts'
import type { Income, OrderMessage } from '../../contracts/ksup/deals.ts'
import { dataKind, numberOf, textOf, type MakeTask } from '../kind.ts'
import { makeKsupIncomes, makeKsupOrder, type DealPlan } from './ksup.ts'
import { itemsOption, partialOption, splitOption, tradeOption } from './options.ts'
import { printedDate } from './printed-date.ts'

/** Messages of the exchange with КСУП as kinds. */

const deals = { ru: 'сделок', en: 'deals' }

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
      of: ({ meta }) => printedDate(meta.sent_at),
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
    { key: 'date', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ date }) => printedDate(date) },
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
      of: ({ meta }) => printedDate(meta.sent_at),
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
