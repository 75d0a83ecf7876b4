import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Side } from '../contracts/operation.ts'
import type { Journal } from '../journal/journal.ts'
import { ENTRY_HEADER, entryHeader } from '../journal/transport.ts'
import { NO_BYTES, type StepContext } from './exchange.ts'

export interface RecorderOptions {
  from: Side
  to: Side
  journal: Journal
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /**
   * What the journal keeps of a request body whose bytes it may not keep: of one refused for a card number in it (BD-41).
   * @param code what the request was refused with, `null` when it was not
   * @default the bytes, which are evidence
   */
  kept?(request: Uint8Array, code: string | null): Uint8Array
}

interface Headers {
  raw: readonly string[]
  pairs: readonly [string, string][]
}

/** The headers of the last request of a connection: the next one mostly has the same. */
const lastHeaders = new WeakMap<Socket, Headers>()

/** Frozen when they are shared, so that the journal writes them once. */
function headersOf({ rawHeaders: raw, socket }: IncomingMessage): readonly [string, string][] {
  const last = lastHeaders.get(socket)
  if (last && last.raw.length === raw.length && last.raw.every((text, i) => text === raw[i]))
    return last.pairs
  const pairs = Object.freeze(
    Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [raw[2 * i]!, raw[2 * i + 1]!]),
  )
  lastHeaders.set(socket, { raw, pairs })
  return pairs
}

function answerHeaders({ res }: StepContext): [string, string][] {
  const headers: [string, string][] = []
  for (const name of res.getHeaderNames()) {
    const value = res.getHeader(name)
    if (Array.isArray(value)) for (const one of value) headers.push([name, one])
    else headers.push([name, String(value)])
  }
  return headers
}

/**
 * Records exchanges that are answered. What was not recorded did not happen: each is committed before its answer leaves. The
 * journal keeps the very bytes that are sent. When the journal fails, so does the request.
 */
export function recorder(options: RecorderOptions): (ctx: StepContext) => Promise<void> {
  const { from, to, journal, instance, kept = (request) => request } = options
  return async function record(ctx) {
    const { exchange } = ctx.state
    const sent = ctx.body instanceof Uint8Array && ctx.method !== 'HEAD' ? ctx.body : NO_BYTES
    const entry = await journal.record({
      at: exchange.at,
      direction: 'in',
      from,
      to,
      operation: exchange.operation,
      method: ctx.method,
      url: ctx.href,
      path: ctx.path + ctx.search,
      requestHeaders: headersOf(ctx.req),
      responseHeaders: answerHeaders(ctx),
      request: exchange.stored ?? kept(exchange.request, exchange.code),
      response: sent,
      requestContentType: ctx.req.headers['content-type'] ?? '',
      responseContentType: String(ctx.res.getHeader('content-type') ?? ''),
      status: ctx.status,
      durationMs: performance.now() - exchange.started,
      findings:
        exchange.findings.length + exchange.answerFindings.length === 0
          ? []
          : [
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
    ctx.res.setHeader(ENTRY_HEADER, entryHeader(instance, entry))
  }
}
