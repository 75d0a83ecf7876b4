import { z } from 'zod'
import {
  Account,
  Login,
  outcomes,
  Role,
  type AccountView,
  type LogRow,
  type Me,
  type Person,
  type TokenView,
} from '../team/model.ts'
import { get, post, put } from './endpoint.ts'

/** Accounts, tokens, who is here and who did what. Part of the table in `api.ts`. */

const Password = z.string().min(1).max(200)
/** `null`: the bench makes one. */
const NewPassword = Password.nullable().default(null)

export interface TeamLogPage {
  rows: LogRow[]
  /** Number to ask for older ones with, `null` at the end. */
  next: number | null
}

export const teamApi = {
  /** Who the caller is; answers also those who are not signed in. */
  'team.me': get<Me>()('/team/me'),
  /** Sets the cookie of a session. */
  'team.signIn': post<Me>()('/team/sign-in', z.object({ login: z.string().max(64), password: Password })),
  'team.signOut': post<Me>()('/team/sign-out'),
  /** Other sessions of the account end. */
  'team.ownPassword': put<Me>()('/team/me/password', z.object({ current: Password, next: Password })),

  'team.people': get<Person[]>()('/team/people'),
  /** Tells the others which screen a page shows; `page` is what it opened its event stream with. */
  'team.here': put<Person[]>()(
    '/team/here',
    z.object({ page: z.string().regex(/^[\w-]{1,64}$/), screen: z.string().max(40) }),
  ),

  'team.accounts': get<AccountView[]>()('/team/accounts'),
  /** The first account is an admin, and signs whoever made it in. The password is told this once. */
  'team.add': post<{ accounts: AccountView[]; password: string }>()(
    '/team/accounts',
    Account.extend({ password: NewPassword }),
  ),
  'team.save': put<AccountView[]>()('/team/accounts/:login', Account.pick({ name: true, role: true })),
  'team.remove': post<AccountView[]>()('/team/accounts/:login/remove'),
  /** Puts an account back that was removed since the bench was started, with its password and tokens. */
  'team.restore': post<AccountView[]>()('/team/accounts/:login/restore'),
  /** The password is told this once; sessions of the account end. */
  'team.setPassword': post<{ password: string }>()(
    '/team/accounts/:login/password',
    z.object({ password: NewPassword }),
  ),

  /** One's own tokens; an admin sees everybody's. */
  'team.tokens': get<TokenView[]>()('/team/tokens'),
  /** The token itself is told this once. */
  'team.addToken': post<{ tokens: TokenView[]; secret: string }>()(
    '/team/tokens',
    z.object({
      name: z.string().trim().min(1).max(80),
      role: Role,
      /** The last day that it is good for; `null`: without an end. */
      until: z.iso.date().nullable().default(null),
      /** For whom; one's own account when not given. */
      login: Login.optional(),
    }),
  ),
  'team.revokeToken': post<TokenView[]>()('/team/tokens/:id/revoke'),

  /** Newest first. */
  'team.log': get<TeamLogPage>()(
    '/team/log',
    z.object({
      /** Login, or a part of it or of the name. */
      who: z.string().max(80).default(''),
      /** A part of the call or of its subject. */
      text: z.string().max(200).default(''),
      outcome: z.enum(outcomes).optional(),
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  ),
  /** Who put there what stands where a form is saved; `null` when nobody did through the form since the start. */
  'team.lastChange': get<{ by: string | null; at: string } | null>()(
    '/team/last-change',
    z.object({ call: z.string().max(60), subject: z.string().max(200).default('') }),
  ),
} as const
