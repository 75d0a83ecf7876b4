import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExchangeDraft } from '../../server/journal/journal.ts'
import { keysOf } from '../../server/journal/search/keys.ts'
import { anExchange, journalBench, operationOf, type JournalBench } from './journal-bench.ts'

let bench: JournalBench
beforeEach(async () => {
  bench = await journalBench()
})
afterEach(() => bench.close())

const record = (given: Partial<ExchangeDraft> = {}) => bench.journal.record(anExchange(given))

const cookie = 'k3j4h5k3j4h5k3j4h5k3j4h5'
const cml = (mode: string, given: Partial<ExchangeDraft> = {}) => ({
  operation: operationOf('commerceml/2', `catalog-${mode}`),
  path: `/site/1c_exchange.php?type=catalog&mode=${mode}`,
  requestHeaders: [['Cookie', `PHPSESSID=${cookie}`]] as [string, string][],
  ...given,
})

describe('sessions', () => {
  it('[C §3.1 checkauth] of CommerceML are told apart by the cookie, which is not kept', async () => {
    const login = await record(
      cml('checkauth', { requestHeaders: [], response: Buffer.from(`success\nPHPSESSID\n${cookie}\n`) }),
    )
    const init = await record(cml('init'))
    const other = await record(
      cml('init', { requestHeaders: [['Cookie', 'PHPSESSID=zzzzyyyyxxxxwwwwvvvv']] }),
    )
    const sessions = await bench.journal.sessions('', 10)
    expect(sessions.map(({ first, last, kind, entries }) => [first, last, kind, entries])).toEqual([
      [other, other, 'commerceml', 1],
      [login, init, 'commerceml', 2],
    ])
    const { rows } = await bench.journal.page({ q: `session:${sessions[1]!.id}`, limit: 10 })
    expect(rows.map(({ id }) => id)).toEqual([init, login])
    expect(JSON.stringify([sessions, rows, await bench.journal.entry(init)])).not.toContain(cookie)
  })

  it('are purchases of ReGate and deals of КСУП by the id that they are about', async () => {
    const booking = {
      operation: operationOf('regate/1', 'booking'),
      request: Buffer.from('{"booking_id":"B-1"}'),
    }
    await record(booking)
    await record({ ...booking, operation: operationOf('regate/1', 'paycard') })
    await record({
      operation: operationOf('ksup/1', 'orderAdd'),
      request: Buffer.from('{"deal_number":8102}'),
    })
    expect((await bench.journal.sessions('', 10)).map(({ id, entries }) => [id, entries])).toEqual([
      ['deal:8102', 1],
      ['purchase:B-1', 2],
    ])
    expect((await bench.journal.sessions('op:paycard', 10)).map(({ id }) => id)).toEqual(['purchase:B-1'])
  })

  it('are cycles of the order exchange: a pause begins a new one', async () => {
    const orders = (at: string) =>
      record({ operation: operationOf('site-orders/1', 'ping'), at: new Date(at) })
    await orders('2026-11-26T10:00:00Z')
    await orders('2026-11-26T10:00:05Z')
    await orders('2026-11-26T10:05:00Z')
    expect((await bench.journal.sessions('', 10)).map(({ entries }) => entries)).toEqual([1, 2])
  })
})

describe('a thread', () => {
  it('holds what speaks of one order, in whatever contract, and of what is tied to it', async () => {
    const order = await record({
      operation: operationOf('site-orders/1', 'getOrder'),
      response: Buffer.from('{"order":{"order_id":"103"}}'),
    })
    await record({ response: Buffer.from('{"order":{"order_id":"104"}}') })
    const xml = await record({
      operation: operationOf('commerceml/2', 'sale'),
      request: Buffer.from('<Документ><Ид>103</Ид><Номер>УТ-7</Номер></Документ>'),
    })
    const untidy = await record({ request: Buffer.from("{'order_id' : 'УТ-7', }") })
    expect((await bench.journal.thread(order)).map(({ id }) => id)).toEqual([order, xml, untidy])
  })

  it('is not tied together by a list of orders', async () => {
    const one = await record({ request: Buffer.from('{"order_id":"1"}') })
    const list = await record({
      response: Buffer.from(
        JSON.stringify(Array.from({ length: 9 }, (_, i) => ({ order_id: String(i + 1) }))),
      ),
    })
    await record({ request: Buffer.from('{"order_id":"2"}') })
    expect((await bench.journal.thread(one)).map(({ id }) => id)).toEqual([one, list])
  })
})

describe('keys', () => {
  const texts = {
    operation: null,
    contract: null,
    path: '/',
    subject: null,
    requestHeaders: [],
    responseHeaders: [],
    request: '',
    response: '',
  }
  it.each([
    ['{"booking_id": "B 1"}', [['booking', 'B 1']]],
    ["{'deal_id': 17,}", [['deal', '17']]],
    ['{order_id: null, "client_id": ""}', []],
    ['<client_id> 5 </client_id>', [['client', '5']]],
    ['{"reorder_id": "5"}', []],
  ])('of %s are %o', (request, expected) => {
    expect(keysOf({ ...texts, request }).map(({ kind, value }) => [kind, value])).toEqual(expected)
  })
  it('of an address are decoded', () => {
    expect(keysOf({ ...texts, path: '/x?order_id=%D0%A3%D0%A2+1' })).toEqual([
      { kind: 'order', value: 'УТ 1' },
    ])
  })
})
