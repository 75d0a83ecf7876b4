import { linkKeyOf } from '../../contracts/ksup/link-key.ts'
import type { KnownBody } from '../../contracts/ksup/known-body.ts'
import type { Text } from '../../contracts/text.ts'
import { fromLocalTime, isLocalTime, onecTimeText, readTimeText, toLocalTime } from '../../contracts/time.ts'
import type { JournalEntry } from '../model.ts'
import { basicAuthorization } from '../transport.ts'
import { unmasked } from './body-text.ts'
import { membersOf, parsedJson } from './members.ts'
import type { Account, PlannedChange, RefreshKind } from './model.ts'
import { answeredReason, issuedIds, movedDates, refreshTitles, type MovedDate } from './refresh.ts'
import { typeOf, type ReplayState } from './state.ts'
import type { Substitution } from './substitutions.ts'

/** A recorded request made ready to be sent again. Pure: a dry run and a run go through the same lines. */

export interface Prepared {
  method: string
  url: string
  headers: [string, string][]
  /** `null`: the recorded bytes as they are. */
  text: string | null
  changes: PlannedChange[]
  /** What was made anew here, for a run that goes on after a restart. */
  made: Substitution[]
}

export interface Preparing {
  entry: Pick<JournalEntry, 'at' | 'method' | 'url' | 'operation' | 'status' | 'requestHeaders'>
  url: string
  /** The recorded body, `null` when it is none, is not text or is too large to be looked into. */
  text: string | null
  /** A text in place of the recorded one, or a body that is sent as it is. */
  edit: string | { bytes: number } | null
  off: ReadonlySet<RefreshKind>
  account: Account | null
  now: Date
  /** IANA zone of local times. */
  zone: string
  uuid(): string
}

/** Headers that belong to one connection, or are made anew. */
const notRepeated = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'transfer-encoding',
])

const MASKED: Text = {
  ru: 'значение скрыто в журнале и не отправляется',
  en: 'the value is masked in the journal and is not sent',
}
const NO_ACCOUNT: Text = {
  ru: 'для этого адреса учётной записи нет: запрос пойдёт без неё',
  en: 'there is no account for this address: the request goes without one',
}
const EDITED: Text = { ru: 'тело изменено вручную', en: 'the body was edited' }

const replacedBy = (bytes: number): Text => ({
  ru: `тело заменено другим, ${bytes} байт: уходит как есть, без обновления id и дат`,
  en: `the body is another one, ${bytes} bytes: it goes as it is, no ids and dates made anew`,
})

const DAY_MS = 86_400_000

/** Digits of a UUID could make up a card number by chance, which ReGate refuses (BD-41). */
const lettersOf = (uuid: string): string => uuid.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)

/** The prefix of an id says whose it is. */
const freshLike = (old: string, form: 'uuid' | 'letters', uuid: string): string => {
  if (form === 'uuid') return uuid
  return `${/^[A-Za-z]+(?:-[A-Za-z]+)?(?=-)/.exec(old)?.[0] ?? 'again'}-${lettersOf(uuid)}`.slice(0, 64)
}

/** A local time after the move, spelled as before; `null` when it is no time or stays. */
function movedTime(written: string, { by, always }: MovedDate, step: Preparing): string | null {
  const { entry, now, zone } = step
  const local = isLocalTime(written) ? written : readTimeText(written, zone)
  const elapsed = now.getTime() - Date.parse(entry.at)
  if (local === null || elapsed <= 0) return null
  const then = fromLocalTime(local, zone).getTime()
  if (!always && then >= now.getTime()) return null
  const move = by === 'days' ? Math.ceil(elapsed / DAY_MS) * DAY_MS : elapsed
  const moved = toLocalTime(new Date(then + move), zone)
  return /^\d{4}-/.test(written) ? moved : onecTimeText(moved)
}

/** Members of JSON by their name; a value in quotes is changed as a whole. */
const replaceMember = (text: string, name: string, change: (value: string) => string): string =>
  text.replace(
    new RegExp(`("${name}"\\s*:\\s*)(?:"([^"\\\\]*)"|([^",}\\s]+))`, 'g'),
    (_, lead: string, quoted: string | undefined, bare: string) =>
      lead + (quoted === undefined ? change(bare) : `"${change(quoted)}"`),
  )

/** The body with ids, dates and numbers of its contract made anew. */
function refreshBody(state: ReplayState, step: Preparing, text: string, made: Substitution[]) {
  const { operation } = step.entry
  const reasons = new Map<string, { kind: RefreshKind; reason: Text }>()
  let changed = text
  for (const { field, form, kind, reason, madeBy } of issuedIds.filter(
    (one) => one.operation === operation,
  )) {
    if (step.off.has(kind) || (madeBy && !madeBy.includes(step.entry.status ?? 0))) continue
    for (const { name, value } of membersOf(text)) {
      if (name !== field) continue
      reasons.set(field, { kind, reason })
      if (state.known.of(value) !== null) continue
      const fresh = {
        from: value,
        to: freshLike(value, form, step.uuid()),
        field: value.length < 6 ? field : null,
      }
      state.known.add(fresh)
      made.push(fresh)
    }
  }
  for (const date of step.off.has('dates') ? [] : movedDates.filter((one) => one.operation === operation))
    for (const field of date.fields)
      changed = replaceMember(changed, field, (value) => {
        // Parts of one message have one moment, and the answer repeats it.
        const known = state.known.of(value, field)
        const moved = known ?? movedTime(value, date, step)
        if (moved === null || moved === value) return value
        reasons.set(field, { kind: 'dates', reason: date.reason })
        if (known === null) {
          const one = { from: value, to: moved, field }
          state.known.add(one)
          made.push(one)
        }
        return moved
      })
  if (operation?.startsWith('ksup.') && !step.off.has('turn')) {
    const seq = turnOf(state, operation, text)
    if (seq !== null) {
      reasons.set('seq', { kind: 'turn', reason: refreshTitles.turn.reason })
      changed = replaceMember(changed, 'seq', () => String(seq))
    }
  }
  return {
    text: step.off.has('objects') && step.off.has('key') ? changed : state.known.apply(changed),
    reasons,
  }
}

/** The number that a message takes after the last one of its link key (DD-06); a repeat of a message keeps its number. */
function turnOf(state: ReplayState, operation: string, text: string): number | null {
  const body = parsedJson(text) as KnownBody | undefined
  if (typeof body?.meta?.message_id !== 'string' || typeof body.meta.seq !== 'number') return null
  const { last, given } = state.turns
  const key = linkKeyOf(operation, body)
  const before = last.get(key)
  if (before === undefined) return null
  const mine = given.get(body.meta.message_id) ?? before + 1
  given.set(body.meta.message_id, mine)
  last.set(key, Math.max(before, mine))
  return mine
}

function prepareHeaders(state: ReplayState, step: Preparing, made: Substitution[], changes: PlannedChange[]) {
  const { entry, off, account, uuid } = step
  const headers: [string, string][] = []
  const fresh = (name: string, value: string, kind: 'requestId' | 'key'): string => {
    if (off.has(kind)) return value
    changes.push({ kind, place: `header ${name}`, reason: refreshTitles[kind].reason })
    const known = state.known.of(value)
    // A repeat with one key is a repeat again.
    if (known !== null && kind === 'key') return known
    const one = { from: value, to: uuid(), field: null }
    state.known.add(one)
    made.push(one)
    return one.to
  }
  for (const [name, value] of entry.requestHeaders) {
    const lower = name.toLowerCase()
    if (lower === 'x-request-id') headers.push([name, fresh(name, value, 'requestId')])
    else if (lower === 'idempotency-key') headers.push([name, fresh(name, value, 'key')])
    else if (lower === 'authorization') {
      if (account && !off.has('account')) {
        headers.push(['Authorization', basicAuthorization(account)])
        changes.push({ kind: 'account', place: 'header Authorization', reason: refreshTitles.account.reason })
      } else changes.push({ kind: 'dropped', place: 'header Authorization', reason: NO_ACCOUNT })
    } else if (lower === 'cookie') {
      const cookie = off.has('session') ? undefined : state.cookies.get(typeOf(entry.url))
      if (cookie === undefined) changes.push({ kind: 'dropped', place: 'header Cookie', reason: MASKED })
      else {
        headers.push([name, cookie])
        changes.push({ kind: 'session', place: 'header Cookie', reason: refreshTitles.session.reason })
      }
    } else if (notRepeated.has(lower)) continue
    else if (value.includes('***')) changes.push({ kind: 'dropped', place: `header ${name}`, reason: MASKED })
    else headers.push([name, value])
  }
  return headers
}

function prepareUrl(state: ReplayState, step: Preparing, changes: PlannedChange[]): string {
  const isSession = step.entry.operation?.startsWith('commerceml.') ?? false
  if (step.off.has(isSession ? 'session' : 'objects')) return step.url
  const question = step.url.indexOf('?')
  const own = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(step.url)?.[0] ?? ''
  // The host is a matter of the target alone.
  const url = own + state.known.apply(step.url.slice(own.length))
  if (url !== step.url)
    changes.push({
      kind: isSession ? 'session' : 'objects',
      place: isSession ? 'query sessid, timestamp' : question < 0 ? 'path' : 'query',
      reason: isSession ? refreshTitles.session.reason : answeredReason,
    })
  return url
}

/** Makes the request of a step out of what was recorded and what the run has learnt. */
export function prepare(state: ReplayState, step: Preparing): Prepared {
  const changes: PlannedChange[] = []
  const made: Substitution[] = []
  const original = step.text
  const { edit } = step
  const given = edit === null ? original : typeof edit === 'string' ? unmasked(edit, original ?? '') : null
  if (edit !== null)
    changes.push({
      kind: 'edit',
      place: 'body',
      reason: typeof edit === 'string' ? EDITED : replacedBy(edit.bytes),
    })
  // Ids of the body first: the key of КСУП is the id of its message.
  const body = given === null ? null : refreshBody(state, step, given, made)
  const headers = prepareHeaders(state, step, made, changes)
  const url = prepareUrl(state, step, changes)
  if (body && given !== null && body.text !== given) {
    const before = new Map(membersOf(given).map((member) => [member.pointer, member.value]))
    for (const { pointer, name, value } of membersOf(body.text)) {
      if (before.get(pointer) === value) continue
      const { kind, reason } = body.reasons.get(name) ?? { kind: 'objects' as const, reason: answeredReason }
      changes.push({ kind, place: `body ${pointer}`, reason })
    }
  }
  const text = body !== null && body.text !== original ? body.text : null
  return { method: step.entry.method, url, headers, text, changes, made }
}
