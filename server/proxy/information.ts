import type { InformationEvent, ServerResponse } from 'node:http'
import { pairsOf } from './headers.ts'

/**
 * Passes a 1xx answer on (RFC 9110 §15.2): `100 Continue` is what a caller with `Expect` waits for. Node writes the others
 * only in forms of its own, so they go out as they came.
 */
export function relayInformation(head: InformationEvent, response: ServerResponse): void {
  if (response.headersSent || !response.socket || response.req.httpVersion === '1.0') return
  if (head.statusCode === 100) return response.writeContinue()
  const lines = pairsOf(head.rawHeaders as unknown as string[]).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  response.socket.write(
    `HTTP/1.1 ${head.statusCode} ${head.statusMessage}\r\n${lines.join('')}\r\n`,
    'latin1',
  )
}
