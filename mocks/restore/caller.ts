import type { Operation } from '../../server/contracts/operation.ts'
import { readTimeout, retryPause } from '../../server/contracts/regate/retry.ts'
import type { QueueAnswer } from '../../server/contracts/regate/schema.ts'
import type { CallInput, ContractClient, Reply } from '../../server/http/client.ts'
import type { Timers } from '../../server/storage/timers.ts'
import { explainForeign } from './foreign.ts'
import { methodOf } from './method.ts'
import type { PlayedCall, RestoreTarget } from './model.ts'
import { pause } from './pause.ts'
import { followQueued, type Outcome } from './queued.ts'
import { inputOf } from './values.ts'

/** One call as ReStore makes it: values, key, waiting in the queue, repeats (sections 4 and 7 of regate). */

export interface CallerOptions {
  /** A client of the target that waits so long for an answer. */
  clientFor(target: RestoreTarget, timeoutMs: number): ContractClient
  /** IANA zone of the local times of a target. */
  zoneOf(target: RestoreTarget): string
  /** The body of the answer that a journal entry has, `null` when it has none. */
  answerOf(entry: number): Promise<{ bytes: Uint8Array; contentType: string } | null>
  timers: Timers
  uuid(): string
}

export interface MethodCall {
  target: RestoreTarget
  method: string
  /** The query of a read or the body of a write. */
  values: Record<string, unknown>
  /** @default false */
  asPost?: boolean | undefined
  /** Made when absent. */
  idempotencyKey?: string | undefined
  /** Seconds for `Prefer: wait`; absent: the callee decides. */
  wait?: number | undefined
  /** Repeats by section 7.2 what may be repeated. @default false */
  retry?: boolean | undefined
  signal?: AbortSignal | undefined
  /** Told of every try, the last one too. */
  onTry?: ((call: PlayedCall) => void) | undefined
}

export type Caller = (call: MethodCall) => Promise<PlayedCall>

async function outcomeOf(reply: Reply, options: CallerOptions): Promise<Outcome> {
  const { status } = reply
  if (reply.ok)
    return { ok: true, status, code: null, message: '', body: reply.value, retryable: false, advice: null }
  const { kind, code, message, problem: body, retryable } = reply
  const failed: Outcome = { ok: false, status, code, message, body, retryable, advice: null }
  if (kind === 'network' && code !== 'CANCELLED')
    return { ...failed, message: `Ответа нет: ${message}. Проверьте адрес и работает ли сервер` }
  if (kind !== 'not-a-problem' || status === null) return failed
  const answer = await options.answerOf(reply.entry)
  const explained = explainForeign(status, answer?.bytes ?? new Uint8Array(), answer?.contentType ?? '')
  return explained ? { ...failed, ...explained } : failed
}

/**
 * Makes the function that plays one call.
 * It throws `ValuesRefused` (`RESTORE-VALUES`) and Refusal `RESTORE-METHOD-UNKNOWN`; whatever the target or the network
 * does is a result.
 */
export function createCaller(options: CallerOptions): Caller {
  const { clientFor, zoneOf, timers, uuid } = options

  async function attempt(
    operation: Operation,
    input: CallInput,
    { target, method, wait, signal }: MethodCall,
  ): Promise<{ call: PlayedCall; retryAfterMs: number | null }> {
    const client = clientFor(target, readTimeout(wait))
    const started = performance.now()
    const reply = await client.call(operation, input)
    const outcome =
      reply.ok && reply.status === 202
        ? await followQueued({
            operation,
            answer: reply.value as QueueAnswer,
            client,
            timers,
            zone: zoneOf(target),
            signal,
          })
        : await outcomeOf(reply, options)
    return {
      call: { method, ...outcome, durationMs: performance.now() - started, entry: reply.entry },
      retryAfterMs: reply.ok ? null : reply.retryAfterMs,
    }
  }

  return async function play(asked) {
    const { signal, wait } = asked
    const operation = methodOf(asked.method, asked.asPost)
    const input: CallInput = {
      ...inputOf(operation, asked.values),
      // Every try of a write has one key (section 7.2).
      idempotencyKey: asked.idempotencyKey ?? uuid(),
      ...(wait === undefined ? {} : { prefer: `wait=${wait}` }),
      ...(signal ? { signal } : {}),
    }
    const kind = methodOf(asked.method).method === 'GET' ? 'read' : 'write'
    for (let failures = 1; ; failures += 1) {
      const { call, retryAfterMs } = await attempt(operation, input, asked)
      asked.onTry?.(call)
      const again = asked.retry && call.retryable && !signal?.aborted
      const pauseMs = again ? retryPause(kind, failures, retryAfterMs) : null
      if (pauseMs === null) return call
      await pause(pauseMs, timers, signal)
      if (signal?.aborted) return call
    }
  }
}
