import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import { demoOrders, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'

/** The same story in every spelling that the contract knows, through both simulated sides and the journal. */

let opened: OpenBench | undefined
afterEach(async () => {
  await opened?.stop()
  opened = undefined
})

const open = async (settings: Partial<SiteOrdersSettings>) => {
  opened = await openBench()
  await opened.configure(settings)
  return opened
}

const params = { id: demoOrders.mapped }

/** Takes the demo order, changes it in 1C and returns it. */
async function toAndFro({ api, exchangeOrders }: OpenBench) {
  await exchangeOrders()
  const taken = await api.call('onec.order', { params })
  await api.call('onec.edit', {
    params,
    body: {
      status: 'Ожидает оплаты',
      lines: taken.lines.map((line, i) => ({ ...line, quantity: line.quantity + 1_500, discount: i * 101 })),
      delivery: { number_delivery: 'ТТН-000777' },
    },
  })
  const document = await api.call('onec.return', { params })
  return { document, order: await api.call('site.order', { params }) }
}

const header = (headers: [string, string][], name: string) =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1]

describe('one order in each form', () => {
  it.each<[string, Partial<SiteOrdersSettings>, RegExp | null]>([
    ['canonical JSON', {}, null],
    ['canonical JSON, both ends strict', { reader: 'strict' }, null],
    ['XML', { format: 'xml' }, null],
    ['XML, both ends strict', { format: 'xml', reader: 'strict' }, null],
    ['the profile compat', { profile: 'compat' }, /"price": ?"\d/],
    ['the profile verbatim', { profile: 'verbatim' }, /'price': ?'\d/],
  ])('[A-19][AD-10][AD-41] %s: the site stores exactly what 1C made', async (_, settings, spelling) => {
    const bench = await open(settings)
    const { document, order } = await toAndFro(bench)
    expect(document.outgoing).toBe('delivered')
    expect(order).toMatchObject({ exchange_state: 'returned', seq: 1, total: document.total })
    expect(order.versions[0]!.body).toEqual(document.versions[0]!.body)

    const [posted] = await bench.entries({ operation: 'site-orders.postOrder' })
    const entry = await bench.entry(posted!.id)
    const xml = settings.format === 'xml'
    expect(header(entry.requestHeaders, 'content-type')).toBe(
      xml ? 'application/xml; charset=utf-8' : 'application/json; charset=utf-8',
    )
    expect(entry.request!.text!.trimStart()).toMatch(xml ? /^<\?xml/ : /^\{/)
    expect(entry.validity).toBe(spelling ? 'untidy' : 'valid')
    if (spelling) expect(entry.request!.text).toMatch(spelling)
    // Each liberty that the reader took stands in the journal with its place.
    const liberties = entry.findings.filter(({ code }) => code.startsWith('LA-'))
    expect(liberties.length > 0).toBe(spelling !== null)
    for (const { part, line, column, pointer } of liberties)
      expect({ part, pointer, known: line > 0 && column > 0 }).toEqual({
        part: 'request',
        pointer: expect.any(String) as string,
        known: true,
      })
  })

  it('[A-20] the XML of 1C holds by the XSD that the bench serves', async () => {
    const bench = await open({ format: 'xml' })
    await toAndFro(bench)
    const { path, remove } = await temporaryFolder()
    try {
      const [posted] = await bench.entries({ operation: 'site-orders.postOrder' })
      const body = await fetch(`${bench.address}/api/journal/${posted!.id}/body/request`)
      const order = await bench.exchange(`/orders/${demoOrders.mapped}`, {
        headers: { accept: 'application/xml' },
      })
      expect(order.headers.get('content-type')).toContain('application/xml')
      const schema = await fetch(`${bench.address}/openapi/site-orders.xsd`)
      const files = { 'posted.xml': body, 'order.xml': order, 'site-orders.xsd': schema }
      for (const [name, file] of Object.entries(files))
        await writeFile(join(path, name), new Uint8Array(await file.arrayBuffer()))
      for (const name of ['posted.xml', 'order.xml'])
        execFileSync('xmllint', ['--noout', '--schema', join(path, 'site-orders.xsd'), join(path, name)], {
          stdio: 'pipe',
        })
    } finally {
      await remove()
    }
  })
})

/** A returned order as another 1C, written before the contract document, would send it. */
const untidy = (order_id: string) => `{
  'exchange': {'seq': '4', 'base_revision': '1', 'ref_1c': '{3C9E1B70-94A1-11F0-8DE9-0242AC120002}', 'changed_at': '18.09.2025 9:05:12'},
  'order': {
    'order_id': '${order_id}',
    'order_number': '0000-000077',
    'order_time': '18.09.2025 8:57:36',
    'status': 'Ожидает оплаты',
    'client': {'payment_method': 'Безналичный расчет', 'name': 'Марина', 'telefon': '8 (900) 000-01-01'},
    'delivery': {'city_delivery': 'Пушкин', 'delivery_method': 'Самовывоз'},
    'products': [{
      'tovar_id': 'tv-1001',
      'offer': {'offer_id': '5B0D0001-4E1A-11F0-9C3D-0242AC1300AA', 'storage': 'sclad_moscow', 'quantity': '2', 'price': '1 050,28', 'discount': '0', 'nds_s': '20', 'nds_summa': '350,09', 'summa': '2 100,56'},
      'tovar_id': 'tv-1006',
      'offer': {'offer_id': '5b0d0008-4e1a-11f0-9c3d-0242ac1300aa', 'storage': 'sclad_moscow', 'quantity': 1, 'price': 120, 'discount': 0, 'nds_s': 'без ндс', 'nds_summa': 0, 'summa': 120},
    }],
  },
}`

const post = (bench: OpenBench, body: string, headers: Record<string, string> = {}) =>
  bench.exchange('/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body,
  })

describe('a foreign 1C with habits of its own', () => {
  it('[LA-03][LA-05][LA-06][LA-07][LA-09][LA-10][LA-11][LA-12][LA-14] is understood, and every liberty is in the journal with its line', async () => {
    const bench = await open({})
    await bench.exchangeOrders()
    const answer = await post(bench, untidy(demoOrders.mapped), { 'idempotency-key': randomUUID() })
    expect(answer.status).toBe(201)
    const [version] = (await bench.api.call('site.order', { params })).versions
    expect(version!.body).toMatchObject({
      exchange: { seq: 4, ref_1c: '3c9e1b70-94a1-11f0-8de9-0242ac120002', changed_at: '2025-09-18T09:05:12' },
      order: {
        order_time: '2025-09-18T08:57:36',
        order_status: 'Ожидает оплаты',
        // A payment method may travel by its name (6.1), a delivery method may not.
        client: { payment_method: 'Безналичный расчет', telefon: '+79000000101' },
        delivery: { delivery_city: 'Пушкин', delivery_method: 'pickup' },
      },
    })
    expect(
      version!.body.order.products.map(({ tovar_id, offer }) => [tovar_id, offer.nds_s, offer.summa]),
    ).toEqual([
      ['tv-1001', '20%', 2100.56],
      ['tv-1006', 'Без НДС', 120],
    ])
    const entry = await bench.entry((await bench.entries({ operation: 'site-orders.postOrder' })).at(-1)!.id)
    expect(entry).toMatchObject({ validity: 'untidy', direction: 'in', subject: demoOrders.mapped })
    const lines = new Map<string, number[]>()
    for (const { code, line } of entry.findings) lines.set(code, [...(lines.get(code) ?? []), line])
    expect(
      Object.fromEntries([...lines].map(([code, found]) => [code, [...new Set(found)][0]])),
    ).toMatchObject({
      'LA-05': 10,
      'LA-06': 2,
      'LA-07': 2,
      'LA-09': 12,
      'LA-10': 2,
      'LA-11': 8,
      'LA-12': 9,
      'LA-14': 7,
    })
    // Quotes on the lines 2 to 14, commas too many on 14 to 16; a line is named once for each.
    expect([...new Set(lines.get('LA-03'))]).toEqual(Array.from({ length: 15 }, (_, i) => i + 2))
  })

  it('[AD-33] without an Idempotency-Key it is served by its natural key, and the journal warns', async () => {
    const bench = await open({})
    await bench.exchangeOrders()
    const first = await post(bench, untidy(demoOrders.mapped))
    const second = await post(bench, untidy(demoOrders.mapped))
    expect([first.status, second.status]).toEqual([201, 200])
    expect((await bench.api.call('site.order', { params })).versions).toHaveLength(1)
    const entry = await bench.entry((await bench.entries({ operation: 'site-orders.postOrder' }))[0]!.id)
    expect(entry.findings.map(({ code }) => code)).toContain('W-NO-IDEMPOTENCY-KEY')
  })

  it('[AD-33] a strict site wants the key and the canonical form, and says where it is missed', async () => {
    const bench = await open({ reader: 'strict' })
    const { document } = await toAndFro(bench)
    const { exchange, order } = document.versions[0]!.body
    const next = JSON.stringify({ exchange: { ...exchange, seq: 2 }, order })
    const keyless = await post(bench, next)
    expect(keyless.status).toBe(400)
    expect(await keyless.json()).toMatchObject({ code: 'SITE-KEY-MISSING' })
    const key = { 'idempotency-key': randomUUID() }
    const refused = await post(bench, untidy(demoOrders.mapped), key)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      code: 'SITE-MALFORMED',
      errors: expect.arrayContaining([expect.objectContaining({ line: 2, column: 3 })]) as unknown,
    })
    const { versions } = await bench.api.call('site.order', { params })
    expect(versions.map(({ seq }) => seq)).toEqual([1])
    const [, withoutKey, malformed] = await bench.entries({ operation: 'site-orders.postOrder' })
    expect(withoutKey).toMatchObject({ code: 'SITE-KEY-MISSING', status: 400 })
    expect(malformed).toMatchObject({ code: 'SITE-MALFORMED', status: 400, validity: 'invalid' })
  })

  it.each(['compat', 'verbatim'] as const)(
    '[AD-03] a strict 1C stops at the first answer that is spelled like the samples (%s), and no mark is lost',
    async (profile) => {
      const bench = await open({ reader: 'strict', profile })
      const cycle = await bench.api.call('onec.exchange')
      expect(cycle).toMatchObject({ outcome: 'stopped', orders: [] })
      expect(cycle.code).toMatch(/^ORD-1\d\d$/)
      expect(cycle.steps.map(({ step }) => step)).toEqual(['ping'])
      expect(await bench.api.call('onec.orders')).toEqual([])
      expect((await bench.api.call('site.orders')).map(({ exchange_state }) => exchange_state)).toEqual([
        'marked',
        'marked',
      ])
    },
  )

  it('[AD-31] an older version than the stored one is refused and changes nothing', async () => {
    const bench = await open({})
    await bench.exchangeOrders()
    await post(bench, untidy(demoOrders.mapped))
    const older = await post(bench, untidy(demoOrders.mapped).replace("'seq': '4'", "'seq': '3'"))
    expect(older.status).toBe(409)
    expect(await older.json()).toMatchObject({ code: 'SITE-STALE', retryable: false })
    expect((await bench.api.call('site.order', { params })).seq).toBe(4)
  })

  it('[A-95] amounts that do not add up are refused whole, with what was expected', async () => {
    const bench = await open({})
    await bench.exchangeOrders()
    const answer = await post(bench, untidy(demoOrders.mapped).replace("'2 100,56'", "'2 100,65'"))
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      code: 'SITE-ARITHMETIC',
      errors: expect.arrayContaining([
        expect.objectContaining({
          pointer: '/order/products/0/offer/summa',
          expected: '2100.56',
          actual: '2100.65',
          line: 12,
        }),
      ]) as unknown,
    })
    expect((await bench.api.call('site.order', { params })).versions).toEqual([])
  })

  it('[AD-29] a status that no table knows is stored, shown as it came and flagged', async () => {
    const bench = await open({})
    await bench.exchangeOrders()
    const answer = await post(bench, untidy(demoOrders.mapped).replace('Ожидает оплаты', 'Ждёт пятницы'))
    expect(answer.status).toBe(201)
    expect(JSON.stringify(await answer.json())).toContain('W-STATUS-UNMAPPED')
    expect(await bench.api.call('site.order', { params })).toMatchObject({
      status: 'Ждёт пятницы',
      status_known: false,
    })
  })
})
