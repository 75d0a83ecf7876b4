import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrdersBatch } from '../../server/contracts/site-orders/schema.ts'
import { demoMappings, demoSite } from '../../fixtures/demo/demo.ts'
import { aResult, aVersion, offers } from '../unit/site-shop.ts'
import { startSite, type TestSite } from './site-server.ts'

describe('the simulated site over HTTP', () => {
  let site: TestSite
  beforeEach(async () => {
    site = await startSite()
  })
  afterEach(() => site.stop())

  const orders = async (query = '') => (await (await site.get(`/orders${query}`)).json()) as OrdersBatch

  it('[A-04][A-19] the ten operations answer as the contract says, and every answer is recorded', async () => {
    const id = await site.placed()
    const statuses = [
      (await site.get('/ping')).status,
      (await site.get('/orders')).status,
      (await site.get(`/orders/${id}`)).status,
      (await site.post(`/orders/${id}/result`, aResult(id, 'accepted'))).status,
      (await site.post('/orders', aVersion(id))).status,
      (
        await site.post('/stock', {
          stock: {
            mode: 'delta',
            as_of: '2026-03-02T12:00:00',
            items: [{ offer_id: offers.ball, storage: 'main', quantity: 1 }],
          },
        })
      ).status,
      (await site.post('/nomenclature', { nomenclature: [] })).status,
      (await site.post('/contragents', { contragents: [] })).status,
      (await site.get('/dictionaries/city')).status,
      (await site.post('/dictionaries/city', { kind: 'city', items: [] })).status,
    ]
    expect(statuses).toEqual([200, 200, 200, 200, 201, 200, 200, 200, 200, 200])
    expect(site.defects).toEqual([])
    expect(await site.journal.count()).toBe(10)
    const { rows } = await site.journal.page({ limit: 10, subject: id })
    expect(rows.map(({ operation }) => operation).sort()).toEqual([
      'site-orders.getOrder',
      'site-orders.postOrder',
      'site-orders.postResult',
    ])
  })

  it('[A-22] an empty list is 200 with no orders', async () => {
    const response = await site.get('/orders')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      orders: [],
      exchange: { schema: 'site-orders/1', has_more: false, next_cursor: null },
    })
  })

  it('[A-22] all pages together are all marked orders, once each', async () => {
    const ids = []
    for (let i = 0; i < 7; i += 1) ids.push(await site.placed())
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: OrdersBatch = await orders(`?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seen.push(...page.orders.map(({ order }) => order.order_id))
      cursor = page.exchange.next_cursor
    }
    expect(seen).toEqual(ids)
  })

  it('wrong queries are refused with their places', async () => {
    for (const query of ['?limit=0', '?limit=201', '?limit=x', '?since=yesterday', '?cursor=zzz']) {
      const response = await site.get(`/orders${query}`)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'SITE-MALFORMED', retryable: false })
    }
  })

  it('[A-19] the order travels as XML too, when 1C asks for it', async () => {
    const id = await site.placed()
    const response = await site.get(`/orders/${id}`, { accept: 'application/xml' })
    expect(response.headers.get('content-type')).toContain('application/xml')
    expect(await response.text()).toContain(id)
  })

  it('[A-24] refusals of the site are problem details with their codes', async () => {
    const id = await site.placed()
    await site.post('/orders', aVersion(id, 2))
    const line = aVersion(id).order.products[0]!
    const cases: [unknown, number, string][] = [
      [aVersion('none'), 404, 'SITE-ORDER-UNKNOWN'],
      [aVersion(id, 1), 409, 'SITE-STALE'],
      [aVersion(id, 2, { order: { order_status: 'Закрыт' } }), 422, 'SITE-VALIDATION'],
      [
        aVersion(id, 3, { order: { products: [{ ...line, offer: { ...line.offer, summa: 1 } }] } }),
        422,
        'SITE-ARITHMETIC',
      ],
      ['{"order":', 400, 'SITE-MALFORMED'],
    ]
    for (const [body, status, code] of cases) {
      const response = await site.post('/orders', body)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(await response.json()).toMatchObject({ status, code, request_id: expect.any(String) })
    }
    const result = await site.post(`/orders/${id}/result`, aResult(id, 'accepted', [], { revision: 9 }))
    expect(await result.json()).toMatchObject({ status: 409, code: 'SITE-REVISION' })
    expect((await site.site.order(id)).seq).toBe(2)
  })

  it('a version retried with its key is stored once and answered the same', async () => {
    const id = await site.placed()
    const key = randomUUID()
    const [first, second] = [
      await site.post('/orders', aVersion(id), { 'idempotency-key': key }),
      await site.post('/orders', aVersion(id), { 'idempotency-key': key }),
    ]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect((await site.site.order(id)).versions).toHaveLength(1)
  })

  it('a version retried without a key is recognised by its seq', async () => {
    const id = await site.placed()
    const headers = { 'idempotency-key': '' }
    const statuses = []
    for (let i = 0; i < 2; i += 1) statuses.push((await site.post('/orders', aVersion(id), headers)).status)
    expect(statuses).toEqual([201, 200])
    expect((await site.site.order(id)).versions).toHaveLength(1)
  })

  it('versions of one order that come at once leave the highest, whole', async () => {
    const id = await site.placed()
    const answers = await Promise.all(
      [4, 1, 3, 5, 2].map((seq) =>
        site.post('/orders', aVersion(id, seq, { order: { order_number: `N-${seq}` } })),
      ),
    )
    for (const { status } of answers) expect([200, 201, 409]).toContain(status)
    const order = await site.site.order(id)
    expect(order.seq).toBe(5)
    expect(order.versions[0]!.body.order.order_number).toBe('N-5')
  })

  it('one order that cannot be handled blocks no other', async () => {
    const ids = [await site.placed(), await site.placed(), await site.placed()]
    const answers = await Promise.all(
      ids.map((id, i) => site.post('/orders', i === 1 ? aVersion('none') : aVersion(id))),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 404, 201])
  })

  it('[A-15] a lenient reading is told to 1C in the warnings of the answer', async () => {
    const id = await site.placed()
    const text = JSON.stringify(aVersion(id)).replace('"nds_s":"20%"', '"nds_s":"НДС20"')
    const response = await site.post('/orders', text)
    expect(response.status).toBe(201)
    const { warnings } = (await response.json()) as { warnings: { code: string; pointer: string }[] }
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'LA-09', pointer: '/order/products/0/offer/nds_s' }),
    )
  })

  it('[A-43] what the mappings replaced is in the journal entry', async () => {
    const id = await site.placed()
    const body = aVersion(id)
    body.order.delivery.delivery_method = 'Самовывоз'
    await site.post('/orders', body)
    const { rows } = await site.journal.page({ limit: 1 })
    const entry = await site.journal.entry(rows[0]!.id)
    expect(entry!.replacements).toMatchObject([{ kind: 'delivery_method', from: 'Самовывоз', to: 'pickup' }])
  })

  it('paths that are not of the shop are left to others', async () => {
    expect((await fetch(`${site.address}/site/accounting`)).status).toBe(404)
    expect((await site.get('/nothing')).status).toBe(404)
  })
})

describe('the demo shop', () => {
  it('[A-21] begins with two marked orders, and its draft is one that 1C can take', async () => {
    const site = await startSite({ data: demoSite, mappings: structuredClone(demoMappings) })
    try {
      const { orders } = (await (await site.get('/orders')).json()) as OrdersBatch
      expect(orders).toHaveLength(2)
      expect(orders.map(({ order }) => order.delivery.delivery_method)).toContain('courier_city')
      for (let i = 0; i < 6; i += 1) {
        const placed = await site.site.place(await site.site.draft())
        const { delivery, products } = placed.own
        expect(site.mappings.toOnec('delivery_method', delivery.delivery_method).outcome).toBe('mapped')
        for (const { storage, offers: bound } of products) {
          expect(site.mappings.toOnec('storage', storage).outcome).toBe('mapped')
          expect(bound.length).toBeGreaterThan(0)
        }
      }
      expect(site.defects).toEqual([])
    } finally {
      await site.stop()
    }
  })

  it('[A-42] the story: the unmapped method is refused, its cell is filled, the order goes again', async () => {
    const site = await startSite({ data: demoSite, mappings: structuredClone(demoMappings) })
    try {
      const { orders } = (await (await site.get('/orders')).json()) as OrdersBatch
      const { order_id } = orders.find(
        ({ order }) => order.delivery.delivery_method === 'courier_city',
      )!.order
      await site.post(`/orders/${order_id}/result`, aResult(order_id, 'rejected', [{ code: 'ORD-401' }]))
      const row = site.mappings
        .table('delivery_method')
        .rows.find(({ site_id }) => site_id === 'courier_city')!
      await site.mappings.save(
        'delivery_method',
        { put: [{ ...row, ref_1c: draftRef }], remove: [] },
        'integrator',
      )
      const again = (await (await site.get('/orders')).json()) as OrdersBatch
      expect(again.orders.find(({ order }) => order.order_id === order_id)?.exchange).toMatchObject({
        mark_reason: 'manual',
        revision: 1,
      })
    } finally {
      await site.stop()
    }
  })
})

const draftRef = '4d5e0005-4e1a-11f0-9c3d-0242ac1300aa'
