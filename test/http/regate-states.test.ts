import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderAction } from '../../mocks/regate/model.ts'
import { isAllowedPair } from '../../server/contracts/regate/states.ts'
import {
  aBench,
  aPayment,
  clients,
  expectRefusal,
  items,
  newId,
  openRegate,
  type RegateBench,
} from './regate-bench.ts'
import { aStatement } from './regate-statement.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const act = (order_id: string, action: OrderAction, on: RegateBench = bench) =>
  on.parts.regate.act('kolos', order_id, action)
const codesOf = async (order_id: string, on: RegateBench = bench) => {
  const { status, payment } = await on.stateOf(order_id)
  return [status.code, payment.code]
}
const paycard = (order_id: string, amount = 108, on: RegateBench = bench) =>
  on.call('paycard', { body: { order_id, payment: aPayment(amount) } })
const refund = (order_id: string) =>
  bench.call('refund', { body: { order_id, refund_id: newId('ref'), reason: 'Не подошло' } })
/** Money that the bank brings for an order. @param roubles as a statement writes them */
const bank = (order_number: string, roubles: string, on: RegateBench = bench) =>
  on.parts.regate.loadStatement(
    'kolos',
    'выписка.txt',
    aStatement([{ Сумма: roubles, НазначениеПлатежа: `Оплата по заказу №${order_number}` }]),
  )

/** An order of the company in a status of the table 5.1. */
const inStatus: Record<number, () => Promise<{ order_id: string; order_number: string }>> = {
  100: () => bench.anOrder(),
  210: () => bench.aPaidOrder(),
  220: async () => {
    const order = await bench.anOrder()
    await bank(order.order_number, '108.00')
    return order
  },
  230: async () => {
    const order = await bench.anOrder()
    await act(order.order_id, 'cash')
    return order
  },
  240: async () => {
    const order = await bench.anOrder()
    await act(order.order_id, 'e-money')
    return order
  },
  410: async () => {
    const order = await bench.anOrder()
    await bench.moveClock(3 * DAY_MS + 5 * MINUTE_MS)
    return order
  },
  420: async () => {
    const order = await bench.anOrder()
    await act(order.order_id, 'cancel')
    return order
  },
  430: async () => {
    const order = await bench.aPaidOrder()
    await bench.refunded(order.order_id)
    return order
  },
}

describe('moves that the table of 5.3 has', () => {
  it.each([
    { name: '[B-59][B-67] a booking gives 100 / 0', to: [100, 0] },
    { name: '[B-60][B-68] a card payment gives 210 / 1', to: [210, 1] },
    { name: '[B-61][B-69][B-74] a bank payment of the whole gives 220 / 2', to: [220, 2] },
    { name: '[B-62][B-70][BD-24] cash at 1C gives 230 / 3', to: [230, 3] },
    { name: '[B-71][BD-17][BD-24] e-money at 1C gives 240 / 4', to: [240, 4] },
    { name: '[B-63] time gives 410 / 0', to: [410, 0] },
    { name: '[B-64][BD-24] an operator gives 420 / 0', to: [420, 0] },
    { name: '[B-65] a refund gives 430 / 1', to: [430, 1] },
  ])('$name', async ({ to }) => {
    const { order_id } = await inStatus[to[0]!]!()
    expect(await codesOf(order_id)).toEqual(to)
    const { events } = await bench.parts.regate.order('kolos', order_id)
    expect(events[0]).toMatchObject({ event: 'booking', status: 100, payment_code: 0 })
    for (const { status, payment_code } of events) expect(isAllowedPair(status, payment_code)).toBe(true)
  })

  it('[B-57][BD-18] a pay-out is executed, or fails and is tried again; the status stays 430', async () => {
    const { order_id } = await bench.aPaidOrder()
    const { refund: made } = await bench.refunded(order_id)
    const { regate } = bench.parts
    const told = async () => (await bench.stateOf(order_id)).refunds[0]!.state
    await regate.actOnRefund('kolos', made.refund_id, 'fail')
    expect(await told()).toBe('failed')
    await regate.actOnRefund('kolos', made.refund_id, 'execute')
    expect(await told()).toBe('executed')
    expect(await codesOf(order_id)).toEqual([430, 1])
    for (const action of ['execute', 'fail'] as const)
      await expect(regate.actOnRefund('kolos', made.refund_id, action)).rejects.toMatchObject({
        code: 'REGATE-ACTION',
      })
    const { postings } = await regate.order('kolos', order_id)
    expect(postings.filter(({ debit, credit }) => debit === '62.01' && credit === '57.03')).toHaveLength(1)
  })

  it('[B-61] a bank payment below the amount leaves 100 / 0 and grows paid_amount', async () => {
    const order = await bench.anOrder()
    await bank(order.order_number, '8.00')
    expect(await bench.stateOf(order.order_id)).toMatchObject({
      status: { code: 100 },
      payment: { code: 0 },
      paid_amount: 8,
      payments: [{ kind: 2, amount: 8 }],
    })
    await bank(order.order_number, '100.00')
    expect(await codesOf(order.order_id)).toEqual([220, 2])
  })

  it('[BD-24] ships the goods of a paid order, once, and of no other', async () => {
    for (const status of [210, 220, 230, 240]) {
      const { order_id } = await inStatus[status]!()
      expect((await act(order_id, 'ship')).shipped).toBe(true)
      await expect(act(order_id, 'ship')).rejects.toMatchObject({ code: 'REGATE-ACTION' })
    }
    for (const status of [100, 420]) {
      const { order_id } = await inStatus[status]!()
      await expect(act(order_id, 'ship')).rejects.toMatchObject({ code: 'REGATE-ACTION' })
    }
  })
})

describe('moves that the table of 5.3 does not have', () => {
  const paid = { paycard: 'RG-ALREADY-PAID', refund: 'RG-REFUND-NOT-CARD' }
  it.each([
    { status: 100, refund: 'RG-REFUND-NOT-CARD' },
    { status: 210, paycard: 'RG-ALREADY-PAID' },
    { status: 220, ...paid },
    { status: 230, ...paid },
    { status: 240, ...paid },
    { status: 410, paycard: 'RG-ORDER-EXPIRED', refund: 'RG-REFUND-NOT-CARD' },
    { status: 420, paycard: 'RG-ORDER-CANCELLED', refund: 'RG-REFUND-NOT-CARD' },
    { status: 430, paycard: 'RG-ALREADY-PAID', refund: 'RG-ALREADY-REFUNDED' },
  ])('[B-58][BD-20][BD-22][BD-23] from $status leave the order as it is', async (row) => {
    const { status, paycard: whenPaid, refund: whenRefunded } = row
    const { order_id, order_number } = await inStatus[status]!()
    const before = await bench.stateOf(order_id)
    if (whenPaid) expectRefusal(await paycard(order_id), 409, whenPaid)
    if (whenRefunded) expectRefusal(await refund(order_id), 409, whenRefunded)
    if (status !== 100) {
      for (const action of ['cash', 'e-money', 'cancel'] as const)
        await expect(act(order_id, action)).rejects.toMatchObject({ code: 'REGATE-ACTION' })
      const { documents } = await bank(order_number, '108.00')
      expect(documents[0]).toMatchObject({ outcome: 'ambiguous-order', allocated: 0 })
    }
    expect(await bench.stateOf(order_id)).toEqual(before)
  })

  it('[BD-17] without the extension e-money is refused, and state does not list 240', async () => {
    const own = await aBench()
    await own.configure({ eMoney: false })
    const { order_id } = await own.anOrder()
    await expect(act(order_id, 'e-money', own)).rejects.toMatchObject({ code: 'REGATE-ACTION' })
    expect((await own.parts.regate.order('kolos', order_id)).actions).toEqual(['cash', 'cancel'])
    expect((await own.call('state')).body).toMatchObject({ status_extensions: [] })
    expect(await codesOf(order_id, own)).toEqual([100, 0])
  })
})

describe('the time of an order', () => {
  it('[BD-15][B-63] passes by itself: the schedule expires it and frees the reserve, nobody asking', async () => {
    const own = await aBench()
    const { order_id } = await own.anOrder()
    expect(await own.stockOf(items.bread)).toMatchObject({ reserved: 2000 })
    await own.moveClock(3 * DAY_MS - MINUTE_MS)
    expect((await own.parts.regate.order('kolos', order_id)).status).toBe(100)
    await own.moveClock(6 * MINUTE_MS)
    // The desk shows the base as it is; it does not look at the clock.
    expect(await own.parts.regate.order('kolos', order_id)).toMatchObject({ status: 410, payment_code: 0 })
    expect(await own.stockOf(items.bread)).toMatchObject({ reserved: 0 })
  })

  it('[BD-15] is looked at with every read and write of the order, before the schedule comes', async () => {
    const own = await aBench()
    const until = { valid_until: '2025-09-18T12:01:00' }
    const [read, paid, desk] = [await own.anOrder(until), await own.anOrder(until), await own.anOrder(until)]
    await own.moveClock(MINUTE_MS)
    for (const { order_id } of [read, paid, desk])
      expect((await own.parts.regate.order('kolos', order_id)).status).toBe(100)
    expect(await codesOf(read.order_id, own)).toEqual([410, 0])
    expectRefusal(await paycard(paid.order_id, 108, own), 409, 'RG-ORDER-EXPIRED')
    await expect(act(desk.order_id, 'cash', own)).rejects.toMatchObject({ code: 'REGATE-ACTION' })
    expect(await own.stockOf(items.bread)).toMatchObject({ reserved: 0 })
  })

  it('[BD-15] is as long as the enterprise says', async () => {
    const own = await aBench()
    await own.configure({ validityDays: 10 })
    expect((await own.anOrder()).valid_until).toBe('2025-09-28T12:00:00')
  })

  it('[BD-15] with a part of the money leaves the order open, flagged for the operator', async () => {
    const own = await aBench()
    const { order_id, order_number } = await own.anOrder()
    await bank(order_number, '8.00', own)
    await own.moveClock(3 * DAY_MS + 5 * MINUTE_MS)
    expect(await own.parts.regate.order('kolos', order_id)).toMatchObject({
      status: 100,
      flagged: true,
      paid: 800,
    })
    expect(await own.stockOf(items.bread)).toMatchObject({ reserved: 2000 })
    expect((await paycard(order_id, 100, own)).status).toBe(200)
    expect(await own.parts.regate.order('kolos', order_id)).toMatchObject({ status: 210, flagged: false })
  })
})

describe('money', () => {
  it('[B-64][BD-29] of a cancelled order returns to the balance of its client, the reserve to the stock', async () => {
    const own = await aBench()
    const { order_id, order_number } = await own.anOrder()
    await bank(order_number, '8.00', own)
    await act(order_id, 'cancel', own)
    expect(await own.balanceOf(clients.company)).toBe(8)
    expect(await own.stateOf(order_id)).toMatchObject({ paid_amount: 0, payments: [], status: { code: 420 } })
    expect(await own.stockOf(items.bread)).toMatchObject({ reserved: 0 })
    const { postings } = await own.parts.regate.order('kolos', order_id)
    expect(postings.map(({ debit, credit, amount }) => [debit, credit, amount])).toEqual([
      ['51', '62.01', 800],
      ['62.01', '62.02', 800],
    ])
  })

  it('[BD-29] that no order holds is the balance, whatever brought it', async () => {
    const own = await aBench()
    const paidTwice = await own.aPaidOrder()
    await paycard(paidTwice.order_id, 108, own)
    const { order_number } = await own.anOrder()
    await bank(order_number, '200.00', own)
    expect(await own.balanceOf(clients.company)).toBe(108 + 92)
    const free = own.rows('regate_allocation').filter(({ order_id }) => order_id === null)
    expect(free.reduce((sum, { amount }) => sum + amount, 0)).toBe(20_000)
  })

  it('[BD-20] that a bank transfer brought before the card goes to the balance with the refund', async () => {
    const own = await aBench()
    const { order_id, order_number } = await own.anOrder()
    await bank(order_number, '8.00', own)
    await paycard(order_id, 100, own)
    const { refund: made } = await own.refunded(order_id)
    expect(made.amount).toBe(100)
    expect(await own.balanceOf(clients.company)).toBe(8)
    expect(await own.stateOf(order_id)).toMatchObject({ paid_amount: 100, refunded_amount: 100 })
  })
})
