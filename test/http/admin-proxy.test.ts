import { afterEach, expect, it } from 'vitest'
import { authorization, openBench, refusal } from './admin-bench.ts'

/** The proxy in a whole bench: its calls of the admin API, and an exchange that goes through it and stands in the journal. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function opened() {
  const bench = await openBench()
  closing.push(bench.stop)
  // The simulated site of the same bench stands for a real one.
  const link = {
    id: 'shop',
    name: 'Магазин',
    address: `${bench.address}/site/`,
    from: 'onec',
    to: 'site',
    mode: 'forward',
    insecure: false,
  } as const
  const { links } = await bench.api.call('proxy.save', { body: { links: [link] } })
  const get = (path: string) =>
    fetch(`${bench.address}${links[0]!.path}${path}`, { headers: { authorization } })
  return { bench, link, links, get }
}

it('links are saved in the workspace, shown with what has gone through them, and lead through at once', async () => {
  const { bench, link, links, get } = await opened()
  expect(links).toMatchObject([
    { ...link, address: `${bench.address}/site`, path: '/proxy/shop', exchanges: 0, last: null },
  ])
  expect((await get('/api/1c/v1/ping')).status).toBe(200)
  await bench.parts.proxy.recorded()
  const overview = await bench.api.call('proxy.links')
  expect(overview.addresses).toEqual([bench.address])
  expect(overview.links[0]).toMatchObject({ exchanges: 1, failed: 0, recordings: 1, last: { status: 200 } })
  const entry = await bench.entry(overview.links[0]!.last!.entry)
  expect(entry).toMatchObject({
    operation: 'site-orders.ping',
    source: 'proxy',
    validity: 'valid',
    path: '/proxy/shop/api/1c/v1/ping',
    connection: { httpVersion: '1.1' },
  })
  expect(JSON.stringify(entry.requestHeaders)).not.toContain(authorization.slice(6))
  const { rows } = await bench.api.call('journal.page', { query: { text: '/proxy/shop', limit: 15 } })
  expect(rows.map(({ id }) => id)).toContain(entry.id)
})

it('a link can be checked, and played from the start', async () => {
  const { bench, link, get } = await opened()
  expect(await bench.api.call('proxy.check', { params: { link: 'shop' } })).toMatchObject({
    reachable: true,
    failure: null,
  })
  await get('/api/1c/v1/ping')
  await bench.parts.proxy.recorded()
  await bench.api.call('proxy.save', { body: { links: [{ ...link, mode: 'playback' }] } })
  const played = await get('/api/1c/v1/ping')
  expect([played.status, await played.json()]).toMatchObject([200, { contract: expect.any(String) }])
  expect(await bench.api.call('proxy.rewind', { params: { link: 'shop' } })).toEqual({})

  // Another link plays what this one has recorded, once it is told to.
  const copy = { ...link, id: 'copy', mode: 'playback' } as const
  await bench.api.call('proxy.save', { body: { links: [link, copy] } })
  const asked = async () => (await fetch(`${bench.address}/proxy/copy/api/1c/v1/ping`)).status
  expect(await asked()).toBe(404)
  const params = { link: 'copy' }
  const q = 'source:proxy op:ping status:200'
  expect(await bench.api.call('proxy.adopt', { params, body: { q } })).toMatchObject({ taken: 1 })
  expect(await asked()).toBe(200)
  expect(await bench.api.call('proxy.release', { params })).toEqual({ released: 1 })
  expect(await asked()).toBe(404)
  expect(await refusal(bench.api.call('proxy.adopt', { params, body: { q: 'source:(' } }))).toMatchObject({
    code: 'JOURNAL-QUERY',
  })
  expect(await refusal(bench.api.call('proxy.check', { params: { link: 'nobody' } }))).toMatchObject({
    status: 404,
    code: 'PROXY-LINK-UNKNOWN',
  })
})

it('a real side of the settings is suggested as a link', async () => {
  const bench = await openBench()
  closing.push(bench.stop)
  await bench.api.call('sides.save', {
    params: { side: 'site' },
    body: { mode: 'real', address: 'https://shop.example', user: '1c', password: null },
  })
  const { suggestions } = await bench.api.call('proxy.links')
  expect(suggestions).toMatchObject([
    { id: 'side.site', side: 'side.site', address: 'https://shop.example', from: 'onec', to: 'site' },
  ])
})
