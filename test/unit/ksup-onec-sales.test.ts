import { describe, expect, it } from 'vitest'
import type { DocumentCard } from '../../mocks/ksup-onec/model.ts'
import { CARD, CARD_OF_NOBODY, faultOf, ksupOnecBench, row } from './ksup-onec-bench.ts'

/** Shipments and receipts of the simulated 1C: what is told of them (D-77…D-98, DD-40…DD-49, DD-64). */

type Bench = Awaited<ReturnType<typeof ksupOnecBench>>
const refusal = (code: string) => expect.objectContaining({ code })

async function known(bench: Bench, deal_number = 7741): Promise<DocumentCard> {
  const order = await bench.order({ deal_number })
  await bench.news()
  return order
}
const rowsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body['rows'] as { article: string; quantity: number; price: number; amount: number }[]).map(
    ({ article, quantity, price, amount }) => [article, quantity, price, amount],
  )

describe('shipments', () => {
  it('[D-80, D-81, D-83, D-84, DD-43] a posted one goes to the deal of its order, by article and price', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({
      order: order.ref,
      rows: [row('TR-2041'), row('MT-0017', 500), row('TR-2041', 2000), row('TR-2041', 1000, 20_000)],
    })
    await bench.outbox.idle()
    const [message] = bench.sent
    expect(faultOf(message!)).toBeNull()
    expect(message!.body).toMatchObject({
      meta: { seq: 2, source_ref: shipment.ref },
      type: 'add',
      deal_number: 7741,
      date: '2025-09-22T10:58:30',
    })
    expect(rowsOf(message!)).toEqual([
      ['TR-2041', 3, 100, 300],
      ['MT-0017', 0.5, 100, 50],
      ['TR-2041', 1, 200, 200],
    ])
    expect(shipment).toMatchObject({ deal_numbers: [7741], counterparty: 'ООО «Тихая Гавань»' })
  })

  it('[D-84] a draft tells nothing, nor does posting twice', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const draft = await bench.shipment({ order: order.ref }, { post: false })
    expect(await bench.news()).toEqual([])
    await bench.act(draft, 'post')
    await bench.shipment({ order: order.ref }, { ref: draft.ref })
    expect(await bench.news()).toEqual(['shipments add 7741'])
    expect(await bench.verdicts(draft)).toEqual(['shipment-change: -unchanged'])
  })

  it('[D-85, D-86, D-87, DD-41, DD-42] a correction tells the whole result, of the original day', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({ order: order.ref })
    await bench.news()
    const rows = [row('TR-2041', 1000)]
    const corrected = await bench.shipment(
      { order: order.ref, rows, date: '2025-10-01T09:00:00' },
      { ref: shipment.ref },
    )
    await bench.outbox.idle()
    const [message] = bench.sent
    expect(faultOf(message!)).toBeNull()
    expect(message!.body).toMatchObject({
      meta: { source_ref: shipment.ref },
      type: 'change',
      date: '2025-09-22T10:58:30',
    })
    expect(rowsOf(message!)).toEqual([['TR-2041', 1, 100, 100]])
    expect(corrected.data).toMatchObject({
      date: '2025-09-22T10:58:30',
      corrections: ['2025-09-18T12:00:00'],
    })
  })

  it('[D-86, DD-43] rows in another order, or split, are no correction', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({ order: order.ref })
    await bench.news()
    const rows = [row('TR-2041', 1000), row('TR-2041', 1000), row('MT-0017', 10_000)]
    const again = await bench.shipment({ order: order.ref, rows }, { ref: shipment.ref })
    expect(again.data).toMatchObject({ corrections: [] })
    expect(await bench.news()).toEqual([])
  })

  it('[D-86] what was not told of yet is edited freely', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const draft = await bench.shipment({ order: order.ref }, { post: false })
    const edited = await bench.shipment(
      { order: order.ref, date: '2025-10-01T09:00:00', rows: [row('A')] },
      { ref: draft.ref },
    )
    expect(edited.data).toMatchObject({ date: '2025-10-01T09:00:00', corrections: [] })
    expect(await bench.news()).toEqual(['shipments add 7741'])
  })

  it('[DD-42] unposting a sent one tells empty rows, posting it again tells them all', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({ order: order.ref })
    await bench.act(shipment, 'unpost')
    await bench.act(shipment, 'post')
    await bench.outbox.idle()
    expect(bench.sent.map(faultOf)).toEqual([null, null, null])
    expect(bench.sent.map((message) => [message.body['type'], rowsOf(message).length])).toEqual([
      ['add', 2],
      ['change', 0],
      ['change', 2],
    ])
  })

  it('[DD-45] without an order it is not told, the operator sees it, and it goes when it has one', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({})
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(shipment)).toEqual(['no-order'])
    await bench.shipment({ order: order.ref }, { ref: shipment.ref })
    expect(await bench.news()).toEqual(['shipments add 7741'])
    expect(await bench.listed(shipment)).toEqual([])
  })

  it('[D-83, DD-40] the order of a shipment that КСУП has taken does not change; of a refused one it does', async () => {
    const bench = await ksupOnecBench()
    const [one, two] = [await known(bench, 1), await known(bench, 2)]
    const taken = await bench.shipment({ order: one.ref })
    await bench.news()
    for (const order of [two.ref, null])
      await expect(bench.shipment({ order }, { ref: taken.ref })).rejects.toEqual(
        refusal('KSUP-ONEC-ORDER-FIXED'),
      )
    expect((await bench.documents.document(taken.ref)).deal_numbers).toEqual([1])
    bench.answer = ({ body }) => ({ status: body['deal_number'] === 1 ? 404 : 200, code: 'KS-DEAL-UNKNOWN' })
    const refused = await bench.shipment({ order: one.ref })
    await bench.news()
    await bench.shipment({ order: two.ref }, { ref: refused.ref })
    expect(await bench.news()).toEqual(['shipments add 2'])
    await expect(bench.shipment({ order: taken.ref })).rejects.toEqual(refusal('KSUP-ONEC-ORDER-UNKNOWN'))
  })

  it('[DD-64] a mark of a sent one tells nothing and is listed', async () => {
    const bench = await ksupOnecBench()
    const order = await known(bench)
    const shipment = await bench.shipment({ order: order.ref })
    await bench.news()
    const marked = await bench.act(shipment, 'mark')
    expect(marked).toMatchObject({ posted: false, deletion_mark: true })
    expect(await bench.listed(shipment)).toEqual(['deletion-mark-sent'])
    await bench.act(shipment, 'unmark')
    await bench.act(shipment, 'post')
    expect(await bench.news()).toEqual([])
  })
})

describe('receipts', () => {
  it('[D-90, D-91, D-95, D-96] with a card: the code of its owner, date, rows', async () => {
    const bench = await ksupOnecBench()
    const receipt = await bench.receipt()
    await bench.outbox.idle()
    const [message] = bench.sent
    expect(faultOf(message!)).toBeNull()
    expect(message!.body).toMatchObject({
      meta: { seq: 1, source_ref: receipt.ref },
      type: 'roznica',
      code_1c: '00-00001873',
      date: '2025-09-24T16:20:03',
    })
    expect(rowsOf(message!)).toEqual([
      ['BT-110', 2, 450, 900],
      ['GL-003', 1, 1250, 1250],
    ])
    expect(receipt).toMatchObject({ counterparty: 'ООО «Тихая Гавань»', amount: 215_000, type: 'sale' })
  })

  it('[D-97, DD-47] without a card, or with a card of nobody: the type alone', async () => {
    const bench = await ksupOnecBench()
    await bench.receipt({ card: null })
    await bench.receipt({ card: CARD_OF_NOBODY })
    await bench.outbox.idle()
    for (const message of bench.sent) {
      expect(faultOf(message)).toBeNull()
      expect(Object.keys(message.body).sort()).toEqual(['meta', 'type'])
    }
    expect(await bench.news()).toEqual(['retail roznicanocard', 'retail roznicanocard'])
    await expect(bench.receipt({ card: 'none' })).rejects.toEqual(refusal('KSUP-ONEC-CARD-UNKNOWN'))
  })

  it('[DD-43] rows are told by article and price', async () => {
    const bench = await ksupOnecBench()
    await bench.receipt({ rows: [row('A'), row('A', 2000), row('A', 1000, 5_000)] })
    await bench.outbox.idle()
    expect(rowsOf(bench.sent[0]!)).toEqual([
      ['A', 3, 100, 300],
      ['A', 1, 50, 50],
    ])
  })

  it('[DD-49] a return is not told', async () => {
    const bench = await ksupOnecBench()
    const receipt = await bench.receipt({ operation: 'return' })
    expect(await bench.news()).toEqual([])
    expect(await bench.verdicts(receipt)).toEqual(['retail: -till-return'])
  })

  it('[D-89, D-90, DD-05] it is told once, when it is posted; never of a change', async () => {
    const bench = await ksupOnecBench()
    const draft = await bench.receipt({}, { post: false })
    expect(await bench.news()).toEqual([])
    await bench.act(draft, 'post')
    expect(await bench.news()).toEqual(['retail roznica 00-00001873'])
    await bench.receipt({ rows: [row('A')] }, { ref: draft.ref })
    await bench.receipt({ card: null }, { ref: draft.ref })
    await bench.act(draft, 'unpost')
    await bench.act(draft, 'post')
    await bench.act(draft, 'mark')
    expect(await bench.news()).toEqual([])
    expect(await bench.listed(draft)).toEqual(['deletion-mark-sent'])
  })

  it('[D-92] the deal that КСУП made of it is stored with it, and stays', async () => {
    const bench = await ksupOnecBench()
    bench.value = { result: 'applied', warnings: [], deal_number: 7900 }
    const receipt = await bench.receipt()
    await bench.news()
    expect(await bench.documents.document(receipt.ref)).toMatchObject({
      deal_numbers: [7900],
      data: { deal_number: 7900, card: CARD },
    })
    const edited = await bench.receipt({ rows: [row('A')] }, { ref: receipt.ref })
    expect(edited).toMatchObject({ deal_numbers: [7900], amount: 10_000 })
    const found = await bench.documents.documents({ deal_number: 7900, limit: 10 })
    expect(found.rows.map(({ ref }) => ref)).toEqual([receipt.ref])
  })

  it('[DD-48] a refused one waits for a person and goes again under its id', async () => {
    const bench = await ksupOnecBench()
    bench.answer = () => ({ status: 404, code: 'KS-CONTACT-UNKNOWN' })
    const receipt = await bench.receipt()
    await bench.news()
    const [parked] = (await bench.documents.document(receipt.ref)).messages
    expect(parked).toMatchObject({ state: 'parked', code: 'KS-CONTACT-UNKNOWN' })
    bench.answer = () => ({ status: 200, code: null })
    bench.value = { deal_number: 7901 }
    await bench.outbox.sendAgain(parked!.id)
    await bench.outbox.idle()
    expect(bench.sent.map(({ id }) => id)).toEqual([parked!.id])
    expect(await bench.documents.document(receipt.ref)).toMatchObject({ deal_numbers: [7901] })
  })
})
