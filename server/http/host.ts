import { createServer, ServerResponse, STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import Koa from 'koa'
import { Refusal } from '../storage/refusal.ts'
import { repairBrokenHead } from './broken-head.ts'
import type { ServerCertificate } from './tls/certificate.ts'

/** A request that Node could not read, with what it was answered. */
export interface BrokenRequest {
  /** Bytes that the parser had when it gave up. */
  packet: Uint8Array
  /** What the parser said. */
  reason: string
  /** The answer as it went out. */
  answer: string
  socket: Socket
}

export interface HostOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** The same mounts over HTTPS too, at the same `host` and a port of its own (B-16); 0 takes a free one. */
  tls?: {
    port: number
    certificate: ServerCertificate
    /** The certificate for one connection, asked before its handshake. @default the usual one */
    certificateFor?(socket: Socket, usual: ServerCertificate): ServerCertificate
  }
  /** In order; each answers what is its own and passes the rest on. */
  mounts: readonly Koa.Middleware[]
  /** How long `stop` waits for running requests before it cuts them. @default 10_000 ms */
  graceMs?: number
  /** Receives defects that no middleware turned into an answer. @default console.error */
  log?(error: unknown): void
  /** Whether a mount says `100 Continue` to this request by itself. @default none does, the host says it */
  ownContinue?(request: IncomingMessage): boolean
  /** Told of every request that was no HTTP, once it is answered. */
  broken?(request: BrokenRequest): void
}

export interface Listening {
  /** Without a slash at the end. */
  address: string
  port: number
}

export interface Host {
  /** @throws Refusal `PORT-BUSY`, `TLS-PORT-BUSY`, `ADDRESS-REFUSED`; then nothing listens */
  start(): Promise<Listening & { tls: Listening | null }>
  /** Takes no new connections, finishes running requests, ends event streams, then closes. */
  stop(): Promise<void>
}

const listenRefusals: Readonly<Record<string, (host: string, port: number) => Refusal>> = {
  'https EADDRINUSE': (host, port) =>
    new Refusal('TLS-PORT-BUSY', {
      ru: `Порт HTTPS ${port} на ${host} занят другой программой. Выберите другой в настройках.`,
      en: `The HTTPS port ${port} on ${host} is in use by another program. Choose another in the settings.`,
    }),
  EADDRINUSE: (host, port) =>
    new Refusal('PORT-BUSY', {
      ru: `Порт ${port} на ${host} занят другой программой. Выберите другой: --port N или в настройках.`,
      en: `Port ${port} on ${host} is in use by another program. Choose another: --port N or in the settings.`,
    }),
  EACCES: (host, port) =>
    new Refusal('ADDRESS-REFUSED', {
      ru: `Система не даёт занять порт ${port} на ${host}. Выберите порт больше 1023.`,
      en: `The system does not let port ${port} on ${host} be taken. Choose a port above 1023.`,
    }),
  EADDRNOTAVAIL: (host) =>
    new Refusal('ADDRESS-REFUSED', {
      ru: `Адреса ${host} на этой машине нет. Укажите 127.0.0.1 или адрес одной из её сетей.`,
      en: `This machine has no address ${host}. Give 127.0.0.1 or the address of one of its networks.`,
    }),
}

const urlOf = (scheme: string, { address, family, port }: AddressInfo): string =>
  `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`

/** Told by the answer or, when its headers were written past `setHeader`, by the request. */
const isEventStream = (response: ServerResponse): boolean =>
  [response.getHeader('content-type'), response.req.headers.accept].some((type) =>
    String(type ?? '').startsWith('text/event-stream'),
  )

/** The other end closed the connection first: a page that was left, a stopped 1C. No defect of ours. */
const peerLeft = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'])

/** TLS 1.2 and 1.3 and nothing older (PD-09). */
const secureVersions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const

/** A connection that is opened and stays silent does not hold up the stop for longer. */
const HANDSHAKE_MS = 10_000

/**
 * Node gives a whole request five minutes (`requestTimeout`, https://nodejs.org/api/http.html#serverrequesttimeout): a catalogue
 * of a gigabyte in one POST over a slow line takes longer (commerceml section 4.2), so a body takes as long as it comes. The
 * minute for headers is told because Node shortens it to `requestTimeout`, here to none. A connection may rest for longer than a
 * caller keeps one: after Node's five seconds a request often meets the close of its connection half-way, and is lost.
 */
const patience = { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000 } as const

/** Binds a server. */
function listen(
  server: NetServer,
  scheme: 'http' | 'https',
  host: string,
  port: number,
  log: (error: unknown) => void,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        listenRefusals[`${scheme} ${error.code}`]?.(host, port) ??
          listenRefusals[error.code ?? '']?.(host, port) ??
          error,
      ),
    )
    server.listen(port, host, () => {
      server.removeAllListeners('error').on('error', log)
      const bound = server.address() as AddressInfo
      resolve({ address: urlOf(scheme, bound), port: bound.port })
    })
  })
}

/** One Koa on a Node server, or on two when TLS is wanted, with a stop that loses nothing that was begun. */
export function createHost(options: HostOptions): Host {
  const { host, port, tls, mounts, graceMs = 10_000, log = console.error, ownContinue, broken } = options
  /**
   * Answers that are being made, each in a place that is used again. A set that takes and gives for every request leaves a dead
   * table behind now and then, and what is old and dead keeps whatever it names from the collection of young objects.
   */
  const open: (ServerResponse | null)[] = []
  const free: number[] = []
  /** Connections that brought no request yet: callers open them in reserve, and Node does not take them for idle ones. */
  const unused = new Set<Socket>()
  let stopping = false

  const app = new Koa()
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!peerLeft.has(error.code ?? '')) log(error)
  })
  app.use(async function gate(ctx, next) {
    if (!stopping) return next()
    // A connection that was kept open brought another request.
    ctx.status = 503
    ctx.set({ Connection: 'close', 'Retry-After': '5' })
    ctx.body = STATUS_CODES[503]
  })
  for (const mount of mounts) app.use(mount)
  const handle = app.callback()

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const place = free.pop() ?? open.length
    open[place] = response
    unused.delete(request.socket)
    response.once('close', () => {
      open[place] = null
      free.push(place)
      if (stopping) setImmediate(() => servers.forEach((server) => server.closeIdleConnections()))
    })
    void handle(request, response)
  }

  function refuseBroken(error: NodeJS.ErrnoException & { rawPacket?: Buffer }, duplex: Duplex): void {
    const socket = duplex as Socket & { _httpMessage?: unknown }
    // Nobody is there any more, or an earlier answer of the connection is still being written.
    const gone = !socket.writable || error.code === 'ECONNRESET' || Boolean(socket._httpMessage)
    // A handshake that failed: there is nothing that an answer could be sent over.
    if (gone || error.code?.startsWith('ERR_SSL_')) return void socket.destroy()
    const repaired = error.rawPacket && repairBrokenHead(error.rawPacket, socket)
    if (!repaired) {
      const refusal = plainRefusal(error.code)
      socket.end(refusal)
      if (error.rawPacket)
        broken?.({ packet: error.rawPacket, reason: error.message, answer: refusal, socket })
      return
    }
    const response = new ServerResponse(repaired)
    response.assignSocket(socket)
    response.shouldKeepAlive = false
    response.once('finish', () => socket.end())
    answer(repaired, response)
  }

  const plain: Server = createServer(patience, answer)
  const secure: SecureServer | null = tls
    ? createSecureServer(
        { ...tls.certificate, ...secureVersions, ...patience, handshakeTimeout: HANDSHAKE_MS },
        answer,
      )
    : null
  if (tls?.certificateFor && secure) chooseCertificate(secure, tls.certificate, tls.certificateFor)
  const servers = secure ? [plain, secure] : [plain]
  for (const server of servers) {
    server.on(server === secure ? 'secureConnection' : 'connection', (socket: Socket) => {
      unused.add(socket)
      socket.once('close', () => unused.delete(socket))
    })
    server.on('clientError', refuseBroken)
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (!ownContinue?.(request)) response.writeContinue()
      answer(request, response)
    })
  }

  /** Takes no new connections; running ones end by themselves or are cut. */
  function close(server: Server): Promise<void> {
    if (!server.listening) return Promise.resolve()
    return new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), graceMs)
      // Closes idle connections at once and the others as their answers end.
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
    })
  }

  return {
    async start() {
      const listening = await listen(plain, 'http', host, port, log)
      if (!tls || !secure) return { ...listening, tls: null }
      try {
        return { ...listening, tls: await listen(secure, 'https', host, tls.port, log) }
      } catch (error) {
        await close(plain)
        throw error
      }
    },

    async stop() {
      stopping = true
      const closing = servers.map(close)
      // One that has sent something is amid its first request.
      for (const socket of unused) if (socket.bytesRead === 0) socket.destroy()
      for (const response of open) {
        if (!response) continue
        if (isEventStream(response)) response.end()
        else if (!response.headersSent) response.setHeader('Connection', 'close')
      }
      await Promise.all(closing)
    },
  }
}

/** Node makes a connection a secure one in its own listener, with the context that the server has then. */
function chooseCertificate(
  server: SecureServer,
  usual: ServerCertificate,
  certificateFor: (socket: Socket, usual: ServerCertificate) => ServerCertificate,
): void {
  let current = usual
  server.prependListener('connection', (socket: Socket) => {
    const next = certificateFor(socket, usual)
    if (next !== current) server.setSecureContext({ ...next, ...secureVersions })
    current = next
  })
}

const plainStatuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** The answer to what is no HTTP at all. */
function plainRefusal(code: string | undefined): string {
  const status = plainStatuses[code ?? ''] ?? 400
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
}
