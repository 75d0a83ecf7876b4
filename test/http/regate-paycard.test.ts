import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BookingState } from '../../server/contracts/regate/schema.ts'
import {
  aBench,
  aPayment,
  clients,
  expectRefusal,
  newId,
  NOWHERE,
  openRegate,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const pay = (order_id: string, payment: ReturnType<typeof aPayment>, on: RegateBench = bench) =>
  on.call<BookingState>('paycard', { body: { order_id, payment } })
const DAY_MS = 24 * 60 * 60 * 1000

/** The refusal of a payment whose money is kept; the order stays as it was, the money is on the client's balance. */
async function kept(
  client_id: string,
  order_id: string,
  payment: ReturnType<typeof aPayment>,
  code: string,
  on: RegateBench = bench,
) {
  const { updated_at: _, ...before } = await on.stateOf(order_id)
  const balance = await on.balanceOf(client_id)
  const problem = expectRefusal(await pay(order_id, payment, on), 409, code)
  expect(problem).toMatchObject({ payment_recorded: true, retryable: false })
  const { updated_at: __, ...after } = await on.stateOf(order_id)
  expect(after).toEqual(before)
  expect(await on.balanceOf(client_id)).toBe(balance + payment.amount)
  return problem
}

describe('paycard', () => {
  it('[B-22][B-53][B-60][B-68] marks the order as paid by card and answers its state', async () => {
    const order = await bench.anOrder()
    const payment = aPayment(108)
    const { status, body } = await pay(order.order_id, payment)
    expect(status).toBe(200)
    expect(body).toEqual({
      order_id: order.order_id,
      order_number: order.order_number,
      booking_id: order.booking_id,
      status: { code: 210, name: 'оплачен картой' },
      payment: { code: 1, name: 'оплачено картой' },
      amount: 108,
      paid_amount: 108,
      refunded_amount: 0,
      currency: 'RUB',
      valid_until: null,
      payments: [
        { kind: 1, transaction_id: payment.transaction_id, amount: 108, paid_at: '2025-09-18T12:04:51' },
      ],
      refunds: [],
      pending: [],
      updated_at: '2025-09-18T12:00:00',
    })
    expect(await bench.stateOf(order.order_id)).toEqual(body)
  })

  it('[B-54] keeps with the order all that the payment system told', async () => {
    const order = await bench.anOrder()
    const payment = aPayment(108, {
      auth_code: 'A1B2C3',
      rrn: '526112000871',
      terminal: 'T-1',
      fee: 2.16,
      raw: { acs: { eci: '05' }, три: [1, 2] },
    })
    await pay(order.order_id, payment)
    const stored = bench
      .rows('regate_payment')
      .find(({ transaction_id }) => transaction_id === payment.transaction_id)!
    expect(stored).toMatchObject({ kind: 1, amount: 10_800, client_id: clients.company })
    expect(JSON.parse(stored.details_json)).toEqual(payment)
    expect(bench.rows('regate_allocation')).toContainEqual(
      expect.objectContaining({ payment_id: stored.id, order_id: order.order_id, amount: 10_800 }),
    )
  })

  it('[BD-08] knows the order by the id of ReStore too', async () => {
    const { booking_id, order_id } = await bench.anOrder()
    const { body } = await bench.call('paycard', { body: { booking_id, payment: aPayment(108) } })
    expect(body).toMatchObject({ order_id, status: { code: 210 } })
  })

  it('[B-53] refuses an order that is not there and keeps no money of nobody', async () => {
    const before = await bench.parts.regate.payments('kolos')
    for (const key of [{ order_id: NOWHERE }, { booking_id: 'nothing' }])
      expectRefusal(
        await bench.call('paycard', { body: { ...key, payment: aPayment(108) } }),
        404,
        'RG-ORDER-UNKNOWN',
      )
    expect(await bench.parts.regate.payments('kolos')).toEqual(before)
  })

  it('[BD-22] refuses another amount, keeps the money, and takes the right one after', async () => {
    const client_id = await bench.aClient()
    const { order_id } = await bench.anOrder({ client_id })
    for (const amount of [107.99, 108.01, 1])
      await kept(client_id, order_id, aPayment(amount), 'RG-AMOUNT-MISMATCH')
    expect((await pay(order_id, aPayment(108))).status).toBe(200)
    expect(await bench.balanceOf(client_id)).toBe(217)
  })

  it('[BD-22][B-63] refuses an expired order and keeps the money', async () => {
    const own = await aBench()
    const client_id = await own.aClient()
    const { order_id } = await own.anOrder({ client_id })
    await own.moveClock(4 * DAY_MS)
    await kept(client_id, order_id, aPayment(108), 'RG-ORDER-EXPIRED', own)
    expect(await own.stateOf(order_id)).toMatchObject({ status: { code: 410 }, paid_amount: 0 })
  })

  it('[BD-22][B-64] refuses a cancelled order and keeps the money', async () => {
    const client_id = await bench.aClient()
    const { order_id } = await bench.anOrder({ client_id })
    await bench.parts.regate.act('kolos', order_id, 'cancel')
    await kept(client_id, order_id, aPayment(108), 'RG-ORDER-CANCELLED')
  })

  it('[BD-23] refuses a second transaction for a paid order, however it was paid, and keeps the money', async () => {
    const client_id = await bench.aClient()
    const byCard = await bench.aPaidOrder({ client_id })
    await kept(client_id, byCard.order_id, aPayment(108), 'RG-ALREADY-PAID')
    const inCash = await bench.anOrder({ client_id })
    await bench.parts.regate.act('kolos', inCash.order_id, 'cash')
    await kept(client_id, inCash.order_id, aPayment(108), 'RG-ALREADY-PAID')
    await bench.refunded(byCard.order_id)
    await kept(client_id, byCard.order_id, aPayment(108), 'RG-ALREADY-PAID')
  })

  it('[BD-11][BD-23] gives the same transaction the same answer and books it once', async () => {
    const client_id = await bench.aClient()
    const { order_id } = await bench.anOrder({ client_id })
    const payment = aPayment(108)
    const first = await pay(order_id, payment)
    const second = await pay(order_id, payment)
    expect([second.status, second.body]).toEqual([200, first.body])
    expect(await bench.balanceOf(client_id)).toBe(0)
  })

  it('[BD-11][BD-22] repeats a refusal without booking its money again', async () => {
    const client_id = await bench.aClient()
    const { order_id } = await bench.anOrder({ client_id })
    const wrong = aPayment(100)
    const first = expectRefusal(await pay(order_id, wrong), 409, 'RG-AMOUNT-MISMATCH')
    const second = expectRefusal(await pay(order_id, wrong), 409, 'RG-AMOUNT-MISMATCH')
    expect(second).toMatchObject({ payment_recorded: true, detail: first.detail })
    expect(await bench.balanceOf(client_id)).toBe(100)
  })

  it('[BD-11][BD-22] gives a refusal again by its key, whole, with the id of the request that had it', async () => {
    const { order_id } = await bench.anOrder()
    const request = { key: newId('key'), body: { order_id, payment: aPayment(100) } }
    const first = expectRefusal(await bench.call('paycard', request), 409, 'RG-AMOUNT-MISMATCH')
    const again = await bench.call('paycard', request)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(first)
    expect(first.request_id).not.toBe('')
  })

  it('[BD-11] refuses a transaction that another order has', async () => {
    const payment = aPayment(108)
    await pay((await bench.anOrder()).order_id, payment)
    const other = await bench.anOrder()
    expectRefusal(await pay(other.order_id, payment), 409, 'RG-ALREADY-PAID')
    expect(await bench.stateOf(other.order_id)).toMatchObject({ status: { code: 100 }, paid_amount: 0 })
  })

  it('[BD-10][BD-23] takes one of many payments that come at once, and keeps the others', async () => {
    const client_id = await bench.aClient()
    const { order_id } = await bench.anOrder({ client_id })
    const answers = await Promise.all(Array.from({ length: 6 }, () => pay(order_id, aPayment(108))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
    expect(await bench.balanceOf(client_id)).toBe(5 * 108)
    expect(await bench.stateOf(order_id)).toMatchObject({ paid_amount: 108, status: { code: 210 } })
  })

  it('[BD-07] takes roubles only', async () => {
    const { order_id } = await bench.anOrder()
    expectRefusal(await pay(order_id, aPayment(108, { currency: 'USD' })), 422, 'RG-VALIDATION')
    expectRefusal(await pay(order_id, aPayment(108.001)), 422, 'RG-VALIDATION')
  })
})

describe('bookingstate', () => {
  it('[B-55][BD-08] tells an order by each of its names', async () => {
    const order = await bench.aPaidOrder()
    const { order_id, booking_id, order_number } = order
    const byId = await bench.call('bookingstate', { query: { order_id } })
    expect(byId.status).toBe(200)
    const names: Record<string, string | number>[] = [{ booking_id }, { order_number, year: 2025 }]
    for (const query of names) {
      expect((await bench.call('bookingstate', { query })).body).toEqual(byId.body)
      expect((await bench.call('bookingstate', { body: query })).body).toEqual(byId.body)
    }
  })

  it('[BD-08] refuses a number without its year, of another year, and no name at all', async () => {
    const { order_number } = await bench.anOrder()
    expectRefusal(await bench.call('bookingstate', { query: { order_number } }), 400, 'RG-MALFORMED')
    expectRefusal(await bench.call('bookingstate', { body: { order_number } }), 422, 'RG-VALIDATION')
    expectRefusal(await bench.call('bookingstate'), 400, 'RG-MALFORMED')
    expectRefusal(
      await bench.call('bookingstate', { query: { order_number, year: 2024 } }),
      404,
      'RG-ORDER-UNKNOWN',
    )
    // Leading zeros are significant.
    expectRefusal(
      await bench.call('bookingstate', {
        query: { order_number: order_number.replace(/^00-0+/, ''), year: 2025 },
      }),
      404,
      'RG-ORDER-UNKNOWN',
    )
  })

  it('[B-03][BD-09] tells what waits for the order in a paused queue, and the outcome after', async () => {
    const order = await bench.anOrder()
    const { queue } = bench.parts.regate
    queue.setPaused('kolos', true)
    const request_id = newId('request')
    const accepted = await bench.call<{ status_url: string }>('paycard', {
      body: { order_id: order.order_id, payment: aPayment(108) },
      headers: { prefer: 'wait=0', 'x-request-id': request_id },
    })
    expect(accepted.status).toBe(202)
    expect(accepted.body).toEqual({
      request_id,
      state: 'queued',
      position: 1,
      status_url: `/onec/kolos/hs/regate/queue/${request_id}`,
    })
    expect(await bench.stateOf(order.order_id)).toMatchObject({
      status: { code: 100 },
      pending: [{ method: 'paycard', request_id }],
    })
    const waiting = await bench.call(`queue/${request_id}`)
    expect(waiting.body).toMatchObject({ state: 'queued', attempts: 0, finished_at: null, result: null })
    queue.setPaused('kolos', false)
    // Its line is the order's, so the answer to this one comes after.
    await bench.call('refund', { body: { order_id: order.order_id, refund_id: newId('ref'), reason: 'Нет' } })
    const done = await bench.call(`queue/${request_id}`)
    expect(done.body).toMatchObject({
      method: 'paycard',
      state: 'done',
      attempts: 1,
      result: { status: 200, body: { order_id: order.order_id, status: { code: 210 } } },
    })
    expect((await bench.stateOf(order.order_id)).pending).toEqual([])
  })
})
