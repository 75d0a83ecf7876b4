import type { Transaction } from 'kysely'
import type { Database } from '../../../server/storage/database.ts'
import type { Job, JobAnswer, Timers } from './model.ts'

/**
 * Carries a job out inside the transaction that also stores its answer, so that nothing of it stays when it throws.
 * A status from 400 on is a refusal that stands: what was written up to it stays too.
 */
export type Work = (job: Job, trx: Transaction<unknown>) => Promise<JobAnswer>

/** A worker that gave no sign of life for so long is lost (regate section 4). */
export const LOST_AFTER_MS = 60_000

/** The work did not come to an end; the job is tried again. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
}

/**
 * One attempt at a job: its effect and its completion are one commit.
 * @param complete stores the answer through the transaction
 * @throws WorkerLost after 60 s; whatever the work throws. Nothing is stored then.
 */
export async function attempt(
  job: Job,
  { db, timers, work }: { db: Database; timers: Timers; work: Work },
  complete: (trx: Transaction<unknown>, answer: JobAnswer) => Promise<void>,
): Promise<JobAnswer> {
  // A controlled transaction refuses statements after its end: work that was given up cannot write any more.
  const trx = await db.startTransaction().execute()
  try {
    const answer = await inTime(async () => work(job, trx), timers)
    await complete(trx, answer)
    await trx.commit().execute()
    return answer
  } catch (error) {
    await trx.rollback().execute()
    throw error
  }
}

/** The single connection is held while work runs, so work that hangs is given up for everybody's sake. */
function inTime<Result>(work: () => Promise<Result>, timers: Timers): Promise<Result> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new WorkerLost(`No end of the work after ${LOST_AFTER_MS} ms`))
    const timer = timers.set(lost, LOST_AFTER_MS)
    void work()
      .then(resolve, reject)
      .finally(() => timers.clear(timer))
  })
}
