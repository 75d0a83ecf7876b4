import { calledOf, linkPath } from '../http/link-paths.ts'
import type { BrokenRequest } from '../http/host.ts'
import { maskHeaders } from '../journal/mask.ts'
import { peerOf } from './agents.ts'
import { faults } from './faults.ts'
import { targetOf } from './links.ts'
import type { Asked, Told } from './record.ts'
import type { Link } from './side-links.ts'

const REQUEST_LINE = /^(\S+)\s+(\S+)/
const HEADER_LINE = /^([^\s:]+)[ \t]*:[ \t]*(.*)$/

/** What opens a door, wherever it stands: of a head that is broken no name can be trusted. */
const CREDENTIAL = /\b(Basic|Bearer|Digest|Negotiate|NTLM)\s+\S+/gi
const SECRET_NAME = /^(?:proxy-)?authorization|^(?:set-)?cookie/i

const readable = (text: string): string => text.replace(CREDENTIAL, '$1 ***')

/** A head taken apart as far as it goes. A line that is no header belongs to the one before it, and is as secret. */
function headOf(packet: Uint8Array) {
  const [head = ''] = Buffer.from(packet).toString('latin1').split('\r\n\r\n')
  const [start = '', ...lines] = head.split(/\r?\n/)
  const headers: [string, string][] = []
  const shown = [readable(start)]
  let secret = false
  for (const line of lines) {
    const header = HEADER_LINE.exec(line)
    if (header) {
      const [masked] = maskHeaders([[header[1]!, header[2]!]])
      headers.push(masked!)
      secret = SECRET_NAME.test(header[1]!)
      shown.push(`${header[1]}: ${readable(masked![1])}`)
      continue
    }
    secret ||= SECRET_NAME.test(line)
    shown.push(secret ? '***' : readable(line))
  }
  const [, method = '', url = ''] = REQUEST_LINE.exec(start) ?? []
  return { method, url, headers, text: shown.join('\r\n') }
}

/**
 * What is recorded of a request that Node could not read: the bytes of its head as they came, without what opens a door, and
 * the answer of the host. The real side has heard nothing of it.
 * @returns `null` when the head does not name a link
 */
export function brokenExchange(
  { packet, reason, answer, socket }: BrokenRequest,
  linkOf: (id: string) => Link | undefined,
  at: Date,
): { asked: Asked; request: Uint8Array; told: Told } | null {
  const { method, url, headers, text } = headOf(packet)
  const called = calledOf(url)
  const link = called && linkOf(called.link)
  if (!called || !link) return null
  const target = targetOf(link, called.rest)
  const { message, code, status } = faults.brokenHead(reason)
  const [, answered = '400', words = ''] = /^HTTP\/1\.1 (\d+)[^\r]*\r\n([^]*?)\r\n\r\n/.exec(answer) ?? []
  return {
    asked: {
      at,
      link,
      own: false,
      method,
      path: linkPath(link.id) + called.rest,
      rest: called.rest,
      realPath: target.path,
      url: target.url,
      rawHeaders: headers.flat(),
      httpVersion: '',
      remote: peerOf(socket),
      recognised: null,
    },
    request: Buffer.from(text, 'latin1'),
    told: {
      status: Number(answered),
      headers: words
        .split('\r\n')
        .map((line) => HEADER_LINE.exec(line))
        .flatMap((header): [string, string][] => (header ? [[header[1]!, header[2]!]] : [])),
      body: { body: new Uint8Array(), kept: null },
      by: 'proxy',
      fault: { status, code, message },
      notes: [],
      durationMs: 0,
      connection: {
        reused: null,
        tls: null,
        timing: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
      },
      repeats: null,
    },
  }
}
