import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const REQUEST_LINE = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/
const HEADER_LINE = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/

/**
 * A request that Node's parser refused because its `Authorization` is cut into lines, as 1C's «Base64Строка» does: a line
 * of base64 stands where a header should. The request is put together again with the line breaks inside the value, so
 * that the ordinary chain can say what is wrong (`SITE-BAD-AUTH-HEADER`) and record it. It has no body.
 * @param packet bytes that the parser had when it gave up
 * @returns `null` when the request is broken in another way
 */
export function repairBrokenHead(packet: Uint8Array, socket: Socket): IncomingMessage | null {
  const [head = ''] = Buffer.from(packet).toString('latin1').split('\r\n\r\n')
  const [start = '', ...lines] = head.split(/\r?\n/)
  const target = REQUEST_LINE.exec(start)
  if (!target) return null

  const headers: [string, string][] = []
  let repaired = false
  for (const line of lines) {
    const header = HEADER_LINE.exec(line)
    if (header) {
      headers.push([header[1]!, header[2]!.trimEnd()])
      continue
    }
    const last = headers.at(-1)
    if (last?.[0].toLowerCase() !== 'authorization') return null
    last[1] += `\r\n${line}`
    repaired = true
  }
  if (!repaired) return null

  const request = new IncomingMessage(socket)
  request.method = target[1]
  request.url = target[2]
  request.httpVersion = '1.1'
  request.rawHeaders = headers.flat()
  for (const [name, value] of headers) request.headers[name.toLowerCase()] ??= value
  delete request.headers['content-length']
  delete request.headers['content-encoding']
  // Node takes an incomplete request for an aborted one and closes its socket.
  request.complete = true
  request.push(null)
  return request
}
