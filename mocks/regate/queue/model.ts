/** What the durable queue of ReGate takes and tells (regate section 4). Times are ISO instants in UTC, durations ms. */

/** A write that was accepted for an enterprise; what it means is known to whoever carries it out. */
export interface JobInput {
  enterprise: string
  method: string
  /** Jobs with one key run one after the other (BD-10): `client:<client_id>`, `order:<order_id>`. */
  partition: string
  idempotencyKey: string | null
  /** Of the request the key came with: another one under the same key is refused (BD-11). */
  fingerprint: string
  /** What the caller asks for the outcome by. A caller that repeats one is told of the newest job with it. */
  requestId: string
  /** JSON value. */
  payload: unknown
  /** The business object the job is about, when the partition does not name it. */
  entrySubject?: string | null
}

/** The final answer over HTTP: the body is a JSON value, problem details from status 400 on. */
export interface JobAnswer {
  status: number
  body: unknown
}

/** A job as its worker gets it. */
export interface Job extends Required<JobInput> {
  /** Grows in the order of acceptance. */
  id: number
  /** The attempt that runs is counted. */
  attempts: number
  /** How many of the attempts met a lock. */
  conflicts: number
  receivedAt: string
}

/**
 * `failed` is a refusal that stands, `dead` an internal error that came back until the attempts were used up.
 * Only the process that runs a job knows that it is `running`: what a killed process ran is `queued` again by itself.
 */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'dead'

export interface JobView {
  id: number
  enterprise: string
  requestId: string
  method: string
  partition: string
  entrySubject: string | null
  idempotencyKey: string | null
  fingerprint: string
  state: JobState
  attempts: number
  receivedAt: string
  finishedAt: string | null
  /** `null` until the job is finished. */
  result: JobAnswer | null
}

export interface JobFilter {
  enterprise?: string
  state?: JobState
  method?: string
  partition?: string
  /** Only jobs older than this one, for the next page. */
  before?: number
  limit: number
}

/** Upper bounds of the latency classes, seconds; one more class is above the last. */
export const LATENCY_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60] as const

/** Counted since the process started. */
export interface MethodStats {
  done: number
  failed: number
  dead: number
  /** Attempts that were followed by another one. */
  retried: number
  /** Turned away because the queue was full. */
  rejected: number
  /** From acceptance to the final answer. */
  latency: {
    /** Jobs in each class of `LATENCY_BOUNDS`. */
    counts: readonly number[]
    sumMs: number
  }
}

export type Outcome = Exclude<keyof MethodStats, 'latency'>

/** The queue of one enterprise as it stands. */
export interface QueueStats extends Record<Outcome, number> {
  enterprise: string
  paused: boolean
  workers: number
  capacity: number
  /** Jobs that are not finished: `running` and `waiting`. */
  depth: number
  running: number
  waiting: number
  /** Since when the oldest waiting job waits; 0 when none does. */
  oldestWaitMs: number
  methods: Readonly<Record<string, MethodStats>>
}

/** What an enterprise lets its queue do (regate section 4); asked anew each time, so that a change works at once. */
export interface QueueSettings {
  /** Jobs that run at once, the session pool of the publication. */
  workers: number
  /** Jobs that may wait. */
  capacity: number
  /** How long a job takes in 1C besides its transaction. */
  workMs: number
}

export const defaultQueueSettings: QueueSettings = { workers: 10, capacity: 1000, workMs: 0 }

export type { Timers } from '../../../server/storage/timers.ts'

/** The queue takes no more: the caller answers 503 `RG-QUEUE-FULL` with `Retry-After: 5`. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull'
  readonly enterprise: string

  constructor(enterprise: string) {
    super(`The queue of ${enterprise} is full`)
    this.enterprise = enterprise
  }
}

/** The queue was stopped or not started yet: the caller answers 503 `RG-MAINTENANCE`. */
export class QueueStopped extends Error {
  override readonly name = 'QueueStopped'
}

/** Thrown by the work of a job that met data locked by another session of 1C; the job is tried again. */
export class LockConflict extends Error {
  override readonly name = 'LockConflict'
}
