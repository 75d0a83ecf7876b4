import { createHmac, timingSafeEqual } from 'node:crypto'

/** The shop's session: a signed cookie that names the buyer. Nothing about it is stored on the site. */

const NAME = 'obmen_shop'
const LIFE_MS = 12 * 3_600_000

const sign = (payload: string, key: string): string =>
  createHmac('sha256', key).update(payload).digest('base64url')

/** A `Set-Cookie` header that opens the account of a buyer for twelve hours. */
export function sessionCookie(customer_id: string, key: string, now: Date): string {
  const payload = Buffer.from(JSON.stringify({ customer_id, until: now.getTime() + LIFE_MS })).toString(
    'base64url',
  )
  return `${NAME}=${payload}.${sign(payload, key)}; Path=/site; Max-Age=${LIFE_MS / 1000}; HttpOnly; SameSite=Strict`
}

/** A `Set-Cookie` header that ends the session. */
export const endedSessionCookie = `${NAME}=; Path=/site; Max-Age=0; HttpOnly; SameSite=Strict`

/** The buyer whom a `Cookie` header names; `null` when there is none, or its signature or term does not hold. */
export function signedInCustomer(cookies: string | undefined, key: string, now: Date): string | null {
  const token = (cookies ?? '')
    .split(/;\s*/)
    .find((one) => one.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1)
  const [payload = '', signature = ''] = (token ?? '').split('.')
  const expected = Buffer.from(sign(payload, key))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const { customer_id, until } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    customer_id: string
    until: number
  }
  return now.getTime() < until ? customer_id : null
}
