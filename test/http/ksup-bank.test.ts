import { expect, it } from 'vitest'
import { demoKsupOnec } from '../../fixtures/demo/demo.ts'
import { aBench, clients, type RegateBench } from './regate-bench.ts'
import { aStatement } from './regate-statement.ts'

/** One payment for both exchanges: what the bank part of ReGate allocates is an income of a deal of КСУП. */

const ENTERPRISE = 'kolos'
const STRANGER = { ПлательщикИНН: '5400003118', Плательщик1: 'ООО «Незнакомка»' }

/** Two orders of ReGate that 1C has as «Заказ клиента» of the deals 8101 and 8102; both have reached КСУП. */
async function benchWithDeals() {
  const bench = await aBench()
  const orders = [await bench.anOrder(), await bench.anOrder()] as const
  const { ksup } = bench.parts
  const numbered = [8101, 8102].map((deal, at) => ({
    ...demoKsupOnec.orders.find(({ deal_number }) => deal_number === deal)!,
    number: orders[at]!.order_number,
  }))
  await ksup.onec.reset()
  await ksup.onec.seed({ ...demoKsupOnec, orders: numbered })
  for (const { ref } of numbered) await ksup.onec.act(ref, 'post')
  await bench.parts.workspace.document.update((draft) => {
    draft.ksup.bankEnterprise = ENTERPRISE
  })
  return { bench, orders, ksup }
}

/** The payments that are there have become incomes, and what follows has arrived. */
async function taken({ parts: { ksup } }: RegateBench) {
  const report = await ksup.takeBankPayments()
  await ksup.onec.outbox.idle()
  await ksup.inbox.idle()
  return report
}

it('[D-70] [D-72] [D-73] [B-72] a payment that the bank allocates to an order is an income of its deal, once', async () => {
  const { bench, orders, ksup } = await benchWithDeals()
  const statement = aStatement([
    { НазначениеПлатежа: `Оплата по заказу №${orders[0].order_number} от 18.09.2025` },
  ])
  await bench.parts.regate.loadStatement(ENTERPRISE, 'выписка.txt', statement)
  await taken(bench)
  const expected = [{ date: '2025-09-18', amount: 10_800 }]
  expect((await ksup.ksup.deal(8101)).incomes).toMatchObject(expected)
  expect((await ksup.ksup.deal(8102)).incomes).toEqual([])

  // The same statement again, and the same payments looked at again.
  await bench.parts.regate.loadStatement(ENTERPRISE, 'выписка.txt', statement)
  expect(await taken(bench)).toEqual({ made: 0, changed: 0 })
  expect((await ksup.ksup.deal(8101)).incomes).toMatchObject(expected)
  expect((await ksup.onec.documents({ kind: 'payment', limit: 10 })).total).toBe(1)
})

it('[D-75] [D-76] [DD-37] [DD-39] money of nobody is a notification; allocated by hand it goes to the deal and closes it', async () => {
  const { bench, orders, ksup } = await benchWithDeals()
  await bench.parts.regate.loadStatement(ENTERPRISE, 'выписка.txt', aStatement([STRANGER]))
  await taken(bench)
  const open = await ksup.ksup.notifications({ state: 'open', limit: 10 })
  expect(open.rows).toMatchObject([{ amount: 10_800, date: '2025-09-18', to: 'Бухгалтерия' }])

  const [row] = await bench.parts.regate.bank(ENTERPRISE)
  await bench.parts.regate.allocate(ENTERPRISE, row!.id, {
    client_id: clients.company,
    parts: [{ order_id: orders[1].order_id, amount: 10_800 }],
  })
  expect(await taken(bench)).toMatchObject({ made: 0 })
  expect((await ksup.ksup.deal(8102)).incomes).toMatchObject([{ amount: 10_800 }])
  const closed = await ksup.ksup.notifications({ state: 'closed', limit: 10 })
  expect(closed.rows).toMatchObject([{ id: open.rows[0]!.id, deal_number: 8102 }])
})
