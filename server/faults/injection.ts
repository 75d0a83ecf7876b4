import type { IncomingMessage } from 'node:http'
import type { Text } from '../contracts/text.ts'
import type { ExchangeDraft } from '../journal/journal.ts'
import type { FaultMark, JournalFinding } from '../journal/model.ts'
import type { ExchangeLink } from './exchange-link.ts'
import type { Hit } from './rules-at-work.ts'
import { spoil, type SpoiledAnswer, type WholeAnswer } from './spoil.ts'

/** What is done to one exchange on purpose, and what the journal is to say of it. */
export interface Injection {
  link: ExchangeLink
  method: string
  /** Path with query. */
  path: string
  requestId: string | null
  /** When it came, by the clock of the bench; that of its side may be wrong. */
  at: Date
  marks: FaultMark[]
  /** Added to how long the exchange took, ms. */
  delayMs: number
  /** The entry under which it stands, once there is one. */
  entry: number | null
  /** The entry of the first delivery, for the second one. */
  repeats: number | null
  /** What becomes of the side's answer; the answer as it is without a fault that spoils, or when there is nothing to spoil. */
  spoiled(answer: WholeAnswer): SpoiledAnswer | null
}

export const markOf = ({ rule }: Pick<Hit, 'rule'>, done: Text): FaultMark => ({
  rule: rule.id,
  name: rule.name,
  kind: rule.fault.kind,
  done,
})

/** @param spoiling the hit that spoils the answer, if there is one */
export function newInjection(
  request: IncomingMessage,
  link: ExchangeLink,
  marks: readonly FaultMark[],
  { at, delayMs = 0, spoiling = null }: { at: Date; delayMs?: number; spoiling?: Hit | null },
): Injection {
  const requestId = request.headers['x-request-id']
  /** Said of the answer once: the journal and the wire ask with the same bytes. */
  let settled = false
  const injection: Injection = {
    link,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    requestId: typeof requestId === 'string' ? requestId : null,
    at,
    marks: [...marks],
    delayMs,
    entry: null,
    repeats: null,
    spoiled(answer) {
      const spoiled = spoiling && spoil(spoiling.fault, answer)
      if (spoiling && !settled) {
        settled = true
        if (spoiled) injection.marks.push(markOf(spoiling, spoiled.done))
        else spoiling.takeBack()
      }
      return spoiled
    },
  }
  return injection
}

const spoiledFinding = ({ done, unreadable }: SpoiledAnswer): JournalFinding => ({
  part: 'response',
  severity: unreadable ? 'error' : 'warning',
  code: 'FAULT-INJECTED',
  message: done,
  line: 1,
  column: 1,
  pointer: '',
})

/** The entry of an exchange as it really went over the wire. Bodies that stream into files are not spoiled, only marked. */
export function asItWent(draft: ExchangeDraft, injection: Injection): ExchangeDraft {
  const { status, responseHeaders: headers, response: body } = draft
  const spoiled =
    status !== null && body instanceof Uint8Array ? injection.spoiled({ status, headers, body }) : null
  const marked: ExchangeDraft = {
    ...draft,
    at: injection.at,
    durationMs: draft.durationMs + injection.delayMs,
    repeats: draft.repeats ?? injection.repeats,
    faults: [...(draft.faults ?? []), ...injection.marks],
  }
  if (!spoiled) return marked
  if (spoiled.end === 'unsaid')
    return {
      ...marked,
      status: null,
      responseHeaders: [],
      response: spoiled.body,
      responseContentType: '',
      failure: spoiled.done.ru,
    }
  return {
    ...marked,
    responseHeaders: spoiled.headers,
    response: spoiled.body,
    responseContentType:
      spoiled.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ??
      draft.responseContentType,
    findings: [...draft.findings, spoiledFinding(spoiled)],
    failure: spoiled.end === 'cut' ? spoiled.done.ru : draft.failure,
  }
}
