import type { Text } from '../contracts/text.ts'
import { cronProblem, isZone, nextOfCron, zoneProblem } from './cron.ts'
import type { ErrandWhen } from './model.ts'

/** When a schedule is due. Pure. */

/**
 * The first moment of a schedule after one, `null` when there is none.
 * @param anchor what «каждые N минут» count from
 */
export function nextMoment(when: ErrandWhen, after: Date, anchor: Date): Date | null {
  if (when.kind === 'cron') return nextOfCron(when.expression, when.zone, after)
  if (when.kind === 'once') return Date.parse(when.at) > after.getTime() ? new Date(when.at) : null
  const step = when.minutes * 60_000
  const passed = Math.floor((after.getTime() - anchor.getTime()) / step)
  return new Date(anchor.getTime() + Math.max(passed + 1, 1) * step)
}

/** The moments after `after`, `until` included, at most `limit` of them. */
export function momentsOf(
  when: ErrandWhen,
  { after, until, anchor, limit }: { after: Date; until?: Date; anchor: Date; limit: number },
): Date[] {
  const found: Date[] = []
  for (
    let moment = nextMoment(when, after, anchor);
    moment !== null && (until === undefined || moment <= until) && found.length < limit;
    moment = nextMoment(when, moment, anchor)
  )
    found.push(moment)
  return found
}

/** Why a schedule cannot be followed, `null` when it can. A moment of «один раз» that has passed is no reason. */
export function whenProblem(when: ErrandWhen, now: Date): Text | null {
  if (when.kind === 'every') return null
  if (when.kind === 'once') return isZone(when.zone) ? null : zoneProblem(when.zone)
  const problem = cronProblem(when.expression, when.zone)
  if (problem || nextOfCron(when.expression, when.zone, now)) return problem
  return {
    ru: 'Такого дня в календаре не бывает: задание не выполнится никогда.',
    en: 'The calendar has no such day: it would never run.',
  }
}
