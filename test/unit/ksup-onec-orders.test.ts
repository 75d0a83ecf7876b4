import { describe, expect, it } from 'vitest'
import type { DocumentCard } from '../../mocks/ksup-onec/model.ts'
import { faultOf, ksupOnecBench, line, OTHER_CUSTOMER, row } from './ksup-onec-bench.ts'

/** «Заказ клиента» of the simulated 1C: what is told of it (D-43…D-67, DD-26…DD-34, table 4.3). */

const refusal = (code: string) => expect.objectContaining({ code })

describe('composition', () => {
  it('[D-43, D-47, D-50…D-58, DD-26] the first posting tells the deal: number, file, rows', async () => {
    const bench = await ksupOnecBench()
    const draft = await bench.order({}, { post: false })
    expect(await bench.news()).toEqual([])
    expect(await bench.verdicts(draft)).toContain('order-add: -not-posted')
    const order = await bench.act(draft, 'post')
    await bench.outbox.idle()
    const [message] = bench.sent
    expect(faultOf(message!)).toBeNull()
    expect(message!.body).toMatchObject({
      meta: { seq: 1, source_ref: order.ref },
      type: 'add',
      order_number_1c: order.number,
      deal_number: 7741,
      rows: [
        { article: 'TR-2041', name: 'Товар TR-2041', quantity: 2, price: 100, amount: 200 },
        { article: 'MT-0017', name: 'Товар MT-0017', quantity: 10, price: 100, amount: 1000 },
      ],
    })
    expect(order).toMatchObject({
      number: '0000-000001',
      posted: true,
      amount: 120_000,
      deal_numbers: [7741],
    })
    const card = await bench.documents.document(order.ref)
    expect(card).toMatchObject({ sent: 'delivered', operator: [] })
    expect(card.messages).toMatchObject([{ kind: 'order-add', title: 'Заказ клиента 0000-000001' }])
  })

  it('[D-46, D-53, D-61, DD-11] the printed order travels with add and change', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.order({ rows: [line('TR-2041')] }, { ref: order.ref })
    await bench.outbox.idle()
    expect(bench.sent.map(({ body }) => body['file'])).toMatchObject([
      { name: 'Заказ клиента 0000-000001 от 18.09.2025.pdf', mime: 'application/pdf' },
      { name: 'Заказ клиента 0000-000001 от 18.09.2025.pdf', mime: 'application/pdf' },
    ])
    expect(bench.printed.map(({ rows }) => rows.length)).toEqual([2, 1])
    expect(bench.printed[0]).toMatchObject({
      number: '0000-000001',
      deal_number: 7741,
      customer: { name: 'ООО «Тихая Гавань»', inn: '7701234567', phone: '+79000000002', email: null },
    })
    const { name, bytes } = await bench.documents.orderForm(order.ref)
    expect(name).toBe('Заказ клиента 0000-000001 от 18.09.2025.pdf')
    expect(Buffer.from(bytes).toString()).toContain('TR-2041')
    const payment = await bench.payment({ shares: [{ order: null, amount: 100 }] })
    await expect(bench.documents.orderForm(payment.ref)).rejects.toEqual(refusal('KSUP-ONEC-ORDER-UNKNOWN'))
  })

  it('[D-45, DD-27] an order of the type «Маркетинг» is never told of, and needs no deal', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order({ type: 'Маркетинг', deal_number: null })
    await bench.order({ type: 'Маркетинг', deal_number: 7741, rows: [line('BT-110')] }, { ref: order.ref })
    await bench.act(order, 'close')
    expect(await bench.news()).toEqual([])
    expect(await bench.verdicts(order)).toEqual([
      'order-add: -marketing',
      'order-cancel: -marketing',
      'order-finished: -marketing -no-shipment',
    ])
    await bench.order({})
    expect(await bench.news()).toEqual(['orders add 7741'])
  })

  it('[D-48, D-49] without a deal an order is not written, not even as a draft', async () => {
    const bench = await ksupOnecBench()
    for (const post of [false, true])
      await expect(bench.order({ deal_number: null }, { post })).rejects.toEqual(
        refusal('KSUP-ONEC-DEAL-NUMBER'),
      )
    expect((await bench.documents.documents({ limit: 10 })).total).toBe(0)
    expect(await bench.news()).toEqual([])
    const draft = await bench.order({}, { post: false })
    await expect(bench.order({ deal_number: null }, { ref: draft.ref })).rejects.toEqual(
      refusal('KSUP-ONEC-DEAL-NUMBER'),
    )
    expect(await bench.news()).toEqual([])
  })

  it('[D-59, D-60, DD-43] changed rows are told as they are in the document', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.order({ rows: [line('TR-2041'), line('TR-2041')] }, { ref: order.ref })
    await bench.outbox.idle()
    expect(bench.sent[1]!.body).toMatchObject({
      meta: { seq: 2 },
      type: 'change',
      rows: [
        { article: 'TR-2041', quantity: 1 },
        { article: 'TR-2041', quantity: 1 },
      ],
    })
    expect(faultOf(bench.sent[1]!)).toBeNull()
  })

  it('[DD-05, D-41] posting again, another comment, date, customer or status tell nothing', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.news()
    await bench.order({}, { ref: order.ref })
    await bench.order({ comment: 'Позвонить', date: '2025-09-19T10:00:00' }, { ref: order.ref })
    await bench.order({ counterparty: OTHER_CUSTOMER, status: 'На согласовании' }, { ref: order.ref })
    await bench.act(order, 'unpost')
    await bench.act(order, 'post')
    expect(await bench.news()).toEqual([])
    expect(await bench.verdicts(order)).toContain('order-change: -rows-unchanged')
  })

  it('[D-47, DD-32] cancelled rows do not travel; an order without rows is not added, but may lose its rows', async () => {
    const bench = await ksupOnecBench()
    const empty = await bench.order({ deal_number: 1, rows: [line('A', 1000, true)] })
    expect(await bench.verdicts(empty)).toContain('order-add: -no-rows')
    expect(await bench.news()).toEqual([])
    const order = await bench.order()
    const rows = [line('TR-2041', 2000), line('MT-0017', 10_000, true)]
    const changed = await bench.order({ rows }, { ref: order.ref })
    expect(changed.amount).toBe(20_000)
    await bench.order({ rows: [] }, { ref: order.ref })
    await bench.outbox.idle()
    expect(bench.sent.map(({ body }) => (body['rows'] as unknown[]).length)).toEqual([2, 1, 0])
    expect(bench.sent.map(faultOf)).toEqual([null, null, null])
  })
})

describe('closing', () => {
  type Bench = Awaited<ReturnType<typeof ksupOnecBench>>
  const closedOrder = async (bench: Bench, articles: string[]): Promise<DocumentCard> => {
    const order = await bench.order()
    if (articles.length > 0)
      await bench.shipment({ order: order.ref, rows: articles.map((article) => row(article, 2000)) })
    await bench.news()
    return bench.act(order, 'close')
  }

  it('[D-62, D-63, D-64] closed without any shipment: cancel, the number of the deal alone', async () => {
    const bench = await ksupOnecBench()
    await closedOrder(bench, [])
    await bench.outbox.idle()
    expect(Object.keys(bench.sent[0]!.body).sort()).toEqual(['deal_number', 'meta', 'type'])
    expect(faultOf(bench.sent[0]!)).toBeNull()
    expect(await bench.news()).toEqual(['orders cancel 7741'])
  })

  it('[D-65, D-66, D-67, DD-32] closed with shipments for every item: finished, also when less was shipped', async () => {
    const bench = await ksupOnecBench()
    const order = await closedOrder(bench, ['TR-2041', 'MT-0017'])
    expect(await bench.news()).toEqual(['orders finished 7741'])
    expect(await bench.verdicts(order)).toContain('order-finished: -already-sent -short-shipment')
    await bench.act(order, 'unpost')
    await bench.act(order, 'post')
    expect(await bench.news()).toEqual([])
  })

  it('[DD-31] closed with a partial shipment: nothing, and a line for the operator', async () => {
    const bench = await ksupOnecBench()
    const order = await closedOrder(bench, ['TR-2041'])
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(order)).toEqual(['partial-shipment'])
    expect(order.operator.map(({ code }) => code)).toEqual(['partial-shipment'])
  })

  it('[DD-31] the settings may let a partial shipment finish the deal', async () => {
    const bench = await ksupOnecBench({ closedPartial: true })
    await closedOrder(bench, ['TR-2041'])
    expect(await bench.news()).toEqual(['orders finished 7741'])
  })

  it('[DD-32] cancelled rows need no shipment; all cancelled and nothing shipped is a cancel', async () => {
    const bench = await ksupOnecBench()
    const partly = [line('TR-2041', 2000), line('MT-0017', 10_000, true)]
    const one = await bench.order({ deal_number: 1 })
    await bench.shipment({ order: one.ref, rows: [row('TR-2041', 2000)] })
    await bench.order({ deal_number: 1, rows: partly, status: 'Закрыт' }, { ref: one.ref })
    expect(await bench.news()).toEqual([
      'orders add 1',
      'shipments add 1',
      'orders change 1',
      'orders finished 1',
    ])
    const two = await bench.order({ deal_number: 2 })
    const none = [line('TR-2041', 2000, true), line('MT-0017', 10_000, true)]
    await bench.order({ deal_number: 2, rows: none, status: 'Закрыт' }, { ref: two.ref })
    expect(await bench.news()).toEqual(['orders add 2', 'orders change 2', 'orders cancel 2'])
  })

  it('[D-62] posted for the first time as closed: the composition, then the closing', async () => {
    const bench = await ksupOnecBench()
    await bench.order({ status: 'Закрыт' })
    expect(await bench.news()).toEqual(['orders add 7741', 'orders cancel 7741'])
  })

  it('[DD-33] a shipment of a closed order that is posted or unposted has the order looked at again', async () => {
    const bench = await ksupOnecBench()
    const order = await closedOrder(bench, ['TR-2041'])
    const late = await bench.shipment({ order: order.ref, rows: [row('MT-0017')] }, { post: false })
    expect(await bench.news()).toEqual([])
    await bench.act(late, 'post')
    expect(await bench.news()).toEqual(['shipments add 7741', 'orders finished 7741'])
    const first = (await bench.documents.document(order.ref)).related[0]!
    await bench.documents.act(first.ref, 'unpost')
    await bench.act(late, 'unpost')
    expect(await bench.news()).toEqual([
      'shipments change 7741',
      'shipments change 7741',
      'orders cancel 7741',
    ])
  })

  it('[DD-34] a reopened order is told as a change, and closing it again is told again', async () => {
    const bench = await ksupOnecBench()
    const order = await closedOrder(bench, [])
    expect(await bench.news()).toEqual(['orders cancel 7741'])
    const open = await bench.act(order, 'reopen')
    expect(open.status).toBe('К выполнению')
    expect(await bench.news()).toEqual(['orders change 7741'])
    await bench.act(order, 'close')
    expect(await bench.news()).toEqual(['orders cancel 7741'])
  })

  it('[DD-64] a mark of a sent order, and of a shipment of a closed one, tells nothing', async () => {
    const bench = await ksupOnecBench()
    const order = await closedOrder(bench, ['TR-2041'])
    const { ref } = order.related[0]!
    await bench.documents.act(ref, 'mark')
    const marked = await bench.act(order, 'mark')
    expect(marked).toMatchObject({ posted: false, deletion_mark: true, actions: ['unmark'] })
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(order)).toContain('deletion-mark-sent')
    await bench.act(order, 'unmark')
    expect(await bench.listed(order)).toEqual([])
    expect(await bench.news()).toEqual([])
  })
})
