import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { ConnectionFacts } from '../journal/model.ts'
import type { ProxyLink } from '../storage/document-schema.ts'
import { peerOf } from './agents.ts'
import { faultOf, faults, type WireNote } from './faults.ts'
import { targetOf } from './links.ts'
import { tlsFacts } from './tls-facts.ts'

/** What a look at the real side of a link has shown. */
export interface LinkCheck {
  reachable: boolean
  /** HTTP status of the answer to `HEAD`. */
  status: number | null
  server: string | null
  remote: string | null
  durationMs: number
  tls: ConnectionFacts['tls']
  failure: WireNote | null
}

const CHECK_MS = 10_000

/** Asks the address of a link for its head, which changes nothing there. Never rejects. */
export function checkLink(link: Pick<ProxyLink, 'address' | 'insecure'>): Promise<LinkCheck> {
  const target = targetOf(link, '')
  const send = target.protocol === 'https:' ? secureRequest : plainRequest
  const started = performance.now()
  const check: LinkCheck = {
    reachable: false,
    status: null,
    server: null,
    remote: null,
    durationMs: 0,
    tls: null,
    failure: null,
  }
  return new Promise((resolve) => {
    const outgoing = send({
      agent: false,
      host: target.host,
      port: target.port,
      path: target.path,
      method: 'HEAD',
      rejectUnauthorized: !link.insecure,
    })
    let connected = false
    const timer = setTimeout(() => {
      const fault = connected
        ? faults.answerTimeout(CHECK_MS)
        : faults.connectTimeout(target.authority, CHECK_MS)
      end({ failure: { code: fault.code, message: fault.message } })
    }, CHECK_MS)
    function end(seen: Partial<LinkCheck>): void {
      clearTimeout(timer)
      resolve({ ...check, ...seen, durationMs: performance.now() - started })
      outgoing.destroy()
    }
    outgoing.once('socket', (socket) => {
      const ready = (): void => {
        connected = true
        check.remote = peerOf(socket)
        check.tls = tlsFacts(socket)
      }
      socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', ready)
    })
    outgoing.once('response', ({ statusCode = null, headers }) =>
      end({ reachable: true, status: statusCode, server: headers['server']?.toString() ?? null }),
    )
    outgoing.on('error', (error) => {
      const { code, message } = faultOf(error, target.authority, { connected, bytes: false })
      end({ failure: { code, message } })
    })
    outgoing.end()
  })
}
