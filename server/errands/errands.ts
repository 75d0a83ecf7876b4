import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { DocumentStore } from '../storage/document.ts'
import { Refusal } from '../storage/refusal.ts'
import { systemTimers, type Timers } from '../storage/timers.ts'
import type { Due } from './due.ts'
import type { Errand } from './errand.ts'
import { createHistory } from './history.ts'
import { createMarks } from './marks.ts'
import type {
  ErrandKindInfo,
  ErrandList,
  ErrandRow,
  ErrandRun,
  ErrandSchedule,
  ErrandWhen,
  RunPage,
  RunQuery,
  WhenPreview,
} from './model.ts'
import { momentsOf, whenProblem } from './moments.ts'
import { createRunner, type Going } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import { createSchedules, type GivenSchedule } from './schedules.ts'
import { whenWords } from './wording.ts'
import { missedWords, timeGoneBy, type MissedReason } from './words.ts'

export { errandMigrations } from './tables.ts'

/** What was set going by an alarm is waited for so long when the clock is moved, real time. */
const PATIENCE_MS = 10_000

/** Moments that are shown ahead. */
const SHOWN = 5

export interface ErrandsDeps {
  db: Database
  /** `schedules` of it are followed, whoever changes them. */
  document: Pick<DocumentStore, 'value' | 'update' | 'onChange'>
  /** Kinds of errands; the composition root fills the table. */
  errands: readonly Errand[]
  clock: Clock
  timers?: Timers
  changes: Changes
  /** IANA zone of new schedules and of times in the history. */
  zone(): string
  /** Number of the newest entry of the journal, 0 when there is none. */
  newestEntry(): Promise<number>
  /** Runs that go on while the parts of the bench are made anew, from those before to the next ones. */
  outliving: Going[]
  /** Receives defects of ours. */
  report(error: unknown): void
}

/** «Регламентные задания»: what sides start by themselves, on schedules, with a history of every run. */
export interface Errands {
  kinds(): ErrandKindInfo[]
  list(): Promise<ErrandList>
  /** When the first of the schedules that fit is due, ISO 8601; `null` when none is. */
  nextOf(fits: (schedule: ErrandSchedule) => boolean): string | null
  /** A schedule in words with its next moments. */
  preview(when: ErrandWhen): WhenPreview
  /**
   * Adds a schedule, or changes the one with the id.
   * @throws WrongInput `ERRAND-KIND`, `ERRAND-PARAMS`, `ERRAND-WHEN`; Refusal when the document cannot be written
   */
  save(schedule: GivenSchedule): Promise<string>
  /** @throws Refusal `ERRAND-UNKNOWN` */
  switch(id: string, enabled: boolean): Promise<void>
  /** The history of it stays. @throws Refusal `ERRAND-UNKNOWN` */
  remove(id: string): Promise<void>
  /** «Выполнить сейчас»: begins it. @throws Refusal `ERRAND-UNKNOWN`, `ERRAND-BUSY` */
  run(id: string): Promise<ErrandRun>
  /** Ends a run or takes one that waits out of the line. @throws Refusal `ERRAND-RUN-UNKNOWN` */
  stopRun(run: number): Promise<ErrandRun>
  runOf(run: number): Promise<ErrandRun>
  history(query: RunQuery): Promise<RunPage>
  /** Forgets the history. */
  clear(): Promise<void>

  /**
   * Begins to follow the schedules.
   * @param since nothing before it counts as missed: the bases were made anew then
   * @param rings `false`: nothing is begun by itself, in a program that does one thing and ends
   */
  start(since: Date | null, rings?: boolean): Promise<void>
  /** Resolves when nothing is on its way or runs; what hangs or outlives the parts is not waited for. */
  settled(): Promise<void>
  /** Ends the schedules and every run. */
  stop(): Promise<void>
}

/** Makes the part; nothing runs until `start` or `run`. */
export function createErrands(deps: ErrandsDeps): Errands {
  const { document, errands, clock, changes, zone, report, timers = systemTimers } = deps
  const schedules = createSchedules({ document, errands, clock })
  const history = createHistory(deps.db)
  const changed = (id?: number): void =>
    changes.publish({ area: 'errands', ...(id === undefined ? {} : { id }) })
  const runner = createRunner({
    errands,
    history,
    clock,
    timers,
    newestEntry: deps.newestEntry,
    outliving: deps.outliving,
    changed: ({ id }) => changed(id),
    report,
  })
  const scheduler = createScheduler({
    schedules: schedules.followed,
    marks: createMarks(deps.db),
    clock,
    timers,
    due: takeDue,
    report,
  })
  let following: (() => void)[] = []

  async function takeDue(schedule: ErrandSchedule, due: Due, reason: MissedReason): Promise<void> {
    const { missed, run } = due
    const title = schedules.titleOf(schedule)
    if (missed) {
      const { id } = await history.add({
        schedule: schedule.id,
        errand: schedule.errand,
        title,
        trigger: 'schedule',
        plannedAt: missed.first.toISOString(),
        begunAt: null,
        endedAt: clock().toISOString(),
        outcome: 'missed',
        words: missedWords({ ...due, missed }, schedule.missed, reason, zone()),
        counts: [],
        entries: null,
      })
      changed(id)
    }
    // Those of one moment take their turns; a single one does as its schedule says.
    const whenBusy = run.length > 1 ? 'line' : schedule.overlap
    for (const { planned, trigger } of run)
      await runner.begin({ schedule, title, trigger, planned }, whenBusy)
  }

  /** The document told of its change; what follows of it is done. */
  async function followed(): Promise<void> {
    await scheduler.settled()
    changed()
  }

  async function list(): Promise<ErrandList> {
    const last = await history.last()
    const current = runner.current()
    const rows = schedules.rows().map((schedule): ErrandRow => ({
      ...schedule,
      next: schedules.isFollowed(schedule)
        ? scheduler.next(schedule, SHOWN).map((moment) => moment.toISOString())
        : [],
      running: current.get(schedule.id) ?? null,
      last: last.get(schedule.id) ?? null,
    }))
    return {
      now: clock().toISOString(),
      zone: zone(),
      schedules: rows,
    }
  }

  return {
    kinds: () =>
      errands.map(({ id, title, description, params }) => ({ id, title, description, params: params() })),
    list,
    nextOf(fits) {
      const moments = schedules
        .followed()
        .filter(fits)
        .flatMap((schedule) => scheduler.next(schedule, 1))
        .map((moment) => moment.toISOString())
      return moments.sort()[0] ?? null
    },
    preview(when) {
      const now = clock()
      const problem = whenProblem(when, now)
      if (problem) return { words: null, next: [], problem }
      const next = momentsOf(when, { after: now, anchor: now, limit: SHOWN })
      return {
        words: whenWords(when),
        next: next.map((moment) => moment.toISOString()),
        problem: next.length === 0 ? timeGoneBy : null,
      }
    },
    async save(given) {
      const id = await schedules.save(given)
      await followed()
      return id
    },
    async switch(id, enabled) {
      await schedules.switch(id, enabled)
      await followed()
    },
    async remove(id) {
      await schedules.remove(id)
      await followed()
    },
    async run(id) {
      const schedule = schedules.one(id)
      const title = schedules.titleOf(schedule)
      if (runner.busy(schedule))
        throw new Refusal('ERRAND-BUSY', {
          ru: `«${title.ru}» уже выполняется. Дождитесь конца или остановите.`,
          en: `"${title.en}" is running already. Wait for the end or stop it.`,
        })
      return runner.begin({ schedule, title, trigger: 'manual', planned: clock() }, 'skip')
    },
    async stopRun(id) {
      await history.run(id)
      await runner.stop(id)
      return history.run(id)
    },
    runOf: (id) => history.run(id),
    history: (query) => history.page(query),
    async clear() {
      await history.clear()
      changed()
    },

    async start(since, rings = true) {
      await history.closeLeft(clock().toISOString(), runner.takeOver())
      scheduler.start(since, rings)
      following = [
        document.onChange(() => scheduler.follow()),
        changes.subscribe(({ area }) => {
          if (area === 'clock') scheduler.look()
        }),
      ]
      await scheduler.settled()
    },
    settled: () =>
      new Promise((resolve, reject) => {
        const timer = timers.set(resolve, PATIENCE_MS)
        scheduler
          .settled()
          .then(() => runner.idle())
          .finally(() => timers.clear(timer))
          .then(resolve, reject)
      }),
    async stop() {
      for (const end of following) end()
      await scheduler.stop()
      await runner.close()
    },
  }
}
