import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformChoices } from '../../mocks/regate/platform.ts'
import type { BookingState, QueueState } from '../../server/contracts/regate/schema.ts'
import * as examples from '../../server/contracts/regate/examples.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'
import { problem, startScripted } from './restore-scripted.ts'

/** The application server ReStore, played by the bench, against the enterprises of the bench and others, over HTTP. */

let bench: OpenBench
let scripted: Awaited<ReturnType<typeof startScripted>>
let ids: string[]
beforeAll(async () => {
  bench = await openBench()
  scripted = await startScripted(bench)
  ids = (await bench.api.call('restore.targets')).map(({ id }) => id)
})
afterAll(async () => {
  await scripted?.stop()
  await bench?.stop()
})

describe('a purchase', () => {
  it('[B-19][B-20][B-21][B-22] goes from the first question to the payment in every enterprise', async () => {
    expect(ids.length).toBeGreaterThan(1)
    for (const target of ids) {
      const report = await bench.api.call('restore.purchase', { body: { target } })
      const failed = report.steps.find(({ ok }) => !ok)
      expect(failed, target).toBeUndefined()
      expect(report.steps.map(({ method }) => method)).toEqual(
        expect.arrayContaining(['state', 'city', 'citystore', 'storetable', 'assortment', 'client']),
      )
      expect(report.steps.slice(-4).map(({ method }) => method)).toEqual([
        'booking',
        'bookingstate',
        'paycard',
        'bookingstate',
      ])
      const paid = report.steps.at(-1)!.body as BookingState
      expect(paid).toMatchObject({ order_number: report.order_number, status: { code: 210 } })
      expect(paid.paid_amount).toBe(paid.amount)
      const order = await bench.api.call('regate.order', {
        params: { enterprise: target, order: report.order_id! },
      })
      expect(order).toMatchObject({ order_number: report.order_number, status: 210 })
    }
  })

  it('[B-56][BD-43] is refunded when asked to, and stays in the books of its own enterprise', async () => {
    const [target, other] = ids as [string, string]
    const report = await bench.api.call('restore.purchase', { body: { target, refund: true } })
    expect(report).toMatchObject({ ok: true })
    expect(report.steps.at(-1)).toMatchObject({ method: 'refund', body: { status: { code: 430 } } })
    const refunds = await bench.api.call('regate.refunds', { params: { enterprise: target } })
    expect(refunds.map(({ order_id }) => order_id)).toContain(report.order_id)
    const elsewhere = await refusal(
      bench.api.call('regate.order', { params: { enterprise: other, order: report.order_id! } }),
    )
    expect(elsewhere.status).toBe(404)
  })

  it('is recorded once, by the side that answered', async () => {
    const { steps } = await bench.api.call('restore.purchase', { body: { target: ids[0]! } })
    const { entry } = steps.find(({ method }) => method === 'booking')!
    expect(await bench.entry(entry)).toMatchObject({
      direction: 'in',
      from: 'restore',
      to: 'onec',
      operation: 'regate.booking',
      validity: 'valid',
    })
    expect(new Set(steps.map((step) => step.entry)).size).toBe(steps.length)
  })

  it('stops at the first step that fails and says why', async () => {
    const params = { enterprise: ids[0]! }
    await bench.api.call('regate.setConditions', { params, body: { maintenance: true } })
    const report = await bench.api.call('restore.purchase', { body: { target: ids[0]! } })
    await bench.api.call('regate.setConditions', { params, body: { maintenance: false } })
    expect(report).toMatchObject({ ok: false, order_id: null })
    expect(report.steps).toHaveLength(1)
    expect(report.steps[0]).toMatchObject({ method: 'state', status: 503, code: 'RG-MAINTENANCE' })
    expect(report.steps[0]!.message).not.toBe('')
  })
})

describe('a call', () => {
  it('[BD-02] reads by GET and by POST alike', async () => {
    const body = { target: ids[0]!, method: 'city', values: {} }
    const got = await bench.api.call('restore.call', { body })
    const posted = await bench.api.call('restore.call', { body: { ...body, asPost: true } })
    expect(got).toMatchObject({ ok: true, status: 200, code: null, message: '' })
    expect(posted.body).toEqual(got.body)
    expect((await bench.entry(got.entry)).method).toBe('GET')
    expect((await bench.entry(posted.entry)).method).toBe('POST')
  })

  it('shows a refusal of the contract as it came', async () => {
    const values = { store_id: 'c0a1f7e2-94a3-11f0-8de9-0242ac12ffff' }
    const call = await bench.api.call('restore.call', {
      body: { target: ids[0]!, method: 'storetable', values },
    })
    expect(call).toMatchObject({ ok: false, status: 404, code: 'RG-STORE-UNKNOWN', retryable: false })
    expect(call.body).toMatchObject({ code: 'RG-STORE-UNKNOWN' })
  })

  it('[BD-41] sends nothing that breaks the schema, names the places and repeats no card number', async () => {
    const payment = {
      ...examples.paycardRequest.payment,
      auth_code: '4000000000000002'.slice(0, 12),
      amount: -1,
    }
    const before = await bench.parts.journal.count()
    const refused = await refusal(
      bench.api.call('restore.call', {
        body: {
          target: ids[0]!,
          method: 'paycard',
          values: { payment: { ...payment, terminal: '4000000000000002' } },
        },
      }),
    )
    expect(refused).toMatchObject({ status: 422, code: 'RESTORE-VALUES' })
    const { errors } = refused.problem as { errors: { pointer: string; rule: string }[] }
    expect(errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/payment/amount', '/payment/terminal']),
    )
    expect(JSON.stringify(refused.problem)).not.toContain('4000000000000002')
    expect(await bench.parts.journal.count()).toBe(before)
  })

  it.each([
    ['target', { target: 'nowhere', method: 'state' }, 'RESTORE-TARGET-UNKNOWN'],
    ['method', { target: 'scripted', method: 'teleport' }, 'RESTORE-METHOD-UNKNOWN'],
  ])('knows no such %s', async (_, named, code) => {
    await expect(scripted.restore.call({ ...named, values: {} })).rejects.toMatchObject({ code })
  })
})

describe('a write that waits in the queue', () => {
  it('[BD-09] is followed from 202 to its final answer', async () => {
    const enterprise = ids[0]!
    await bench.api.call('regate.pauseQueue', { params: { enterprise }, body: { paused: true } })
    const called = bench.api.call('restore.call', {
      body: { target: enterprise, method: 'client', values: { client_id: 'rs-queued' }, wait: 0 },
    })
    await expect
      .poll(async () => (await bench.entries({ operation: 'regate.client', subject: 'rs-queued' })).length)
      .toBe(1)
    await bench.api.call('regate.pauseQueue', { params: { enterprise }, body: { paused: false } })
    const call = await called
    expect(call).toMatchObject({ ok: true, status: 201, body: { result: 'created', client_id: 'rs-queued' } })
    expect(await bench.entry(call.entry)).toMatchObject({ status: 202, operation: 'regate.client' })
  })

  const accepted = { status: 202, body: examples.queueAnswer }
  const state = (part: Partial<QueueState>) => ({ status: 200, body: { ...examples.waitingJob, ...part } })

  it('ends with the refusal that the job ended with', async () => {
    const body = { ...(problem(409, 'RG-NO-PRICE').body as object) }
    scripted.answer(
      accepted,
      state({}),
      state({ state: 'failed', finished_at: '2025-09-18T12:00:05', result: { status: 409, body } }),
    )
    const call = await scripted.restore.call({
      target: 'scripted',
      method: 'client',
      values: examples.clientRequest,
    })
    expect(call).toMatchObject({ ok: false, status: 409, code: 'RG-NO-PRICE', message: 'Отказ RG-NO-PRICE' })
    expect(scripted.pauses).toEqual([250, 250])
    expect(scripted.seen[1]!.url).toContain(`/hs/regate/queue/${examples.queueAnswer.request_id}`)
  })

  it('is not waited for longer than a minute', async () => {
    scripted.answer(accepted, state({}))
    const call = await scripted.restore.call({
      target: 'scripted',
      method: 'client',
      values: examples.clientRequest,
    })
    expect(call).toMatchObject({ ok: false, status: 202, code: 'RESTORE-STILL-QUEUED' })
    expect(scripted.pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60_000)
  })
})

describe('an answer that no program of the contract gave', () => {
  const expected: Record<string, { code: string | null; retryable: boolean }> = {
    'refused-credentials': { code: 'RG-AUTH', retryable: false },
    'not-published': { code: null, retryable: false },
    'no-session': { code: 'RG-BUSY', retryable: true },
    'unhandled-exception': { code: 'RG-INTERNAL', retryable: true },
    gateway: { code: 'RG-BUSY', retryable: true },
    'wrong-address': { code: null, retryable: false },
  }
  const choices = platformChoices.filter(({ id }) => !id.startsWith('stale-session'))

  it.each(choices.map(({ id }) => id))('[B-17] is explained by table 7.3: %s', async (id) => {
    const choice = choices.find((one) => one.id === id)!
    const params = { enterprise: ids[1]! }
    await bench.api.call('regate.setConditions', { params, body: { platform: id } })
    const call = await bench.api.call('restore.call', {
      body: { target: ids[1]!, method: 'state', values: {} },
    })
    await bench.api.call('regate.setConditions', { params, body: { platform: null } })
    expect(call).toMatchObject({ ok: false, status: choice.status, ...expected[id.split('/')[0]!] })
    expect(call.advice!.ru).toContain(choice.meaning.ru)
    expect(call.advice!.en).toContain(choice.meaning.en)
  })

  it('is shown as it is when the table does not have it', async () => {
    scripted.answer({ status: 418, body: 'short and stout', headers: { 'content-type': 'text/plain' } })
    const call = await scripted.restore.call({ target: 'scripted', method: 'state', values: {} })
    expect(call).toMatchObject({ ok: false, status: 418, code: null, advice: null })
  })
})

describe('repeats (section 7.2)', () => {
  const read = { target: 'scripted', method: 'state', values: {}, retry: true } as const
  const write = { target: 'scripted', method: 'client', values: examples.clientRequest, retry: true } as const

  it('a read is tried three times', async () => {
    scripted.answer(problem(503, 'RG-BUSY'))
    expect(await scripted.restore.call(read)).toMatchObject({ ok: false, code: 'RG-BUSY' })
    expect(scripted.seen).toHaveLength(3)
    expect(scripted.pauses).toEqual([1_000, 3_000])
  })

  it('[BD-11] a write is tried six times with one key, then an operator takes over', async () => {
    scripted.answer(problem(503, 'RG-LOCK'))
    expect(await scripted.restore.call(write)).toMatchObject({ ok: false, code: 'RG-LOCK' })
    expect(scripted.pauses).toEqual([1_000, 3_000, 10_000, 30_000, 60_000])
    const keys = scripted.seen.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(6)
    expect(new Set(keys).size).toBe(1)
  })

  it('Retry-After is honoured when it is longer, and success ends the repeats', async () => {
    scripted.answer(problem(429, 'RG-RATE', { 'retry-after': '7' }), {
      status: 201,
      body: examples.createdClient,
    })
    expect(await scripted.restore.call(write)).toMatchObject({ ok: true, status: 201 })
    expect(scripted.pauses).toEqual([7_000])
  })

  it('what cannot succeed is not repeated, nor anything unless asked for', async () => {
    scripted.answer(problem(404, 'RG-CLIENT-UNKNOWN'))
    await scripted.restore.call(write)
    expect(scripted.seen).toHaveLength(1)
    scripted.answer(problem(503, 'RG-BUSY'))
    await scripted.restore.call({ ...read, retry: false })
    expect(scripted.seen).toHaveLength(1)
  })
})

describe('many clients at once', () => {
  it('[B-05][B-18] buy in turn, each as a client of its own, and are measured', async () => {
    const enterprise = ids[2] ?? ids[0]!
    const before = (await bench.api.call('regate.clients', { params: { enterprise } })).length
    const started = await bench.api.call('restore.startLoad', {
      body: { enterprise, clients: 8, purchases: 1, refunds: 0 },
    })
    expect(started).toMatchObject({ state: 'running', purchases: { planned: 8 } })
    const second = await refusal(
      bench.api.call('restore.startLoad', { body: { enterprise, clients: 1, purchases: 1 } }),
    )
    expect(second).toMatchObject({ status: 409, code: 'RESTORE-LOAD-RUNNING' })

    const report = (await bench.parts.restore.finishedLoad())!
    expect(report.state).toBe('done')
    expect(report.purchases.done + report.purchases.failed).toBe(8)
    expect(report.purchases.done).toBeGreaterThan(0)
    const clients = await bench.api.call('regate.clients', { params: { enterprise } })
    expect(clients.length - before).toBe(8)
    expect(report.methods.reduce((sum, { calls }) => sum + calls, 0)).toBe(report.calls)
    expect(report.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(report.calls)
    expect(report.seconds.reduce((sum, { calls }) => sum + calls, 0)).toBe(report.calls)
    const booking = report.methods.find(({ method }) => method === 'booking')!
    expect(booking.p50).toBeGreaterThan(0)
    expect(booking.p50).toBeLessThanOrEqual(booking.p99)
    expect(await bench.api.call('restore.load')).toMatchObject({ state: 'done', calls: report.calls })
  })

  it('stop at once when told to', async () => {
    const enterprise = ids[0]!
    await bench.api.call('regate.pauseQueue', { params: { enterprise }, body: { paused: true } })
    await bench.api.call('restore.startLoad', { body: { enterprise, clients: 4, purchases: 1000 } })
    const stopped = await bench.api.call('restore.stopLoad')
    await bench.api.call('regate.pauseQueue', { params: { enterprise }, body: { paused: false } })
    expect(stopped).toMatchObject({ state: 'stopped', purchases: { planned: 4000, done: 0, failed: 0 } })
    expect(stopped!.errors.map(({ code }) => code)).not.toContain('CANCELLED')
  })

  it('leave an enterprise alone that refuses the account', async () => {
    scripted.answer(problem(401, 'RG-AUTH'))
    await scripted.restore.startLoad({ enterprise: 'scripted', clients: 3, purchases: 50, refunds: 0 })
    const report = (await scripted.restore.finishedLoad())!
    expect(report.state).toBe('stopped')
    expect(report.errors.map(({ code }) => code)).toEqual(['RG-AUTH'])
    expect(scripted.seen.length).toBeLessThanOrEqual(3)
  })
})

describe('«Повторить» of the journal', () => {
  it('[B-17] sends a recorded call of ReGate again with the account of today', async () => {
    const body = { target: ids[0]!, method: 'client', values: { client_id: 'rs-again' } }
    const { entry } = await bench.api.call('restore.call', { body })
    const { password } = await bench.api.call('regate.setPassword', {
      params: { enterprise: ids[0]! },
      body: { user: 'restore', password: null },
    })
    expect(password.length).toBeGreaterThan(7)
    const { id } = await bench.api.call('journal.repeat', { params: { id: entry } })
    expect(await bench.entry(id)).toMatchObject({
      repeats: entry,
      operation: 'regate.client',
      // The client is there by now (BD-03).
      status: 200,
      subject: 'rs-again',
    })
  })

  it('works for an entry about a real publication', async () => {
    const other = await openBench()
    const { address } = (await bench.api.call('restore.targets'))[0]!
    const { password } = await bench.api.call('regate.setPassword', {
      params: { enterprise: ids[0]! },
      body: { user: 'restore', password: null },
    })
    try {
      const targets = await other.api.call('restore.saveReal', {
        body: { address: `${address}/`, user: 'restore', password },
      })
      expect(targets.at(-1)).toMatchObject({ id: 'real', address, hasPassword: true })
      const { entry, ok } = await other.api.call('restore.call', {
        body: { target: 'real', method: 'state', values: {} },
      })
      expect(ok).toBe(true)
      const { id } = await other.api.call('journal.repeat', { params: { id: entry } })
      expect(await other.entry(id)).toMatchObject({
        repeats: entry,
        direction: 'out',
        operation: 'regate.state',
        status: 200,
      })
    } finally {
      await other.stop()
    }
  })
})
