import { randomUUID } from 'node:crypto'
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Injection } from './injection.ts'
import { dropHeader, pairsOf } from './request-headers.ts'

/** Said by the bench to itself: which delivery of a request this is. Taken off before anybody else sees it. */
const DELIVERY_HEADER = 'x-obmen-delivery'

/** What a delivery was answered. */
export interface Delivered {
  status: number
  headers: [string, string][]
  body: Buffer
}

/** Headers of one connection only, and those that say how the body is framed. */
const OWN_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  DELIVERY_HEADER,
])

/** Sends a request that has come to the bench on to the bench, through a socket, as often as it is to arrive. */
export interface Deliveries {
  /**
   * @param injection what this delivery is marked with in the journal
   * Rejects when the connection fails.
   */
  deliver(request: IncomingMessage, body: Uint8Array, injection: Injection): Promise<Delivered>
  /** The injection of a request that is a delivery, with the header taken off. */
  taken(request: IncomingMessage): Injection | null
}

/** @param addresses where the bench listens */
export function createDeliveries(addresses: { plain(): string; secure(): string | null }): Deliveries {
  const under = new Map<string, Injection>()
  return {
    async deliver(request, body, injection) {
      const id = randomUUID()
      under.set(id, injection)
      const isSecure = request.socket instanceof TLSSocket
      const { hostname, port } = new URL((isSecure && addresses.secure()) || addresses.plain())
      const headers = pairsOf(request.rawHeaders).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
      headers.push([DELIVERY_HEADER, id])
      if (body.length > 0) headers.push(['Content-Length', String(body.length)])
      try {
        return await new Promise<Delivered>((resolve, reject) => {
          const send = isSecure ? secureRequest : plainRequest
          const outgoing = send(
            {
              host: hostname.replace(/^\[|\]$/g, ''),
              port,
              method: request.method,
              path: request.url,
              headers: headers.flat(),
              setHost: false,
              agent: false,
              // The certificate is our own.
              rejectUnauthorized: false,
            },
            (answer) => {
              const chunks: Buffer[] = []
              answer.on('data', (chunk: Buffer) => chunks.push(chunk))
              answer.once('error', reject)
              answer.once('end', () =>
                resolve({
                  status: answer.statusCode ?? 502,
                  headers: pairsOf(answer.rawHeaders),
                  body: Buffer.concat(chunks),
                }),
              )
            },
          )
          outgoing.once('error', reject)
          outgoing.end(body)
        })
      } finally {
        under.delete(id)
      }
    },
    taken(request) {
      const id = request.headers[DELIVERY_HEADER]
      const injection = typeof id === 'string' ? under.get(id) : undefined
      if (!injection) return null
      dropHeader(request, DELIVERY_HEADER)
      return injection
    },
  }
}
