import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseLogLine, readAccessLog } from '../../server/interchange/import/access-log.ts'
import { guessKind } from '../../server/interchange/import/guess.ts'

describe('lines of an access log', () => {
  it.each([
    [
      'common',
      '192.0.2.7 - 1c [10/Mar/2026:13:55:36 +0300] "GET /x?a=1 HTTP/1.1" 200 2326',
      { method: 'GET', url: '/x?a=1', status: 200, at: '2026-03-10T10:55:36.000Z', remote: '192.0.2.7' },
    ],
    [
      'combined',
      '::1 - - [01/Jan/2026:00:00:00 +0000] "POST /y HTTP/2.0" 404 - "-" "1C+Enterprise/8.3"',
      { method: 'POST', status: 404, at: '2026-01-01T00:00:00.000Z', remote: '::1' },
    ],
    [
      'a virtual host before',
      'shop.example.ru:443 192.0.2.7 - - [10/Mar/2026:13:55:36 -0500] "GET / HTTP/1.1" 200 1',
      { status: 200, at: '2026-03-10T18:55:36.000Z', remote: '192.0.2.7' },
    ],
    [
      'escaped bytes',
      String.raw`192.0.2.7 - - [10/Mar/2026:13:55:36 +0300] "GET /\xD1\x8F HTTP/1.1" 200 1 "-" "a \"b\""`,
      { url: '/я', status: 200 },
    ],
    [
      'nginx seconds',
      '192.0.2.7 - - [10/Mar/2026:13:55:36 +0300] "GET / HTTP/1.1" 200 1 "-" "x" 1.250',
      { durationMs: 1250 },
    ],
  ])('%s', (_, line, expected) => {
    const { exchange } = parseLogLine(line, 1)
    const { at, method, url, status, durationMs, connection } = exchange!
    expect({
      at: at.toISOString(),
      method,
      url,
      status,
      durationMs,
      remote: connection!.remote,
    }).toMatchObject(expected)
  })

  it.each([
    ['words', 'what is this'],
    ['no request', '192.0.2.7 - - [10/Mar/2026:13:55:36 +0300] "\\x16\\x03" 400 0'],
    ['a month that is none', '192.0.2.7 - - [10/Foo/2026:13:55:36 +0300] "GET / HTTP/1.1" 200 1'],
  ])('%s is told by its number', (_, line) => {
    expect(parseLogLine(line, 17).skip).toMatchObject({ code: 'UNREADABLE', place: '17' })
  })

  describe('in a file', () => {
    let folder: string
    beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'obmen-log-'))))
    afterAll(() => rm(folder, { recursive: true, force: true }))
    const text = '192.0.2.7 - - [10/Mar/2026:13:55:36 +0300] "GET /1 HTTP/1.1" 200 1\r\n\r\nbad\r\n'

    it.each([
      ['plain', Buffer.from(text)],
      ['packed', gzipSync(text)],
    ])('%s: empty lines count and say nothing', async (name, bytes) => {
      const file = join(folder, name)
      await writeFile(file, bytes)
      const found = []
      for await (const one of readAccessLog(file)) found.push(one.skip?.place ?? one.exchange!.url)
      expect(found).toEqual(['/1', '3'])
    })
  })
})

describe('what a file is', () => {
  it.each([
    ['a.har', '', 'har'],
    ['x.json', '{ "log": {', 'har'],
    ['r.http', '', 'http'],
    ['t.txt', 'curl -X', 'curl'],
    ['access.log.1.gz', '\x1f\x8b', 'log'],
    ['t.txt', '1.2.3.4 - - [10/Mar/2026:13', 'log'],
    ['t.txt', 'POST http://h', 'http'],
    ['order.json', '{"order":', 'raw'],
  ])('%s %s', (name, head, kind) => expect(guessKind(name, head)).toBe(kind))
})
