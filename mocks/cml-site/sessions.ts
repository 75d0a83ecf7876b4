import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportReport } from '../../server/catalogue/model.ts'
import type { CmlType } from '../../server/contracts/commerceml/operations.ts'
import { createQueue, type Queue } from '../../server/storage/queue.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Import, Outcome } from './import.ts'
import type { CmlSiteSession, UploadedFile } from './model.ts'

export interface SessionFile extends UploadedFile {
  zip: boolean
  /** An archive whose files are out already. */
  unpacked: boolean
}

/** State of one exchange (contract section 8). */
export interface Session {
  /** What the cookie carries; a session without a cookie has a name that no cookie can have. */
  id: string
  type: CmlType
  user: string
  /** Value of `sessid`, 32 hexadecimal digits. */
  token: string
  folder: string
  startedAt: Date
  lastAt: Date
  /** Requests that are being answered: a long upload keeps its session from being idle. */
  active: number
  lastMode: string
  version: string | null
  /** `cmlVersion` of УНФ, `''` when payments and shipments were not asked for (section 2.7). */
  cmlVersion: string
  zip: boolean
  /** `init` was there. */
  begun: boolean
  files: Map<string, SessionFile>
  /** Sum over `files`. */
  bytes: number
  imports: Map<string, Import>
  /** Archives that are being taken apart. */
  unpacking: Promise<Outcome> | null
  /** What `deactivate` has begun. */
  deactivating: Promise<ImportReport> | null
  /** Orders of the last `query` with the change they went out with, until `success` commits them. */
  pending: { number: string; change: number }[] | null
  /** Sites lock a session: a second request of it waits for the first. */
  turn: Queue
}

/** A session that nobody used for so long is gone. Every request of a long upload renews it. */
const IDLE_MS = 60 * 60_000
const MAX_SESSIONS = 200
/** An exchange that was left half-way stands in nobody's way for longer (F30). */
const ABANDONED_MS = 60_000

const COOKIE_VALUE = /^[\da-f]{32}$/

/** Sessions live in memory, as they do not outlive a restart at a real site either. */
export interface Sessions {
  /** A new session with a cookie. */
  open(type: CmlType, user: string): Session
  /**
   * The session of a cookie value. A site session is good for every type; each type has a state and a folder of its own.
   * `null` when it is unknown or was idle for too long.
   */
  byCookie(value: string, type: CmlType): Session | null
  /** The session of an account at a site that knows no cookie (section 2.3). */
  ofAccount(profile: string, user: string, type: CmlType): Session
  /** Another exchange of this type that has files which were not imported yet (F30). */
  busy(type: CmlType): Session | null
  list(): Session[]
  /** Those that nobody has used for a minute. */
  left(type: CmlType): Session[]
  /** Ends all, their imports too, and removes their folders. */
  end(): Promise<void>
}

/** Cancels what a session still imports and waits for its end: after that nobody holds or writes its files. */
export async function release({ imports, unpacking, deactivating }: Session): Promise<void> {
  const works = [...imports.values()].map(({ work }) => work)
  for (const work of works) work.cancel()
  await Promise.allSettled([unpacking, deactivating, ...works.map(({ done }) => done)])
}

const isImporting = ({ imports }: Session): boolean =>
  [...imports.values()].some(({ state }) => state === 'progress')

const imported = ({ imports }: Session, name: string): boolean =>
  ['success', 'failure'].includes(imports.get(name)?.state ?? '')

const unfinished = (session: Session): boolean =>
  session.begun &&
  (session.files.size === 0 ||
    [...session.files.values()].some(({ name, zip, unpacked }) =>
      zip ? !unpacked : /\.xml$/i.test(name) && !imported(session, name),
    ))

export function createSessions(uploads: string, clock: Clock): Sessions {
  const sessions = new Map<string, Session>()
  const keyOf = (id: string, type: string): string => `${type}-${id}`

  async function drop(session: Session): Promise<void> {
    sessions.delete(keyOf(session.id, session.type))
    await release(session)
    await rm(session.folder, { recursive: true, force: true })
  }

  const unused = (session: Session, ms: number): boolean =>
    session.active === 0 && clock().getTime() - session.lastAt.getTime() > ms && !isImporting(session)
  const idle = (session: Session): boolean => unused(session, IDLE_MS)

  function add(id: string, type: CmlType, user: string): Session {
    const now = clock()
    const session: Session = {
      id,
      type,
      user,
      token: randomBytes(16).toString('hex'),
      folder: join(uploads, keyOf(id, type)),
      startedAt: now,
      lastAt: now,
      active: 0,
      lastMode: 'checkauth',
      version: null,
      cmlVersion: '',
      zip: false,
      begun: false,
      files: new Map(),
      bytes: 0,
      imports: new Map(),
      unpacking: null,
      deactivating: null,
      pending: null,
      turn: createQueue(),
    }
    const oldest = [...sessions.values()].sort((one, other) => one.lastAt.getTime() - other.lastAt.getTime())
    for (const [index, old] of oldest.entries())
      if (idle(old) || index < sessions.size - MAX_SESSIONS + 1) void drop(old)
    sessions.set(keyOf(id, type), session)
    return session
  }

  return {
    open: (type, user) => add(randomBytes(16).toString('hex'), type, user),
    byCookie(value, type) {
      if (!COOKIE_VALUE.test(value)) return null
      const known = sessions.get(keyOf(value, type))
      if (known) return idle(known) ? null : known
      const sibling = [...sessions.values()].find(({ id }) => id === value)
      if (!sibling || idle(sibling)) return null
      const session = add(value, type, sibling.user)
      session.token = sibling.token
      return session
    },
    ofAccount(profile, user, type) {
      const id = `account-${profile}-${Buffer.from(user).toString('hex').slice(0, 64)}`
      return sessions.get(keyOf(id, type)) ?? add(id, type, user)
    },
    busy: (type) =>
      [...sessions.values()].find(
        (session) => session.type === type && !unused(session, ABANDONED_MS) && unfinished(session),
      ) ?? null,
    list: () => [...sessions.values()],
    left: (type) =>
      [...sessions.values()].filter((session) => session.type === type && unused(session, ABANDONED_MS)),
    async end() {
      await Promise.all([...sessions.values()].map(drop))
    },
  }
}

/** A session as screens show it. */
export const sessionView = (session: Session): CmlSiteSession => ({
  // What a cookie carries is a credential: its beginning tells sessions apart.
  id: `${session.id.slice(0, 8)}…`,
  type: session.type === 'get_catalog' ? 'catalog' : session.type,
  user: session.user,
  startedAt: session.startedAt.toISOString(),
  lastAt: session.lastAt.toISOString(),
  lastMode: session.lastMode,
  version: session.version,
  zip: session.zip,
  files: [...session.files.values()].map(({ name, bytes, fragments }) => ({ name, bytes, fragments })),
  imports: [...session.imports.values()].map(({ file, state, text, report, work }) => ({
    file,
    state,
    percent: state === 'success' ? 100 : work.percent(),
    text,
    report,
  })),
})
