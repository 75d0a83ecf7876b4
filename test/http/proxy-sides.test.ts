import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { ksupServer } from '../../server/contracts/ksup/operations.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** «Реальная через прокси»: a second bench is the real system, over real HTTP. */

const closing: OpenBench[] = []
afterEach(async () => {
  for (const bench of closing.splice(0).reverse()) await bench.stop()
})

async function open(password: string) {
  const bench = await openBench({ secrets: memorySecrets({ 'site.password': password }) })
  closing.push(bench)
  return bench
}

const password = 'п@роль магазина: «да»'
const account = `Basic ${Buffer.from(`1c:${password}`).toString('base64')}`

async function pair() {
  const [shop, bench] = [await open(password), await open('свой пароль')]
  const state = await bench.api.call('sides.save', {
    params: { side: 'site' },
    body: { mode: 'proxied', address: `${shop.address}/site/`, user: '1c', password },
  })
  const { linkAddress, effectiveAddress } = state.sides.find(({ side }) => side === 'site')!
  expect(effectiveAddress).toBe(linkAddress)
  return {
    shop,
    bench,
    /** A 1C that is not ours. */
    foreign: (path: string) =>
      fetch(`${linkAddress}/api/1c/v1${path}`, {
        headers: { authorization: account, 'x-request-id': randomUUID() },
      }),
    async rows() {
      await bench.parts.proxy.recorded()
      return bench.entries()
    },
    link: async () => (await bench.api.call('proxy.links')).links[0]!,
  }
}

it('[A-04][A-07] calls of the bench and of others go through one link and are recorded once, alike', async () => {
  const { shop, bench, foreign, rows, link } = await pair()
  expect(await bench.api.call('sides.check', { params: { side: 'site' } })).toMatchObject({ ok: true })
  await bench.exchangeOrders()
  const params = { id: demoOrders.mapped }
  await bench.api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
  expect(await bench.api.call('onec.return', { params })).toMatchObject({ outgoing: 'delivered' })
  expect((await foreign('/ping')).headers.has('x-obmen-entry')).toBe(true)
  expect((await foreign('/orders?limit=5')).status).toBe(200)

  const [here, there] = [await rows(), await shop.entries()]
  const seen = (list: typeof here) =>
    list.map(({ requestId, operation, status, validity }) => [requestId, operation, status, validity])
  expect(seen(here)).toEqual(seen(there))
  expect(new Set(here.map(({ requestId }) => requestId)).size).toBe(here.length)
  const alike = here.map(({ direction, source, from, to }) => `${direction} ${source} ${from} ${to}`)
  expect(new Set(alike)).toEqual(new Set(['in proxy onec site']))

  // What the bench's own 1C did with the values stands once, without what the proxy would guess.
  const orders = here.filter(({ operation }) => operation === 'site-orders.getOrders')
  expect(orders[0]).toMatchObject({ unmapped: 1 })

  const entries = await Promise.all(here.map(({ id }) => bench.entry(id)))
  for (const { path, url, requestHeaders } of entries) {
    expect(path).toMatch(/^\/proxy\/side\.site\/api/)
    expect(url.startsWith(`${shop.address}/site/api`)).toBe(true)
    expect(
      new Map(requestHeaders.map(([name, value]) => [name.toLowerCase(), value])).get('authorization'),
    ).toBe('Basic ***')
  }
  const secrets = [password, Buffer.from(`1c:${password}`).toString('base64')]
  for (const secret of secrets) expect(JSON.stringify(entries)).not.toContain(secret)

  // The link is the side's: nothing of it is stored among the links of people.
  expect(await link()).toMatchObject({
    id: 'side.site',
    side: 'side.site',
    exchanges: here.length,
    failed: 0,
  })
  expect(bench.parts.workspace.document.value.proxy.links).toEqual([])
})

it('a real side that is gone is told to the bench once; its link plays what it has recorded, for everybody', async () => {
  const { shop, bench, foreign, rows, link } = await pair()
  const check = () => bench.api.call('sides.check', { params: { side: 'site' } })
  await foreign('/ping')
  await shop.stop()
  expect(await check()).toMatchObject({ ok: false, status: 502 })
  const [, failed] = await rows()
  expect(failed).toMatchObject({ code: 'PROXY-REFUSED', source: 'proxy', validity: 'unchecked' })
  expect(await rows()).toHaveLength(2)

  const side = { params: { side: 'side.site' } }
  const { links } = await bench.api.call('proxy.side', {
    ...side,
    body: { proxied: true, mode: 'playback', insecure: false },
  })
  expect(links[0]).toMatchObject({ mode: 'playback', recordings: 1, failed: 1 })
  expect(await check()).toMatchObject({ ok: true, status: 200 })
  expect((await foreign('/ping')).status).toBe(200)
  expect((await rows()).map(({ repeats }) => repeats)).toEqual([null, null, 1, 1])

  await bench.api.call('proxy.side', { ...side, body: { proxied: false, mode: 'forward', insecure: false } })
  expect(await link()).toBeUndefined()
  expect((await bench.api.call('state.read')).sides[1]).toMatchObject({ side: 'site', mode: 'real' })
  expect(
    await refusal(
      bench.api.call('proxy.side', {
        params: { side: 'нет' },
        body: { proxied: true, mode: 'forward', insecure: false },
      }),
    ),
  ).toMatchObject({ status: 404 })
  expect(
    await refusal(
      bench.api.call('sides.save', {
        params: { side: 'onec' },
        body: { mode: 'proxied', address: '', user: '1c', password: null },
      }),
    ),
  ).toMatchObject({ status: 422 })
})

it('[D-46][DD-03] the blocks of КСУП go through their links: an order with its file, and a ping of 1C', async () => {
  const [real, bench] = [await open(password), await open('свой пароль')]
  const accounts = { serverAccount: 'сервера', onecAccount: 'настоящей 1С' }
  await real.api.call('ksup.saveSettings', {
    body: { settings: await real.api.call('ksup.settings'), passwords: accounts },
  })
  const settings = await bench.api.call('ksup.settings')
  const block = (path: string, user: string) =>
    ({ mode: 'proxied', address: real.address + path, user }) as const
  await bench.api.call('ksup.saveSettings', {
    body: {
      settings: { ...settings, server: block('/ksup', '1c'), onec: block('/onec', 'ksup') },
      passwords: { server: accounts.serverAccount, onec: accounts.onecAccount },
    },
  })
  const { blocks } = await bench.api.call('ksup.overview')
  expect(blocks.server).toMatchObject({ mode: 'proxied', address: `${bench.address}/proxy/ksup.server` })
  expect(await bench.api.call('ksup.ping')).toMatchObject({ ok: true, address: blocks.onec.link_address })

  const { rows } = await bench.api.call('ksupOnec.documents', {
    query: { kind: 'order', deal_number: 8101 },
  })
  await bench.api.call('ksupOnec.act', { params: { ref: rows[0]!.ref }, body: { action: 'post' } })
  await bench.parts.ksup.onec.outbox.idle()
  expect((await real.api.call('ksup.deal', { params: { number: 8101 } })).files).toHaveLength(1)
  // A foreign 1C at the same link.
  const asked = await fetch(`${blocks.server.link_address}${ksupServer.operations[0]!.path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('1c:нет').toString('base64')}` },
  })
  expect(asked.status).toBe(401)
  await bench.parts.proxy.recorded()

  const [here, there] = [await bench.entries(), await real.entries()]
  const seen = (list: typeof here) => list.map(({ operation, status }) => `${operation} ${status}`)
  expect(seen(here)).toEqual(seen(there))
  expect(here.length).toBeGreaterThan(2)
  expect(new Set(here.map(({ source, direction }) => `${source} ${direction}`))).toEqual(
    new Set(['proxy in']),
  )
})
