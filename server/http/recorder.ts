import type { IncomingMessage } from 'node:http'
import type { Side } from '../contracts/operation.ts'
import type { Journal } from '../journal/journal.ts'
import { ENTRY_HEADER, entryHeader } from '../journal/transport.ts'
import type { Clock } from '../storage/clock.ts'
import { NO_BYTES, type Step, type StepContext } from './exchange.ts'

export interface RecorderOptions {
  from: Side
  to: Side
  journal: Journal
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /**
   * What the journal keeps of a request body whose bytes it may not keep: of one refused for a card number in it (BD-41).
   * @param code what the request was refused with, `null` when it was not
   * @default the bytes, which are evidence
   */
  kept?(request: Uint8Array, code: string | null): Uint8Array
}

function headersOf(request: IncomingMessage): [string, string][] {
  const { rawHeaders } = request
  return Array.from({ length: rawHeaders.length / 2 }, (_, i) => [rawHeaders[2 * i]!, rawHeaders[2 * i + 1]!])
}

function answerHeaders(ctx: StepContext): [string, string][] {
  return Object.entries(ctx.response.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  )
}

/**
 * What was not recorded did not happen: the exchange is committed before its answer leaves. The journal keeps the very
 * bytes that are sent. When the journal fails, so does the request.
 */
export function recorder(options: RecorderOptions): Step {
  const { from, to, journal, clock, instance, kept = (request) => request } = options
  return async function recorder(ctx, next) {
    const at = clock()
    const started = performance.now()
    await next()
    const { exchange } = ctx.state
    const sent = ctx.body instanceof Uint8Array && ctx.method !== 'HEAD' ? ctx.body : NO_BYTES
    const entry = await journal.record({
      at,
      direction: 'in',
      from,
      to,
      operation: exchange.operation,
      method: ctx.method,
      url: ctx.href,
      path: ctx.path + ctx.search,
      requestHeaders: headersOf(ctx.req),
      responseHeaders: answerHeaders(ctx),
      request: kept(exchange.request, exchange.code),
      response: sent,
      requestContentType: ctx.get('Content-Type'),
      responseContentType: String(ctx.response.headers['content-type'] ?? ''),
      status: ctx.status,
      durationMs: performance.now() - started,
      findings: [
        ...exchange.findings.map((finding) => ({ ...finding, part: 'request' as const })),
        ...exchange.answerFindings,
      ],
      replacements: exchange.replacements,
      code: exchange.code,
      subject: exchange.subject,
      requestId: exchange.requestId,
      failure: null,
      repeats: null,
    })
    ctx.set(ENTRY_HEADER, entryHeader(instance, entry))
  }
}
