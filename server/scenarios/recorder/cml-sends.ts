import { isDeepStrictEqual } from 'node:util'
import type { JournalEntry } from '../../journal/model.ts'
import type { Deed } from './model.ts'
import type { SentDeed } from './sends.ts'

/**
 * Sessions of CommerceML as steps. What holds a session together is new every time: the answer to `checkauth` brings the cookie
 * and `sessid`, and the steps after it show those that the session has then (commerceml sections 2.3, 3.4).
 */
export interface CmlSessions {
  /** The same request as a step of its session. Requests come in the order of the journal. */
  inSession(sent: SentDeed, entry: JournalEntry): SentDeed
}

/** Names of the variables of one session. */
interface Names {
  cookie: string
  /** `null`: its answer brought none. */
  sessid: string | null
}

const hasHeader = ({ requestHeaders }: JournalEntry, wanted: string): boolean =>
  requestHeaders.some(([name]) => name.toLowerCase() === wanted)

export function createCmlSessions(): CmlSessions {
  /** The last session that began at a script. */
  const begun = new Map<string, Names>()
  let count = 0

  function begin(script: string, answer: string): Names {
    count += 1
    const suffix = count === 1 ? '' : `_${count}`
    const names = { cookie: `cookie${suffix}`, sessid: /^sessid=/m.test(answer) ? `sessid${suffix}` : null }
    begun.set(script, names)
    return names
  }

  return {
    inSession(sent, entry) {
      const { pathname } = new URL(entry.path, 'http://bench')
      const { type: _type, mode, ...query } = sent.input.query ?? {}
      const answer = typeof sent.outcome.body === 'string' ? sent.outcome.body : ''
      const begins = mode === 'checkauth'
      const refused = begins && answer.startsWith('failure')
      const auth = hasHeader(entry, 'authorization') ? (refused ? 'wrong' : undefined) : 'none'
      const names = begins ? null : begun.get(pathname)
      const shown = names && hasHeader(entry, 'cookie') ? { Cookie: `\${${names.cookie}}` } : undefined
      if (names?.sessid && query['sessid'] !== undefined) query['sessid'] = `\${${names.sessid}}`
      const started = begins && !refused ? begin(pathname, answer) : null
      const save = started && {
        [started.cookie]: 'headers["set-cookie"]',
        ...(started.sessid ? { [started.sessid]: 'body.sessid' } : {}),
      }
      return {
        ...sent,
        at: pathname.replace(/^\/site/, ''),
        input: { ...sent.input, params: undefined, query },
        // The journal's own word for a refusal; the answer has only its lines.
        outcome: { ...sent.outcome, code: null },
        ...(auth ? { auth } : {}),
        ...(shown ? { headers: shown } : {}),
        ...(save ? { save } : {}),
      }
    },
  }
}

/** How long an import may take when it is played. */
const IMPORT_WITHIN = '60s'

/**
 * Imports as one step each: how often a caller is told `progress` and asks again hangs on the machine (commerceml section 4.2).
 */
export function importsAsOne(deeds: readonly Deed[]): Deed[] {
  const list: Deed[] = []
  for (const deed of deeds) {
    const before = list.at(-1)
    const isImport = /^commerceml\.\w+\.import$/.test(deed.name)
    const repeats =
      isImport &&
      before?.name === deed.name &&
      before.at === deed.at &&
      String(before.outcome.body).startsWith('progress') &&
      isDeepStrictEqual(before.input, deed.input)
    if (repeats) list.pop()
    const followed = repeats ? [...before.followed, ...deed.followed] : deed.followed
    list.push(isImport ? { ...deed, followed, within: IMPORT_WITHIN } : deed)
  }
  return list
}
