import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { products, storageRefs } from '../../fixtures/demo/refs.ts'
import { bodiesApi } from '../../server/admin/api-bodies.ts'
import { clockApi } from '../../server/admin/api-clock.ts'
import { commerceMlApi } from '../../server/admin/api-commerceml.ts'
import { compareApi } from '../../server/admin/api-compare.ts'
import { dataMakerApi } from '../../server/admin/api-data-maker.ts'
import { faultsApi } from '../../server/admin/api-faults.ts'
import { errandsApi } from '../../server/admin/api-errands.ts'
import { interchangeApi } from '../../server/admin/api-interchange.ts'
import { invoiceProfilesApi } from '../../server/admin/api-invoice-profiles.ts'
import { invoiceSourcesApi } from '../../server/admin/api-invoice-sources.ts'
import { invoiceBatchApi } from '../../server/admin/api-invoice-batch.ts'
import { journalApi } from '../../server/admin/api-journal.ts'
import { ksupOnecApi } from '../../server/admin/api-ksup-onec.ts'
import { ksupApi } from '../../server/admin/api-ksup.ts'
import { mappingSharingApi } from '../../server/admin/api-mapping-sharing.ts'
import { mappingAdviceApi } from '../../server/admin/api-mapping-advice.ts'
import { mappingKindsApi } from '../../server/admin/api-mapping-kinds.ts'
import { mappingUsageApi } from '../../server/admin/api-mapping-usage.ts'
import { proxyApi } from '../../server/admin/api-proxy.ts'
import { qrApi } from '../../server/admin/api-qr.ts'
import { recorderApi } from '../../server/admin/api-recorder.ts'
import { replayApi } from '../../server/admin/api-replay.ts'
import { snapshotsApi } from '../../server/admin/api-snapshots.ts'
import { scenariosApi } from '../../server/admin/api-scenarios.ts'
import { teamApi } from '../../server/admin/api-team.ts'
import { adminApi, type AdminCall } from '../../server/admin/api.ts'
import { cmlOperations } from '../../server/contracts/commerceml/operations.ts'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { mappingKinds, siteMappingKinds } from '../../server/mappings/model.ts'
import { documentLines, file as statementFile } from '../unit/bank-statements.ts'
import {
  deafAddress,
  demoOrders,
  openBench,
  refusal,
  temporaryFolder,
  type OpenBench,
} from './admin-bench.ts'

/** Every call of the admin API, once in its ordinary use. A call without a line here does not compile. */

/** These have files of their own. */
const elsewhere = {
  ...bodiesApi,
  ...commerceMlApi,
  ...compareApi,
  ...dataMakerApi,
  ...faultsApi,
  ...interchangeApi,
  ...invoiceBatchApi,
  ...invoiceProfilesApi,
  ...invoiceSourcesApi,
  ...journalApi,
  ...ksupApi,
  ...ksupOnecApi,
  ...mappingAdviceApi,
  ...mappingSharingApi,
  ...mappingKindsApi,
  ...mappingUsageApi,
  ...proxyApi,
  ...qrApi,
  ...replayApi,
  ...recorderApi,
  ...errandsApi,
  ...snapshotsApi,
  ...clockApi,
  ...teamApi,
  ...scenariosApi,
}
type Elsewhere = typeof elsewhere
type Listed = Exclude<AdminCall, keyof Elsewhere>
type Checks<Names extends AdminCall> = Record<Names, (bench: OpenBench) => Promise<void>>

const kind = 'storage'
const order = { id: demoOrders.mapped }

/** The first enterprise of the demo, whose account the statements are about. */
const enterprise = 'kolos'
const publication = { host: '1c.example.ru', web_server: 'apache-linux' as const }

/** A purchase of the first enterprise as the player makes it. */
async function bought({ api }: OpenBench, refund = false) {
  const report = await api.call('restore.purchase', { body: { target: enterprise, refund } })
  expect(report.steps.filter(({ ok }) => !ok)).toEqual([])
  return report.order_id!
}

/** A client of the first enterprise with an order that is not paid. */
async function booked({ api }: OpenBench) {
  const play = async (method: string, values: Record<string, unknown>) => {
    const call = await api.call('restore.call', { body: { target: enterprise, method, values } })
    expect(call).toMatchObject({ ok: true })
    return call.body as { order_id: string }
  }
  const [store] = await api.call('regate.stores', { params: { enterprise } })
  const { rows } = await api.call('regate.items', { params: { enterprise } })
  const item = rows.find(
    ({ price, unlimited, min_volume, stock }) =>
      price !== null &&
      (unlimited || stock.some((one) => one.store_id === store!.store_id && one.quantity >= min_volume)),
  )!
  const client_id = 'rs-waiting'
  await play('client', { client_id, client: { type: 'company', name: 'ООО «Рига»', inn: '5000007894' } })
  const { order_id } = await play('booking', {
    booking_id: 'rs-ord-waiting',
    client_id,
    store_id: store!.store_id,
    delivery: { type: 'pickup' },
    lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
  })
  return { order_id, client_id }
}

/** Loads a statement with one payment of 10 roubles whose payer nobody knows. */
const loadStatement = ({ api }: OpenBench) =>
  api.call('regate.loadStatement', {
    params: { enterprise },
    body: {
      name: 'to_1c.txt',
      base64: Buffer.from(
        statementFile(documentLines({ Сумма: '10.00', ПлательщикИНН: '5400003118' })),
      ).toString('base64'),
    },
  })

/** They change nothing, so one bench serves them all: both demo orders taken, the mapped one returned. */
const reads = {
  'state.read': async ({ api, address, port }) => {
    const state = await api.call('state.read')
    expect(state).toMatchObject({
      product: { name: 'Обмен' },
      workspace: { name: 'Обмен: демонстрация', problem: null },
      server: { address: `http://127.0.0.1:${port}`, exposed: false },
      exchange: { running: false, nextAt: null },
      counts: { unmapped: 1, outbox: 0, marked: 0 },
    })
    const site = state.sides.find(({ side }) => side === 'site')!
    expect(site).toMatchObject({ effectiveAddress: `${address}/site`, hasPassword: true })
    expect(site.lastExchange).toMatchObject({ status: 201, code: null })
  },
  'sides.check': async ({ api }) => {
    const answer = await api.call('sides.check', { params: { side: 'site' } })
    expect(answer).toMatchObject({ ok: true, status: 200 })
    expect(answer.message.en).toContain('accepted')
  },
  'contracts.operations': async ({ api }) => {
    const operations = await api.call('contracts.operations')
    const all = [...siteOrders.operations, ...regate.operations, ...ksup.operations, ...cmlOperations]
    expect(operations.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    for (const { title, description } of operations) {
      for (const text of [title, description]) expect(text.ru && text.en).toBeTruthy()
    }
  },
  'contracts.codes': async ({ api }) => {
    const codes = await api.call('contracts.codes')
    expect(codes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ORD-000', 'ORD-401', 'ORD-903', 'SITE-STALE', 'SITE-INTERNAL']),
    )
    for (const { meaning, action } of codes) expect(meaning.en && meaning.ru && action.ru).toBeTruthy()
  },
  'mappings.kinds': async ({ api }) => {
    const kinds = await api.call('mappings.kinds')
    expect(kinds.map((row) => row.kind)).toEqual([...mappingKinds])
    expect(kinds.find((row) => row.kind === 'delivery_method')).toMatchObject({
      // Five of the site, and «Курьер» of 1C that the exchange has brought.
      total: 6,
      unmapped: 1,
      counts: { mapped: 4, unmapped_1c: 1 },
    })
  },
  'mappings.table': async ({ api }) => {
    const table = await api.call('mappings.table', { params: { kind } })
    expect(table.policy).toEqual({ on: 'fail' })
    expect(table.rows.map(({ site_id, state }) => [site_id, state])).toEqual([
      ['sclad_moscow', 'mapped'],
      ['sclad_spb', 'mapped'],
      ['sclad_kazan', 'mapped'],
    ])
  },
  'mappings.unmapped': async ({ api }) => {
    const [value] = await api.call('mappings.unmapped')
    expect(value).toMatchObject({ value: 'courier_city', subjects: [demoOrders.unmapped] })
  },
  'mappings.choices': async ({ api }) => {
    for (const each of siteMappingKinds) {
      const { site, onec } = await api.call('mappings.choices', { params: { kind: each } })
      expect(site.length, each).toBeGreaterThan(2)
      expect(
        onec.every(({ ref, name }) => ref && name),
        each,
      ).toBe(true)
    }
    const warehouses = await api.call('mappings.choices', { params: { kind: 'ksup_warehouse' } })
    expect(warehouses.onec.map(({ ref }) => ref)).toEqual(['Магазинный', 'Внешний (аутсорс)'])
  },
  'site.orders': async ({ api }) => {
    expect(await api.call('site.orders')).toHaveLength(2)
    const found = await api.call('site.orders', { query: { state: 'rejected' } })
    expect(found.map(({ order_id }) => order_id)).toEqual([demoOrders.unmapped])
    expect(await api.call('site.orders', { query: { text: '004417' } })).toHaveLength(1)
  },
  'site.order': async ({ api }) => {
    const detail = await api.call('site.order', { params: order })
    expect(detail).toMatchObject({ order_number: '004417', exchange_state: 'returned', seq: 1 })
  },
  'site.draft': async ({ api }) => {
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-2' } })
    expect(draft).toMatchObject({ customer_id: 'cust-2', delivery: { delivery_method: 'pickup' } })
    expect(draft.lines.length).toBeGreaterThan(0)
  },
  'site.products': async ({ api }) => {
    const medball = (await api.call('site.products')).find(({ tovar_id }) => tovar_id === products.medball)!
    expect(medball).toMatchObject({ name: 'Мяч медицинский 3 кг', on_sale: true, mode: 'alternatives' })
    expect(medball.offers).toHaveLength(2)
  },
  'site.customers': async ({ api }) => {
    const customers = await api.call('site.customers')
    expect(customers.map(({ registered }) => registered)).toEqual([true, true, true, true, false])
  },
  'site.dictionaries': async ({ api }) => {
    const { city, order_status } = await api.call('site.dictionaries')
    expect(city).toHaveLength(6)
    expect(order_status).toHaveLength(7)
  },
  'site.signIn': async ({ address, api }) => {
    const { customer } = await api.call('site.signIn', { body: { customer_id: 'cust-1' } })
    expect(customer.customer_id).toBe('cust-1')
    const raw = await fetch(`${address}/api/site/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"customer_id":"cust-1"}',
    })
    expect(raw.headers.get('set-cookie')).toMatch(/^obmen_shop=.*HttpOnly/)
  },
  'site.account': async ({ api }) => {
    const orders = await api.call('site.account', { params: { customer: 'cust-1' } })
    expect(orders.map(({ order_id, notice }) => [order_id, notice])).toEqual([[demoOrders.mapped, null]])
  },
  'onec.orders': async ({ api }) => {
    const rows = await api.call('onec.orders')
    expect(rows.map(({ order_id, posted }) => [order_id, posted]).sort()).toEqual([
      [demoOrders.mapped, true],
      [demoOrders.unmapped, false],
    ])
    expect(await api.call('onec.orders', { query: { text: 'Тропа' } })).toHaveLength(1)
  },
  'onec.order': async ({ api }) => {
    const document = await api.call('onec.order', { params: order })
    expect(document).toMatchObject({ site_number: '004417', seq: 1, outgoing: 'delivered' })
    expect(document.total).toBe(document.lines.reduce((sum, { summa }) => sum + summa, 0))
  },
  'onec.cycles': async ({ api }) => {
    const [cycle] = await api.call('onec.cycles')
    expect(cycle).toMatchObject({ trigger: 'button', outcome: 'done' })
  },
  'onec.outbox': async ({ api }) => {
    const kinds = (await api.call('onec.outbox')).map((message) => message.kind)
    expect(kinds).toEqual(expect.arrayContaining(['order', 'result', 'stock', 'dictionary']))
  },
  'onec.items': async ({ api }) => {
    const [cord] = await api.call('onec.items', { query: { text: 'Шнур' } })
    expect(cord).toMatchObject({ unit: 'м', price: 4250, nds_s: '22%' })
    expect(await api.call('onec.items')).toHaveLength(20)
  },
  'onec.counterparties': async ({ api }) => {
    // A refused order makes no counterparty of its buyer.
    expect(await api.call('onec.counterparties')).toHaveLength(5)
  },
  'onec.organizations': async ({ api }) => {
    const [seller] = await api.call('onec.organizations')
    expect(seller).toMatchObject({ name: 'ООО «Синий Барс Инвентарь»', inn: '7813991047' })
  },
  'onec.dictionary': async ({ api }) => {
    const storages = await api.call('onec.dictionary', { params: { kind } })
    expect(storages.map(({ site_id }) => site_id)).toEqual(['sclad_moscow', 'sclad_spb', 'sclad_kazan'])
    expect((await refusal(api.call('onec.dictionary', { params: { kind: 'product' } }))).status).toBe(404)
  },
  'onec.conditions': async ({ api }) => {
    expect(await api.call('onec.conditions')).toEqual({
      maintenance: false,
      no_licence: false,
      locked: false,
      closed_before: null,
    })
  },
  'validate.body': async ({ api }) => {
    const { payload } = await api.call('invoice.of', {
      body: { ref: { source: 'order', id: demoOrders.mapped } },
    })
    const report = await api.call('validate.body', { body: { text: payload } })
    expect(report).toMatchObject({
      recognised: { operation: 'site-orders.postOrder', message: 'request' },
      strict: { ok: true, findings: [] },
    })
    expect(report.canonical.xml).toContain(`id="${demoOrders.mapped}"`)
  },
  'regate.enterprises': async ({ api, address }) => {
    const rows = await api.call('regate.enterprises')
    expect(rows.length).toBeGreaterThan(1)
    expect(rows[0]).toMatchObject({
      id: enterprise,
      address: `${address}/onec/${enterprise}`,
      users: ['restore'],
    })
    expect(rows[0]!.counts.items).toBeGreaterThan(0)
  },
  'regate.demos': async ({ api }) => {
    expect((await api.call('regate.demos')).map(({ id }) => id)).toContain(enterprise)
  },
  'regate.settings': async ({ api }) => {
    const settings = await api.call('regate.settings', { params: { enterprise } })
    expect(settings).toMatchObject({ id: enterprise, reader: 'lenient', validityDays: 3 })
    const unknown = refusal(api.call('regate.settings', { params: { enterprise: 'nobody' } }))
    expect(await unknown).toMatchObject({ status: 404, code: 'REGATE-ENTERPRISE-UNKNOWN' })
  },
  'regate.conditions': async ({ api }) => {
    expect(await api.call('regate.conditions', { params: { enterprise } })).toEqual({
      maintenance: false,
      no_licence: false,
      locked: false,
      platform: null,
    })
  },
  'regate.platformAnswers': async ({ api }) => {
    const statuses = (await api.call('regate.platformAnswers')).map(({ status }) => status)
    expect(statuses).toEqual(expect.arrayContaining([200, 401, 404, 406, 500, 502]))
  },
  'regate.stores': async ({ api }) => {
    const [store] = await api.call('regate.stores', { params: { enterprise } })
    expect(store!.name && store!.city && store!.store_id).toBeTruthy()
  },
  'regate.groups': async ({ api }) => {
    const groups = await api.call('regate.groups', { params: { enterprise } })
    const known = new Set(groups.map(({ group_id }) => group_id))
    expect(groups.every(({ parent_id }) => parent_id === null || known.has(parent_id))).toBe(true)
  },
  'regate.items': async ({ api }) => {
    const params = { enterprise }
    const first = await api.call('regate.items', { params, query: { limit: 2 } })
    expect(first.rows).toHaveLength(2)
    const rest = await api.call('regate.items', { params, query: { limit: 500, after: first.next! } })
    expect(first.rows.length + rest.rows.length).toBe(first.total)
    const text = first.rows[1]!.name
    const found = await api.call('regate.items', { params, query: { text } })
    expect(found.rows.map(({ name }) => name)).toContain(text)
  },
  'regate.item': async ({ api }) => {
    const { rows } = await api.call('regate.items', { params: { enterprise }, query: { limit: 1 } })
    const item = await api.call('regate.item', { params: { enterprise, item: rows[0]!.item_id } })
    expect(item).toMatchObject(rows[0]!)
  },
  'regate.clients': async ({ api }) => {
    const clients = await api.call('regate.clients', { params: { enterprise }, query: { text: 'ReStore' } })
    expect(clients.map(({ name }) => name)).toEqual(['Покупатель ReStore'])
  },
  'regate.orders': async ({ api }) => {
    const refunded = await api.call('regate.orders', { params: { enterprise }, query: { status: 430 } })
    expect(refunded).toHaveLength(1)
    const unpaid = await api.call('regate.orders', { params: { enterprise }, query: { status: 100 } })
    expect(unpaid.map(({ order_id }) => order_id)).not.toContain(refunded[0]!.order_id)
  },
  'regate.order': async ({ api }) => {
    const [row] = await api.call('regate.orders', { params: { enterprise }, query: { status: 430 } })
    const detail = await api.call('regate.order', { params: { enterprise, order: row!.order_id } })
    expect(detail.amount).toBe(detail.lines.reduce((sum, { amount }) => sum + amount, 0))
    expect(detail.events.map(({ status }) => status)).toEqual([100, 210, 430])
  },
  'regate.payments': async ({ api }) => {
    const [payment] = await api.call('regate.payments', { params: { enterprise } })
    expect(payment).toMatchObject({ kind: 1, client: 'Покупатель ReStore', refused_with: null })
  },
  'regate.refunds': async ({ api }) => {
    const [refund] = await api.call('regate.refunds', { params: { enterprise } })
    expect(refund).toMatchObject({ state: 'prepared', to_card: '4000 00** **** 0002' })
  },
  'regate.bank': async ({ api }) => {
    expect(await api.call('regate.bank', { params: { enterprise } })).toEqual([])
  },
  'regate.queue': async ({ api }) => {
    const all = await api.call('regate.queue')
    expect(all.stats.map((stats) => stats.enterprise)).toContain(enterprise)
    const { jobs } = await api.call('regate.queue', { query: { enterprise, method: 'booking' } })
    expect(jobs).toMatchObject([{ method: 'booking', state: 'done', result: { status: 201 } }])
  },
  'restore.targets': async ({ api, address }) => {
    const [target] = await api.call('restore.targets')
    expect(target).toMatchObject({
      id: enterprise,
      address: `${address}/onec/${enterprise}`,
      user: 'restore',
      hasPassword: true,
    })
  },
  'restore.load': async ({ api }) => {
    expect(await api.call('restore.load')).toBeNull()
  },
  'publishing.guide': async ({ api }) => {
    const { html, files, warnings } = await api.call('publishing.guide', { body: publication })
    expect(html).toContain('1c.example.ru')
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['guide.md', 'default.vrd']))
    expect(warnings).toEqual([])
  },
  'publishing.zip': async ({ api }) => {
    const { name, base64 } = await api.call('publishing.zip', { body: publication })
    expect(name).toBe('trade-publication.zip')
    expect(Buffer.from(base64, 'base64').subarray(0, 2).toString('latin1')).toBe('PK')
  },
  'tls.state': async ({ api }) => {
    const state = await api.call('tls.state')
    expect(state).toMatchObject({ settings: { enabled: false }, address: null, restartNeeded: false })
  },
} satisfies Partial<Checks<AdminCall>>

/** They change the bench; each has its own. */
const writes = {
  'sides.save': async ({ api }) => {
    const saved = await api.call('sides.save', {
      params: { side: 'site' },
      body: { mode: 'real', address: 'http://shop.example.ru/exchange/', user: 'ut11', password: null },
    })
    const site = saved.sides.find(({ side }) => side === 'site')!
    // A slash at the end would double in every address.
    expect(site).toMatchObject({
      mode: 'real',
      address: 'http://shop.example.ru/exchange',
      effectiveAddress: 'http://shop.example.ru/exchange',
      user: 'ut11',
      hasPassword: true,
    })
  },
  'settings.siteOrders': async ({ api, configure }) => {
    await configure({ pageSize: 1, node: 'УТ-Склад' })
    const { siteOrders: settings } = await api.call('state.read')
    expect(settings).toMatchObject({ pageSize: 1, node: 'УТ-Склад', reader: 'lenient' })
  },
  'settings.name': async ({ api }) => {
    const { workspace } = await api.call('settings.name', { body: { name: 'Обмен магазина' } })
    expect(workspace.name).toBe('Обмен магазина')
  },
  'workspace.reset': async ({ api, exchangeOrders, mapCourier }) => {
    await api.call('site.place', { body: await api.call('site.draft') })
    await mapCourier()
    await exchangeOrders()
    const state = await api.call('workspace.reset')
    expect(state.counts).toEqual({ journal: 0, unmapped: 0, outbox: 0, marked: 2 })
    expect(await api.call('site.orders')).toHaveLength(2)
    expect(await api.call('onec.orders')).toEqual([])
    const { rows } = await api.call('mappings.table', { params: { kind: 'delivery_method' } })
    expect(rows.find(({ site_id }) => site_id === 'courier_city')!.state).toBe('unmapped_site')
    // The demo can be played again from its beginning.
    expect((await exchangeOrders()).orders.map(({ result }) => result)).toEqual(['accepted', 'rejected'])
  },
  'mappings.save': async ({ api }) => {
    const table = async () => (await api.call('mappings.table', { params: { kind } })).rows
    const [moscow, spb] = await table()
    const saved = await api.call('mappings.save', {
      params: { kind },
      body: { put: [{ ...moscow!, note: 'главный' }], remove: [spb!.id] },
    })
    expect(saved).toMatchObject({
      changed: [{ id: moscow!.id, note: 'главный' }],
      removed: [spb!.id],
      order: null,
    })
    const rows = await table()
    expect(rows.map(({ site_id, note }) => [site_id, note])).toEqual([
      ['sclad_moscow', 'главный'],
      ['sclad_kazan', undefined],
    ])
    expect(rows[0]).toMatchObject({ updated_by: 'operator' })
  },
  'mappings.since': async ({ api }) => {
    const seen = await api.call('mappings.table', { params: { kind } })
    const since = (revision: number) => api.call('mappings.since', { params: { kind }, query: { revision } })
    const nothing = { policy: seen.policy, since: seen.revision, changed: [], removed: [], order: null }
    expect(await since(seen.revision)).toEqual({ ...nothing, revision: seen.revision })
    const [first, second] = seen.rows
    // Two rows with one site value stand in each other's way: the state of the row that nobody touched changes too.
    const row = { ...second!, id: 'new', ref_1c: first!.ref_1c }
    const saved = await api.call('mappings.save', {
      params: { kind },
      body: { put: [row], order: ['new', ...seen.rows.map(({ id }) => id)] },
    })
    const { policy, ...step } = await since(seen.revision)
    expect(policy).toEqual(seen.policy)
    expect(step).toEqual({ ...saved, conflicts: undefined })
    expect(step.order).toEqual(['new', ...seen.rows.map(({ id }) => id)])
    expect(step.changed.map(({ id, state }) => [id, state])).toEqual([
      ['new', 'conflict'],
      [first!.id, 'conflict'],
      [second!.id, 'conflict'],
    ])
    expect(await since(saved.revision)).toMatchObject({ changed: [], since: saved.revision })
  },
  'mappings.policy': async ({ api }) => {
    const summary = await api.call('mappings.policy', { params: { kind }, body: { on: 'pass' } })
    expect(summary).toMatchObject({ kind, policy: { on: 'pass' } })
  },
  'site.place': async ({ api }) => {
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-2' } })
    const placed = await api.call('site.place', { body: draft })
    expect(placed).toMatchObject({ exchange_state: 'marked', mark_reason: 'new', revision: 1 })
    expect((await api.call('state.read')).counts.marked).toBe(3)
  },
  'site.edit': async ({ api }) => {
    const draft = await api.call('site.draft')
    const edited = await api.call('site.edit', { params: order, body: draft })
    expect(edited).toMatchObject({ revision: 2, mark_reason: 'changed' })
    expect(edited.own.products.map(({ tovar_id }) => tovar_id)).toEqual(
      draft.lines.map(({ tovar_id }) => tovar_id),
    )
  },
  'site.mark': async ({ api, exchangeOrders }) => {
    await exchangeOrders()
    expect(await api.call('site.mark', { params: order })).toMatchObject({ mark_reason: 'manual' })
  },
  'site.cancel': async ({ api }) => {
    const cancelled = await api.call('site.cancel', { params: order })
    expect(cancelled).toMatchObject({ status: 'Отменён', exchange_state: 'marked', revision: 2 })
  },
  'onec.exchange': async ({ exchangeOrders }) => {
    const cycle = await exchangeOrders()
    expect(cycle.orders.map(({ result }) => result)).toEqual(['accepted', 'rejected'])
  },
  'onec.edit': async ({ api, exchangeOrders }) => {
    await exchangeOrders()
    const { lines } = await api.call('onec.order', { params: order })
    const [rope] = lines
    const edited = await api.call('onec.edit', {
      params: order,
      body: { status: 'К выполнению', lines: [{ ...rope!, quantity: 2_500, price: 10_001, discount: 0 }] },
    })
    expect(edited).toMatchObject({ status: 'К выполнению', changed: true, seq: 0 })
    // 2.5 × 100.01 = 250.025: half goes up.
    expect(edited.lines[0]).toMatchObject({ summa: 25_003, nds_summa: 4_509 })
  },
  'onec.return': async ({ api, exchangeOrders }) => {
    await exchangeOrders()
    expect(await api.call('onec.return', { params: order })).toMatchObject({ seq: 1, outgoing: 'delivered' })
  },
  'onec.resend': async ({ api, exchangeOrders, entries }) => {
    await exchangeOrders()
    const side = { mode: 'real', address: await deafAddress(), user: '1c', password: null } as const
    await api.call('sides.save', { params: { side: 'site' }, body: side })
    const returned = await api.call('onec.return', { params: order })
    expect(returned.outgoing).toBe('waiting')
    const [message] = (await api.call('onec.outbox')).filter(({ state }) => state === 'waiting')
    expect(message).toMatchObject({ kind: 'order', subject: demoOrders.mapped, attempts: 1 })
    expect((await entries({ direction: 'out' }))[0]).toMatchObject({ status: null, validity: 'unchecked' })
    expect((await api.call('state.read')).counts.outbox).toBe(1)

    await api.call('sides.save', {
      params: { side: 'site' },
      body: { ...side, mode: 'simulated', address: '' },
    })
    const sent = await api.call('onec.resend', { params: { id: message!.id } })
    expect(sent).toMatchObject({ state: 'delivered', code: null })
    expect((await api.call('site.order', { params: order })).seq).toBe(1)
  },
  'onec.stock': async ({ api }) => {
    const [rope] = await api.call('onec.items', { query: { text: 'Скакалка' } })
    const item = await api.call('onec.stock', {
      params: { id: rope!.offer_id },
      body: { storage_ref: storageRefs.moscow, quantity: 1_500 },
    })
    expect(item.stock.find(({ storage_ref }) => storage_ref === storageRefs.moscow)!.quantity).toBe(1_500)
  },
  'onec.newItem': async ({ api }) => {
    const item = await api.call('onec.newItem', { body: { name: 'Гиря литая 16 кг' } })
    expect(item).toMatchObject({ name: 'Гиря литая 16 кг', unit: 'шт', price: null, archived: false })
    expect(await api.call('onec.items', { query: { text: 'Гиря' } })).toEqual([item])
  },
  'onec.newCounterparty': async ({ api }) => {
    const made = await api.call('onec.newCounterparty', {
      body: { client: { payment_method: 'cash', name: 'Егор Тихонов', telefon: '+79000000300' } },
    })
    expect(made).toMatchObject({ name: 'Егор Тихонов', inn: '', blocked: false })
    const empty = await refusal(api.call('onec.newCounterparty', { body: {} }))
    expect(empty).toMatchObject({ status: 409, code: 'ONEC-COUNTERPARTY-EMPTY' })
  },
  'onec.setConditions': async ({ api }) => {
    const conditions = { maintenance: true, no_licence: false, locked: false, closed_before: null }
    expect(await api.call('onec.setConditions', { body: conditions })).toEqual(conditions)
    const cycle = await api.call('onec.exchange')
    expect(cycle.orders.every(({ result }) => result === 'deferred')).toBe(true)
    // A deferred order keeps its mark (5.1).
    expect((await api.call('state.read')).counts.marked).toBe(2)
  },
  'regate.addEnterprise': async ({ api }) => {
    const rows = await api.call('regate.addEnterprise', {
      body: { id: 'new-one', name: 'Новое', demo: enterprise },
    })
    expect(rows.at(-1)).toMatchObject({ id: 'new-one', name: 'Новое' })
    // It can be called at once, with an account of its own.
    const call = await api.call('restore.call', {
      body: { target: 'new-one', method: 'state', values: {} },
    })
    expect(call).toMatchObject({ ok: true })
  },
  'regate.removeEnterprise': async ({ api }) => {
    const rows = await api.call('regate.removeEnterprise', { params: { enterprise } })
    expect(rows.map(({ id }) => id)).not.toContain(enterprise)
  },
  'regate.saveSettings': async ({ api }) => {
    const params = { enterprise }
    const { id: _, ...settings } = await api.call('regate.settings', { params })
    const saved = await api.call('regate.saveSettings', { params, body: { ...settings, validityDays: 7 } })
    expect(saved).toEqual({ ...settings, id: enterprise, validityDays: 7 })
  },
  'regate.setPassword': async ({ api, address }) => {
    const { password } = await api.call('regate.setPassword', {
      params: { enterprise },
      body: { user: 'restore', password: 'новый пароль' },
    })
    expect(password).toBe('новый пароль')
    const status = async (secret: string) => {
      const account = Buffer.from(`restore:${secret}`).toString('base64')
      const url = `${address}/onec/${enterprise}/hs/regate/state`
      return (await fetch(url, { headers: { authorization: `Basic ${account}` } })).status
    }
    expect([await status(password), await status('старый пароль')]).toEqual([200, 401])
  },
  'regate.fill': async ({ api }) => {
    const before = (await api.call('regate.items', { params: { enterprise } })).total
    const { items } = await api.call('regate.fill', { params: { enterprise }, body: { items: 10 } })
    expect(items).toBe(before + 10)
  },
  'regate.setConditions': async ({ api }) => {
    const conditions = await api.call('regate.setConditions', {
      params: { enterprise },
      body: { maintenance: true },
    })
    expect(conditions).toMatchObject({ maintenance: true, no_licence: false })
    const call = await api.call('restore.call', {
      body: { target: enterprise, method: 'state', values: {} },
    })
    expect(call).toMatchObject({ ok: false, code: 'RG-MAINTENANCE' })
  },
  'regate.editItem': async ({ api }) => {
    const { rows } = await api.call('regate.items', { params: { enterprise }, query: { limit: 1 } })
    const params = { enterprise, item: rows[0]!.item_id }
    const item = await api.call('regate.editItem', { params, body: { name: 'Другое имя', price: 12_345 } })
    expect(item).toMatchObject({ item_id: params.item, name: 'Другое имя', price: 12_345 })
  },
  'regate.act': async (bench) => {
    const { order_id } = await booked(bench)
    const acted = await bench.api.call('regate.act', {
      params: { enterprise, order: order_id },
      body: { action: 'cash' },
    })
    expect(acted).toMatchObject({ status: 230, payment_code: 3 })
  },
  'regate.actOnRefund': async (bench) => {
    await bought(bench, true)
    const [refund] = await bench.api.call('regate.refunds', { params: { enterprise } })
    const [executed] = await bench.api.call('regate.actOnRefund', {
      params: { enterprise, refund: refund!.refund_id },
      body: { action: 'execute' },
    })
    expect(executed).toMatchObject({ refund_id: refund!.refund_id, state: 'executed' })
  },
  'regate.loadStatement': async (bench) => {
    const report = await loadStatement(bench)
    expect(report.documents).toMatchObject([{ amount: 1_000, outcome: 'unrecognised', allocated: 0 }])
    expect((await loadStatement(bench)).documents).toMatchObject([{ outcome: 'repeated' }])
  },
  'regate.allocate': async (bench) => {
    const { order_id, client_id } = await booked(bench)
    await loadStatement(bench)
    const params = { enterprise }
    const [waiting] = await bench.api.call('regate.bank', { params })
    expect(waiting).toMatchObject({ waiting: true, payer: { inn: '5400003118' } })
    const rows = await bench.api.call('regate.allocate', {
      params: { enterprise, document: waiting!.id },
      body: { client_id, parts: [{ order_id, amount: 1_000 }] },
    })
    expect(rows.find(({ id }) => id === waiting!.id)!.waiting).toBe(false)
    const paid = await bench.api.call('regate.order', { params: { enterprise, order: order_id } })
    expect(paid.paid).toBe(1_000)
  },
  'regate.pauseQueue': async ({ api }) => {
    const params = { enterprise }
    expect(await api.call('regate.pauseQueue', { params, body: { paused: true } })).toMatchObject({
      enterprise,
      paused: true,
    })
    expect(await api.call('regate.pauseQueue', { params, body: { paused: false } })).toMatchObject({
      paused: false,
    })
  },
  'regate.retryJob': async ({ api }) => {
    // Only what was given up is begun again; that a job is, takes five defects of the program.
    const params = { enterprise, request: 'no-such-request' }
    expect((await refusal(api.call('regate.retryJob', { params }))).status).toBe(409)
  },
  'restore.saveReal': async ({ api }) => {
    const body = { address: 'https://1c.example.ru/trade/', user: 'restore', password: 'секрет' }
    const targets = await api.call('restore.saveReal', { body })
    expect(targets.at(-1)).toEqual({
      id: 'real',
      name: '1c.example.ru',
      address: 'https://1c.example.ru/trade',
      user: 'restore',
      hasPassword: true,
    })
    const kept = await api.call('restore.saveReal', { body: { ...body, password: null } })
    expect(kept.at(-1)).toMatchObject({ hasPassword: true })
    const none = await api.call('restore.saveReal', { body: { ...body, address: '', password: null } })
    expect(none.map(({ id }) => id)).not.toContain('real')
    const wrong = refusal(api.call('restore.saveReal', { body: { ...body, address: '1c.example.ru' } }))
    expect(await wrong).toMatchObject({ status: 422, code: 'ADMIN-VALIDATION' })
  },
  'restore.call': async ({ api, entry }) => {
    const call = await api.call('restore.call', {
      body: { target: enterprise, method: 'city', values: {} },
    })
    expect(call).toMatchObject({ ok: true, status: 200, method: 'city' })
    expect(await entry(call.entry)).toMatchObject({ operation: 'regate.city', from: 'restore' })
  },
  'restore.purchase': async (bench) => {
    const order_id = await bought(bench)
    const paid = await bench.api.call('regate.order', { params: { enterprise, order: order_id } })
    expect(paid).toMatchObject({ status: 210, paid: paid.amount })
  },
  'restore.startLoad': async ({ api, parts }) => {
    const started = await api.call('restore.startLoad', { body: { enterprise, clients: 2, purchases: 1 } })
    expect(started).toMatchObject({ state: 'running', plan: { refunds: 0 } })
    expect(await parts.restore.finishedLoad()).toMatchObject({
      state: 'done',
      purchases: { planned: 2, done: 2, failed: 0 },
    })
  },
  'restore.stopLoad': async ({ api }) => {
    expect(await api.call('restore.stopLoad')).toBeNull()
    await api.call('restore.startLoad', { body: { enterprise, clients: 2, purchases: 1000 } })
    expect(await api.call('restore.stopLoad')).toMatchObject({ state: 'stopped' })
  },
  'tls.save': async ({ api }) => {
    const settings = { enabled: true, port: 0, certificate: '', key: '' }
    const state = await api.call('tls.save', { body: settings })
    expect(state).toEqual({ settings, address: null, restartNeeded: true })
  },
  'tls.check': async ({ api }) => {
    const folder = await temporaryFolder()
    const first = await openBench({ workspace: folder.path })
    await first.api.call('tls.save', { body: { enabled: true, port: 0, certificate: '', key: '' } })
    await first.stop()
    const secured = await openBench({ workspace: folder.path })
    try {
      const { address } = await secured.api.call('tls.state')
      const report = await api.call('tls.check', { body: { address: address! } })
      expect(report.protocol).toMatch(/^TLSv1\.[23]$/)
      expect(report).toMatchObject({ trusted: false })
      expect(report.daysLeft).toBeGreaterThan(0)
    } finally {
      await secured.stop()
      await folder.remove()
    }
  },
} satisfies Checks<Exclude<Listed, keyof typeof reads>>

describe('calls that read', () => {
  let bench: OpenBench
  beforeAll(async () => {
    bench = await openBench()
    await bench.exchangeOrders()
    await bench.api.call('onec.edit', { params: order, body: { status: 'Ожидает оплаты' } })
    await bench.api.call('onec.return', { params: order })
    await bought(bench, true)
  })
  afterAll(() => bench?.stop())

  it.each(Object.entries(reads))('%s', (_, check) => check(bench))
})

describe('calls that change the bench', () => {
  it.each(Object.entries(writes))('%s', async (_, check) => {
    const bench = await openBench()
    try {
      await check(bench)
    } finally {
      await bench.stop()
    }
  })
})

it('no call is listed twice, none is left out', () => {
  const checked = [...Object.keys(reads), ...Object.keys(writes)]
  const listed = Object.keys(adminApi).filter((name) => !(name in elsewhere))
  expect(checked.sort()).toEqual(listed.sort())
})
