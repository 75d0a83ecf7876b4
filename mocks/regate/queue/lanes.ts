import type { Job } from './model.ts'

/** One partition: its jobs in the order of acceptance, without the one that runs. */
interface Lane {
  waiting: Job[]
  /** `ready`: its first job may run. `resting`: its first job waits for its next attempt. */
  state: 'ready' | 'running' | 'resting'
}

/**
 * The unfinished jobs of one enterprise: which one runs next (BD-10, regate section 4). At most one job of a partition
 * runs, and partitions take turns, so a caller with many jobs does not hold up the others.
 */
export interface Lanes {
  readonly waiting: number
  readonly running: number
  /** In the order of acceptance inside a partition only. */
  waitingJobs(): Iterable<Job>
  runningJobs(): Iterable<Job>
  /** The job when it runs now. */
  runningJob(id: number): Job | null
  /** A job joins its partition at the place its acceptance gives it. */
  add(job: Job): void
  /** The next job to run, which then runs; `null` when none may. */
  next(): Job | null
  /** The job that ran is finished. */
  finish(job: Job): void
  /** The job that ran is the first of its partition again, which rests until `wake`. */
  putBack(job: Job): void
  wake(partition: string): void
}

export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>()
  /** Partitions in state `ready`, the next first. */
  const turns: string[] = []
  const running = new Map<number, Job>()
  let waiting = 0

  function insert(lane: Lane, job: Job): void {
    // Nearly always the newest: only a dead job that is tried again is older.
    const at = lane.waiting.findLastIndex(({ id }) => id < job.id) + 1
    lane.waiting.splice(at, 0, job)
    waiting += 1
  }

  function makeReady(partition: string, lane: Lane): void {
    lane.state = 'ready'
    turns.push(partition)
  }

  return {
    get waiting() {
      return waiting
    },
    get running() {
      return running.size
    },
    *waitingJobs() {
      for (const lane of lanes.values()) yield* lane.waiting
    },
    runningJob: (id) => running.get(id) ?? null,
    runningJobs: () => running.values(),
    add(job) {
      let lane = lanes.get(job.partition)
      if (!lane) {
        lane = { waiting: [], state: 'ready' }
        lanes.set(job.partition, lane)
        turns.push(job.partition)
      }
      insert(lane, job)
    },
    next() {
      const partition = turns.shift()
      if (partition === undefined) return null
      const lane = lanes.get(partition)!
      const job = lane.waiting.shift()!
      lane.state = 'running'
      waiting -= 1
      running.set(job.id, job)
      return job
    },
    finish({ id, partition }) {
      running.delete(id)
      const lane = lanes.get(partition)!
      if (lane.waiting.length === 0) lanes.delete(partition)
      else makeReady(partition, lane)
    },
    putBack(job) {
      running.delete(job.id)
      const lane = lanes.get(job.partition)!
      insert(lane, job)
      lane.state = 'resting'
    },
    wake(partition) {
      const lane = lanes.get(partition)
      if (lane?.state === 'resting') makeReady(partition, lane)
    },
  }
}
