import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContractError } from '../../server/http/errors.ts'
import {
  account,
  authorization,
  get,
  post,
  startToyBench,
  type ToyBench,
  type ToyBenchOptions,
} from './toy-bench.ts'
import { getThing, toyContract } from './toy-contract.ts'

let bench: ToyBench

afterEach(() => bench.stop())

async function start(options?: ToyBenchOptions): Promise<void> {
  bench = await startToyBench(options)
}

/** The refusal as 1C sees it, held against what every refusal must have (AD-38). */
async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = (await response.json()) as Record<string, unknown>
  const requestId = response.headers.get('x-request-id')
  expect(problem).toMatchObject({
    status: response.status,
    request_id: requestId,
    instance: `urn:uuid:${requestId}`,
    type: `urn:toy:problem:${String(problem['code']).replace('SITE-', '').toLowerCase()}`,
  })
  expect(problem['detail']).toMatch(/\S/)
  return problem
}

/** Sends bytes as they are and reads until the server closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(bench.port, '127.0.0.1', () => socket.write(text, 'latin1'))
    let received = ''
    socket.on('data', (chunk) => (received += chunk.toString('utf8')))
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })
}

const lastEntry = async () => {
  const { rows } = await bench.journal.page({ limit: 1 })
  return (await bench.journal.entry(rows[0]!.id))!
}

describe('a request that holds', () => {
  it('[A-08] is read, handled, answered and recorded with the bytes that were sent', async () => {
    await start()
    const response = await post(bench, { name: 'мяч' })
    expect(response.status).toBe(201)
    const body = await response.text()
    expect(JSON.parse(body)).toEqual({ name: 'мяч', times: 1 })

    const entry = await lastEntry()
    expect(response.headers.get('x-obmen-entry')).toBe(`toy:${entry.id}`)
    expect(entry).toMatchObject({
      direction: 'in',
      from: 'onec',
      to: 'site',
      contract: 'toy/1',
      operation: 'toy.postThing',
      method: 'POST',
      path: '/site/api/toy/things',
      url: bench.things,
      status: 201,
      subject: 'мяч',
      code: null,
      failure: null,
    })
    expect(entry.request!.text).toBe('{"name":"мяч"}')
    expect(entry.response!.text).toBe(body)
    expect(entry.responseBytes).toBe(Buffer.byteLength(body))
  })

  it('[AD-38] carries the request id of the caller back, or a new one when the caller has none fit for it', async () => {
    await start()
    const id = '0f1a9c5e-1c8e-4a55-8a07-52c1b7f0d111'
    expect((await get(bench, '/a', { 'x-request-id': id })).headers.get('x-request-id')).toBe(id)
    expect((await lastEntry()).requestId).toBe(id)
    const made = (await get(bench, '/a', { 'x-request-id': 'no good" id' })).headers.get('x-request-id')
    expect(made).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is in the journal before its answer arrives', async () => {
    await start()
    for (let i = 0; i < 20; i += 1) {
      const response = await get(bench, `/n${i}`)
      const entry = Number(response.headers.get('x-obmen-entry')!.split(':')[1])
      expect((await bench.journal.entry(entry))!.path).toBe(`/site/api/toy/things/n${i}`)
    }
  })

  it('is refused when the journal cannot keep it', async () => {
    await start()
    await bench.db.schema.dropTable('journal').execute()
    const response = await get(bench, '/a')
    expect(response.status).toBe(500)
    expect((await problemOf(response))['code']).toBe('SITE-INTERNAL')
    expect(response.headers.has('x-obmen-entry')).toBe(false)
  })

  it('tells its handler who calls, and the journal what the handler notes', async () => {
    const seen: unknown[] = []
    const replacement = {
      kind: 'storage',
      pointer: '/storage',
      part: 'request',
      direction: 'site_to_1c',
      from: 'msk',
      to: null,
      outcome: 'unmapped',
      row: null,
    } as const
    await start({
      handlers: {
        'toy.getThing': async (call) => {
          seen.push([call.node, call.params, call.query, call.base(), call.request])
          call.note([replacement, { ...replacement, outcome: 'mapped', to: 'ref' }])
          call.subject('order-1')
          return { status: 200, body: { name: 'a', times: 1 }, headers: { 'X-Toy': 'yes' } }
        },
      },
    })
    const response = await get(bench, '/a?limit=3', { 'x-exchange-node': encodeURIComponent('УТ-1') })
    expect(response.headers.get('x-toy')).toBe('yes')
    expect(seen).toEqual([['УТ-1', { name: 'a' }, { limit: 3 }, `${bench.address}/site`, null]])
    expect(await lastEntry()).toMatchObject({ subject: 'order-1', replaced: 1, unmapped: 1 })
  })

  it('may be compressed', async () => {
    await start()
    const body = gzipSync(JSON.stringify({ name: 'сжато' }))
    expect((await post(bench, body, { 'content-encoding': 'gzip' })).status).toBe(201)
    const entry = await lastEntry()
    expect(entry.request!.text).toBe('{"name":"сжато"}')
    expect(entry.requestHeaders).toContainEqual(['content-encoding', 'gzip'])
  })

  it('[AD-41] gets XML when it asks for XML', async () => {
    await start()
    const response = await get(bench, '/a', { accept: 'application/xml' })
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect(await response.text()).toBe('<thing/>')
  })

  it('may be HEAD: the headers of GET, no body, in the answer and in the journal', async () => {
    await start()
    const response = await fetch(`${bench.things}/a`, { method: 'HEAD', headers: { authorization } })
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
    expect(await response.text()).toBe('')
    expect(await lastEntry()).toMatchObject({ method: 'HEAD', operation: 'toy.getThing', responseBytes: 0 })
  })

  it('may be OPTIONS, which needs no account', async () => {
    await start()
    const response = await fetch(`${bench.things}/a`, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('passes on what is not of the contract', async () => {
    await start({
      mountsAfter: [
        (ctx) => {
          ctx.body = 'other'
        },
      ],
    })
    for (const path of ['/', '/site', '/site/account', '/site/api/toyish/things'])
      expect(await (await fetch(bench.address + path)).text()).toBe('other')
    expect(await bench.journal.count()).toBe(0)
  })
})

describe('the account [AD-08]', () => {
  it('is wanted: 401 SITE-AUTH with a challenge', async () => {
    await start()
    const wrong = `Basic ${Buffer.from(`${account.user}:other`).toString('base64')}`
    for (const authorization of [null, wrong, 'Bearer abc']) {
      const response = await fetch(`${bench.things}/a`, { headers: authorization ? { authorization } : {} })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="1c-exchange", charset="UTF-8"')
      expect(await problemOf(response)).toMatchObject({ code: 'SITE-AUTH', retryable: false })
      expect(await lastEntry()).toMatchObject({ status: 401, code: 'SITE-AUTH', operation: 'toy.getThing' })
    }
  })

  it('is compared in UTF-8 with everything after the first colon', async () => {
    await start()
    expect((await get(bench, '/a')).status).toBe(200)
  })

  it('is not stored with the exchange', async () => {
    await start()
    await get(bench, '/a', { cookie: 'session=secret' })
    const { requestHeaders } = await lastEntry()
    expect(requestHeaders).toContainEqual(['authorization', 'Basic ***'])
    expect(requestHeaders).toContainEqual(['cookie', 'session=***'])
  })

  it('may be absent: the side is open then', async () => {
    await start({ credentials: async () => null })
    expect((await fetch(`${bench.things}/a`)).status).toBe(200)
  })

  it.each(['Basic', 'Basic ###', 'Basic YWJj', 'Basic YW Jj', 'Basic YWJjO'])(
    'in a broken header (%s) is 400 SITE-BAD-AUTH-HEADER, not 401',
    async (header) => {
      await start()
      const response = await fetch(`${bench.things}/a`, { headers: { authorization: header } })
      expect(response.status).toBe(400)
      expect((await problemOf(response))['code']).toBe('SITE-BAD-AUTH-HEADER')
    },
  )

  const long = Buffer.from(`exchange-user:${'very-long-password-'.repeat(6)}`).toString('base64')

  it.each([
    ['CR LF', '\r\n'],
    ['LF', '\n'],
    ['CR LF and a space', '\r\n '],
  ])('in a header that Base64Строка cut with %s is 400 SITE-BAD-AUTH-HEADER and recorded', async (_, cut) => {
    await start()
    const broken = long.replace(/.{76}(?=.)/g, `$&${cut}`)
    expect(broken).toContain(cut)
    const answer = await raw(
      `POST /site/api/toy/things HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: from-1c\r\n` +
        `Authorization: Basic ${broken}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n` +
        `Connection: close\r\n\r\n{"name":"мяч"}`,
    )
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 400 /)
    expect(head).toMatch(/content-type: application\/problem\+json/i)
    expect(JSON.parse(body)).toMatchObject({ code: 'SITE-BAD-AUTH-HEADER', request_id: 'from-1c' })

    const entry = await lastEntry()
    expect(entry).toMatchObject({
      status: 400,
      code: 'SITE-BAD-AUTH-HEADER',
      operation: 'toy.postThing',
      requestId: 'from-1c',
    })
    expect(entry.requestHeaders.find(([name]) => name === 'Authorization')).toEqual([
      'Authorization',
      'Basic ***',
    ])
    expect(JSON.stringify(entry)).not.toContain(long.slice(80, 100))
  })
})

describe('a request that is no HTTP', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n', 400],
    ['a stray line after another header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\nabc=\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('(%s) is refused and the host stays up', async (_, text, status) => {
    await start()
    expect(await raw(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect((await get(bench, '/a')).status).toBe(200)
  })
})

describe('a request that does not fit its operation', () => {
  beforeEach(() => start())

  it('404 SITE-NOT-FOUND for a path that is not there', async () => {
    const response = await get(bench, '/a/b/c')
    expect(response.status).toBe(404)
    expect((await problemOf(response))['code']).toBe('SITE-NOT-FOUND')
    expect(await lastEntry()).toMatchObject({ operation: null, validity: 'unchecked', status: 404 })
  })

  it.each(['/%', '/%zz', '/%ff%fe', '/..%2f..%2fetc%2fpasswd', '/%00', `/${'a'.repeat(500)}`])(
    '404 for a parameter that cannot be (%s)',
    async (path) => {
      const response = await get(bench, path)
      expect(response.status).toBe(404)
      expect((await problemOf(response))['code']).toBe('SITE-ORDER-UNKNOWN')
    },
  )

  it('405 SITE-METHOD with Allow', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'POST']) {
      const response = await fetch(`${bench.things}/a`, { method, headers: { authorization } })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect((await problemOf(response))['code']).toBe('SITE-METHOD')
    }
  })

  it('406 SITE-ACCEPT before anything is done', async () => {
    const response = await post(bench, { name: 'не сделано' }, { accept: 'text/csv' })
    expect(response.status).toBe(406)
    expect((await problemOf(response))['code']).toBe('SITE-ACCEPT')
    expect(await (await post(bench, { name: 'не сделано' })).json()).toMatchObject({ times: 1 })
  })

  it('415 SITE-MEDIA for a type or a coding that is not read', async () => {
    const typed = await post(bench, '{"name":"a"}', { 'content-type': 'text/csv' })
    expect(typed.status).toBe(415)
    expect((await problemOf(typed))['code']).toBe('SITE-MEDIA')
    const coded = await post(bench, '{"name":"a"}', { 'content-encoding': 'br' })
    expect(coded.status).toBe(415)
    expect(coded.headers.get('accept-encoding')).toBe('gzip, deflate, identity')
  })

  it('400 SITE-MALFORMED for parameters of the address that do not fit', async () => {
    const response = await get(bench, '/a?limit=99')
    expect(response.status).toBe(400)
    expect(await problemOf(response)).toMatchObject({
      code: 'SITE-MALFORMED',
      errors: [{ pointer: '/limit' }],
    })
  })

  it('[A-16] 400 and 422 with the place of every fault', async () => {
    const malformed = await post(bench, '{"name":')
    expect(malformed.status).toBe(400)
    expect(await problemOf(malformed)).toMatchObject({
      code: 'SITE-MALFORMED',
      errors: [{ pointer: '', rule: 'SITE-MALFORMED', line: 2, column: 3 }],
    })
    expect(await lastEntry()).toMatchObject({ validity: 'invalid', code: 'SITE-MALFORMED' })

    const duplicate = await post(bench, '{"name":"a","name":"b"}')
    expect(duplicate.status).toBe(400)
    expect((await problemOf(duplicate))['code']).toBe('SITE-DUPLICATE-KEY')

    const invalid = await post(bench, { name: '' })
    expect(invalid.status).toBe(422)
    expect(await problemOf(invalid)).toMatchObject({
      code: 'SITE-VALIDATION',
      retryable: false,
      errors: [{ pointer: '/name', rule: 'schema' }],
    })
    expect((await lastEntry()).findings).toMatchObject([{ part: 'request', pointer: '/name', line: 2 }])
  })

  it('[AD-46] 413 SITE-TOO-LARGE, whether the length is told or not, and the answer can be read', async () => {
    const told = await post(bench, Buffer.alloc(toyContract.bodyLimit + 1, 0x20))
    expect(told.status).toBe(413)
    expect((await problemOf(told))['code']).toBe('SITE-TOO-LARGE')

    const untold = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(bench.things, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      })
      request.on('response', (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
      request.on('error', reject)
      for (let sent = 0; sent <= toyContract.bodyLimit; sent += 1024 * 1024)
        request.write(Buffer.alloc(1024 * 1024, 0x20))
      request.end()
    })
    expect(untold).toBe(413)
    expect(await lastEntry()).toMatchObject({ status: 413, code: 'SITE-TOO-LARGE' })
  })

  it('413 for a compression bomb, 400 for a damaged compression', async () => {
    const bomb = await post(bench, gzipSync(Buffer.alloc(toyContract.bodyLimit + 1)), {
      'content-encoding': 'gzip',
    })
    expect(bomb.status).toBe(413)
    const damaged = await post(bench, '{"name":"a"}', { 'content-encoding': 'gzip' })
    expect(damaged.status).toBe(400)
    expect((await problemOf(damaged))['code']).toBe('SITE-MALFORMED')
  })

  it('a sender that goes away in the middle of its body is recorded and harms nobody', async () => {
    const recorded = new Promise<void>((resolve) => bench.changes.subscribe(() => resolve()))
    const socket = connect(bench.port, '127.0.0.1', () => {
      socket.write(
        `POST /site/api/toy/things HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Length: 100\r\n\r\n{"na`,
        () => socket.destroy(),
      )
    })
    await recorded
    expect(await lastEntry()).toMatchObject({ status: 400, code: 'SITE-MALFORMED' })
    expect((await get(bench, '/a')).status).toBe(200)
  })
})

describe('a body without Content-Type', () => {
  it('is read in lenient mode', async () => {
    await start()
    expect((await post(bench, Buffer.from('{"name":"a"}'), { 'content-type': '' })).status).toBe(201)
  })

  it('is 415 in strict mode', async () => {
    await start({ reader: () => 'strict' })
    expect((await post(bench, Buffer.from('{"name":"a"}'), { 'content-type': '' })).status).toBe(415)
  })
})

describe('a handler', () => {
  it('refuses with a code, a place and headers, which the journal keeps as findings', async () => {
    await start({
      handlers: {
        'toy.postThing': async () => {
          throw new ContractError(409, 'SITE-STALE', 'Уже есть версия 4.', {
            errors: [{ pointer: '/exchange/seq', rule: 'seq', expected: '5', actual: '3' }],
            retryAfter: 7,
          })
        },
      },
    })
    const response = await post(bench, { name: 'a' })
    expect(response.status).toBe(409)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(await problemOf(response)).toMatchObject({
      code: 'SITE-STALE',
      detail: 'Уже есть версия 4.',
      retryable: false,
      errors: [{ pointer: '/exchange/seq', expected: '5', actual: '3' }],
    })
    const entry = await lastEntry()
    expect(entry).toMatchObject({ code: 'SITE-STALE', validity: 'invalid' })
    expect(entry.findings).toContainEqual(
      expect.objectContaining({ code: 'SITE-STALE', pointer: '/exchange/seq', value: '3' }),
    )
  })

  it('that fails is 500 SITE-INTERNAL without a word of the reason', async () => {
    await start({
      handlers: {
        'toy.getThing': async () => {
          throw new Error('secret reason')
        },
      },
    })
    const response = await get(bench, '/a')
    expect(response.status).toBe(500)
    const problem = await problemOf(response)
    expect(problem).toMatchObject({ code: 'SITE-INTERNAL', retryable: true })
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect(bench.defects).toMatchObject([{ message: 'secret reason' }])
    expect(await lastEntry()).toMatchObject({ status: 500, code: 'SITE-INTERNAL' })
  })

  it('whose answer breaks the contract is 500 SITE-INTERNAL and says where in the journal', async () => {
    await start({
      handlers: { 'toy.getThing': async () => ({ status: 200, body: { name: 'a', times: 'often' } }) },
    })
    const response = await get(bench, '/a')
    expect(response.status).toBe(500)
    expect((await problemOf(response))['code']).toBe('SITE-INTERNAL')
    expect((await lastEntry()).findings).toMatchObject([
      { part: 'response', pointer: '/times', severity: 'error' },
    ])
    expect(bench.defects).toHaveLength(1)
  })

  it('that answers with a status the contract does not know is a defect too', async () => {
    await start({ handlers: { 'toy.getThing': async () => ({ status: 202, body: {} }) } })
    expect((await get(bench, '/a')).status).toBe(500)
  })

  it('must be there for every operation', async () => {
    await start()
    await expect(
      startToyBench({ contract: { ...toyContract, operations: [{ ...getThing, id: 'toy.x' }] } }),
    ).rejects.toThrow('No handler for toy.x')
  })
})
