import type { Socket } from 'node:net'
import type { ServerCertificate } from '../http/tls/certificate.ts'
import type { Journal } from '../journal/journal.ts'
import type { FaultMark } from '../journal/model.ts'
import type { Clock } from '../storage/clock.ts'
import type { FaultRule } from './model.ts'
import type { RulesAtWork } from './rules-at-work.ts'

export interface ExpiredTlsDeps {
  rules: Pick<RulesAtWork, 'standing' | 'count'>
  journal: Pick<Journal, 'record'>
  clock: Clock
  httpsAddress(): string | null
  /** A certificate that has expired, with its key. */
  certificate(): Promise<ServerCertificate>
  hit(): void
  log(error: unknown): void
}

/** Shows an expired certificate to whoever connects while a rule says so. */
export interface ExpiredTls {
  /** Makes the certificate when a rule may want it, so that it is there when the next connection comes. */
  prepare(): Promise<void>
  /** What a connection is to be shown, asked before its handshake. @param usual what it is shown otherwise */
  certificateFor(socket: Socket, usual: ServerCertificate): ServerCertificate
  /** What is to be said of the requests of a connection, `null` when its certificate was the usual one. */
  markOf(socket: Socket): FaultMark | null
}

const shown = (rule: FaultRule): FaultMark => ({
  rule: rule.id,
  name: rule.name,
  kind: rule.fault.kind,
  done: {
    ru: 'при соединении показан просроченный сертификат',
    en: 'an expired certificate was shown when the connection was made',
  },
})

const remoteOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress}:${remotePort}`

export function createExpiredTls(deps: ExpiredTlsDeps): ExpiredTls {
  const { rules, journal, clock } = deps
  let expired: ServerCertificate | null = null
  /** Whoever switches the rule on and whoever follows the document want it at the same time: two makers would overwrite each other. */
  let making: Promise<ServerCertificate> | null = null
  /** Connections that were shown it, by the other end, with what they have asked. */
  const connections = new Map<string, { mark: FaultMark; asked: boolean }>()

  /** Whoever takes no such certificate leaves without a request: that is all there is to record. */
  async function recordRefused(remote: string, at: Date, mark: FaultMark): Promise<void> {
    await journal.record({
      at,
      direction: 'in',
      from: null,
      to: null,
      operation: null,
      method: 'TLS',
      url: deps.httpsAddress() ?? '',
      path: '/',
      requestHeaders: [],
      responseHeaders: [],
      request: new Uint8Array(),
      response: new Uint8Array(),
      requestContentType: '',
      responseContentType: '',
      status: null,
      durationMs: clock().getTime() - at.getTime(),
      findings: [],
      replacements: [],
      code: 'TLS-EXPIRED',
      subject: null,
      requestId: null,
      failure: 'Вызывающая сторона увидела просроченный сертификат и ушла без запроса.',
      repeats: null,
      connection: {
        remote,
        httpVersion: null,
        reused: null,
        tls: null,
        timing: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
        notes: [],
      },
      faults: [mark],
    })
  }

  return {
    async prepare() {
      if (expired || !rules.standing('expired-tls')) return
      making ??= deps.certificate().finally(() => (making = null))
      expired = await making
    },
    certificateFor(socket, usual) {
      const rule = expired && rules.standing('expired-tls')
      if (!rule || !expired) return usual
      const remote = remoteOf(socket)
      const connection = { mark: shown(rule), asked: false }
      const at = clock()
      connections.set(remote, connection)
      rules.count(rule.id)
      deps.hit()
      socket.once('close', () => {
        connections.delete(remote)
        if (!connection.asked) recordRefused(remote, at, connection.mark).catch(deps.log)
      })
      return expired
    },
    markOf(socket) {
      const connection = connections.get(remoteOf(socket))
      if (!connection) return null
      connection.asked = true
      return connection.mark
    },
  }
}
