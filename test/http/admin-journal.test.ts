import { afterAll, beforeAll, expect, it } from 'vitest'
import { journalApi } from '../../server/admin/api-journal.ts'
import type { AdminClient } from '../../server/admin/client.ts'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** The journal over the admin API, on a bench that has exchanged the orders of the demo. */

let bench: OpenBench
const called = new Set<string>()
const call: AdminClient['call'] = (name, ...input) => {
  called.add(name)
  return bench.api.call(name, ...input)
}
beforeAll(async () => {
  bench = await openBench()
  await bench.exchangeOrders()
  const params = { id: demoOrders.mapped }
  await bench.api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
  await bench.api.call('onec.return', { params })
})
afterAll(() => bench?.stop())

const found = async (q: string) =>
  (await call('journal.page', { query: { q, limit: 500 } })).rows.map(({ id }) => id)

it('pages go on where the last one ended, and filters narrow them', async () => {
  const first = await call('journal.page', { query: { limit: 5 } })
  expect(first.rows).toHaveLength(5)
  const rest = await call('journal.page', { query: { limit: 500, before: first.next! } })
  expect(first.rows.length + rest.rows.length).toBe(first.total)
  const refused = await call('journal.page', {
    query: { operation: 'site-orders.postResult', subject: demoOrders.unmapped },
  })
  expect(refused.total).toBe(1)
  const unmapped = await call('journal.page', { query: { unmapped: 'true' } })
  expect(unmapped.rows.map(({ operation }) => operation)).toEqual(['site-orders.getOrders'])
})

it('a query finds by columns and by what stands in the bodies', async () => {
  const posted = await found('op:postOrder status:2xx')
  expect(posted).toHaveLength(1)
  expect(await found(`body:"${demoOrders.mapped}" op:postOrder side:1c`)).toEqual(posted)
  expect(await found(`-body:"${demoOrders.mapped}" op:postOrder`)).toEqual([])
  expect(await found('mapping:unmapped')).toHaveLength(1)
  const page = await call('journal.page', { query: { q: 'status:>=', limit: 1 } })
  expect(page.problems.length).toBeGreaterThan(0)
  const { op } = await call('journal.vocabulary')
  expect(op).toContain('site-orders.getOrders')
})

it('an entry is told whole, as cURL without its account, and is sent again', async () => {
  const [row] = await bench.entries({ operation: 'site-orders.postOrder' })
  const params = { id: row!.id }
  const entry = await call('journal.entry', { params })
  expect(entry).toMatchObject({
    method: 'POST',
    status: 201,
    validity: 'valid',
    repeats: null,
    source: 'live',
  })
  expect(JSON.parse(entry.request!.text!)).toMatchObject({ order: { order_id: demoOrders.mapped } })
  const { text } = await call('journal.curl', { params })
  expect(text).toMatch(/^curl -sS -i -X POST/)
  expect(text).toContain(`'${bench.address}${row!.path}'`)
  expect(text).not.toContain('Basic ')
  const [result] = await bench.entries({ operation: 'site-orders.postResult' })
  const { id } = await call('journal.repeat', { params: { id: result!.id } })
  const repeated = await bench.entry(id)
  expect(repeated).toMatchObject({ repeats: result!.id, status: 200, subject: result!.subject })
  expect(repeated.requestId).not.toBe(result!.requestId)
  expect(await found('is:repeat')).toEqual([id])
})

it('[A-46] the thread of an order has its way there and back, the cycle has its requests', async () => {
  const [row] = await bench.entries({ operation: 'site-orders.postOrder' })
  const thread = await call('journal.thread', { params: { id: row!.id } })
  expect(thread.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['site-orders.getOrders', 'site-orders.postResult', 'site-orders.postOrder']),
  )
  const [session] = await call('journal.sessions')
  expect(session).toMatchObject({ kind: 'cycle', contract: 'site-orders/1' })
  expect(await found(`session:${session!.id}`)).toHaveLength(session!.entries)
  expect(thread.at(-1)!.session).toBe(session!.id)
  expect((await refusal(call('journal.thread', { params: { id: 999_999 } }))).status).toBe(404)
})

it('what is removed is brought back; what is pinned stays', async () => {
  const all = await found('')
  const pinned = all.slice(0, 1)
  expect(await call('journal.pin', { body: { ids: pinned, pinned: true } })).toEqual({ pinned: 1 })
  const one = await call('journal.remove', { body: { ids: all.slice(1, 3) } })
  expect(one.removed).toBe(2)
  const bad = await call('journal.remove', { body: { q: 'op:getOrders' } })
  expect(bad.removed).toBeGreaterThan(0)
  expect(await refusal(call('journal.remove', { body: { q: 'status:>=' } }))).toMatchObject({
    status: 422,
    code: 'JOURNAL-QUERY',
  })
  const rest = await call('journal.clear')
  expect(await found('')).toEqual(pinned)
  expect((await call('journal.deletions')).map(({ id }) => id)).toEqual([
    rest.deletion,
    bad.deletion,
    one.deletion,
  ])
  for (const { deletion } of [one, bad, rest])
    await call('journal.restore', { params: { deletion: deletion! } })
  expect(await found('')).toEqual(all)
  expect(await refusal(call('journal.restore', { params: { deletion: rest.deletion! } }))).toMatchObject({
    code: 'JOURNAL-DELETION-UNKNOWN',
  })
})

it('settings are kept in the document; health is told and space given back', async () => {
  const settings = await call('journal.settings')
  const changed = { ...settings, filters: [{ name: 'Отказы', query: 'status:>=400' }] }
  expect(await call('journal.setSettings', { body: changed })).toEqual(changed)
  expect(bench.parts.workspace.document.value.journal).toEqual(changed)
  const health = await call('journal.health', { query: { thorough: 'true' } })
  expect(health).toMatchObject({ problems: [], pinned: 1, removed: 0 })
  expect(health.entries).toBe((await found('')).length)
  const before = await found('body:order_id')
  expect((await call('journal.compact')).problems).toEqual([])
  expect(await found('body:order_id')).toEqual(before)
})

it('no call is left out', () => {
  expect(Object.keys(journalApi).filter((name) => !called.has(name))).toEqual([])
})
