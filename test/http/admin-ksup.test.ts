import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { ksupOnecApi } from '../../server/admin/api-ksup-onec.ts'
import { ksupApi } from '../../server/admin/api-ksup.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Every call about КСУП in its ordinary use, in the order in which people would make them, on one bench. */

let bench: OpenBench
const called = new Set<string>()
const call: OpenBench['api']['call'] = (name, ...input) => {
  called.add(name)
  return bench.api.call(name, ...input)
}

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

/** What was stored for sending has arrived. */
async function settled(): Promise<void> {
  const { ksup } = bench.parts
  await ksup.serverOutbox.idle()
  await ksup.onec.outbox.idle()
  await ksup.inbox.idle()
}

async function orderOf(deal_number: number) {
  const { rows } = await call('ksupOnec.documents', { query: { kind: 'order', deal_number } })
  return rows[0]!
}

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

it('[D-03] [D-04] [D-05] shows the three blocks, checks 1C and keeps their settings', async () => {
  const overview = await call('ksup.overview')
  expect(overview.blocks).toMatchObject({ ksup: { mode: 'simulated' }, onec: { mode: 'simulated' } })
  expect(overview.ksup.deals.active).toBe(8)
  expect(await call('ksup.ping')).toMatchObject({ ok: true, code: null })

  const settings = await call('ksup.settings')
  const body = {
    settings: { ...settings, responsible: 'Иванова Мария' },
    passwords: { serverAccount: 'новый' },
  }
  expect(await call('ksup.saveSettings', { body })).toMatchObject({ responsible: 'Иванова Мария' })
  const nowhere = { settings: { ...settings, onec: { ...settings.onec, mode: 'real' as const } } }
  expect(await refusal(call('ksup.saveSettings', { body: nowhere }))).toMatchObject({ code: 'KSUP-ADDRESS' })
})

it('[D-12] [D-13] [D-19] a contact with an active task about an order gets its code of 1C', async () => {
  const made = await call('ksup.createContact', { body: { name: 'ООО «Проба»', type: 'company' } })
  const params = { code: made.code_ksup }
  await call('ksup.editContact', { params, body: { emails: [{ value: 'proba@example.ru', main: true }] } })
  const asked = await call('ksup.saveTask', {
    params,
    body: { title: 'Заказ', active: true, has_order: true },
  })
  expect(asked.link).not.toBe('unlinked')
  await settled()
  const linked = await call('ksup.contact', { params })
  expect(linked).toMatchObject({ link: 'linked', code_1c: expect.stringMatching(/^00-\d{8}$/) as string })
  expect((await call('ksup.contacts', { query: { text: 'проба' } })).total).toBe(1)
  await call('ksup.removeTask', { params: { ...params, task: linked.tasks[0]!.id } })
  expect(await refusal(call('ksup.requestContact', { params }))).toMatchObject({ code: 'KSUP-CONTACT-STATE' })

  const other = await call('ksup.createContact', { body: { name: 'ООО «Проба» (двойник)' } })
  const merge = { params: { code: other.code_ksup }, body: { into: made.code_ksup } }
  expect(await call('ksup.mergeContacts', merge)).toMatchObject({ code_ksup: made.code_ksup })
  await call('ksup.removeContact', { params })
  expect(await refusal(call('ksup.contact', { params: { code: 'нет' } }))).toMatchObject({ status: 404 })
})

it('[D-28] items of КСУП are its own: editing them tells 1C nothing', async () => {
  const before = (await call('outbox.status', { params: { sender: 'server' } })).counts
  const made = await call('ksup.createItem', { body: { article: 'NEW-1', name: 'Новинка' } })
  const params = { id: made.id }
  expect(await call('ksup.editItem', { params, body: { name: 'Новинка, синяя' } })).toMatchObject({
    name: 'Новинка, синяя',
  })
  expect(await call('ksup.item', { params })).toMatchObject({ article: 'NEW-1', prices: [] })
  await call('ksup.removeItem', { params })
  expect((await call('ksup.items', { query: { limit: 5 } })).rows).toHaveLength(5)
  expect((await call('outbox.status', { params: { sender: 'server' } })).counts).toEqual(before)
})

it('[D-46] [D-53] an order that is posted comes into its deal with its file', async () => {
  const { ref } = await orderOf(8101)
  const posted = await call('ksupOnec.act', { params: { ref }, body: { action: 'post' } })
  expect(posted.posted).toBe(true)
  await settled()
  const deal = await call('ksup.deal', { params: { number: 8101 } })
  expect(deal).toMatchObject({ state: 'active', order_number_1c: posted.number, amount: posted.amount })
  const [file] = deal.files
  const stored = await fetch(`${bench.address}${fileAddresses.ksupFile(8101, file!.id)}`)
  expect(stored.headers.get('content-type')).toBe('application/pdf')
  expect(stored.headers.get('content-disposition')).toContain(encodeURIComponent('Заказ клиента'))
  const printed = await fetch(`${bench.address}${fileAddresses.ksupOrderForm(ref)}`)
  expect(Buffer.from(await printed.arrayBuffer())).toEqual(Buffer.from(await stored.arrayBuffer()))
  expect((await call('ksup.deals', { query: { text: posted.number } })).total).toBe(1)
})

it('[D-66] [D-71] [D-82] shipped, paid and closed: the deal is «Завершённая»', async () => {
  const { ref } = await orderOf(8101)
  for (const kind of ['shipment', 'payment'] as const) {
    const draft = await call('ksupOnec.draft', { params: { ref }, query: { kind } })
    const body = { ...draft, post: true }
    const [verdict] = await call('ksupOnec.preview', { body })
    expect(verdict).toMatchObject({ wouldSend: true })
    await call('ksupOnec.saveDocument', { body })
  }
  await call('ksupOnec.act', { params: { ref }, body: { action: 'close' } })
  await settled()
  const deal = await call('ksup.deal', { params: { number: 8101 } })
  expect(deal).toMatchObject({ state: 'finished', shipped: deal.amount, received: deal.amount })
  expect(deal.events.map(({ kind }) => kind)).toEqual(['finished', 'income', 'shipment-added', 'order-added'])
  expect(await call('ksup.editDeal', { params: { number: 8101 }, body: { state: 'active' } })).toMatchObject({
    state: 'active',
  })
})

it('deals of a person: made, and taken away', async () => {
  const { number } = await call('ksup.createDeal', { body: { title: 'Проба' } })
  await call('ksup.removeDeal', { params: { number } })
  expect(await refusal(call('ksup.deal', { params: { number: 999_999 } }))).toMatchObject({ status: 404 })
})

it('[D-75] money without an order is a notification', async () => {
  const data = {
    date: '2026-11-26',
    counterparty: null,
    payer: 'ИП Нежданов',
    shares: [{ order: null, amount: 100 }],
  }
  await call('ksupOnec.saveDocument', { body: { kind: 'payment', post: true, data } })
  await settled()
  const { rows } = await call('ksup.notifications', { query: { state: 'open' } })
  expect(rows).toMatchObject([{ amount: 100, to: 'Иванова Мария' }])
  await call('ksup.closeNotification', { params: { id: rows[0]!.id } })
  expect((await call('ksup.notifications', { query: { state: 'open' } })).total).toBe(0)
})

it('[D-100] [D-110] prices and stock: rows with another name wait for a person', async () => {
  const body = { contact: '30117', articles: ['ML-0101', 'KS-0340', 'NOBODY'] }
  const view = await call('ksup.priceStock', { body })
  expect(view.rows.map(({ article, check, written }) => [article, check, written])).toEqual([
    ['ML-0101', 'same', true],
    ['ML-0101', 'same', true],
    ['KS-0340', 'differs', false],
    ['KS-0340', 'differs', false],
  ])
  expect(view.errors).toMatchObject([{ article: 'NOBODY', code: 'KS-ARTICLE-UNKNOWN' }])
  const confirmed = await call('ksup.confirmPrices', {
    params: { request: view.request },
    body: { articles: ['KS-0340'] },
  })
  expect(confirmed.rows.every(({ written }) => written)).toBe(true)
})

it('[DD-04] [DD-08] queues: КСУП away, a refused message, what a person does with them', async () => {
  await call('ksup.conditions', { body: { ksup: 'down' } })
  const { ref } = await orderOf(8102)
  await call('ksupOnec.act', { params: { ref }, body: { action: 'post' } })
  await bench.parts.ksup.onec.outbox.idle()
  const [queued] = (await call('ksup.inbox', { query: { state: 'queued' } })).rows
  expect(queued).toMatchObject({ waits_for: 'ksup', subject: '8102' })
  expect(await call('ksup.inboxMessage', { params: { id: queued!.id } })).toMatchObject({
    body: { deal_number: 8102 },
  })
  await call('ksup.conditions', { body: { ksup: 'ok' } })
  await settled()
  expect(await call('ksup.inboxMessage', { params: { id: queued!.id } })).toMatchObject({ state: 'applied' })
  const params = { id: queued!.id }
  expect(await refusal(call('ksup.inboxRetry', { params }))).toMatchObject({ code: 'KSUP-MESSAGE-STATE' })
  expect(await refusal(call('ksup.inboxSkip', { params }))).toMatchObject({ code: 'KSUP-MESSAGE-STATE' })

  const { data, ...card } = await call('ksupOnec.document', { params: { ref: (await orderOf(8106)).ref } })
  if (card.kind !== 'order') throw new Error('not an order')
  const wrong = { ...(data as object), deal_number: 9999 }
  const saved = await call('ksupOnec.saveDocument', {
    body: { kind: 'order', post: true, data: wrong } as never,
  })
  await settled()
  const sender = { sender: 'onec' }
  const list = await call('outbox.list', { params: sender, query: { object: saved.ref } })
  const [parked] = list.rows
  expect(parked).toMatchObject({ state: 'parked', code: 'KS-DEAL-UNKNOWN' })
  const named = { ...sender, id: parked!.id }
  const { body } = await call('outbox.message', { params: named })
  await call('outbox.send', { params: named })
  await settled()
  const { meta: _meta, ...rest } = body
  expect(await refusal(call('outbox.edit', { params: named, body: { body: {} } }))).toMatchObject({
    status: 422,
  })
  const edited = await call('outbox.edit', { params: named, body: { body: { ...rest, deal_number: 8106 } } })
  await settled()
  expect(await call('outbox.message', { params: { ...sender, id: edited.id } })).toMatchObject({
    state: 'delivered',
  })
  const delivered = { params: { ...sender, id: edited.id } }
  expect(await refusal(call('outbox.skip', delivered))).toMatchObject({ code: 'OUTBOX-STATE' })
  expect(await call('outbox.resume', { params: sender })).toMatchObject({ stopped: null })
  expect(await refusal(call('outbox.status', { params: { sender: 'nobody' } }))).toMatchObject({
    status: 422,
  })
})

it('[D-25] [D-29] [D-32] directories of 1C: a change that travels, a group that is not exported', async () => {
  const { rows } = await call('ksupOnec.counterparties', { query: { text: 'Полутон' } })
  const client = { ref: rows[0]!.ref }
  await call('ksupOnec.editCounterparty', { params: client, body: { name: 'ООО «Полутон плюс»' } })
  await settled()
  expect(await call('ksup.contact', { params: { code: '30117' } })).toMatchObject({
    name: 'ООО «Полутон плюс»',
  })
  const made = await call('ksupOnec.createCounterparty', { body: { name: 'ООО «Никто»' } })
  await call('ksupOnec.mergeCounterparties', { params: { ref: made.ref }, body: { into: client.ref } })
  expect(await call('ksupOnec.counterparty', { params: { ref: made.ref } })).toMatchObject({
    deletion_mark: true,
  })

  const [group] = (await call('ksupOnec.groups')).filter(({ exported }) => exported)
  const hidden = await call('ksupOnec.createGroup', { body: { name: 'Не для КСУП', exported: false } })
  await call('ksupOnec.editGroup', {
    params: { ref: hidden.find(({ name }) => name === 'Не для КСУП')!.ref },
    body: { name: 'Скрытая' },
  })
  const item = await call('ksupOnec.createItem', {
    body: { name: 'Багет', group: group!.ref, article: 'BG-1' },
  })
  await call('ksupOnec.editItem', { params: { ref: item.ref }, body: { series: 'Дуб' } })
  await settled()
  const [known] = (await call('ksup.items', { query: { text: 'BG-1' } })).rows
  expect(known).toMatchObject({ name: 'Багет', series: 'Дуб' })
  expect(await call('ksupOnec.item', { params: { ref: item.ref } })).toMatchObject({ article: 'BG-1' })
  expect((await call('ksupOnec.items', { query: { text: 'Багет' } })).total).toBeGreaterThan(0)
  expect(await call('ksupOnec.warehouses')).toHaveLength(2)
})

it('[D-92] [D-95] a receipt with a card makes a closed retail deal; cards and agreements are kept', async () => {
  const { rows } = await call('ksupOnec.counterparties', { query: { text: 'Лазарева' } })
  const owner = rows[0]!.ref
  await call('ksupOnec.saveCard', { body: { code: 'КАРТА-1', owner } })
  expect((await call('ksupOnec.cards')).map(({ code }) => code)).toContain('КАРТА-1')
  const line = { article: 'BM-0042', name: 'Бумага', quantity: 2000, price: 100, amount: 200 }
  const data = { date: '2026-11-26T10:00:00', operation: 'sale' as const, card: 'КАРТА-1', rows: [line] }
  const receipt = await call('ksupOnec.saveDocument', { body: { kind: 'receipt', post: true, data } })
  await settled()
  const { data: kept } = await call('ksupOnec.document', { params: { ref: receipt.ref } })
  const number = (kept as { deal_number: number }).deal_number
  expect(await call('ksup.deal', { params: { number } })).toMatchObject({
    type: 'Розница',
    state: 'finished',
  })

  const prices = [{ article: 'BM-0042', price: 90 }]
  const period = { from: '2026-01-01', to: null }
  const agreement = await call('ksupOnec.createAgreement', {
    body: { counterparty: owner, ...period, prices },
  })
  const changed = { params: { ref: agreement.ref }, body: { counterparty: owner, ...period, prices: [] } }
  expect((await call('ksupOnec.editAgreement', changed)).prices).toEqual([])
  expect((await call('ksupOnec.agreements')).total).toBeGreaterThan(2)
})

it('[D-49] conditions of sending, the operator and the bank', async () => {
  const coverage = await call('ksupOnec.coverage', { query: { object: 'order', blocked: 'true' } })
  expect(coverage.rows.length).toBeGreaterThan(0)
  expect(Array.isArray(await call('ksupOnec.operator'))).toBe(true)
  expect(await call('ksupOnec.takeBank')).toEqual({ made: 0, changed: 0 })
  const { data } = await call('ksupOnec.document', { params: { ref: (await orderOf(8103)).ref } })
  const numberless = { kind: 'order', post: true, data: { ...(data as object), deal_number: null } } as never
  expect(await refusal(call('ksupOnec.saveDocument', { body: numberless }))).toMatchObject({
    status: 422,
    code: 'KSUP-ONEC-DEAL-NUMBER',
  })
  expect(await refusal(call('ksupOnec.document', { params: { ref: UNKNOWN } }))).toMatchObject({
    status: 404,
  })
})

it('[DD-03] [DD-05] «Повторить» sends a message again with the account of today: the server knows it already', async () => {
  const { rows } = await bench.api.call('journal.page', { query: { operation: 'ksup.income' } })
  const settings = await call('ksup.settings')
  await call('ksup.saveSettings', { body: { settings, passwords: { serverAccount: 'ещё новее' } } })
  const { id } = await bench.api.call('journal.repeat', { params: { id: rows[0]!.id } })
  expect(await bench.api.call('journal.entry', { params: { id } })).toMatchObject({ status: 200 })
})

it('no call is left out', () => {
  expect(Object.keys({ ...ksupApi, ...ksupOnecApi }).filter((name) => !called.has(name))).toEqual([])
})
