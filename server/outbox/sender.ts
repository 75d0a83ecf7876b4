import type { Kysely, Transaction } from 'kysely'
import { afterAnswer, sendable, type OutboxStep } from '../contracts/ksup/outbox-state.ts'
import type { Clock } from '../storage/clock.ts'
import { createAlarm, type Timers } from '../storage/timers.ts'
import type { OutboxMessage, Sender } from './model.ts'
import type { SendResult, Settlement } from './outbox.ts'
import { forgetOld, messageOf, stopOf } from './store.ts'
import type { OutboxTables } from './tables.ts'

/** Sends what is due: keys in parallel, a key strictly in its order (DD-06, DD-08). */

export interface SenderDeps {
  db: Kysely<OutboxTables>
  sender: Sender
  clock: Clock
  timers: Timers
  send(
    message: { id: string; operation: string; body: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<SendResult>
  settled?(trx: Transaction<unknown>, settlement: Settlement): Promise<void>
  changed(): void
  report(error: unknown): void
}

export interface SendLoop {
  poke(): void
  start(): Promise<void>
  stop(): Promise<void>
  idle(): Promise<void>
}

/** Messages on their way at the same time. */
const PARALLEL = 4
/** Old messages are forgotten each time that so many were settled. */
const FORGET_EVERY = 500

/** What a success says of the message. */
function told(value: unknown): { result: string | null; warnings: { code: string; message: string }[] } {
  const { result, warnings } = (value ?? {}) as {
    result?: string
    warnings?: { code: string; message: string }[]
  }
  return { result: result ?? null, warnings: warnings ?? [] }
}

/** A message that the program itself could not send: a person has to see it, those behind it go on. */
const DEFECT: SendResult = {
  answer: { status: null, code: 'DEFECT' },
  message: 'Ошибка самой программы: подробности в её журнале',
  value: null,
  entry: null,
}

export function createSendLoop(deps: SenderDeps): SendLoop {
  const { db, sender, clock, timers, changed, report } = deps
  /** Keys of which a message is on its way. */
  const running = new Map<string, Promise<void>>()
  const waiters: (() => void)[] = []
  let ending = new AbortController()
  let started = false
  /** A look at the queue runs; `again`: something has changed since it began. */
  let looking = false
  let again = false
  let settledCount = 0
  const alarm = createAlarm(poke, clock, timers)

  const isIdle = (): boolean => !looking && running.size === 0

  function tellIdle(): void {
    if (isIdle()) for (const tell of waiters.splice(0)) tell()
  }

  function poke(): void {
    if (!started) return
    again = true
    if (!looking) void look()
  }

  async function look(): Promise<void> {
    looking = true
    try {
      while (again && started) {
        again = false
        await launch()
      }
    } catch (error) {
      report(error)
    } finally {
      looking = false
      tellIdle()
    }
  }

  /** Starts the tries that may start now, and sets the alarm for the others. */
  async function launch(): Promise<void> {
    if ((await stopOf(db, sender)) !== null) return
    const queue = await db
      .selectFrom('outbox_message')
      .select(['id', 'key', 'seq', 'state', 'next_at'])
      .where('sender', '=', sender)
      .where('state', 'in', ['new', 'waiting', 'sending'])
      .orderBy('position')
      .execute()
    const now = clock().toISOString()
    const heads = sendable(queue).filter(({ key }) => !running.has(key))
    const due = heads.filter(({ state, next_at }) => state === 'new' || next_at === null || next_at <= now)
    for (const { id, key } of due.slice(0, Math.max(PARALLEL - running.size, 0))) {
      const run = attempt(id)
        .catch(report)
        .finally(() => {
          running.delete(key)
          // One more may start, and this key's next one.
          poke()
          tellIdle()
        })
      running.set(key, run)
    }
    const [next] = heads
      .filter((head) => !due.includes(head))
      .map(({ next_at }) => next_at!)
      .sort()
    if (next === undefined) alarm.off()
    else alarm.set(new Date(next))
  }

  /** `false` when a person took the message out meanwhile. */
  async function claim(id: string): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('outbox_message')
      .set((set) => ({ state: 'sending', attempts: set('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('state', 'in', ['new', 'waiting'])
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  async function attempt(id: string): Promise<void> {
    if (!started || !(await claim(id))) return
    changed()
    const message = await messageOf(db, sender, id)
    const { signal } = ending
    const result = await deps.send(message, signal).catch((error: unknown) => {
      report(error)
      return null
    })
    // Nobody knows whether it arrived: it stays on its way, and goes again under its id after the start.
    if (signal.aborted && (result === null || result.answer.status === null)) return
    if (result === null)
      await store(message, DEFECT, { next: { state: 'parked', code: 'DEFECT' }, stopQueue: false })
    else await store(message, result, afterAnswer(result.answer, message.operation, message.attempts))
    changed()
    settledCount += 1
    if (settledCount % FORGET_EVERY === 0) await forgetOld(db, sender)
  }

  async function store(
    message: OutboxMessage,
    result: SendResult,
    { next, stopQueue }: OutboxStep,
  ): Promise<void> {
    const now = clock()
    const code =
      'code' in next ? next.code : next.state === 'waiting' ? (result.answer.code ?? codeOf(result)) : null
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('outbox_message')
        .set({
          state: next.state,
          next_at: next.state === 'waiting' ? new Date(now.getTime() + next.pauseMs).toISOString() : null,
          code,
          message: result.message,
          entry: result.entry,
          finished_at: next.state === 'waiting' ? null : now.toISOString(),
          ...(next.state === 'delivered' ? resultOf(result) : {}),
        })
        .where('id', '=', message.id)
        .execute()
      if (stopQueue)
        await trx
          .replaceInto('outbox_stop')
          .values({ sender, code: code ?? '', message: result.message ?? '', at: now.toISOString() })
          .execute()
      await deps.settled?.(trx as unknown as Transaction<unknown>, { message, next, result })
    })
  }

  return {
    poke,
    async start() {
      ending = new AbortController()
      // What was on its way when the process ended goes again; the receiver knows its id (DD-05).
      await db
        .updateTable('outbox_message')
        .set({ state: 'new' })
        .where('sender', '=', sender)
        .where('state', '=', 'sending')
        .execute()
      await forgetOld(db, sender)
      started = true
      poke()
    },
    async stop() {
      started = false
      alarm.off()
      ending.abort()
      await Promise.all(running.values())
      if (!isIdle()) await new Promise<void>((resolve) => void waiters.push(resolve))
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve))),
  }
}

const codeOf = ({ answer: { status } }: SendResult): string =>
  status === null ? 'NETWORK' : `HTTP-${status}`

const resultOf = ({ value }: SendResult): { result: string | null; warnings_json: string } => {
  const { result, warnings } = told(value)
  return { result, warnings_json: JSON.stringify(warnings) }
}
