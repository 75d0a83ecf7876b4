import type Koa from 'koa'
import type { Text } from '../contracts/text.ts'
import { sameSecret } from './basic-auth.ts'

export interface GuardOptions {
  /** Paths it stands before: `/api`. */
  prefix: string
  /** The server listens beyond loopback: a token is wanted. */
  exposed: boolean
  /** Token of an exposed server; while there is none, nobody gets in. */
  token(): Promise<string | null>
  /** Origins of pages that are served elsewhere (the development server of the renderer). @default none */
  origins?: readonly string[]
}

/** Cookie in which a browser keeps the token that it got with the address `/?token=…`. */
const TOKEN_COOKIE = 'obmen_token'

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

/**
 * Keeps other pages and other machines away from the admin API. On loopback the `Host` has to be a loopback name (a name
 * that a foreign DNS turned to 127.0.0.1 is none) and the page the bench's own; beyond loopback a token is wanted too.
 */
export function guard({ prefix, exposed, token, origins = [] }: GuardOptions): Koa.Middleware {
  const covers = (path: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

  return async function guard(ctx, next) {
    if (!covers(ctx.path)) {
      const given = exposed && typeof ctx.query['token'] === 'string' ? ctx.query['token'] : ''
      const expected = given === '' ? null : await token()
      return expected !== null && sameSecret(given, expected) ? keepToken(ctx, expected) : next()
    }

    if (!exposed && !LOOPBACK.test(ctx.get('Host'))) return refuse(ctx, 403, 'ADMIN-HOST')
    if (fromForeignPage(ctx, origins)) return refuse(ctx, 403, 'ADMIN-ORIGIN')
    if (exposed) {
      const expected = await token()
      const shown = bearerOf(ctx.get('Authorization')) || (ctx.cookies.get(TOKEN_COOKIE) ?? '')
      if (expected === null || !sameSecret(shown, expected)) return refuse(ctx, 401, 'ADMIN-TOKEN')
    }
    return next()
  }
}

/** Moves the token out of the address bar, where it would be seen and kept in history. */
function keepToken(ctx: Koa.Context, token: string): void {
  ctx.cookies.set(TOKEN_COOKIE, token, { httpOnly: true, sameSite: 'strict' })
  const query = new URLSearchParams(ctx.querystring)
  query.delete('token')
  const rest = query.toString()
  // One slash at the start: two would name another host.
  ctx.redirect(ctx.path.replace(/^\/+/, '/') + (rest && `?${rest}`))
}
