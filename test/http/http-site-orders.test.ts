import iconv from 'iconv-lite'
import { afterEach, describe, expect, it } from 'vitest'
import type { Handlers } from '../../server/http/call.ts'
import { nodeHeader } from '../../server/http/exchange-node.ts'
import { createContractClient } from '../../server/http/client.ts'
import type { Operation } from '../../server/contracts/operation.ts'
import * as operations from '../../server/contracts/site-orders/operations.ts'
import type { ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import { account, authorization, startToyBench, type ToyBench, type ToyBenchOptions } from './toy-bench.ts'

/** The host with the messages of the real contract; what a handler would do stays out of it. */

const { siteOrders, postOrder, getOrders, getDictionary } = operations
const returned = postOrder.request.examples[0]!.value as ProcessedOrder

const answerOfExample: Handlers = Object.fromEntries(
  siteOrders.operations.map((operation) => {
    const [status, message] = Object.entries(operation.responses)[0]!
    return [operation.id, async () => ({ status: Number(status), body: message.examples[0]!.value })]
  }),
)

let bench: ToyBench
let received: unknown[]
afterEach(() => bench.stop())

async function start(options: ToyBenchOptions = {}): Promise<void> {
  received = []
  bench = await startToyBench({
    contract: siteOrders,
    ...options,
    handlers: {
      ...answerOfExample,
      [postOrder.id]: async (call) => {
        received.push(call.request)
        return answerOfExample[postOrder.id]!(call)
      },
    },
  })
}

const postBody = (body: string | Uint8Array, contentType = 'application/json; charset=utf-8') =>
  fetch(`${bench.address}/site/api/1c/v1/orders`, {
    method: 'POST',
    headers: { authorization, 'content-type': contentType, 'idempotency-key': crypto.randomUUID() },
    body: body as string,
  })

const lastEntry = async () => {
  const { rows } = await bench.journal.page({ limit: 1 })
  return (await bench.journal.entry(rows[0]!.id))!
}

it('[A-08] every operation of the contract is reached by its client, over HTTP, and holds', async () => {
  await start()
  const client = createContractClient({
    contract: siteOrders,
    from: 'onec',
    to: 'site',
    endpoint: async () => ({ address: `${bench.address}/site`, ...account }),
    journal: bench.journal,
    clock: () => new Date(),
    instance: 'toy',
    reader: () => 'strict',
    profile: () => 'canonical',
    format: () => 'json',
    userAgent: '1C+Enterprise/8.3',
    headers: () => [nodeHeader('UT-1')],
  })
  for (const operation of siteOrders.operations as readonly Operation[]) {
    const reply = await client.call(operation, {
      params: { order_id: 'order-1', kind: 'city' },
      body: operation.request?.examples[0]?.value,
    })
    expect(reply, operation.id).toMatchObject({ ok: true })
    expect(await lastEntry(), operation.id).toMatchObject({
      operation: operation.id,
      contract: operation.contract,
      validity: 'valid',
    })
  }
  expect(await bench.journal.count()).toBe(siteOrders.operations.length)
})

describe('a processed order', () => {
  it('[A-10] comes to the handler as the value of the contract, and the journal knows its order', async () => {
    await start()
    expect((await postBody(JSON.stringify(returned))).status).toBeLessThan(300)
    expect(received).toEqual([returned])
    expect((await lastEntry()).subject).toBe(returned.order.order_id)
  })

  it.each(['compat', 'verbatim'] as const)(
    'in the %s profile is read, every liberty with its place',
    async (profile) => {
      await start()
      const { bytes, contentType } = postOrder.request.write(returned, 'json', profile)
      const response = await postBody(bytes, contentType)
      expect([response.status, await response.text()]).toEqual([
        expect.any(Number),
        expect.not.stringContaining('SITE-'),
      ])
      expect(received).toEqual([returned])
      const { validity, findings } = await lastEntry()
      expect(validity).toBe('untidy')
      expect(findings.length).toBeGreaterThan(0)
      for (const { severity, line } of findings) {
        expect(severity).not.toBe('error')
        expect(line).toBeGreaterThan(0)
      }
    },
  )

  it('[AD-41] may be XML, in windows-1251 too', async () => {
    await start()
    const { bytes, contentType } = postOrder.request.write(returned, 'xml')
    expect((await postBody(bytes, contentType)).status).toBeLessThan(300)
    const text = new TextDecoder().decode(bytes).replace('UTF-8', 'windows-1251')
    const untidy = await postBody(iconv.encode(text, 'windows-1251'), 'application/xml; charset=windows-1251')
    expect(untidy.status).toBeLessThan(300)
    expect(received).toEqual([returned, returned])
    const { request, findings } = await lastEntry()
    expect(request).toMatchObject({
      encoding: 'windows-1251',
      text: expect.stringContaining(returned.order.client.name),
    })
    expect(findings.map(({ code }) => code)).toContain('LA-02')
  })

  it('with a duplicate key is 400 SITE-DUPLICATE-KEY with line and column', async () => {
    await start()
    const twice = JSON.stringify(returned).replace('"order_number":', '"order_number":"1",\n"order_number":')
    const response = await postBody(twice)
    expect(response.status).toBe(400)
    const problem = (await response.json()) as { code: string; detail: string; errors: { line: number }[] }
    expect(problem.code).toBe('SITE-DUPLICATE-KEY')
    expect(problem.errors[0]!.line).toBe(2)
    expect(problem.detail).toContain('строка 2')
    expect(received).toEqual([])
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['half of it', JSON.stringify(returned).slice(0, 300)],
    ['a picture', '\u0089PNG'],
    ['deep nesting', '['.repeat(100_000)],
  ])('that is %s is 400 SITE-MALFORMED', async (_, body) => {
    await start()
    const response = await postBody(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'SITE-MALFORMED', retryable: false })
    expect((await lastEntry()).validity).toBe('invalid')
  })

  it('without a required field is 422 SITE-VALIDATION that names it', async () => {
    await start()
    const { order_number: _, ...order } = returned.order
    const response = await postBody(JSON.stringify({ ...returned, order }))
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      code: 'SITE-VALIDATION',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/order/order_number' })]),
    })
  })

  it('that is untidy is refused in strict mode', async () => {
    await start({ reader: () => 'strict' })
    const { bytes, contentType } = postOrder.request.write(returned, 'json', 'compat')
    expect((await postBody(bytes, contentType)).status).toBe(422)
  })
})

it('[AD-37] a bad row of a list comes to the handler apart and does not block the others', async () => {
  const { postStock } = operations
  const seen: [number, readonly number[]][] = []
  bench = await startToyBench({
    contract: { ...siteOrders, operations: [postStock] },
    handlers: {
      [postStock.id]: async ({ request, rejected }) => {
        const { items } = (request as { stock: { items: unknown[] } }).stock
        seen.push([items.length, rejected.map(({ index }) => index)])
        return { status: 200, body: { accepted: 1, rejected: 1, rows: [] } }
      },
    },
  })
  const good = { offer_id: '5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d62', storage: 'msk', quantity: 1 }
  const items = [{ ...good, offer_id: 'none' }, good]
  const response = await fetch(`${bench.address}/site/api/1c/v1/stock`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ stock: { mode: 'delta', as_of: '2026-01-01T00:00:00', items } }),
  })
  expect(response.status).toBe(200)
  expect(seen).toEqual([[1, [0]]])
  expect((await lastEntry()).findings).toContainEqual(expect.objectContaining({ severity: 'error' }))
})

describe('a dictionary', () => {
  it('of a kind that is not there is 404 SITE-NOT-FOUND', async () => {
    await start()
    const response = await fetch(`${bench.address}/site/api/1c/v1/dictionaries/planet`, {
      headers: { authorization },
    })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'SITE-NOT-FOUND' })
    expect((await lastEntry()).operation).toBe(getDictionary.id)
  })
})

describe('the list of orders', () => {
  it('is JSON only: XML is 406', async () => {
    await start()
    const response = await fetch(`${bench.address}/site/api/1c/v1/orders`, {
      headers: { authorization, accept: 'application/xml' },
    })
    expect(response.status).toBe(406)
  })

  it('[AD-46] is refused with limits that cannot be', async () => {
    await start()
    for (const limit of ['0', '201', 'many', '1e9']) {
      const response = await fetch(`${bench.address}/site/api/1c/v1/orders?limit=${limit}`, {
        headers: { authorization },
      })
      expect(response.status).toBe(400)
    }
    expect(getOrders.errors[400]).toContain('SITE-MALFORMED')
  })
})
