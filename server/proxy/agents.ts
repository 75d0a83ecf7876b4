import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * So long a connection waits for the next request. Shorter than what servers of the field wait (Apache and Node 5 s, IIS and
 * nginx more): one that closes at the very moment at which a request goes out would fail a POST that must not be sent twice.
 */
const IDLE_MS = 3_000

const shared = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 256, scheduling: 'lifo' } as const

/** Bytes that nobody asked for would be taken for the beginning of the next answer. */
const isClean = (socket: Duplex): boolean => socket.readableLength === 0

class PlainAgent extends HttpAgent {
  override keepSocketAlive(socket: Duplex): boolean {
    if (!isClean(socket)) return false
    const kept: unknown = super.keepSocketAlive(socket)
    return kept === true
  }
}

class SecureAgent extends HttpsAgent {
  override keepSocketAlive(socket: Duplex): boolean {
    if (!isClean(socket)) return false
    const kept: unknown = super.keepSocketAlive(socket)
    return kept === true
  }
}

export interface Agents {
  of(protocol: 'http:' | 'https:'): HttpAgent
  close(): void
}

/** Connections to the real sides, kept open between requests. */
export function createAgents(): Agents {
  const plain = new PlainAgent(shared)
  const secure = new SecureAgent(shared)
  return {
    of: (protocol) => (protocol === 'https:' ? secure : plain),
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

/** `192.0.2.7:51034`, brackets around an IPv6 address. */
export function peerOf({ remoteAddress, remotePort }: Socket): string | null {
  if (remoteAddress === undefined) return null
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`
}
