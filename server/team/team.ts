import { isDeepStrictEqual } from 'node:util'
import { sameSecret } from '../http/basic-auth.ts'
import type { Gatekeeper } from '../http/guard.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import { openDatabase } from '../storage/database.ts'
import type { Workspace } from '../storage/workspace.ts'
import { createTeamAccounts, type TeamAccounts } from './accounts.ts'
import { ownerCookie, sessionCookie } from './cookies.ts'
import { createTeamLog, type TeamLog } from './log.ts'
import { lesser, type AccountView, type Caller, type Me } from './model.ts'
import { createPresence, type Presence } from './presence.ts'
import { openSessions, type Sessions } from './sessions.ts'
import { teamMigrations } from './tables.ts'
import { openTokens, type Tokens } from './tokens.ts'

export interface TeamOptions {
  workspace: Workspace
  changes: Changes
  /** The machine's own time, not the bench's, which people move: nobody is to be signed out by that. */
  clock: Clock
  /** The server listens beyond loopback: while there is no account, only its owner comes in. */
  exposed: boolean
  /** Opens everything: known to whoever started the bench, and to nobody else. */
  ownerToken: string
}

/** Accounts of a bench, who is signed in, who is here, and who did what. It stays when bases are restored. */
export interface Team {
  /** The machine's own. */
  clock: Clock
  accounts: TeamAccounts
  sessions: Sessions
  tokens: Tokens
  log: TeamLog
  presence: Presence
  /** Who may come in; its callers are `Caller`s. */
  gatekeeper: Gatekeeper
  me(caller: Caller | null): Promise<Me>
  views(): Promise<AccountView[]>
  /** Sessions or tokens have ended: cuts the event streams of those who may not be there any more. */
  sweep(): void
  close(): Promise<void>
}

/** Whoever calls a bench that asks nobody. */
const everyone: Caller = { kind: 'everyone', login: null, name: '', role: 'admin', ticket: null }

/** @param file path of `team.db`, made when it is absent; errors as `openDatabase` */
export async function openTeam(file: string, options: TeamOptions): Promise<Team> {
  const { workspace, changes, clock, exposed, ownerToken } = options
  const { document, secrets } = workspace
  const db = await openDatabase(file, [teamMigrations])
  const sessions = await openSessions(db, clock)
  const tokens = await openTokens(db, clock)
  const accounts = createTeamAccounts({
    document,
    secrets,
    clock,
    async forget(login) {
      await sessions.endAll(login)
      await tokens.revokeAll(login)
    },
  })
  const changed = () => changes.publish({ area: 'team' })
  const presence = createPresence({ clock, changed })
  const log = createTeamLog(db, clock)

  const isOwner = (token: string) => token !== '' && sameSecret(token, ownerToken)

  function byToken(secret: string): Caller | null {
    const token = tokens.find(secret)
    const account = token && accounts.find(token.login)
    if (!account) return null
    return {
      kind: 'token',
      login: account.login,
      name: `${account.name} · ${token.name}`,
      role: lesser(token.role, account.role),
      ticket: token.id,
    }
  }

  function bySession(secret: string): Caller | null {
    const session = sessions.find(secret)
    const account = session && accounts.find(session.login)
    return account && { kind: 'account', ...account, ticket: session.ticket }
  }

  const asOwner = (secret: string): Caller | null =>
    isOwner(secret) ? { kind: 'owner', login: null, name: '', role: 'admin', ticket: null } : null

  const gatekeeper: Gatekeeper = {
    identify({ bearer, cookie, port }) {
      const known =
        bearer === ''
          ? (bySession(cookie(sessionCookie(port))) ?? asOwner(cookie(ownerCookie(port))))
          : (asOwner(bearer) ?? byToken(bearer))
      if (known) return known
      const asksNobody = accounts.list().length === 0 && !exposed
      return asksNobody ? everyone : null
    },
    isOwner,
    ownerCookie,
    hasAccounts: () => accounts.list().length > 0,
  }

  /** Whether a page that was let in would be let in again: an account may be gone, a session ended, the bench closed to all. */
  function mayStay({ kind, login, ticket }: Caller): boolean {
    if (kind === 'owner') return true
    if (kind === 'everyone') return accounts.list().length === 0
    if (login === null || !accounts.find(login)) return false
    return kind === 'token' ? tokens.list(login).some(({ id }) => id === ticket) : sessions.has(ticket!)
  }

  function sweep(): void {
    presence.sweep(mayStay)
    changed()
  }
  let known = document.value.team
  const unfollow = document.onChange(() => {
    if (isDeepStrictEqual(known, document.value.team)) return
    known = document.value.team
    sweep()
  })

  return {
    clock,
    accounts,
    sessions,
    tokens,
    log,
    presence,
    gatekeeper,
    sweep,
    async me(caller) {
      if (caller) {
        const { ticket: _, ...shown } = caller
        return { state: 'in', ...shown }
      }
      const logins = accounts.list().map(({ login }) => login)
      const withPasswords = await Promise.all(logins.map((login) => accounts.hasPassword(login)))
      return {
        state: 'out',
        wanted: logins.length === 0 ? 'token' : 'password',
        noPasswords: !withPasswords.includes(true),
      }
    },
    views: () =>
      Promise.all(
        accounts.list().map(async (account) => ({
          ...account,
          hasPassword: await accounts.hasPassword(account.login),
          sessions: sessions.count(account.login),
          tokens: tokens.list(account.login).length,
        })),
      ),
    async close() {
      unfollow()
      await accounts.close()
      await db.destroy()
    },
  }
}
