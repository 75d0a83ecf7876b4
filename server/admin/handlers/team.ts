import { Refusal } from '../../storage/refusal.ts'
import { cookieHeader, ownerCookie, sessionCookie } from '../../team/cookies.ts'
import { allows, sameLogin, type Account, type Caller, type TokenView } from '../../team/model.ts'
import type { Team } from '../../team/team.ts'
import { wantRole } from '../access.ts'
import type { AdminCall } from '../api.ts'
import { adminApi } from '../api.ts'
import type { Held } from '../held.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers, CallContext } from '../routes.ts'

const wrongPassword = (seconds: number | null) =>
  seconds === null
    ? new AdminRefusal(403, 'TEAM-WRONG-PASSWORD', {
        ru: 'Неверный логин или пароль. Проверьте раскладку и Caps Lock; новый пароль даст администратор команды.',
        en: 'Wrong login or password. Check the keyboard layout and Caps Lock; the admin of the team gives a new one.',
      })
    : new AdminRefusal(429, 'TEAM-LOCKED', {
        ru: `Слишком много неверных паролей подряд. Повторите через ${seconds} с.`,
        en: `Too many wrong passwords in a row. Try again in ${seconds} s.`,
      })

const noAccount = () =>
  new Refusal('TEAM-NO-ACCOUNT', {
    ru: 'Это дело учётной записи, а вы вошли без неё. Укажите, чьё оно, или войдите под своим логином.',
    en: 'This belongs to an account, and you came in without one. Name the account, or sign in with yours.',
  })

/** Accounts, tokens, who is here and who did what. */
export function teamHandlers(team: Team, held: Held) {
  const { accounts, sessions, tokens, log, presence } = team

  async function begin(login: string, { connection, setCookie }: CallContext): Promise<string> {
    const secret = await sessions.begin(login)
    setCookie(cookieHeader(sessionCookie(connection.port), secret, connection.secure))
    return secret
  }

  /** What a session may, right after it has begun. */
  const calling = (secret: string, { connection }: CallContext): Caller =>
    team.gatekeeper.identify({
      bearer: '',
      cookie: (name) => (name === sessionCookie(connection.port) ? secret : ''),
      port: connection.port,
    }) as Caller

  /** @throws AdminRefusal 403 `TEAM-WRONG-PASSWORD`, 429 `TEAM-LOCKED` */
  async function wantPassword(
    login: string,
    password: string,
    { connection }: CallContext,
  ): Promise<Account> {
    const verdict = await accounts.verify(login, password, connection.address)
    const account = accounts.find(login)
    if (verdict === 'ok' && account) return account
    const refused = wrongPassword(typeof verdict === 'object' ? Math.ceil(verdict.lockedMs / 1000) : null)
    if (account)
      await log.note(
        { kind: 'account', login: account.login, name: account.name },
        {
          call: 'team.signIn',
          subject: connection.address,
          outcome: 'refused',
          status: refused.status,
          code: refused.code,
        },
      )
    throw refused
  }

  const visibleTo = ({ role, login }: Caller): TokenView[] =>
    role === 'admin' ? tokens.list() : login === null ? [] : tokens.list(login)

  /** Whether a token or an account is the caller's own; an admin's are all. @throws AdminRefusal 403 */
  function wantOwn(caller: Caller, login: string): void {
    if (caller.login === null || !sameLogin(caller.login, login)) wantRole(caller, 'admin')
  }

  return {
    'team.me': ({ caller }) => team.me(caller),
    'team.signIn': async ({ body: { login, password }, ...context }) => {
      const account = await wantPassword(login, password, context)
      const caller = calling(await begin(account.login, context), context)
      await log.note(caller, {
        call: 'team.signIn',
        subject: context.connection.address,
        outcome: 'ok',
        status: 200,
        code: null,
      })
      return team.me(caller)
    },
    'team.signOut': async ({ caller, connection: { port, secure }, setCookie }) => {
      if (caller?.kind === 'account') await sessions.end(caller.ticket!)
      for (const name of [sessionCookie(port), ownerCookie(port)]) setCookie(cookieHeader(name, null, secure))
      team.sweep()
      const key = { bearer: '', cookie: () => '', port }
      return team.me(team.gatekeeper.identify(key) as Caller | null)
    },
    'team.ownPassword': async ({ body: { current, next }, ...context }) => {
      const caller = context.caller!
      if (caller.kind !== 'account') throw noAccount()
      const { login } = await wantPassword(caller.login!, current, context)
      await accounts.setPassword(login, next)
      await sessions.endAll(login, caller.ticket)
      team.sweep()
      return team.me(caller)
    },

    'team.people': () => presence.list(),
    'team.here': ({ body: { page, screen }, caller }) => {
      presence.move(page, caller!, screen)
      return presence.list()
    },

    'team.accounts': () => team.views(),
    'team.add': async ({ body: { password, ...account }, ...context }) => {
      const isFirst = accounts.list().length === 0
      const set = await accounts.add(account, password)
      // From now on everybody is asked: whoever made the first account is the one who has it.
      if (isFirst && context.caller!.kind === 'everyone') await begin(account.login, context)
      return { accounts: await team.views(), password: set }
    },
    'team.save': async ({ params, body }) => {
      await accounts.save(params.login, body)
      return team.views()
    },
    'team.remove': async ({ params }) => {
      await accounts.remove(params.login)
      return team.views()
    },
    'team.restore': async ({ params }) => {
      await accounts.restore(params.login)
      return team.views()
    },
    'team.setPassword': async ({ params, body }) => {
      const password = await accounts.setPassword(params.login, body.password)
      await sessions.endAll(params.login)
      team.sweep()
      return { password }
    },

    'team.tokens': ({ caller }) => visibleTo(caller!),
    'team.addToken': async ({ body: { login = null, ...token }, caller }) => {
      const owner = login ?? caller!.login
      if (owner === null) throw noAccount()
      wantOwn(caller!, owner)
      const account = accounts.find(owner)
      if (!account)
        throw new Refusal('TEAM-LOGIN-UNKNOWN', {
          ru: `Пользователя «${owner}» нет.`,
          en: `There is no user "${owner}".`,
        })
      // Not above the account, nor above the token that makes another.
      const most = allows(caller!.role, account.role) ? account.role : caller!.role
      if (!allows(most, token.role)) wantRole({ ...caller!, role: most }, token.role)
      const { secret } = await tokens.add({ ...token, login: account.login })
      team.sweep()
      return { tokens: visibleTo(caller!), secret }
    },
    'team.revokeToken': async ({ params, caller }) => {
      wantOwn(caller!, tokens.get(params.id).login)
      await tokens.revoke(params.id)
      team.sweep()
      return visibleTo(caller!)
    },

    'team.log': async ({ query }) => {
      const rows = await log.page(query)
      return { rows, next: rows.length === query.limit ? rows.at(-1)!.id : null }
    },
    'team.lastChange': ({ query: { call, subject } }) =>
      Object.hasOwn(adminApi, call) ? held.lastChange(call as AdminCall, subject) : null,
  } satisfies Partial<AdminHandlers>
}
