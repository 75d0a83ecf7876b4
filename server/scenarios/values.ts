import iconv from 'iconv-lite'
import { valueAt } from './paths.ts'

/** Variables in a scenario: `${order.id}`, `${now+3d}`, `${uuid:first}`. */

export class UnknownVariable extends Error {
  override readonly name = 'UnknownVariable'
  readonly variable: string
  constructor(variable: string) {
    super(`«${variable}»`)
    this.variable = variable
  }
}

export interface Scope {
  variables: ReadonlyMap<string, unknown>
  now(): Date
  /** The same name has the same identifier throughout a run. */
  uuid(name: string): string
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `1h30m`. */
export function durationMs(text: string): number {
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) total += Number(amount) * units[unit!]!
  return total
}

const momentPattern = /^(now|today)(?:([+-])((?:\d+(?:ms|s|m|h|d))+))?$/

function moment(expression: string, { now }: Scope): string | null {
  const found = momentPattern.exec(expression)
  if (!found) return null
  const [, base, sign, length] = found
  const at = new Date(
    now().getTime() + (length ? (sign === '-' ? -1 : 1) * durationMs(length) : 0),
  ).toISOString()
  return base === 'today' ? at.slice(0, 10) : at
}

function valueOf(expression: string, scope: Scope): unknown {
  const uuid = /^uuid(?::(.+))?$/.exec(expression)
  if (uuid) return scope.uuid(uuid[1] ?? '')
  const at = moment(expression, scope)
  if (at !== null) return at
  const [, name, rest] = /^([\p{L}_][\p{L}\d_]*)(.*)$/u.exec(expression) ?? []
  if (name === undefined || !scope.variables.has(name)) throw new UnknownVariable(expression)
  const value = valueAt(scope.variables.get(name), rest!)
  if (value === undefined) throw new UnknownVariable(expression)
  return value
}

/** The bytes of a text where a call takes a file: `{ $base64: …, encoding: windows-1251 }`. */
interface TextAsFile {
  $base64: string
  encoding?: string
}
const isFile = (value: unknown): value is TextAsFile =>
  typeof value === 'object' && value !== null && typeof (value as Partial<TextAsFile>).$base64 === 'string'
/** Lines end as Windows has them, as banks write them. */
const base64Of = (text: string, encoding = 'utf-8'): string =>
  iconv.encode(text.replace(/\r?\n/g, '\r\n'), encoding).toString('base64')

/**
 * A value with its variables put in. A text that is one variable and nothing else becomes its value, whatever that is.
 * @throws UnknownVariable; SyntaxError for a path that is none
 */
export function filled(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const whole = /^\$\{([^{}]+)\}$/.exec(value)
    if (whole) return valueOf(whole[1]!, scope)
    return value.replace(/\$\{([^{}]+)\}/g, (_, expression: string) => {
      const put = valueOf(expression, scope)
      return typeof put === 'object' ? JSON.stringify(put) : String(put)
    })
  }
  if (Array.isArray(value)) return value.map((element) => filled(element, scope))
  if (isFile(value)) return base64Of(filled(value.$base64, scope) as string, value.encoding)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [filled(key, scope) as string, filled(inner, scope)]),
    )
  return value
}
