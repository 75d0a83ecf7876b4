import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Text } from '../contracts/text.ts'

export interface ProxyProblem {
  status: number
  code: string
  message: Text
  /** Members of its own. */
  members?: Record<string, unknown>
}

/** What the proxy itself answered. */
export interface Refused {
  status: number
  headers: [string, string][]
  body: Uint8Array
}

/** So long a caller that still sends its body may take until it reads the refusal. */
const LINGER_MS = 5_000

/** What the proxy says for itself, as problem details (RFC 9457). */
export function refusalOf({ status, code, message, members }: ProxyProblem): Refused {
  const title = STATUS_CODES[status]
  const said = { type: 'about:blank', title, status, code, detail: message.ru, detail_en: message.en }
  const body = Buffer.from(JSON.stringify({ ...said, ...members }))
  const headers: [string, string][] = [
    ['Content-Type', 'application/problem+json; charset=utf-8'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ]
  return { status, headers, body }
}

/**
 * Sends a refusal. The connection ends with it, but not before the caller has sent what it is sending (RFC 9112 §9.6: a reset
 * would take the refusal away from it).
 * @param more headers that only this caller is told
 */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Refused,
  more: readonly [string, string][] = [],
): void {
  response.writeHead(status, [...headers, ...more].flat())
  // A caller that waits for `100 Continue` sends nothing more.
  if (request.complete || request.headers.expect !== undefined) response.end(body)
  else {
    response.write(body)
    const timer = setTimeout(() => response.end(), LINGER_MS)
    const end = (): void => {
      clearTimeout(timer)
      response.end()
    }
    request.once('end', end).once('close', end)
    request.resume()
  }
}
