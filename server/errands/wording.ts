import type { Text } from '../contracts/text.ts'
import { toLocalTime } from '../contracts/time.ts'
import { isZone } from './cron.ts'
import type { ErrandWhen } from './model.ts'

/** A schedule as a sentence. Pure. Expressions of an unusual shape are shown as they are. */

const ruForm = (n: number, one: string, few: string, many: string): string => {
  const tens = n % 100
  const ones = n % 10
  if (ones === 1 && tens !== 11) return one
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? few : many
}

const UNITS = {
  second: { ru: ['секунду', 'секунды', 'секунд', 'каждую'], en: 'second' },
  minute: { ru: ['минуту', 'минуты', 'минут', 'каждую'], en: 'minute' },
  hour: { ru: ['час', 'часа', 'часов', 'каждый'], en: 'hour' },
} as const

function each(n: number, unit: keyof typeof UNITS): Text {
  const [one, few, many, every] = UNITS[unit].ru
  const { en } = UNITS[unit]
  return n === 1
    ? { ru: `${every} ${one}`, en: `every ${en}` }
    : {
        ru: `${n % 10 === 1 && n % 100 !== 11 ? every : 'каждые'} ${n} ${ruForm(n, one, few, many)}`,
        en: `every ${n} ${en}s`,
      }
}

const join = (parts: readonly string[], and: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`
const together = (...parts: (Text | null)[]): Text => {
  const told = parts.filter((part) => part !== null && part.ru !== '') as Text[]
  return { ru: told.map(({ ru }) => ru).join(' '), en: told.map(({ en }) => en).join(' ') }
}

const NUMBER = /^\d+$/
const STEP = /^(?:\*|0)\/(\d+)$/
const RANGE = /^(\d+)-(\d+)$/

/** `1,3,5` as numbers; `null` for anything else. */
function numbers(field: string): number[] | null {
  const parts = field.split(',')
  return parts.every((part) => NUMBER.test(part)) ? parts.map(Number).sort((a, b) => a - b) : null
}

/** How often a field matches when that is evenly: a step of seven of sixty minutes is not every seven minutes. */
function stepOf(field: string, whole: number): number | null {
  if (field === '*') return 1
  const step = Number(STEP.exec(field)?.[1] ?? NaN)
  return whole % step === 0 ? step : null
}

const two = (n: number): string => String(n).padStart(2, '0')
const clock = (hour: number, minute: number): string => `${two(hour)}:${two(minute)}`

/** `9-17` with what happens often in these hours: from nine to eighteen o'clock. */
function within(hours: string): Text | null {
  if (hours === '*') return { ru: '', en: '' }
  const range = RANGE.exec(hours)
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2]) + 1]
    return { ru: `с ${from} до ${to}`, en: `from ${clock(from, 0)} to ${clock(to, 0)}` }
  }
  const hour = NUMBER.test(hours) ? Number(hours) : null
  return hour === null
    ? null
    : { ru: `с ${hour} до ${hour + 1}`, en: `from ${clock(hour, 0)} to ${clock(hour + 1, 0)}` }
}

/** How often, and in which hours of the day; the days stand between them in a sentence. */
function times(second: string, minute: string, hour: string): { what: Text; hours: Text } | null {
  const none: Text = { ru: '', en: '' }
  if (second !== '0') {
    const step = stepOf(second, 60)
    const hours = within(hour)
    return step && minute === '*' && hours ? { what: each(step, 'second'), hours } : null
  }
  const step = stepOf(minute, 60)
  if (step) {
    const hours = within(hour)
    return hours && { what: each(step, 'minute'), hours }
  }
  const minutes = numbers(minute)
  if (!minutes) return null
  const hours = numbers(hour)
  if (hours && hours.length * minutes.length <= 6) {
    const moments = hours.flatMap((h) => minutes.map((m) => clock(h, m)))
    return { what: none, hours: { ru: `в ${join(moments, 'и')}`, en: `at ${join(moments, 'and')}` } }
  }
  if (minutes.length > 1) return null
  const at = minutes[0]!
  const everyHours = stepOf(hour, 24)
  if (everyHours) {
    const what = each(everyHours, 'hour')
    if (at === 0) return { what, hours: none }
    return { what: { ru: `${what.ru} в :${two(at)}`, en: `${what.en} at :${two(at)}` }, hours: none }
  }
  const range = RANGE.exec(hour)
  if (!range) return null
  const [from, to] = [clock(Number(range[1]), at), clock(Number(range[2]), at)]
  return { what: each(1, 'hour'), hours: { ru: `с ${from} до ${to}`, en: `from ${from} to ${to}` } }
}

const WEEKDAYS: readonly Text[] = [
  { ru: 'воскресеньям', en: 'Sundays' },
  { ru: 'понедельникам', en: 'Mondays' },
  { ru: 'вторникам', en: 'Tuesdays' },
  { ru: 'средам', en: 'Wednesdays' },
  { ru: 'четвергам', en: 'Thursdays' },
  { ru: 'пятницам', en: 'Fridays' },
  { ru: 'субботам', en: 'Saturdays' },
]
const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTHS: readonly Text[] = [
  { ru: 'январе', en: 'January' },
  { ru: 'феврале', en: 'February' },
  { ru: 'марте', en: 'March' },
  { ru: 'апреле', en: 'April' },
  { ru: 'мае', en: 'May' },
  { ru: 'июне', en: 'June' },
  { ru: 'июле', en: 'July' },
  { ru: 'августе', en: 'August' },
  { ru: 'сентябре', en: 'September' },
  { ru: 'октябре', en: 'October' },
  { ru: 'ноябре', en: 'November' },
  { ru: 'декабре', en: 'December' },
]
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** Names of a field as its numbers. @param from the number of the first name */
const plain = (field: string, names: readonly string[], from: number): string =>
  field.toUpperCase().replace(/[A-Z]{3}/g, (name) => {
    const at = names.indexOf(name)
    return at < 0 ? name : String(at + from)
  })

function weekdays(field: string): Text | null {
  if (field === '*') return null
  if (field === '1-5') return { ru: 'по будням', en: 'on weekdays' }
  const range = RANGE.exec(field)
  const listed = range
    ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, i) => Number(range[1]) + i)
    : numbers(field)
  if (!listed || listed.some((day) => day > 7)) return null
  const days = [...new Set(listed.map((day) => day % 7))]
  if (days.length === 2 && days.includes(0) && days.includes(6))
    return { ru: 'по выходным', en: 'at weekends' }
  // The week begins with Monday.
  const named = days.sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7)).map((day) => WEEKDAYS[day]!)
  return {
    ru: `по ${join(
      named.map(({ ru }) => ru),
      'и',
    )}`,
    en: `on ${join(
      named.map(({ en }) => en),
      'and',
    )}`,
  }
}

function monthDays(field: string): Text | null {
  if (field.toUpperCase() === 'L')
    return { ru: 'в последний день месяца', en: 'on the last day of the month' }
  const days = numbers(field)
  return (
    days && {
      ru: `${join(
        days.map((day) => `${day}-го`),
        'и',
      )} числа`,
      en: `on day ${join(days.map(String), 'and')} of the month`,
    }
  )
}

function monthsOf(field: string): Text | null {
  const months = numbers(field)
  if (!months || months.some((month) => month < 1 || month > 12)) return null
  const named = months.map((month) => MONTHS[month - 1]!)
  return {
    ru: `в ${join(
      named.map(({ ru }) => ru),
      'и',
    )}`,
    en: `in ${join(
      named.map(({ en }) => en),
      'and',
    )}`,
  }
}

const daily: Text = { ru: 'ежедневно', en: 'daily' }

/** The sentence of an expression, or the expression itself. */
export function cronWords(expression: string): Text {
  const asIs: Text = { ru: expression.trim(), en: expression.trim() }
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) return asIs
  const [second, minute, hour, day, month, weekday] = (fields.length === 5 ? ['0', ...fields] : fields) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const told = times(second, minute, hour)
  // A day of the month together with a weekday means either of them, which no short sentence says clearly.
  if (!told || (day !== '*' && weekday !== '*')) return asIs
  const days = day === '*' ? weekdays(plain(weekday, WEEKDAY_NAMES, 0)) : monthDays(day)
  const months = month === '*' ? null : monthsOf(plain(month, MONTH_NAMES, 1))
  if ((day !== '*' || weekday !== '*') && !days) return asIs
  if (month !== '*' && !months) return asIs
  const everyDay = told.what.ru === '' && !days && !months ? daily : null
  return together(told.what, days ?? everyDay, months, told.hours)
}

/** `26.11.2026 в 15:00`; the seconds only when there are some. */
function momentWords(at: string, zone: string): Text {
  const [day = '', time = ''] = toLocalTime(new Date(at), zone).split('T')
  const shown = time.endsWith(':00') ? time.slice(0, 5) : time
  return { ru: `один раз ${day.split('-').reverse().join('.')} в ${shown}`, en: `once, ${day} at ${shown}` }
}

/** The sentence of a schedule: «каждые 5 минут по будням с 9 до 18». */
export function whenWords(when: ErrandWhen): Text {
  if (when.kind === 'cron') return cronWords(when.expression)
  if (when.kind === 'once') return momentWords(when.at, isZone(when.zone) ? when.zone : 'UTC')
  return when.minutes % 60 === 0 ? each(when.minutes / 60, 'hour') : each(when.minutes, 'minute')
}
