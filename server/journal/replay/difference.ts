import type { Text } from '../../contracts/text.ts'
import { membersOf, parsedJson, xmlMembers, type Member } from './members.ts'
import type { Difference, Outcome, Verdict } from './model.ts'
import { volatileFields } from './refresh.ts'
import type { Substitutions } from './substitutions.ts'

/** An answer as it is compared: its text, `null` for none or binary. */
export interface Compared {
  outcome: Outcome
  text: string | null
  /** Tells binary bodies apart. */
  sha256: string | null
  bytes: number
}

/** More are not worth reading; the rest is counted by whoever opens both answers. */
const LIMIT = 200
/** Longer values are cut in the report. */
const VALUE_LIMIT = 300

const SUBSTITUTED: Text = { ru: 'подставлено новое значение', en: 'the new value stands for the old one' }
const SESSION: Text = { ru: 'данные нового сеанса', en: 'data of the new session' }
const ADDRESS: Text = { ru: 'адрес отвечающей системы', en: 'the address of the system that answers' }
const PROGRESS: Text = { ru: 'ход загрузки', en: 'progress of the import' }

const cut = (value: string | null): string | null =>
  value !== null && value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value

const isXml = (text: string): boolean => /^\uFEFF?\s*</.test(text)

/** Lines of an answer of CommerceML; `name=value` are members of that name. */
const lineMembers = (text: string): Member[] =>
  text.split('\n').map((line, index) => {
    const [, name = ''] = /^\s*([\w]+)=/.exec(line) ?? []
    return { pointer: `#${index + 1}`, name, value: line.replace(/\r$/, '') }
  })

function flat(text: string): Member[] {
  if (parsedJson(text) !== undefined) return membersOf(text)
  return isXml(text) ? xmlMembers(text) : lineMembers(text)
}

const isCheckauth = (operation: string | null): boolean => operation?.endsWith('.checkauth') ?? false

export interface CompareContext {
  operation: string | null
  known: Substitutions
  /** Where the request went then and now: answers name their own address. */
  origins: { then: string; now: string }
}

/** Why a difference had to be, `null` when it did not. */
function reasonOf(
  place: { name: string; pointer: string; then: string | null; now: string | null },
  { operation, known, origins }: CompareContext,
): Text | null {
  const { name, pointer, then, now } = place
  if (then !== null && origins.then !== origins.now && then.replaceAll(origins.then, origins.now) === now)
    return ADDRESS
  if (then !== null && now !== null && (known.of(then, name) === now || known.apply(then) === now))
    return SUBSTITUTED
  // Lines 2 and 3 are name and value of the cookie (commerceml section 3.1).
  if (isCheckauth(operation) && /^#[3-5]$/.test(pointer)) return SESSION
  if (operation?.endsWith('.import') && /^#[2-9]$/.test(pointer)) return PROGRESS
  // Something that is there only once is no other moment of the same.
  return then !== null && now !== null ? (volatileFields[name] ?? null) : null
}

/** Secrets of a session are shown to nobody. */
const hidden = (operation: string | null, { pointer, name }: { pointer: string; name: string }): boolean =>
  name === 'sessid' || (isCheckauth(operation) && /^#[34]$/.test(pointer))

/** The one place that says how two answers differ, by meaning: order of members and spelling do not count. */
export function differences(then: Compared, now: Compared, context: CompareContext): Difference[] {
  const { operation } = context
  const found: Difference[] = []
  const add = (place: string, before: unknown, after: unknown): void => {
    if (before !== after)
      found.push({
        place,
        then: before === null ? null : String(before),
        now: after === null ? null : String(after),
        expected: false,
        reason: null,
      })
  }
  add('status', then.outcome.status, now.outcome.status)
  add('code', then.outcome.code, now.outcome.code)
  if (then.text === null || now.text === null) {
    if (then.sha256 !== now.sha256) add('body', `${then.bytes} B`, `${now.bytes} B`)
    return found
  }
  const before = new Map(flat(then.text).map((member) => [member.pointer, member]))
  const after = new Map(flat(now.text).map((member) => [member.pointer, member]))
  for (const pointer of new Set([...before.keys(), ...after.keys()])) {
    const [old, fresh] = [before.get(pointer), after.get(pointer)]
    if (old?.value === fresh?.value) continue
    const { name } = (old ?? fresh)!
    const place = { name, pointer, then: old?.value ?? null, now: fresh?.value ?? null }
    const reason = reasonOf(place, context)
    const secret = hidden(operation, place)
    found.push({
      place: pointer,
      then: secret && place.then !== null ? '***' : cut(place.then),
      now: secret && place.now !== null ? '***' : cut(place.now),
      expected: reason !== null,
      reason,
    })
  }
  // What is not explained comes first, so that the limit never hides it.
  return found.sort((one, other) => Number(one.expected) - Number(other.expected)).slice(0, LIMIT)
}

export function verdictOf(then: Outcome, now: Outcome, found: readonly Difference[]): Verdict {
  if (now.status === null && then.status !== null) return 'failed'
  if (found.some(({ expected }) => !expected)) return 'different'
  return found.length > 0 ? 'explained' : 'same'
}
