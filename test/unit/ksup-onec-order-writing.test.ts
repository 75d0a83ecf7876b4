import { describe, expect, it } from 'vitest'
import type { OutboxAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import { ksupOnecBench, line } from './ksup-onec-bench.ts'

/** Writing «Заказ клиента»: its deal, what is refused, what waits (D-44, DD-07, DD-26, DD-29). */

const refusal = (code: string) => expect.objectContaining({ code })
const UNKNOWN_DEAL = { status: 404, code: 'KS-DEAL-UNKNOWN' }

describe('number of the deal', () => {
  it('[DD-29] it does not change once КСУП has taken the order', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.news()
    await expect(bench.order({ deal_number: 8000 }, { ref: order.ref })).rejects.toEqual(
      refusal('KSUP-ONEC-DEAL-NUMBER-FIXED'),
    )
    expect((await bench.documents.document(order.ref)).deal_numbers).toEqual([7741])
    expect(await bench.news()).toEqual([])
  })

  it('[DD-29] nor when КСУП refuses what is told of it later', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.news()
    bench.answer = () => ({ status: 409, code: 'KS-DEAL-CLOSED' })
    await bench.order({ rows: [line('TR-2041')] }, { ref: order.ref })
    expect(await bench.news()).toEqual(['orders change 7741'])
    await expect(bench.order({ deal_number: 8 }, { ref: order.ref })).rejects.toEqual(
      refusal('KSUP-ONEC-DEAL-NUMBER-FIXED'),
    )
  })

  it('[DD-29, D-44] a refused order goes to another deal, and what was told to the old one is withdrawn', async () => {
    const bench = await ksupOnecBench()
    bench.answer = ({ body }) => (body['deal_number'] === 7 ? UNKNOWN_DEAL : { status: 200, code: null })
    const order = await bench.order({ deal_number: 7 })
    const shipment = await bench.shipment({ order: order.ref })
    const payment = await bench.payment({ shares: [{ order: order.ref, amount: 100 }] })
    expect(await bench.news()).toEqual(['orders add 7', 'shipments add 7', 'income 7 1'])
    await bench.order({ deal_number: 8 }, { ref: order.ref })
    expect(await bench.news()).toEqual(['orders add 8', 'shipments add 8', 'income 8 1'])
    for (const { ref } of [order, shipment, payment])
      expect((await bench.documents.document(ref)).messages.map(({ state }) => state)).toEqual([
        'delivered',
        'ignored',
      ])
  })

  it('[DD-29] while the message is on its way the number waits', async () => {
    const bench = await ksupOnecBench()
    let arrive = (): void => {}
    let answer = (_: OutboxAnswer): void => {}
    const arrived = new Promise<void>((resolve) => void (arrive = resolve))
    const answered = new Promise<OutboxAnswer>((resolve) => void (answer = resolve))
    bench.answer = () => {
      arrive()
      return answered
    }
    const order = await bench.order()
    await arrived
    await expect(bench.order({ deal_number: 8 }, { ref: order.ref })).rejects.toEqual(
      refusal('KSUP-ONEC-SENDING'),
    )
    answer({ status: 200, code: null })
    expect(await bench.news()).toEqual(['orders add 7741'])
  })

  it('[DD-45, D-72] what waited for the number of a marketing order goes when the order has one', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order({ type: 'Маркетинг', deal_number: null })
    const shipment = await bench.shipment({ order: order.ref })
    const payment = await bench.payment({ shares: [{ order: order.ref, amount: 100 }] })
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(shipment)).toEqual(['no-deal-number'])
    expect(await bench.listed(payment)).toEqual(['no-deal-number'])
    await bench.order({ deal_number: 9 }, { ref: order.ref })
    expect(await bench.news()).toEqual(['orders add 9', 'shipments add 9', 'income 9 1'])
  })
})

describe('writing', () => {
  it('[DD-07] a receiver that is away keeps nobody from writing; what waits goes later, in order', async () => {
    const bench = await ksupOnecBench()
    bench.answer = () => ({ status: null, code: null })
    const order = await bench.order()
    await bench.order({ rows: [line('TR-2041')] }, { ref: order.ref })
    expect(await bench.news()).toEqual(['orders add 7741'])
    expect((await bench.documents.document(order.ref)).messages.map(({ state }) => state)).toEqual([
      'new',
      'waiting',
    ])
    bench.answer = () => ({ status: 200, code: null })
    await bench.time.advance(5_000)
    expect(await bench.news()).toEqual(['orders add 7741', 'orders change 7741'])
    expect(bench.reported).toEqual([])
  })

  it('[DD-07] what is refused to a person is neither written nor told', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.news()
    const wrong = [
      [{ rows: [line('A'), { ...line('B'), quantity: 0 }] }, 'KSUP-ONEC-ROW'],
      [{ rows: [{ ...line('A'), price: -1 }] }, 'KSUP-ONEC-ROW'],
      [{ rows: [{ ...line('A'), amount: -1 }] }, 'KSUP-ONEC-ROW'],
      [{ rows: [line('A'), line('B')].map((one) => ({ ...one, amount: 2 ** 53 - 1 })) }, 'KSUP-ONEC-SUM'],
      [{ status: 'закрыт' }, 'KSUP-ONEC-STATUS'],
      [{ counterparty: 'nobody' }, 'KSUP-ONEC-COUNTERPARTY-UNKNOWN'],
    ] as const
    for (const [data, code] of wrong) {
      const rows = 'rows' in data ? [...data.rows] : [line('NEW')]
      await expect(bench.order({ ...data, rows }, { ref: order.ref })).rejects.toEqual(refusal(code))
      await expect(bench.order({ ...data, rows })).rejects.toEqual(refusal(code))
    }
    await expect(bench.order({ rows: [line('A'), { ...line('B'), quantity: 0 }] })).rejects.toMatchObject({
      text: { ru: expect.stringContaining('Строка 2') },
    })
    const { rows, total } = await bench.documents.documents({ limit: 10 })
    expect([rows[0]!.amount, total]).toEqual([120_000, 1])
    expect(await bench.news()).toEqual([])
  })

  it('[DD-26, D-59] a posted order that is only written stays posted, so its rows are told', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    const written = await bench.order({ rows: [line('TR-2041')] }, { ref: order.ref, post: false })
    expect(written.posted).toBe(true)
    expect(await bench.news()).toEqual(['orders add 7741', 'orders change 7741'])
  })

  it('[DD-26] what may be done with an order follows its state', async () => {
    const bench = await ksupOnecBench()
    const draft = await bench.order({}, { post: false })
    expect(draft.actions).toEqual(['post', 'mark'])
    await expect(bench.act(draft, 'unpost')).rejects.toEqual(refusal('KSUP-ONEC-ACTION'))
    await expect(bench.act(draft, 'close')).rejects.toEqual(refusal('KSUP-ONEC-ACTION'))
    const posted = await bench.act(draft, 'post')
    expect(posted.actions).toEqual(['unpost', 'mark', 'close'])
    expect((await bench.act(draft, 'close')).actions).toEqual(['unpost', 'mark', 'reopen'])
    await bench.act(draft, 'mark')
    await expect(bench.act(draft, 'post')).rejects.toEqual(refusal('KSUP-ONEC-MARKED'))
    await expect(bench.order({}, { ref: draft.ref })).rejects.toEqual(refusal('KSUP-ONEC-MARKED'))
    await expect(bench.documents.act('nothing', 'post')).rejects.toEqual(
      refusal('KSUP-ONEC-DOCUMENT-UNKNOWN'),
    )
    await expect(bench.receipt({}, { ref: draft.ref })).rejects.toEqual(refusal('KSUP-ONEC-DOCUMENT-UNKNOWN'))
  })
})
