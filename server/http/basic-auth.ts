import { createHash, timingSafeEqual } from 'node:crypto'

export interface Account {
  user: string
  password: string
}

export type Credentials = { state: 'absent' } | { state: 'broken' } | ({ state: 'given' } & Account)

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/**
 * Reads an `Authorization` header (RFC 7617, UTF-8). `broken`: it is Basic, but what follows is no base64 of
 * `user:password`; above all the base64 that 1C's «Base64Строка» cuts into lines (site-orders section 3).
 */
export function readBasic(header: string): Credentials {
  const match = /^basic(?:\s+([\s\S]*))?$/i.exec(header.trim())
  if (!match) return { state: 'absent' }
  const encoded = match[1] ?? ''
  if (encoded === '' || !BASE64.test(encoded)) return { state: 'broken' }
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 0) return { state: 'broken' }
  return { state: 'given', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares two secrets in a time that tells nothing about them. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

/** A user has no colon in it (RFC 7617), so the pair is unambiguous as one text. */
export function sameAccount(given: Account, expected: Account): boolean {
  return sameSecret(`${given.user}:${given.password}`, `${expected.user}:${expected.password}`)
}
