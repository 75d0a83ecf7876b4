import { describe, expect, it } from 'vitest'
import { remainingRows } from '../../mocks/ksup-onec/documents/drafts.ts'
import {
  anOrder,
  aPayment,
  aReceipt,
  aShipment,
  CARD,
  CUSTOMER,
  ksupOnecBench,
  line,
  OTHER_CUSTOMER,
  row,
  said,
} from './ksup-onec-bench.ts'

/** What people of the simulated 1C see: lists, cards, what would go, what is left to do. */

type Bench = Awaited<ReturnType<typeof ksupOnecBench>>
const refusal = (code: string) => expect.objectContaining({ code })

async function numbers(bench: Bench, query: Partial<Parameters<Bench['documents']['documents']>[0]>) {
  const { rows, total } = await bench.documents.documents({ limit: 10, ...query })
  expect(total).toBe(rows.length)
  return rows.map(({ kind, number }) => `${kind} ${number.slice(-1)}`)
}

describe('list', () => {
  it('[D-44, D-83] documents are found by kind, deal, and words of theirs and of the customer, newest first', async () => {
    const bench = await ksupOnecBench()
    const one = await bench.order({ deal_number: 1, comment: 'Позвонить ДО обеда', rows: [line('TR_2041')] })
    const two = await bench.order({ deal_number: 2, counterparty: OTHER_CUSTOMER, rows: [line('A')] })
    await bench.shipment({ order: one.ref, rows: [row('B')] })
    await bench.payment({
      payer: 'Плательщик',
      shares: [one, two].map(({ ref }) => ({ order: ref, amount: 1 })),
    })
    await bench.receipt({ rows: [row('C')] })
    const all = ['receipt 1', 'payment 1', 'shipment 1', 'order 2', 'order 1']
    expect(await numbers(bench, {})).toEqual(all)
    expect(await numbers(bench, { kind: 'order' })).toEqual(['order 2', 'order 1'])
    expect(await numbers(bench, { deal_number: 1 })).toEqual(['payment 1', 'shipment 1', 'order 1'])
    expect(await numbers(bench, { deal_number: 2 })).toEqual(['payment 1', 'order 2'])
    expect(await numbers(bench, { deal_number: 3 })).toEqual([])
    expect(await numbers(bench, { text: 'обеда ПОЗВОНИТЬ' })).toEqual(['order 1'])
    expect(await numbers(bench, { text: 'tr_20' })).toEqual(['order 1'])
    expect(await numbers(bench, { text: 'tr%20' })).toEqual([])
    expect(await numbers(bench, { text: 'соколова' })).toEqual(['order 2'])
    expect(await numbers(bench, { text: CARD })).toEqual(['receipt 1'])
    const page = await bench.documents.documents({ offset: 1, limit: 2 })
    expect([page.total, page.rows.map(({ kind }) => kind)]).toEqual([5, ['payment', 'shipment']])
  })

  it('[D-09] documents of a merged customer are those of the other one', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.db
      .updateTable('ksup_onec_document')
      .set({ counterparty: OTHER_CUSTOMER })
      .where('counterparty', '=', CUSTOMER)
      .execute()
    expect(await bench.documents.document(order.ref)).toMatchObject({
      counterparty: 'ИП Соколова',
      data: { counterparty: OTHER_CUSTOMER },
    })
  })

  it('[D-51] numbers that are there already are passed over', async () => {
    const bench = await ksupOnecBench()
    const first = await bench.order({ deal_number: 1 })
    await bench.db.updateTable('ksup_onec_counter').set({ last: 0 }).where('name', '=', 'order').execute()
    const second = await bench.order({ deal_number: 2 })
    expect([first.number, second.number]).toEqual(['0000-000001', '0000-000002'])
  })
})

describe('preview', () => {
  it('[D-45, D-49, DD-26] says what saving would tell, and writes nothing', async () => {
    const bench = await ksupOnecBench()
    const preview = async (data: Partial<typeof anOrder>, ref?: string, post = true) =>
      (await bench.documents.preview({ kind: 'order', ref, post, data: { ...anOrder, ...data } })).map(said)
    expect((await preview({}))[0]).toBe('order-add: +first-posting')
    expect((await preview({}, undefined, false))[0]).toBe('order-add: -not-posted')
    expect((await preview({ deal_number: null }))[0]).toBe('order-add: -no-deal-number')
    const order = await bench.order()
    await bench.news()
    expect((await preview({}, order.ref))[0]).toBe('order-change: -rows-unchanged')
    expect((await preview({ rows: [line('A')] }, order.ref))[0]).toBe('order-change: +rows-changed')
    expect((await preview({ status: 'Закрыт' }, order.ref))[1]).toBe('order-cancel: +closed')
    expect(await bench.news()).toEqual([])
    expect(await bench.documents.document(order.ref)).toMatchObject({ data: anOrder })
    expect((await bench.documents.documents({ limit: 10 })).total).toBe(1)
  })

  it('[DD-29] another deal of a refused order would be a new add', async () => {
    const bench = await ksupOnecBench()
    bench.answer = () => ({ status: 404, code: 'KS-DEAL-UNKNOWN' })
    const { ref } = await bench.order()
    await bench.news()
    const data = { ...anOrder, deal_number: 8 }
    const verdicts = await bench.documents.preview({ kind: 'order', ref, post: true, data })
    expect(said(verdicts[0]!)).toBe('order-add: +first-posting')
  })

  it('[D-75, D-84, D-96] the other kinds', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    await bench.news()
    const shares = [{ order: null, amount: 100 }]
    const edits = [
      { kind: 'payment', post: true, data: { ...aPayment, shares } },
      { kind: 'shipment', post: true, data: { ...aShipment, order: order.ref } },
      { kind: 'receipt', post: true, data: aReceipt },
    ] as const
    const found = await Promise.all(edits.map((edit) => bench.documents.preview(edit as never)))
    expect(found.flat().map(said)).toEqual([
      'income-unassigned: +without-order',
      'shipment-add: +shipment-posted',
      'retail: +has-card',
    ])
    expect(await bench.news()).toEqual([])
  })
})

describe('drafts', () => {
  it('[D-83] what is left to ship of an order, until nothing is', async () => {
    const bench = await ksupOnecBench()
    const rows = [line('A', 3000), line('B', 1000, true), line('A', 2000), line('C', 1000)]
    const order = await bench.order({ rows })
    const first = await bench.shipment({ order: order.ref, rows: [row('A', 4000)] })
    const draft = await bench.documents.draftOf(order.ref, 'shipment')
    expect(draft).toMatchObject({
      kind: 'shipment',
      data: { order: order.ref, counterparty: CUSTOMER, date: '2025-09-18T12:00:00' },
    })
    expect(draft.kind === 'shipment' && draft.data.rows).toEqual([row('A', 1000), row('C', 1000)])
    await bench.documents.saveDocument(draft)
    await expect(bench.documents.draftOf(order.ref, 'shipment')).rejects.toEqual(
      refusal('KSUP-ONEC-NOTHING-LEFT'),
    )
    // One that is not posted has shipped nothing.
    await bench.act(first, 'unpost')
    const again = await bench.documents.draftOf(order.ref, 'shipment')
    expect(again.kind === 'shipment' && again.data.rows).toEqual([row('A', 2000), row('A', 2000)])
  })

  it('[D-72] what is left to pay', async () => {
    const bench = await ksupOnecBench()
    const order = await bench.order({ rows: [line('A', 3000)] })
    await bench.payment({ shares: [{ order: order.ref, amount: 10_000 }] })
    await bench.payment({ shares: [{ order: order.ref, amount: 500 }] }, { post: false })
    const draft = await bench.documents.draftOf(order.ref, 'payment')
    expect(draft.data).toMatchObject({
      date: '2025-09-18',
      shares: [{ order: order.ref, amount: 20_000 }],
    })
    await bench.documents.saveDocument(draft)
    await expect(bench.documents.draftOf(order.ref, 'payment')).rejects.toEqual(
      refusal('KSUP-ONEC-NOTHING-LEFT'),
    )
    await expect(bench.documents.draftOf('nothing', 'payment')).rejects.toEqual(
      refusal('KSUP-ONEC-ORDER-UNKNOWN'),
    )
  })

  it('[DD-44] a part of a row has its part of the amount, to the kopeck, whatever the size', () => {
    const big = { article: 'A', name: 'A', quantity: 3_000, price: 1, amount: 2 ** 53 - 1 }
    expect(remainingRows([{ ...big, amount: 100 }], [{ article: 'A', quantity: 1_000 }])).toMatchObject([
      { quantity: 2_000, amount: 67 },
    ])
    const [rest] = remainingRows([big], [{ article: 'A', quantity: 2_999 }])
    expect(rest!.amount).toBe(Number((2n ** 53n - 1n + 1_500n) / 3_000n))
    expect(remainingRows([big], [{ article: 'A', quantity: 9_000 }])).toEqual([])
  })
})

describe('conditions of sending', () => {
  async function filled() {
    const bench = await ksupOnecBench()
    const order = await bench.order()
    const lonely = await bench.shipment({})
    const marketing = await bench.order({ type: 'Маркетинг', deal_number: null })
    await bench.news()
    return { bench, order, lonely, marketing }
  }

  it('[DD-26, DD-45] every object with its verdicts and what became of it', async () => {
    const { bench, order } = await filled()
    const { rows, total } = await bench.documents.coverage({ limit: 10 })
    expect(rows.map(({ object, sent }) => [object, sent])).toEqual([
      ['order', null],
      ['shipment', null],
      ['order', 'delivered'],
      ['counterparty', null],
      ['counterparty', null],
    ])
    expect(total).toBe(5)
    expect(rows[2]).toMatchObject({ ref: order.ref, title: 'Заказ клиента 0000-000001' })
    expect(rows[1]!.verdicts.map(said)).toEqual(['shipment-add: -no-order'])
    const part = await bench.documents.coverage({ offset: 1, limit: 1 })
    expect([part.total, part.rows.map(({ object }) => object)]).toEqual([5, ['shipment']])
  })

  it('[D-45] they are found by kind, by words, and those that something blocks', async () => {
    const { bench, lonely, marketing } = await filled()
    const refs = async (query: Partial<Parameters<Bench['documents']['coverage']>[0]>) =>
      (await bench.documents.coverage({ limit: 10, ...query })).rows.map(({ ref }) => ref)
    expect(await refs({ object: 'shipment' })).toEqual([lonely.ref])
    expect(await refs({ object: 'counterparty' })).toEqual([OTHER_CUSTOMER, CUSTOMER])
    expect(await refs({ object: 'item' })).toEqual([])
    expect(await refs({ text: 'СОКОЛОВА' })).toEqual([OTHER_CUSTOMER])
    expect(await refs({ blocked: true, object: 'order' })).toEqual([marketing.ref])
    const blocked = await bench.documents.coverage({ blocked: true, offset: 1, limit: 1 })
    expect([blocked.total, blocked.rows.map(({ ref }) => ref)]).toEqual([3, [lonely.ref]])
  })

  it('[DD-31, DD-45] the list of the operator has what no message tells, with the reasons', async () => {
    const { bench, order, lonely } = await filled()
    await bench.shipment({ order: order.ref, rows: [row('TR-2041')] })
    await bench.act(order, 'close')
    const list = await bench.documents.operatorList()
    expect(list.map(({ object, ref, reasons }) => [object, ref, reasons.map(({ code }) => code)])).toEqual([
      ['shipment', lonely.ref, ['no-order']],
      ['order', order.ref, ['partial-shipment']],
    ])
  })

  it('[DD-24, D-32] items are there too; one without an article is on the list of the operator', async () => {
    const bench = await ksupOnecBench()
    await bench.item('one', 'TR-2041')
    await bench.item('two', '')
    const { rows } = await bench.documents.coverage({ object: 'item', limit: 10 })
    expect(rows.map(({ ref, title, verdicts }) => [ref, title, ...verdicts.map(said)])).toEqual([
      ['two', 'Товар ', 'item-create: -no-article'],
      ['one', 'TR-2041 Товар TR-2041', 'item-create: +qualifies'],
    ])
    const blocked = await bench.documents.coverage({ object: 'item', blocked: true, limit: 10 })
    expect(blocked.rows.map(({ ref }) => ref)).toEqual(['two'])
    const list = await bench.documents.operatorList()
    expect(list.map(({ object, ref, reasons }) => [object, ref, reasons.map(({ code }) => code)])).toEqual([
      ['item', 'two', ['no-article']],
    ])
  })
})
