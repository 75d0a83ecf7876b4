import { isIP } from 'node:net'
import { connect, type ConnectionOptions, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import type { Clock } from '../../storage/clock.ts'
import { Refusal } from '../../storage/refusal.ts'

/** A certificate that a server shows. Times are ISO instants. */
export interface ShownCertificate {
  subject: string
  issuer: string
  validFrom: string
  validTo: string
  /** `DNS:…`, `IP Address:…` */
  names: string[]
}

/** What a connection over TLS is like (B-16, PD-09). */
export interface TlsReport {
  /** `TLSv1.2` */
  protocol: string
  cipher: string
  /** The server's own certificate first. */
  chain: ShownCertificate[]
  /** Until the server's certificate ends; negative when it has ended. */
  daysLeft: number
  /** Whether the system (or `ca`) trusts it for this host; if not, the reason as OpenSSL names it. */
  trusted: boolean
  distrust: string | null
  /** `unknown`: this program cannot offer TLS 1.1 itself, so nothing was proven. */
  tls11: 'refused' | 'served' | 'unknown'
}

export interface TlsCheckOptions {
  /** PEM certificates to trust instead of the system's. */
  ca?: string
  clock?: Clock
  /** For each of the two connections. @default 10_000 ms */
  timeoutMs?: number
}

const DAY_MS = 24 * 60 * 60 * 1000

const failed = (address: string, reason: string): Refusal =>
  new Refusal('TLS-NO-CONNECTION', {
    ru: `С ${address} не удалось соединиться по TLS: ${reason}. Проверьте адрес, порт и что служба запущена.`,
    en: `No TLS connection to ${address}: ${reason}. Check address, port and that the service runs.`,
  })

function endpointOf(address: string): { host: string; port: number } {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== 'https:')
    throw new Refusal('TLS-BAD-ADDRESS', {
      ru: 'Адрес должен начинаться с https:// и содержать имя узла.',
      en: 'The address has to start with https:// and name a host.',
    })
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) }
}

/** Connects, lets `look` at the connection and closes it. Nothing is sent over it. */
function connected<T>(
  options: ConnectionOptions,
  timeoutMs: number,
  look: (socket: TLSSocket) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => {
      resolve(look(socket))
      socket.end()
    })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the other end closed the connection')))
  })
}

const nameOf = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${[value].flat().join('+')}`)
    .join(', ')

function chainOf(first: DetailedPeerCertificate): ShownCertificate[] {
  const chain: ShownCertificate[] = []
  const seen = new Set<string>()
  // A self-signed certificate is its own issuer.
  for (
    let shown = first;
    shown?.fingerprint256 && !seen.has(shown.fingerprint256);
    shown = shown.issuerCertificate
  ) {
    seen.add(shown.fingerprint256)
    chain.push({
      subject: nameOf(shown.subject),
      issuer: nameOf(shown.issuer),
      validFrom: new Date(shown.valid_from).toISOString(),
      validTo: new Date(shown.valid_to).toISOString(),
      names: shown.subjectaltname?.split(', ') ?? [],
    })
  }
  return chain
}

/** The local OpenSSL says so itself, before anything is sent. */
const cannotOffer = (error: NodeJS.ErrnoException): boolean =>
  /NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|INTERNAL_ERROR|INVALID_PROTOCOL_VERSION/i.test(
    `${error.code ?? ''} ${error.message}`.replaceAll(' ', '_'),
  )

const isNetworkFailure = (error: NodeJS.ErrnoException): boolean =>
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(error.code ?? '') ||
  error.message.startsWith('no answer')

async function offerTls11(options: ConnectionOptions, timeoutMs: number): Promise<TlsReport['tls11']> {
  const old: ConnectionOptions = {
    ...options,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    // OpenSSL 3 does not even offer the old versions at its usual level of security.
    ciphers: 'DEFAULT:@SECLEVEL=0',
  }
  try {
    return await connected(old, timeoutMs, () => 'served' as const)
  } catch (error) {
    const reason = error as NodeJS.ErrnoException
    return cannotOffer(reason) || isNetworkFailure(reason) ? 'unknown' : 'refused'
  }
}

/**
 * Looks at the TLS of any `https` address without sending a request: what is negotiated, the certificates, whether they
 * are trusted, and whether TLS 1.1 is refused (B-16, PD-09).
 * @throws Refusal `TLS-BAD-ADDRESS`, `TLS-NO-CONNECTION`
 */
export async function checkTls(address: string, options: TlsCheckOptions = {}): Promise<TlsReport> {
  const { ca, clock = () => new Date(), timeoutMs = 10_000 } = options
  const { host, port } = endpointOf(address)
  const to: ConnectionOptions = {
    host,
    port,
    // Certificates that are not trusted are looked at all the same; an IP address is no server name (RFC 6066).
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  }
  const report = await connected(to, timeoutMs, (socket) => {
    const chain = chainOf(socket.getPeerCertificate(true))
    const distrust = socket.authorized ? null : String(socket.authorizationError)
    return { protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().name, chain, distrust }
  }).catch((error: Error) => {
    throw failed(address, error.message)
  })
  const end = Date.parse(report.chain[0]?.validTo ?? '')
  return {
    ...report,
    trusted: report.distrust === null,
    daysLeft: Math.floor((end - clock().getTime()) / DAY_MS),
    tls11: await offerTls11(to, timeoutMs),
  }
}
