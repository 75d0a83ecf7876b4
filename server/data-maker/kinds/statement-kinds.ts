import { demoOnec } from '../../../fixtures/demo/onec.ts'
import { writeStatement } from '../../contracts/bank/write.ts'
import { dataKind, numberOf, type MakeTask } from '../kind.ts'
import {
  buyersOption,
  companiesOption,
  goodsOption,
  itemsOption,
  paymentOptions,
  tradeOption,
} from './options.ts'
import { printedDate } from './printed-date.ts'
import { siteOrderPlan } from './site-order-kinds.ts'
import { makeSiteOrder } from './site-orders.ts'
import {
  makePayments,
  payerOfCompany,
  statementOf,
  type MadePayment,
  type PaymentShares,
  type Receiver,
} from './statement.ts'

/** Statements of a bank as kinds. */

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
  unit: { ru: 'заказов', en: 'orders' },
  dated: true,
  // Two documents an order at most: the bounds of what 1C reads of one file.
  most: 10_000,
  options: [...paymentOptions, goodsOption, tradeOption, itemsOption, buyersOption, companiesOption],
  columns: [
    { key: 'number', title: { ru: 'Номер', en: 'Number' }, type: 'text', of: ({ number }) => number },
    { key: 'day', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ day }) => printedDate(day) },
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
