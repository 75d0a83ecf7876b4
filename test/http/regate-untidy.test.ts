import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Assortment, BookingAnswer, BookingState } from '../../server/contracts/regate/schema.ts'
import {
  aBench,
  aBooking,
  aPayment,
  expectRefusal,
  items,
  openRegate,
  stores,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const newestOf = async (operation: string) =>
  (await bench.parts.journal.page({ operation, limit: 1 })).rows[0]

describe('strict and untidy questions', () => {
  it('[BD-08] reads a GUID in upper case leniently in a body, and notes it', async () => {
    const { status } = await bench.call('storetable', { body: { store_id: stores.main.toUpperCase() } })
    expect(status).toBe(200)
    const { rows } = await bench.parts.journal.page({ operation: 'regate.storetable', limit: 1 })
    expect(rows[0]).toMatchObject({ validity: 'untidy', status: 200 })
  })

  it('[BD-08] reads it so in an address too, and strictly does not', async () => {
    const own = await aBench()
    const query = { store_id: stores.main.toUpperCase() }
    const { status, text } = await own.call('storetable', { query })
    expect(status, text).toBe(200)
    const { rows } = await own.parts.journal.page({ operation: 'regate.storetable', limit: 1 })
    expect(rows[0]).toMatchObject({ validity: 'untidy', status: 200 })
    await own.configure({ reader: 'strict' })
    expectRefusal(await own.call('storetable', { query }), 400, 'RG-MALFORMED')
  })

  it('[BD-11] a base that is emptied forgets the keys of its old answers', async () => {
    const own = await aBench()
    const ask = () =>
      own.call('client', { body: { client_id: 'rs-again' }, headers: { 'idempotency-key': 'key-of-old' } })
    expect((await ask()).status).toBe(201)
    expect((await ask()).headers.get('idempotency-replayed')).toBe('true')
    await own.parts.reset()
    const anew = await ask()
    expect(anew.status, anew.text).toBe(201)
    expect(anew.headers.get('idempotency-replayed')).toBeNull()
  })

  it('[BD-37] an enterprise that is not there answers as a web server without the publication', async () => {
    const answer = await fetch(`${bench.parts.address()}/onec/nobody/hs/regate/state`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('text/html')
  })

  it('[BD-06] drops a BOM leniently and refuses it strictly', async () => {
    const own = await aBench()
    const body = `\uFEFF{"store_id":"${stores.main}"}`
    expect((await own.call('storetable', { body })).status).toBe(200)
    await own.configure({ reader: 'strict' })
    expectRefusal(await own.call('storetable', { body }), 400, 'RG-MALFORMED')
    expectRefusal(
      await own.call('storetable', { body: { store_id: stores.main.toUpperCase() } }),
      422,
      'RG-VALIDATION',
    )
    expect((await own.call('storetable', { query: { store_id: stores.main } })).status).toBe(200)
  })

  it('[BD-02] answers 405 with Allow to any other verb', async () => {
    const answer = await bench.call('state', { verb: 'DELETE' })
    expectRefusal(answer, 405, 'RG-VERB')
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
    expect((await bench.call('booking', { verb: 'GET' })).headers.get('allow')).toBe('POST, OPTIONS')
  })
})

describe('strict and untidy writes', () => {
  /** A booking as an older client spells it. */
  const untidy = () =>
    JSON.stringify(
      aBooking({
        store_id: stores.main.toUpperCase(),
        lines: [{ item_id: items.cheese, quantity: 1.02 }],
        expected_amount: 1203.6,
        valid_until: '2025-09-19T09:00:00',
      }),
    )
      .replace('1.02', '"1,02"')
      .replace('1203.6', '"1\u00A0203,60"')
      .replace('2025-09-19T09:00:00', '19.09.2025 9:00:00')
      .replace('{', '{"note_of_ours": 1, ')

  it('[BD-06][BD-07][BD-08] are read leniently, each liberty noted in the journal', async () => {
    const answer = await bench.call<BookingAnswer>('booking', { body: untidy() })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ amount: 1203.6, valid_until: '2025-09-19T09:00:00' })
    const row = await newestOf('regate.booking')
    expect(row).toMatchObject({ validity: 'untidy' })
    const { findings } = (await bench.parts.journal.entry(row!.id))!
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['LB-02', 'LB-03', 'LB-04', 'LB-07']))
  })

  it('[BD-06][BD-07][BD-08] are refused strictly, each place named', async () => {
    const own = await aBench()
    await own.configure({ reader: 'strict' })
    const problem = expectRefusal(await own.call('booking', { body: untidy() }), 422, 'RG-VALIDATION')
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/store_id', '/lines/0/quantity', '/expected_amount', '/valid_until']),
    )
    expect((await own.call('booking', { body: aBooking() })).status).toBe(201)
  })

  it('[B-53] take an amount that is text, and keep it as a number', async () => {
    const { order_id } = await bench.anOrder()
    const body = JSON.stringify({ order_id, payment: aPayment(108) }).replace('108', '"108,00"')
    const { body: state } = await bench.call<BookingState>('paycard', { body })
    expect(state).toMatchObject({ status: { code: 210 }, paid_amount: 108 })
  })
})

describe('answers that are kept', () => {
  it('[BD-06] are made anew when the enterprise moves to another zone', async () => {
    const own = await aBench()
    const { order_id } = await own.anOrder()
    const query = { store_id: stores.main, limit: 1 }
    const asOf = async () => (await own.call<Assortment>('assortment', { query })).body.as_of
    expect([await asOf(), (await own.stateOf(order_id)).valid_until]).toEqual([
      '2025-09-18T12:00:00',
      '2025-09-21T12:00:00',
    ])
    await own.configure({ zone: 'Asia/Novosibirsk' })
    expect([await asOf(), (await own.stateOf(order_id)).valid_until]).toEqual([
      '2025-09-18T16:00:00',
      '2025-09-21T16:00:00',
    ])
  })

  it('[B-35][BD-33] leave pictures out where they could only be told by plain HTTP over a network', async () => {
    const password = (await bench.parts.accounts.password('kolos', 'restore'))!
    const text = await new Promise<string>((resolve, reject) => {
      request(
        `${bench.address}/onec/kolos/hs/regate/assortment?store_id=${stores.main}&limit=1`,
        { headers: { host: '192.0.2.7:8183' }, auth: `restore:${password}` },
        (response) => {
          let read = ''
          response.on('data', (part: Buffer) => (read += part.toString()))
          response.on('end', () => resolve(read))
        },
      )
        .on('error', reject)
        .end()
    })
    expect((JSON.parse(text) as Assortment).items).toMatchObject([{ item_id: items.cheese, icons: [] }])
  })
})
