import { mkdtemp, rm } from 'node:fs/promises'
import {
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type RequestListener,
} from 'node:http'
import { createServer as createNetServer, Socket, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createHost } from '../../server/http/host.ts'
import type { ServerCertificate } from '../../server/http/tls/certificate.ts'
import type { ExchangeDraft, Journal } from '../../server/journal/journal.ts'
import type { JournalEntry } from '../../server/journal/model.ts'
import { emptyMappings } from './proxy-mappings.ts'
import { createResolver } from '../../server/mappings/resolve.ts'
import type { Patience } from '../../server/proxy/forward.ts'
import { createProxy, proxyMigrations, type ProxyDeps } from '../../server/proxy/proxy.ts'
import { createBodies, type StoredBody } from '../../server/storage/bodies.ts'
import { openDatabase } from '../../server/storage/database.ts'
import type { Link } from '../../server/proxy/side-links.ts'

/** The proxy by itself: a host, a bodies folder, and a journal that keeps what it is told. */

export const link = (address: string, change: Partial<Link> = {}): Link => ({
  id: 'real',
  name: 'Настоящая',
  address,
  from: 'onec',
  to: 'site',
  mode: 'forward',
  insecure: false,
  side: null,
  title: null,
  ...change,
})

export interface ProxyBenchOptions {
  patience?: Partial<Patience>
  tls?: ServerCertificate
  mappings?: ProxyDeps['mappings']
  links: Link[]
}

const patience: Patience = { connect: 5_000, answer: 20_000, head: 20_000, body: 20_000 }

export async function openProxy(options: ProxyBenchOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-proxy-'))
  const bodies = createBodies(join(folder, 'bodies'))
  const db = await openDatabase(join(folder, 'obmen.db'), [proxyMigrations])
  const entries: ExchangeDraft[] = []
  const failures: unknown[] = []
  const bytesOf = async (body: Uint8Array | StoredBody) =>
    body instanceof Uint8Array ? body : bodies.get(body.sha256)
  const sizeOf = (body: Uint8Array | StoredBody) => (body instanceof Uint8Array ? body.length : body.bytes)

  const journal: Pick<Journal, 'record' | 'entry' | 'body' | 'bodyStream'> = {
    record: (draft) => Promise.resolve(entries.push(draft)),
    async entry(id) {
      const draft = entries[id - 1]
      if (!draft) return null
      const { request, response, ...plain } = draft
      return {
        ...plain,
        at: draft.at.toISOString(),
        request: { contentType: draft.requestContentType, ...(request instanceof Uint8Array ? {} : request) },
        response: response instanceof Uint8Array ? null : { sha256: response.sha256 },
      } as unknown as JournalEntry
    },
    async body(id, part) {
      const draft = entries[id - 1]
      return draft ? { bytes: await bytesOf(draft[part]), contentType: '' } : null
    },
    async bodyStream(id, part) {
      const draft = entries[id - 1]
      if (!draft || sizeOf(draft[part]) === 0) return null
      return {
        stream: Readable.from([await bytesOf(draft[part])]),
        bytes: sizeOf(draft[part]),
        contentType: '',
      }
    },
  }
  const proxy = createProxy({
    db,
    journal,
    bodies,
    mappings: options.mappings ?? createResolver(emptyMappings),
    changes: { publish: () => {}, subscribe: () => () => {} },
    clock: () => new Date('2026-11-26T09:00:00Z'),
    instance: 'the-bench',
    links: () => options.links,
    reader: () => 'lenient',
    readOptions: () => ({ zone: 'Europe/Moscow', now: new Date('2026-11-26T09:00:00Z') }),
    patience: { ...patience, ...options.patience },
    log: (error) => failures.push(error),
  })
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [proxy.middleware],
    ownContinue: proxy.passesContinue,
    broken: proxy.broken,
    graceMs: 100,
    log: (error) => failures.push(error),
    ...(options.tls ? { tls: { port: 0, certificate: options.tls } } : {}),
  })
  const { address, port, tls } = await host.start()
  return {
    proxy,
    options,
    port,
    /** Of the first link. */
    address: `${address}/proxy/${options.links[0]!.id}`,
    secureAddress: tls && `${tls.address}/proxy/${options.links[0]!.id}`,
    failures,
    /** Everything recorded so far. */
    async entries() {
      await proxy.recorded()
      return entries
    },
    async lastEntry() {
      await proxy.recorded()
      return entries.at(-1)!
    },
    bytesOf,
    /** An entry that came into the journal without the proxy. */
    imported: (draft: ExchangeDraft) => entries.push(draft),
    async stop() {
      await host.stop()
      await proxy.close()
      await db.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type ProxyBench = Awaited<ReturnType<typeof openProxy>>

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A real side that speaks HTTP. */
export async function realSide(listener: RequestListener) {
  const server = createHttpServer({ keepAliveTimeout: 60_000 }, listener)
  let connections = 0
  server.on('connection', () => connections++)
  return {
    address: await listening(server),
    server,
    connections: () => connections,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A real side that does to its connection what it likes, once the head of a request is there. */
export async function rawSide(act: (socket: Socket, head: string) => void) {
  const sockets = new Set<Socket>()
  const server = createNetServer((socket) => {
    sockets.add(socket)
    let seen = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const before = seen.includes('\r\n\r\n')
      seen += chunk.toString('latin1')
      if (!before && seen.includes('\r\n\r\n')) act(socket, seen)
    })
  })
  return {
    address: await listening(server),
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface Heard {
  status: number
  rawHeaders: string[]
  headers: IncomingMessage['headers']
  trailers: string[]
  body: Buffer
  /** The body ended as its framing says. */
  whole: boolean
  informational: number[]
}

export interface Ask {
  method?: string
  /** Names and values in turn. */
  headers?: string[]
  body?: Uint8Array | Uint8Array[]
  /** Sends the body only when it is told to. */
  expect?: boolean
}

/** Asks with `node:http`, whose headers stay as they are given, and waits for whatever comes. */
export function ask(
  url: string,
  { method = 'GET', headers = [], body, expect = false }: Ask = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const informational: number[] = []
    const target = new URL(url)
    const outgoing = request({
      agent: false,
      host: target.hostname,
      port: target.port,
      path: target.pathname + target.search,
      method,
      headers: ['Host', target.host, ...headers],
      setHost: false,
    })
    const chunks = body === undefined ? [] : [body].flat()
    const send = () => {
      for (const chunk of chunks) outgoing.write(chunk)
      outgoing.end()
    }
    outgoing.on('information', ({ statusCode }) => informational.push(statusCode))
    if (expect) outgoing.on('continue', send)
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      const parts: Buffer[] = []
      const done = () =>
        resolve({
          status: answer.statusCode ?? 0,
          rawHeaders: answer.rawHeaders,
          headers: answer.headers,
          trailers: answer.rawTrailers,
          body: Buffer.concat(parts),
          whole: answer.complete,
          informational,
        })
      answer.on('data', (chunk: Buffer) => parts.push(chunk))
      answer.on('error', done).on('end', done)
    })
    if (expect) outgoing.flushHeaders()
    else send()
  })
}

/** What has come over a raw connection until it was closed, and how that was. */
export function askRaw(port: number, text: string): Promise<{ text: string; reset: boolean }> {
  return new Promise((resolve) => {
    let heard = ''
    let reset = false
    const socket = new Socket()
    socket.connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', () => (reset = true))
    socket.on('close', () => resolve({ text: heard, reset }))
  })
}

export const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
