import type Koa from 'koa'
import type { Text } from '../contracts/text.ts'

/** What a request shows to be let in; empty where it shows nothing. */
export interface ShownKeys {
  bearer: string
  /** Value of a cookie. */
  cookie(name: string): string
  /** Port that the request came in at: cookies of a machine go to all of its ports. */
  port: number
}

/** Who may come in, and who that is. */
export interface Gatekeeper {
  /** Who calls; `null`: nobody that may come in. Kept as `ctx.state.caller`. */
  identify(shown: ShownKeys): object | null
  /** Whether a token opens the bench to a page that is opened with it in its address. */
  isOwner(token: string): boolean
  /** Name of the cookie that keeps such a token. */
  ownerCookie(port: number): string
  /** There are accounts, so that signing in helps; without them only the token does. */
  hasAccounts(): boolean
}

export interface GuardOptions {
  /** Paths it stands before: `/api`. */
  prefix: string
  /** The server listens beyond loopback, so names of machines are its own business. */
  exposed: boolean
  gatekeeper: Gatekeeper
  /** Paths below the prefix that answer also those who were not let in. @default none */
  open?: readonly string[]
  /** Origins of pages that are served elsewhere (the development server of the renderer). @default none */
  origins?: readonly string[]
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

const refusals = {
  'ADMIN-HOST': {
    ru: 'Запрос пришёл с чужим именем узла. Откройте стенд по адресу 127.0.0.1 или localhost.',
    en: 'The request names a foreign host. Open the bench at 127.0.0.1 or localhost.',
  },
  'ADMIN-ORIGIN': {
    ru: 'Запрос пришёл с чужой страницы, такие стенд не выполняет.',
    en: 'The request comes from a foreign page; the bench does not carry those out.',
  },
  'ADMIN-TOKEN': {
    ru: 'Стенд открыт для сети, нужен ключ доступа: откройте адрес с ?token=… или передайте Authorization: Bearer.',
    en: 'The bench is open to the network, a token is needed: open the address with ?token=… or send a Bearer one.',
  },
  'ADMIN-SIGN-IN': {
    ru: 'На стенде работает команда: войдите под своим логином или передайте свой ключ, Authorization: Bearer.',
    en: 'A team works with this bench: sign in with your login, or send a token of yours, Authorization: Bearer.',
  },
} as const satisfies Record<string, Text>

function refuse(ctx: Koa.Context, status: 401 | 403, code: keyof typeof refusals): void {
  ctx.status = status
  if (status === 401) ctx.set('WWW-Authenticate', 'Bearer realm="obmen"')
  const message = refusals[code]
  ctx.body = { type: `urn:obmen:problem:${code.toLowerCase()}`, status, code, detail: message.en, message }
  ctx.type = 'application/problem+json; charset=utf-8'
}

/** A page elsewhere cannot hide that it is elsewhere: browsers send `Origin`, or at least `Sec-Fetch-Site`. */
function fromForeignPage(ctx: Koa.Context, origins: readonly string[]): boolean {
  const origin = ctx.get('Origin')
  if (origins.includes(origin)) return false
  if (origin !== '') return !URL.canParse(origin) || new URL(origin).host !== ctx.get('Host')
  return !['', 'same-origin', 'none'].includes(ctx.get('Sec-Fetch-Site'))
}

const bearerOf = (header: string): string => /^bearer\s+(\S+)$/i.exec(header)?.[1] ?? ''

export const portOf = (ctx: Koa.Context): number => ctx.req.socket.localPort ?? 0

/**
 * Keeps other pages, other machines and whoever has not signed in away from the admin API. On loopback the `Host` has to be a
 * loopback name (a name that a foreign DNS turned to 127.0.0.1 is none) and the page the bench's own.
 */
export function guard({
  prefix,
  exposed,
  gatekeeper,
  open = [],
  origins = [],
}: GuardOptions): Koa.Middleware {
  const covers = (path: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

  return async function guard(ctx, next) {
    if (!covers(ctx.path)) {
      const given = ctx.query['token']
      const opens = typeof given === 'string' && gatekeeper.isOwner(given)
      return opens ? keepToken(ctx, gatekeeper.ownerCookie(portOf(ctx)), given) : next()
    }

    if (!exposed && !LOOPBACK.test(ctx.get('Host'))) return refuse(ctx, 403, 'ADMIN-HOST')
    if (fromForeignPage(ctx, origins)) return refuse(ctx, 403, 'ADMIN-ORIGIN')
    const caller = gatekeeper.identify({
      bearer: bearerOf(ctx.get('Authorization')),
      cookie: (name) => ctx.cookies.get(name) ?? '',
      port: portOf(ctx),
    })
    if (!caller && !open.includes(ctx.path))
      return refuse(ctx, 401, gatekeeper.hasAccounts() ? 'ADMIN-SIGN-IN' : 'ADMIN-TOKEN')
    ctx.state['caller'] = caller
    return next()
  }
}

/** Moves the token out of the address bar, where it would be seen and kept in history. */
function keepToken(ctx: Koa.Context, cookie: string, token: string): void {
  ctx.cookies.set(cookie, token, { httpOnly: true, sameSite: 'strict' })
  const query = new URLSearchParams(ctx.querystring)
  query.delete('token')
  const rest = query.toString()
  // One slash at the start: two would name another host.
  ctx.redirect(ctx.path.replace(/^\/+/, '/') + (rest && `?${rest}`))
}
