import { describe, expect, it } from 'vitest'
import { queueMetrics } from '../../mocks/regate/queue/metrics.ts'
import { aBench, aJob, range, submitAll } from './regate-queue-bench.ts'

describe('what people see', () => {
  it('[B-03] jobs are listed newest first, by page, enterprise, method, partition and state', async () => {
    const bench = await aBench({ settings: { workers: 1, workMs: 1000 } })
    const { queue } = bench
    await submitAll(bench, [
      aJob('a'),
      aJob('b', { method: 'paycard', partition: 'order:1' }),
      aJob('c', { enterprise: 'kolos', payload: ['refuse'] }),
      aJob('d'),
    ])
    await bench.time.advance(1000)
    const found = async (filter: Omit<Parameters<typeof queue.list>[0], 'limit'>, limit = 10) =>
      (await queue.list({ ...filter, limit })).map(({ requestId, state }) => `${requestId} ${state}`)
    expect(await found({})).toEqual(['d queued', 'c failed', 'b running', 'a done'])
    expect(await found({ enterprise: 'loza', state: 'queued' })).toEqual(['d queued'])
    expect(await found({ state: 'running' })).toEqual(['b running'])
    expect(await found({ method: 'paycard', partition: 'order:1' })).toEqual(['b running'])
    const [first] = await queue.list({ limit: 1 })
    expect(await found({ before: first!.id }, 2)).toEqual(['c failed', 'b running'])
  })

  it('[B-03] a burst of jobs is told of once', async () => {
    const bench = await aBench()
    await bench.time.advance(250)
    bench.notices.length = 0
    await submitAll(
      bench,
      range(50).map((i) => aJob(`${i}`)),
    )
    await bench.time.advance(249)
    expect(bench.notices).toEqual([])
    await bench.time.advance(1)
    expect(bench.notices).toEqual(['loza'])
  })

  it('[B-03] metrics are Prometheus text: gauges, counters by method, a cumulative histogram, labels escaped', async () => {
    const bench = await aBench({ settings: { workers: 1, workMs: 300 } })
    const enterprise = 'ООО "Лоза\\\n'
    await submitAll(bench, [
      aJob('a', { enterprise }),
      aJob('b', { enterprise, payload: ['refuse'] }),
      aJob('c', { enterprise }),
    ])
    await bench.time.advance(700)
    const text = queueMetrics([bench.queue.stats(enterprise)])
    const label = 'enterprise="ООО \\"Лоза\\\\\\n"'
    const lines = text.split('\n')
    expect(text.endsWith('\n')).toBe(true)
    for (const line of [
      '# TYPE obmen_queue_depth gauge',
      `obmen_queue_depth{${label}} 1`,
      `obmen_queue_running{${label}} 1`,
      `obmen_queue_waiting{${label}} 0`,
      '# TYPE obmen_queue_done_total counter',
      `obmen_queue_done_total{${label},method="booking"} 1`,
      `obmen_queue_failed_total{${label},method="booking"} 1`,
      '# TYPE obmen_queue_job_seconds histogram',
      `obmen_queue_job_seconds_bucket{${label},method="booking",le="0.25"} 0`,
      `obmen_queue_job_seconds_bucket{${label},method="booking",le="0.5"} 1`,
      `obmen_queue_job_seconds_bucket{${label},method="booking",le="1"} 2`,
      `obmen_queue_job_seconds_bucket{${label},method="booking",le="+Inf"} 2`,
      `obmen_queue_job_seconds_sum{${label},method="booking"} 0.9`,
      `obmen_queue_job_seconds_count{${label},method="booking"} 2`,
    ])
      expect(lines).toContain(line)
    const sample = /^[a-z_]+\{([a-z]+="([^"\\\n]|\\["\\n])*",?)*\} [0-9.e+-]+$/
    for (const line of lines.filter((line) => line !== '' && !line.startsWith('#')))
      expect(line).toMatch(sample)
  })
})
