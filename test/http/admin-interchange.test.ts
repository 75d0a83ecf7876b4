import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import harValidator from 'har-validator'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { interchangeOf, usual } from './interchange-bench.ts'
import { aDraft, planted, plantedDrafts } from './interchange-drafts.ts'

/** Entries of the journal leave as files and come from files, over the admin API. */

let bench: OpenBench
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench({ workspace: folder.path })
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})
beforeEach(() => bench.parts.journal.clear())

const { record, exported, upload, load } = interchangeOf(() => bench)

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** Every spelling in which a planted value could have come through. */
const spellings = Object.values(planted).flatMap((value) => [
  value,
  encodeURIComponent(value),
  new URLSearchParams({ v: value }).toString().slice(2),
  value.replace(/[\s-]/g, ''),
])

describe('what leaves', () => {
  it('fixtures are written into the workspace; a file that is there is not written over', async () => {
    const ids = await record()
    const body = { selection: { ids }, rules: [...usual] }
    const { files } = await bench.api.call('interchange.fixtures', { body })
    expect(files.length).toBeGreaterThan(ids.length)
    for (const file of files) expect((await stat(join(folder.path, file))).size).toBeGreaterThan(0)
    const again = await refusal(bench.api.call('interchange.fixtures', { body }))
    expect(again).toMatchObject({ status: 409, code: 'INTERCHANGE-FIXTURE-EXISTS' })
  })

  it('a preview counts by rules without the values and names what stays', async () => {
    const ids = await record()
    const preview = await bench.api.call('interchange.preview', {
      body: { selection: { ids }, rules: [...usual] },
    })
    expect(preview).toMatchObject({ entries: ids.length, left: [{ entry: ids.at(-1), part: 'request' }] })
    for (const id of ['password', 'cookie', 'passport', 'card', 'email', 'phone'])
      expect(preview.rules.find((rule) => rule.id === id)!.hits, id).toBeGreaterThan(0)
    const shown = JSON.stringify(preview)
    expect(spellings.filter((value) => shown.includes(value))).toEqual([])
  })

  it('a HAR is valid by the published schema and keeps texts, base64 and times', async () => {
    const ids = await record([
      ...plantedDrafts(),
      aDraft({
        request: iconv.encode('{"a":"я"}', 'windows-1251'),
        url: '/only/path',
        connection: {
          remote: '127.0.0.1:51000',
          httpVersion: '1.1',
          reused: false,
          tls: null,
          timing: { dns: 1, connect: 2, tls: 3, send: 4, wait: 5, receive: 6 },
          notes: [],
        },
      }),
    ])
    const har = JSON.parse(text(await exported(ids, 'har', [], true)))
    await expect(harValidator.har(har)).resolves.toBeTruthy()
    expect(har.log.entries).toHaveLength(ids.length)
    expect(har.log.entries.at(-1)).toMatchObject({
      serverIPAddress: '127.0.0.1',
      timings: { dns: 1, connect: 5, ssl: 3, send: 4, wait: 5, receive: 6 },
    })
  })

  it('a ticket has its files, a report without scripts, and tells what was hidden', async () => {
    const ids = await record()
    const files = unzipSync(await exported(ids, 'ticket'))
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'README.txt',
        'report.html',
        'entries.har',
        'obmen.json',
        'versions.json',
        'masking.txt',
      ]),
    )
    expect(Object.keys(files)).toContain(`bodies/${ids[1]}-request.json`)
    expect(Object.keys(files)).toContain(`bodies/${ids[2]}-request.xml`)
    const report = text(files['report.html']!)
    expect(report).toContain('LA-06')
    expect(report).not.toMatch(/<script|src=|<link|@import|url\(/i)
    await expect(harValidator.har(JSON.parse(text(files['entries.har']!)))).resolves.toBeTruthy()
    expect(text(files['masking.txt']!)).toMatch(/Паспортные данные: скрыто мест [1-9]/)
  })

  it('a query of the journal chooses what leaves', async () => {
    const [failed] = await record()
    const q = 'status:failed'
    const body = { selection: { q }, rules: [...usual] }
    expect(await bench.api.call('interchange.preview', { body })).toMatchObject({ entries: 1 })
    const { entries, token } = await bench.api.call('interchange.export', {
      body: { ...body, format: 'har' },
    })
    expect(entries).toBe(1)
    const answer = await fetch(bench.address + fileAddresses.interchangeFile(token))
    const har = (await answer.json()) as { log: { entries: { _obmen: { entry: number } }[] } }
    expect(har.log.entries.map((entry) => entry._obmen.entry)).toEqual([failed])
  })

  it('a file is given once; nothing and too much are refused', async () => {
    const ids = await record([aDraft()])
    const { token } = await bench.api.call('interchange.export', {
      body: { selection: { ids }, rules: [], format: 'har' },
    })
    const address = bench.address + fileAddresses.interchangeFile(token)
    expect((await fetch(address)).status).toBe(200)
    expect((await fetch(address)).status).toBe(404)
    const none = await refusal(
      bench.api.call('interchange.preview', { body: { selection: { ids: [9999999] }, rules: [] } }),
    )
    expect(none).toMatchObject({ status: 422, code: 'INTERCHANGE-NOTHING' })
  })
})

const chromium = JSON.stringify({
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [],
    entries: [
      {
        _initiator: { type: 'script' },
        _priority: 'High',
        _resourceType: 'fetch',
        cache: {},
        request: {
          method: 'POST',
          url: 'https://shop.example.ru/bitrix/api/1c/v1/stock',
          httpVersion: 'http/2.0',
          headers: [
            { name: ':method', value: 'POST' },
            { name: 'content-type', value: 'application/json' },
          ],
          queryString: [],
          cookies: [],
          headersSize: -1,
          bodySize: 12,
          postData: { mimeType: 'application/json', text: '{"stock":[]}' },
        },
        response: {
          status: 200,
          statusText: '',
          httpVersion: 'http/2.0',
          headers: [{ name: 'content-type', value: 'application/json' }],
          cookies: [],
          content: { size: 2, mimeType: 'application/json', text: 'e30=', encoding: 'base64' },
          redirectURL: '',
          headersSize: -1,
          bodySize: -1,
          _transferSize: 100,
          _error: null,
        },
        serverIPAddress: '[::1]',
        startedDateTime: '2026-03-10T10:00:00.123Z',
        time: 12.5,
        timings: {
          blocked: 1,
          dns: -1,
          ssl: -1,
          connect: -1,
          send: 0.1,
          wait: 10,
          receive: 1,
          _blocked_queueing: 1,
        },
      },
      {
        _resourceType: 'websocket',
        _webSocketMessages: [],
        startedDateTime: '2026-03-10T10:00:01.000Z',
        time: 0,
        request: { method: 'GET', url: 'wss://shop.example.ru/ws', headers: [] },
        response: { status: 101, headers: [] },
      },
      { startedDateTime: 'yesterday', request: { method: 'GET', url: 'http://x' } },
      // Firefox and mitmproxy leave out what they do not know.
      {
        startedDateTime: '2026-03-10T13:00:02+03:00',
        request: { method: 'GET', url: 'http://shop.example.ru/1c_exchange.php?type=catalog&mode=init' },
        response: { status: 0 },
      },
    ],
  },
})

describe('what comes', () => {
  const count = () => bench.parts.journal.count()

  it('a HAR of Chromium: recognised, judged, with its own times; strange entries are told of', async () => {
    const report = await load('a.har', chromium, 'har')
    expect(report).toMatchObject({ entries: 2, recognised: 2, skipped: { WEBSOCKET: 1, UNREADABLE: 1 } })
    const rows = await bench.entries()
    expect(rows.map(({ operation, at, source, status }) => ({ operation, at, source, status }))).toEqual([
      { operation: 'site-orders.postStock', at: '2026-03-10T10:00:00.123Z', source: 'har', status: 200 },
      { operation: 'commerceml.catalog.init', at: '2026-03-10T10:00:02.000Z', source: 'har', status: null },
    ])
    const entry = await bench.entry(rows[0]!.id)
    expect(entry.response!.text).toBe('{}')
    expect(entry.requestHeaders.map(([name]) => name)).toEqual(['content-type'])
    expect(entry.findings.some(({ part }) => part === 'response')).toBe(true)
  })

  it('a dry run changes nothing; a second load of the file is noticed until its entries are gone', async () => {
    const dry = await load('a.har', chromium, 'har', false)
    expect(dry).toMatchObject({ applied: false, entries: 2 })
    expect(await count()).toBe(0)
    await load('a.har', chromium, 'har')
    const again = await load('b.har', chromium, 'har')
    expect(again).toMatchObject({ entries: 0, skipped: { DUPLICATE: 2 } })
    expect(await count()).toBe(2)
    await bench.parts.journal.clear()
    expect(await load('a.har', chromium, 'har')).toMatchObject({ entries: 2 })
  })

  it('a round trip keeps every exchange', async () => {
    const binary = Uint8Array.of(0x50, 0x4b, 0, 0xff)
    const ids = await record([
      aDraft({
        request: iconv.encode('<?xml version="1.0" encoding="windows-1251"?><a>я</a>', 'windows-1251'),
        requestContentType: 'text/xml',
        requestHeaders: [['Content-Type', 'text/xml']],
      }),
      aDraft({
        response: binary,
        responseContentType: 'application/zip',
        responseHeaders: [['Content-Type', 'application/zip']],
      }),
      aDraft({ request: binary, at: new Date('2026-03-10T10:00:01.500Z'), direction: 'out' }),
      aDraft({ request: Buffer.from('\uFEFF{"a":1}\r\n'), method: 'PUT' }),
    ])
    const facts = async (of: number[]) =>
      Promise.all(
        of.map(async (id) => {
          const entry = await bench.entry(id)
          const bodies = await Promise.all([
            bench.parts.journal.body(id, 'request'),
            bench.parts.journal.body(id, 'response'),
          ])
          const { at, method, url, path, status, durationMs, direction, requestHeaders, responseHeaders } =
            entry
          return {
            ...{ at, method, url, path, status, durationMs, direction, requestHeaders, responseHeaders },
            bodies: bodies.map((body) => body && Buffer.from(body.bytes).toString('hex')),
          }
        }),
      )
    const before = await facts(ids)
    const har = await exported(ids, 'har', [...usual], true)
    await bench.parts.journal.clear()
    expect(await load('x.har', har, 'har')).toMatchObject({ entries: 4 })
    expect(await facts((await bench.entries()).map(({ id }) => id))).toEqual(before)
  })

  it('an access log: recognised by path, bad lines by number, equal lines are two', async () => {
    const line =
      '192.0.2.7 - 1c [10/Mar/2026:13:55:36 +0300] "GET /site/api/1c/v1/orders?limit=5 HTTP/1.1" 200 10 "-" "1C"'
    const other = Array.from({ length: 5000 }, (_, i) => line.replace('limit=5', `limit=${i + 10}`))
    const log = [line, line, 'nonsense', ...other].join('\n')
    const report = await load('access.log', log, 'log')
    expect(report).toMatchObject({ entries: 5002, recognised: 5002, invalid: 0, skipped: { UNREADABLE: 1 } })
    expect(report.skips[0]).toMatchObject({ place: '3' })
    expect(await count()).toBe(5002)
    expect(await load('access.log', log, 'log')).toMatchObject({ entries: 0, skipped: { DUPLICATE: 5002 } })
  })

  it('payloads that were saved alone: known by what they hold', async () => {
    const report = await load('in/stock.json', '{"stock":[{"tovar_id":1}]}', 'raw')
    expect(report).toMatchObject({ entries: 1, invalid: 1, rows: [{ operation: 'site-orders.postStock' }] })
    const [row] = await bench.entries()
    expect(row).toMatchObject({ source: 'file', status: null, direction: 'in', validity: 'invalid' })
    expect(await load('x.txt', 'что это', 'raw')).toMatchObject({ entries: 0, skipped: { UNREADABLE: 1 } })
    expect(await load('x.txt', '', 'raw')).toMatchObject({ skipped: { EMPTY: 1 } })
  })

  it('kinds are guessed; what is no HAR is refused with advice', async () => {
    expect((await upload('x', 'curl http://h')).kind).toBe('curl')
    const { token } = await upload('x.har', '[]')
    const no = await refusal(bench.api.call('interchange.import', { body: { tokens: [token], kind: 'har' } }))
    expect(no).toMatchObject({ status: 422, code: 'INTERCHANGE-HAR' })
  })

  it('a cURL command becomes a request', async () => {
    const request = await bench.api.call('interchange.parseCurl', {
      body: { text: `curl http://h -d 'a=1'` },
    })
    expect(request).toMatchObject({ method: 'POST', url: 'http://h', body: 'a=1' })
  })
})
