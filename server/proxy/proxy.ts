import type { IncomingMessage } from 'node:http'
import type Koa from 'koa'
import type { BrokenRequest } from '../http/host.ts'
import { calledOf, linkPath, PROXY_PREFIX } from '../http/link-paths.ts'
import type { Journal } from '../journal/journal.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Refusal } from '../storage/refusal.ts'
import { adopt, type Adopted } from './adoption.ts'
import { createAgents } from './agents.ts'
import type { Copied } from './body-copy.ts'
import { brokenExchange } from './broken-request.ts'
import { checkLink, type LinkCheck } from './check.ts'
import { usualPatience, type Patience } from './forward.ts'
import { createPlayback } from './playback.ts'
import { recordExchange, type Asked, type RecordDeps, type Told } from './record.ts'
import { createRecordings, type LinkCounts } from './recordings.ts'
import { refusalOf, sendRefusal } from './refuse.ts'
import { createServing } from './serving.ts'
import type { Link } from './side-links.ts'
import { createTurns } from './turns.ts'

export { proxyMigrations } from './tables.ts'
export type { Adopted } from './adoption.ts'
export type { LinkCheck } from './check.ts'
export type { LinkCounts, LinkExchange } from './recordings.ts'
export { allLinks } from './side-links.ts'

export interface ProxyDeps extends Omit<RecordDeps, 'recordings' | 'journal' | 'bodies'> {
  bodies: Parameters<typeof createServing>[0]['bodies']
  db: Database
  journal: Pick<Journal, 'record' | 'entry' | 'body' | 'bodyStream'>
  changes: Changes
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /** Asked at every request, so that an edit works at once. */
  links(): readonly Link[]
  patience?: Patience
  /** Receives failures of recording: the exchange itself has gone through. */
  log(error: unknown): void
}

/** A link with what has gone through it. */
export interface LinkState extends Link, LinkCounts {
  /** Below the address of the bench. */
  path: string
}

/** The recording proxy: `/proxy/<link>/…` goes to a real system, or is answered out of what was recorded of it. */
export interface Proxy {
  middleware: Koa.Middleware
  /** Whether the proxy passes `Expect: 100-continue` on, so that nobody else answers it. */
  passesContinue(request: IncomingMessage): boolean
  /** Records a request that Node could not read, when it names a link. */
  broken(request: BrokenRequest): void
  state(): Promise<LinkState[]>
  /** @throws Refusal `PROXY-LINK-UNKNOWN` */
  check(link: string): Promise<LinkCheck>
  rewind(link: string): void
  /** Lets a link play entries of the journal, however they came into it. @throws Refusal `PROXY-LINK-UNKNOWN` */
  adopt(link: string, entries: readonly number[]): Promise<Adopted>
  /** Takes back what was adopted. @returns how many there were */
  release(link: string): Promise<number>
  /** Resolves when everything that has gone through is recorded. */
  recorded(): Promise<void>
  /** Forgets what was recorded; the journal forgets for itself. */
  clear(): Promise<void>
  close(): Promise<void>
}

/**
 * Exchanges of others wait so long for one another until they are recorded: a transaction costs more than a row, and what it
 * takes is taken from the exchanges that go through meanwhile.
 */
const GATHER_MS = 20

/** Callers of a while go on together; `now` lets them go before its own caller does. */
function gathering(ms: number): { wait(): Promise<void>; now(): Promise<void> } {
  let next: { promise: Promise<void>; go(): void } | null = null
  return {
    wait() {
      if (next) return next.promise
      let go = (): void => {}
      const promise = new Promise<void>((resolve) => {
        go = () => {
          clearTimeout(timer)
          next = null
          resolve()
        }
        const timer = setTimeout(go, ms)
      })
      next = { promise, go }
      return promise
    },
    async now() {
      next?.go()
    },
  }
}

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

  const gathered = gathering(GATHER_MS)
  const takeTurn = createTurns()

  /** Whoever does not wait for the number has given the caller its answer already. */
  const record = (asked: Asked, requestCopy: Promise<Copied>, told: Told): Promise<number | null> =>
    keep(
      (async () => {
        await (asked.own ? gathered.now() : gathered.wait())
        const copied = await requestCopy
        const turn = takeTurn()
        const entry = await recordExchange(asked, copied, told, turn, recordDeps).finally(turn.pass)
        changes.publish({ area: 'proxy', id: asked.link.id })
        return entry
      })().catch((error: unknown) => {
        log(error)
        return null
      }),
    )

  const serve = createServing({ ...deps, bodies, agents, patience, playback, recordings, record, log })

  const linkOf = (id: string) => links().find((link) => link.id === id)

  function known(id: string): Link {
    const link = linkOf(id)
    if (!link) throw new Refusal('PROXY-LINK-UNKNOWN', linkUnknown(id).message)
    return link
  }

  return {
    async middleware(ctx, next) {
      const { req, res } = ctx
      const called = calledOf(req.url ?? '')
      if (!called) return next()
      ctx.respond = false
      const link = linkOf(called.link)
      if (!link) return sendRefusal(req, res, refusalOf(linkUnknown(called.link)))
      await keep(
        serve(req, res, link, called).catch((error: unknown) => {
          log(error)
          if (!res.writableEnded) res.destroy()
        }),
      )
    },

    passesContinue: ({ url = '' }) => url.startsWith(`${PROXY_PREFIX}/`),

    broken(request) {
      const seen = brokenExchange(request, linkOf, clock())
      if (seen) void record(seen.asked, Promise.resolve({ body: seen.request, kept: null }), seen.told)
    },

    state: () =>
      Promise.all(
        links().map(async (link) => ({
          ...link,
          path: linkPath(link.id),
          ...(await recordings.counts(link.id)),
        })),
      ),

    check: async (id) => checkLink(known(id)),

    rewind: (link) => playback.rewind(link),

    async adopt(id, entries) {
      const adopted = await adopt(known(id), entries, { ...deps, recordings })
      changes.publish({ area: 'proxy', id })
      return adopted
    },

    async release(id) {
      const released = await recordings.release(id)
      changes.publish({ area: 'proxy', id })
      return released
    },

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
