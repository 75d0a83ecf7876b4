import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContractError } from '../../server/http/errors.ts'
import type { Answer } from '../../server/http/call.ts'
import { post, startToyBench, type ToyBench, type ToyBenchOptions } from './toy-bench.ts'

const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324'
const withKey = (key = KEY) => ({ 'idempotency-key': key })

let folder: string
let bench: ToyBench

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-keys-'))
})
afterEach(async () => {
  await bench.stop()
  await rm(folder, { recursive: true })
})

async function start(options?: ToyBenchOptions): Promise<void> {
  bench = await startToyBench({ database: join(folder, 'obmen.db'), ...options })
}

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

describe('Idempotency-Key [AD-33]', () => {
  it('a repeated request is answered with the stored answer and not carried out', async () => {
    await start()
    const first = await post(bench, { name: 'a' }, withKey())
    const again = await post(bench, { name: 'a' }, withKey())
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    expect(again.status).toBe(201)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(await again.text()).toBe(await first.text())
    expect(await bench.journal.count()).toBe(2)
  })

  it('the answer survives a restart', async () => {
    await start()
    const body = await (await post(bench, { name: 'a' }, withKey())).text()
    await bench.stop()
    await start()
    const again = await post(bench, { name: 'a' }, withKey())
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.text()).toBe(body)
  })

  it('the quotes of the draft are not a part of the key', async () => {
    await start()
    await post(bench, { name: 'a' }, withKey())
    const again = await post(bench, { name: 'a' }, withKey(`"${KEY}"`))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('the same key with another body is 422 SITE-KEY-REUSED', async () => {
    await start()
    await post(bench, { name: 'a' }, withKey())
    const other = await post(bench, { name: 'b' }, withKey())
    expect(other.status).toBe(422)
    expect(await codeOf(other)).toBe('SITE-KEY-REUSED')
  })

  it('the same key while the first request runs is 409 SITE-KEY-IN-USE, and is carried out once', async () => {
    let runs = 0
    let finish: (answer: Answer) => void
    const finished = new Promise<Answer>((resolve) => (finish = resolve))
    let entered: () => void
    const running = new Promise<void>((resolve) => (entered = resolve))
    await start({
      handlers: {
        'toy.postThing': () => {
          runs += 1
          entered()
          return finished
        },
      },
    })
    const first = post(bench, { name: 'a' }, withKey())
    await running
    const second = await post(bench, { name: 'a' }, withKey())
    expect(second.status).toBe(409)
    expect(second.headers.get('retry-after')).toBe('1')
    expect(await second.json()).toMatchObject({ code: 'SITE-KEY-IN-USE', retryable: true })
    expect(await codeOf(await post(bench, { name: 'b' }, withKey()))).toBe('SITE-KEY-REUSED')

    finish!({ status: 201, body: { name: 'a', times: 1 } })
    expect((await first).status).toBe(201)
    expect((await post(bench, { name: 'a' }, withKey())).headers.get('idempotency-replayed')).toBe('true')
    expect(runs).toBe(1)
  })

  it('of many requests of one moment exactly one is carried out', async () => {
    await start()
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await post(bench, { name: 'a' }, withKey())).status),
    )
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    const final = await post(bench, { name: 'a' }, withKey())
    expect(await final.json()).toEqual({ name: 'a', times: 1 })
  })

  it('a refusal by the handler is an answer like any other', async () => {
    let runs = 0
    await start({
      handlers: {
        'toy.postThing': async () => {
          runs += 1
          throw new ContractError(409, 'SITE-STALE', 'Есть версия новее.')
        },
      },
    })
    const first = await post(bench, { name: 'a' }, withKey())
    const again = await post(bench, { name: 'a' }, withKey())
    expect(again.status).toBe(409)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.text()).toBe(await first.text())
    expect(runs).toBe(1)
    const { rows } = await bench.journal.page({ limit: 2 })
    expect(rows.map(({ code }) => code)).toEqual(['SITE-STALE', 'SITE-STALE'])
  })

  it('a failure is not kept: the retry is carried out', async () => {
    let runs = 0
    await start({
      handlers: {
        'toy.postThing': async () => {
          runs += 1
          if (runs === 1) throw new Error('first time')
          return { status: 201, body: { name: 'a', times: runs } }
        },
      },
    })
    expect((await post(bench, { name: 'a' }, withKey())).status).toBe(500)
    const again = await post(bench, { name: 'a' }, withKey())
    expect(again.status).toBe(201)
    expect(again.headers.has('idempotency-replayed')).toBe(false)
  })

  it('a request that could not be read does not use its key up', async () => {
    await start()
    expect((await post(bench, '{', withKey())).status).toBe(400)
    expect((await post(bench, { name: 'a' }, withKey())).status).toBe(201)
  })

  it('no key is refused with 400 SITE-KEY-MISSING in strict mode', async () => {
    await start({ requireKey: () => true })
    const response = await post(bench, { name: 'a' })
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('SITE-KEY-MISSING')
    expect((await post(bench, { name: 'a' }, withKey())).status).toBe(201)
  })

  it('no key is W-NO-IDEMPOTENCY-KEY in lenient mode, and every request is carried out', async () => {
    await start()
    await post(bench, { name: 'a' })
    expect(await (await post(bench, { name: 'a' })).json()).toMatchObject({ times: 2 })
    const { rows } = await bench.journal.page({ limit: 1 })
    expect(rows[0]!.validity).toBe('untidy')
    expect((await bench.journal.entry(rows[0]!.id))!.findings).toMatchObject([
      { code: 'W-NO-IDEMPOTENCY-KEY', severity: 'warning', part: 'request' },
    ])
  })

  it('a key that is none is refused', async () => {
    await start()
    for (const key of ['a b', 'x'.repeat(256), 'ключ'.replace(/./g, 'é')]) {
      const response = await post(bench, { name: 'a' }, withKey(key))
      expect(response.status).toBe(400)
      expect(await codeOf(response)).toBe('SITE-MALFORMED')
    }
  })

  it('is kept for seven days', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    await start({ clock: () => now })
    await post(bench, { name: 'a' }, withKey())
    now = new Date('2026-01-07T23:59:00Z')
    expect((await post(bench, { name: 'a' }, withKey())).headers.get('idempotency-replayed')).toBe('true')
    now = new Date('2026-01-08T00:01:00Z')
    const late = await post(bench, { name: 'a' }, withKey())
    expect(late.headers.has('idempotency-replayed')).toBe(false)
    expect(await late.json()).toMatchObject({ times: 2 })
  })
})
