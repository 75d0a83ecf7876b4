import type { Operation } from '../../server/contracts/operation.ts'
import { queue } from '../../server/contracts/regate/operations.ts'
import type { QueueAnswer, QueueState } from '../../server/contracts/regate/schema.ts'
import type { ContractClient } from '../../server/http/client.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { PlayedCall } from './model.ts'
import { pause } from './pause.ts'

/** How a write that was answered 202 is followed (BD-09). */

const POLL_MS = 250
/** A minute of pauses. */
const POLLS = 240

/** What became of a write, without what its caller measures. */
export type Outcome = Omit<PlayedCall, 'method' | 'durationMs' | 'entry'>

export interface QueuedWrite {
  operation: Operation
  answer: QueueAnswer
  client: ContractClient
  timers: Timers
  /** Zone of the target's local times. */
  zone: string
  signal?: AbortSignal | undefined
}

const failure = (part: Pick<Outcome, 'status' | 'code' | 'message' | 'body' | 'retryable'>): Outcome => ({
  ok: false,
  advice: null,
  ...part,
})

/** The final answer of a write as if it had come at once. */
function finalOutcome(
  { operation, zone }: QueuedWrite,
  { status, body }: { status: number; body: unknown },
): Outcome {
  if (status >= 400) {
    const { code, detail, title, retryable } = (body ?? {}) as Record<string, unknown>
    return failure({
      status,
      code: typeof code === 'string' ? code : null,
      message: String(detail ?? title ?? `HTTP ${status}`),
      body,
      retryable: retryable === true,
    })
  }
  const read = operation.responses[status]?.read(
    { bytes: Buffer.from(JSON.stringify(body)), contentType: 'application/json' },
    'lenient',
    { zone },
  )
  if (read && read.value !== null)
    return { ok: true, status, code: null, message: '', body: read.value, retryable: false, advice: null }
  const fault = read?.findings.find(({ severity }) => severity === 'error')
  return failure({
    status,
    code: null,
    message: `Итог запроса из очереди не по контракту: ${fault ? `${fault.pointer} ${fault.message.ru}` : `HTTP ${status}`}`,
    body,
    retryable: false,
  })
}

/** Asks for the outcome until there is one, at most for a minute of pauses. */
export async function followQueued(write: QueuedWrite): Promise<Outcome> {
  const { answer, client, timers, signal } = write
  const { request_id } = answer
  let last: QueueState | QueueAnswer = answer
  for (let polls = 0; polls < POLLS; polls += 1) {
    await pause(POLL_MS, timers, signal)
    if (signal?.aborted)
      return failure({
        status: 202,
        code: 'CANCELLED',
        message: `Ожидание прервано, запрос ${request_id} остался в очереди`,
        body: last,
        retryable: false,
      })
    const reply = await client.call(queue, { params: { request_id }, ...(signal ? { signal } : {}) })
    if (reply.ok) {
      const state = reply.value as QueueState
      if (state.result) return finalOutcome(write, state.result)
      last = state
    } else if (!reply.retryable) {
      const { status, code, problem, message } = reply
      return failure({ status, code, message, body: problem, retryable: false })
    }
  }
  return failure({
    status: 202,
    code: 'RESTORE-STILL-QUEUED',
    message: `За минуту запрос ${request_id} из очереди не выполнен. Узнайте итог методом queue или проверьте очередь в 1С`,
    body: last,
    // The outcome is still to come: the same key leads to it.
    retryable: true,
  })
}
