import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { sameLogin } from './model.ts'
import { hashOf, newSecret } from './secret-texts.ts'
import type { TeamTables } from './tables.ts'

/** After so long a person signs in anew, whatever was done meanwhile. */
export const SESSION_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

/** Sessions of one account; beyond this the oldest ends. */
const SESSIONS_OF_ONE = 20

interface Session {
  hash: string
  login: string
  ends_at: string
}

/** Signed-in browsers. They outlive the server: whoever starts it anew sends nobody to the sign-in page. */
export interface Sessions {
  /** @returns the text that the cookie keeps */
  begin(login: string): Promise<string>
  /** The session of a cookie, `null` when there is none or it has ended. */
  find(secret: string): { login: string; ticket: string } | null
  has(ticket: string): boolean
  end(ticket: string): Promise<void>
  /** Ends all sessions of an account but one. */
  endAll(login: string, except?: string | null): Promise<void>
  count(login: string): number
}

export async function openSessions(given: Database, clock: Clock): Promise<Sessions> {
  const db = given.withTables<TeamTables>()
  await db.deleteFrom('team_session').where('ends_at', '<=', clock().toISOString()).execute()
  const rows = await db
    .selectFrom('team_session')
    .select(['hash', 'login', 'ends_at'])
    .orderBy('made_at')
    .execute()
  // Asked at every request, so they are kept at hand.
  const known = new Map<string, Session>(rows.map((row) => [row.hash, row]))

  const of = (login: string) => [...known.values()].filter((session) => sameLogin(session.login, login))
  const alive = ({ ends_at }: Session) => ends_at > clock().toISOString()

  async function forget(sessions: readonly Session[]): Promise<void> {
    if (sessions.length === 0) return
    for (const { hash } of sessions) known.delete(hash)
    await db
      .deleteFrom('team_session')
      .where(
        'hash',
        'in',
        sessions.map(({ hash }) => hash),
      )
      .execute()
  }

  return {
    async begin(login) {
      const secret = newSecret()
      const now = clock()
      const session = {
        hash: hashOf(secret),
        login,
        ends_at: new Date(now.getTime() + SESSION_DAYS * DAY_MS).toISOString(),
      }
      await forget(of(login).slice(0, -(SESSIONS_OF_ONE - 1)))
      await db
        .insertInto('team_session')
        .values({ ...session, made_at: now.toISOString() })
        .execute()
      known.set(session.hash, session)
      return secret
    },
    find(secret) {
      const session = known.get(hashOf(secret))
      return session && alive(session) ? { login: session.login, ticket: session.hash } : null
    },
    has: (ticket) => known.has(ticket),
    end: (ticket) => forget([...known.values()].filter(({ hash }) => hash === ticket)),
    endAll: (login, except = null) => forget(of(login).filter(({ hash }) => hash !== except)),
    count: (login) => of(login).filter(alive).length,
  }
}
