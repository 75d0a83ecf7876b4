import type { Context } from 'koa'
import type { Text } from '../contracts/text.ts'
import { Refusal } from '../storage/refusal.ts'
import { allows, type Caller, type Outcome, type Role } from '../team/model.ts'
import type { Team } from '../team/team.ts'
import { adminApi, type AdminCall } from './api.ts'
import { AdminRefusal, statusOf } from './problem.ts'
import { leastRole } from './roles.ts'

/** Who may make a call, and the log of what was done. */

/** Words for whoever is told to ask somebody else: «это может …». */
export const roleWords: Readonly<Record<Role, Text>> = {
  viewer: { ru: 'наблюдатель', en: 'a viewer' },
  tester: { ru: 'тестировщик', en: 'a tester' },
  integrator: { ru: 'интегратор', en: 'an integrator' },
  admin: { ru: 'администратор', en: 'an admin' },
}

/** Whoever the guard let in; `null` at the addresses that are open to all. */
export const callerOf = (ctx: Context): Caller | null => (ctx.state['caller'] as Caller | undefined) ?? null

/** @throws AdminRefusal 403 `ADMIN-ROLE` that says who may */
export function wantRole(caller: Caller | null, least: Role): void {
  if (caller && allows(caller.role, least)) return
  const own = roleWords[caller?.role ?? 'viewer']
  throw new AdminRefusal(403, 'ADMIN-ROLE', {
    ru: `Это может ${roleWords[least].ru}, а ваша роль — ${own.ru}. Попросите его или администратора команды.`,
    en: `This is for ${roleWords[least].en}, and you are ${own.en}. Ask one, or the admin of the team.`,
  })
}

/** Calls of everyday work that are no deeds, and those of accounts that say of themselves what happened. */
const unlogged: ReadonlySet<AdminCall> = new Set(['team.me', 'team.signIn', 'team.here'])

const isLogged = (call: AdminCall): boolean =>
  adminApi[call].method !== 'GET' &&
  !unlogged.has(call) &&
  // What a viewer may change nothing but the viewer's own account.
  (leastRole(call) !== 'viewer' || call.startsWith('team.'))

/** Members of a body that name what a call is about. */
const naming = ['login', 'id', 'name', 'number', 'kind', 'enterprise', 'target', 'customer_id', 'method']

/** What a call is about: the parameters of its address, or else what its body names. Never a secret. */
export function subjectOf(params: Readonly<Record<string, string>>, body: unknown): string {
  const address = Object.values(params)
  if (address.length > 0) return address.join(' / ')
  const members = (body ?? {}) as Record<string, unknown>
  const named = naming
    .map((name) => members[name])
    .find((value) => ['string', 'number'].includes(typeof value))
  return named === undefined ? '' : String(named)
}

const outcomeOf = (status: number): Outcome => (status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed')

/** Lets a call through to its work when its caller may, and notes what came of it. */
export interface Access {
  call<Result>(ctx: Context, call: AdminCall, work: () => Promise<Result>): Promise<Result>
  /** The same for a file that is sent. */
  upload(ctx: Context, least: Role, work: () => Promise<void>): Promise<void>
}

export function createAccess({ log }: Pick<Team, 'log'>): Access {
  async function noted<Result>(
    caller: Caller | null,
    deed: { call: string; subject: () => string },
    work: () => Promise<Result>,
    status: () => number = () => 200,
  ): Promise<Result> {
    const note = async (status: number, code: string | null) => {
      if (!caller) return
      const { call, subject } = deed
      // The work is done: a log that cannot be written must not turn it into a failure.
      await log
        .note(caller, { call, subject: subject(), outcome: outcomeOf(status), status, code })
        .catch((error: unknown) => console.error(error))
    }
    try {
      const result = await work()
      await note(status(), null)
      return result
    } catch (error) {
      await note(statusOf(error), error instanceof Refusal ? error.code : null)
      throw error
    }
  }

  return {
    async call(ctx, call, work) {
      const caller = callerOf(ctx)
      const least = leastRole(call)
      const checked = async () => {
        if (least !== 'anyone') wantRole(caller, least)
        return work()
      }
      if (!isLogged(call)) return checked()
      const params = (ctx['params'] ?? {}) as Record<string, string>
      return noted(caller, { call, subject: () => subjectOf(params, ctx.request.body) }, checked)
    },
    upload(ctx, least, work) {
      const caller = callerOf(ctx)
      const name = ctx.query['name']
      return noted(
        caller,
        { call: ctx.path.slice('/api/'.length), subject: () => (typeof name === 'string' ? name : '') },
        async () => {
          wantRole(caller, least)
          await work()
        },
        () => ctx.status,
      )
    },
  }
}
