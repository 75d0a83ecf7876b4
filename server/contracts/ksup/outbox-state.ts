import { refusalCode } from './errors.ts'
import type { SenderAction } from './errors.ts'

/** A message in the outbox of its sender (section 4.4) and what the answers mean to it (DD-04, DD-08, section 7). */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Hourly tries that follow the first pauses. */
const HOURLY_TRIES = 24

/** Pauses before the tries that follow a failed one, in ms (DD-08). */
export const PAUSES: readonly number[] = [
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  ...Array.from({ length: HOURLY_TRIES }, () => HOUR),
]

/** The background job looks at the outbox at least so often, in ms (DD-07). */
export const SEND_WITHIN_MS = 5 * SECOND

export type OutboxState =
  | { state: 'new' }
  | { state: 'sending' }
  | { state: 'delivered' }
  /** Waits so many ms before the next try. */
  | { state: 'waiting'; pauseMs: number }
  | { state: 'parked'; code: string }
  | { state: 'ignored'; code: string }

/** What came back; `status: null` is a network error or a time-out. */
export interface OutboxAnswer {
  status: number | null
  /** `code` of the problem, `null` when there was none. */
  code: string | null
  /** `Retry-After` in ms. */
  retryAfterMs?: number
}

export interface OutboxStep {
  next: OutboxState
  /** Nothing more is sent until a person lets it: credentials or rights are wrong. */
  stopQueue: boolean
}

/** Operations whose message nobody needs when the contact is not known (DD-18). */
const IGNORED_WHEN_UNKNOWN: readonly string[] = ['ksup.contactChange']

const RETRIED_STATUSES: readonly number[] = [408, 425, 429]

/** What the sender does with a refusal: the table of section 7, and for other answers the status (DD-08). */
export function senderAction(
  { status, code }: OutboxAnswer,
  operationId: string,
): SenderAction | 'delivered' {
  if (status === null) return 'retry'
  if (status >= 200 && status < 300) return 'delivered'
  const row = code === null ? null : refusalCode(code)
  if (row?.code === 'KS-CONTACT-UNKNOWN' && IGNORED_WHEN_UNKNOWN.includes(operationId)) return 'ignore'
  if (row !== null && row.status === status) return row.sender
  if (status === 401 || status === 403) return 'stop'
  return status >= 500 || RETRIED_STATUSES.includes(status) ? 'retry' : 'park'
}

/** The pause before the next try after `failures` failed ones (from 1), in ms; `null`: an operator takes over. */
export function outboxPause(failures: number, retryAfterMs = 0): number | null {
  const planned = PAUSES[failures - 1]
  return planned === undefined ? null : Math.max(planned, retryAfterMs)
}

const codeOf = ({ status, code }: OutboxAnswer): string =>
  code ?? (status === null ? 'NETWORK' : `HTTP-${status}`)

/**
 * The state of a message that was being sent, after an answer.
 * @param failures tries that failed so far, this one included when it did
 */
export function afterAnswer(answer: OutboxAnswer, operationId: string, failures: number): OutboxStep {
  const code = codeOf(answer)
  const step = (next: OutboxState, stopQueue = false): OutboxStep => ({ next, stopQueue })
  switch (senderAction(answer, operationId)) {
    case 'delivered':
      return step({ state: 'delivered' })
    case 'ignore':
    case 'drop':
      return step({ state: 'ignored', code })
    case 'stop':
      return step({ state: 'parked', code }, true)
    case 'park':
      return step({ state: 'parked', code })
    case 'retry': {
      const pauseMs = outboxPause(failures, answer.retryAfterMs)
      return step(pauseMs === null ? { state: 'parked', code } : { state: 'waiting', pauseMs })
    }
  }
}

/** «Отправить снова»: a parked message is new again, with the same id; any other state stays. */
export const sendAgain = (state: OutboxState): OutboxState =>
  state.state === 'parked' ? { state: 'new' } : state

export interface Queued {
  /** Contact, item or deal (DD-06). */
  key: string
  seq: number
  state: OutboxState['state']
}

/**
 * Messages that may be sent now, `waiting` ones as far as their time has come: the first unfinished one of each key (DD-08).
 * A parked one does not hold up those behind it: the receiver takes the gap after a minute, and a parked one sent too late
 * is answered KS-STALE (DD-06).
 */
export function sendable<T extends Queued>(queue: readonly T[]): T[] {
  const heads = new Map<string, T>()
  for (const message of queue) {
    if (message.state !== 'new' && message.state !== 'sending' && message.state !== 'waiting') continue
    const head = heads.get(message.key)
    if (!head || message.seq < head.seq) heads.set(message.key, message)
  }
  return [...heads.values()].filter(({ state }) => state !== 'sending')
}
