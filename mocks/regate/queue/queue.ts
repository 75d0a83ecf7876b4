import { Refusal } from '../../../server/storage/refusal.ts'
import type { Clock } from '../../../server/storage/clock.ts'
import type { Database } from '../../../server/storage/database.ts'
import { attempt, type Work } from './attempt.ts'
import { createCounters, type Counters } from './counters.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { LockConflict, QueueFull, QueueStopped } from './model.ts'
import type {
  Job,
  JobAnswer,
  JobFilter,
  JobInput,
  JobView,
  QueueSettings,
  QueueStats,
  Timers,
} from './model.ts'
import { createNotices } from './notices.ts'
import { afterFailure, type GivenUp } from './retries.ts'
import { createJobStore, type FinalState } from './store.ts'
import { createWaiters } from './waiters.ts'

/** What became of a submitted job so far. */
export interface Submitted {
  /** `null`: the wait was over first, the caller is told where to ask (202). */
  answer: JobAnswer | null
  requestId: string
  /** 1 for the longest waiting job of the enterprise; 0 when the job runs or is answered. */
  position: number
}

/**
 * The durable queue of the writes of every enterprise (regate section 4; B-03, B-04, BD-09, BD-10, BD-11). One process owns
 * the database, so the order of jobs is kept in memory and the database is what survives it.
 */
export interface Queue {
  /**
   * Stores the job; when the promise is settled it is committed.
   * @param waitMs how long the caller waits for the answer
   * @throws QueueFull, QueueStopped; nothing is stored then
   */
  submit(input: JobInput, waitMs: number): Promise<Submitted>
  /** The newest job with this request id, `null` when it is unknown or was deleted (`RG-JOB-UNKNOWN`). */
  find(enterprise: string, requestId: string): Promise<JobView | null>
  /**
   * The newest job with this idempotency key, finished or not; kept for 7 days after its answer (BD-11). A job that is just
   * being stored is not seen yet: whoever asks holds the key itself from asking until `submit` is settled.
   */
  byKey(enterprise: string, key: string): Promise<JobView | null>
  /**
   * Unfinished writes on the objects, oldest first.
   * @param subjects partitions or entry subjects
   */
  pending(enterprise: string, subjects: readonly string[]): { method: string; request_id: string }[]
  stats(enterprise: string): QueueStats
  /** Newest first. */
  list(filter: JobFilter): Promise<JobView[]>
  /**
   * Tries a dead job again with all its attempts, at the place its acceptance gives it.
   * @throws Refusal `QUEUE-NOT-DEAD`, QueueStopped
   */
  retryDead(enterprise: string, requestId: string): Promise<void>
  /** Forgets finished jobs with their keys: what they answered was about a base that is emptied now. */
  forget(enterprise: string): Promise<void>
  /** Nothing new is begun while an enterprise is paused; jobs are accepted. Forgotten with the process. */
  setPaused(enterprise: string, paused: boolean): void
  /** Takes over what a process that ended left unfinished. */
  start(): Promise<void>
  /** Lets running jobs finish and callers go without an answer; what waits is left for the next start. */
  stop(): Promise<void>
}

export interface QueueOptions {
  db: Database
  clock: Clock
  timers: Timers
  work: Work
  settings(enterprise: string): QueueSettings
  /** The final answer to a job that is given up: 503 `RG-LOCK` or 500 `RG-INTERNAL` as problem details. */
  refusal(reason: GivenUp, job: Job): JobAnswer
  /** Is told, a few times a second at most, that jobs of the enterprise are new or moved on. */
  changed?(enterprise: string): void
  /** Errors that no caller is told of. */
  log(error: unknown): void
}

const HOUR_MS = 60 * 60 * 1000
const KEEP_MS = 7 * 24 * HOUR_MS
/** A database that does not take an answer (a full disk) is asked again after this. */
const UNSTORED_RETRY_MS = 4000

interface EnterpriseQueue {
  lanes: Lanes
  counters: Counters
  paused: boolean
  /** Jobs on their way into the database; they count against the capacity. */
  arriving: number
}

export function createQueue(options: QueueOptions): Queue {
  const { db, clock, timers, work, settings, refusal, changed = () => {}, log } = options
  const store = createJobStore(db)
  const waiters = createWaiters(timers)
  const notices = createNotices(changed, timers)
  const enterprises = new Map<string, EnterpriseQueue>()
  /** What has to end before the database may be closed. */
  const tasks = new Set<Promise<unknown>>()
  /** Timers of jobs that rest until their next attempt. */
  const rests = new Set<unknown>()
  let open = false
  let sweptAt = -Infinity

  function of(enterprise: string): EnterpriseQueue {
    let queue = enterprises.get(enterprise)
    if (!queue) {
      queue = { lanes: createLanes(), counters: createCounters(), paused: false, arriving: 0 }
      enterprises.set(enterprise, queue)
    }
    return queue
  }

  function requireOpen(): void {
    if (!open) throw new QueueStopped('The queue takes no jobs now')
  }

  function tracked<Result>(task: Promise<Result>): Promise<Result> {
    tasks.add(task)
    const done = () => void tasks.delete(task)
    task.then(done, done)
    return task
  }

  function pump(enterprise: string): void {
    const { lanes, paused } = of(enterprise)
    const { workers } = settings(enterprise)
    while (open && !paused && lanes.running < workers) {
      const job = lanes.next()
      if (!job) return
      void tracked(run(job))
    }
  }

  function enqueue(job: Job): void {
    of(job.enterprise).lanes.add(job)
    notices.note(job.enterprise)
    pump(job.enterprise)
  }

  async function run(job: Job): Promise<void> {
    job.attempts += 1
    try {
      const { workMs } = settings(job.enterprise)
      if (workMs > 0) await new Promise<void>((resolve) => timers.set(resolve, workMs))
      const answer = await attempt(job, { db, timers, work }, (trx, given) =>
        store.finish(trx, job, stateOf(given), given, clock().toISOString()),
      )
      finished(job, stateOf(answer), answer)
    } catch (error) {
      await failed(job, error)
    }
    pump(job.enterprise)
    sweep()
  }

  function finished(job: Job, state: FinalState, answer: JobAnswer): void {
    const { lanes, counters } = of(job.enterprise)
    lanes.finish(job)
    counters.count(job.method, state)
    counters.took(job.method, clock().getTime() - Date.parse(job.receivedAt))
    notices.note(job.enterprise)
    waiters.answer(job.id, answer)
  }

  async function failed(job: Job, error: unknown): Promise<void> {
    if (error instanceof LockConflict) job.conflicts += 1
    else log(error)
    const next = afterFailure(error, job)
    try {
      if ('retryInMs' in next) {
        await store.attempted(job)
        return putBack(job, next.retryInMs)
      }
      const answer = refusal(next.givenUp, job)
      const state = next.givenUp === 'lock' ? 'failed' : 'dead'
      await store.finish(db, job, state, answer, clock().toISOString())
      finished(job, state, answer)
    } catch (unstored) {
      log(unstored)
      putBack(job, UNSTORED_RETRY_MS)
    }
  }

  function putBack(job: Job, restMs: number): void {
    const { lanes, counters } = of(job.enterprise)
    counters.count(job.method, 'retried')
    lanes.putBack(job)
    notices.note(job.enterprise)
    const rest = timers.set(() => {
      rests.delete(rest)
      lanes.wake(job.partition)
      pump(job.enterprise)
    }, restMs)
    rests.add(rest)
  }

  function sweep(): void {
    const now = clock().getTime()
    if (now - sweptAt < HOUR_MS) return
    sweptAt = now
    void tracked(store.deleteFinishedBefore(new Date(now - KEEP_MS).toISOString()).catch(log))
  }

  /** A job that is being carried out shows it, which the database does not know. */
  function current(view: JobView | null): JobView | null {
    const job = view && of(view.enterprise).lanes.runningJob(view.id)
    return job && view.finishedAt === null ? { ...view, state: 'running', attempts: job.attempts } : view
  }

  function positionOf({ id, enterprise }: Job): number {
    let [older, waits] = [0, false]
    for (const other of of(enterprise).lanes.waitingJobs()) {
      if (other.id < id) older += 1
      if (other.id === id) waits = true
    }
    return waits ? older + 1 : 0
  }

  return {
    async submit(input, waitMs) {
      requireOpen()
      const { enterprise, method, requestId } = input
      const queue = of(enterprise)
      if (queue.lanes.waiting + queue.arriving >= settings(enterprise).capacity) {
        queue.counters.count(method, 'rejected')
        notices.note(enterprise)
        throw new QueueFull(enterprise)
      }
      queue.arriving += 1
      const receivedAt = clock().toISOString()
      const id = await tracked(store.insert(input, receivedAt)).finally(() => (queue.arriving -= 1))
      const entrySubject = input.entrySubject ?? null
      const job: Job = { ...input, entrySubject, id, attempts: 0, conflicts: 0, receivedAt }
      const answered = open ? waiters.wait(id, waitMs) : null
      enqueue(job)
      const answer = await answered
      return { answer, requestId, position: answer ? 0 : positionOf(job) }
    },

    async find(enterprise, requestId) {
      return current(await store.byRequest(enterprise, requestId))
    },

    async byKey(enterprise, key) {
      return current(await store.byKey(enterprise, key))
    },

    pending(enterprise, subjects) {
      const { lanes } = of(enterprise)
      if (lanes.running + lanes.waiting === 0) return []
      const about = ({ partition, entrySubject }: Job) =>
        subjects.includes(partition) || (entrySubject !== null && subjects.includes(entrySubject))
      return [...lanes.runningJobs(), ...lanes.waitingJobs()]
        .filter(about)
        .sort((a, b) => a.id - b.id)
        .map(({ method, requestId }) => ({ method, request_id: requestId }))
    },

    stats(enterprise) {
      const { lanes, counters, paused } = of(enterprise)
      const { workers, capacity } = settings(enterprise)
      const { waiting, running } = lanes
      const now = clock().getTime()
      let oldestWaitMs = 0
      for (const { receivedAt } of lanes.waitingJobs())
        oldestWaitMs = Math.max(oldestWaitMs, now - Date.parse(receivedAt))
      return {
        enterprise,
        paused,
        workers,
        capacity,
        depth: running + waiting,
        running,
        waiting,
        oldestWaitMs,
        ...counters.totals(),
        methods: counters.methods(),
      }
    },

    async list(filter) {
      const running = [...enterprises.values()].flatMap(({ lanes }) => [...lanes.runningJobs()])
      const ids = running.map(({ id }) => id)
      return (await store.list(filter, ids)).map((view) => current(view)!)
    },

    async retryDead(enterprise, requestId) {
      requireOpen()
      const job = await tracked(store.revive(enterprise, requestId))
      if (!job)
        throw new Refusal('QUEUE-NOT-DEAD', {
          ru: `Задания ${requestId} нет среди остановленных после ошибок. Обновите список: оно уже выполняется или выполнено.`,
          en: `Job ${requestId} is not among those stopped by errors. Refresh the list: it runs again or is finished.`,
        })
      enqueue(job)
    },

    forget: (enterprise) => store.deleteFinishedOf(enterprise),

    setPaused(enterprise, paused) {
      of(enterprise).paused = paused
      notices.note(enterprise)
      pump(enterprise)
    },

    async start() {
      const left = await store.unfinished()
      for (const queue of enterprises.values()) queue.lanes = createLanes()
      open = true
      for (const job of left) of(job.enterprise).lanes.add(job)
      for (const enterprise of enterprises.keys()) {
        notices.note(enterprise)
        pump(enterprise)
      }
      sweep()
    },

    async stop() {
      open = false
      waiters.dismiss()
      while (tasks.size > 0) await Promise.allSettled(tasks)
      for (const rest of rests) timers.clear(rest)
      rests.clear()
      notices.flush()
    },
  }
}

const stateOf = ({ status }: JobAnswer): FinalState => (status < 400 ? 'done' : 'failed')
