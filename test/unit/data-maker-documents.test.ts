import { expect, it } from 'vitest'
import { readStatement } from '../../server/contracts/bank/read.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { kopecks } from '../../server/contracts/decimal.ts'
import { Income, OrderMessage } from '../../server/contracts/ksup/deals.ts'
import { fileTypeOf } from '../../server/contracts/ksup/file.ts'
import { exactRow, holdsAmount } from '../../server/contracts/ksup/rows.ts'
import { BookingRequest, ClientRequest } from '../../server/contracts/regate/schema.ts'
import { orderEnvelopeMessage } from '../../server/contracts/site-orders/operations.ts'
import { OrderEnvelope } from '../../server/contracts/site-orders/schema.ts'
import { kinds } from '../../server/data-maker/kinds.ts'
import { makeBooking, demoStores } from '../../server/data-maker/kinds/bookings.ts'
import { dealAmount, makeKsupIncomes, makeKsupOrder } from '../../server/data-maker/kinds/ksup.ts'
import { demoShop, madeShop } from '../../server/data-maker/kinds/shop.ts'
import { makeSiteOrder } from '../../server/data-maker/kinds/site-orders.ts'
import {
  makePayments,
  type MadePayment,
  type PaymentShares,
} from '../../server/data-maker/kinds/statement.ts'
import { makeFile } from '../../server/data-maker/make.ts'
import type { MakeInput } from '../../server/data-maker/model.ts'
import { taskOf } from '../../server/data-maker/task.ts'

const period = { from: '2026-03-02', to: '2026-03-29' }
const numbers = Array.from({ length: 150 }, (_, n) => n)

async function bytesOf(input: MakeInput): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of makeFile(taskOf(input))) pieces.push(piece)
  return Buffer.concat(pieces)
}

it.each([
  ['the demo', demoShop()],
  ['made goods', madeShop(9, 'all', 300)],
] as const)('orders of %s are as contract A wants them, strictly', (_, shop) => {
  for (const n of numbers) {
    const { envelope } = makeSiteOrder({ seed: 9, period, shop, buyers: 50, companies: 60 }, n)
    expect(OrderEnvelope.safeParse(envelope).error).toBeUndefined()
    const bytes = Buffer.from(JSON.stringify(envelope))
    const read = orderEnvelopeMessage.read({ bytes, contentType: 'application/json' }, 'strict')
    expect(read.findings).toEqual([])
  }
})

it('orders come in working hours, on few weekends, within the period', () => {
  const shop = demoShop()
  const times = Array.from(
    { length: 1000 },
    (_, n) =>
      makeSiteOrder({ seed: 4, period, shop, buyers: 50, companies: 60 }, n).envelope.order.order_time,
  )
  const hours = times.map((time) => Number(time.slice(11, 13)))
  const days = times.map((time) => time.slice(0, 10)).sort()
  expect([days[0]! >= period.from, days.at(-1)! <= period.to]).toEqual([true, true])
  expect(hours.every((hour) => hour >= 7 && hour <= 21)).toBe(true)
  expect(hours.filter((hour) => hour >= 9 && hour < 18).length / hours.length).toBeGreaterThan(0.75)
  const weekend = times.filter((time) => [0, 6].includes(new Date(`${time}Z`).getUTCDay()))
  expect(weekend.length / times.length).toBeLessThan(0.15)
})

it('messages of КСУП hold: schema, amounts, a file that is a PDF; the incomes of a deal that is paid come to its sum', () => {
  const plan = { seed: 6, period, trade: 'all', items: 100 }
  for (const n of numbers) {
    const order = makeKsupOrder(plan, n)
    expect(OrderMessage.safeParse(order).error).toBeUndefined()
    expect(order.rows!.every((row) => holdsAmount(exactRow(row)))).toBe(true)
    expect(fileTypeOf(Buffer.from(order.file!.content_base64, 'base64'))).toBe('pdf')
    const sum = order.rows!.reduce((total, { amount }) => total + kopecks(amount), 0)
    expect(dealAmount(plan, n)).toBe(sum)
    const [whole, inPart, split] = [
      [0, 0],
      [100, 0],
      [0, 100],
    ].map(([partial, halves]) => makeKsupIncomes(plan, n, { partial: partial!, split: halves! }))
    const paid = (incomes: Income[]) => incomes.reduce((total, { amount }) => total + kopecks(amount), 0)
    for (const income of [...whole!, ...inPart!, ...split!])
      expect(Income.safeParse(income).error).toBeUndefined()
    expect([whole!.length, paid(whole!), split!.length, paid(split!)]).toEqual([1, sum, 2, sum])
    expect(paid(inPart!)).toBeLessThan(sum)
  }
})

it('bookings and their clients are as contract B wants them', () => {
  const plan = { seed: 2, period, stores: demoStores(), buyers: 40, companies: 50 }
  for (const n of numbers) {
    const { client, booking } = makeBooking(plan, n)
    expect(ClientRequest.safeParse(client).error).toBeUndefined()
    expect(BookingRequest.safeParse(booking).error).toBeUndefined()
  }
})

const noShares: PaymentShares = { partial: 0, split: 0, wrongNumber: 0, otherPayer: 0 }
const payable = {
  number: '00-00000418',
  kopecks: 1_234_567,
  day: '2026-03-10',
  payer: {
    name: 'ООО «Плательщик»',
    inn: '7703993186',
    kpp: '770301001',
    account: '40702810200000320018',
    bik: '044599952',
    bank: 'АО «Учебный Кредит»',
    correspondent_account: '30101810800000000952',
  },
}

it('payments pay what they say, each in its manner', () => {
  const paid = (payments: readonly MadePayment[]) => payments.reduce((sum, { kopecks: one }) => sum + one, 0)
  for (const n of numbers) {
    const [exact] = makePayments(1, n, payable, noShares)
    expect(exact).toMatchObject({ kopecks: payable.kopecks, payer: payable.payer })
    expect(exact!.purpose).toContain('№ 00-00000418,')

    const partial = makePayments(1, n, payable, { ...noShares, partial: 100 })
    expect([partial.length, paid(partial) < payable.kopecks]).toEqual([1, true])

    const split = makePayments(1, n, payable, { ...noShares, split: 100 })
    expect([split.length, paid(split), split[0]!.day < split[1]!.day]).toEqual([2, payable.kopecks, true])

    const [wrong] = makePayments(1, n, payable, { ...noShares, wrongNumber: 100 })
    expect(wrong!.purpose).not.toContain(payable.number)
    expect([wrong!.kopecks, wrong!.order]).toEqual([payable.kopecks, payable.number])

    const [other] = makePayments(1, n, payable, { ...noShares, otherPayer: 100 })
    expect(other!.payer.inn).not.toBe(payable.payer.inn)
    expect([other!.kopecks, other!.purpose]).toEqual([
      payable.kopecks,
      expect.stringContaining(payable.number),
    ])
  }
})

it('a statement is read back with every amount, and pays the orders of the same seed', async () => {
  const options = { goods: 'made', items: 100, buyers: 30, companies: 70 }
  const shares = { partial: 20, split: 20, 'wrong-number': 10, 'other-payer': 10 }
  const input = { kind: 'bank-statement', count: 150, seed: 8, ...period } as const
  const task = taskOf({ ...input, options: { ...options, ...shares } })
  const payments = numbers
    .slice(0, 200)
    .flatMap((n) => kinds['bank-statement'].rows(task)(n)) as MadePayment[]
  const orders = new Map(
    numbers.map((n) => {
      const { envelope, total_kopecks } = makeSiteOrder(
        { seed: 8, period, shop: madeShop(8, 'all', 100), buyers: 30, companies: 70 },
        n,
      )
      return [envelope.order.order_number, total_kopecks]
    }),
  )
  for (const { manner, order, kopecks: one } of payments)
    if (manner !== 'partial' && manner !== 'split') expect(one).toBe(orders.get(order))

  const { findings, documents, accounts } = readStatement(
    await bytesOf({ ...input, options: { ...options, ...shares } }),
  )
  expect(findings).toEqual([])
  const amounts = (all: readonly number[]) => all.toSorted((a, b) => a - b)
  expect(amounts(documents.map(({ amountKopecks }) => amountKopecks))).toEqual(
    amounts(payments.map(({ kopecks: one }) => one)),
  )
  expect(accounts[0]!.receivedKopecks).toBe(payments.reduce((sum, { kopecks: one }) => sum + one, 0))
})

it('CommerceML files are read back: every item with its offers, prices and stock', async () => {
  const input = { count: 40, seed: 8, options: { trade: 'clothing' } }
  const read = async (kind: 'commerceml-import' | 'commerceml-offers') => {
    const records: CmlRecord[] = []
    const doubts: string[] = []
    const reader = createCmlReader({
      onRecord: (record) => records.push(record),
      onFinding: ({ severity, code }) => severity !== 'info' && doubts.push(code),
    })
    reader.write(await bytesOf({ kind, ...input }))
    reader.end()
    expect(doubts).toEqual([])
    return records
  }
  const items = (await read('commerceml-import')).filter(({ kind }) => kind === 'item')
  const offers = (await read('commerceml-offers')).filter((record) => record.kind === 'offer')
  expect(items).toHaveLength(40)
  const known = new Set(items.map((item) => 'id' in item && item.id))
  expect(offers.length).toBeGreaterThan(40)
  for (const { itemId, prices, stocks, quantity } of offers) {
    expect(known.has(itemId)).toBe(true)
    expect(prices!.every(({ price }) => price! > 0)).toBe(true)
    expect(stocks!.reduce((sum, { quantity: one }) => sum + one, 0)).toBe(quantity)
  }
})
