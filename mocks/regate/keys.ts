import type { Operation } from '../../server/contracts/operation.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { isRetryable } from '../../server/http/errors.ts'
import type { IdempotencyStore, StoredAnswer } from '../../server/http/idempotency.ts'
import type { JobAnswer, JobView } from './queue/model.ts'
import type { Queue } from './queue/queue.ts'

/** Idempotency keys of an enterprise. The queue keeps them with its jobs, so a key and its effect are one commit (BD-11). */
export interface JobKeys extends IdempotencyStore {
  /** Fingerprint of the request that carries the key now; for the job that it becomes. */
  fingerprint(key: string): string
}

const operations = new Map(regate.operations.map((operation) => [operation.id, operation]))

/** The operation of a method of the service. */
export const operationOf = (method: string): Operation => {
  const operation = operations.get(`regate.${method}`)
  if (!operation) throw new TypeError(`regate has no method ${method}`)
  return operation
}

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** The final answer of a job as it goes over the wire. */
export function writtenAnswer(method: string, { status, body }: JobAnswer): StoredAnswer {
  const message = operationOf(method).responses[status]
  if (status >= 400 || !message)
    return { status, contentType: PROBLEM_TYPE, bytes: Buffer.from(JSON.stringify(body)) }
  return { status, ...message.write(body) }
}

/** A job whose answer a repeat could change is as good as none: the repeat is carried out anew. */
const isOver = ({ result }: JobView): boolean =>
  result !== null &&
  isRetryable(regate.codes, result.status, (result.body as { code?: string } | null)?.code ?? null)

export function createJobKeys(queue: Queue, enterprise: string): JobKeys {
  /** Requests that are between `begin` and their end: not in the queue yet, or waiting for their answer. */
  const running = new Map<string, string>()
  return {
    async begin(key, fingerprint) {
      const runs = running.get(key)
      if (runs !== undefined) return { state: runs === fingerprint ? 'running' : 'reused' }
      running.set(key, fingerprint)
      try {
        const job = await queue.byKey(enterprise, key)
        if (!job || isOver(job)) return { state: 'new' }
        running.delete(key)
        if (job.fingerprint !== fingerprint) return { state: 'reused' }
        if (!job.result) return { state: 'running' }
        return { state: 'finished', answer: writtenAnswer(job.method, job.result) }
      } catch (error) {
        running.delete(key)
        throw error
      }
    },
    // The queue has stored the answer, and a 202 is not the answer.
    async finish(key) {
      running.delete(key)
    },
    release(key) {
      running.delete(key)
    },
    fingerprint: (key) => running.get(key) ?? '',
  }
}
