import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Bad input of the admin API: refused with a code, a place and words in both languages; nothing of it is applied. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

const send = (
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers: Record<string, string> = {},
) =>
  fetch(`${bench.address}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })

interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  message: { ru: string; en: string }
  errors?: { pointer: string; rule: string }[]
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = (await response.json()) as Problem
  expect(problem.status).toBe(response.status)
  expect(problem.type).toBe(`urn:obmen:problem:${problem.code.toLowerCase()}`)
  expect(problem.message.ru).toMatch(/[а-яё]/i)
  expect(problem.message.en).not.toMatch(/undefined|\[object/)
  return problem
}

describe('what is not there', () => {
  it.each([
    ['GET', '/journal/999999', 'JOURNAL-ENTRY-UNKNOWN'],
    ['GET', '/journal/no-number', 'JOURNAL-ENTRY-UNKNOWN'],
    ['GET', '/journal/1e99/curl', 'JOURNAL-ENTRY-UNKNOWN'],
    ['POST', '/journal/999999/repeat', 'JOURNAL-ENTRY-UNKNOWN'],
    ['GET', '/journal/999999/body/request', 'JOURNAL-ENTRY-UNKNOWN'],
    ['GET', '/mappings/colour', 'MAPPING-KIND-UNKNOWN'],
    ['GET', '/mappings/__proto__/choices', 'MAPPING-KIND-UNKNOWN'],
    ['GET', '/onec/dictionaries/colour', 'MAPPING-KIND-UNKNOWN'],
    ['GET', '/onec/dictionaries/ksup_warehouse', 'ADMIN-NOT-FOUND'],
    ['GET', '/site/orders/none', 'SITE-ORDER-UNKNOWN'],
    ['POST', '/site/orders/none/mark', 'SITE-ORDER-UNKNOWN'],
    ['POST', '/site/orders/none/cancel', 'SITE-ORDER-UNKNOWN'],
    ['GET', '/site/draft?customer_id=none', 'SHOP-CUSTOMER-UNKNOWN'],
    ['GET', '/onec/orders/none', 'ONEC-ORDER-UNKNOWN'],
    ['POST', '/onec/orders/none/return', 'ONEC-ORDER-UNKNOWN'],
    ['POST', '/onec/outbox/999999/resend', 'ONEC-MESSAGE-UNKNOWN'],
    ['POST', '/onec/outbox/first/resend', 'ONEC-MESSAGE-UNKNOWN'],
  ])('%s %s is 404 %s', async (method, path, code) => {
    const response = await send(method, path)
    expect(response.status).toBe(404)
    expect((await problemOf(response)).code).toBe(code)
  })

  it.each([
    ['PUT', '/sides/moon', { mode: 'simulated', address: '', user: '1c', password: null }, 'ADMIN-NOT-FOUND'],
    ['PUT', '/onec/orders/none', { status: 'Закрыт' }, 'ONEC-ORDER-UNKNOWN'],
    ['PUT', '/onec/items/none/stock', { storage_ref: 'none', quantity: 1 }, 'ONEC-ITEM-UNKNOWN'],
    ['PUT', '/mappings/colour/policy', { on: 'pass' }, 'MAPPING-KIND-UNKNOWN'],
    ['PUT', '/mappings/colour/rows', {}, 'MAPPING-KIND-UNKNOWN'],
    ['POST', '/site/sign-in', { customer_id: 'none' }, 'SHOP-CUSTOMER-UNKNOWN'],
  ])('%s %s is 404', async (method, path, body, code) => {
    const response = await send(method, path, JSON.stringify(body))
    expect(response.status).toBe(404)
    expect((await problemOf(response)).code).toBe(code)
  })

  it('a side that is not there cannot be checked', async () => {
    const response = await send('POST', '/sides/moon/check')
    expect(response.status).toBe(404)
    expect((await problemOf(response)).code).toBe('ADMIN-NOT-FOUND')
  })

  it('an address that no call has is a problem too, and a wrong method names the right ones', async () => {
    const unknown = await send('GET', '/nothing/here')
    expect(unknown.status).toBe(404)
    expect((await problemOf(unknown)).code).toBe('ADMIN-NOT-FOUND')
    const method = await send('DELETE', '/journal')
    expect(method.status).toBe(405)
    expect(method.headers.get('allow')).toContain('GET')
  })
})

describe('bodies and queries of another kind', () => {
  const order = { customer_id: 'cust-1', client: {}, delivery: {}, lines: [] }
  it.each<[string, string, unknown, string[]]>([
    ['PUT', '/settings/name', { name: '' }, ['/name']],
    ['PUT', '/settings/name', {}, ['/name']],
    ['PUT', '/settings/site-orders', { reader: 'kind', pageSize: 201 }, ['/reader', '/pageSize']],
    [
      'PUT',
      '/sides/site',
      { mode: 'real', address: 'shop.example.ru', user: '1c', password: null },
      ['/address'],
    ],
    ['PUT', '/sides/site', { mode: 'imagined', password: 7 }, ['/mode', '/password']],
    ['PUT', '/mappings/city/rows', { put: [{ site_id: 'x' }] }, ['/put/0/id']],
    ['PUT', '/mappings/city/policy', { on: 'default' }, ['/row']],
    ['POST', '/mappings-import', {}, ['/base64']],
    [
      'POST',
      '/site/orders',
      order,
      [
        '/client/payment_method',
        '/client/name',
        '/delivery/delivery_city',
        '/delivery/delivery_method',
        '/lines',
      ],
    ],
    [
      'POST',
      '/site/orders',
      { ...order, lines: [{ tovar_id: 'tv-1001', storage: 'sclad_moscow', quantity: 0.5 }] },
      ['/lines/0/quantity'],
    ],
    [
      'PUT',
      `/onec/orders/${demoOrders.mapped}`,
      { lines: [{ offer_id: 1, price: -1 }] },
      ['/lines/0/offer_id', '/lines/0/price', '/lines/0/quantity'],
    ],
    ['PUT', '/onec/conditions', { maintenance: 'yes' }, ['/maintenance', '/locked']],
    [
      'PUT',
      `/onec/orders/${demoOrders.mapped}`,
      { requisites: { organization: 'ООО «Лось»', inn: '77' } },
      ['/requisites/inn'],
    ],
    ['POST', '/onec/items', { name: '', price: 0.1 }, ['/name', '/price']],
    ['POST', '/invoices/of', { ref: { source: 'text', text: 5 } }, ['/ref/text']],
    ['POST', '/validate', [], ['/']],
  ])('%s %s is 422 with the places', async (method, path, body, pointers) => {
    const response = await send(method, path, JSON.stringify(body))
    expect(response.status).toBe(422)
    const { code, errors, message } = await problemOf(response)
    expect(code).toBe('ADMIN-VALIDATION')
    expect(errors!.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(pointers))
    expect(message.en).not.toMatch(/[а-яё]/i)
  })

  it.each([
    ['/journal?limit=0', '/limit'],
    ['/journal?limit=501', '/limit'],
    ['/journal?before=yesterday', '/before'],
    ['/journal?direction=sideways', '/direction'],
    ['/journal?unmapped=maybe', '/unmapped'],
  ])('GET %s is 422', async (path, pointer) => {
    const response = await send('GET', path)
    expect(response.status).toBe(422)
    expect((await problemOf(response)).errors!.map((error) => error.pointer)).toEqual([pointer])
  })

  it.each([
    ['no JSON', '{"name": '],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x7b])],
    ['a bare value', '"name"'],
  ])('%s is 400, and the server goes on', async (_, body) => {
    const response = await send('PUT', '/settings/name', body)
    expect(response.status).toBe(400)
    expect((await problemOf(response)).code).toBe('ADMIN-BODY')
    expect((await bench.api.call('state.read')).workspace.name).toBe('Обмен: демонстрация')
  })

  it('a body over 12 MiB is 413', async () => {
    const response = await send('POST', '/validate', JSON.stringify({ text: 'x'.repeat(13 * 1024 * 1024) }))
    expect(response.status).toBe(413)
    expect((await problemOf(response)).code).toBe('ADMIN-BODY')
  })

  it('a caller that leaves in the middle of its body breaks nothing', async () => {
    const { hostname, port } = new URL(bench.address)
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PUT /api/settings/name HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name":"Полов`,
        )
        socket.destroy()
      })
      socket.once('close', () => resolve()).once('error', reject)
    })
    expect((await bench.api.call('state.read')).workspace.name).toBe('Обмен: демонстрация')
  })

  it('a draft that the contract would not let out is refused with the places of the order', async () => {
    const draft = await bench.api.call('site.draft')
    const wrong = await refusal(
      bench.api.call('site.place', {
        body: {
          ...draft,
          lines: [{ tovar_id: 'tv-none', storage: 'sclad_moscow', quantity: 1000 }],
        },
      }),
    )
    expect(wrong).toMatchObject({ status: 422, code: 'SHOP-DRAFT' })
    expect(wrong.problem['errors']).toEqual([expect.objectContaining({ pointer: '/lines/0/tovar_id' })])
    expect(await bench.api.call('site.orders')).toHaveLength(2)
  })

  it('an invoice is made of an order that 1C returned, not of anything else; the places are told', async () => {
    for (const text of ['не заказ', '{"order": {"order_id": "x"}}']) {
      const wrong = await refusal(bench.api.call('invoice.of', { body: { ref: { source: 'text', text } } }))
      expect(wrong).toMatchObject({ status: 422, code: 'INVOICE-BODY' })
    }
    const wrong = await refusal(
      bench.api.call('invoice.of', {
        body: { ref: { source: 'text', text: '{\n  "order": {"order_number": 5},\n  "exchange": {}\n}' } },
      }),
    )
    expect(wrong.problem['errors']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: expect.any(String), line: expect.any(Number) }),
      ]),
    )
  })

  it('what validates anything never fails on anything', async () => {
    for (const text of ['', '\0', '[[[[', '<orders', '{"order":', '💥', 'null', '[]', '"x"', '<a>&b;</a>']) {
      const report = await bench.api.call('validate.body', { body: { text } })
      expect(report.lenient.ok, JSON.stringify(text)).toBe(false)
    }
  })
})

describe('changes that cannot be applied whole', () => {
  it('a mapping batch that contradicts itself changes nothing', async () => {
    const { api } = bench
    const table = () => api.call('mappings.table', { params: { kind: 'storage' } })
    const before = await table()
    const [first] = before.rows
    const batches = [
      { put: [{ ...first!, note: 'не должно остаться' }, first!] },
      { put: [{ ...first!, note: 'не должно остаться' }], remove: [first!.id] },
      { put: [{ ...first!, note: 'не должно остаться' }], order: ['storage-none'] },
      { put: [{ ...first!, note: 'не должно остаться', mode: 'kit' as const }] },
    ]
    for (const body of batches) {
      const refused = await refusal(api.call('mappings.save', { params: { kind: 'storage' }, body }))
      expect(refused.status).toBe(409)
      expect(refused.code).toMatch(/^MAPPING-/)
    }
    expect(await table()).toEqual(before)
  })

  it('an empty or headless CSV gets a clear message and no change', async () => {
    const { api } = bench
    for (const csv of ['', '\n\n', 'sclad_moscow;Москва\n']) {
      const base64 = Buffer.from(csv).toString('base64')
      const body = { base64, kind: 'storage', apply: true }
      const { tables, problems } = await api.call('mappings.importFile', { body })
      const plans = tables.map(({ plan }) => plan)
      const told = [...problems, ...plans.flatMap((plan) => plan.problems)]
      expect(told[0]!.message.ru, JSON.stringify(csv)).toMatch(/[а-я]/)
      expect(plans.flatMap(({ added, changed }) => [...added, ...changed])).toEqual([])
    }
    expect((await api.call('mappings.table', { params: { kind: 'storage' } })).rows).toHaveLength(3)
  })
})

describe('callers from elsewhere', () => {
  it('a foreign page is refused, the bench’s own is not', async () => {
    const foreign = await send('POST', '/journal/clear', undefined, { origin: 'http://shop.example.ru' })
    expect(foreign.status).toBe(403)
    expect((await problemOf(foreign)).code).toBe('ADMIN-ORIGIN')
    const own = await send('GET', '/state', undefined, { origin: bench.address })
    expect(own.status).toBe(200)
  })
})
