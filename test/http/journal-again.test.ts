import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRepeat } from '../../server/journal/repeat.ts'
import { account, authorization, get, post, startToyBench, type ToyBench } from './toy-bench.ts'
import { toyOperations } from './toy-contract.ts'

const run = promisify(execFile)

let bench: ToyBench
beforeEach(async () => {
  bench = await startToyBench()
})
afterEach(() => bench.stop())

const entryOf = (response: Response): number => Number(response.headers.get('x-obmen-entry')!.split(':')[1])

/** Runs a copied command as a person would paste it. Gives head and body of the answer. */
async function paste(command: string): Promise<string> {
  const env = { PATH: process.env['PATH'], OBMEN_PASSWORD: account.password }
  // An argument of a program is bounded; a shell into which one pastes is not.
  const long = command.length > 100_000
  const running = run('bash', long ? [] : ['-c', command], { env })
  if (long) running.child.stdin!.end(`${command}\n`)
  return (await running).stdout
}

describe('a request copied as cURL', () => {
  it.each<[string, string | Buffer]>([
    ['quotes and dollars', '{"name":"it\'s $HOME `id` \\"x\\" !"}'],
    ['Cyrillic and line breaks', '{\r\n  "name": "мяч"\r\n}\n'],
    ['an at sign first', '@/etc/hostname'],
    ['a zero byte', Buffer.from('{"name":"a\0b"}')],
    ['another encoding', Buffer.from([0x7b, 0xef, 0xf0, 0x7d])],
    ['a long body', `{"name":"${'я'.repeat(120_000)}"}`],
  ])('sends the same bytes: %s', async (_, body) => {
    const first = entryOf(await post(bench, body, { 'x-note': "a'b; c" }))
    const command = await bench.journal.curl(first)
    expect(command).toContain('$OBMEN_PASSWORD')
    expect(command).not.toContain(authorization.slice(6))

    const status = (await bench.journal.entry(first))!.status
    expect(await paste(command)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const again = (await bench.journal.page({ limit: 1 })).rows[0]!
    expect(again.id).toBeGreaterThan(first)
    expect(again).toMatchObject({ method: 'POST', path: '/site/api/toy/things', status })
    const recorded = await bench.journal.body(again.id, 'request')
    expect(Buffer.from(recorded!.bytes).equals(Buffer.from(body))).toBe(true)
    expect((await bench.journal.entry(again.id))!.requestHeaders).toContainEqual(['x-note', "a'b; c"])
  })

  it('works for a GET and a HEAD', async () => {
    const got = await bench.journal.curl(entryOf(await get(bench, '/a?limit=3')))
    expect(await paste(got)).toContain('{"name":"a","times":2}')
    const head = await fetch(`${bench.things}/a`, { method: 'HEAD', headers: { authorization } })
    expect(await paste(await bench.journal.curl(entryOf(head)))).toMatch(/^HTTP\/1.1 200 /)
    expect((await bench.journal.page({ limit: 1 })).rows[0]!.method).toBe('HEAD')
  })
})

describe('«Повторить»', () => {
  const repeater = (
    credentials = async () => account as { user: string; password: string } | null,
    instance = 'toy',
  ) =>
    createRepeat({
      journal: bench.journal,
      clock: () => new Date(),
      instance,
      operations: toyOperations,
      reader: () => 'lenient',
      credentials,
      reach: (url) => url,
    })

  it('sends the recorded bytes again with a fresh request id and key, as a new entry', async () => {
    const headers = { 'idempotency-key': 'key-1', 'x-request-id': 'id-1', 'x-note': 'kept' }
    const first = entryOf(await post(bench, '{ "name" : "мяч" }', headers))
    const second = await repeater()(first)
    expect(second).toBeGreaterThan(first)
    const entry = (await bench.journal.entry(second))!
    expect(entry).toMatchObject({
      repeats: first,
      direction: 'in',
      operation: 'toy.postThing',
      status: 201,
      request: { text: '{ "name" : "мяч" }' },
      response: { text: '{"name":"мяч","times":2}' },
    })
    const sent = new Map(entry.requestHeaders.map(([name, value]) => [name.toLowerCase(), value]))
    expect(sent.get('x-note')).toBe('kept')
    expect(sent.get('content-type')).toBe('application/json; charset=utf-8')
    expect(sent.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/)
    expect(sent.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(await bench.journal.count()).toBe(2)
  })

  it('sends no account when there is none for the address', async () => {
    const first = entryOf(await get(bench, '/a'))
    const second = await repeater(async () => null)(first)
    expect(await bench.journal.entry(second)).toMatchObject({
      status: 401,
      code: 'SITE-AUTH',
      repeats: first,
    })
  })

  it('sends no account where the request had none', async () => {
    const first = entryOf(await fetch(`${bench.things}/a`))
    const second = await repeater()(first)
    expect(await bench.journal.entry(second)).toMatchObject({ status: 401, repeats: first })
  })

  it('records the exchange itself when another bench or a real site answers', async () => {
    const first = entryOf(await get(bench, '/a'))
    const second = await repeater(undefined, 'another')(first)
    expect(await bench.journal.entry(second)).toMatchObject({
      direction: 'out',
      from: 'onec',
      to: 'site',
      repeats: first,
      operation: 'toy.getThing',
      subject: 'a',
      status: 200,
      validity: 'valid',
      requestHeaders: expect.arrayContaining([['Authorization', 'Basic ***']]),
    })
    expect(await bench.journal.count()).toBe(3)
  })

  it('records a repeat that gets no answer', async () => {
    const first = entryOf(await get(bench, '/a'))
    await bench.host.stop()
    const second = await repeater()(first)
    expect(await bench.journal.entry(second)).toMatchObject({
      repeats: first,
      status: null,
      code: 'ECONNREFUSED',
      direction: 'out',
    })
  })

  it('says that an entry is not there', async () => {
    await expect(repeater()(99)).rejects.toMatchObject({ code: 'JOURNAL-ENTRY-UNKNOWN' })
  })
})
