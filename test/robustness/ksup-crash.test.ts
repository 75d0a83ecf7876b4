import { createHash, randomInt } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import type { AdminClient } from '../../server/admin/client.ts'
import { groupRows } from '../../server/contracts/ksup/rows.ts'
import type { DocumentCard, DocumentEdit, DocumentKind, OrderLine } from '../../mocks/ksup-onec/model.ts'
import { demoKsup, demoKsupOnec } from '../../fixtures/demo/demo.ts'
import { serve, temporaryWorkspace, type RunningBench } from './running-bench.ts'

/** Each kill costs a start of the program: the whole number is for `OBMEN_THOROUGH=1`. */
const cycles = process.env['OBMEN_THOROUGH'] ? 60 : 10

const ALL = 500
const SALE = 'Продажа'
const known = new Set(demoKsup.contacts.flatMap(({ code_1c }) => code_1c ?? []))
/** КСУП has it. */
const { ref: counterparty } = demoKsupOnec.counterparties.find(({ code_1c }) => known.has(code_1c))!
const CARD = 'К-1'
const DATE = '2025-10-06T12:00:00'

const line = (n: number, quantity: number): OrderLine => {
  const { article, name } = demoKsupOnec.items[n]!
  return { article, name, quantity, price: 125_050, amount: (quantity * 125_050) / 1000, cancelled: false }
}
const plain = ({ cancelled: _cancelled, ...row }: OrderLine) => row

/** Everything that tells КСУП of something, one after the other; the bench may be killed anywhere. */
async function story(api: AdminClient, n: number): Promise<void> {
  const save = (edit: DocumentEdit) => api.call('ksupOnec.saveDocument', { body: edit })
  const { number: deal_number } = await api.call('ksup.createDeal', {
    body: { title: `Сделка ${n}`, type: SALE },
  })
  const header = { counterparty, type: 'Обычный', status: 'К выполнению', deal_number, comment: '' }
  const order = { ...header, date: DATE, rows: [line(0, 2000)] }
  const { ref } = await save({ kind: 'order', post: true, data: order })
  const rows = [line(0, 2000), line(1, 3000)]
  await save({ kind: 'order', ref, post: true, data: { ...order, rows } })
  const payment = { date: '2025-10-06', counterparty, payer: 'Плательщик', comment: '' }
  const amount = 100_000 + n
  const paid = await save({
    kind: 'payment',
    post: true,
    data: { ...payment, shares: [{ order: null, amount }] },
  })
  const shipment = { date: DATE, counterparty, order: ref }
  const { ref: shipped } = await save({
    kind: 'shipment',
    post: true,
    data: { ...shipment, rows: rows.map(plain) },
  })
  await save({
    kind: 'receipt',
    post: true,
    data: { date: DATE, operation: 'sale', card: CARD, rows: [plain(line(2, 1000))] },
  })
  const corrected = [line(0, 2000), line(1, 1000)].map(plain)
  await save({ kind: 'shipment', ref: shipped, post: true, data: { ...shipment, rows: corrected } })
  await save({
    kind: 'payment',
    ref: paid.ref,
    post: true,
    data: { ...payment, shares: [{ order: ref, amount }] },
  })
  const { code_ksup } = await api.call('ksup.createContact', { body: { name: `Новый клиент ${n}` } })
  await api.call('ksup.saveTask', {
    params: { code: code_ksup },
    body: { title: 'Заказ', active: true, has_order: true },
  })
  await api.call('ksupOnec.act', { params: { ref }, body: { action: 'close' } })
}

/** What waits for its time need not wait for it here. @returns how much is still on its way */
async function hurry(api: AdminClient): Promise<number> {
  let open = (await api.call('ksup.overview')).inbox.queued
  for (const sender of ['onec', 'server'] as const) {
    const { rows } = await api.call('outbox.list', {
      params: { sender },
      query: { limit: ALL, state: 'waiting' },
    })
    for (const { id } of rows)
      // It may have left meanwhile.
      await api.call('outbox.send', { params: { sender, id } }).catch(() => {})
    const { counts } = await api.call('outbox.status', { params: { sender } })
    open += counts.new + counts.sending + counts.waiting
  }
  return open
}

async function documentsOf<Kind extends DocumentKind>(api: AdminClient, kind: Kind) {
  const { rows } = await api.call('ksupOnec.documents', { query: { kind, limit: ALL } })
  const cards: DocumentCard[] = []
  for (const { ref } of rows) cards.push(await api.call('ksupOnec.document', { params: { ref } }))
  return cards.filter(({ posted }) => posted) as Extract<DocumentCard, { kind: Kind }>[]
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

async function expectAgreement({ api, address }: RunningBench, context: string): Promise<void> {
  for (const sender of ['onec', 'server'] as const) {
    const { rows } = await api.call('outbox.list', { params: { sender }, query: { limit: ALL } })
    expect(
      rows.filter(({ state }) => state !== 'delivered'),
      context,
    ).toEqual([])
  }
  const inbox = (await api.call('ksup.overview')).inbox
  expect([inbox.queued, inbox.refused, inbox.skipped], context).toEqual([0, 0, 0])

  const orders = await documentsOf(api, 'order')
  const shipments = await documentsOf(api, 'shipment')
  const payments = await documentsOf(api, 'payment')
  for (const { ref, data, messages } of orders) {
    const deal = await api.call('ksup.deal', { params: { number: data.deal_number! } })
    const about = `${context}, deal ${deal.number}`
    expect(deal.rows, about).toEqual(data.rows.map(plain))
    expect(deal.state, about).toBe(data.status === 'Закрыт' ? 'finished' : 'active')
    const form = Buffer.from(await (await fetch(address + fileAddresses.ksupOrderForm(ref))).arrayBuffer())
    expect(deal.files, about).toHaveLength(messages.filter(({ kind }) => kind !== 'order-finished').length)
    expect(
      deal.files.filter(({ current }) => current).map(({ sha256 }) => sha256),
      about,
    ).toEqual([createHash('sha256').update(form).digest('hex')])
    const own = shipments.filter(({ data: { order } }) => order === ref)
    expect(deal.shipments.map(({ source_ref, rows }) => ({ source_ref, rows })).sort(byText), about).toEqual(
      own.map((one) => ({ source_ref: one.ref, rows: groupRows(one.data.rows) })).sort(byText),
    )
    const paid = payments.flatMap((payment) =>
      payment.data.shares
        .filter(({ order }) => order === ref)
        .map(({ amount }) => ({ source_ref: payment.ref, amount })),
    )
    expect(
      deal.incomes.map(({ source_ref, amount }) => ({ source_ref, amount })).sort(byText),
      about,
    ).toEqual(paid.sort(byText))
    const told = deal.events.flatMap(({ message_id }) => message_id ?? [])
    expect(new Set(told).size, about).toBe(told.length)
  }

  const untied = payments.filter(({ data: { shares } }) => shares.some(({ order }) => order === null))
  const { rows: notifications } = await api.call('ksup.notifications', { query: { limit: ALL } })
  expect(notifications, context).toHaveLength(payments.length)
  expect(
    notifications.filter(({ state }) => state === 'open'),
    context,
  ).toHaveLength(untied.length)

  const { rows: retail } = await api.call('ksup.deals', { query: { limit: ALL, type: 'Розница' } })
  const receipts = await documentsOf(api, 'receipt')
  const sold = await Promise.all(retail.map(({ number }) => api.call('ksup.deal', { params: { number } })))
  expect(sold.map(({ shipments: [only] }) => only!.source_ref).sort(), context).toEqual(
    receipts.map(({ ref }) => ref).sort(),
  )

  const { rows: contacts } = await api.call('ksup.contacts', { query: { limit: ALL, text: 'Новый клиент' } })
  const { rows: counterparties } = await api.call('ksupOnec.counterparties', {
    query: { limit: ALL, text: 'Новый клиент' },
  })
  const asked = contacts.filter(({ link }) => link !== 'unlinked')
  expect(asked.map(({ code_ksup, code_1c }) => ({ code_ksup, code_1c })).sort(byText), context).toEqual(
    counterparties.map(({ code_ksup, code_1c }) => ({ code_ksup, code_1c })).sort(byText),
  )
}

describe('kill -9 at random points of the exchange with КСУП', () => {
  const workspace = temporaryWorkspace()
  let bench: RunningBench | null = null

  afterAll(async () => {
    await bench?.kill()
    await (await workspace).remove()
  })

  it(
    '[DD-04] [DD-05] [DD-06] [DD-07] [DD-14] [DD-61] loses, doubles and half-applies nothing',
    { timeout: cycles * 60_000 },
    async () => {
      const { path } = await workspace
      const kills: number[] = []
      /** How long an undisturbed story takes here, ms: kills fall anywhere in it. */
      let span = 0
      bench = await serve(path)
      await bench.api.call('ksupOnec.saveCard', { body: { code: CARD, owner: counterparty } })

      for (let cycle = 0; cycle < cycles; cycle += 1) {
        bench ??= await serve(path)
        const running = bench
        if (cycle === 0) {
          await story(running.api, 1000)
          const started = performance.now()
          await story(running.api, 1001)
          span = performance.now() - started
        }
        // Nothing of the bench is awaited by time: the moment of the kill is the random thing under test.
        const after = randomInt(Math.max(Math.round(span), 2))
        kills.push(after)
        const moment = new Promise<'moment'>((resolve) => setTimeout(() => resolve('moment'), after))
        const told = story(running.api, cycle).then(
          () => 'told' as const,
          (error: unknown) => error,
        )
        const first = await Promise.race([moment, told])
        if (first !== 'moment' && first !== 'told')
          throw new Error(`The story failed without a kill, after ${kills.join(', ')}`, { cause: first })
        await running.kill()
        bench = null
        await told
      }

      bench = await serve(path)
      const { api } = bench
      await expect.poll(() => hurry(api), { timeout: 60_000, interval: 200 }).toBe(0)
      await expectAgreement(bench, `killed after ${kills.join(', ')} ms`)
      const { total } = await api.call('ksupOnec.documents', { query: { kind: 'order', limit: 1 } })
      expect(total, 'orders that were made').toBeGreaterThan(demoKsupOnec.orders.length + 2)
    },
  )
})
