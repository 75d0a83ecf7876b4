import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, FaultRule } from '../../server/faults/model.ts'
import { demoOrders, openBench, type OpenBench } from './admin-bench.ts'
import { bodyOf, headOf, rawRequest, type RawRequest } from './raw-request.ts'

/** Every kind of fault as it goes over the wire, and what the journal says of it. */

let bench: OpenBench
let real: Server
let realAddress: string

beforeAll(async () => {
  bench = await openBench()
  real = createServer((request, response) => {
    request.resume()
    request.once('end', () => {
      response.setHeader('Content-Type', 'application/json')
      response.end('{"answer":"настоящий"}')
    })
  })
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve))
  realAddress = `http://127.0.0.1:${(real.address() as AddressInfo).port}`
})
afterAll(async () => {
  await bench?.stop()
  await new Promise((resolve) => real.close(resolve))
})
beforeEach(async () => {
  const { rules } = await bench.api.call('faults.list')
  if (rules.length > 0) await bench.api.call('faults.remove', { body: { ids: rules.map(({ id }) => id) } })
  await bench.api.call('journal.clear')
})

const put = (fault: Fault, change: Partial<FaultRule> = {}) =>
  bench.api.call('faults.save', {
    body: { id: 'rule', name: 'Проба', fault, ...change } as FaultRule,
  })

const ORDERS = '/site/api/1c/v1/orders'

/** One request over a connection of its own. */
const raw = (path: string, request?: RawRequest) => rawRequest(bench.address, path, request)

/** The only entry that there is. */
async function theEntry() {
  const rows = await bench.entries()
  expect(rows).toHaveLength(1)
  return bench.entry(rows[0]!.id)
}

describe('a connection that is dropped', () => {
  it('before the request is handled: a reset, the side does nothing, the entry has the request', async () => {
    await put({ kind: 'drop', when: { stage: 'before' } })
    const seen = await raw(`${ORDERS}/${demoOrders.mapped}/processed`, { method: 'POST', body: '{"a":1}' })
    expect(seen).toMatchObject({ text: '', end: 'ECONNRESET' })
    const entry = await theEntry()
    expect(entry).toMatchObject({
      status: null,
      direction: 'in',
      method: 'POST',
      request: { text: '{"a":1}' },
    })
    expect(entry.failure).toContain('до обработки')
    expect(entry.faults).toEqual([expect.objectContaining({ rule: 'rule', name: 'Проба', kind: 'drop' })])
  })

  it('in the middle of the answer: so many bytes come, and the journal has those', async () => {
    await put({ kind: 'drop', when: { stage: 'middle', bytes: 25 } })
    const seen = await raw(ORDERS)
    expect(bodyOf(seen)).toHaveLength(25)
    const stated = Number(/content-length: (\d+)/.exec(headOf(seen))![1])
    expect(stated).toBeGreaterThan(25)
    const entry = await theEntry()
    expect(entry).toMatchObject({ status: 200, response: { bytes: 25, text: bodyOf(seen).toString() } })
    expect(entry.faults[0]!.done.ru).toBe(`соединение оборвано после 25 байт ответа из ${stated}`)
  })

  it('after the work: not a byte comes, the side has done its work', async () => {
    await put({ kind: 'drop', when: { stage: 'after' } })
    const seen = await raw(ORDERS)
    expect(seen).toMatchObject({ text: '', end: 'ECONNRESET' })
    expect(await theEntry()).toMatchObject({
      status: null,
      response: null,
      operation: 'site-orders.getOrders',
    })
  })

  it('of the bench itself is one entry, which the caller finds', async () => {
    await put({ kind: 'drop', when: { stage: 'after' } })
    const cycle = await bench.api.call('onec.exchange')
    expect(cycle.outcome).not.toBe('done')
    const rows = await bench.entries()
    expect(rows.every(({ direction, faults }) => direction === 'in' && faults.length === 1)).toBe(true)
    const { rows: found } = await bench.api.call('journal.page', { query: { q: 'fault:rule', limit: 50 } })
    expect(found).toHaveLength(rows.length)
  })
})

describe('an answer instead of the side', () => {
  it('is a page, a refusal of the contract, a text of its own or nothing', async () => {
    await put({ kind: 'status', status: 502, answer: 'page', body: '', contentType: '', retryAfter: null })
    const page = await raw(ORDERS)
    expect(headOf(page)).toContain('http/1.1 502')
    expect(bodyOf(page).toString()).toContain('<center><h1>502 Bad Gateway</h1></center>')

    await put({ kind: 'busy', status: 503, retryAfter: 30 })
    const busy = await bench.exchange('/orders')
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await busy.json()).toMatchObject({ code: 'SITE-MAINTENANCE', retryable: true })
    expect(busy.headers.get('x-obmen-entry')).toMatch(/:\d+$/)

    await put({ kind: 'unauthorized' })
    const refused = await bench.exchange('/orders')
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="obmen"'])

    await put({
      kind: 'status',
      status: 418,
      answer: 'own',
      body: 'чайник',
      contentType: 'text/plain; charset=utf-8',
      retryAfter: null,
    })
    expect(bodyOf(await raw(ORDERS)).toString()).toBe('чайник')
    await put({ kind: 'status', status: 500, answer: 'empty', body: '', contentType: '', retryAfter: null })
    expect(bodyOf(await raw(ORDERS))).toHaveLength(0)

    const rows = await bench.entries()
    expect(rows.map(({ status, code }) => [status, code])).toEqual([
      [502, null],
      [503, 'SITE-MAINTENANCE'],
      [401, 'SITE-AUTH'],
      [418, null],
      [500, null],
    ])
    expect(rows.every(({ faults }) => faults.length === 1)).toBe(true)
  })

  it('of CommerceML is its failure', async () => {
    await put({ kind: 'busy', status: 503, retryAfter: 5 })
    const seen = await raw('/site/1c_exchange.php?type=catalog&mode=checkauth')
    expect(bodyOf(seen).toString()).toMatch(/^failure\n/)
    expect(await theEntry()).toMatchObject({ operation: 'commerceml.catalog.checkauth', status: 503 })
  })
})

describe('a body', () => {
  it('that is spoiled is in the journal as it came', async () => {
    const kinds: Fault[] = [
      { kind: 'malformed', how: 'notice' },
      { kind: 'malformed', how: 'bracket' },
      { kind: 'malformed', how: 'zeros' },
      { kind: 'truncated', part: 0.5, length: 'part' },
      { kind: 'encoding', how: 'cp1251-as-utf8' },
      { kind: 'encoding', how: 'bom' },
    ]
    for (const fault of kinds) {
      await bench.api.call('journal.clear')
      await put(fault)
      const path = fault.kind === 'encoding' ? '/site/api/1c/v1/dictionaries/city' : ORDERS
      const seen = await raw(path)
      const stored = await theEntry()
      const kept = await fetch(`${bench.address}/api/journal/${stored.id}/body/response`)
      expect(Buffer.from(await kept.arrayBuffer()).equals(bodyOf(seen)), JSON.stringify(fault)).toBe(true)
      expect(headOf(seen)).toContain(`content-length: ${bodyOf(seen).length}`)
      expect(stored.findings.map(({ code }) => code)).toContain('FAULT-INJECTED')
    }
  })

  it('with less than Content-Length promises ends with the connection', async () => {
    await put({ kind: 'truncated', part: 0.5, length: 'whole' })
    const seen = await raw(ORDERS)
    const stated = Number(/content-length: (\d+)/.exec(headOf(seen))![1])
    expect(bodyOf(seen)).toHaveLength(Math.floor(stated / 2))
    expect((await theEntry()).failure).toContain('оборвано')
  })
})

describe('time', () => {
  it('a delay holds the answer back and counts in its duration', async () => {
    await put({ kind: 'delay', time: { form: 'fixed', ms: 150 } })
    const seen = await raw(ORDERS)
    expect(seen.ms).toBeGreaterThan(145)
    const entry = await theEntry()
    expect(entry.durationMs).toBeGreaterThan(149)
    expect(entry.faults[0]!.done).toEqual({
      ru: 'ответ задержан на 150 мс',
      en: 'the answer was held back for 150 ms',
    })
  })

  it('a slow line takes as long as its bytes', async () => {
    const { bytes } = await raw(ORDERS)
    const size = bytes.length - bytes.indexOf('\r\n\r\n') - 4
    await put({ kind: 'bandwidth', bytesPerSecond: size * 5 })
    const seen = await raw(ORDERS)
    expect(bodyOf(seen)).toHaveLength(size)
    expect(seen.ms).toBeGreaterThan(190)
  })

  it('wrong clocks show in Date and in what the side says', async () => {
    await put(
      { kind: 'skew', minutes: 1440 },
      { link: { from: null, to: 'site', contract: null, operations: [], proxy: null } },
    )
    const answer = await bench.exchange('/ping')
    const ahead = Date.parse(answer.headers.get('date')!) - Date.now()
    expect(ahead).toBeGreaterThan(86_300_000)
    const ping = (await answer.json()) as { time: string }
    expect(ping.time.slice(0, 10)).toBe(
      new Date(Date.now() + 86_400_000 + 3 * 3_600_000).toISOString().slice(0, 10),
    )
    const entry = await theEntry()
    expect(Math.abs(Date.parse(entry.at) - Date.now())).toBeLessThan(10_000)
    expect(entry.faults[0]!.done.ru).toBe('часы стороны спешат на 1 дн.')
  })
})

describe('delivery', () => {
  it('twice: the side has two requests, the caller the second answer', async () => {
    await put({ kind: 'duplicate' })
    const answer = await bench.exchange('/orders')
    expect(answer.status).toBe(200)
    const [first, second, ...more] = await bench.entries()
    expect(more).toEqual([])
    expect(second).toMatchObject({ repeats: first!.id })
    expect(answer.headers.get('x-obmen-entry')).toMatch(new RegExp(`:${second!.id}$`))
    expect(first!.faults[0]!.done.ru).toContain('первая доставка')
    expect(second!.faults[0]!.done.ru).toContain(`запись ${first!.id}`)
    expect((await bench.entry(first!.id)).requestHeaders.some(([name]) => /delivery/i.test(name))).toBe(false)
  })

  it('out of order: a request waits for the next one, or for its limit', async () => {
    await put({ kind: 'reorder', passing: 1, limitMs: 10_000 }, { times: 1 })
    const order: string[] = []
    const held = bench.exchange('/orders?limit=1').then(() => order.push('held'))
    // The rule is spent once the first request is held: the second one passes.
    await expect.poll(async () => (await bench.api.call('faults.list')).rules[0]!.injected).toBe(1)
    await bench.exchange('/orders?limit=2').then(() => order.push('next'))
    await held
    const rows = await bench.entries()
    expect(rows.map(({ path }) => path.slice(-1))).toEqual(['2', '1'])
    expect(order).toEqual(['next', 'held'])
    expect(rows[1]!.faults[0]!.done.ru).toContain('впереди него прошли следующие (1)')

    await put({ kind: 'reorder', passing: 5, limitMs: 20 })
    expect((await bench.exchange('/orders?limit=3')).status).toBe(200)
    expect((await bench.entries()).at(-1)!.faults[0]!.done.ru).toContain('за срок не набралось')
  })

  it('a stale answer is the one before, at the same address only', async () => {
    await put({ kind: 'stale' }, { after: 1 })
    const first = await bench.exchange('/ping')
    const text = await first.text()
    const other = await bench.exchange('/orders')
    expect(other.status).toBe(200)
    const again = await bench.exchange('/ping')
    expect(await again.text()).toBe(text)
    const rows = await bench.entries()
    expect(rows.map(({ faults }) => faults.length)).toEqual([0, 0, 1])
    expect(rows[2]!.faults[0]!.done.ru).toContain(`запись ${rows[0]!.id}`)
    const { rules } = await bench.api.call('faults.list')
    // What had no earlier answer is no hit.
    expect(rules[0]).toMatchObject({ matched: 3, injected: 1 })
  })
})

describe('a link of the recording proxy', () => {
  const link = () =>
    ({
      id: 'real',
      name: 'Настоящий',
      address: realAddress,
      from: 'onec',
      to: 'site',
      mode: 'forward',
      insecure: false,
    }) as const

  it('is a link like any other: its answers are spoiled, and what was spoiled is not played again', async () => {
    await bench.api.call('proxy.save', { body: { links: [link()] } })
    await put(
      { kind: 'drop', when: { stage: 'middle', bytes: 5 } },
      { link: { from: null, to: null, contract: null, operations: [], proxy: 'real' } },
    )
    const seen = await raw('/proxy/real/thing')
    expect(bodyOf(seen)).toHaveLength(5)
    await expect.poll(async () => (await bench.entries()).length).toBe(1)
    expect(await theEntry()).toMatchObject({
      source: 'proxy',
      response: { bytes: 5 },
      faults: [{ kind: 'drop' }],
    })
    const { links } = await bench.api.call('proxy.links')
    expect(links.find(({ id }) => id === 'real')).toMatchObject({ exchanges: 1, recordings: 0 })

    await put({ kind: 'busy', status: 429, retryAfter: 1 })
    const refused = await fetch(`${bench.address}/proxy/real/api/1c/v1/orders`)
    expect([refused.status, refused.headers.get('x-obmen-entry')]).toEqual([429, null])
  })
})

describe('pages', () => {
  it('the admin API, the page and the documents have no faults; the personal account has', async () => {
    await put({ kind: 'drop', when: { stage: 'before' } })
    expect((await fetch(`${bench.address}/api/state`)).status).toBe(200)
    expect((await fetch(`${bench.address}/docs/`)).status).toBe(200)
    expect((await fetch(`${bench.address}/onec/kolos/hs/regate/docs`)).status).toBe(200)
    expect(await raw('/site/account/')).toMatchObject({ text: '' })
  })
})
