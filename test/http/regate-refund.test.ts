import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RefundAnswer } from '../../server/contracts/regate/schema.ts'
import {
  expectRefusal,
  items,
  newId,
  NOWHERE,
  openRegate,
  aPayment,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const refund = (order_id: string, request: Record<string, unknown> = {}) =>
  bench.call<RefundAnswer>('refund', {
    body: { order_id, refund_id: newId('ref'), reason: 'Не подошло', ...request },
  })

describe('refund', () => {
  it('[B-56][B-57][B-65][BD-18][BD-21] prepares the pay-out to the card that paid', async () => {
    const { order_id } = await bench.anOrder()
    const payment = aPayment(108, { pan_mask: '2200 12** **** 4321' })
    await bench.call('paycard', { body: { order_id, payment } })
    const { status, body } = await refund(order_id, { refund_id: 'rs-ref-1', amount: 108 })
    expect(status).toBe(200)
    expect(body).toEqual({
      order_id,
      status: { code: 430, name: 'возврат денег' },
      payment: { code: 1, name: 'оплачено картой' },
      refund: {
        refund_id: 'rs-ref-1',
        state: 'prepared',
        amount: 108,
        currency: 'RUB',
        to_card: '2200 12** **** 4321',
        original_transaction_id: payment.transaction_id,
        order_number_1c: '00-00000001',
        goods_returned: true,
      },
    })
    expect(await bench.stateOf(order_id)).toMatchObject({
      status: { code: 430 },
      payment: { code: 1 },
      paid_amount: 108,
      refunded_amount: 108,
      refunds: [body.refund],
    })
    const { events } = await bench.parts.regate.order('kolos', order_id)
    expect(events.at(-1)?.note).toContain('Заявка на возврат товаров от клиента 00-00000001')
  })

  it('[B-57] tells no card when the payment system told none', async () => {
    const { order_id } = await bench.anOrder()
    const { pan_mask: _, ...payment } = aPayment(108)
    await bench.call('paycard', { body: { order_id, payment } })
    expect((await refund(order_id)).body.refund.to_card).toBeNull()
  })

  it('[BD-20] refuses a part of the money, and leaves the order paid', async () => {
    const { order_id } = await bench.aPaidOrder()
    for (const amount of [50, 108.01])
      expectRefusal(await refund(order_id, { amount }), 422, 'RG-REFUND-PARTIAL')
    expect(await bench.stateOf(order_id)).toMatchObject({ status: { code: 210 }, refunds: [] })
  })

  it('[BD-11] answers the same refund_id the same and refuses another', async () => {
    const { order_id } = await bench.aPaidOrder()
    const first = await refund(order_id, { refund_id: 'twice' })
    const second = await refund(order_id, { refund_id: 'twice' })
    expect([second.status, second.body]).toEqual([200, first.body])
    expectRefusal(await refund(order_id), 409, 'RG-ALREADY-REFUNDED')
    const other = await bench.aPaidOrder()
    expectRefusal(await refund(other.order_id, { refund_id: 'twice' }), 409, 'RG-ALREADY-REFUNDED')
    expect(await bench.stateOf(other.order_id)).toMatchObject({ status: { code: 210 } })
  })

  it('[B-56] refuses an order that is not there', async () => {
    expectRefusal(await refund(NOWHERE), 404, 'RG-ORDER-UNKNOWN')
  })

  it('[BD-14] gives the reserve back when the goods have not left', async () => {
    const before = await bench.stockOf(items.bread)
    const { order_id } = await bench.aPaidOrder()
    expect(await bench.stockOf(items.bread)).toEqual({ ...before, reserved: before.reserved + 2000 })
    const { refund: made } = (await refund(order_id)).body
    expect(await bench.stockOf(items.bread)).toEqual(before)
    await expect(
      bench.parts.regate.actOnRefund('kolos', made.refund_id, 'confirm-return'),
    ).rejects.toMatchObject({ code: 'REGATE-ACTION' })
  })

  it('[B-56] puts shipped goods back when 1C confirms their return, once', async () => {
    const before = await bench.stockOf(items.bread)
    const { order_id } = await bench.aPaidOrder()
    await bench.parts.regate.act('kolos', order_id, 'ship')
    const gone = { ...before, quantity: before.quantity - 2000 }
    expect(await bench.stockOf(items.bread)).toEqual(gone)
    const { refund: made } = (await refund(order_id)).body
    expect(await bench.stockOf(items.bread)).toEqual(gone)
    await bench.parts.regate.actOnRefund('kolos', made.refund_id, 'confirm-return')
    expect(await bench.stockOf(items.bread)).toEqual(before)
    await expect(
      bench.parts.regate.actOnRefund('kolos', made.refund_id, 'confirm-return'),
    ).rejects.toMatchObject({ code: 'REGATE-ACTION' })
  })

  it('[BD-18] leaves shipped goods with the client when they do not come back', async () => {
    const { order_id } = await bench.aPaidOrder()
    await bench.parts.regate.act('kolos', order_id, 'ship')
    const gone = await bench.stockOf(items.bread)
    const { refund: made } = (await refund(order_id, { goods_returned: false })).body
    expect(made.goods_returned).toBe(false)
    await expect(
      bench.parts.regate.actOnRefund('kolos', made.refund_id, 'confirm-return'),
    ).rejects.toMatchObject({ code: 'REGATE-ACTION' })
    expect(await bench.stockOf(items.bread)).toEqual(gone)
  })

  it('[BD-10] at once from many sides prepares one pay-out', async () => {
    const { order_id } = await bench.aPaidOrder()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(order_id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    expect((await bench.stateOf(order_id)).refunds).toHaveLength(1)
  })
})
