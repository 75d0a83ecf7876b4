import type { IncomingMessage, ServerResponse } from 'node:http'
import type Koa from 'koa'
import type { Journal } from '../journal/journal.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { ProxyLink } from '../storage/document-schema.ts'
import { Refusal } from '../storage/refusal.ts'
import { createAgents, peerOf } from './agents.ts'
import { createBodyCopy, type BodyCopy, type Copied } from './body-copy.ts'
import { checkLink, type LinkCheck } from './check.ts'
import { notes, type WireFault, type WireNote } from './faults.ts'
import { forward, usualPatience, type Forwarded, type Patience } from './forward.ts'
import { headerIn, pairsOf } from './headers.ts'
import { calledOf, localPath, PROXY_PREFIX, targetOf } from './links.ts'
import { createPlayback } from './playback.ts'
import { readRequest } from './reading.ts'
import { recogniseCall } from './recognise.ts'
import { askedOf, recordExchange, type Asked, type RecordDeps, type Told } from './record.ts'
import { createRecordings, type LinkCounts } from './recordings.ts'
import { refuse, type Refused } from './refuse.ts'

export { proxyMigrations } from './tables.ts'
export type { LinkCheck } from './check.ts'
export type { LinkCounts, LinkExchange } from './recordings.ts'

export interface ProxyDeps extends Omit<RecordDeps, 'recordings' | 'journal'> {
  db: Database
  journal: Pick<Journal, 'record' | 'entry' | 'body' | 'bodyStream'>
  changes: Changes
  clock: Clock
  /** Asked at every request, so that an edit works at once. */
  links(): readonly ProxyLink[]
  patience?: Patience
  /** Receives failures of recording: the exchange itself has gone through. */
  log(error: unknown): void
}

/** A link with what has gone through it. */
export interface LinkState extends ProxyLink, LinkCounts {
  /** Below the address of the bench. */
  path: string
}

/** The recording proxy: `/proxy/<link>/…` goes to a real system, or is answered out of what was recorded of it. */
export interface Proxy {
  middleware: Koa.Middleware
  /** Whether the proxy passes `Expect: 100-continue` on, so that nobody else answers it. */
  passesContinue(request: IncomingMessage): boolean
  state(): Promise<LinkState[]>
  /** @throws Refusal `PROXY-LINK-UNKNOWN` */
  check(link: string): Promise<LinkCheck>
  rewind(link: string): void
  /** Resolves when everything that has gone through is recorded. */
  recorded(): Promise<void>
  /** Forgets what was recorded; the journal forgets for itself. */
  clear(): Promise<void>
  close(): Promise<void>
}

const notSeen: Told['connection'] = {
  reused: null,
  tls: null,
  timing: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
}

const NOTHING: Copied = { body: new Uint8Array(), kept: null }

export function createProxy(deps: ProxyDeps): Proxy {
  const { bodies, journal, changes, clock, links, log, patience = usualPatience } = deps
  const agents = createAgents()
  const recordings = createRecordings(deps.db)
  const playback = createPlayback({ recordings, journal })
  const recordDeps: RecordDeps = { ...deps, recordings }
  /** Exchanges that run, and those that are being recorded. */
  const open = new Set<Promise<unknown>>()

  function keep<T>(work: Promise<T>): Promise<T> {
    open.add(work)
    const done = (): void => void open.delete(work)
    work.then(done, done)
    return work
  }

  /** Recorded in the background: the caller has its answer already. */
  function record(asked: Asked, requestCopy: Promise<Copied>, told: Promise<Told> | Told): void {
    void keep(
      (async () => {
        await recordExchange(asked, await requestCopy, await told, recordDeps)
        changes.publish({ area: 'proxy', id: asked.link.id })
      })().catch(log),
    )
  }

  interface Exchange {
    request: IncomingMessage
    response: ServerResponse
    asked: Asked
    started: number
    copy: BodyCopy
    /** The copy once the request has brought all it brings. */
    copied(): Promise<Copied>
  }

  /** What is said of the proxy's own word, when the real side has none. */
  function toldRefusal(
    { started }: Exchange,
    refused: Refused | null,
    fault: WireFault | null,
    seen: Pick<Forwarded, 'notes'> & Told['connection'],
  ): Told {
    const { reused, tls, timing } = seen
    return {
      status: refused?.status ?? null,
      headers: refused?.headers ?? [],
      body: refused ? { body: refused.body, kept: null } : NOTHING,
      by: refused ? 'proxy' : 'nobody',
      fault,
      notes: seen.notes,
      durationMs: performance.now() - started,
      connection: { reused, tls, timing },
      repeats: null,
    }
  }

  async function pass(exchange: Exchange): Promise<void> {
    const { request, response, asked, started, copy } = exchange
    const { link, rest } = asked
    const target = targetOf(link, rest)
    const seen = await forward({
      request,
      response,
      target,
      insecure: link.insecure,
      agents,
      patience,
      requestCopy: copy,
      responseCopy: (coding) => createBodyCopy(bodies, asked.method === 'HEAD' ? null : coding),
    })
    const durationMs = performance.now() - started
    const { head, fault, responseCopy, reused, tls, timing } = seen
    if (head) {
      const body = responseCopy!.end()
      const told = async (): Promise<Told> => ({
        status: head.status,
        headers: pairsOf(head.rawHeaders),
        body: await body,
        by: 'real',
        fault,
        notes: seen.notes,
        durationMs,
        connection: { reused, tls, timing },
        repeats: null,
      })
      return record(asked, exchange.copied(), told())
    }
    const isHere = !response.destroyed && response.writable
    if (isHere && link.mode === 'fallback' && (await play(exchange, { ...seen, fault }))) return
    const refused = isHere && fault ? refuse(request, response, fault) : null
    record(asked, exchange.copied(), toldRefusal(exchange, refused, fault, seen))
  }

  /**
   * Answers out of recordings.
   * @param seen what became of the attempt to reach the real side; `null` without one
   * @returns `false` when nothing was recorded and nothing was sent
   */
  async function play(exchange: Exchange, seen: Forwarded | null): Promise<boolean> {
    const { request, response, asked, started } = exchange
    const copied = await exchange.copied()
    const contentType = headerIn(asked.rawHeaders, 'content-type') ?? ''
    const body = { body: copied.body, contentType, coded: copied.kept !== null }
    const read = asked.recognised && (await readRequest(asked.recognised, body, deps))
    const { question, body: digest } = askedOf(asked, copied.body, read?.value ?? null)
    const found = await playback.next(asked.link.id, question, digest)
    if (!found) {
      if (seen) return false
      const message = await notRecorded(asked)
      const refused = refuse(request, response, message)
      const said: WireNote = { code: message.code, message: message.message }
      record(
        asked,
        Promise.resolve(copied),
        toldRefusal(exchange, refused, null, { ...notSeen, notes: [said] }),
      )
      return true
    }
    let failure: WireFault | null = null
    const played = await playback.play(found, response, asked.method).catch((error: unknown) => {
      log(error)
      response.destroy()
      failure = { status: 502, ...notes.playFailed(found.entry) }
      return null
    })
    record(asked, Promise.resolve(copied), {
      status: found.status,
      headers: played?.headers ?? [],
      body: { body: played?.body ?? NOTHING.body, kept: null },
      by: 'recording',
      fault: failure,
      notes: [...(seen?.fault ? [seen.fault] : []), notes.played(found.entry)].map(({ code, message }) => ({
        code,
        message,
      })),
      durationMs: performance.now() - started,
      connection: notSeen,
      repeats: found.entry,
    })
    return true
  }

  async function notRecorded({ link, method, rest }: Asked) {
    const nearest = await recordings.nearest(link.id, method, rest)
    const names = nearest.map((one) => `${one.method} ${one.path}`)
    return {
      status: 404,
      code: 'PROXY-NOT-RECORDED',
      message: {
        ru: `На такой запрос записанного ответа нет.${names.length > 0 ? ` Ближайшие записи: ${names.join('; ')}.` : ' Записей у связи нет: сначала пропустите обмен через прокси.'}`,
        en: `No answer to this request was recorded.${names.length > 0 ? ` Nearest: ${names.join('; ')}.` : ' The link has no recordings: let an exchange go through the proxy first.'}`,
      },
      members: {
        nearest: nearest.map(({ entry, ...one }) => ({ entry, method: one.method, path: one.path })),
      },
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse, link: ProxyLink, rest: string) {
    const started = performance.now()
    const { method = 'GET', url = '', rawHeaders, httpVersion } = request
    const target = targetOf(link, rest)
    const asked: Asked = {
      at: clock(),
      link,
      method,
      path: url,
      rest,
      url: target.url,
      rawHeaders,
      httpVersion,
      remote: peerOf(request.socket),
      recognised: recogniseCall(method, target.path),
    }
    const copy = createBodyCopy(bodies, headerIn(rawHeaders, 'content-encoding'))
    let copied: Promise<Copied> | null = null
    const exchange: Exchange = {
      request,
      response,
      asked,
      started,
      copy,
      // What comes after the real side has failed belongs to the record too.
      copied: () => (copied ??= bodyOver(request, patience.body).then(() => copy.end())),
    }
    if (link.mode !== 'playback') return pass(exchange)
    if (request.headers.expect !== undefined) response.writeContinue()
    request.on('data', (chunk: Buffer) => {
      const taken = copy.write(chunk)
      if (!taken) return
      request.pause()
      void taken.then(() => request.resume())
    })
    await play(exchange, null)
  }

  const linkOf = (id: string) => links().find((link) => link.id === id)

  return {
    async middleware(ctx, next) {
      const { req, res } = ctx
      const called = calledOf(req.url ?? '')
      if (!called) return next()
      ctx.respond = false
      const link = linkOf(called.link)
      if (!link) return void refuse(req, res, linkUnknown(called.link))
      await keep(serve(req, res, link, called.rest))
    },

    passesContinue: ({ url = '' }) => url.startsWith(`${PROXY_PREFIX}/`),

    state: () =>
      Promise.all(
        links().map(async (link) => ({
          ...link,
          path: localPath(link),
          ...(await recordings.counts(link.id)),
        })),
      ),

    check(id) {
      const link = linkOf(id)
      if (!link) throw new Refusal('PROXY-LINK-UNKNOWN', linkUnknown(id).message)
      return checkLink(link)
    },

    rewind: (link) => playback.rewind(link),

    async recorded() {
      while (open.size > 0) await Promise.allSettled(open)
    },

    clear: () => recordings.clear(),

    async close() {
      agents.close()
      await this.recorded()
    },
  }
}

const linkUnknown = (id: string) => ({
  status: 404,
  code: 'PROXY-LINK-UNKNOWN',
  message: {
    ru: `Связи «${id}» у прокси нет. Проверьте адрес или добавьте связь на экране «Прокси».`,
    en: `The proxy has no link "${id}". Check the address, or add the link on the screen "Proxy".`,
  },
})

/** Resolves when the request has brought all it brings, or has been silent for too long. */
function bodyOver(request: IncomingMessage, patienceMs: number): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(over, patienceMs)
    const moved = (): void => void timer.refresh()
    function over(): void {
      clearTimeout(timer)
      request.off('data', moved)
      resolve()
    }
    request.once('end', over).once('close', over).on('data', moved)
  })
}
