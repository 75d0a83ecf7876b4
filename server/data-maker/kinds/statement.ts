import { fromMinorUnits } from '../../contracts/decimal.ts'
import type { StatementField } from '../../contracts/bank/statement.ts'
import type { WritableStatement } from '../../contracts/bank/write.ts'
import { addDays } from '../base/calendar.ts'
import { randomOf } from '../base/random.ts'
import { makeCompany } from './companies.ts'

/** An order that waits for money. */
export interface Payable {
  number: string
  /** What is to be paid; more than 0. */
  kopecks: number
  /** Day of the order; money comes some days later. */
  day: string
  payer: Payer
}

export interface Payer {
  name: string
  inn: string
  kpp: string
  account: string
  bik: string
  bank: string
  correspondent_account: string
}

/** Of a hundred orders so many are paid each way; the others are paid exactly and at once. */
export interface PaymentShares {
  partial: number
  split: number
  wrongNumber: number
  otherPayer: number
}

export type PaymentManner = 'exact' | 'partial' | 'split' | 'wrong-number' | 'other-payer'

export interface MadePayment {
  /** Number of the payment order. */
  number: string
  day: string
  kopecks: number
  payer: Payer
  purpose: string
  manner: PaymentManner
  /** Number of the order that is paid, also when the purpose names another one. */
  order: string
}

function mannerOf(draw: number, { partial, split, wrongNumber, otherPayer }: PaymentShares): PaymentManner {
  const shares = [
    ['partial', partial],
    ['split', split],
    ['wrong-number', wrongNumber],
    ['other-payer', otherPayer],
  ] as const
  let end = 0
  for (const [manner, share] of shares) {
    end += share
    if (draw < end) return manner
  }
  return 'exact'
}

/** Companies that pay for somebody else have numbers that no ordinary run of companies reaches. */
const OTHERS_FROM = 5_000_000

/** Digits of another number of the same length: the last ones are swapped, or moved on when they are equal. */
function wrongNumber(number: string): string {
  const match = /^(.*?)(\d)(\d)$/.exec(number)
  if (!match) return `${number}7`
  const [, head = '', first = '', last = ''] = match
  return first === last ? `${head}${first}${(Number(last) + 1) % 10}` : `${head}${last}${first}`
}

const VAT_WORDS = ['НДС 22 % включён', 'в том числе НДС 22 %', 'НДС не облагается']

/** Payments of order number `n`: one, or two that come to its sum. */
export function makePayments(
  seed: number,
  n: number,
  payable: Payable,
  shares: PaymentShares,
): MadePayment[] {
  const random = randomOf(seed, 'payment', n)
  const manner = mannerOf(random.int(100), shares)
  const other = makeCompany(seed, OTHERS_FROM + n)
  const payer = manner === 'other-payer' ? payerOfCompany(other) : payable.payer
  const named = manner === 'wrong-number' ? wrongNumber(payable.number) : payable.number
  const part = (percent: number): number => Math.max(1, Math.floor((payable.kopecks * percent) / 100))
  const first = manner === 'partial' || manner === 'split' ? part(random.between(20, 80)) : payable.kopecks
  const sums = manner === 'split' && payable.kopecks > first ? [first, payable.kopecks - first] : [first]
  const vat = random.pick(VAT_WORDS)
  let day = addDays(payable.day, random.int(4))
  return sums.map((kopecks, i) => {
    if (i > 0) day = addDays(day, random.between(1, 7))
    const onBehalf = manner === 'other-payer' ? ` за ${payable.payer.name}` : ''
    return {
      number: String(1 + (((n * 2 + i) * 61_803) % 900_000)),
      day,
      kopecks,
      payer,
      purpose: `Оплата по счёту № ${named}${onBehalf}, ${vat}`,
      manner,
      order: payable.number,
    }
  })
}

export const payerOfCompany = (company: ReturnType<typeof makeCompany>): Payer => ({
  name: company.name,
  inn: company.inn,
  kpp: company.kpp,
  account: company.account,
  bik: company.bik,
  bank: company.bank,
  correspondent_account: company.correspondent_account,
})

/** Whose statement it is. */
export interface Receiver {
  name: string
  inn: string
  kpp: string
  account: string
  bik: string
  bank: string
  correspondent_account: string
}

const OPENING_KOPECKS = 15_000_000

const printedDay = (day: string): string => day.split('-').reverse().join('.')
const printedSum = (kopecks: number): string => {
  const [whole = '0', fraction = ''] = fromMinorUnits(kopecks, 2).split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

const fields = (pairs: Record<string, string>): StatementField[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }))

function documentOf(payment: MadePayment, receiver: Receiver): WritableStatement['documents'][number] {
  const { payer } = payment
  return {
    kind: 'Платежное поручение',
    fields: fields({
      Номер: payment.number,
      Дата: printedDay(payment.day),
      Сумма: printedSum(payment.kopecks),
      ДатаСписано: '',
      ДатаПоступило: printedDay(payment.day),
      ПлательщикСчет: payer.account,
      Плательщик: `ИНН ${payer.inn} ${payer.name}`,
      ПлательщикИНН: payer.inn,
      ПлательщикКПП: payer.kpp,
      Плательщик1: payer.name,
      ПлательщикБанк1: payer.bank,
      ПлательщикБИК: payer.bik,
      ПлательщикКорсчет: payer.correspondent_account,
      ПолучательСчет: receiver.account,
      Получатель: `ИНН ${receiver.inn} ${receiver.name}`,
      ПолучательИНН: receiver.inn,
      ПолучательКПП: receiver.kpp,
      Получатель1: receiver.name,
      ПолучательБанк1: receiver.bank,
      ПолучательБИК: receiver.bik,
      ПолучательКорсчет: receiver.correspondent_account,
      ВидОплаты: '01',
      Очередность: '5',
      НазначениеПлатежа: payment.purpose,
    }),
  }
}

/** A statement of an account: payments in the order of their days, the turnover in its section. */
export function statementOf(payments: readonly MadePayment[], receiver: Receiver): WritableStatement {
  const sorted = payments.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  const from = printedDay(sorted[0]?.day ?? '2026-01-01')
  const to = printedDay(sorted.at(-1)?.day ?? '2026-01-01')
  const received = sorted.reduce((sum, { kopecks }) => sum + kopecks, 0)
  const span = { ДатаНачала: from, ДатаКонца: to, РасчСчет: receiver.account }
  return {
    header: {
      fields: fields({
        Отправитель: receiver.bank,
        Получатель: '1С:Предприятие',
        ДатаСоздания: to,
        ВремяСоздания: '18:30:00',
        ...span,
      }),
    },
    accounts: [
      {
        fields: fields({
          ...span,
          НачальныйОстаток: printedSum(OPENING_KOPECKS),
          ВсегоПоступило: printedSum(received),
          ВсегоСписано: printedSum(0),
          КонечныйОстаток: printedSum(OPENING_KOPECKS + received),
        }),
      },
    ],
    documents: sorted.map((payment) => documentOf(payment, receiver)),
  }
}
