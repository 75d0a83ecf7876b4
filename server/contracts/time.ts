/** Times on the wire are ISO local times without a zone; the zone belongs to the connection (AD-14). */

export const DEFAULT_ZONE = 'Europe/Moscow'

/** 1C's «пустая дата»: no value. */
export const EMPTY_DATE = '0001-01-01T00:00:00'

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/
const ZONED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/
const PRINTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d\d):(\d\d))?$/

/** Milliseconds since 1970 as if the local time were UTC, `null` when there is no such date or time. */
function asUtc(local: string): number | null {
  const match = LOCAL.exec(local)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return year > 0 && date.toISOString().slice(0, 19) === local ? date.getTime() : null
}

/** `true` for `yyyy-MM-ddTHH:mm:ss` that is a real date and time. The empty date of 1C is real in this sense. */
export function isLocalTime(text: string): boolean {
  return asUtc(text) !== null
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, found)
  }
  return found
}

/** The wire's local time of an instant in an IANA zone. Throws a `RangeError` for an unknown zone. */
export function toLocalTime(instant: Date, zone: string = DEFAULT_ZONE): string {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  )
  const year = String(parts['year']).padStart(4, '0')
  return `${year}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}`
}

/**
 * The instant of a local time in an IANA zone. Throws a `RangeError` when it is not a local time.
 * In the hour that a clock change repeats, the earlier instant is meant; in the hour it skips, the time after the change.
 */
export function fromLocalTime(local: string, zone: string = DEFAULT_ZONE): Date {
  const wanted = asUtc(local)
  if (wanted === null) throw new RangeError(`"${local}" is not a local time yyyy-MM-ddTHH:mm:ss`)
  const offsetAt = (instant: number): number => asUtc(toLocalTime(new Date(instant), zone))! - instant
  const dayMs = 24 * 60 * 60 * 1000
  const candidates = [offsetAt(wanted - dayMs), offsetAt(wanted + dayMs)].map((offset) => wanted - offset)
  const exact = candidates.filter((instant) => instant + offsetAt(instant) === wanted)
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates))
}

/** Now, as the wire writes it. */
export function nowLocal(now: Date = new Date(), zone: string = DEFAULT_ZONE): string {
  return toLocalTime(now, zone)
}

/** The way 1C prints a date and time: day and month padded, hour not (`18.07.2022 8:57:36`, A-67). */
export function onecTimeText(local: string): string {
  const [date = '', time = ''] = local.split('T')
  const [year, month, day] = date.split('-')
  const [hour, minute, second] = time.split(':')
  return `${day}.${month}.${year} ${Number(hour)}:${minute}:${second}`
}

/**
 * Reads a time by LA-07: 1C's printed date with or without time, ISO with a zone (turned into the connection's zone).
 * Returns the local time, `null` when it is none of these or no real date.
 */
export function readTimeText(text: string, zone: string = DEFAULT_ZONE): string | null {
  const printed = PRINTED.exec(text)
  if (printed) {
    const [, day = '', month = '', year = '', hour = '0', minute = '00', second = '00'] = printed
    const pad = (part: string): string => part.padStart(2, '0')
    const local = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${minute}:${second}`
    return isLocalTime(local) ? local : null
  }
  const zoned = ZONED.exec(text)
  if (!zoned || !isLocalTime(zoned[1]!)) return null
  const offset = zoned[2]!.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const instant = new Date(`${zoned[1]}${offset}`)
  return Number.isNaN(instant.getTime()) ? null : toLocalTime(instant, zone)
}
