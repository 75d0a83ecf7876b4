import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createJournal,
  journalMigrations,
  type ExchangeDraft,
  type Journal,
} from '../../server/journal/journal.ts'
import type { JournalFilter } from '../../server/journal/model.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges, type BenchEvent } from '../../server/storage/changes.ts'
import { openDatabase, type Database } from '../../server/storage/database.ts'
import { postThing } from '../http/toy-contract.ts'

let folder: string
let db: Database
let journal: Journal
let events: BenchEvent[]

async function open(): Promise<void> {
  db = await openDatabase(join(folder, 'obmen.db'), [journalMigrations])
  const changes = createChanges()
  events = []
  changes.subscribe((event) => events.push(event))
  journal = createJournal({ db, bodies: createBodies(join(folder, 'bodies')), changes })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-journal-'))
  await open()
})
afterEach(async () => {
  await db.destroy()
  await rm(folder, { recursive: true })
})

const anExchange = (given: Partial<ExchangeDraft> = {}): ExchangeDraft => ({
  at: new Date('2026-02-03T04:05:06.789Z'),
  direction: 'in',
  from: 'onec',
  to: 'site',
  operation: postThing,
  method: 'POST',
  url: 'http://127.0.0.1:8183/site/things',
  path: '/site/things',
  requestHeaders: [['Authorization', 'Basic MWM6c2VjcmV0']],
  responseHeaders: [['Content-Type', 'application/json']],
  request: Buffer.from('{"name":"мяч"}'),
  response: Buffer.from('{}'),
  requestContentType: 'application/json',
  responseContentType: 'application/json',
  status: 200,
  durationMs: 12.345,
  findings: [],
  replacements: [],
  code: null,
  subject: null,
  requestId: null,
  failure: null,
  repeats: null,
  ...given,
})

const aFinding = (severity: 'warning' | 'error') => ({
  part: 'request' as const,
  severity,
  code: 'LA-06',
  message: { ru: 'число', en: 'a number' },
  line: 1,
  column: 2,
  pointer: '/a',
})

const aReplacement = (outcome: 'mapped' | 'passed' | 'defaulted' | 'unmapped' | 'broken') => ({
  kind: 'city' as const,
  pointer: '/city',
  part: 'request' as const,
  direction: 'site_to_1c' as const,
  from: 'a',
  to: outcome === 'unmapped' ? null : 'b',
  outcome,
  row: null,
})

describe('record', () => {
  it('keeps everything, survives a reopening, and tells who listens', async () => {
    const id = await journal.record(
      anExchange({ code: 'SITE-STALE', subject: 'order-1', requestId: 'r-1', repeats: 7 }),
    )
    expect(events).toEqual([{ area: 'journal', id }])
    await db.destroy()
    await open()
    expect(await journal.entry(id)).toMatchObject({
      id,
      at: '2026-02-03T04:05:06.789Z',
      direction: 'in',
      from: 'onec',
      to: 'site',
      contract: 'toy/1',
      operation: 'toy.postThing',
      method: 'POST',
      path: '/site/things',
      url: 'http://127.0.0.1:8183/site/things',
      status: 200,
      durationMs: 12.3,
      requestBytes: 17,
      responseBytes: 2,
      validity: 'valid',
      code: 'SITE-STALE',
      subject: 'order-1',
      requestId: 'r-1',
      repeats: 7,
      requestHeaders: [['Authorization', 'Basic ***']],
      request: {
        text: '{"name":"мяч"}',
        contentType: 'application/json',
        encoding: 'utf-8',
        truncated: false,
      },
    })
  })

  it('[AD-43] keeps the bytes as they came and masks the shown text', async () => {
    const text = '{"pasport_info":{"number":"4500123456"}}'
    const id = await journal.record(anExchange({ request: Buffer.from(text) }))
    expect((await journal.entry(id))!.request!.text).toBe('{"pasport_info":{"number":"********56"}}')
    expect(Buffer.from((await journal.body(id, 'request'))!.bytes).toString()).toBe(text)
  })

  it('keeps a large body beside the database, once', async () => {
    const request = Buffer.alloc(100_000, 'x')
    const first = await journal.record(anExchange({ request, response: request }))
    await journal.record(anExchange({ request }))
    const files = (await readdir(join(folder, 'bodies'), { recursive: true })).filter((name) =>
      name.endsWith('.gz'),
    )
    expect(files).toHaveLength(1)
    expect(Buffer.from((await journal.body(first, 'response'))!.bytes).equals(request)).toBe(true)
    expect((await journal.entry(first))!.request).toMatchObject({ bytes: 100_000, text: request.toString() })
  })

  it('of many at once gives each its own number and loses none', async () => {
    const ids = await Promise.all(
      Array.from({ length: 600 }, (_, i) => journal.record(anExchange({ subject: `order-${i}` }))),
    )
    expect(new Set(ids).size).toBe(600)
    expect(await journal.count()).toBe(600)
    for (const i of [0, 255, 256, 599]) expect((await journal.entry(ids[i]!))!.subject).toBe(`order-${i}`)
  })

  it('of one that cannot be stored rejects alone', async () => {
    const [good, bad, alsoGood] = await Promise.allSettled([
      journal.record(anExchange()),
      journal.record(anExchange({ status: Number.NaN })),
      journal.record(anExchange()),
    ])
    expect([good.status, bad.status, alsoGood.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await journal.count()).toBe(2)
  })

  it('stores what another side may send in its texts, U+0000 too', async () => {
    const id = await journal.record(
      anExchange({
        code: 'A\0B',
        failure: 'x\0',
        subject: '\0',
        findings: [{ ...aFinding('error'), value: '\0' }],
      }),
    )
    expect(await journal.entry(id)).toMatchObject({ code: 'A\uFFFDB', findings: [{ value: '\0' }] })
  })

  it('tells valid, untidy, invalid and unchecked apart', async () => {
    const validity = async (given: Partial<ExchangeDraft>) =>
      (await journal.entry(await journal.record(anExchange(given))))!.validity
    expect(await validity({})).toBe('valid')
    expect(await validity({ findings: [aFinding('warning')] })).toBe('untidy')
    expect(await validity({ findings: [aFinding('warning'), aFinding('error')] })).toBe('invalid')
    expect(await validity({ operation: null })).toBe('unchecked')
  })
})

describe('annotate', () => {
  it('adds replacements, counts them again and names the subject', async () => {
    const id = await journal.record(anExchange({ replacements: [aReplacement('mapped')], subject: 'a' }))
    await journal.annotate(id, [aReplacement('unmapped'), aReplacement('passed'), aReplacement('defaulted')])
    expect(await journal.entry(id)).toMatchObject({ replaced: 2, unmapped: 2, subject: 'a' })
    await journal.annotate(id, [aReplacement('broken')], 'b')
    const entry = (await journal.entry(id))!
    expect(entry).toMatchObject({ replaced: 2, unmapped: 3, subject: 'b' })
    expect(entry.replacements).toHaveLength(5)
    expect(events).toHaveLength(3)
  })

  it('of an entry that was cleared does nothing', async () => {
    await journal.annotate(99, [aReplacement('mapped')], 'a')
    expect(await journal.count()).toBe(0)
  })
})

describe('page', () => {
  it('goes back in time without gaps or repeats while new entries arrive', async () => {
    const ids: number[] = []
    for (let i = 0; i < 25; i += 1) ids.unshift(await journal.record(anExchange()))
    const seen: number[] = []
    let before: number | undefined
    do {
      const page = await journal.page({ limit: 10, before })
      seen.push(...page.rows.map(({ id }) => id))
      before = page.next ?? undefined
      await journal.record(anExchange())
    } while (before !== undefined)
    expect(seen).toEqual(ids)
  })

  it('ends with null also when the last page is full', async () => {
    for (let i = 0; i < 4; i += 1) await journal.record(anExchange())
    const { rows, next, total } = await journal.page({ limit: 4 })
    expect([rows.length, next, total]).toEqual([4, null, 4])
  })

  const entries = {
    plain: anExchange({ subject: 'order-1', requestId: 'req-ABC' }),
    refused: anExchange({
      status: 422,
      code: 'SITE-ARITHMETIC',
      findings: [aFinding('error')],
      path: '/a%25b_c',
    }),
    failed: anExchange({
      direction: 'out',
      status: null,
      failure: 'нет связи',
      code: 'ECONNREFUSED',
      to: 'ksup',
    }),
    untidy: anExchange({
      findings: [aFinding('warning')],
      replacements: [aReplacement('unmapped')],
      from: 'buyer',
    }),
    broken: anExchange({ status: 503, operation: null }),
  }

  it.each<[JournalFilter, (keyof typeof entries)[]]>([
    [{}, ['plain', 'refused', 'failed', 'untidy', 'broken']],
    [{ direction: 'out' }, ['failed']],
    [{ from: 'buyer' }, ['untidy']],
    [{ to: 'ksup' }, ['failed']],
    [{ operation: 'toy.postThing' }, ['plain', 'refused', 'failed', 'untidy']],
    [{ status: '2xx' }, ['plain', 'untidy']],
    [{ status: '4xx' }, ['refused']],
    [{ status: '5xx' }, ['broken']],
    [{ status: '422' }, ['refused']],
    [{ status: 'failed' }, ['failed']],
    [{ status: 'nonsense' }, []],
    [{ validity: 'invalid' }, ['refused']],
    [{ validity: 'unchecked' }, ['failed', 'broken']],
    [{ subject: 'order-1' }, ['plain']],
    [{ unmapped: true }, ['untidy']],
    [{ unmapped: false }, ['plain', 'refused', 'failed', 'broken']],
    [{ text: 'ARITH' }, ['refused']],
    [{ text: 'req-abc' }, ['plain']],
    [{ text: 'econn' }, ['failed']],
    [{ text: '%25b_' }, ['refused']],
    [{ text: "'; drop table journal; --" }, []],
    [{ direction: 'in', status: '2xx', text: 'things' }, ['plain', 'untidy']],
  ])('filters by %o', async (filter, expected) => {
    const names = new Map<number, string>()
    for (const [name, draft] of Object.entries(entries)) names.set(await journal.record(draft), name)
    const { rows, total } = await journal.page({ ...filter, limit: 100 })
    expect(rows.map(({ id }) => names.get(id))).toEqual([...expected].reverse())
    expect(total).toBe(expected.length)
  })
})

describe('clear', () => {
  it('forgets everything, tells how much, and never gives a number twice', async () => {
    const first = await journal.record(anExchange())
    const second = await journal.record(anExchange())
    expect(await journal.clear()).toBe(2)
    expect(await journal.count()).toBe(0)
    expect(await journal.entry(first)).toBeNull()
    expect(await journal.body(second, 'request')).toBeNull()
    expect(await journal.record(anExchange())).toBeGreaterThan(second)
  })
})

describe('curl', () => {
  it('says what is missing for an unknown entry', async () => {
    await expect(journal.curl(99)).rejects.toMatchObject({ code: 'JOURNAL-ENTRY-UNKNOWN' })
  })

  it('masks the password and quotes for the shell', async () => {
    const id = await journal.record(
      anExchange({
        requestHeaders: [
          ['Authorization', 'Basic MWM6c2VjcmV0'],
          ['X-Note', "it's"],
          ['Host', 'shop'],
          ['Content-Length', '3'],
        ],
        request: Buffer.from("it's"),
      }),
    )
    expect(await journal.curl(id)).toBe(
      [
        'curl -sS -i -X POST',
        "'http://127.0.0.1:8183/site/things'",
        '-u "${OBMEN_USER:-1c}:$OBMEN_PASSWORD"',
        "-H 'X-Note: it'\\''s'",
        "--data-raw 'it'\\''s'",
      ].join(' \\\n  '),
    )
  })
})
