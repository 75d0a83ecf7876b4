import { z } from 'zod'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CodeCatalogue, Contract, Message, Operation } from '../../server/contracts/operation.ts'
import { createContractClient } from '../../server/http/client.ts'
import { prepareAnswer } from '../../server/http/contract-routes.ts'
import { refusal } from '../../server/http/errors.ts'
import {
  get,
  post,
  account,
  authorization,
  startToyBench,
  type ToyBench,
  type ToyBenchOptions,
} from './toy-bench.ts'
import { getThing, postThing, toyContract } from './toy-contract.ts'

const text = (ru: string) => ({ ru, en: ru })

/** A contract with codes of its own, without one for `Accept`. */
const rows = Object.fromEntries(
  (
    [
      ['T-BAD', 400, false],
      ['T-WHO', 401, false],
      ['T-NOWHERE', 404, false],
      ['T-NO-THING', 404, false],
      ['T-VERB', 405, false],
      ['T-TAKEN', 409, false],
      ['T-BUSY', 409, true],
      ['T-BIG', 413, false],
      ['T-TYPE', 415, false],
      ['T-WRONG', 422, false],
      ['T-SLOW', 429, true],
      ['T-OURS', 500, true],
    ] as const
  ).map(([code, status, retryable]) => [
    code,
    { code, status, retryable, meaning: text(`смысл ${code}`), action: text('') },
  ]),
)
const codes: CodeCatalogue = {
  faults: {
    malformed: 'T-BAD',
    'bad-auth-header': 'T-WHO',
    'key-missing': 'T-BAD',
    auth: 'T-WHO',
    forbidden: 'T-WHO',
    'not-found': 'T-NOWHERE',
    method: 'T-VERB',
    accept: null,
    media: 'T-TYPE',
    'key-in-use': 'T-BUSY',
    'key-reused': 'T-WRONG',
    'too-large': 'T-BIG',
    validation: 'T-WRONG',
    rate: 'T-SLOW',
    internal: 'T-OURS',
    maintenance: 'T-OURS',
  },
  refusal: (code) => rows[code] ?? null,
  all: Object.values(rows),
}

const Query = z.object({ like: z.string().min(1) })

const queryMessage: Message = {
  schema: Query,
  formats: ['json'],
  read({ bytes }) {
    const parsed = Query.safeParse(JSON.parse(Buffer.from(bytes).toString()))
    const fault = {
      severity: 'error',
      code: 'schema',
      message: text('нет like'),
      line: 1,
      column: 1,
      pointer: '/like',
    }
    return parsed.success
      ? { value: parsed.data, findings: [], rejected: [] }
      : { value: null, findings: [fault as never], rejected: [] }
  },
  write: () => ({ bytes: new Uint8Array(), contentType: '' }),
  examples: [],
}

const findThings: Operation = {
  ...getThing,
  id: 'toy.findThings',
  path: '/api/toy/find',
  params: undefined,
  query: Query,
  queryMessage,
  errors: {},
  subject: undefined,
} as unknown as Operation

const contract: Contract = {
  ...toyContract,
  codes,
  bodyLimit: 1000,
  operations: [{ ...getThing, errors: { 404: ['T-NOWHERE', 'T-NO-THING'] } }, postThing, findThings],
}

let bench: ToyBench
afterEach(() => bench.stop())

const queries: unknown[] = []
const start = async (options: ToyBenchOptions = {}) => {
  bench = await startToyBench({
    contract,
    ...options,
    handlers: {
      'toy.findThings': async ({ query, request, headers }) => {
        queries.push({ query, request, prefer: headers('Prefer') })
        return { status: 200, body: { name: String(query['like']), times: 1 } }
      },
      ...options.handlers,
    },
  })
}

const codeOf = async (response: Promise<Response>) => {
  const { status, code } = (await (await response).json()) as { status: number; code: string }
  return [status, code]
}

describe('a contract with codes of its own', () => {
  it('[BD-02][BD-42] names what the host finds wrong by them', async () => {
    await start()
    expect(
      await codeOf(fetch(`${bench.address}/site/api/toy/nothing`, { headers: { authorization } })),
    ).toEqual([404, 'T-NOWHERE'])
    expect(await codeOf(get(bench, '', { authorization: '' }))).toEqual([401, 'T-WHO'])
    expect(await codeOf(fetch(`${bench.things}/a`, { method: 'PUT', headers: { authorization } }))).toEqual([
      405,
      'T-VERB',
    ])
    expect(await codeOf(post(bench, '<a/>', { 'content-type': 'text/plain' }))).toEqual([415, 'T-TYPE'])
    expect(await codeOf(post(bench, {}))).toEqual([422, 'T-WRONG'])
    expect(await codeOf(post(bench, { name: 'a'.repeat(1000) }))).toEqual([413, 'T-BIG'])
    expect(await codeOf(get(bench, '/a?limit=x'))).toEqual([400, 'T-BAD'])
  })

  it('[BD-36] says by the code of the operation that what its path names does not exist', async () => {
    await start()
    expect(await codeOf(get(bench, '/two%20words'))).toEqual([404, 'T-NO-THING'])
  })

  it('answers in its default form whatever is accepted when it has no code for that', async () => {
    await start()
    const response = await get(bench, '/a', { accept: 'text/html' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('[BD-13][BD-22] adds members to a refusal, but never in place of the common ones', async () => {
    await start({
      handlers: {
        'toy.getThing': async () => {
          throw refusal(codes, 'T-TAKEN', 'Цена стала другой.', {
            members: { amount: 10.5, payment_recorded: true, status: 200 },
          })
        },
      },
    })
    const response = await get(bench, '/a')
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({
      code: 'T-TAKEN',
      title: 'смысл T-TAKEN',
      status: 409,
      retryable: false,
      amount: 10.5,
      payment_recorded: true,
    })
    expect(() => refusal(codes, 'SITE-STALE', '')).toThrow(TypeError)
  })

  it('[AD-33] keeps an answer with its key by its own rule of what may be sent again', async () => {
    let calls = 0
    await start({
      handlers: {
        'toy.postThing': async ({ request }) => {
          calls += 1
          throw refusal(codes, (request as { name: string }).name, 'Нет.')
        },
      },
    })
    const twice = async (code: string) => {
      calls = 0
      for (let i = 0; i < 2; i += 1) await post(bench, { name: code }, { 'idempotency-key': code })
      return calls
    }
    expect(await twice('T-BUSY')).toBe(2)
    expect(await twice('T-TAKEN')).toBe(1)
  })
})

it('[BD-41] the journal keeps of a refused request what its contract lets it keep', async () => {
  const kept = (request: Uint8Array, code: string | null) =>
    code === 'T-WRONG' ? Buffer.from(String(request).replace(/\d/g, '*')) : request
  await start({ kept })
  const recorded = async (response: Promise<Response>) => {
    const entry = Number((await response).headers.get('x-obmen-entry')!.split(':')[1])
    return Buffer.from((await bench.journal.body(entry, 'request'))!.bytes).toString()
  }
  expect(await recorded(post(bench, { name: '', pan: '4000000000000002' }))).toBe(
    '{"name":"","pan":"****************"}',
  )
  expect(await recorded(post(bench, { name: '4000' }))).toBe('{"name":"4000"}')
})

describe('a read that also comes as a POST', () => {
  const find = (init: RequestInit, query = '') =>
    fetch(`${bench.address}/site/api/toy/find${query}`, {
      ...init,
      headers: { authorization, ...init.headers },
    })
  const json = { 'content-type': 'application/json' }

  it('[BD-02] takes its query from the body, and wants no key', async () => {
    await start({ requireKey: () => true })
    queries.length = 0
    const posted = await find({
      method: 'POST',
      body: '{"like":"мяч"}',
      headers: { ...json, prefer: 'wait=5' },
    })
    expect(posted.status).toBe(200)
    const got = await find({ method: 'GET' }, '?like=%D0%BC%D1%8F%D1%87')
    expect(await got.json()).toEqual(await posted.json())
    expect(queries).toEqual([
      { query: { like: 'мяч' }, request: null, prefer: 'wait=5' },
      { query: { like: 'мяч' }, request: null, prefer: '' },
    ])
  })

  it('[BD-02] refuses a body that does not fit, and methods that are neither', async () => {
    await start()
    expect(await codeOf(find({ method: 'POST', body: '{}', headers: json }))).toEqual([422, 'T-WRONG'])
    const refused = await find({ method: 'DELETE' })
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
  })
})

describe('an answer that is made once', () => {
  it('[B-05] is checked and written once and sent as it is', async () => {
    const body = { name: 'я'.repeat(40_000), times: 1 }
    const prepared = prepareAnswer(getThing, { status: 200, body })
    const write = vi.spyOn(getThing.responses[200]!, 'write')
    await start({ handlers: { 'toy.getThing': async () => prepared } })
    const entries: number[] = []
    for (let i = 0; i < 3; i += 1) {
      const response = await get(bench, '/a')
      expect(await response.json()).toEqual(body)
      entries.push(Number(response.headers.get('x-obmen-entry')!.split(':')[1]))
    }
    expect(write).not.toHaveBeenCalled()
    write.mockRestore()
    for (const entry of entries)
      expect(Buffer.from((await bench.journal.body(entry, 'response'))!.bytes)).toEqual(
        prepared.written!.bytes,
      )
  })

  it('is not made of what breaks the contract', async () => {
    await start()
    expect(() => prepareAnswer(getThing, { status: 200, body: { name: 1 } })).toThrow(TypeError)
    expect(() => prepareAnswer(getThing, { status: 418, body: {} })).toThrow(TypeError)
  })
})

describe('a client of such a contract', () => {
  const clientOf = () =>
    createContractClient({
      contract,
      from: 'restore',
      to: 'onec',
      endpoint: async () => ({ address: `${bench.address}/site`, ...account }),
      journal: bench.journal,
      clock: () => new Date(),
      instance: 'other',
      userAgent: 'ReStore/1',
      reader: () => 'lenient',
      profile: () => 'canonical',
      format: () => 'json',
    })

  it('[BD-09] knows by its codes what may be sent again, and says how long it will wait', async () => {
    const seen: string[] = []
    await start({
      handlers: {
        'toy.postThing': async ({ request, headers }) => {
          seen.push(headers('Prefer'), headers('User-Agent'), headers('X-Exchange-Node'))
          throw refusal(codes, (request as { name: string }).name, 'Нет.')
        },
      },
    })
    const call = (code: string) => clientOf().call(postThing, { body: { name: code }, prefer: 'wait=2' })
    expect(await call('T-BUSY')).toMatchObject({ ok: false, status: 409, code: 'T-BUSY', retryable: true })
    expect(await call('T-TAKEN')).toMatchObject({ ok: false, status: 409, retryable: false })
    expect(seen.slice(0, 3)).toEqual(['wait=2', 'ReStore/1', ''])
  })

  it('can be told to stop waiting', async () => {
    const stop = new AbortController()
    await start({
      handlers: {
        'toy.getThing': async () => {
          stop.abort()
          return { status: 200, body: { name: 'a', times: 1 } }
        },
      },
    })
    const reply = await clientOf().call(getThing, { params: { name: 'a' }, signal: stop.signal })
    expect(reply).toMatchObject({ ok: false, kind: 'network', code: 'CANCELLED', retryable: false })
  })
})
