import type { Clock } from '../storage/clock.ts'
import { createQueue } from '../storage/queue.ts'
import { createAlarm, type Alarm, type Timers } from '../storage/timers.ts'
import { dueOf, type Due } from './due.ts'
import { whenKey, type Mark, type Marks } from './marks.ts'
import type { ErrandSchedule } from './model.ts'
import { momentsOf, nextMoment } from './moments.ts'
import type { MissedReason } from './words.ts'

/** So often it is looked whether the computer slept or the clock was put elsewhere. */
const BEAT_MS = 20_000

/** Rings for the schedules that are on, by the clock of the bench. */
export interface Scheduler {
  /**
   * Takes over the marks and deals with what was missed.
   * @param since nothing before it counts as missed
   * @param rings `false`: moments are told, and nothing is begun by itself
   */
  start(since: Date | null, rings: boolean): void
  /** The schedules as they stand now; one whose «когда» has not changed keeps its moments. */
  follow(): void
  /** Whether the clock has gone somewhere by itself, and what is due then. */
  look(): void
  /** The next moments of a schedule that is on and can be followed. */
  next(schedule: ErrandSchedule, limit: number): Date[]
  /** Resolves when everything that has rung is handed over. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Followed {
  schedule: ErrandSchedule
  mark: Mark
  alarm: Alarm
}

/** @param schedules those that are on and can be followed */
export function createScheduler({
  schedules,
  marks,
  clock,
  timers,
  due,
  report,
}: {
  schedules(): readonly ErrandSchedule[]
  marks: Marks
  clock: Clock
  timers: Timers
  /** Takes what is due; resolves when it is in the history. */
  due(schedule: ErrandSchedule, due: Due, reason: MissedReason): Promise<void>
  report(error: unknown): void
}): Scheduler {
  const followed = new Map<string, Followed>()
  const inTurn = createQueue()
  let last: Promise<void> = Promise.resolve()
  let beat: unknown = null
  let stopped = false
  let rings = false
  let known = new Map<string, Mark>()

  /** One thing at a time, and nothing more once it is stopped. */
  function does(work: () => Promise<void>): void {
    last = inTurn(async () => {
      if (!stopped) await work()
    }).catch(report)
  }

  function arm({ schedule: { when }, mark, alarm }: Followed): void {
    const next = nextMoment(when, mark.through, mark.anchor)
    if (next) alarm.set(next)
    else alarm.off()
  }

  async function dealWith(one: Followed, reason: MissedReason): Promise<void> {
    const { schedule, mark } = one
    const now = clock()
    // The clock was put back: what it passes again comes again.
    const through = mark.through > now ? now : mark.through
    const found = dueOf(schedule, { through, now, anchor: mark.anchor })
    if (found.run.length > 0 || found.missed) await due(schedule, found, reason)
    if (found.run.length > 0 || found.missed || through !== mark.through) {
      one.mark = { ...mark, through: found.through }
      // After the runs: a crash between the two is told twice rather than not at all.
      await marks.put(schedule.id, one.mark)
    }
    if (followed.get(schedule.id) === one) arm(one)
  }

  async function adopt(schedule: ErrandSchedule): Promise<void> {
    const { id, when } = schedule
    const before = followed.get(id)
    if (before?.mark.when === whenKey(when)) {
      before.schedule = schedule
      return
    }
    before?.alarm.off()
    const kept = before ? undefined : known.get(id)
    const now = clock()
    const mark = kept?.when === whenKey(when) ? kept : { when: whenKey(when), anchor: now, through: now }
    if (mark !== kept) await marks.put(id, mark)
    const one: Followed = {
      schedule,
      mark,
      alarm: createAlarm(() => does(() => dealWith(one, 'asleep')), clock, timers),
    }
    followed.set(id, one)
    if (mark === kept) await dealWith(one, 'off')
    else arm(one)
  }

  async function followAll(): Promise<void> {
    const wanted = schedules()
    // What is off has missed nothing when it is switched on again.
    for (const id of known.keys())
      if (!wanted.some((schedule) => schedule.id === id)) {
        known.delete(id)
        await marks.remove(id)
        followed.get(id)?.alarm.off()
        followed.delete(id)
      }
    if (!rings) return
    for (const schedule of wanted) {
      await adopt(schedule)
      known.set(schedule.id, followed.get(schedule.id)!.mark)
    }
    watch()
  }

  const look = (): void =>
    does(async () => {
      const now = clock()
      for (const one of [...followed.values()]) {
        const { at } = one.alarm
        if (one.mark.through > now || (at !== null && at <= now)) await dealWith(one, 'asleep')
      }
    })

  /** Beats while there is something to look after. */
  function watch(): void {
    if (beat !== null) timers.clear(beat)
    beat =
      followed.size === 0 || stopped
        ? null
        : timers.set(() => {
            beat = null
            look()
            watch()
          }, BEAT_MS)
  }

  return {
    start(since, ringing) {
      rings = ringing
      does(async () => {
        known = await marks.all()
        if (since) for (const [id, mark] of known) known.set(id, { ...mark, through: since })
        await followAll()
      })
    },
    follow: () => does(followAll),
    look,
    next({ id, when }, limit) {
      const now = clock()
      const mark = followed.get(id)?.mark ?? known.get(id)
      // What is due at this very moment is on its way already.
      return momentsOf(when, { after: now, anchor: mark?.anchor ?? now, limit })
    },
    async settled() {
      for (let waited = last; ; waited = last) {
        await waited
        if (waited === last) return
      }
    },
    async stop() {
      stopped = true
      for (const { alarm } of followed.values()) alarm.off()
      if (beat !== null) timers.clear(beat)
      beat = null
      await last
    },
  }
}
