import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JobState } from '../../mocks/regate/queue/model.ts'
import { aJob, effects, queueBench, type Step } from './regate-queue-bench.ts'
import { temporaryFolder } from './storage-factory.ts'

/** What becomes of a job whose attempts go like this. */
function fate(steps: readonly Step[]): { state: JobState; attempts: number; effect: boolean } {
  let [locks, errors] = [0, 0]
  for (let attempts = 1; ; attempts += 1) {
    const step = steps[Math.min(attempts, steps.length) - 1]
    if (step === 'lock') locks += 1
    else if (step === 'error') errors += 1
    else return { state: step === 'ok' ? 'done' : 'failed', attempts, effect: true }
    if (locks > 3) return { state: 'failed', attempts, effect: false }
    if (errors > 4) return { state: 'dead', attempts, effect: false }
  }
}

describe('any run of the queue', () => {
  const steps = fc
    .tuple(
      fc.array(fc.constantFrom<Step>('lock', 'error'), { maxLength: 7 }),
      fc.constantFrom<Step>('ok', 'refuse', 'lock', 'error'),
    )
    .map(([before, last]) => [...before, last])
  const command = fc.oneof(
    { weight: 6, arbitrary: fc.record({ partition: fc.constantFrom('a', 'b', 'c'), steps }) },
    { weight: 2, arbitrary: fc.constantFrom(1, 40, 500, 1700) },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
  )

  it('[B-03][B-04][BD-10] finishes every job exactly once and keeps the order of each partition', async () => {
    const folder = await temporaryFolder()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(0, 30),
        async (commands, workers, workMs) => {
          runs += 1
          const file = join(folder, `${runs}.db`)
          const bench = await queueBench({ file, settings: { workers, workMs } })
          try {
            const jobs: { id: string; partition: string; steps: Step[] }[] = []
            for (const step of commands) {
              if (typeof step === 'number') await bench.time.advance(step)
              else if (step === 'restart') await Promise.all([bench.restart(), bench.time.advance(workMs)])
              else {
                const job = { id: `job-${jobs.length}`, ...step }
                jobs.push(job)
                await bench.queue.submit(aJob(job.id, { partition: job.partition, payload: job.steps }), 0)
              }
            }
            for (let turn = 0; bench.queue.stats('loza').depth > 0 && turn < 2000; turn += 1)
              await bench.time.advance(500)

            for (const job of jobs) {
              const { state, attempts } = fate(job.steps)
              expect(await bench.queue.find('loza', job.id)).toMatchObject({ state, attempts })
            }
            const carriedOut = await effects(bench.db)
            for (const partition of ['a', 'b', 'c']) {
              const own = jobs.filter((job) => job.partition === partition)
              const ids = new Set(own.map(({ id }) => id))
              expect(carriedOut.filter((id) => ids.has(id))).toEqual(
                own.filter((job) => fate(job.steps).effect).map(({ id }) => id),
              )
            }
          } finally {
            await bench.close()
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
