import type { KnownBody } from '../contracts/ksup/known-body.ts'
import { turnOf, type InboxDecision } from '../contracts/ksup/inbox.ts'
import { PAUSES } from '../contracts/ksup/outbox-state.ts'
import { warningCodes } from '../contracts/ksup/warnings.ts'
import type { Clock } from '../storage/clock.ts'
import { createAlarm, type Timers } from '../storage/timers.ts'
import type { Kysely } from 'kysely'
import type { Applied, KsupSystem, Warning } from '../../mocks/ksup/service.ts'
import type { InboxTables } from './inbox-tables.ts'
import { countTurn, forgetOld, lastSeq, queuedRows, storedMessage, type StoredRow } from './inbox-store.ts'

/** Hands stored messages to КСУП: keys in parallel, a key strictly in its order (DD-04, DD-06). */

export interface InboxLoopDeps {
  db: Kysely<InboxTables>
  clock: Clock
  timers: Timers
  apply: KsupSystem['apply']
  changed(): void
  report(error: unknown): void
}

export interface InboxLoop {
  poke(): void
  /** КСУП may be there again: nothing waits for its time. */
  hurry(): void
  start(): Promise<void>
  stop(): Promise<void>
  idle(): Promise<void>
  /** КСУП has the message now. */
  isRunning(id: string): boolean
  /** Resolves when the message was settled, or when nothing can be done about it for now. */
  tried(id: string, key: string): Promise<void>
}

/** Messages that КСУП has at the same time. */
const PARALLEL = 4
/** Old messages are forgotten each time that so many were settled. */
const FORGET_EVERY = 500
const STALE = 'Сообщение с этим номером по тому же ключу уже обработано. Ничего делать не нужно.'

/** КСУП is tried again after so long; a person or its return comes first (DD-08). */
const pauseAfter = (attempts: number): number => PAUSES[Math.min(attempts, PAUSES.length) - 1]!

export function createInboxLoop(deps: InboxLoopDeps): InboxLoop {
  const { db, clock, timers, apply, changed, report } = deps
  /** Keys of which КСУП has a message: the id of that message. */
  const running = new Map<string, { id: string; done: Promise<void> }>()
  const callers = new Map<string, { key: string; tell: () => void }>()
  const waiters: (() => void)[] = []
  let started = false
  /** A look at the queue runs; `again`: something has changed since it began. */
  let looking = false
  let again = false
  let hurrying = false
  let settledCount = 0
  const alarm = createAlarm(poke, clock, timers)

  const isIdle = (): boolean => !looking && running.size === 0

  function tellIdle(): void {
    if (isIdle()) for (const tell of waiters.splice(0)) tell()
  }

  const idle = (): Promise<void> =>
    isIdle() ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve))

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
      if (!started) tell(callers.keys())
      tellIdle()
    }
  }

  function tell(ids: Iterable<string>): void {
    for (const id of [...ids]) {
      callers.get(id)?.tell()
      callers.delete(id)
    }
  }

  /** The place of a message in its key: what a person asked for and what was judged before comes first. */
  function headOf(rows: readonly StoredRow[]): StoredRow {
    const judgedAnew = rows.find(({ turn_taken }) => turn_taken === 1)
    if (judgedAnew) return judgedAnew
    const numbered = rows.filter(({ has_meta }) => has_meta === 1).sort((a, b) => a.seq - b.seq)[0]
    const unnumbered = rows.find(({ has_meta }) => has_meta === 0)
    if (!numbered || !unnumbered) return (numbered ?? unnumbered)!
    return numbered.position < unnumbered.position ? numbered : unnumbered
  }

  async function decide(head: StoredRow): Promise<InboxDecision> {
    if (head.has_meta === 0 || head.turn_taken === 1) return { kind: 'apply' }
    const waited = head.hurried === 1 ? Infinity : clock().getTime() - Date.parse(head.received_at)
    return turnOf(head.seq, await lastSeq(db, head.key), waited)
  }

  /** Starts what may start now, and sets the alarm for the others. */
  async function launch(): Promise<void> {
    // Those who ask later are not in the list that is read now.
    const asking = [...callers]
    if (hurrying) {
      hurrying = false
      await forgetPauses()
    }
    const byKey = new Map<string, StoredRow[]>()
    for (const row of await queuedRows(db)) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
    const now = clock().getTime()
    /** Keys that wait for nothing but a free place. */
    const soon = new Set<string>()
    let next = Infinity
    for (const [key, rows] of byKey) {
      if (running.has(key)) continue
      const head = headOf(rows)
      const decision = await decide(head)
      if (decision.kind === 'refused') {
        await settle(head, { kind: 'refused', code: 'KS-STALE', detail: STALE })
        again = true
        continue
      }
      const due =
        decision.kind === 'wait' ? now + decision.ms : head.next_at === null ? now : Date.parse(head.next_at)
      if (due > now) next = Math.min(next, due)
      else if (running.size >= PARALLEL) soon.add(key)
      else run(head, decision.kind === 'apply' ? decision.warning : undefined)
    }
    if (next === Infinity) alarm.off()
    else alarm.set(new Date(next))
    tell(asking.filter(([, { key }]) => !running.has(key) && !soon.has(key)).map(([id]) => id))
  }

  function run(row: StoredRow, warning: keyof typeof warningCodes | undefined): void {
    const done = attempt(row, warning)
      .catch(report)
      .finally(() => {
        running.delete(row.key)
        tell([row.id])
        // One more may start, and this key's next one.
        poke()
        tellIdle()
      })
    running.set(row.key, { id: row.id, done })
  }

  async function attempt(row: StoredRow, warning: keyof typeof warningCodes | undefined): Promise<void> {
    const { body_json } = await storedMessage(db, row.id)
    const body = JSON.parse(body_json ?? 'null') as KnownBody
    const outcome = await apply({ operation: row.operation, body, messageId: row.id }).catch(
      (error: unknown): Applied => {
        report(error)
        return { kind: 'unavailable', detail: 'Внутренняя ошибка: подробности в журнале программы' }
      },
    )
    if (outcome.kind === 'unavailable') return postpone(row, outcome.detail)
    const gap = warning === undefined ? [] : [{ code: warning, message: warningCodes[warning].meaning.ru }]
    await settle(row, outcome, gap)
    // КСУП is there again: what waits for it need not wait for its time.
    if (row.attempts > 0) hurrying = true
  }

  /** КСУП did not take it: it stays, and the messages behind it stay behind it. */
  async function postpone(row: StoredRow, detail: string): Promise<void> {
    const attempts = row.attempts + 1
    await db
      .updateTable('ksup_inbox')
      .set({
        waits_for: 'ksup',
        detail,
        attempts,
        next_at: new Date(clock().getTime() + pauseAfter(attempts)).toISOString(),
      })
      .where('id', '=', row.id)
      .where('state', '=', 'queued')
      .execute()
    changed()
  }

  async function settle(
    row: StoredRow,
    outcome: Exclude<Applied, { kind: 'unavailable' }>,
    gap: Warning[] = [],
  ): Promise<void> {
    await db.transaction().execute(async (trx) => {
      const common = {
        waits_for: null,
        next_at: null,
        finished_at: clock().toISOString(),
        attempts: row.attempts + 1,
      }
      const known = JSON.parse(row.warnings_json) as Warning[]
      const { numUpdatedRows } = await trx
        .updateTable('ksup_inbox')
        .set(
          outcome.kind === 'refused'
            ? { ...common, state: 'refused' as const, code: outcome.code, detail: outcome.detail }
            : {
                ...common,
                state: outcome.result === 'no_action' ? 'no_action' : 'applied',
                code: null,
                detail: null,
                result: outcome.result,
                deal_number: outcome.deal_number ?? null,
                warnings_json: JSON.stringify([...known, ...gap, ...outcome.warnings]),
              },
        )
        .where('id', '=', row.id)
        // The inbox may have been emptied meanwhile.
        .where('state', '=', 'queued')
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await countTurn(trx, row)
    })
    settledCount += 1
    if (settledCount % FORGET_EVERY === 0) await forgetOld(db)
    changed()
  }

  async function forgetPauses(): Promise<void> {
    await db
      .updateTable('ksup_inbox')
      .set({ next_at: null })
      .where('state', '=', 'queued')
      .where('next_at', 'is not', null)
      .execute()
  }

  return {
    poke,
    hurry() {
      hurrying = true
      poke()
    },
    async start() {
      await forgetOld(db)
      started = true
      hurrying = true
      poke()
    },
    async stop() {
      started = false
      alarm.off()
      tell(callers.keys())
      await Promise.all([...running.values()].map(({ done }) => done))
      await idle()
    },
    idle,
    isRunning: (id) => [...running.values()].some((one) => one.id === id),
    tried: (id, key) =>
      new Promise((resolve) => {
        if (!started) return resolve()
        callers.set(id, { key, tell: resolve })
        poke()
      }),
  }
}
