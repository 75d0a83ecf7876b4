import { match, type MatchOptions } from '../match.ts'
import { valueAt } from '../paths.ts'
import { filled, type Scope } from '../values.ts'
import type { Outcome } from '../world.ts'

/** What a recorded result is expected to be the next time. */

/** Members that tell how things stand; everything else may be as it likes. */
const telling =
  /(?:^|_)(?:state|status|result|outcome|code|total|sum|amount|paid|debt|balance|price|quantity|seq|posted|mark|stage)$/
const amount = /(?:^|_)(?:total|sum|amount|paid|debt|balance|price)$/
const volatile = /^\d{4}-\d\d-\d\dT|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** How an answer of lines tells what came of the request (commerceml section 3). */
const firstWord = /^(?:success|failure|progress)\b/

const DEEPEST = 4
/** Elements of a list that are looked at one by one. */
const MOST_ELEMENTS = 5
const MOST = 9

const rubles = (kopecks: number): string => (kopecks / 100).toFixed(2)

export const memberPath = (path: string, member: string): string =>
  /^[^.[\]]+$/.test(member) ? `${path}.${member}` : `${path}["${member}"]`

function collect(
  value: unknown,
  path: string,
  member: string,
  depth: number,
  money: MatchOptions['money'],
  found: Record<string, unknown>,
): void {
  if (Object.keys(found).length >= MOST) return
  if (Array.isArray(value)) {
    if (depth > 0) found[path] = { $count: value.length }
    if (value.length <= MOST_ELEMENTS && depth < DEEPEST)
      value.forEach((element, i) => collect(element, `${path}[${i}]`, member, depth + 1, money, found))
    return
  }
  if (typeof value === 'object' && value !== null) {
    if (depth >= DEEPEST) return
    const members = Object.entries(value)
    // How the object itself stands goes before what lies inside of it.
    for (const [name, inner] of members)
      if (typeof inner !== 'object') collect(inner, memberPath(path, name), name, depth + 1, money, found)
    for (const [name, inner] of members)
      if (typeof inner === 'object') collect(inner, memberPath(path, name), name, depth + 1, money, found)
    return
  }
  if (value === null || value === undefined || !telling.test(member.toLowerCase())) return
  if (typeof value === 'string' && (volatile.test(value) || value.length > 100)) return
  if (amount.test(member.toLowerCase())) {
    if (typeof value === 'number' && money === 'kopecks') {
      if (Number.isSafeInteger(value)) found[path] = { $money: rubles(value) }
      return
    }
    if (typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:[.,]\d{1,2})?$/.test(value))) {
      found[path] = { $money: String(value).replace(',', '.') }
      return
    }
  }
  found[path] = value
}

/**
 * What a result should be the next time: status and code of what went over the wire, states, amounts and counts.
 * @param money what a whole number of money is, see `MatchOptions`
 * @param overWire the step is a request of a contract; of a call only a refusal has a status
 */
export function expectationsOf(
  outcome: Outcome,
  money: MatchOptions['money'],
  overWire: boolean,
): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  if (overWire || outcome.status >= 400) found['status'] = outcome.status
  if (outcome.code !== null) found['code'] = outcome.code
  const word = typeof outcome.body === 'string' ? firstWord.exec(outcome.body)?.[0] : undefined
  if (overWire && word !== undefined) found['body'] = { $regex: `^${word}` }
  if (outcome.status < 400 && typeof outcome.body === 'object')
    collect(outcome.body, 'body', 'body', 0, money, found)
  return found
}

export interface Kept {
  expect: Record<string, unknown>
  /** Paths that did not hold when the story was played again. */
  dropped: string[]
  /** Paths of which only their presence held. */
  weakened: string[]
}

/** Expectations that a second playing holds too. What is there, but as something else, is only expected to be there. */
export function heldBy(
  expect: Record<string, unknown>,
  played: Outcome,
  scope: Scope,
  options: MatchOptions,
): Kept {
  const kept: Kept = { expect: {}, dropped: [], weakened: [] }
  for (const [path, wanted] of Object.entries(expect)) {
    if (match({ [path]: filled(wanted, scope) }, played, options).length === 0) kept.expect[path] = wanted
    else if (/[._](?:id|number|key)$/i.test(path) && valueAt(played, path) != null) {
      kept.expect[path] = { $present: true }
      kept.weakened.push(path)
    } else kept.dropped.push(path)
  }
  return kept
}
