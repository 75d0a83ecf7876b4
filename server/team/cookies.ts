import { SESSION_DAYS } from './sessions.ts'

/**
 * Names of the cookies of a bench. A browser sends cookies to every port of a machine, so the name has the port in it: two
 * benches on one machine would sign each other's people out.
 */
export const sessionCookie = (port: number): string => `obmen_session_${port}`
export const ownerCookie = (port: number): string => `obmen_token_${port}`

/** `Set-Cookie` of a session; `null` takes the cookie away. */
export function cookieHeader(name: string, secret: string | null, secure: boolean): string {
  const age = secret === null ? 0 : SESSION_DAYS * 24 * 60 * 60
  return `${name}=${secret ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
