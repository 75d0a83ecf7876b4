import type { Random } from './random.ts'

/** Days `yyyy-MM-dd`, both included. */
export interface Period {
  from: string
  to: string
}

const DAY_MS = 24 * 60 * 60 * 1000

const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10)

/** The day so many days later, earlier below zero. */
export const addDays = (day: string, days: number): string => dayOf(dayNumber(day) + days)

/** Days of a period, both ends counted. */
export const daysOf = ({ from, to }: Period): number => dayNumber(to) - dayNumber(from) + 1

/** 1970-01-01 was a Thursday. */
const isWeekend = (day: string): boolean => [0, 6].includes((dayNumber(day) + 4) % 7)

/** Of a hundred orders so many come in each hour; none at night, so that no clock change can swallow a time. */
const BY_HOUR: readonly (readonly [hour: number, share: number])[] = [
  [7, 1],
  [8, 4],
  [9, 9],
  [10, 12],
  [11, 12],
  [12, 9],
  [13, 7],
  [14, 10],
  [15, 10],
  [16, 9],
  [17, 7],
  [18, 4],
  [19, 3],
  [20, 2],
  [21, 1],
]
const HOURS = BY_HOUR.flatMap(([hour, share]) => Array.from({ length: share }, () => hour))

/** Of the days that fall on a weekend so many per cent are drawn again. */
const WEEKEND_AGAIN = 70

/** A day of the period; weekends are quiet. */
export function someDay(random: Random, period: Period): string {
  const draw = (): string => addDays(period.from, random.int(daysOf(period)))
  const day = draw()
  return isWeekend(day) && random.chance(WEEKEND_AGAIN) ? draw() : day
}

const two = (n: number): string => String(n).padStart(2, '0')

/** A local time within a day, spread as a working day is. */
export const someTime = (random: Random, day: string): string =>
  `${day}T${two(random.pick(HOURS))}:${two(random.int(60))}:${two(random.int(60))}`

/** A local time of the period, spread as business is: working hours, few weekends. */
export const workingMoment = (random: Random, period: Period): string =>
  someTime(random, someDay(random, period))
