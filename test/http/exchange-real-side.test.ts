import { afterEach, describe, expect, it } from 'vitest'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { deafAddress, demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Two benches, each its own process of thought: 1C of one against the site of the other, over real HTTP. */

const closing: OpenBench[] = []
afterEach(async () => {
  for (const bench of closing.splice(0).reverse()) await bench.stop()
})

const open = async (password: string) => {
  const bench = await openBench({ secrets: memorySecrets({ 'site.password': password }) })
  closing.push(bench)
  return bench
}

const password = 'п@роль магазина: «да»'
const params = { id: demoOrders.mapped }

async function pair(settings: Partial<SiteOrdersSettings> = {}) {
  const shop = await open(password)
  const onec = await open('свой пароль')
  await onec.configure(settings)
  await onec.api.call('sides.save', {
    params: { side: 'site' },
    body: { mode: 'real', address: `${shop.address}/site`, user: '1c', password },
  })
  return { shop, onec }
}

describe('1C of this bench and a real site', () => {
  it('[A-04][A-07][AD-08] exchange orders over HTTP; each bench records its own end once', async () => {
    const { shop, onec } = await pair()
    expect((await onec.api.call('sides.check', { params: { side: 'site' } })).ok).toBe(true)
    const cycle = await onec.exchangeOrders()
    expect(cycle.orders.map(({ result }) => result)).toEqual(['accepted', 'rejected'])
    await onec.api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
    expect(await onec.api.call('onec.return', { params })).toMatchObject({ outgoing: 'delivered' })

    const [here, there] = [await onec.entries(), await shop.entries()]
    expect(new Set(here.map(({ direction }) => direction))).toEqual(new Set(['out']))
    expect(new Set(there.map(({ direction }) => direction))).toEqual(new Set(['in']))
    const exchanged = (rows: typeof here) =>
      rows.map(({ requestId, operation, status, validity }) => [requestId, operation, status, validity])
    expect(exchanged(here)).toEqual(exchanged(there))

    // Both kept the very bytes that went over the wire.
    const posted = (rows: typeof here) => rows.find(({ operation }) => operation === 'site-orders.postOrder')!
    const sent = await onec.entry(posted(here).id)
    const received = await shop.entry(posted(there).id)
    expect(sent.request!.sha256).toBe(received.request!.sha256)
    expect(sent.response!.sha256).toBe(received.response!.sha256)
    expect(sent.requestHeaders.find(([name]) => name === 'Authorization')?.[1]).toBe('Basic ***')

    // The real site has the order, the simulated one beside 1C was never touched.
    expect(await shop.api.call('site.order', { params })).toMatchObject({
      exchange_state: 'returned',
      seq: 1,
    })
    expect(await onec.api.call('site.order', { params })).toMatchObject({
      exchange_state: 'marked',
      seq: null,
    })
    expect(await shop.api.call('onec.orders')).toEqual([])
  })

  it('what 1C replaced by its tables is in its own journal, not in the shop’s', async () => {
    const { shop, onec } = await pair()
    await onec.exchangeOrders()
    const replaced = async (bench: OpenBench) =>
      (await bench.entries({ operation: 'site-orders.getOrders' })).map(({ unmapped }) => unmapped)
    expect(await replaced(onec)).toEqual([1])
    expect(await replaced(shop)).toEqual([0])
    // The shop learns of the gap by ORD-401 and lists it too.
    for (const bench of [onec, shop]) {
      expect(await bench.api.call('mappings.unmapped')).toEqual([
        expect.objectContaining({ value: 'courier_city', subjects: [demoOrders.unmapped] }),
      ])
    }
  })

  it('an exchange is repeated against the real site with the account of today', async () => {
    const { shop, onec } = await pair()
    await onec.exchangeOrders()
    const [ping] = await onec.entries({ operation: 'site-orders.ping' })
    const { id } = await onec.api.call('journal.repeat', { params: { id: ping!.id } })
    expect(await onec.entry(id)).toMatchObject({ direction: 'out', status: 200, repeats: ping!.id })
    expect(await shop.entries({ operation: 'site-orders.ping' })).toHaveLength(2)
  })

  it.each<[string, Partial<SiteOrdersSettings>]>([
    ['XML', { format: 'xml' }],
    ['compat', { profile: 'compat' }],
    ['verbatim', { profile: 'verbatim' }],
  ])(
    '[AD-10][AD-41] a 1C that writes %s is understood by a site that writes canonical JSON',
    async (_, settings) => {
      const { shop, onec } = await pair(settings)
      await onec.exchangeOrders()
      await onec.api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
      const document = await onec.api.call('onec.return', { params })
      const { versions } = await shop.api.call('site.order', { params })
      expect(versions[0]!.body).toEqual(document.versions[0]!.body)
    },
  )

  it('[AD-08] a wrong password stops the cycle at its first call and says so', async () => {
    const { shop, onec } = await pair()
    await onec.api.call('sides.save', {
      params: { side: 'site' },
      body: { mode: 'real', address: `${shop.address}/site`, user: '1c', password: 'не тот' },
    })
    const check = await onec.api.call('sides.check', { params: { side: 'site' } })
    expect(check).toMatchObject({ ok: false, status: 401 })
    const cycle = await onec.api.call('onec.exchange')
    expect(cycle).toMatchObject({ outcome: 'stopped', code: 'SITE-AUTH', orders: [] })
    expect(cycle.steps.map(({ step }) => step)).toEqual(['ping'])
    expect(await onec.api.call('onec.orders')).toEqual([])
  })

  it('[AD-34] a version made while the site is down waits, and a person sends it when the site is back', async () => {
    const { shop, onec } = await pair()
    await onec.exchangeOrders()
    const side = { mode: 'real', user: '1c', password: null } as const
    await onec.api.call('sides.save', {
      params: { side: 'site' },
      body: { ...side, address: await deafAddress() },
    })
    expect(await onec.api.call('onec.return', { params })).toMatchObject({ seq: 1, outgoing: 'waiting' })
    const down = await onec.api.call('onec.exchange')
    expect(down).toMatchObject({ outcome: 'stopped', code: 'ECONNREFUSED' })
    const failed = (await onec.entries({ operation: 'site-orders.postOrder' }))[0]!
    expect(await onec.entry(failed.id)).toMatchObject({
      direction: 'out',
      status: null,
      code: 'ECONNREFUSED',
    })

    await onec.api.call('sides.save', {
      params: { side: 'site' },
      body: { ...side, address: `${shop.address}/site` },
    })
    const [message] = await onec.api.call('onec.outbox')
    await onec.api.call('onec.resend', { params: { id: message!.id } })
    expect(await shop.api.call('site.order', { params })).toMatchObject({
      seq: 1,
      exchange_state: 'returned',
    })
    expect((await onec.api.call('state.read')).counts.outbox).toBe(0)
  })

  it('the simulated site of the bench that plays 1C keeps serving others', async () => {
    const { onec } = await pair()
    const answer = await fetch(`${onec.address}/site/api/1c/v1/ping`, {
      headers: { authorization: `Basic ${Buffer.from(`1c:${password}`).toString('base64')}` },
    })
    expect(answer.status).toBe(200)
    expect((await refusal(onec.api.call('journal.entry', { params: { id: 99 } }))).status).toBe(404)
  })
})

describe('the site of this bench and a real 1C', () => {
  it('[A-07] the simulated 1C is silent, so that no order is taken twice; the real one takes them', async () => {
    const bench = await open(password)
    const side = { mode: 'real', address: 'http://1c.example.ru', user: '1c', password: null } as const
    await bench.api.call('sides.save', { params: { side: 'onec' }, body: side })
    expect(await refusal(bench.api.call('onec.exchange'))).toMatchObject({ status: 409, code: 'ONEC-REAL' })
    const when = { kind: 'every', minutes: 1 } as const
    const { id } = await bench.api.call('errands.save', { body: { errand: 'onec.exchange', when } })
    expect((await bench.api.call('state.read')).exchange.nextAt).toBeNull()
    const silent = await bench.api.call('errands.run', { params: { id } })
    await bench.parts.errands.settled()
    expect(await bench.parts.errands.runOf(silent.id)).toMatchObject({ outcome: 'skipped' })

    const account = `Basic ${Buffer.from(`1c:${password}`).toString('base64')}`
    const taken = await bench.exchange('/orders', { headers: { authorization: account } })
    const page = (await taken.json()) as { orders: { order: { order_id: string } }[] }
    expect(page.orders.map(({ order }) => order.order_id)).toEqual([demoOrders.mapped, demoOrders.unmapped])

    const simulated = { ...side, mode: 'simulated', address: '' } as const
    const back = await bench.api.call('sides.save', { params: { side: 'onec' }, body: simulated })
    expect(back.exchange.nextAt).not.toBeNull()
    await bench.exchangeOrders()
  })
})
