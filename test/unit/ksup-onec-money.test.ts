import { describe, expect, it } from 'vitest'
import type { BankPayment, DocumentCard } from '../../mocks/ksup-onec/model.ts'
import { CUSTOMER, faultOf, ksupOnecBench } from './ksup-onec-bench.ts'

/** Money that came to the simulated 1C: what is told of it (D-68…D-76, DD-35…DD-39), and payments of the bank part. */

type Bench = Awaited<ReturnType<typeof ksupOnecBench>>
const refusal = (code: string) => expect.objectContaining({ code })

/** An order that КСУП knows. */
async function known(bench: Bench, deal_number: number): Promise<DocumentCard> {
  const order = await bench.order({ deal_number })
  await bench.news()
  return order
}

describe('incomes', () => {
  it('[D-70, D-71, D-72, D-73, D-74] money of an order goes to its deal: number, day, amount', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const payment = await bench.payment({ shares: [{ order: order.ref, amount: 10_000_050 }] })
    await bench.outbox.idle()
    const [message] = bench.sent
    expect(faultOf(message!)).toBeNull()
    expect(message).toMatchObject({ operation: 'ksup.income' })
    expect(message!.body).toEqual({
      meta: expect.objectContaining({ seq: 2, source_ref: payment.ref }),
      deal_number: 7741,
      date: '2025-09-20',
      amount: 100_000.5,
    })
    expect(payment).toMatchObject({ deal_numbers: [7741], amount: 10_000_050, actions: ['unpost', 'mark'] })
    expect(payment.related.map(({ ref }) => ref)).toEqual([order.ref])
    const { related } = await bench.documents.document(order.ref)
    expect(related.map(({ ref }) => ref)).toEqual([payment.ref])
  })

  it('[D-70] a draft tells nothing; posting it does', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const draft = await bench.payment({ shares: [{ order: order.ref, amount: 100 }] }, { post: false })
    expect(await bench.news()).toEqual([])
    await bench.act(draft, 'post')
    expect(await bench.news()).toEqual(['income 7741 1'])
  })

  it('[D-75, D-76, DD-39] money of no order: day and amount, and the payer in a comment', async () => {
    const bench = await ksupOnecBench()
    const shares = [{ order: null, amount: 540_000 }]
    await bench.payment({ counterparty: null, shares })
    await bench.payment({ counterparty: null, payer: 'Соколова А. П.', shares })
    await bench.payment({ shares })
    await bench.outbox.idle()
    expect(bench.sent.map(faultOf)).toEqual([null, null, null])
    expect(bench.sent.map(({ body: { meta: _, ...data } }) => data)).toEqual([
      { date: '2025-09-20', amount: 5400 },
      { date: '2025-09-20', amount: 5400, comment: 'Соколова А. П.' },
      { date: '2025-09-20', amount: 5400, comment: 'ООО «Тихая Гавань»' },
    ])
  })

  it('[DD-35] several orders: a message each with its share, one for the rest', async () => {
    const bench = await ksupOnecBench()
    const [one, two] = [await known(bench, 1), await known(bench, 2)]
    const payment = await bench.payment({
      shares: [
        { order: one.ref, amount: 100 },
        { order: two.ref, amount: 200 },
        { order: one.ref, amount: 50 },
        { order: null, amount: 300 },
      ],
    })
    expect((await bench.news()).sort()).toEqual(['income 1 1.5', 'income 2 2', 'unassigned 3'])
    expect(payment).toMatchObject({ deal_numbers: [1, 2], amount: 650 })
    const views = (await bench.documents.document(payment.ref)).verdicts
    expect(views.map(({ deal_number, amount }) => [deal_number, amount])).toEqual([
      [1, 150],
      [2, 200],
      [null, 300],
    ])
  })

  it('[DD-36, D-69] changed or unposted after it was told: nothing goes, the operator sees it', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const payment = await bench.payment({ shares: [{ order: order.ref, amount: 100 }] })
    await bench.news()
    await bench.payment({ shares: [{ order: order.ref, amount: 900 }] }, { ref: payment.ref })
    expect(await bench.listed(payment)).toEqual(['income-changed'])
    await bench.payment({ shares: [{ order: order.ref, amount: 100 }] }, { ref: payment.ref })
    expect(await bench.listed(payment)).toEqual([])
    await bench.act(payment, 'unpost')
    expect(await bench.listed(payment)).toEqual(['income-unposted'])
    await bench.act(payment, 'post')
    expect(await bench.news()).toEqual([])
  })

  it('[DD-37] what is assigned later is told with the id of the unassigned one; the rest is not told again', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const payment = await bench.payment({ shares: [{ order: null, amount: 500 }] })
    await bench.outbox.idle()
    const [unassigned] = bench.sent.splice(0)
    const shares = [
      { order: order.ref, amount: 300 },
      { order: null, amount: 200 },
    ]
    await bench.payment({ shares }, { ref: payment.ref })
    await bench.outbox.idle()
    expect(bench.sent).toHaveLength(1)
    expect(faultOf(bench.sent[0]!)).toBeNull()
    expect(bench.sent[0]!.body).toMatchObject({
      meta: { resolves: unassigned!.id, source_ref: payment.ref },
      deal_number: 7741,
      amount: 3,
    })
    await bench.act(payment, 'unpost')
    await bench.act(payment, 'post')
    expect((await bench.news()).slice(1)).toEqual([])
  })

  it('[DD-38] two equal incomes of one day are two', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const shares = [{ order: order.ref, amount: 100 }]
    const refs = [await bench.payment({ shares }), await bench.payment({ shares })].map(({ ref }) => ref)
    await bench.outbox.idle()
    expect(bench.sent.map(({ body }) => (body['meta'] as { source_ref: string }).source_ref)).toEqual(refs)
  })

  it('[DD-64] a mark tells nothing and is listed; before anything was told it is not', async () => {
    const bench = await ksupOnecBench()
    const shares = [{ order: null, amount: 100 }]
    const told = await bench.payment({ shares })
    const draft = await bench.payment({ shares }, { post: false })
    await bench.news()
    await bench.act(told, 'mark')
    await bench.act(draft, 'mark')
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(told)).toEqual(['deletion-mark-sent', 'income-unposted'])
    expect(await bench.listed(draft)).toEqual([])
  })

  it('[DD-07] a payment of nothing or of an unknown order is not written', async () => {
    const bench = await ksupOnecBench()
    for (const [shares, code] of [
      [[], 'KSUP-ONEC-SHARES'],
      [[{ order: null, amount: 0 }], 'KSUP-ONEC-ROW'],
      [[{ order: 'nothing', amount: 1 }], 'KSUP-ONEC-ORDER-UNKNOWN'],
    ] as const)
      await expect(bench.payment({ shares: [...shares] })).rejects.toEqual(refusal(code))
    expect((await bench.documents.documents({ limit: 10 })).total).toBe(0)
    expect(await bench.news()).toEqual([])
  })
})

describe('payments of the bank part', () => {
  const aBankPayment = (extra: Partial<BankPayment> = {}): BankPayment => ({
    key: 'statement-1/7',
    number: '311',
    date: '2025-09-20',
    payer: 'ООО «Тихая Гавань»',
    payer_inn: '7701234567',
    amount: 1_000,
    purpose: 'Оплата по счёту 15',
    shares: [],
    ...extra,
  })
  const incomes = async (bench: Bench) =>
    (await bench.documents.documents({ kind: 'payment', limit: 10 })).rows

  it('[D-72, D-75] each becomes one income: what is allocated is tied, the rest is not', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    const shares = [
      { order_number: order.number, amount: 600 },
      { order_number: 'unknown to 1C', amount: 100 },
    ]
    expect(await bench.documents.takeBankPayments([aBankPayment({ shares })])).toEqual({
      made: 1,
      changed: 0,
    })
    expect((await bench.news()).sort()).toEqual(['income 7741 6', 'unassigned 4'])
    expect(await bench.documents.takeBankPayments([aBankPayment({ shares })])).toEqual({
      made: 0,
      changed: 0,
    })
    expect(await bench.news()).toEqual([])
    const [row] = await incomes(bench)
    const card = await bench.documents.document(row!.ref)
    expect(card).toMatchObject({
      posted: true,
      counterparty: 'ООО «Тихая Гавань»',
      amount: 1_000,
      data: {
        bank_key: 'statement-1/7',
        counterparty: CUSTOMER,
        comment: 'п/п 311: Оплата по счёту 15',
        shares: [
          { order: order.ref, amount: 600 },
          { order: null, amount: 400 },
        ],
      },
    })
  })

  it('[DD-37] an allocation that comes later ties what was untied, and is told with the id of the first', async () => {
    const bench = await ksupOnecBench()
    const [one, two] = [await known(bench, 1), await known(bench, 2)]
    await bench.documents.takeBankPayments([aBankPayment()])
    await bench.outbox.idle()
    const [unassigned] = bench.sent.splice(0)
    const shares = [
      { order_number: one.number, amount: 600 },
      { order_number: two.number, amount: 900 },
    ]
    expect(await bench.documents.takeBankPayments([aBankPayment({ shares })])).toEqual({
      made: 0,
      changed: 1,
    })
    await bench.outbox.idle()
    for (const { body } of bench.sent) expect(body).toMatchObject({ meta: { resolves: unassigned!.id } })
    // Never more than came.
    expect((await bench.news()).sort()).toEqual(['income 1 6', 'income 2 4'])
    expect(await bench.documents.takeBankPayments([aBankPayment({ shares })])).toEqual({
      made: 0,
      changed: 0,
    })
  })

  it('[DD-36] what was tied stays as it is, and an income that a person has unposted is theirs', async () => {
    const bench = await ksupOnecBench()
    const [one, two] = [await known(bench, 1), await known(bench, 2)]
    await bench.documents.takeBankPayments([
      aBankPayment({ shares: [{ order_number: one.number, amount: 1_000 }] }),
      aBankPayment({ key: 'statement-1/8' }),
    ])
    await bench.news()
    const [unassigned] = await incomes(bench)
    await bench.documents.act(unassigned!.ref, 'unpost')
    const elsewhere = [{ order_number: two.number, amount: 1_000 }]
    const again = [
      aBankPayment({ shares: elsewhere }),
      aBankPayment({ key: 'statement-1/8', shares: elsewhere }),
    ]
    expect(await bench.documents.takeBankPayments(again)).toEqual({ made: 0, changed: 0 })
    expect(await bench.news()).toEqual([])
  })

  it('[D-75, DD-39] a payer that 1C does not have, or has only without this taxpayer number, is a name', async () => {
    const bench = await ksupOnecBench()
    await bench.documents.takeBankPayments([
      aBankPayment({ payer: 'ИП Соколова', payer_inn: '' }),
      aBankPayment({ key: 'other', payer: 'АО «Причал»', payer_inn: '5001000001' }),
    ])
    const rows = await incomes(bench)
    expect(rows.map(({ counterparty }) => counterparty)).toEqual(['АО «Причал»', 'ИП Соколова'])
    const cards = await Promise.all(rows.map(({ ref }) => bench.documents.document(ref)))
    expect(cards.map(({ data }) => 'counterparty' in data && data.counterparty)).toEqual([null, null])
  })

  it('[D-72] an order that is marked for deletion gets no money', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench, 7741)
    await bench.act(order, 'mark')
    const shares = [{ order_number: order.number, amount: 600 }]
    await bench.documents.takeBankPayments([aBankPayment({ shares })])
    expect(await bench.news()).toEqual(['unassigned 10'])
  })
})
