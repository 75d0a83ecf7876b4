import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commerceMlApi, commerceMlFiles } from '../../server/admin/api-commerceml.ts'
import type { CmlRun } from '../../mocks/cml-onec/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Every call about CommerceML, once in its ordinary use, on one bench whose node has run a full exchange. */

type Checks<Names extends keyof typeof commerceMlApi> = Record<Names, () => Promise<unknown>>

const node = 'site'
const fixtures = join(import.meta.dirname, '../../fixtures/commerceml')

let bench: OpenBench
let run: CmlRun
let file: string

async function exchanged(kind: CmlRun['kind'], full = false): Promise<CmlRun> {
  const { id } = await bench.api.call('cmlOnec.run', { params: { node }, body: { kind, full } })
  return bench.parts.commerceMl.onec.finished(id)
}

async function opened(name: string): Promise<string> {
  const { id } = await bench.api.call('explorer.open', { body: { path: join(fixtures, name) } })
  await bench.parts.commerceMl.explorer.settled(id)
  return id
}

beforeAll(async () => {
  bench = await openBench()
  run = await exchanged('all', true)
  file = await opened('import.xml')
})
afterAll(() => bench?.stop())

const call: OpenBench['api']['call'] = (...input) => bench.api.call(...input)

const checks = {
  'cml.faults': async () => {
    const faults = await call('cml.faults')
    expect(faults.map(({ id }) => id)).toEqual(Array.from({ length: 32 }, (_, index) => `F${index + 1}`))
  },
  'cml.profiles': async () => {
    const profiles = await call('cml.profiles')
    expect(profiles.filter(({ side }) => side === 'site')).toHaveLength(9)
    expect(profiles.filter(({ side }) => side === 'onec')).toHaveLength(7)
  },

  'cmlSite.state': async () => {
    const state = await call('cmlSite.state')
    expect(state).toMatchObject({ user: '1c', orders: { total: 7, waiting: 0 } })
    expect(state.addresses[0]).toEqual({
      url: `${bench.address}/site/bitrix/admin/1c_exchange.php`,
      profile: 'bitrix',
    })
  },
  'cmlSite.settings': async () =>
    expect(await call('cmlSite.settings')).toMatchObject({ profile: 'bitrix', faults: [] }),
  'cmlSite.saveSettings': async () => {
    const settings = await call('cmlSite.settings')
    const body = { ...settings, missing: 'nothing' as const, password: 'другой пароль' }
    expect(await call('cmlSite.saveSettings', { body })).toMatchObject({ missing: 'nothing' })
    // The node of the bench's own site calls with the password of today.
    expect(await exchanged('check')).toMatchObject({ state: 'done' })
    const wrong = { ...body, faults: [{ id: 'F33', times: 0 }] }
    expect(await refusal(call('cmlSite.saveSettings', { body: wrong }))).toMatchObject({ status: 422 })
    await call('cmlSite.saveSettings', { body: { ...settings, password: null } })
  },
  'cmlSite.counts': async () =>
    expect(await call('cmlSite.counts')).toMatchObject({ items: 62, offers: 87, groups: 18, inactive: 2 }),
  'cmlSite.groups': async () => expect(await call('cmlSite.groups')).toHaveLength(18),
  'cmlSite.items': async () => {
    const page = await call('cmlSite.items', { query: { limit: 5, sort: 'name' } })
    expect(page).toMatchObject({ total: 62 })
    expect(page.rows).toHaveLength(5)
  },
  'cmlSite.item': async () => {
    const [row] = (await call('cmlSite.items', { query: { limit: 1 } })).rows
    expect(await call('cmlSite.item', { query: { id: row!.id } })).toMatchObject({ name: row!.name })
    const unknown = refusal(call('cmlSite.item', { query: { id: 'nobody' } }))
    expect(await unknown).toMatchObject({ status: 404, code: 'CML-ITEM-UNKNOWN' })
  },
  'cmlSite.imports': async () => {
    const imports = await call('cmlSite.imports')
    expect(imports.map((report) => [report.file, report.outcome])).toEqual([
      ['offers0_1.xml', 'done'],
      ['import0_1.xml', 'done'],
    ])
  },
  'cmlSite.importRows': async () => {
    const goods = (await call('cmlSite.imports')).at(-1)!
    const rows = await call('cmlSite.importRows', { params: { id: goods.id }, query: { what: 'added' } })
    expect(rows.total).toBeGreaterThanOrEqual(60)
  },
  'cmlSite.statuses': async () => {
    const statuses = await call('cmlSite.statuses')
    expect(statuses.filter(({ final }) => final).map(({ id }) => id)).toContain('F')
  },
  'cmlSite.orders': async () => expect(await call('cmlSite.orders')).toMatchObject({ total: 7 }),
  'cmlSite.order': async () =>
    expect(await call('cmlSite.order', { query: { number: '1001' } })).toMatchObject({
      number: '1001',
      waiting: false,
    }),
  'cmlSite.place': async () => {
    const offer = await pricedOffer()
    const order = await call('cmlSite.place', {
      body: { buyer: 'Орлова Вера', lines: [{ offer, quantity: 2000 }] },
    })
    expect(order).toMatchObject({ waiting: true, buyer: 'Орлова Вера' })
    expect(await exchanged('orders')).toMatchObject({ totals: { ordersCreated: 1 } })
  },
  'cmlSite.editOrder': async () => {
    const edited = await call('cmlSite.editOrder', { body: { number: '1001', comment: 'перезвонить' } })
    expect(edited).toMatchObject({ waiting: true, document: { comment: 'перезвонить' } })
  },
  'cmlSite.endSessions': async () => {
    await exchanged('check')
    expect((await call('cmlSite.state')).sessions.length).toBeGreaterThan(0)
    expect(await call('cmlSite.endSessions')).toMatchObject({ sessions: [], sourceCheck: false })
  },

  'cmlOnec.nodes': async () => {
    const [first] = await call('cmlOnec.nodes')
    expect(first).toMatchObject({ id: node, changed: 0, running: null })
  },
  'cmlOnec.settings': async () => {
    expect(await call('cmlOnec.settings', { params: { node } })).toMatchObject({ profile: 'ut11' })
    const unknown = refusal(call('cmlOnec.settings', { params: { node: 'none' } }))
    expect(await unknown).toMatchObject({ status: 404, code: 'CML-NODE-UNKNOWN' })
  },
  'cmlOnec.saveNode': async () => {
    const settings = await call('cmlOnec.settings', { params: { node } })
    const body = { ...settings, id: 'second', name: 'Второй узел', password: 'secret' }
    expect(await call('cmlOnec.saveNode', { params: { node: 'second' }, body })).toMatchObject({
      name: 'Второй узел',
    })
    const other = refusal(call('cmlOnec.saveNode', { params: { node: 'third' }, body }))
    expect(await other).toMatchObject({ status: 409, code: 'CML-NODE-ID' })
    expect(JSON.stringify(bench.parts.workspace.document.value)).not.toContain('secret')
  },
  'cmlOnec.removeNode': async () => {
    const left = await call('cmlOnec.removeNode', { params: { node: 'second' } })
    expect(left.map(({ id }) => id)).toEqual([node])
  },
  'cmlOnec.run': async () => {
    expect(run).toMatchObject({ state: 'done', totals: { items: 62, offers: 87, ordersLoaded: 7 } })
    const nothing = await exchanged('catalogue')
    expect(nothing).toMatchObject({ state: 'done', totals: { items: 0 } })
  },
  'cmlOnec.stop': async () =>
    expect(await call('cmlOnec.stop', { params: { id: run.id } })).toMatchObject({ state: 'done' }),
  'cmlOnec.runs': async () => {
    const runs = await call('cmlOnec.runs', { query: { node } })
    expect(runs.map(({ id }) => id)).toContain(run.id)
  },
  'cmlOnec.runReport': async () => {
    const report = await call('cmlOnec.runReport', { params: { id: run.id } })
    expect(report.steps.map(({ mode }) => mode)).toEqual(run.steps.map(({ mode }) => mode))
    expect(report.steps.every(({ entry }) => entry !== null)).toBe(true)
  },
  'cmlOnec.counts': async () => expect(await call('cmlOnec.counts')).toMatchObject({ items: 62 }),
  'cmlOnec.groups': async () => expect(await call('cmlOnec.groups')).toHaveLength(18),
  'cmlOnec.priceTypes': async () => expect(await call('cmlOnec.priceTypes')).toHaveLength(3),
  'cmlOnec.warehouses': async () => expect(await call('cmlOnec.warehouses')).toHaveLength(3),
  'cmlOnec.items': async () =>
    expect(await call('cmlOnec.items', { query: { state: 'inactive' } })).toMatchObject({ total: 2 }),
  'cmlOnec.item': async () => {
    const [row] = (await call('cmlOnec.items', { query: { limit: 1 } })).rows
    expect(await call('cmlOnec.item', { query: { id: row!.id } })).toMatchObject({ id: row!.id })
  },
  'cmlOnec.editItem': async () => {
    const [row] = (await call('cmlOnec.items', { query: { limit: 1 } })).rows
    const edited = await call('cmlOnec.editItem', { body: { id: row!.id, name: 'Новое имя' } })
    expect(edited).toMatchObject({ name: 'Новое имя' })
    expect(await exchanged('catalogue')).toMatchObject({ totals: { items: 1 } })
    expect(await call('cmlSite.item', { query: { id: row!.id } })).toMatchObject({ name: 'Новое имя' })
  },
  'cmlOnec.fill': async () =>
    expect(await call('cmlOnec.fill', { body: { items: 3 } })).toMatchObject({ items: 65 }),
  'cmlOnec.orders': async () => {
    const { rows } = await call('cmlOnec.orders', { query: { text: '1003' } })
    expect(rows).toMatchObject([{ siteNumber: '1003' }])
  },
  'cmlOnec.order': async () => {
    const { rows } = await call('cmlOnec.orders', { query: { text: '1003' } })
    const order = await call('cmlOnec.order', { params: { id: rows[0]!.id } })
    expect(order).toMatchObject({ node, changed: false })
  },
  'cmlOnec.editOrder': async () => {
    const { rows } = await call('cmlOnec.orders', { query: { text: '1004' } })
    const id = rows[0]!.id
    expect(await call('cmlOnec.editOrder', { params: { id }, body: { posted: true } })).toMatchObject({
      changed: true,
    })
    expect(await exchanged('orders')).toMatchObject({ totals: { ordersSent: 1 } })
  },
  'cmlOnec.orderStatuses': async () => expect(await call('cmlOnec.orderStatuses')).toContain('Не согласован'),
  'cmlOnec.counterparties': async () =>
    expect((await call('cmlOnec.counterparties')).length).toBeGreaterThan(0),

  'explorer.files': async () => expect((await call('explorer.files')).map(({ id }) => id)).toContain(file),
  'explorer.file': async () => {
    const shown = await call('explorer.file', { params: { file } })
    expect(shown).toMatchObject({ state: 'ready', name: 'import.xml' })
    expect(shown.parts[0]!.summary).toMatchObject({ version: '2.07', bom: true })
  },
  'explorer.open': async () => {
    const absent = refusal(call('explorer.open', { body: { path: join(fixtures, 'absent.xml') } }))
    expect(await absent).toMatchObject({ status: 409, code: 'EXPLORER-PATH' })
  },
  'explorer.groups': async () =>
    expect((await call('explorer.groups', { params: { file } })).length).toBeGreaterThan(0),
  'explorer.items': async () => {
    const { counts } = await call('explorer.file', { params: { file } })
    const page = await call('explorer.items', { params: { file } })
    expect(page.total).toBe(counts.items)
    expect(page.total).toBeGreaterThan(0)
  },
  'explorer.item': async () => {
    const [row] = (await call('explorer.items', { params: { file } })).rows
    const card = await call('explorer.item', { params: { file }, query: { id: row!.id } })
    expect(card.name).toBe(row!.name)
  },
  'explorer.properties': async () =>
    expect((await call('explorer.properties', { params: { file } })).length).toBeGreaterThan(0),
  'explorer.findings': async () =>
    expect(await call('explorer.findings', { params: { file } })).toMatchObject({ rows: expect.any(Array) }),
  'explorer.source': async () => {
    const source = await call('explorer.source', {
      params: { file },
      query: { part: 'import.xml', line: 1, around: 3 },
    })
    expect(JSON.stringify(source.lines[0])).toContain('<?xml')
  },
  'explorer.offers': async () => {
    const offers = await opened('offers.xml')
    const { rows, total } = await call('explorer.offers', { params: { file: offers } })
    expect(total).toBeGreaterThan(0)
    const offer = await call('explorer.offer', { params: { file: offers }, query: { id: rows[0]!.id } })
    expect(offer.prices.length).toBeGreaterThan(0)
  },
  'explorer.offer': async () => {
    const unknown = refusal(call('explorer.offer', { params: { file }, query: { id: 'nobody' } }))
    expect(await unknown).toMatchObject({ status: 404 })
  },
  'explorer.priceTypes': async () => {
    const offers = await opened('offers.xml')
    expect((await call('explorer.priceTypes', { params: { file: offers } })).length).toBeGreaterThan(0)
  },
  'explorer.warehouses': async () => {
    const offers = await opened('offers.xml')
    expect((await call('explorer.warehouses', { params: { file: offers } })).length).toBeGreaterThan(0)
  },
  'explorer.documents': async () => {
    const orders = await opened('orders.xml')
    const { rows } = await call('explorer.documents', { params: { file: orders } })
    const [row] = rows
    const { id, operation } = row!
    const document = await call('explorer.document', { params: { file: orders }, query: { id, operation } })
    expect(document).toMatchObject({ id, number: row!.number, operation })
    const other = refusal(
      call('explorer.document', { params: { file: orders }, query: { id, operation: 'Возврат' } }),
    )
    expect(await other).toMatchObject({ status: 404 })
  },
  'explorer.document': async () => {
    const unknown = refusal(call('explorer.document', { params: { file }, query: { id: 'nobody' } }))
    expect(await unknown).toMatchObject({ status: 404 })
  },
  'explorer.compare': async () => {
    const other = await opened('import.windows-1251.xml')
    const same = await call('explorer.compare', { params: { file, other: file } }).catch(() => null)
    expect(same?.total ?? 0).toBe(0)
    const page = await call('explorer.compare', { params: { file, other } })
    expect(page.total).toBeGreaterThan(0)
  },
  'explorer.cancel': async () =>
    expect(await call('explorer.cancel', { params: { file } })).toMatchObject({ state: 'ready' }),
  'explorer.close': async () => {
    const left = await call('explorer.close', { params: { file } })
    expect(left.map(({ id }) => id)).not.toContain(file)
  },
  'cmlSite.clear': async () => expect(await call('cmlSite.clear')).toMatchObject({ items: 0, offers: 0 }),
} satisfies Checks<keyof typeof commerceMlApi>

async function pricedOffer(): Promise<string> {
  const { rows } = await call('cmlSite.items', { query: { state: 'active', limit: 50 } })
  const priced = rows.find(({ price }) => price !== null)!
  const { offerList } = await call('cmlSite.item', { query: { id: priced.id } })
  return offerList.find(({ prices }) => prices.length > 0)!.id
}

describe('calls about CommerceML', () => {
  it.each(Object.entries(checks))('%s', (_, check) => check())

  it('none is left out', () => {
    expect(Object.keys(checks).sort()).toEqual(Object.keys(commerceMlApi).sort())
  })
})

it('a picture that 1C has sent is served as a picture and as nothing else', async () => {
  const { rows } = await call('cmlOnec.items', { query: { limit: 50 } })
  const pictured = rows.find(({ pictures }) => pictures > 0)!
  const { picturePaths } = await call('cmlOnec.item', { query: { id: pictured.id } })
  const response = await fetch(bench.address + commerceMlFiles.sitePicture(picturePaths[0]!))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^image\//)
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
  const absent = await fetch(bench.address + commerceMlFiles.sitePicture('import_files/zz/none.png'))
  expect(absent.status).toBe(404)
})
