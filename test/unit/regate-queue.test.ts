import { describe, expect, it } from 'vitest'
import { QueueFull, QueueStopped } from '../../mocks/regate/queue/model.ts'
import { aBench, aJob, effects, leaveEffect, range, submitAll, type Step } from './regate-queue-bench.ts'
import { settle } from './fake-time.ts'

describe('a write through the queue', () => {
  it('[B-03][BD-09] is answered with its final answer when it is done within the wait', async () => {
    const { queue, db } = await aBench()
    const done = await queue.submit(aJob('a'), 20_000)
    expect(done).toEqual({ answer: { status: 201, body: { made: 'a' } }, requestId: 'a', position: 0 })
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'done', attempts: 1, result: done.answer })
    expect(await effects(db)).toEqual(['a'])
  })

  it('[B-03][BD-09] that takes longer than the wait is told its place, and its answer is found later', async () => {
    const { queue, time } = await aBench({ settings: { workers: 1, workMs: 3000 } })
    const [first, second, third] = ['a', 'b', 'c'].map((id) => queue.submit(aJob(id), 1000))
    await time.advance(1000)
    expect([await first, await second, await third].map((told) => [told?.answer, told?.position])).toEqual([
      [null, 0],
      [null, 1],
      [null, 2],
    ])
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'running', attempts: 1, result: null })
    expect(await queue.find('loza', 'c')).toMatchObject({ state: 'queued', attempts: 0, finishedAt: null })
    await time.advance(8000)
    expect(await queue.find('loza', 'c')).toMatchObject({
      state: 'done',
      receivedAt: '2025-09-18T09:00:00.000Z',
      finishedAt: '2025-09-18T09:00:09.000Z',
      result: { status: 201, body: { made: 'c' } },
    })
    expect(await queue.find('loza', 'd')).toBeNull()
    expect(await queue.find('kolos', 'a')).toBeNull()
  })

  it('[B-03] that is refused keeps the refusal as its final answer', async () => {
    const { queue, errors } = await aBench()
    const { answer } = await queue.submit(aJob('a', { payload: ['refuse'] }), 1000)
    expect(answer).toEqual({ status: 409, body: { code: 'RG-OUT-OF-STOCK' } })
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'failed', attempts: 1, result: answer })
    expect(errors).toEqual([])
  })

  it('[B-03] that finds the queue full is turned away, counted, and leaves no trace', async () => {
    const { queue, settings } = await aBench({ settings: { capacity: 3 } })
    queue.setPaused('loza', true)
    const outcomes = await Promise.allSettled(range(5).map((i) => queue.submit(aJob(`${i}`), 0)))
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...range(3).map(() => 'fulfilled'),
      'rejected',
      'rejected',
    ])
    expect((outcomes[4] as PromiseRejectedResult).reason).toBeInstanceOf(QueueFull)
    expect(queue.stats('loza')).toMatchObject({
      waiting: 3,
      rejected: 2,
      methods: { booking: { rejected: 2 } },
    })
    expect(await queue.find('loza', '4')).toBeNull()

    await expect(queue.submit(aJob('other', { enterprise: 'kolos' }), 1000)).resolves.toMatchObject({
      answer: { status: 201 },
    })
    settings.capacity = 4
    await expect(queue.submit(aJob('4'), 0)).resolves.toMatchObject({ position: 4 })
  })
})

describe('the order of jobs', () => {
  it('[B-04] independent jobs run in parallel, as many as there are workers', async () => {
    const { queue, time } = await aBench({ settings: { workers: 10, workMs: 100 } })
    await submitAll(
      { queue },
      range(15).map((i) => aJob(`${i}`)),
    )
    expect(queue.stats('loza')).toMatchObject({ running: 10, waiting: 5, depth: 15 })
    await time.advance(100)
    expect(queue.stats('loza')).toMatchObject({ done: 10, running: 5, waiting: 0 })
    await time.advance(100)
    expect(queue.stats('loza')).toMatchObject({ done: 15, depth: 0 })
  })

  it('[BD-10] one partition strictly in order, one at a time', async () => {
    const bench = await aBench({ settings: { workMs: 100 } })
    const ids = range(6).map(String)
    await submitAll(
      bench,
      ids.map((id) => aJob(id, { partition: 'client:1' })),
    )
    for (const done of range(6)) {
      expect(bench.queue.stats('loza')).toMatchObject({ done, running: 1, waiting: 5 - done })
      await bench.time.advance(100)
    }
    expect(await effects(bench.db)).toEqual(ids)
  })

  it('[B-03] partitions take turns, so that a caller with many jobs does not hold up another', async () => {
    const bench = await aBench({ settings: { workers: 1, workMs: 10 } })
    const of = (partition: string, count: number) =>
      range(count).map((i) => aJob(`${partition}${i}`, { partition }))
    await submitAll(bench, [...of('a', 4), ...of('b', 2), ...of('c', 1)])
    await bench.time.advance(70)
    expect(await effects(bench.db)).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2', 'a3'])
  })

  it('[B-03] one enterprise does not use up the workers of another', async () => {
    const bench = await aBench({ settings: { workers: 2, workMs: 10 } })
    await submitAll(bench, [
      ...range(5).map((i) => aJob(`a${i}`)),
      ...range(5).map((i) => aJob(`b${i}`, { enterprise: 'kolos' })),
    ])
    expect(['loza', 'kolos'].map((id) => bench.queue.stats(id).running)).toEqual([2, 2])
  })

  it('[BD-10] unfinished writes on an order or a client are seen by whoever asks for its state', async () => {
    const bench = await aBench({ settings: { workers: 1, workMs: 10 } })
    await submitAll(bench, [
      aJob('b', { partition: 'client:1', entrySubject: 'rs-ord-1' }),
      aJob('p', { partition: 'order:7', method: 'paycard' }),
      aJob('x', { partition: 'order:8', method: 'paycard' }),
      aJob('r', { partition: 'order:7', method: 'refund' }),
    ])
    expect(bench.queue.pending('loza', ['order:7', 'rs-ord-1'])).toEqual([
      { method: 'booking', request_id: 'b' },
      { method: 'paycard', request_id: 'p' },
      { method: 'refund', request_id: 'r' },
    ])
    await bench.time.advance(10)
    expect(bench.queue.pending('loza', ['rs-ord-1'])).toEqual([])
    expect(bench.queue.pending('kolos', ['order:7'])).toEqual([])
  })
})

describe('an attempt that does not succeed', () => {
  it('[B-03] on a lock: again after 0.5, 1 and 2 s at the head of its partition, nothing of it stays', async () => {
    const bench = await aBench()
    const { queue, time, db } = bench
    await submitAll(bench, [
      aJob('a', { partition: 'client:1', payload: ['lock', 'lock', 'lock', 'ok'] }),
      aJob('b', { partition: 'client:1' }),
      aJob('other'),
    ])
    const attempts = async () => (await queue.find('loza', 'a'))!.attempts
    await settle()
    expect(await effects(db)).toEqual(['other'])
    for (const [delay, before] of [
      [500, 1],
      [1000, 2],
      [2000, 3],
    ] as const) {
      await time.advance(delay - 1)
      expect(await attempts()).toBe(before)
      await time.advance(1)
      expect(await attempts()).toBe(before + 1)
    }
    expect(await effects(db)).toEqual(['other', 'a', 'b'])
    expect(queue.stats('loza')).toMatchObject({ done: 3, retried: 3 })
  })

  it('[B-03] on a lock that stays: 503 RG-LOCK after the third repetition, and the next job runs', async () => {
    const bench = await aBench()
    const lock = bench.queue.submit(aJob('a', { partition: 'client:1', payload: ['lock'] }), 20_000)
    const next = bench.queue.submit(aJob('b', { partition: 'client:1' }), 20_000)
    await bench.time.advance(3500)
    expect((await lock).answer).toEqual({ status: 503, body: { code: 'RG-LOCK' } })
    expect((await next).answer?.status).toBe(201)
    expect(await bench.queue.find('loza', 'a')).toMatchObject({ state: 'failed', attempts: 4 })
    expect(await effects(bench.db)).toEqual(['b'])
  })

  it('[B-03] with an internal error: dead after five, answered 500 RG-INTERNAL, each error logged', async () => {
    const { queue, time, db, errors } = await aBench()
    const dead = queue.submit(aJob('a', { payload: ['error'] }), 20_000)
    await time.advance(7499)
    expect(queue.stats('loza')).toMatchObject({ dead: 0, waiting: 1, retried: 4 })
    await time.advance(1)
    expect((await dead).answer).toEqual({ status: 500, body: { code: 'RG-INTERNAL' } })
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'dead', attempts: 5 })
    expect(errors).toHaveLength(5)
    expect(await effects(db)).toEqual([])
  })

  it('[B-03] a dead job is tried again by a person with all its attempts, once', async () => {
    const { queue, time } = await aBench()
    const payload: Step[] = ['error']
    void queue.submit(aJob('a', { payload }), 0)
    await time.advance(7500)
    const again = await Promise.allSettled([queue.retryDead('loza', 'a'), queue.retryDead('loza', 'a')])
    expect(again.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(queue.retryDead('loza', 'nobody')).rejects.toMatchObject({ code: 'QUEUE-NOT-DEAD' })
    await time.advance(7499)
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'queued', attempts: 4 })
    await time.advance(1)
    expect(await queue.find('loza', 'a')).toMatchObject({ state: 'dead', attempts: 5 })
  })

  it('[B-03] whose end never comes is given up after 60 s, tried again, and its late result counts for nothing', async () => {
    let comeBack = () => {}
    const late: unknown[] = []
    const { queue, time, db } = await aBench({
      async work(job, trx) {
        await leaveEffect(job, trx)
        if (job.attempts > 1) return { status: 201, body: 'second' }
        await new Promise<void>((resolve) => (comeBack = resolve))
        await leaveEffect(job, trx).catch((error: unknown) => late.push(error))
        return { status: 201, body: 'first' }
      },
    })
    const told = queue.submit(aJob('a'), 100_000)
    await time.advance(59_999)
    expect(queue.stats('loza')).toMatchObject({ running: 1 })
    await time.advance(1)
    comeBack()
    await time.advance(500)
    expect((await told).answer).toEqual({ status: 201, body: 'second' })
    expect(await effects(db)).toEqual(['a'])
    expect(late).toHaveLength(1)
  })

  it('[B-03] because its answer cannot be stored is an internal error too', async () => {
    const { queue, time, db } = await aBench({
      async work(job, trx) {
        await leaveEffect(job, trx)
        return { status: Number.NaN, body: null }
      },
    })
    const told = queue.submit(aJob('a'), 20_000)
    await time.advance(7500)
    expect((await told).answer?.status).toBe(500)
    expect(await effects(db)).toEqual([])
  })
})

describe('an idempotency key', () => {
  it('[BD-11] tells of its job while it waits, while it runs and after its answer, by enterprise', async () => {
    const bench = await aBench({ settings: { workMs: 10 } })
    const { queue, time } = bench
    queue.setPaused('loza', true)
    await submitAll(bench, [aJob('a', { idempotencyKey: 'k', fingerprint: 'first' })])
    const state = async () => (await queue.byKey('loza', 'k'))?.state
    expect(await state()).toBe('queued')
    queue.setPaused('loza', false)
    expect(await state()).toBe('running')
    await time.advance(10)
    expect(await queue.byKey('loza', 'k')).toMatchObject({
      requestId: 'a',
      fingerprint: 'first',
      state: 'done',
      result: { status: 201, body: { made: 'a' } },
    })
    expect(await queue.byKey('kolos', 'k')).toBeNull()
    expect(await queue.byKey('loza', 'other')).toBeNull()
  })

  it('[BD-11] is kept with the answer for seven days after it; what waits is kept for ever', async () => {
    const bench = await aBench()
    const { queue, time } = bench
    const day = 24 * 60 * 60 * 1000
    await queue.submit(aJob('a', { idempotencyKey: 'k' }), 1000)
    queue.setPaused('kolos', true)
    await submitAll(bench, [aJob('waits', { enterprise: 'kolos', idempotencyKey: 'k' })])
    await time.advance(7 * day)
    await queue.submit(aJob('b'), 1000)
    expect(await queue.byKey('loza', 'k')).not.toBeNull()
    await time.advance(day / 24)
    await queue.submit(aJob('c'), 1000)
    await settle()
    expect(await queue.byKey('loza', 'k')).toBeNull()
    expect(await queue.find('loza', 'b')).not.toBeNull()
    expect(await queue.byKey('kolos', 'k')).toMatchObject({ state: 'queued' })
  })
})

describe('stopping and starting', () => {
  it('[B-03] a stop lets running jobs finish and callers go; a start takes over what waited, in order', async () => {
    const bench = await aBench({ settings: { workers: 1, workMs: 10 } })
    const ids = ['a', 'b', 'c']
    const told = Promise.all(ids.map((id) => bench.queue.submit(aJob(id, { partition: 'client:1' }), 20_000)))
    await settle()
    const restarted = bench.restart()
    expect((await told).map(({ answer }) => answer)).toEqual([null, null, null])
    await expect(bench.queue.submit(aJob('d'), 0)).rejects.toBeInstanceOf(QueueStopped)
    await bench.time.advance(10)
    await restarted
    expect(await effects(bench.db)).toEqual(['a'])
    expect(bench.queue.stats('loza')).toMatchObject({ running: 1, waiting: 1 })
    await bench.time.advance(20)
    expect(await effects(bench.db)).toEqual(ids)
  })

  it('[B-03] the attempts of a job are kept over a restart', async () => {
    const bench = await aBench()
    await submitAll(bench, [aJob('a', { payload: ['error'] })])
    await bench.time.advance(1500)
    expect(await bench.queue.find('loza', 'a')).toMatchObject({ state: 'queued', attempts: 3 })
    await bench.restart()
    await settle()
    expect(await bench.queue.find('loza', 'a')).toMatchObject({ state: 'queued', attempts: 4 })
    await bench.time.advance(4000)
    expect(await bench.queue.find('loza', 'a')).toMatchObject({ state: 'dead', attempts: 5 })
  })

  it('[B-03] a paused queue takes jobs, shows them, and begins them when it goes on', async () => {
    const bench = await aBench()
    const { queue, time } = bench
    queue.setPaused('loza', true)
    await submitAll(
      bench,
      range(4).map((i) => aJob(`${i}`)),
    )
    await time.advance(30_000)
    expect(queue.stats('loza')).toMatchObject({ paused: true, waiting: 4, running: 0, oldestWaitMs: 30_000 })
    queue.setPaused('loza', false)
    await settle()
    expect(queue.stats('loza')).toMatchObject({ paused: false, depth: 0, done: 4, oldestWaitMs: 0 })
  })
})
