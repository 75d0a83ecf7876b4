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
  /** Resolves when nothing works or waits that a move of the clock waits for. */
  idle(): Promise<void>
  /** Goes on with what the runner before has left to it. @returns ids of the runs */
  takeOver(): number[]
  /** Ends everything, except what outlives the parts of the bench: that is left to the next runner. */
  close(): Promise<void>
}

/** One run, from its line in the history to what came of it. */
export interface Going {
  order: RunOrder
  /** Its line of the history; `null` until that stands. */
  run: ErrandRun | null
  stopping: AbortController
  /** Why it was stopped. */
  reason: Text | null
  /** Newest entry of the journal when its work began. */
  before: number
  /** Its work; `null` until that has begun. */
  performed: Promise<ErrandResult> | null
}

interface Waiting {
  order: RunOrder
  row: Promise<ErrandRun>
  run: ErrandRun | null
}

interface Work {
  going: Going
  line: Waiting[]
  done: Promise<void>
  /** What came of it is being told. */
  telling: boolean
  /** The next runner goes on with it. */
  leftBehind: boolean
}

const goingOf = (order: RunOrder): Going => ({
  order,
  run: null,
  stopping: new AbortController(),
  reason: null,
  before: 0,
  performed: null,
})

/** The same errand with the same parameters is the same work. */
const workOf = ({ errand, params }: ErrandSchedule): string =>
  JSON.stringify([errand, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))])

/**
 * @param errands the table of kinds; it may grow
 * @param outliving where runs lie that outlive the parts of the bench, from one runner to the next
 */
export function createRunner({
  errands,
  history,
  clock,
  timers,
  newestEntry,
  outliving,
  changed,
  report,
}: {
  errands: readonly Errand[]
  history: RunHistory
  clock: Clock
  timers: Timers
  /** Number of the newest entry of the journal, 0 when there is none. */
  newestEntry(): Promise<number>
  outliving: Going[]
  changed(run: ErrandRun): void
  /** Receives defects of ours. */
  report(error: unknown): void
}): Runner {
  const works = new Map<string, Work>()
  const kindOf = ({ schedule }: RunOrder): Errand | undefined =>
    errands.find(({ id }) => id === schedule.errand)
  const outlives = ({ going }: Work): boolean => kindOf(going.order)?.outlivesParts === true

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

  async function perform({ order, run, stopping }: Going): Promise<ErrandResult> {
    const { errand: id, params } = order.schedule
    const errand = kindOf(order)
    if (!errand)
      return {
        outcome: 'failed',
        words: { ru: `Задания «${id}» нет.`, en: `There is no errand "${id}".` },
      }
    try {
      return await errand.run(paramsFor(errand.params(), params), stopping.signal, run!.id)
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

  async function begin(going: Going): Promise<void> {
    const { limitMinutes } = going.order.schedule
    going.before = await newestEntry()
    const limit =
      limitMinutes === 0
        ? null
        : timers.set(() => stopGoing(going, limitReached(limitMinutes)), limitMinutes * 60_000)
    going.performed = perform(going).finally(() => limit !== null && timers.clear(limit))
  }

  /** One run to its end. The line goes on when the work itself is over. */
  async function go(work: Work): Promise<void> {
    const { going } = work
    if (!going.performed) await begin(going)
    const result = await withinGrace(going.performed!, going.stopping.signal)
    if (work.leftBehind) return
    work.telling = true
    const { order, run, reason, before } = going
    const traffic = kindOf(order)?.traffic ?? null
    const newest = await newestEntry()
    const words = result?.words ?? stillEnding
    await told(
      history.change(run!.id, {
        outcome: reason ? 'stopped' : result!.outcome,
        words: reason ? { ru: `${reason.ru} ${words.ru}`, en: `${reason.en} ${words.en}` } : words,
        counts: result?.counts ?? [],
        endedAt: clock().toISOString(),
        entries: traffic !== null && newest > before ? `id:${before + 1}..${newest} ${traffic}` : null,
      }),
    )
    await going.performed
    work.telling = false
  }

  function stopGoing(going: Going, reason: Text): void {
    going.reason ??= reason
    going.stopping.abort()
  }

  /** Does the first order and whatever stands in line behind it. */
  async function series(work: Work, key: string, row: Promise<ErrandRun>): Promise<void> {
    try {
      work.going.run = await row
      await go(work)
      for (let next = work.line.shift(); next; next = work.line.shift()) {
        work.going = goingOf(next.order)
        const { id } = await next.row
        work.going.run = await told(
          history.change(id, { outcome: 'running', words: running, begunAt: clock().toISOString() }),
        )
        await go(work)
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
    const waitedFor = () => [...works.values()].filter((work) => !outlives(work))
    for (let list = waitedFor(); list.length > 0; list = waitedFor())
      await Promise.all(list.map(({ done }) => done))
  }

  function put(going: Going, row: Promise<ErrandRun>): void {
    const key = workOf(going.order.schedule)
    const work: Work = { going, line: [], done: Promise.resolve(), telling: false, leftBehind: false }
    works.set(key, work)
    work.done = series(work, key, row)
  }

  return {
    busy: (schedule) => works.has(workOf(schedule)),
    begin(order, whenBusy) {
      const key = workOf(order.schedule)
      const work = works.get(key)
      const now = clock().toISOString()
      if (!work) {
        const row = told(history.add(rowOf(order, { outcome: 'running', words: running, begunAt: now })))
        put(goingOf(order), row)
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
        if (work.going.run?.id === id) {
          stopGoing(work.going, stoppedByHand)
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
      for (const { going, line } of works.values())
        for (const one of [going.run, ...line.map((place) => place.run)])
          if (one && !runs.has(one.schedule)) runs.set(one.schedule, one)
      return runs
    },
    idle,
    takeOver: () =>
      outliving.splice(0).map((going) => {
        put(going, Promise.resolve(going.run!))
        return going.run!.id
      }),
    async close() {
      for (const work of works.values()) {
        for (const place of work.line.splice(0)) await endOfWaiting(place, 'skipped', closing)
        if (outlives(work) && work.going.performed && !work.telling) {
          work.leftBehind = true
          outliving.push(work.going)
        } else stopGoing(work.going, closing)
      }
      const ending = [...works.values()].filter(({ leftBehind }) => !leftBehind)
      await Promise.all(
        ending.map(
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
