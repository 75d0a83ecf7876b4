import type { Text } from '../contracts/text.ts'
import type { Clock } from '../storage/clock.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Timers } from '../storage/timers.ts'
import type { Errand, ErrandResult } from './errand.ts'
import type { RunHistory } from './history.ts'
import type { ErrandRun, ErrandSchedule, RunTrigger } from './model.ts'
import { paramsFor } from './params.ts'
import {
  busyNow,
  closing,
  limitReached,
  overlapped,
  running,
  stillEnding,
  stoppedByHand,
  waiting,
} from './words.ts'

/** A run that is ordered to end has so long; then it is told as stopped, and its work as still ending. */
const GRACE_MS = 10_000

export interface RunOrder {
  schedule: ErrandSchedule
  title: Text
  trigger: RunTrigger
  planned: Date
}

/** What becomes of an order while the same work goes on: it is dropped, waits if nobody does, or takes its turn. */
export type WhenBusy = 'skip' | 'wait' | 'line'

export interface Runner {
  /** Begins a run, or files it. @returns its line of the history */
  begin(order: RunOrder, whenBusy: WhenBusy): Promise<ErrandRun>
  /** Whether the same work, by whatever schedule, goes on. */
  busy(schedule: ErrandSchedule): boolean
  /** Orders a run to end, or takes one that waits out of the line. */
  stop(run: number): Promise<void>
  /** Runs that work or wait, by schedule. */
  current(): Map<string, ErrandRun>
  /** Resolves when nothing works or waits. */
  idle(): Promise<void>
  /** Ends everything: the program ends. */
  close(): Promise<void>
}

interface Waiting {
  order: RunOrder
  row: Promise<ErrandRun>
  run: ErrandRun | null
}

interface Work {
  run: ErrandRun | null
  stopping: AbortController
  /** Why it was stopped. */
  reason: Text | null
  line: Waiting[]
  done: Promise<void>
}

/** The same errand with the same parameters is the same work. */
const workOf = ({ errand, params }: ErrandSchedule): string =>
  JSON.stringify([errand, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))])

/** @param errands the table of kinds; it may grow */
export function createRunner({
  errands,
  history,
  clock,
  timers,
  newestEntry,
  changed,
  report,
}: {
  errands: readonly Errand[]
  history: RunHistory
  clock: Clock
  timers: Timers
  /** Number of the newest entry of the journal, 0 when there is none. */
  newestEntry(): Promise<number>
  changed(run: ErrandRun): void
  /** Receives defects of ours. */
  report(error: unknown): void
}): Runner {
  const works = new Map<string, Work>()

  const rowOf = (order: RunOrder, more: Pick<ErrandRun, 'outcome' | 'words'> & Partial<ErrandRun>) => ({
    schedule: order.schedule.id,
    errand: order.schedule.errand,
    title: order.title,
    trigger: order.trigger,
    plannedAt: order.planned.toISOString(),
    begunAt: null,
    endedAt: null,
    counts: [],
    entries: null,
    ...more,
  })

  async function told(row: Promise<ErrandRun>): Promise<ErrandRun> {
    const run = await row
    changed(run)
    return run
  }

  async function perform({ errand: id, params }: ErrandSchedule, signal: AbortSignal): Promise<ErrandResult> {
    const errand = errands.find((one) => one.id === id)
    if (!errand)
      return {
        outcome: 'failed',
        words: { ru: `Задания «${id}» нет.`, en: `There is no errand "${id}".` },
      }
    try {
      return await errand.run(paramsFor(errand.params(), params), signal)
    } catch (error) {
      if (error instanceof Refusal) return { outcome: 'failed', words: error.text }
      report(error)
      return {
        outcome: 'failed',
        words: {
          ru: 'Внутренняя ошибка стенда, подробности в его выводе.',
          en: 'The bench has failed; the details are in its output.',
        },
      }
    }
  }

  /** `null` when the work has not ended although it was told to. */
  function withinGrace(work: Promise<ErrandResult>, signal: AbortSignal): Promise<ErrandResult | null> {
    return new Promise((resolve) => {
      let timer: unknown = null
      const lost = () => (timer = timers.set(() => resolve(null), GRACE_MS))
      if (signal.aborted) lost()
      else signal.addEventListener('abort', lost)
      void work.then((result) => {
        if (timer !== null) timers.clear(timer)
        resolve(result)
      })
    })
  }

  /** One run from its beginning to its end. The line goes on when the work itself is over. */
  async function go(work: Work, { schedule }: RunOrder, run: ErrandRun): Promise<void> {
    const { signal } = work.stopping
    const before = await newestEntry()
    const limit =
      schedule.limitMinutes === 0
        ? null
        : timers.set(
            () => stopWork(work, limitReached(schedule.limitMinutes)),
            schedule.limitMinutes * 60_000,
          )
    const performed = perform(schedule, signal)
    const result = await withinGrace(performed, signal)
    if (limit !== null) timers.clear(limit)
    const traffic = errands.find(({ id }) => id === schedule.errand)?.traffic ?? null
    const newest = await newestEntry()
    const words = result?.words ?? stillEnding
    const { reason } = work
    await told(
      history.change(run.id, {
        outcome: reason ? 'stopped' : result!.outcome,
        words: reason ? { ru: `${reason.ru} ${words.ru}`, en: `${reason.en} ${words.en}` } : words,
        counts: result?.counts ?? [],
        endedAt: clock().toISOString(),
        entries: traffic !== null && newest > before ? `id:${before + 1}..${newest} ${traffic}` : null,
      }),
    )
    await performed
  }

  function stopWork(work: Work, reason: Text): void {
    work.reason ??= reason
    work.stopping.abort()
  }

  /** Does the first order and whatever stands in line behind it. */
  async function series(work: Work, key: string, first: RunOrder, row: Promise<ErrandRun>): Promise<void> {
    try {
      work.run = await row
      await go(work, first, work.run)
      for (let next = work.line.shift(); next; next = work.line.shift()) {
        Object.assign(work, { stopping: new AbortController(), reason: null, run: null })
        const { id } = await next.row
        work.run = await told(
          history.change(id, { outcome: 'running', words: running, begunAt: clock().toISOString() }),
        )
        await go(work, next.order, work.run)
      }
    } catch (error) {
      report(error)
    } finally {
      works.delete(key)
    }
  }

  const endOfWaiting = (place: Waiting, outcome: 'stopped' | 'skipped', words: Text): Promise<ErrandRun> =>
    place.row.then(({ id }) => told(history.change(id, { outcome, words, endedAt: clock().toISOString() })))

  async function idle(): Promise<void> {
    while (works.size > 0) await Promise.all([...works.values()].map(({ done }) => done))
  }

  return {
    busy: (schedule) => works.has(workOf(schedule)),
    begin(order, whenBusy) {
      const key = workOf(order.schedule)
      const work = works.get(key)
      const now = clock().toISOString()
      if (!work) {
        const row = told(history.add(rowOf(order, { outcome: 'running', words: running, begunAt: now })))
        const begun: Work = {
          run: null,
          stopping: new AbortController(),
          reason: null,
          line: [],
          done: Promise.resolve(),
        }
        works.set(key, begun)
        begun.done = series(begun, key, order, row)
        return row
      }
      if (whenBusy === 'line' || (whenBusy === 'wait' && work.line.length === 0)) {
        const place: Waiting = {
          order,
          run: null,
          row: told(history.add(rowOf(order, { outcome: 'waiting', words: waiting }))),
        }
        work.line.push(place)
        return place.row.then((run) => (place.run = run))
      }
      const words = whenBusy === 'wait' ? busyNow : overlapped
      return told(history.add(rowOf(order, { outcome: 'skipped', words, endedAt: now })))
    },
    async stop(id) {
      for (const work of works.values()) {
        if (work.run?.id === id) {
          stopWork(work, stoppedByHand)
          return
        }
        const place = work.line.find(({ run }) => run?.id === id)
        if (!place) continue
        work.line.splice(work.line.indexOf(place), 1)
        await endOfWaiting(place, 'stopped', stoppedByHand)
      }
    },
    current() {
      const runs = new Map<string, ErrandRun>()
      for (const { run, line } of works.values())
        for (const one of [run, ...line.map((place) => place.run)])
          if (one && !runs.has(one.schedule)) runs.set(one.schedule, one)
      return runs
    },
    idle,
    async close() {
      for (const work of works.values()) {
        for (const place of work.line.splice(0)) await endOfWaiting(place, 'skipped', closing)
        stopWork(work, closing)
      }
      await Promise.all(
        [...works.values()].map(
          ({ done }) =>
            new Promise<void>((resolve) => {
              const timer = timers.set(resolve, GRACE_MS * 1.5)
              void done.then(() => {
                timers.clear(timer)
                resolve()
              })
            }),
        ),
      )
      // What hangs is left behind.
      works.clear()
    },
  }
}
