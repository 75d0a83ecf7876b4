import type { Operation, Side } from '../contracts/operation.ts'
import type { ExchangeDraft } from './journal.ts'
import type { Judgement } from './judge.ts'
import type { JournalFinding } from './model.ts'
import type { StoredBody } from '../storage/bodies.ts'
import { headerOf, type Sent, type WireRequest } from './transport.ts'

export interface SentExchange {
  from: Side | null
  to: Side | null
  operation: Operation | null
  request: Omit<WireRequest, 'body'> & { body: Uint8Array | StoredBody }
  sent: Sent
  /** `null` when no answer came, or nothing is known of the operation. */
  judgement: Judgement | null
  requestFindings?: readonly JournalFinding[]
  subject: string | null
  repeats?: number
}

/** The address below the host. An address that is none stays as it is: the transport has said what is wrong with it. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}

const NO_BYTES: Uint8Array = new Uint8Array()

/** The journal entry of a request that this bench has sent. */
export function draftOf(exchange: SentExchange): ExchangeDraft {
  const { from, to, operation, request, sent, judgement, requestFindings = [], subject, repeats } = exchange
  const { answer, failure, at, durationMs } = sent
  return {
    at,
    direction: 'out',
    from,
    to,
    operation,
    method: request.method,
    url: request.url,
    path: pathOf(request.url),
    requestHeaders: request.headers,
    responseHeaders: answer?.headers ?? [],
    request: request.body,
    response: answer?.bytes ?? NO_BYTES,
    requestContentType: headerOf(request.headers, 'content-type') ?? '',
    responseContentType: answer?.contentType ?? '',
    status: answer?.status ?? null,
    durationMs,
    findings: [...requestFindings, ...(judgement?.findings ?? [])],
    replacements: [],
    code: judgement?.code ?? failure?.code ?? null,
    subject,
    requestId: headerOf(request.headers, 'x-request-id'),
    failure: failure?.message ?? null,
    repeats: repeats ?? null,
  }
}
