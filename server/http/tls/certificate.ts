import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../../storage/clock.ts'

/** What a TLS server shows and signs with, PEM. */
export interface ServerCertificate {
  /** The certificate, followed by intermediate ones when the user's own file has them. */
  cert: string
  key: string
}

const DAY_MS = 24 * 60 * 60 * 1000
const VALID_MS = 365 * DAY_MS
/** A certificate is made anew when it ends so soon. */
const RENEW_MS = 7 * DAY_MS

const covers = (certificate: X509Certificate, host: string): boolean =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined

/** Whether a stored pair will do for some time and for all hosts. A file that is broken will not. */
function fits({ cert, key }: ServerCertificate, hosts: readonly string[], now: Date): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const left = Date.parse(certificate.validTo) - now.getTime()
    const begun = Date.parse(certificate.validFrom) <= now.getTime()
    return (
      begun &&
      left > RENEW_MS &&
      matchesKey(certificate, key) &&
      hosts.every((host) => covers(certificate, host))
    )
  } catch {
    return false
  }
}

/** @throws Error for a key that is none */
export const matchesKey = (certificate: X509Certificate, key: string): boolean =>
  certificate.checkPrivateKey(createPrivateKey(key))

async function make(hosts: readonly string[], now: Date): Promise<ServerCertificate> {
  // Needed once a year; the command line would load it at every start.
  const { generate } = await import('selfsigned')
  const made = await generate(
    [
      { name: 'commonName', value: hosts[0] ?? 'localhost' },
      { name: 'organizationName', value: 'Obmen' },
    ],
    {
      // RSA, because the oldest clients of 1C know nothing else.
      keyType: 'rsa',
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: new Date(now.getTime() - DAY_MS),
      notAfterDate: new Date(now.getTime() + VALID_MS),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: hosts.map((host) =>
            isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host },
          ),
        },
      ],
    },
  )
  return { cert: made.cert, key: made.private }
}

/** Written beside its place and renamed, so that a program that dies leaves no half of a file. */
async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  await writeFile(`${file}.new`, text, { mode })
  // The mode of `writeFile` is for new files only.
  await chmod(`${file}.new`, mode)
  await rename(`${file}.new`, file)
}

/**
 * The bench's own certificate (B-16): self-signed, in `folder` as `server.crt` and `server.key` (mode 0600). Made when
 * there is none, or it is broken, ends within a week, or lacks one of the hosts.
 * @param hosts names and IP addresses that clients call it by; the first one is its common name
 */
export async function ensureCertificate(
  folder: string,
  hosts: readonly string[],
  clock: Clock,
): Promise<ServerCertificate> {
  const [cert, key] = await readPair(folder, 'server')
  if (cert != null && key != null && fits({ cert, key }, hosts, clock())) return { cert, key }
  const made = await make(hosts, clock())
  await keep(folder, 'server', made)
  return made
}

async function keep(folder: string, name: string, { cert, key }: ServerCertificate): Promise<void> {
  await mkdir(folder, { recursive: true })
  await replaceFile(join(folder, `${name}.key`), key, 0o600)
  await replaceFile(join(folder, `${name}.crt`), cert, 0o644)
}

/** `null` for a file that is not there. */
const readPair = (folder: string, name: string): Promise<(string | null)[]> =>
  Promise.all(
    ['crt', 'key'].map((ending) => readFile(join(folder, `${name}.${ending}`), 'utf8').catch(() => null)),
  )

/** A file that is broken is no certificate that could have expired. */
function isExpired({ cert, key }: ServerCertificate, now: Date): boolean {
  try {
    const certificate = new X509Certificate(cert)
    return Date.parse(certificate.validTo) < now.getTime() && matchesKey(certificate, key)
  } catch {
    return false
  }
}

/**
 * A certificate that ended a month ago, in `folder` as `expired.crt` and `expired.key`, to see what a caller makes of it. It stays
 * the same, so that a caller may be told to trust it.
 * @param clock that of the machine: callers go by theirs
 */
export async function expiredCertificate(
  folder: string,
  hosts: readonly string[],
  clock: Clock,
): Promise<ServerCertificate> {
  const [cert, key] = await readPair(folder, 'expired')
  if (cert != null && key != null && isExpired({ cert, key }, clock())) return { cert, key }
  const made = await make(hosts, new Date(clock().getTime() - VALID_MS - 30 * DAY_MS))
  await keep(folder, 'expired', made)
  return made
}
