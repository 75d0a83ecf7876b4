import { LockConflict, type Job } from './model.ts'

/** Regate section 4: a lock is tried three times more. */
const LOCK_DELAYS_MS = [500, 1000, 2000] as const
/** An internal error is tried until the fifth one; the delays go on where those of locks end. */
const ERROR_DELAYS_MS = [500, 1000, 2000, 4000] as const

/** Why a job is given up: the lock stayed, or the error came back. */
export type GivenUp = 'lock' | 'internal'

/** What follows an attempt that threw. Pure. */
export type AfterFailure = { retryInMs: number } | { givenUp: GivenUp }

/** @param job its counts include the attempt that failed */
export function afterFailure(error: unknown, job: Pick<Job, 'attempts' | 'conflicts'>): AfterFailure {
  const locked = error instanceof LockConflict
  const failures = locked ? job.conflicts : job.attempts - job.conflicts
  const retryInMs = (locked ? LOCK_DELAYS_MS : ERROR_DELAYS_MS)[failures - 1]
  return retryInMs === undefined ? { givenUp: locked ? 'lock' : 'internal' } : { retryInMs }
}
