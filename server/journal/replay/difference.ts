import { compareBodies, STRUCTURAL_LIMIT_BYTES } from '../../contracts/compare/compare.ts'
import { isVolatile } from '../../contracts/compare/lists.ts'
import type { Comparison, Difference as FoundDifference } from '../../contracts/compare/model.ts'
import type { WireBody } from '../../contracts/operation.ts'
import type { Text } from '../../contracts/text.ts'
import { maskPersonal } from '../mask.ts'
import { fitOf, type SentParts } from './file-terms.ts'
import type { Difference, Outcome, Verdict } from './model.ts'
import { givenAnew } from './refresh.ts'
import type { Substitutions } from './substitutions.ts'

/** An answer as it is compared. */
export interface Compared {
  outcome: Outcome
  /** `null` for one that is too large to be compared by what it means. */
  body: WireBody | null
  sha256: string | null
  bytes: number
}

export interface CompareContext {
  operation: string | null
  /** Contract with its version, for what differs in every answer of it. */
  contract: string | null
  known: Substitutions
  /** Where the request went then and now: answers name their own address. */
  origins: { then: string; now: string }
  /** IANA zone of the local times of both. */
  zone: string
  /** What a session of CommerceML sends, whatever the site says of parts and archives. */
  parts: SentParts
}

/** More are not worth reading; the rest is counted by whoever opens both answers. */
const LIMIT = 200

const SUBSTITUTED: Text = { ru: 'подставлено новое значение', en: 'the new value stands for the old one' }
const SESSION: Text = { ru: 'данные нового сеанса', en: 'data of the new session' }
const ADDRESS: Text = { ru: 'адрес отвечающей системы', en: 'the address of the system that answers' }
const PROGRESS: Text = { ru: 'ход загрузки', en: 'progress of the import' }
const VOLATILE: Text = {
  ru: 'в каждом ответе другое: момент, номер или id запроса',
  en: 'another one in every answer: a moment, a number or the id of the request',
}
const MOVED: Text = { ru: 'другое место в списке', en: 'another place in the list' }
const TOO_LARGE: Text = {
  ru: `ответ больше ${STRUCTURAL_LIMIT_BYTES / 1024 / 1024} МиБ: сравнены только байты`,
  en: `the answer is over ${STRUCTURAL_LIMIT_BYTES / 1024 / 1024} MiB: only bytes were compared`,
}

const notListed = (n: number): Text => ({
  ru: `отличий слишком много, ещё ${n} только посчитаны`,
  en: `too many differences, ${n} more are only counted`,
})

/** Differences of meaning that were counted and not listed: they cannot be explained. */
function unlistedOf({ counts, differences: listed }: Comparison): number {
  const { added, removed, changed, moved } = counts
  const shown = listed.filter(({ kind }) => kind !== 'spelling' && kind !== 'volatile').length
  return added + removed + changed + moved - shown
}

const isCheckauth = (operation: string | null): boolean => operation?.endsWith('.checkauth') ?? false

/** Place of a line of an answer of CommerceML, from 0; `null` for what is no line. */
const lineAt = (path: string): number | null => {
  const [, line] = /^(?:\/lines)?\/(\d+)$/.exec(path) ?? []
  return line === undefined ? null : Number(line)
}

/** The name of a member by its path: of an element of a list that of the list, of a list of XML that of its elements. */
function namesOf(path: string): { parent: string; name: string } {
  const names = path
    .split('/')
    .filter((part) => !/^\d*$/.test(part))
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { parent: names.at(-2) ?? '', name: names.at(-1) ?? '' }
}

/** Why a difference is there; `expected` when it had to be. */
function explained(
  { path, kind, left, right, refreshed }: FoundDifference,
  { operation, contract, origins, parts }: CompareContext,
): { expected: boolean; reason: Text | null } {
  const because = (reason: Text) => ({ expected: true, reason })
  if (refreshed) return because(left?.includes(origins.then) ? ADDRESS : SUBSTITUTED)
  const { parent, name } = namesOf(path)
  const line = lineAt(path)
  // Line 2 names the cookie (commerceml section 3.1); its value and the sessid are members.
  if (isCheckauth(operation) && (name === 'cookie' || name === 'sessid' || line === 1))
    return because(SESSION)
  if (operation?.endsWith('.import') && line !== null && line > 0) return because(PROGRESS)
  if (operation?.endsWith('.init') && (name === 'file_limit' || name === 'zip'))
    return fitOf(name, right, parts)
  if (kind === 'volatile' || (left !== null && right !== null && isVolatile(contract, parent, name)))
    return because(VOLATILE)
  if (kind === 'moved') return { expected: false, reason: MOVED }
  // Something that is there only once is no other moment of the same.
  const anew = left !== null && right !== null ? givenAnew[name] : undefined
  return anew ? because(anew) : { expected: false, reason: null }
}

/** Secrets of a session are shown to nobody. */
const isSecret = (path: string): boolean => ['cookie', 'sessid'].includes(namesOf(path).name)

/** The value of then as it has to be now: what was made anew, and the address of the system that answers. */
const standInOf = ({ known, origins: { then, now } }: CompareContext) =>
  function standIn(written: string, name: string): string | null {
    const value = known.of(written, name) ?? known.apply(written)
    return then === now || then === '' ? value : value.replaceAll(then, now)
  }

/** The one place that says how two answers differ: by what they mean (`compareBodies`), each difference with its reason. */
export function differences(then: Compared, now: Compared, context: CompareContext): Difference[] {
  const found: Difference[] = []
  const add = (place: string, before: unknown, after: unknown, reason: Text | null = null): void => {
    if (before === after) return
    const [was, is] = [before, after].map((value) => (value === null ? null : String(value)))
    found.push({ place, then: was!, now: is!, expected: false, reason })
  }
  add('status', then.outcome.status, now.outcome.status)
  add('code', then.outcome.code, now.outcome.code)
  if (then.sha256 === now.sha256) return found
  const comparison =
    then.body && now.body
      ? compareBodies(then.body, now.body, {
          zone: context.zone,
          masked: maskPersonal,
          standIn: standInOf(context),
        })
      : null
  if (!comparison || comparison.comparable === 'binary') {
    add(
      'body',
      `${then.bytes} B, ${then.sha256}`,
      `${now.bytes} B, ${now.sha256}`,
      comparison ? null : TOO_LARGE,
    )
    return found
  }
  const unlisted = unlistedOf(comparison)
  if (unlisted > 0)
    found.push({ place: 'body', then: null, now: null, expected: false, reason: notListed(unlisted) })
  for (const one of comparison.differences) {
    // The same value in other characters is the same answer.
    if (one.kind === 'spelling') continue
    const shown = (value: string | null) => (value !== null && isSecret(one.path) ? '***' : value)
    const { expected, reason } = explained(one, context)
    found.push({ place: one.path, then: shown(one.left), now: shown(one.right), expected, reason })
  }
  // What is not explained comes first, so that the limit never hides it.
  return found.sort((one, other) => Number(one.expected) - Number(other.expected)).slice(0, LIMIT)
}

export function verdictOf(then: Outcome, now: Outcome, found: readonly Difference[]): Verdict {
  if (now.status === null && then.status !== null) return 'failed'
  if (found.some(({ expected }) => !expected)) return 'different'
  return found.length > 0 ? 'explained' : 'same'
}
