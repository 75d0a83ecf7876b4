import { openDatabase } from '../../server/storage/database.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { createTime } from '../../server/storage/time.ts'
import type { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { Errand } from '../../server/errands/errand.ts'
import { createErrands, errandMigrations } from '../../server/errands/errands.ts'
import { ErrandSchedule } from '../../server/errands/model.ts'

export const start = '2026-11-27T09:00:00.000Z'

/** A machine whose time is moved by hand. */
function machine(from: string) {
  let now = Date.parse(from)
  const pending = new Map<number, { due: number; run: () => void }>()
  let last = 0
  const timers: Timers = {
    set(run, delayMs) {
      pending.set((last += 1), { due: now + delayMs, run })
      return last
    },
    clear: (id) => void pending.delete(id as number),
  }
  return {
    clock: () => new Date(now),
    timers,
    pending,
    /** Lets time pass in one leap, as a computer does that slept. */
    leap(minutes: number) {
      now += minutes * 60_000
      for (const [id, { due, run }] of [...pending].sort(([, a], [, b]) => a.due - b.due))
        if (due <= now && pending.delete(id)) run()
    },
  }
}

/** Errands over a database in memory, or in a file that stays, and a clock that tests move. */
export async function errandsBench({
  file = ':memory:',
  from = start,
  work,
  schedules = [],
}: {
  file?: string
  from?: string
  /** What the only kind, `test.work`, does. */
  work: Errand['run']
  schedules?: readonly Partial<ErrandSchedule>[]
}) {
  const real = machine(from)
  const reported: unknown[] = []
  const listeners = new Set<() => void>()
  const scheduleOf = (given: Partial<ErrandSchedule>) =>
    ErrandSchedule.parse({
      id: 'work',
      errand: 'test.work',
      when: { kind: 'every', minutes: 5 },
      ...given,
    })
  const value = { schedules: schedules.map(scheduleOf) } as WorkspaceDocument
  const changes = createChanges()
  const db = await openDatabase(file, [errandMigrations])
  let newest = 0
  const time = createTime({ ...real, settled: () => errands.settled() })
  const errands = createErrands({
    db,
    document: {
      value,
      update: async (change) => {
        change(value)
        listeners.forEach((listener) => listener())
      },
      onChange(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    errands: [
      {
        id: 'test.work',
        title: { ru: 'Работа', en: 'Work' },
        description: { ru: '', en: '' },
        params: () => [],
        traffic: 'from:onec',
        run: (params, signal, run) => {
          newest += 2
          return work(params, signal, run)
        },
      },
    ],
    clock: time.clock,
    timers: time.timers,
    changes,
    zone: () => 'Europe/Moscow',
    newestEntry: async () => newest,
    outliving: [],
    report: (error) => reported.push(error),
  })
  /** The history, oldest first: `10:05 ok`. */
  const told = async () => {
    const { runs } = await errands.history({ limit: 500 })
    return runs.reverse().map(({ plannedAt, outcome }) => `${plannedAt.slice(11, 16)} ${outcome}`)
  }
  return {
    errands,
    time,
    real,
    changes,
    reported,
    told,
    move: (minutes: number) => time.move(new Date(time.clock().getTime() + minutes * 60_000)),
    async close() {
      await errands.stop()
      await db.destroy()
    },
    /** The process is gone: nothing is closed. */
    kill: () => db.destroy(),
  }
}

export const done: Errand['run'] = async () => ({ outcome: 'ok', words: { ru: 'Сделано.', en: 'Done.' } })

/** Work that a test lets end. */
export function held() {
  const waiting: (() => void)[] = []
  const begun: (() => void)[] = []
  let count = 0
  const work: Errand['run'] = (_, signal) =>
    new Promise((resolve) => {
      count += 1
      const end = () => resolve({ outcome: 'ok', words: { ru: 'Сделано.', en: 'Done.' } })
      waiting.push(end)
      signal.addEventListener('abort', end)
      begun.splice(0).forEach((tell) => tell())
    })
  return {
    work,
    release: () => waiting.shift()?.(),
    /** Resolves when so many have begun. */
    async begun(wanted: number): Promise<void> {
      while (count < wanted) await new Promise<void>((resolve) => begun.push(resolve))
    },
  }
}
