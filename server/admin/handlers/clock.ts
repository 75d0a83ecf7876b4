import type { BenchTime } from '../../storage/time.ts'
import type { ClockChange, ClockView } from '../api-clock.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'
import type { z } from 'zod'

/** What the contracts' dates can tell: four digits of a year. */
const EARLIEST = Date.UTC(1970, 0, 1)
const LATEST = Date.UTC(9999, 11, 31)

const nothingDue = () =>
  new AdminRefusal(409, 'CLOCK-NOTHING-DUE', {
    ru: 'Ближайшего события нет: стенд ничего не ждёт. Переведите часы на время или на момент.',
    en: 'There is no next event: the bench waits for nothing. Move the clock by a time or to a moment.',
  })

const beyond = () =>
  new AdminRefusal(422, 'CLOCK-BEYOND', {
    ru: 'Часы стенда ходят с 1970 до 9999 года. Укажите момент внутри.',
    en: 'The clock of the bench goes from 1970 to 9999. Give a moment between.',
  })

/** Where a move shall end. @throws AdminRefusal */
function target(time: BenchTime, change: z.output<typeof ClockChange> & { action: 'move' | 'next' }): Date {
  if (change.action === 'next') {
    const next = time.next()
    if (!next) throw nothingDue()
    // What is overdue rings now.
    return new Date(Math.max(next.getTime(), time.clock().getTime()))
  }
  return change.at === undefined ? new Date(time.clock().getTime() + change.byMs!) : new Date(change.at)
}

/** @returns how many alarms rang */
async function carryOut(time: BenchTime, change: z.output<typeof ClockChange>): Promise<number> {
  const within = (moment: Date): Date => {
    const ms = moment.getTime()
    if (!(ms >= EARLIEST && ms <= LATEST)) throw beyond()
    return moment
  }
  switch (change.action) {
    case 'freeze':
      time.freeze(change.at === undefined ? undefined : within(new Date(change.at)))
      return 0
    case 'go':
      time.go()
      return 0
    case 'reset':
      time.reset()
      return 0
    default:
      return time.move(within(target(time, change)))
  }
}

/** The clock of the bench. */
export function clockHandlers({ time, workspace, changes }: BenchParts) {
  const view = (): ClockView => {
    const { now, frozen, aheadMs } = time.state()
    return {
      now: now.toISOString(),
      machine: time.machine().toISOString(),
      zone: workspace.document.value.siteOrders.zone,
      frozen,
      aheadMs,
      next: time.next()?.toISOString() ?? null,
    }
  }
  return {
    'clock.read': view,
    'clock.set': async ({ body }) => {
      const rang = await carryOut(time, body)
      changes.publish({ area: 'clock' })
      return { ...view(), rang }
    },
  } satisfies Partial<AdminHandlers>
}
