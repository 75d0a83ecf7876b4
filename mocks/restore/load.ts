import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { Caller } from './caller.ts'
import { createMeter, type Meter } from './meter.ts'
import type { LoadPlan, LoadReport, PlayedCall, RestoreTarget } from './model.ts'
import { purchase } from './purchase.ts'

/** Many clients at once behind one ReStore (B-18). */

const PUBLISH_MS = 250

/** After these ReStore leaves the enterprise alone (section 7.1): more calls would only lock the account. */
const STOP_CODES = new Set(['RG-AUTH', 'RG-FORBIDDEN'])

export interface LoadOptions {
  play: Caller
  clock: Clock
  timers: Timers
  changes: Changes
  random(): number
  uuid(): string
  /** Defects of ours. */
  report(error: unknown): void
}

interface Run {
  plan: LoadPlan
  state: LoadReport['state']
  startedAt: Date
  /** ms since the start; stands still when the run is over. */
  elapsed(): number
  purchases: LoadReport['purchases']
  meter: Meter
  stopping: AbortController
  over: Promise<void>
}

export interface Load {
  /** @throws Refusal `RESTORE-LOAD-RUNNING` */
  start(plan: LoadPlan, target: RestoreTarget): LoadReport
  /** The run as it stands, or the last one; `null` before the first. */
  report(): LoadReport | null
  /** Breaks off every call that is under way. */
  stop(): Promise<LoadReport | null>
  /** The report of the run when it is over. */
  finished(): Promise<LoadReport | null>
}

const reportOf = ({ state, plan, startedAt, elapsed, purchases, meter }: Run): LoadReport => ({
  state,
  plan,
  startedAt: startedAt.toISOString(),
  durationMs: elapsed(),
  purchases: { ...purchases },
  ...meter.measured(elapsed()),
})

export function createLoad({ play, clock, timers, changes, random, uuid, report }: LoadOptions): Load {
  let run: Run | null = null
  let publishing: unknown = null

  const publish = (): void => {
    publishing = null
    changes.publish({ area: 'restore' })
  }
  const changed = (): void => {
    publishing ??= timers.set(publish, PUBLISH_MS)
  }

  function counted({ meter, elapsed, stopping }: Run, call: PlayedCall): void {
    // A call that the stop broke off says nothing of the target.
    if (stopping.signal.aborted && call.code === 'CANCELLED') return
    meter.record(call, elapsed())
    if (call.code !== null && STOP_CODES.has(call.code)) stopping.abort()
    changed()
  }

  async function buyInTurn(running: Run, target: RestoreTarget, clientId: string): Promise<void> {
    const { plan, purchases, stopping } = running
    const { signal } = stopping
    for (let made = 0; made < plan.purchases && !signal.aborted; made += 1) {
      const { ok } = await purchase({
        call: (method, values) =>
          play({ target, method, values, retry: true, signal, onTry: (call) => counted(running, call) }),
        clock,
        random,
        uuid,
        clientId,
        refund: random() * 100 < plan.refunds,
      })
      if (ok) purchases.done += 1
      else if (!signal.aborted) purchases.failed += 1
      changed()
    }
  }

  async function drive(running: Run, target: RestoreTarget): Promise<void> {
    const { plan, stopping } = running
    const name = uuid()
    const clients = Array.from({ length: plan.clients }, (_, index) =>
      buyInTurn(running, target, `load-${name}-${index + 1}`).catch((error: unknown) => {
        stopping.abort()
        report(error)
      }),
    )
    await Promise.all(clients)
    const durationMs = running.elapsed()
    running.elapsed = () => durationMs
    running.state = stopping.signal.aborted ? 'stopped' : 'done'
    if (publishing !== null) timers.clear(publishing)
    publish()
  }

  return {
    start(plan, target) {
      if (run?.state === 'running')
        throw new Refusal('RESTORE-LOAD-RUNNING', {
          ru: 'Нагрузка уже идёт. Дождитесь её конца или остановите.',
          en: 'A load is running. Wait for its end or stop it.',
        })
      const started = performance.now()
      const startedAt = clock()
      run = {
        plan,
        state: 'running',
        startedAt,
        elapsed: () => performance.now() - started,
        purchases: { planned: plan.clients * plan.purchases, done: 0, failed: 0 },
        meter: createMeter(startedAt),
        stopping: new AbortController(),
        over: Promise.resolve(),
      }
      run.over = drive(run, target)
      changed()
      return reportOf(run)
    },
    report: () => run && reportOf(run),
    async stop() {
      run?.stopping.abort()
      await run?.over
      return run && reportOf(run)
    },
    async finished() {
      await run?.over
      return run && reportOf(run)
    },
  }
}
