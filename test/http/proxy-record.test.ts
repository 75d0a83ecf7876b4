import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import * as examples from '../../server/contracts/site-orders/examples.ts'
import { priceStock } from '../../server/contracts/ksup/operations.ts'
import { getOrders, postOrder } from '../../server/contracts/site-orders/operations.ts'
import * as regate from '../../server/contracts/regate/examples.ts'
import { createResolver } from '../../server/mappings/resolve.ts'
import { ensureCertificate } from '../../server/http/tls/certificate.ts'
import { temporaryFolder } from './admin-bench.ts'
import { ask, link, openProxy, realSide } from './proxy-bench.ts'
import { mappingsWith } from './proxy-mappings.ts'

/** What the journal is told of an exchange: contract, operation, findings, mappings, TLS. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Exchange {
  method?: string
  path: string
  body?: Uint8Array
  status?: number
  type?: string
  answer: Uint8Array
  answerType?: string
  prefix?: string
  change?: Parameters<typeof link>[1]
  mappings?: ReturnType<typeof createResolver>
}

/** The entry of one exchange, of JSON messages where nothing else is said. */
async function recorded({
  method = 'GET',
  path,
  body,
  type = 'application/json',
  status = 200,
  answer,
  answerType = 'application/json',
  prefix = '',
  change,
  mappings,
}: Exchange) {
  const real = await realSide((req, res) => {
    req.resume().on('end', () => {
      res.writeHead(status, ['Content-Type', answerType, 'X-Request-Id', 'r-1'])
      res.end(answer)
    })
  })
  closing.push(real.stop)
  const bench = await openProxy({
    links: [link(real.address + prefix, change)],
    ...(mappings ? { mappings } : {}),
  })
  closing.push(bench.stop)
  const account = [
    'Authorization',
    `Basic ${Buffer.from('1c:secret').toString('base64')}`,
    'X-Request-Id',
    'r-1',
  ]
  const heard = await ask(`${bench.address}${path}`, {
    method,
    headers: body ? [...account, 'Content-Type', type, 'Content-Length', String(body.length)] : account,
    ...(body ? { body } : {}),
  })
  expect(heard.body.equals(answer)).toBe(true)
  expect(bench.failures).toEqual([])
  return bench.lastEntry()
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('an order exchange through the proxy', () => {
  it('orders for 1C: recognised below the path of a publication, validated, with what the mappings would do', async () => {
    const [first] = examples.ordersBatch.orders
    const tables = mappingsWith({
      delivery_method: [{ site_id: first!.order.delivery.delivery_method, ref_1c: 'method-ref' }],
    })
    const { bytes } = getOrders.responses[200].write(examples.ordersBatch)
    const entry = await recorded({
      prefix: '/shop',
      path: '/api/1c/v1/orders?limit=5',
      answer: Buffer.from(bytes),
      mappings: createResolver(tables),
    })
    expect(entry).toMatchObject({
      operation: { id: 'site-orders.getOrders' },
      findings: [],
      requestId: 'r-1',
      source: 'proxy',
      direction: 'in',
      connection: { httpVersion: '1.1', notes: [] },
    })
    const [{ order }] = examples.ordersBatch.orders as [(typeof examples.ordersBatch.orders)[number]]
    const of = (kind: string) => entry.replacements.filter((one) => one.kind === kind)
    expect(of('delivery_method')).toEqual([
      {
        kind: 'delivery_method',
        pointer: '/orders/0/order/delivery/delivery_method',
        part: 'response',
        direction: 'site_to_1c',
        from: order.delivery.delivery_method,
        to: 'method-ref',
        outcome: 'mapped',
        row: 'delivery_method-0',
      },
    ])
    expect(of('storage')).toHaveLength(order.products.length)
    expect(of('storage')[0]).toMatchObject({
      pointer: '/orders/0/order/products/0/storage',
      outcome: 'unmapped',
      to: null,
    })
  })

  it('an order of 1C: the request is read, the subject found, its values looked up', async () => {
    const body = Buffer.from(postOrder.request.write(examples.processedOrder).bytes)
    const answer = Buffer.from(postOrder.responses[200].write(examples.processedOrderAnswer).bytes)
    const { delivery, order_id } = examples.processedOrder.order
    const tables = mappingsWith({
      delivery_method: [{ site_id: delivery.delivery_method, ref_1c: 'method-ref' }],
    })
    const entry = await recorded({
      method: 'POST',
      path: '/api/1c/v1/orders',
      body,
      answer,
      mappings: createResolver(tables),
    })
    expect(entry).toMatchObject({ operation: { id: 'site-orders.postOrder' }, subject: order_id, code: null })
    expect(entry.findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(entry.replacements).toContainEqual({
      kind: 'delivery_method',
      pointer: '/order/delivery/delivery_method',
      part: 'request',
      direction: 'onec_to_site',
      from: delivery.delivery_method,
      to: delivery.delivery_method,
      outcome: 'mapped',
      row: 'delivery_method-0',
    })
  })

  it('what breaks the contract is found in both parts, and a refusal tells its code', async () => {
    const entry = await recorded({
      method: 'POST',
      path: '/api/1c/v1/orders',
      body: json({ order: { order_id: 17 } }),
      status: 422,
      answer: json({ type: 'about:blank', title: 'x', status: 422, code: 'SITE-VALIDATION', detail: 'нет' }),
    })
    expect(entry.code).toBe('SITE-VALIDATION')
    expect(entry.findings.some(({ part, severity }) => part === 'request' && severity === 'error')).toBe(true)
    const foreign = await recorded({ path: '/api/1c/v1/ping', answer: Buffer.from('<html>nginx</html>') })
    expect(foreign.findings).toMatchObject([{ part: 'response', code: 'HTTP-FOREIGN-ANSWER' }])
  })

  it('[D-102] names of warehouses in prices and stock, into the words of КСУП', async () => {
    const message = priceStock.responses[200]
    const { value } = message.examples[0]!
    const tables = mappingsWith({
      ksup_warehouse: [{ site_id: 'Склад КСУП', ref_1c: value.rows[0]!.warehouse }],
    })
    const entry = await recorded({
      method: 'POST',
      path: '/ut/hs/ksup/pricestock',
      body: json(priceStock.request.examples[0]!.value),
      answer: Buffer.from(message.write(value).bytes),
      change: { from: 'ksup', to: 'onec' },
      mappings: createResolver(tables),
    })
    expect(entry.operation?.id).toBe('ksup.priceStock')
    expect(entry.replacements[0]).toMatchObject({
      kind: 'ksup_warehouse',
      from: value.rows[0]!.warehouse,
      to: 'Склад КСУП',
      outcome: 'mapped',
    })
  })

  it('[B-24] [B-25] ReGate: what ReStore asks for, and what 1C answers with', async () => {
    const { city_id: city, stores } = regate.cityStores
    const store = stores[0]!.store_id
    const tables = mappingsWith({
      regate_city: [
        { site_id: 'd0000000-0000-4000-8000-000000000001', site_name: 'Наш город', ref_1c: city },
      ],
      regate_warehouse: [{ site_id: 'd0000000-0000-4000-8000-000000000002', ref_1c: store }],
    })
    const stores_ = (query: string) =>
      recorded({
        path: `/hs/regate/citystore?${query}`,
        answer: json(regate.cityStores),
        change: { from: 'restore', to: 'onec' },
        mappings: createResolver(tables),
      })
    const told = ({ replacements }: Awaited<ReturnType<typeof recorded>>) =>
      replacements.map(({ part, pointer, from, to }) => [part, pointer, from, to])
    const answered = [
      ['response', '/city_id', city, 'd0000000-0000-4000-8000-000000000001'],
      ['response', '/stores/0/store_id', store, 'd0000000-0000-4000-8000-000000000002'],
    ]
    const byId = await stores_('city_id=d0000000-0000-4000-8000-000000000001')
    expect(byId.operation?.id).toBe('regate.citystore')
    expect(told(byId)).toEqual([
      ['request', '/city_id', 'd0000000-0000-4000-8000-000000000001', city],
      ...answered,
    ])
    expect(told(await stores_(`city=${encodeURIComponent('Наш город')}`))).toEqual([
      ['request', '/city', 'Наш город', city],
      ...answered,
    ])
  })

  it('[C §10.1] [C §11.1] CommerceML: statuses of the site, price types and warehouses of 1C', async () => {
    const offers = await readFile('fixtures/commerceml/offers.xml')
    const ids = (tag: string) =>
      [...offers.toString().matchAll(new RegExp(`<${tag}>\\s*<Ид>([^<]+)`, 'g'))].map((found) => found[1]!)
    const [priceType] = ids('ТипЦены')
    const sent = await recorded({
      method: 'POST',
      path: '/1c_exchange.php?type=catalog&mode=file&filename=offers.xml',
      body: offers,
      type: 'application/xml',
      answer: Buffer.from('success'),
      answerType: 'text/plain',
      change: { from: 'onec', to: 'site' },
      mappings: createResolver(mappingsWith({ cml_price_type: [{ site_id: 'retail', ref_1c: priceType! }] })),
    })
    expect(sent.replacements).toContainEqual(
      expect.objectContaining({ kind: 'cml_price_type', part: 'request', from: priceType, to: 'retail' }),
    )
    // A table without rows is not asked.
    expect(new Set(sent.replacements.map(({ kind }) => kind))).toEqual(new Set(['cml_price_type']))

    const orders = Buffer.from(
      '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.08"><Документ><Ид>1</Ид><Номер>7</Номер>' +
        '<ХозОперация>Заказ товара</ХозОперация><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Статус заказа</Наименование>' +
        '<Значение>[N] Принят</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Документ></КоммерческаяИнформация>',
    )
    const heard = await recorded({
      path: '/1c_exchange.php?type=sale&mode=query',
      answer: orders,
      answerType: 'application/xml',
      change: { from: 'onec', to: 'site' },
      mappings: createResolver(
        mappingsWith({ cml_order_status: [{ site_id: 'N', ref_1c: 'Не согласован' }] }),
      ),
    })
    expect(heard.replacements).toContainEqual(
      expect.objectContaining({
        kind: 'cml_order_status',
        part: 'response',
        from: 'N',
        to: 'Не согласован',
        outcome: 'mapped',
      }),
    )
  })

  it('[BD-41] a card number that the real 1C refused is not kept', async () => {
    const entry = await recorded({
      method: 'POST',
      path: '/hs/regate/paycard',
      body: json({ payment_id: 'p', pan: '4111111111111111' }),
      status: 422,
      answer: json({ title: 'x', status: 422, code: 'RG-PAN-FORBIDDEN', detail: 'нельзя' }),
      change: { from: 'restore', to: 'onec' },
    })
    expect(entry.operation?.id).toBe('regate.paycard')
    expect(JSON.stringify(entry.findings)).not.toContain('4111111111111111')
    expect(Buffer.from(entry.request as Uint8Array).toString()).not.toContain('4111111111111111')
  })

  it('a path of no contract is recorded as it is', async () => {
    const entry = await recorded({ path: '/robots.txt', answer: Buffer.from('x') })
    expect(entry).toMatchObject({ operation: null, subject: null, findings: [], replacements: [] })
  })
})

const fixture = (path: string) => readFile(new URL(`../../fixtures/${path}`, import.meta.url))

describe('messages that are more than JSON', () => {
  const severe = ({ findings }: Awaited<ReturnType<typeof recorded>>) =>
    findings.filter(({ severity }) => severity !== 'info').map(({ part, code }) => `${part} ${code}`)

  it('[DD-10] an order with its file as multipart/form-data is read as the message that it stands for', async () => {
    const { file, ...message } = JSON.parse(String(await fixture('ksup/order-add.json'))) as {
      file: { name: string; content_base64: string }
    }
    const form = (name: string) =>
      Buffer.concat([
        Buffer.from(
          `--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json\r\n\r\n` +
            `${JSON.stringify(message)}\r\n--b\r\nContent-Disposition: form-data; name="file"; ` +
            `filename="${file.name}"\r\nContent-Type: application/pdf\r\n\r\n`,
        ),
        Buffer.from(file.content_base64, 'base64'),
        Buffer.from('\r\n--b--\r\n'),
      ])
    const order = (name: string) =>
      recorded({
        method: 'POST',
        path: '/api/ksup/v1/orders',
        type: 'multipart/form-data; boundary=b',
        body: form(name),
        answer: json({ title: 'x', status: 404, code: 'KS-DEAL-UNKNOWN', detail: 'нет' }),
        status: 404,
        change: { to: 'ksup' },
      })
    expect(await order('message')).toMatchObject({
      operation: { id: 'ksup.orders' },
      subject: '8108',
      code: 'KS-DEAL-UNKNOWN',
      findings: [],
    })
    expect(severe(await order('messag'))).toEqual(['request KS-MALFORMED'])
  })

  it('[BD-02] parameters of an address are held against the contract; a repeated or wrong one has its place', async () => {
    const asked = async (query: string) => {
      const entry = await recorded({
        path: `/ut/hs/regate/storetable${query}`,
        answer: json({ title: 'x', status: 404, code: 'RG-STORE-UNKNOWN', detail: 'нет' }),
        status: 404,
        change: { from: 'restore', to: 'onec' },
      })
      expect(entry.operation?.id).toBe('regate.storetable')
      return entry.findings.map(({ part, severity, pointer }) => `${part} ${severity} ${pointer}`)
    }
    expect(await asked('?store_id=7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01')).toEqual([])
    expect(await asked('?store_id=7F0C2A54-1D3B-4B67-9A10-5A1C0F2E9D01')).toEqual([
      'request warning /store_id',
    ])
    for (const wrong of ['?store_id=нет', '?store_id=a&store_id=b'])
      expect(await asked(wrong)).toEqual(['request error /store_id'])
    const page = await recorded({
      path: '/api/1c/v1/orders?limit=много',
      answer: json({ title: 'x', status: 400, code: 'SITE-MALFORMED', detail: 'нет' }),
      status: 400,
    })
    expect(page.findings).toMatchObject([{ part: 'request', code: 'PROXY-QUERY', pointer: '/limit' }])
  })

  it('[C §3] CommerceML: files, answers and orders; what cannot be checked says why', async () => {
    const file = async (name: string, body: Uint8Array, answer = 'success') => {
      const entry = await recorded({
        method: 'POST',
        path: `/1c_exchange.php?type=catalog&mode=file&filename=${name}`,
        type: 'application/octet-stream',
        body,
        answer: Buffer.from(answer),
        answerType: 'text/plain',
      })
      return [...severe(entry), ...entry.connection!.notes.map(({ code }) => code)]
    }
    const goods = await fixture('commerceml/import.xml')
    expect(await file('import.xml', goods)).toEqual([])
    expect(
      await file('import.xml', Buffer.from(`${goods.toString().replace('<Товары>', '<Товары><&')}`)),
    ).toEqual(['request CML-MALFORMED'])
    expect(await file('import.xml', goods.subarray(0, 900))).toEqual(['PROXY-FRAGMENT'])
    expect(await file('import.xml', goods.subarray(900))).toEqual(['PROXY-FRAGMENT'])
    expect(await file('a.zip', Buffer.from('PK\x03\x04…'))).toEqual(['PROXY-ARCHIVE'])
    expect(await file('a.jpg', Buffer.from('JFIF'), 'failure\nнет места')).toEqual([
      'response CML-ANSWER',
      'PROXY-NO-DOCUMENT',
    ])
    const orders = (answer: Buffer) =>
      recorded({ path: '/1c_exchange.php?type=sale&mode=query', answer, answerType: 'text/xml' })
    expect(severe(await orders(await fixture('commerceml/orders.xml')))).toEqual([])
    expect(severe(await orders(Buffer.from('')))).toEqual(['response CML-ANSWER'])
  })
})

describe('TLS', () => {
  it('of both ends; a certificate that nobody vouches for only when the link allows it', async () => {
    const folder = await temporaryFolder()
    closing.push(folder.remove)
    const certificate = await ensureCertificate(folder.path, ['localhost', '127.0.0.1'], () => new Date())
    const real = createServer({ ...certificate }, (_req, res) => res.end('под замком'))
    await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => (real.close(resolve), real.closeAllConnections())))
    const address = `https://127.0.0.1:${(real.address() as AddressInfo).port}`
    const bench = await openProxy({ tls: certificate, links: [link(address)] })
    closing.push(bench.stop)

    const heard = await ask(`${bench.address}/`)
    expect([heard.status, JSON.parse(heard.body.toString())]).toMatchObject([502, { code: 'PROXY-TLS' }])
    expect(await bench.proxy.check('real')).toMatchObject({
      reachable: false,
      failure: { code: 'PROXY-TLS' },
    })

    bench.options.links[0] = link(address, { insecure: true })
    const secure = await new Promise<string>((resolve, reject) => {
      request(`${bench.secureAddress}/`, { rejectUnauthorized: false, agent: false }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve)
      })
        .on('error', reject)
        .end()
    })
    expect(secure).toBe('под замком')
    const { connection } = await bench.lastEntry()
    expect(connection!.tls).toMatchObject({
      protocol: 'TLSv1.3',
      authorized: false,
      validTo: expect.stringMatching(/^\d{4}-/),
    })
    expect(connection!.timing.tls).toBeGreaterThanOrEqual(0)
    expect(await bench.proxy.check('real')).toMatchObject({
      reachable: true,
      status: 200,
      tls: { protocol: 'TLSv1.3' },
      failure: null,
    })
  })
})
