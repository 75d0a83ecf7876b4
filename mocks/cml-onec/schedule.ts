import type { Clock } from '../../server/storage/clock.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import { createAlarm, type Alarm, type Timers } from '../../server/storage/timers.ts'

/** «Расписание» of the nodes: each rings on its own. */
export interface Schedule {
  /** Follows the settings as they are now; what has not changed keeps its moment. */
  start(): void
  stop(): void
  /** ISO 8601, `null` while it is off. */
  nextAt(node: string): string | null
}

export function createSchedule(options: {
  nodes(): readonly CmlNodeSettings[]
  clock: Clock
  timers: Timers
  run(node: string): Promise<void>
  report(error: unknown): void
}): Schedule {
  const { nodes, clock, timers, run, report } = options
  const alarms = new Map<string, { alarm: Alarm; minutes: number }>()

  function ring(id: string): void {
    const known = alarms.get(id)
    if (!known) return
    known.alarm.set(new Date(clock().getTime() + known.minutes * 60_000))
    run(id).catch(report)
  }

  function off(id: string): void {
    alarms.get(id)?.alarm.off()
    alarms.delete(id)
  }

  return {
    start() {
      const wanted = new Map(
        nodes()
          .filter(({ schedule }) => schedule.enabled)
          .map(({ id, schedule }) => [id, schedule.minutes]),
      )
      for (const [id, { minutes }] of alarms) if (wanted.get(id) !== minutes) off(id)
      for (const [id, minutes] of wanted) {
        if (alarms.has(id)) continue
        const alarm = createAlarm(() => ring(id), clock, timers)
        alarms.set(id, { alarm, minutes })
        alarm.set(new Date(clock().getTime() + minutes * 60_000))
      }
    },
    stop() {
      for (const id of [...alarms.keys()]) off(id)
    },
    nextAt: (node) => alarms.get(node)?.alarm.at?.toISOString() ?? null,
  }
}
