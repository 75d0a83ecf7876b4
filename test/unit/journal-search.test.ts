import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExchangeDraft } from '../../server/journal/journal.ts'
import { CHUNK } from '../../server/journal/lines/chunk.ts'
import { anExchange, journalBench, operationOf, type JournalBench } from './journal-bench.ts'

let bench: JournalBench
beforeEach(async () => {
  bench = await journalBench()
})
afterEach(() => bench.close())

const record = (given: Partial<ExchangeDraft> = {}) => bench.journal.record(anExchange(given))
const found = async (q: string) =>
  (await bench.journal.page({ q, limit: 500 })).rows.map(({ id }) => id).reverse()

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('full text', () => {
  it.each([
    ['зеленая', true],
    ['ЗЕЛЁНАЯ', true],
    ['"ёлка зелёная"', true],
    ['"зелёная ёлка"', false],
    ['зелён*', true],
    ['зелён', false],
    ['body:16696', true],
    ['request:16696', true],
    ['response:16696', false],
    ['path:things', true],
    ['path:16696', false],
    ['"53739.50"', true],
    ['-зелёная', false],
    ['(зелёная | отсутствует)', true],
    ['зелёная отсутствует', false],
    ['"x\\" OR 1"', false],
  ])('%s finds the entry: %s', async (q, expected) => {
    const id = await record({ request: json({ name: 'Ёлка зелёная', order: '16696', sum: '53739.50' }) })
    expect(await found(q)).toEqual(expected ? [id] : [])
  })

  it('reads a body in the encoding that it names', async () => {
    const bytes = Uint8Array.from(
      [...'<?xml version="1.0" encoding="windows-1251"?><a>'].map((c) => c.charCodeAt(0)),
    )
    const id = await record({
      request: Buffer.concat([bytes, Buffer.from([0xcc, 0xff, 0xf7]), Buffer.from('</a>')]),
      requestContentType: 'text/xml',
    })
    expect(await found('мяч')).toEqual([id])
  })

  it('[AD-43] does not find a passport by its number', async () => {
    await record({ request: json({ pasport_info: { number: '4509 123456' } }) })
    expect(await found('123456')).toEqual([])
    expect(await found('pasport_info')).toHaveLength(1)
  })

  it('is there again after the workspace was opened anew, and goes on', async () => {
    const first = await record({ request: json({ a: 'самовар' }) })
    await bench.journal.index()
    const second = await record({ request: json({ a: 'самовар' }) })
    await bench.reopen()
    expect(await found('самовар')).toEqual([first, second])
  })

  it('says how many entries are not findable yet', async () => {
    await record()
    await bench.journal.index(() => true)
    expect(await bench.journal.page({ q: 'мяч', limit: 1 })).toMatchObject({ total: 1, notIndexed: 0 })
  })
})

describe('a query', () => {
  it('that is not understood in part still runs, and says which part', async () => {
    await record()
    const page = await bench.journal.page({ q: 'status:abc', limit: 10 })
    expect(page.problems).toHaveLength(1)
    await expect(bench.journal.find('status:abc', 10)).rejects.toMatchObject({ code: 'JOURNAL-QUERY' })
  })

  it('finds entries of chunks that are stored and of those that are not, before and after a reopening', async () => {
    const count = CHUNK + 10
    for (let i = 0; i < count; i += 1) await record({ status: i % 100 === 0 ? 500 : 200 })
    await bench.journal.index()
    const failed = { total: Math.ceil(count / 100) }
    expect(await bench.journal.page({ q: 'status:5xx', limit: 5 })).toMatchObject(failed)
    await bench.reopen()
    const page = await bench.journal.page({ q: 'status:5xx', limit: 5 })
    expect(page).toMatchObject(failed)
    expect(page.next).toBe(page.rows.at(-1)!.id)
    const rest = await bench.journal.page({ q: 'status:5xx', limit: 500, before: page.next! })
    expect(rest.rows).toHaveLength(failed.total - 5)
    expect(rest.next).toBeNull()
  })

  it.each(['', 'status:5xx', 'path:things', 'path:things status:5xx'])(
    'pages upwards hold what pages downwards hold: %s',
    async (q) => {
      for (let i = 0; i < 23; i += 1) await record({ status: i % 3 === 0 ? 500 : 200 })
      const all = (await bench.journal.page({ q, limit: 500 })).rows.map(({ id }) => id)
      expect(all.length).toBeGreaterThan(7)
      const upwards: number[] = []
      for (let after: number | null = 0; after !== null;) {
        const page = await bench.journal.page({ q, limit: 3, after })
        expect(page.total).toBe(all.length)
        upwards.unshift(...page.rows.map(({ id }) => id))
        after = page.next
      }
      expect(upwards).toEqual(all)
    },
  )
})

describe('whatever is recorded and asked for', () => {
  const draft = fc.record({
    status: fc.constantFrom(null, 200, 201, 404, 422, 500),
    from: fc.constantFrom('onec', 'site', 'ksup', null),
    to: fc.constantFrom('onec', 'site', 'restore', null),
    direction: fc.constantFrom('in', 'out'),
    method: fc.constantFrom('GET', 'POST'),
    code: fc.constantFrom(null, 'ORD-901', 'SITE-STALE'),
    durationMs: fc.constantFrom(1, 500, 2500),
    operation: fc.constantFrom(
      null,
      operationOf('site-orders/1', 'getOrders'),
      operationOf('regate/1', 'booking'),
    ),
    failure: fc.constantFrom(null, null, 'нет связи'),
  })
  type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never
  /** A query with what it means. */
  const conditions: [string, (draft: Draft) => boolean][] = [
    ['status:200', ({ status }) => status === 200],
    [
      'status:4xx,500',
      ({ status }) => status !== null && ((status >= 400 && status < 500) || status === 500),
    ],
    ['status:>=400', ({ status }) => status !== null && status >= 400],
    ['side:1c', ({ from, to }) => from === 'onec' || to === 'onec'],
    ['from:ksup', ({ from }) => from === 'ksup'],
    ['to:site,restore', ({ to }) => to === 'site' || to === 'restore'],
    ['dir:out', ({ direction }) => direction === 'out'],
    ['method:post', ({ method }) => method === 'POST'],
    ['code:ord-*', ({ code }) => code === 'ORD-901'],
    ['duration:>2s', ({ durationMs }) => durationMs > 2000],
    ['duration:<100ms', ({ durationMs }) => durationMs < 100],
    ['op:booking', ({ operation }) => operation?.id === 'regate.booking'],
    ['op:site-orders.*', ({ operation }) => operation?.id === 'site-orders.getOrders'],
    ['contract:regate', ({ operation }) => operation?.contract === 'regate/1'],
    ['is:failed', ({ failure }) => failure !== null],
  ]
  const condition = fc.constantFrom(...conditions)
  const query = fc.array(
    fc.oneof(
      condition,
      condition.map(([q, test]): (typeof conditions)[number] => [`-${q}`, (one) => !test(one)]),
      fc
        .tuple(condition, condition)
        .map(([[a, testA], [b, testB]]): (typeof conditions)[number] => [
          `(${a} | ${b})`,
          (one) => testA(one) || testB(one),
        ]),
    ),
    { maxLength: 3 },
  )

  it('the found entries are those that every term holds for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draft, { minLength: 1, maxLength: 25 }),
        fc.array(query, { minLength: 1, maxLength: 6 }),
        async (drafts, queries) => {
          await bench.journal.clear()
          const ids: number[] = []
          for (const one of drafts) ids.push(await record(one))
          for (const terms of queries) {
            const q = terms.map(([text]) => text).join(' ')
            const expected = ids.filter((_, i) => terms.every(([, test]) => test(drafts[i]!)))
            expect([q, await found(q)]).toEqual([q, expected])
          }
        },
      ),
      { numRuns: 40, seed: 26 },
    )
  })
})
