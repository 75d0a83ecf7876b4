import { fromLocalTime, isLocalTime, toLocalTime } from '../../contracts/time.ts'

/** Reads the numbers of the query language: durations, sizes, moments. */

/** An interval that one written value stands for: `26.11.2026` is a whole day. */
export interface Span {
  from: number
  to: number
}

export interface Clock {
  now: Date
  /** IANA zone of the local times. */
  zone: string
}

const DURATION: Record<string, number> = {
  '': 1,
  ms: 1,
  мс: 1,
  s: 1000,
  с: 1000,
  сек: 1000,
  m: 60_000,
  min: 60_000,
  м: 60_000,
  мин: 60_000,
  h: 3_600_000,
  ч: 3_600_000,
  час: 3_600_000,
  d: 86_400_000,
  д: 86_400_000,
  дн: 86_400_000,
  w: 604_800_000,
  н: 604_800_000,
  нед: 604_800_000,
}
const SIZE: Record<string, number> = {
  '': 1,
  b: 1,
  б: 1,
  kb: 1024,
  кб: 1024,
  k: 1024,
  к: 1024,
  mb: 1024 ** 2,
  мб: 1024 ** 2,
  m: 1024 ** 2,
  м: 1024 ** 2,
  gb: 1024 ** 3,
  гб: 1024 ** 3,
}
/** Beyond it a number is a slip of the finger. */
const LIMIT = 1e15

function measured(text: string, units: Record<string, number>, step: number): number | null {
  const match = /^(\d+(?:[.,]\d+)?)(\p{L}*)$/u.exec(text)
  const unit = match && units[match[2]!.toLowerCase()]
  if (!match || unit === undefined || unit === null) return null
  const value = Math.round((Number(match[1]!.replace(',', '.')) * unit) / step) * step
  // Tenths are not exact in binary: 0.1 * 3.
  return value < LIMIT ? Number(value.toFixed(1)) : null
}

/** The journal keeps tenths of a millisecond. */
export const DURATION_STEP = 0.1

/** Milliseconds of `2s`, `1.5мин`; without a unit they are milliseconds. */
export const readDuration = (text: string): number | null => measured(text, DURATION, DURATION_STEP)

/** Bytes of `10kb`, `1мб`; without a unit they are bytes. */
export const readSize = (text: string): number | null => measured(text, SIZE, 1)

export const readNumber = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)

const DAY = 86_400_000
const pad = (part: string) => part.padStart(2, '0')

/** The interval of a local time of which the end may be missing: a day, an hour, a minute, a second. */
function localSpan(date: string, time: string, zone: string): Span | null {
  const [hour, minute, second] = time === '' ? [] : time.split(':')
  const local = `${date}T${pad(hour ?? '0')}:${minute ?? '00'}:${second ?? '00'}`
  if (!isLocalTime(local)) return null
  const from = fromLocalTime(local, zone).getTime()
  const length = second !== undefined ? 1000 : minute !== undefined ? 60_000 : 3_600_000
  // A day may have 23 or 25 hours.
  return { from, to: hour === undefined ? startOfDay(from + DAY * 1.2, zone) : from + length }
}

function startOfDay(instant: number, zone: string): number {
  return fromLocalTime(`${toLocalTime(new Date(instant), zone).slice(0, 10)}T00:00:00`, zone).getTime()
}

const YESTERDAY = /^(?:вчера|yesterday)$/
const TODAY = /^(?:сегодня|today)$/
const NOW = /^(?:сейчас|now)$/
const ISO_ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:T(\d{1,2}(?::\d\d(?::\d\d)?)?))?$/
const PRINTED = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?(?:T(\d{1,2}(?::\d\d(?::\d\d)?)?))?$/
const TIME = /^\d{1,2}:\d\d(?::\d\d)?$/

/** `1h` ago, `вчера`, `10:30`, `26.11`, `2026-11-26T10:00`, an instant with its zone. `null`: none of these. */
export function readMoment(text: string, { now, zone }: Clock): Span | null {
  const instant = (at: number): Span | null => (at >= 0 && at < 1e13 ? { from: at, to: at } : null)
  const value = text.toLowerCase()
  const today = () => startOfDay(now.getTime(), zone)
  if (NOW.test(value)) return instant(now.getTime())
  if (TODAY.test(value)) return { from: today(), to: startOfDay(today() + DAY * 1.2, zone) }
  if (YESTERDAY.test(value)) return { from: startOfDay(today() - DAY / 2, zone), to: today() }
  if (ISO_ZONED.test(text)) {
    const at = Date.parse(text)
    return Number.isNaN(at) ? null : instant(at)
  }
  const localDay = toLocalTime(now, zone).slice(0, 10)
  if (TIME.test(text)) return localSpan(localDay, text, zone)
  const local = LOCAL.exec(text)
  if (local) return inRange(localSpan(local[1]!, local[2] ?? '', zone))
  const printed = PRINTED.exec(text)
  if (printed) {
    const [, day = '', month = '', year = localDay.slice(0, 4), time = ''] = printed
    return inRange(localSpan(`${year}-${pad(month)}-${pad(day)}`, time, zone))
  }
  const ago = /\p{L}$/u.test(value) ? readDuration(value) : null
  return ago === null ? null : instant(Math.max(0, Math.round(now.getTime() - ago)))
}

const inRange = (span: Span | null): Span | null =>
  span !== null && span.from >= 0 && span.to < 1e13 ? span : null
