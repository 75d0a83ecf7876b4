import { createLogger } from '@stoplight/prism-core'
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createServer } from '@stoplight/prism-http-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BookingAnswer, BookingRequest, BookingState } from '../../server/contracts/regate/schema.ts'
import {
  aBooking,
  aPayment,
  cities,
  items,
  newId,
  NOWHERE,
  openRegate,
  stores,
  type RegateBench,
} from './regate-bench.ts'

/**
 * A public validator, Prism, stands between the caller and the bench as a proxy with the document that the bench serves. It
 * answers in its own name when a request or an answer is not as the document says.
 */

let bench: RegateBench
let proxy: ReturnType<typeof createServer>
let address: string
let authorization: string

beforeAll(async () => {
  bench = await openRegate()
  const document = (await (await fetch(`${bench.address}/openapi/regate.json`)).json()) as object
  proxy = createServer(await getHttpOperationsFromSpec(document), {
    cors: false,
    config: {
      isProxy: true,
      upstream: new URL(`${bench.address}/onec/kolos`),
      upstreamProxy: undefined,
      mock: { dynamic: false, ignoreExamples: false },
      validateRequest: true,
      validateResponse: true,
      checkSecurity: true,
      errors: true,
    },
    components: { logger: createLogger('proxy', { enabled: false }) },
  })
  address = await proxy.listen(0, '127.0.0.1')
  const password = (await bench.parts.accounts.password('kolos', 'restore')) ?? ''
  authorization = `Basic ${Buffer.from(`restore:${password}`).toString('base64')}`
})

afterAll(async () => {
  await proxy.close()
  await bench.stop()
})

async function call<Body>(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/hs/regate/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  // Prism names its own refusals; those of the service have codes.
  expect(text).not.toContain('stoplight.io')
  return { status: response.status, body: JSON.parse(text) as Body }
}

const write = <Body>(method: string, body: unknown) =>
  call<Body>(method, body, { 'idempotency-key': newId('key') })

describe('a validating proxy between ReStore and 1C', () => {
  it('[B-10][BD-38] lets a purchase, its payment and its refund through in both directions', async () => {
    expect((await call('state')).status).toBe(200)
    expect((await call('city')).status).toBe(200)
    expect((await call(`citystore?city_id=${cities.petersburg}`)).status).toBe(200)
    expect((await call(`storetable?store_id=${stores.main}`)).status).toBe(200)
    expect((await call(`assortment?store_id=${stores.main}&limit=1000`)).status).toBe(200)
    expect((await call('assortment', { store_id: stores.main })).status).toBe(200)

    const client_id = newId('client')
    expect((await write('client', { client_id, client: { type: 'person', name: 'Олег' } })).status).toBe(201)
    expect((await write('client', { client_id })).status).toBe(200)
    expect((await write('clientupd', { client_id, client: { phone: '+79000000002' } })).status).toBe(200)

    const order: BookingRequest = aBooking({
      client_id,
      lines: [{ item_id: items.cheese, quantity: 1.02 }],
    })
    const { status, body } = await write<BookingAnswer>('booking', order)
    expect(status).toBe(201)
    expect((await write('booking', order)).status).toBe(200)
    const { order_id, amount } = body
    expect((await write('paycard', { order_id, payment: aPayment(amount) })).status).toBe(200)
    const paid = await call<BookingState>(`bookingstate?order_id=${order_id}`)
    expect(paid.body.status.code).toBe(210)
    const refund = { order_id, refund_id: newId('ref'), reason: 'Не подошло' }
    expect((await write('refund', refund)).status).toBe(200)
  })

  it('[BD-38] lets refusals through as they are described', async () => {
    expect((await call('queue/none-such')).status).toBe(404)
    expect((await call(`storetable?store_id=${NOWHERE}`)).status).toBe(404)
    const lines = [{ item_id: items.bread, quantity: 100_000 }]
    expect((await write('booking', aBooking({ lines }))).status).toBe(409)
    expect(
      (await write('refund', { booking_id: 'none-such', refund_id: newId('ref'), reason: 'Нет' })).status,
    ).toBe(404)
    expect((await call('state', undefined, { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' })).status).toBe(401)
  })

  it('does stop what the document does not have', async () => {
    const response = await fetch(`${address}/hs/regate/storetable`, { headers: { authorization } })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('stoplight.io')
  })
})
