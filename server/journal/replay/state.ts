import { answeredIds } from './refresh.ts'
import { membersOf } from './members.ts'
import { createSubstitutions, type Substitution, type Substitutions } from './substitutions.ts'

/** What a run has learnt by now: new values for old ones, and the cookies that its sessions were given. */
export interface ReplayState {
  known: Substitutions
  /** Cookie of CommerceML by type of the exchange. */
  cookies: Map<string, string>
  /** Numbers of КСУП given out, by link key and by old message id. */
  turns: { last: Map<string, number>; given: Map<string, number> }
}

export const newState = (
  made: readonly Substitution[],
  lastTurns: ReadonlyMap<string, number>,
): ReplayState => ({
  known: createSubstitutions(made),
  cookies: new Map(),
  turns: { last: new Map(lastTurns), given: new Map() },
})

/** Name of a contract in the ids of its operations. */
export const contractOf = (operation: string | null): string | null => operation?.split('.')[0] ?? null

export const typeOf = (url: string): string => /[?&]type=([\w-]+)/.exec(url)?.[1] ?? ''

const lineValue = (text: string, name: string): string | null =>
  new RegExp(`^\\s*${name}=(.*?)\\s*$`, 'm').exec(text)?.[1] ?? null

/** Sessions of CommerceML: checkauth gives cookie, sessid and timestamp, init may give another sessid (section 3.1). */
function learnSession(
  state: ReplayState,
  { operation, url }: { operation: string; url: string },
  then: string,
  now: string,
): void {
  if (operation.endsWith('.checkauth')) {
    const [status = '', name = '', value = ''] = now.replace(/^\uFEFF/, '').split('\n')
    const type = typeOf(url)
    if (status.trim().toLowerCase() === 'success' && name.trim() !== '' && value !== '')
      state.cookies.set(type, `${name.trim()}=${value.trim()}`)
    else state.cookies.delete(type)
  }
  for (const field of ['sessid', 'timestamp']) {
    const [from, to] = [lineValue(then, field), lineValue(now, field)]
    if (from !== null && to !== null) state.known.add({ from, to, field })
  }
}

/** Takes what an answer gives for the requests after it. Both texts are answers to the same request, then and now. */
export function learn(
  state: ReplayState,
  step: { operation: string | null; url: string },
  then: string | null,
  now: string | null,
): void {
  const { operation, url } = step
  if (operation === null || then === null || now === null) return
  const contract = contractOf(operation)
  if (contract === 'commerceml') {
    learnSession(state, { operation, url }, then, now)
    return
  }
  const ids = answeredIds.filter((one) => one.contract === contract)
  if (ids.length === 0) return
  const fresh = new Map(membersOf(now).map(({ pointer, value }) => [pointer, value]))
  for (const { pointer, name, value } of membersOf(then)) {
    const id = ids.find(({ field }) => field === name)
    const to = fresh.get(pointer)
    // What a request had been given already is known better from there.
    if (!id || to === undefined || value === 'null' || to === 'null' || state.known.of(value, name) === to)
      continue
    state.known.add({ from: value, to, field: id.anywhere ? null : name })
  }
}
