import type { Finding } from '../../server/contracts/finding.ts'
import type { Operation } from '../../server/contracts/operation.ts'
import type { Answer, Call, Handlers } from '../../server/http/call.ts'
import type { ContractClient, Reply } from '../../server/http/client.ts'
import { ContractError, isRetryable } from '../../server/http/errors.ts'
import { ksupCodes } from '../../server/contracts/ksup/errors.ts'
import type { FakeTime } from './fake-time.ts'

/** The line between two programs of contract D, and what befalls a request on it. Bodies cross it as bytes. */

export const fates = [
  'pass',
  /** The receiver fails before it stores anything. */
  'error',
  /** Nobody listens. */
  'unreachable',
  /** The work is done, the answer is lost. */
  'lost-answer',
  /** The request comes twice, one after the other; the second answer is heard. */
  'twice',
  /** The request comes twice at the same moment; the second answer is heard. */
  'racing',
  'slow',
  /** The sender gives up; its request comes a minute and a half later all the same. */
  'late',
] as const
export type Fate = (typeof fates)[number]

const SLOW_MS = 7_000
const LATE_MS = 90_000

/** Whoever was killed hears nothing any more. */
export const silence = (): Promise<never> => new Promise(() => {})

export interface NetworkDeps {
  time: FakeTime
  next(): Fate
  /** Service of the program that listens now; `null` while there is none. */
  listener(): { handlers: Handlers; isAlive(): boolean } | null
}

const failure = (status: number | null, code: string | null, message: string): Reply => ({
  ok: false,
  kind: status === null ? 'network' : 'problem',
  status,
  code,
  message,
  retryable: status === null || isRetryable(ksupCodes, status, code),
  retryAfterMs: null,
  entry: 1,
  problem: null,
  findings: [],
})

const noAnswer = failure(null, 'CONNECTION-REFUSED', 'Соединение не установлено')

/** The body as the receiver reads it. @throws TypeError for one that the contract does not allow: a defect of the sender */
function readBody({ id, request }: Operation, bytes: Uint8Array): { value: unknown; findings: Finding[] } {
  const { value, findings } = request!.read({ bytes, contentType: 'application/json' }, 'strict', {
    zone: 'Europe/Moscow',
  })
  const fault = findings.find(({ severity }) => severity === 'error')
  if (fault) throw new TypeError(`${id}${fault.pointer}: ${fault.message.en}`)
  return { value, findings: [...findings] }
}

/** A client of the program at the other end of the line. */
export function lineTo({ time, next, listener }: NetworkDeps): ContractClient {
  async function arrive(operation: Operation, bytes: Uint8Array, idempotencyKey: string): Promise<Reply> {
    const there = listener()
    if (!there) return noAnswer
    const { value, findings } = readBody(operation, bytes)
    const call = { operation, params: {}, request: value, findings, idempotencyKey }
    const handler = there.handlers[operation.id]!
    const outcome = await (async () => handler(call as unknown as Call))().catch((error: unknown) => error)
    if (!there.isAlive()) return silence()
    if (outcome instanceof ContractError) return failure(outcome.status, outcome.code, outcome.message)
    if (outcome instanceof Error) throw outcome
    const { status, body } = outcome as Answer
    return {
      ok: true,
      status,
      value: JSON.parse(JSON.stringify(body)) as unknown,
      findings: [],
      rejected: [],
      entry: 1,
      replayed: false,
    }
  }

  const pause = (ms: number): Promise<void> => new Promise((resolve) => void time.timers.set(resolve, ms))

  const befall: Record<Fate, (send: () => Promise<Reply>) => Promise<Reply>> = {
    pass: (send) => send(),
    error: async () => failure(500, 'KS-INTERNAL', 'Внутренняя ошибка'),
    unreachable: async () => noAnswer,
    async 'lost-answer'(send) {
      await send()
      return noAnswer
    },
    async twice(send) {
      await send()
      return send()
    },
    async racing(send) {
      const [, second] = await Promise.all([send(), send()])
      return second
    },
    async slow(send) {
      await pause(SLOW_MS)
      return send()
    },
    async late(send) {
      void pause(LATE_MS).then(send)
      return noAnswer
    },
  }

  return {
    call: (operation, { body, idempotencyKey = '' } = {}) => {
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      readBody(operation, bytes)
      return befall[next()](() => arrive(operation, bytes, idempotencyKey))
    },
  }
}
