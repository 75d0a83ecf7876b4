import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionFacts } from '../journal/model.ts'

type Timing = ConnectionFacts['timing']

/** When what happened of one exchange with the real side; ms of `performance.now()`. */
export interface Stopwatch {
  /** Looks at a connection that is being made. */
  watch(outgoing: ClientRequest, socket: Socket): void
  /** The last byte of the request is out. */
  sent(): void
  /** The first byte of the answer is there. */
  heard(): void
  timing(): Timing
}

export function createStopwatch(): Stopwatch {
  const started = performance.now()
  let begun = started
  let sentAt: number | null = null
  let heardAt: number | null = null
  const parts: Pick<Timing, 'dns' | 'connect' | 'tls'> = { dns: null, connect: null, tls: null }

  return {
    watch(outgoing, socket) {
      begun = performance.now()
      if (outgoing.reusedSocket || !socket.connecting) return
      const measure = (part: keyof typeof parts) => () => {
        const now = performance.now()
        parts[part] = now - begun
        begun = now
      }
      socket.once('lookup', measure('dns')).once('connect', measure('connect'))
      socket.once('secureConnect', measure('tls'))
    },
    sent: () => void (sentAt ??= performance.now()),
    heard: () => void (heardAt ??= performance.now()),
    timing() {
      const end = performance.now()
      return {
        ...parts,
        send: sentAt === null ? null : Math.max(0, sentAt - begun),
        // An answer may begin before the whole request is out.
        wait: sentAt === null || heardAt === null ? null : Math.max(0, heardAt - sentAt),
        receive: heardAt === null ? null : end - heardAt,
      }
    },
  }
}
