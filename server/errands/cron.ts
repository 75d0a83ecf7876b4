import { Cron } from 'croner'
import type { Text } from '../contracts/text.ts'
import { fromLocalTime, toLocalTime } from '../contracts/time.ts'

/**
 * Moments of a cron expression in a zone. Pure. The library matches the fields; what a change of the clock does to them is
 * decided here, as Vixie cron has it: an hour that begins with `*` goes by elapsed time, a named hour by the clock on the wall,
 * so it comes once on a day that has it twice and after the change on a day that skips it.
 */

const fieldsOf = (expression: string): string[] => expression.trim().split(/\s+/)

export function isZone(zone: string): boolean {
  try {
    toLocalTime(new Date(0), zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const matchers = new Map<string, Cron>()
/** Expressions whose matcher is kept; every letter that is typed into the form makes one. */
const KEPT = 300

/** Matches times on the wall. @throws what the library says of an expression that is none */
function matcher(expression: string): Cron {
  let found = matchers.get(expression)
  if (!found) {
    found = new Cron(expression, { paused: true, timezone: 'UTC' })
    if (matchers.size >= KEPT) matchers.clear()
    matchers.set(expression, found)
  }
  return found
}

const wallOf = (instant: number, zone: string): number =>
  Date.parse(`${toLocalTime(new Date(instant), zone)}Z`)
const offsetAt = (instant: number, zone: string): number => wallOf(instant, zone) - instant

/** The next match on the wall after one; `null` when the calendar has none. */
const nextWall = (cron: Cron, wall: number): number | null => cron.nextRun(new Date(wall))?.getTime() ?? null

/** The first moment, to the second, at which the offset is no longer the one of `from`. @param until where it is another */
function changeBetween(from: number, until: number, zone: string): number {
  const before = offsetAt(from, zone)
  let [low, high] = [from, until]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}

function nextElapsed(cron: Cron, after: number, zone: string): number | null {
  const offset = offsetAt(after, zone)
  const wall = nextWall(cron, after + offset)
  if (wall === null) return null
  const moment = wall - offset
  if (offsetAt(moment, zone) === offset) return moment
  const change = changeBetween(after, moment, zone)
  // One second before the change as the new time has it, so that the moment of the change itself may match.
  const resumed = nextWall(cron, change - 1000 + offsetAt(change, zone))
  return resumed === null ? null : resumed - offsetAt(change, zone)
}

function nextOnWall(cron: Cron, after: number, zone: string): number | null {
  for (let wall = nextWall(cron, wallOf(after, zone)); wall !== null; wall = nextWall(cron, wall)) {
    const moment = fromLocalTime(new Date(wall).toISOString().slice(0, 19), zone).getTime()
    // In the second of two equal hours the times of the first have passed.
    if (moment > after) return moment
  }
  return null
}

/** The first moment after one, `null` when there is none. Errors: an expression or a zone that `cronProblem` has words for. */
export function nextOfCron(expression: string, zone: string, after: Date): Date | null {
  const cron = matcher(expression)
  const elapsed = fieldsOf(expression).at(-4)!.startsWith('*')
  const from = Math.floor(after.getTime() / 1000) * 1000
  const next = elapsed ? nextElapsed(cron, from, zone) : nextOnWall(cron, from, zone)
  return next === null ? null : new Date(next)
}

/** Why an expression cannot be used, `null` when it can. */
export function cronProblem(expression: string, zone: string): Text | null {
  const count = fieldsOf(expression).length
  if (count !== 5 && count !== 6)
    return {
      ru: `В выражении полей: ${count}. Нужно пять (минуты часы день месяц день-недели) или шесть, с секундами в начале.`,
      en: `The expression has ${count} fields. It takes five (minute hour day month weekday), or six with seconds first.`,
    }
  if (!isZone(zone)) return zoneProblem(zone)
  try {
    matcher(expression)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    return {
      ru: `Выражение не читается: ${reason}. Пример: */5 9-17 * * 1-5.`,
      en: `The expression cannot be read: ${reason}. An example: */5 9-17 * * 1-5.`,
    }
  }
  return null
}

export const zoneProblem = (zone: string): Text => ({
  ru: `Часового пояса «${zone}» нет. Укажите имя по базе IANA, например Europe/Moscow.`,
  en: `There is no time zone "${zone}". Give an IANA name, such as Europe/Moscow.`,
})
