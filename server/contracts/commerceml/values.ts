/**
 * Values of CommerceML as producers really write them (contract section 5): decimals with spaces and commas, booleans in
 * words, dates of several forms, currencies by many names. Pure functions, none throws.
 */

export const MONEY_SCALE = 2
export const QUANTITY_SCALE = 3

/** Longest text that is looked at as a number; what is longer is no number that anybody meant. */
const NUMBER_LIMIT = 40
const PLAIN_LIMIT = 18
const SPACES = /[\s\u00A0\u2009\u202F]/g
const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?$/

export interface Decimal {
  /** Kopecks for a scale of 2, thousandths for 3. */
  units: number
  /** It had more digits than the scale holds, and they were not zeros: rounded half away from zero. */
  rounded: boolean
  /** Written otherwise than the schema says: spaces, a comma, a plus, a minus of typography. */
  lenient: boolean
}

/**
 * Minor units of a decimal in the form of the schema (`4990`, `-5.25`, `231.7400`); `NaN` for everything that needs the
 * closer look of `readDecimal`. Prices and stocks of big files go through here.
 */
export function plainUnits(text: string, scale: number): number {
  const { length } = text
  const negative = text.charCodeAt(0) === 0x2d
  let at = negative ? 1 : 0
  if (length === at || length > PLAIN_LIMIT) return NaN
  let units = 0
  let decimals = -1
  for (; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2e && decimals < 0 && at + 1 < length) {
      decimals = 0
      continue
    }
    const digit = code - 0x30
    if (digit < 0 || digit > 9) return NaN
    if (decimals === scale) {
      if (digit !== 0) return NaN
      continue
    }
    if (decimals >= 0) decimals++
    units = units * 10 + digit
  }
  for (let missing = scale - Math.max(0, decimals); missing > 0; missing--) units *= 10
  if (units > Number.MAX_SAFE_INTEGER) return NaN
  return negative && units !== 0 ? -units : units
}

/**
 * A decimal by section 5: spaces, U+00A0, U+2009 and U+202F are dropped, a comma is the point. `null` when it is no number
 * or leaves the safe integers.
 */
export function readDecimal(text: string, scale: number): Decimal | null {
  const trimmed = text.trim()
  const plain = plainUnits(trimmed, scale)
  if (!Number.isNaN(plain)) return { units: plain, rounded: false, lenient: false }
  if (trimmed.length > NUMBER_LIMIT) return null
  const bare = trimmed.replace(SPACES, '').replace(',', '.').replace('\u2212', '-')
  const match = DECIMAL.exec(bare)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  const rest = fraction.slice(scale)
  const up = rest !== '' && rest.charCodeAt(0) >= 0x35 ? 1n : 0n
  const units = BigInt(`${whole}${kept}` || '0') + up
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return null
  const value = Number(units)
  return {
    units: sign === '-' && value !== 0 ? -value : value,
    rounded: /[1-9]/.test(rest),
    lenient: bare !== trimmed || sign === '+',
  }
}

const BOOLEANS = new Map<string, boolean>([
  ['true', true],
  ['1', true],
  ['да', true],
  ['истина', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['нет', false],
  ['ложь', false],
  ['no', false],
])

/** A boolean by section 5, whatever the case of its letters; `null` when it is none. */
export function readBoolean(text: string): boolean | null {
  return BOOLEANS.get(text.trim().toLowerCase()) ?? null
}

/** `true` for the four forms of the schema: `true`, `false`, `1`, `0`. */
export function isSchemaBoolean(text: string): boolean {
  return text === 'true' || text === 'false' || text === '1' || text === '0'
}

/** How an instant is written. `empty` is the blank date of 1C or of a site: year 1, or 1 January 1970. */
export type DateForm = 'schema' | 'lenient' | 'empty' | 'unreadable'

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?$/
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

const isClock = (hours: string, minutes: string, seconds = '0'): boolean =>
  Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60

/**
 * The form of a date (`xs:date`) or an instant (`xs:dateTime`) of section 5. An offset and fractions of a second are in the
 * schema; `d.m.Y`, a one-digit hour, a space for `T`, an instant without a time are not, but are understood.
 */
export function dateForm(text: string, wanted: 'date' | 'instant'): DateForm {
  if (text.length > NUMBER_LIMIT) return 'unreadable'
  const iso = ISO.exec(text)
  const [year, month, day, hours, minutes, seconds] = iso
    ? iso.slice(1)
    : ((): (string | undefined)[] => {
        const [, d, m, y, ...clock] = DAY_FIRST.exec(text) ?? []
        return [y, m, d, ...clock]
      })()
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return 'unreadable'
  if (hours !== undefined && !isClock(hours, minutes ?? '', seconds)) return 'unreadable'
  if (Number(year) <= 1 || (year === '1970' && Number(month) === 1 && Number(day) === 1)) return 'empty'
  if (!iso) return 'lenient'
  if (hours === undefined) return wanted === 'date' ? 'schema' : 'lenient'
  return wanted === 'instant' && hours.length === 2 && seconds !== undefined && text[10] === 'T'
    ? 'schema'
    : 'lenient'
}

/** The form of a time of day; never `empty`. */
export function timeForm(text: string): DateForm {
  const match = text.length > NUMBER_LIMIT ? null : TIME.exec(text)
  if (!match || !isClock(match[1]!, match[2]!, match[3])) return 'unreadable'
  return match[1]!.length === 2 && match[3] !== undefined ? 'schema' : 'lenient'
}

const CURRENCIES: Readonly<Record<string, readonly string[]>> = {
  RUB: ['руб', 'руб.', 'рубль', 'рублей', 'р', 'р.', 'rub', 'rur', '643', '810', '₽'],
  UAH: ['грн', 'грн.', 'uah', '980'],
  KZT: ['kzt', 'тенге', 'тнг', '398'],
  BYN: ['byn', 'byr', 'бел', '933', '974'],
  USD: ['usd', 'дол', '$', '840'],
  EUR: ['eur', 'евро', 'евр', '€', '978'],
  CNY: ['cny', '156'],
  AMD: ['amd', '051'],
  KGS: ['kgs', '417'],
  UZS: ['uzs', '860'],
}

const currencyOfName = new Map(
  Object.entries(CURRENCIES).flatMap(([code, names]) =>
    [code, ...names].map((name) => [name, code] as const),
  ),
)

/** Code of a currency by its synonyms (section 7): `руб` → `RUB`; `null` when nobody is known to write it so. */
export function currencyCode(text: string): string | null {
  return currencyOfName.get(text) ?? currencyOfName.get(text.trim().toLowerCase()) ?? null
}
