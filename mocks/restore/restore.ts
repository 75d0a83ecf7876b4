import { randomUUID } from 'node:crypto'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { systemTimers, type Timers } from '../../server/storage/timers.ts'
import { createCaller, type CallerOptions, type MethodCall } from './caller.ts'
import { createLoad } from './load.ts'
import type { LoadPlan, LoadReport, PlayedCall, PurchaseReport, RestoreTarget } from './model.ts'
import { purchase } from './purchase.ts'

/** The application server ReStore (B-01): it knows the enterprises by address and account and calls them over HTTP only. */

export interface RestoreOptions extends Pick<CallerOptions, 'clientFor' | 'zoneOf' | 'answerOf'> {
  /** The enterprises it is connected to (B-19), as they stand now. */
  targets(): Promise<RestoreTarget[]>
  clock: Clock
  changes: Changes
  /** Defects of ours in work that nobody waits for. */
  report(error: unknown): void
  timers?: Timers
  random?(): number
  uuid?(): string
}

export interface Restore {
  targets(): Promise<RestoreTarget[]>
  /**
   * Plays one method. What the target or the network does is a result.
   * @throws Refusal `RESTORE-TARGET-UNKNOWN`, `RESTORE-METHOD-UNKNOWN`, `RESTORE-VALUES` (a `ValuesRefused`)
   */
  call(call: Omit<MethodCall, 'target' | 'onTry'> & { target: string }): Promise<PlayedCall>
  /** @throws Refusal `RESTORE-TARGET-UNKNOWN` */
  purchase(
    target: string,
    options: { refund: boolean; retry?: boolean; signal?: AbortSignal },
  ): Promise<PurchaseReport>
  /** @throws Refusal `RESTORE-TARGET-UNKNOWN`, `RESTORE-LOAD-RUNNING` */
  startLoad(plan: LoadPlan): Promise<LoadReport>
  /** The run as it stands, or the last one; `null` before the first. */
  load(): LoadReport | null
  /** Breaks the run off and tells what it came to. */
  stopLoad(): Promise<LoadReport | null>
  /** Resolves when the run is over. */
  finishedLoad(): Promise<LoadReport | null>
}

export function createRestore(options: RestoreOptions): Restore {
  const { clock, changes, report, timers = systemTimers, random = Math.random, uuid = randomUUID } = options
  const { clientFor, zoneOf, answerOf } = options
  const play = createCaller({ clientFor, zoneOf, answerOf, timers, uuid })
  const load = createLoad({ play, clock, timers, changes, random, uuid, report })

  async function targetOf(id: string): Promise<RestoreTarget> {
    const targets = await options.targets()
    const found = targets.find((target) => target.id === id)
    if (found) return found
    const known = targets.map((target) => target.id).join(', ')
    throw new Refusal('RESTORE-TARGET-UNKNOWN', {
      ru: `Предприятия «${id}» у сервера приложений нет. Есть: ${known || 'ни одного, добавьте предприятие'}.`,
      en: `ReStore is not connected to "${id}". It knows ${known || 'none: add an enterprise'}.`,
    })
  }

  return {
    targets: () => options.targets(),
    call: async ({ target, ...call }) => play({ ...call, target: await targetOf(target) }),
    async purchase(id, { refund, retry, signal }) {
      const target = await targetOf(id)
      return purchase({
        call: (method, values) => play({ target, method, values, retry, signal }),
        clock,
        random,
        uuid,
        refund,
      })
    },
    startLoad: async (plan) => load.start(plan, await targetOf(plan.enterprise)),
    load: () => load.report(),
    stopLoad: () => load.stop(),
    finishedLoad: () => load.finished(),
  }
}
