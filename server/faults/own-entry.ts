import type { IncomingMessage } from 'node:http'
import { DEFAULT_ZONE } from '../contracts/time.ts'
import { keptBody } from '../contracts/regate/disclosure.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'
import { readBody } from '../http/request-body.ts'
import { judgeAnswer } from '../journal/judge.ts'
import type { ExchangeDraft } from '../journal/journal.ts'
import type { FaultMark } from '../journal/model.ts'
import type { ExchangeLink } from './exchange-link.ts'
import { pairsOf } from './request-headers.ts'

/** Of the body of a request that no side reads so much is kept, bytes. */
const KEPT_BYTES = 16 * 1024 * 1024
const NOTHING = new Uint8Array()

/** The body of a request that is answered without its side; empty when it is damaged or beyond what is kept. */
export async function bodyOf(request: IncomingMessage, { contract }: ExchangeLink): Promise<Uint8Array> {
  const { codes } = contract ?? siteOrders
  try {
    return await readBody(request, { codes, bodyLimit: KEPT_BYTES })
  } catch {
    return NOTHING
  }
}

/** Nobody has looked for a card number in it (BD-41), so what could be one is not kept. */
const kept = ({ contract }: ExchangeLink, body: Uint8Array): Uint8Array =>
  contract?.id.startsWith('regate') ? keptBody(body, 'FAULT-INJECTED') : body

/** The business object that a request is about, when its body can be read. */
function subjectOf(
  { operation, params }: ExchangeLink,
  bytes: Uint8Array,
  contentType: string,
): string | null {
  if (!operation?.subject) return null
  const message = operation.request
  const value =
    message && bytes.length > 0
      ? message.read({ bytes, contentType }, 'lenient', { zone: DEFAULT_ZONE }).value
      : null
  try {
    return operation.subject(params, value, null)
  } catch {
    // What could not be read is about nothing that is known.
    return null
  }
}

/** What the caller got, when it was not the side that answered. */
export interface Outcome {
  /** `null`: nothing. */
  answer: { status: number; headers: [string, string][]; body: Uint8Array } | null
  /** Why it got nothing. */
  failure: string | null
  marks: FaultMark[]
  repeats?: number | null
}

/** The journal entry of an exchange that its side has not seen, or does not record. */
export function ownDraft(
  seen: { request: IncomingMessage; base: string; at: Date; durationMs: number; body: Uint8Array },
  link: ExchangeLink,
  { answer, failure, marks, repeats = null }: Outcome,
): ExchangeDraft {
  const { request, base, at, durationMs, body } = seen
  const { from, to, operation } = link
  const path = request.url ?? '/'
  const { rawHeaders, headers } = request
  const contentTypeOf = (pairs: readonly [string, string][]): string =>
    pairs.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const requestContentType = headers['content-type'] ?? ''
  const responseContentType = contentTypeOf(answer?.headers ?? [])
  const judged =
    operation && answer && operation.contract.split('/')[0] !== 'commerceml'
      ? judgeAnswer(
          operation,
          { ...answer, contentType: responseContentType, bytes: answer.body },
          'lenient',
          { zone: DEFAULT_ZONE },
        )
      : null
  const requestId = headers['x-request-id']
  return {
    at,
    direction: 'in',
    from,
    to,
    operation,
    method: request.method ?? 'GET',
    url: base + path,
    path,
    requestHeaders: pairsOf(rawHeaders),
    responseHeaders: answer?.headers ?? [],
    request: kept(link, body),
    response: answer?.body ?? NOTHING,
    requestContentType,
    responseContentType,
    status: answer?.status ?? null,
    durationMs,
    findings: judged?.findings ?? [],
    replacements: [],
    code: judged?.code ?? null,
    subject: subjectOf(link, body, requestContentType),
    requestId: typeof requestId === 'string' ? requestId : null,
    failure,
    repeats,
    ...(link.proxy === null ? {} : { source: 'proxy' as const }),
    faults: marks,
  }
}
