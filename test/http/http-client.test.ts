import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createContractClient,
  type ContractClient,
  type ContractClientOptions,
} from '../../server/http/client.ts'
import { nodeHeader } from '../../server/http/exchange-node.ts'
import { account, startToyBench, type ToyBench } from './toy-bench.ts'
import { getThing, postThing, toyContract } from './toy-contract.ts'

let bench: ToyBench
beforeEach(async () => {
  bench = await startToyBench()
})
afterEach(() => bench.stop())

function clientOf(options: Partial<ContractClientOptions> & { address?: string } = {}): ContractClient {
  return createContractClient({
    contract: toyContract,
    from: 'onec',
    to: 'site',
    endpoint: async () => ({ address: options.address ?? `${bench.address}/site`, ...account }),
    journal: bench.journal,
    clock: () => new Date('2026-01-01T00:00:00Z'),
    instance: 'toy',
    reader: () => 'lenient',
    profile: () => 'canonical',
    format: () => 'json',
    userAgent: '1C+Enterprise/8.3',
    headers: () => [nodeHeader('УТ-1')],
    ...options,
  })
}

const lastEntry = async () => {
  const { rows } = await bench.journal.page({ limit: 1 })
  return (await bench.journal.entry(rows[0]!.id))!
}

const lastHeaders = async () =>
  new Map((await lastEntry()).requestHeaders.map(([name, value]) => [name.toLowerCase(), value]))

describe('a call to the own bench', () => {
  it('brings the value, and is one entry, not two', async () => {
    const reply = await clientOf().call(getThing, { params: { name: 'a-1' }, query: { limit: 5 } })
    expect(reply).toMatchObject({ ok: true, status: 200, value: { name: 'a-1', times: 1 }, replayed: false })
    expect(await bench.journal.count()).toBe(1)
    expect(await lastEntry()).toMatchObject({
      id: reply.entry,
      direction: 'in',
      from: 'onec',
      to: 'site',
      path: '/site/api/toy/things/a-1?limit=5',
    })
  })

  it('[AD-33] carries the headers of section 3, a new key for every POST', async () => {
    const client = clientOf()
    await client.call(postThing, { body: { name: 'мяч' } })
    const first = await lastHeaders()
    expect(first.get('user-agent')).toBe('1C+Enterprise/8.3')
    expect(first.get('accept')).toBe('application/json')
    expect(first.get('content-type')).toBe('application/json; charset=utf-8')
    expect(first.get('x-exchange-node')).toBe(encodeURIComponent('УТ-1'))
    expect(first.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(first.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/)
    expect(first.get('authorization')).toBe('Basic ***')

    await client.call(postThing, { body: { name: 'мяч' } })
    expect((await lastHeaders()).get('idempotency-key')).not.toBe(first.get('idempotency-key'))
  })

  it('with the key of an earlier attempt gets the earlier answer', async () => {
    const client = clientOf()
    const input = { body: { name: 'a' }, idempotencyKey: 'key-1' }
    const first = await client.call(postThing, input)
    expect(await client.call(postThing, input)).toMatchObject({
      ok: true,
      replayed: true,
      value: first.ok ? first.value : null,
    })
  })

  it('that is refused is a reply with code, sentence and whether to retry', async () => {
    const wrong = clientOf({
      endpoint: async () => ({ address: `${bench.address}/site`, user: '1c', password: 'other' }),
    })
    expect(await wrong.call(getThing, { params: { name: 'a' } })).toMatchObject({
      ok: false,
      kind: 'problem',
      status: 401,
      code: 'SITE-AUTH',
      message: expect.stringContaining('Неверное имя или пароль'),
      retryable: false,
      problem: { title: 'Неверное имя или пароль' },
    })
    expect(await bench.journal.count()).toBe(1)
  })

  it('asks for XML when the settings say so, and reads what it can', async () => {
    await clientOf({ format: () => 'xml' }).call(getThing, { params: { name: 'a' } })
    expect((await lastHeaders()).get('accept')).toBe('application/xml, application/json;q=0.9')
    expect((await lastEntry()).response!.text).toBe('<thing/>')
  })

  it('takes an address with a slash at its end', async () => {
    const reply = await clientOf({ address: `${bench.address}/site/` }).call(getThing, {
      params: { name: 'a' },
    })
    expect(reply.ok).toBe(true)
  })

  it('encodes what stands in an address', async () => {
    await clientOf().call(getThing, { params: { name: 'a/../b?c#d' } })
    expect((await lastEntry()).path).toBe('/site/api/toy/things/a%2F..%2Fb%3Fc%23d')
  })
})

/** A foreign site that answers as told. */
async function withSite(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  work: (address: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  function answer(_: IncomingMessage, response: ServerResponse): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

describe('a call to a real site', () => {
  it('is recorded by the caller, with what was sent and what came', async () => {
    await withSite(
      json(201, { name: 'a', times: 3 }, { 'x-obmen-entry': 'other-bench:7' }),
      async (address) => {
        const reply = await clientOf({ address }).call(postThing, { body: { name: 'мяч' } })
        expect(reply).toMatchObject({ ok: true, status: 201, value: { times: 3 } })
        expect(await lastEntry()).toMatchObject({
          id: reply.entry,
          direction: 'out',
          from: 'onec',
          to: 'site',
          operation: 'toy.postThing',
          url: `${address}/api/toy/things`,
          path: '/api/toy/things',
          status: 201,
          subject: 'мяч',
          validity: 'valid',
          request: { text: '{"name":"мяч"}' },
          response: { text: '{"name":"a","times":3}' },
        })
      },
    )
  })

  it('reads a compressed answer', async () => {
    const body = gzipSync('{"name":"a","times":3}')
    await withSite(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        response.end(body)
      },
      async (address) => {
        expect(await clientOf({ address }).call(getThing, { params: { name: 'a' } })).toMatchObject({
          ok: true,
        })
        expect((await lastEntry()).response!.text).toBe('{"name":"a","times":3}')
      },
    )
  })

  it.each([
    [503, '7', true, 7000],
    [429, 'Thu, 01 Jan 2026 00:02:00 GMT', true, 120_000],
    [409, null, false, null],
    [422, 'soon', false, null],
  ])('[AD-34] HTTP %i with Retry-After %s', async (status, retryAfter, retryable, retryAfterMs) => {
    const problem = { code: 'SITE-UNHEARD-OF', title: 'Нельзя', detail: 'Почему нельзя' }
    await withSite(
      json(status, problem, retryAfter ? { 'retry-after': retryAfter } : {}),
      async (address) => {
        expect(await clientOf({ address }).call(getThing, { params: { name: 'a' } })).toMatchObject({
          ok: false,
          kind: 'problem',
          status,
          code: 'SITE-UNHEARD-OF',
          message: 'Почему нельзя',
          retryable,
          retryAfterMs,
          problem,
        })
        expect((await lastEntry()).code).toBe('SITE-UNHEARD-OF')
      },
    )
  })

  it.each<[string, number, string, string, boolean]>([
    ['HTML of a proxy', 502, 'text/html', '<html>Bad Gateway</html>', true],
    ['HTML with 200', 200, 'text/html', '<!DOCTYPE html><html></html>', true],
    ['an empty 200', 200, '', '', true],
    ['a redirect', 302, 'text/html', '', true],
    ['HTML of a web server that wants another account', 401, 'text/html', '<html></html>', false],
    ['JSON without a code', 500, 'application/json', '{"error":"x"}', true],
  ])('%s is no answer of the contract', async (_, status, type, body, retryable) => {
    const answer = json(status, body, { 'content-type': type, location: 'http://127.0.0.1:9/' })
    await withSite(answer, async (address) => {
      const reply = await clientOf({ address }).call(getThing, { params: { name: 'a' } })
      expect(reply).toMatchObject({ ok: false, kind: 'not-a-problem', status, code: null, retryable })
      expect(await lastEntry()).toMatchObject({ id: reply.entry, validity: 'invalid', status })
    })
  })

  it.each<[string, number, unknown]>([
    ['breaks the schema', 200, { name: 'a' }],
    ['is no JSON', 200, '{"name":'],
    ['comes with a status that the contract does not know', 202, { name: 'a', times: 1 }],
  ])('an answer that %s is unreadable and not asked for again', async (_, status, body) => {
    await withSite(json(status, body), async (address) => {
      const reply = await clientOf({ address }).call(getThing, { params: { name: 'a' } })
      expect(reply).toMatchObject({ ok: false, kind: 'unreadable', status, retryable: false })
      expect(reply.ok ? '' : reply.message).toMatch(/^HTTP 20\d: \S/)
      expect((await lastEntry()).validity).toBe('invalid')
    })
  })

  it('a network that fails is a reply, and recorded', async () => {
    let closed = ''
    await withSite(json(200, {}), async (address) => void (closed = address))
    const reply = await clientOf({ address: closed }).call(postThing, { body: { name: 'a' } })
    expect(reply).toMatchObject({
      ok: false,
      kind: 'network',
      status: null,
      code: 'ECONNREFUSED',
      retryable: true,
    })
    expect(await lastEntry()).toMatchObject({
      id: reply.entry,
      status: null,
      code: 'ECONNREFUSED',
      failure: expect.stringContaining('ECONNREFUSED'),
      direction: 'out',
    })
    expect((await bench.journal.page({ limit: 5, status: 'failed' })).total).toBe(1)
  })

  it('a connection that is cut in the middle of the answer is a failure of the network', async () => {
    const cut = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"na', () => response.destroy())
    }
    await withSite(cut, async (address) => {
      expect(await clientOf({ address }).call(getThing, { params: { name: 'a' } })).toMatchObject({
        ok: false,
        kind: 'network',
        retryable: true,
      })
    })
  })

  it('[AD-47] does not wait for ever', async () => {
    await withSite(
      () => {},
      async (address) => {
        const reply = await clientOf({ address, timeoutMs: 50 }).call(getThing, { params: { name: 'a' } })
        expect(reply).toMatchObject({ ok: false, kind: 'network', code: 'TIMEOUT', retryable: true })
      },
    )
  })

  it.each(['', 'nonsense', 'ftp://shop.example', 'http://user:secret@127.0.0.1:9'])(
    'an address that is none (%s) is said to be one, and its account is not recorded',
    async (address) => {
      const reply = await clientOf({ address }).call(getThing, { params: { name: 'a' } })
      expect(reply).toMatchObject({ ok: false, kind: 'network', code: 'BAD-ADDRESS', retryable: false })
      expect(JSON.stringify(await lastEntry())).not.toContain('secret')
    },
  )

  it('a body that the operation does not describe is a defect of the caller', async () => {
    await expect(clientOf().call(postThing, { body: undefined })).rejects.toThrow()
    expect(await bench.journal.count()).toBe(0)
  })
})
