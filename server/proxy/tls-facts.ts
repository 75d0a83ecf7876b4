import { TLSSocket, type PeerCertificate } from 'node:tls'
import type { Socket } from 'node:net'
import type { ConnectionFacts } from '../journal/model.ts'

type TlsFacts = ConnectionFacts['tls']

const nameOf = (fields: PeerCertificate['subject'] | undefined): string =>
  Object.entries(fields ?? {})
    .map(([name, value]) => `${name}=${[value].flat().join('+')}`)
    .join(', ')

const instantOf = (text: string): string => {
  const time = Date.parse(text)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}

/** Of a connection that stays open they are asked for once. */
const known = new WeakMap<Socket, TlsFacts>()

/** What a connection over TLS shows of the real side; `null` for plain HTTP and before the handshake is over. */
export function tlsFacts(socket: Socket): TlsFacts {
  if (!(socket instanceof TLSSocket)) return null
  const before = known.get(socket)
  if (before) return before
  const protocol = socket.getProtocol()
  const shown = socket.getPeerCertificate()
  if (!protocol) return null
  const facts = {
    protocol,
    cipher: socket.getCipher()?.name ?? '',
    authorized: socket.authorized,
    subject: nameOf(shown?.subject),
    issuer: nameOf(shown?.issuer),
    validTo: instantOf(shown?.valid_to ?? ''),
  }
  known.set(socket, facts)
  return facts
}
