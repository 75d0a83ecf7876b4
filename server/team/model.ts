import { z } from 'zod'

/** Who works with a bench, and what they may do. Pure. */

/** From the least to the most; each may what those before it may. */
export const roles = ['viewer', 'tester', 'integrator', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Whether a role may what `least` may. An admin may everything, also what no table names. */
export const allows = (role: Role, least: Role): boolean =>
  role === 'admin' || roles.indexOf(role) >= roles.indexOf(least)

/** The lesser of two: a token may no more than its owner may today. */
export const lesser = (one: Role, other: Role): Role => (allows(one, other) ? other : one)

export const Login = z
  .string()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N}._@-]{0,62}[\p{L}\p{N}])?$/u,
    'логин: буквы, цифры и знаки . _ @ - внутри, не длиннее 64',
  )

/** A member of the team as `obmen.json` has it; passwords and tokens are elsewhere. */
export const Account = z.object({
  login: Login,
  /** As others see it. */
  name: z.string().trim().min(1).max(80),
  role: Role,
})
export type Account = z.infer<typeof Account>

/** Logins differ whatever the case they are typed in. */
export const sameLogin = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export const TeamSettings = z.object({
  accounts: z
    .array(Account)
    .max(200)
    .refine(
      (list) => new Set(list.map(({ login }) => login.toLowerCase())).size === list.length,
      'логины повторяются',
    )
    .default([]),
})
export type TeamSettings = z.infer<typeof TeamSettings>

/** Characters of the shortest password that a person may choose. */
export const SHORTEST_PASSWORD = 8

/**
 * Who makes a call. `everyone`: the bench has no accounts and asks nobody; `owner`: whoever started the bench, by its own
 * token; `token`: a program with a token of an account.
 */
export interface Caller {
  kind: 'everyone' | 'owner' | 'account' | 'token'
  /** Of the account, `null` where there is none. */
  login: string | null
  name: string
  role: Role
  /** Of the session or the token, so that it can be ended; `null` where there is none. */
  ticket: string | null
}

/** What a page is told of whoever has opened it. */
export type Me =
  | ({ state: 'in' } & Omit<Caller, 'ticket'>)
  | {
      state: 'out'
      /** `token`: the bench has no accounts and is open to the network, so its address with the token is needed. */
      wanted: 'password' | 'token'
      /** Nobody can sign in yet: this workspace has no passwords of the accounts. */
      noPasswords: boolean
    }

export interface AccountView extends Account {
  hasPassword: boolean
  /** Sessions that are open in browsers. */
  sessions: number
  tokens: number
}

/** A token of an account, without what opens the door. Instants ISO 8601. */
export interface TokenView {
  id: string
  login: string
  name: string
  role: Role
  madeAt: string
  /** The last day that it is good for, `yyyy-MM-dd` UTC; `null`: without an end. */
  until: string | null
  usedAt: string | null
  expired: boolean
}

/** A page that somebody has open. */
export interface Person {
  page: string
  login: string | null
  name: string
  role: Role
  /** Route of the screen, empty until the page has told it. */
  screen: string
  since: string
}

export const outcomes = ['ok', 'refused', 'failed'] as const
export type Outcome = (typeof outcomes)[number]

/** One changing call of the admin API, as the log of the team keeps it. */
export interface LogRow {
  id: number
  at: string
  /** Login; empty for everybody and for the owner of the bench. */
  login: string
  /** Name as it was then. */
  who: string
  kind: Caller['kind']
  /** Call of the admin API, or the address of a file that was sent. */
  call: string
  /** What it was about: parameters of its address, or the name that its body had. */
  subject: string
  outcome: Outcome
  status: number
  /** Code of a refusal. */
  code: string | null
}

/** What stood in a form's place and has been changed by somebody else since it was filled. */
export interface Overtaken {
  /** What stands there now, in the shape the form was filled from. */
  current: unknown
  /** `null`: nobody through this bench, so the file was edited. */
  by: string | null
  at: string | null
}
