import { identify, type Identified } from '../../contracts/identify.ts'
import type { Finding } from '../../contracts/finding.ts'
import type { Operation, WireBody } from '../../contracts/operation.ts'
import type { ExchangeDraft } from '../../journal/journal.ts'
import { judgeAnswer, type Judgement } from '../../journal/judge.ts'
import type { JournalFinding } from '../../journal/model.ts'
import { recogniseEntry } from '../../journal/recognise-entry.ts'
import { headerOf } from '../../journal/transport.ts'
import type { ForeignExchange } from '../model.ts'

/** Larger bodies are kept and not judged: no contract has a message of this size. */
const JUDGED_BOUND = 16 * 1024 * 1024

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}

interface Known {
  operation: Operation
  params: Record<string, string>
  /** A body that says what it is, when no path did. */
  body: Identified | null
}

function known(exchange: ForeignExchange, path: string): Known | null {
  const byPath = recogniseEntry(exchange.method, path)
  if (byPath) return { ...byPath, body: null }
  for (const part of ['request', 'response'] as const) {
    const bytes = exchange[part]
    if (bytes.length === 0 || bytes.length > JUDGED_BOUND) continue
    const body = identify({ bytes, contentType: exchange[`${part}ContentType`] })
    if (body) return { operation: body.operation, params: {}, body }
  }
  return null
}

const inPart = (part: 'request' | 'response', findings: readonly Finding[]): JournalFinding[] =>
  findings.map((finding) => ({ ...finding, part }))

/** What the contract says of the two bodies. A log has none, so it is judged by nothing. */
function judged(exchange: ForeignExchange, { operation, body }: Known) {
  const request: WireBody = { bytes: exchange.request, contentType: exchange.requestContentType }
  const message =
    (body?.message === 'request' || body?.message === 'document') && exchange.request.length > 0
      ? body.form
      : (operation.request ?? (exchange.method === 'POST' ? operation.queryMessage : undefined))
  const read =
    message && request.bytes.length > 0 && request.bytes.length <= JUDGED_BOUND
      ? message.read(request, 'lenient')
      : null
  return {
    value: read?.value ?? null,
    findings: inPart('request', read?.findings ?? []),
    ...answer(exchange, operation, body),
  }
}

function answer(exchange: ForeignExchange, operation: Operation, body: Identified | null) {
  const {
    response: bytes,
    responseContentType: contentType,
    status,
    responseHeaders: headers,
    source,
  } = exchange
  const none = { judgement: null as Judgement | null, answerFindings: [] as JournalFinding[] }
  if (source === 'log' || bytes.length === 0 || bytes.length > JUDGED_BOUND) return none
  if (status === null || body) {
    const form = body ?? identify({ bytes, contentType })
    return form
      ? {
          ...none,
          answerFindings: inPart('response', form.form.read({ bytes, contentType }, 'lenient').findings),
        }
      : none
  }
  // CommerceML answers with texts and files that are judged elsewhere.
  if (Object.keys(operation.responses).length === 0) return none
  const judgement = judgeAnswer(operation, { status, headers, contentType, bytes }, 'lenient')
  return { judgement, answerFindings: judgement.findings }
}

/** A foreign exchange as the journal takes it: recognised, judged, with its own time. */
export function draftOfForeign(exchange: ForeignExchange): ExchangeDraft {
  const path = pathOf(exchange.url)
  const about = known(exchange, path)
  const result = about && judged(exchange, about)
  const operation = about?.operation ?? null
  return {
    at: exchange.at,
    direction: exchange.direction ?? 'in',
    from: operation?.caller ?? null,
    to: operation?.callee ?? null,
    operation,
    method: exchange.method,
    url: exchange.url,
    path,
    requestHeaders: exchange.requestHeaders,
    responseHeaders: exchange.responseHeaders,
    request: exchange.request,
    response: exchange.response,
    requestContentType: exchange.requestContentType,
    responseContentType: exchange.responseContentType,
    status: exchange.status,
    durationMs: exchange.durationMs,
    findings: result ? [...result.findings, ...result.answerFindings] : [],
    replacements: [],
    code: result?.judgement?.code ?? null,
    subject: subjectOf(about, result),
    requestId: headerOf(exchange.requestHeaders, 'x-request-id'),
    failure: exchange.failure,
    repeats: null,
    source: exchange.source,
    connection: exchange.connection,
  }
}

function subjectOf(about: Known | null, result: ReturnType<typeof judged> | null): string | null {
  if (!about || !result) return null
  return about.operation.subject?.(about.params, result.value, result.judgement?.value ?? null) ?? null
}
