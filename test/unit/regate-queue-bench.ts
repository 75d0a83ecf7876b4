import { sql, type Transaction } from 'kysely'
import { onTestFinished } from 'vitest'
import { LockConflict } from '../../mocks/regate/queue/model.ts'
import type { Job, JobAnswer, JobInput, QueueSettings } from '../../mocks/regate/queue/model.ts'
import { createQueue, type Queue } from '../../mocks/regate/queue/queue.ts'
import { queueMigrations } from '../../mocks/regate/queue/tables.ts'
import { fakeTime, type FakeTime } from './fake-time.ts'
import { openDatabase, type AreaMigrations, type Database } from '../../server/storage/database.ts'

/** The queue on a clock that the test moves, with work that leaves one row for each job it carried out. */

export const effectMigrations: AreaMigrations = {
  area: 'test-effects',
  steps: [
    {
      id: 1,
      name: 'effect',
      up: async (db) =>
        void (await sql`create table effect (id integer primary key, request_id text not null)`.execute(db)),
    },
  ],
}

export const leaveEffect = (job: Job, trx: Transaction<unknown>) =>
  sql`insert into effect (request_id) values (${job.requestId})`.execute(trx)

/** Request ids in the order in which their jobs were carried out. */
export async function effects(db: Database): Promise<string[]> {
  const { rows } = await sql<{ request_id: string }>`select request_id from effect order by id`.execute(db)
  return rows.map(({ request_id }) => request_id)
}

/** What an attempt does. */
export type Step = 'ok' | 'refuse' | 'lock' | 'error'

/** Carries a job out as its payload says, a step for each attempt; the last one is repeated. */
export async function scriptedWork(job: Job, trx: Transaction<unknown>): Promise<JobAnswer> {
  const steps = job.payload as Step[]
  const step = steps[Math.min(job.attempts, steps.length) - 1]
  await leaveEffect(job, trx)
  if (step === 'lock') throw new LockConflict('the order is open in another session')
  if (step === 'error') throw new Error('a module line')
  return step === 'refuse'
    ? { status: 409, body: { code: 'RG-OUT-OF-STOCK' } }
    : { status: 201, body: { made: job.requestId } }
}

export const aJob = (requestId: string, job: Partial<JobInput> = {}): JobInput => ({
  enterprise: 'loza',
  method: 'booking',
  partition: `client:${requestId}`,
  idempotencyKey: null,
  fingerprint: 'f',
  requestId,
  payload: ['ok'] satisfies Step[],
  ...job,
})

export interface QueueBench {
  db: Database
  time: FakeTime
  queue: Queue
  settings: QueueSettings
  errors: unknown[]
  /** Enterprises in the order in which they were told of. */
  notices: string[]
  /** Stops the queue and opens the same database again. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function queueBench(
  options: { file?: string; settings?: Partial<QueueSettings>; work?: typeof scriptedWork } = {},
): Promise<QueueBench> {
  const file = options.file ?? ':memory:'
  const time = fakeTime()
  const settings: QueueSettings = { workers: 10, capacity: 1000, workMs: 0, ...options.settings }
  const errors: unknown[] = []
  const notices: string[] = []
  const open = () => openDatabase(file, [queueMigrations, effectMigrations])
  const make = (db: Database) =>
    createQueue({
      db,
      clock: time.now,
      timers: time.timers,
      work: options.work ?? scriptedWork,
      settings: () => settings,
      refusal: (reason) =>
        reason === 'lock'
          ? { status: 503, body: { code: 'RG-LOCK' } }
          : { status: 500, body: { code: 'RG-INTERNAL' } },
      changed: (enterprise) => notices.push(enterprise),
      log: (error) => errors.push(error),
    })
  const db = await open()
  const bench: QueueBench = {
    db,
    time,
    queue: make(db),
    settings,
    errors,
    notices,
    async restart() {
      await bench.queue.stop()
      if (file !== ':memory:') {
        await bench.db.destroy()
        bench.db = await open()
      }
      bench.queue = make(bench.db)
      await bench.queue.start()
    },
    async close() {
      // What runs takes its time in 1C before the queue has stopped.
      await Promise.all([bench.queue.stop(), time.advance(10_000)])
      await bench.db.destroy()
    },
  }
  await bench.queue.start()
  return bench
}

/** A bench that is closed after the test. */
export async function aBench(options: Parameters<typeof queueBench>[0] = {}): Promise<QueueBench> {
  const bench = await queueBench(options)
  onTestFinished(() => bench.close())
  return bench
}

export const submitAll = ({ queue }: Pick<QueueBench, 'queue'>, jobs: readonly JobInput[]) =>
  Promise.all(jobs.map((job) => queue.submit(job, 0)))

export const range = (count: number) => Array.from({ length: count }, (_, i) => i)
