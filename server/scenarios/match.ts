import type { Mismatch } from './model.ts'
import { valueAt } from './paths.ts'

/**
 * Expectations. A member of an expected object is a path into the result; everything that is not named may be as it likes. Lists
 * are compared whole. `null` stands for what is empty or absent. Members that begin with `$` are conditions.
 */

export interface MatchOptions {
  /** What a whole number of money is: kopecks where the bench tells it, rubles on the wire of a contract. */
  money: 'kopecks' | 'rubles'
  /** Offset of times without a zone, as of the connection. */
  offset: string
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'ничего'
  const text = typeof value === 'string' ? `«${value}»` : (JSON.stringify(value) ?? String(value))
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCondition = (value: unknown): value is Record<string, unknown> =>
  isPlain(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key.startsWith('$'))

/** Kopecks of `53 739,50 ₽`, `53739.50`, 53739.5; `null` for what is no amount. */
function kopecksOf(value: unknown, whole: MatchOptions['money']): number | null {
  if (typeof value === 'number' && Number.isSafeInteger(value) && whole === 'kopecks') return value
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  const plain = text.replace(/[\s\u00a0\u202f₽]|руб\.?/g, '').replace(',', '.')
  if (!/^-?\d{1,13}(?:\.\d{1,2})?$/.test(plain)) return null
  const [rubles, kopecks = ''] = plain.replace('-', '').split('.')
  return (plain.startsWith('-') ? -1 : 1) * (Number(rubles) * 100 + Number(kopecks.padEnd(2, '0')))
}

/** Milliseconds of a moment; a time without a zone is one of the connection. */
function momentOf(value: unknown, offset: string): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  const full = value.length === 10 ? `${value}T00:00:00` : value.replace(' ', 'T')
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(full) ? full : full + offset)
  return Number.isNaN(at) ? null : at
}

/** Numbers, amounts in texts and moments in one order. */
function comparable(value: unknown, options: MatchOptions): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d+(?:[.,]\d+)?$/.test(value)) return Number(value.replace(',', '.'))
  return momentOf(value, options.offset)
}

type Condition = (
  wanted: unknown,
  actual: unknown,
  options: MatchOptions,
  path: string,
) => boolean | Mismatch[]

const compared =
  (holds: (order: number) => boolean): Condition =>
  (wanted, actual, options) => {
    const [left, right] = [comparable(actual, options), comparable(wanted, options)]
    return left !== null && right !== null && holds(left - right)
  }

const elementsOf = (value: unknown): unknown[] | null => (Array.isArray(value) ? value : null)

const conditions: Readonly<Record<string, Condition>> = {
  $present: (wanted, actual) => (actual !== undefined && actual !== null) === wanted,
  $is: (wanted, actual) => JSON.stringify(actual) === JSON.stringify(wanted),
  $not: (wanted, actual, options, path) => match(wanted, actual, options, path).length > 0,
  $in: (wanted, actual, options, path) =>
    (elementsOf(wanted) ?? []).some((one) => match(one, actual, options, path).length === 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $contains: (wanted, actual) => typeof actual === 'string' && actual.includes(String(wanted)),
  $regex: (wanted, actual) =>
    (typeof actual === 'string' || typeof actual === 'number') &&
    new RegExp(String(wanted), 'u').test(String(actual)),
  $count: (wanted, actual, options, path) => {
    const list = elementsOf(actual)
    return list !== null && match(wanted, list.length, options, joined(path, '$count'))
  },
  $some: (wanted, actual, options, path) =>
    (elementsOf(actual) ?? []).some((one) => match(wanted, one, options, path).length === 0),
  $none: (wanted, actual, options, path) => {
    const list = elementsOf(actual)
    return list !== null && !list.some((one) => match(wanted, one, options, path).length === 0)
  },
  $every: (wanted, actual, options, path) => {
    const list = elementsOf(actual)
    return list !== null && list.flatMap((one, i) => match(wanted, one, options, `${path}[${i}]`))
  },
  $money: (wanted, actual, { money }) => {
    const [left, right] = [kopecksOf(actual, money), kopecksOf(wanted, 'rubles')]
    return left !== null && left === right
  },
  $date: (wanted, actual, { offset }) => {
    const { at, within } = isPlain(wanted) ? wanted : { at: wanted, within: 0 }
    const [left, right] = [momentOf(actual, offset), momentOf(at, offset)]
    return left !== null && right !== null && Math.abs(left - right) <= Number(within ?? 0) * 1000
  },
}

/** The names of all conditions, for those who check a file. */
export const conditionNames: readonly string[] = Object.keys(conditions)

function checked(
  wanted: Record<string, unknown>,
  actual: unknown,
  options: MatchOptions,
  path: string,
): Mismatch[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const condition = conditions[name]
    if (!condition) return [{ path, expected: `условие ${name}, какого нет`, actual: shown(actual) }]
    const outcome = condition(value, actual, options, path)
    if (outcome === true) return []
    if (outcome !== false) return outcome
    return [{ path, expected: `${name} ${shown(value)}`, actual: shown(actual) }]
  })
}

const joined = (path: string, member: string): string =>
  path === '' ? member : member.startsWith('[') ? path + member : `${path}.${member}`

/** Where a result is not as expected; empty: it is. */
export function match(expected: unknown, actual: unknown, options: MatchOptions, path = ''): Mismatch[] {
  if (isCondition(expected)) return checked(expected, actual, options, path)
  if (isPlain(expected)) {
    if (typeof actual !== 'object' || actual === null)
      return [{ path, expected: shown(expected), actual: shown(actual) }]
    return Object.entries(expected).flatMap(([member, inner]) =>
      match(inner, valueAt(actual, member), options, joined(path, member)),
    )
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [{ path, expected: shown(expected), actual: shown(actual) }]
    return expected.flatMap((inner, i) => match(inner, actual[i], options, `${path}[${i}]`))
  }
  const same = expected === null ? actual === null || actual === undefined : expected === actual
  return same ? [] : [{ path, expected: shown(expected), actual: shown(actual) }]
}
