import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type Koa from 'koa'
import { defaultPort } from './defaults.ts'
import { createHost, type BrokenRequest, type HostOptions } from './http/host.ts'
import { ensureCertificate } from './http/tls/certificate.ts'
import { readCertificate } from './http/tls/own-files.ts'
import type { Clock } from './storage/clock.ts'
import { Refusal } from './storage/refusal.ts'
import type { Workspace } from './storage/workspace.ts'

/** Where the bench listens: the port that was asked for or a free one, and HTTPS beside it. */

/** The certificate that HTTPS is served with: the user's own, or one that the bench makes (B-16). */
export async function tlsOf(workspace: Workspace, host: string, clock: Clock) {
  const { port, certificate, key } = workspace.document.value.tls
  const hosts = [...new Set([host, '127.0.0.1', 'localhost'])]
  return {
    port,
    certificate:
      certificate === ''
        ? await ensureCertificate(join(workspace.path, 'tls'), hosts, clock)
        : await readCertificate({ certificate, key }, clock),
  }
}

/** How many ports after the usual one are tried when nobody asked for a certain one. */
const portsToTry = 20

/** Takes the port that was asked for, or the usual one, or the next free one after it. */
export async function listen({
  port,
  log,
  ...options
}: {
  host: string
  port: number | undefined
  mounts: Koa.Middleware[]
  ownContinue(request: IncomingMessage): boolean
  broken(request: BrokenRequest): void
  tls?: HostOptions['tls']
  log(line: string): void
}) {
  const candidates =
    port === undefined ? Array.from({ length: portsToTry }, (_, index) => defaultPort + index) : [port]
  for (const [index, candidate] of candidates.entries()) {
    const server = createHost({ ...options, port: candidate, log: (error) => log(inFull(error)) })
    try {
      return { server, listening: await server.start() }
    } catch (error) {
      const busy = error instanceof Refusal && error.code === 'PORT-BUSY'
      if (!busy || index === candidates.length - 1) throw error
      log(`${error.text.ru} Пробуется следующий.`)
    }
  }
  throw new Error('unreachable: the last candidate either listens or throws')
}

/** An error as the log of the bench has it. */
export const inFull = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
