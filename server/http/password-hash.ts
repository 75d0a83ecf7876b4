import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** Cost of new hashes: about 50 ms and 16 MiB. */
const COST = { N: 16_384, r: 8, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32

/** What a stored hash may ask for: an edited document cannot make the bench compute for minutes. */
const MEMORY_LIMIT = 64 * 1024 * 1024

const STORED =
  /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{8,128}={0,2})\$([A-Za-z0-9+/]{20,128}={0,2})$/

const derive = (password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, length, { ...options, maxmem: MEMORY_LIMIT }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

const textOf = (salt: Buffer, key: Buffer): string =>
  ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$')

/** The text to store for a password: `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return textOf(salt, await derive(password, salt, KEY_BYTES, COST))
}

/** A hash that no password has: checking against it costs what checking against a real one does. */
export const NOBODY = textOf(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES))

/** Whether a password is the stored one, compared in constant time. A text that is no hash of ours matches nothing. */
export async function matches(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = STORED.exec(stored) ?? []
  if (N === undefined) return false
  const expected = Buffer.from(hash, 'base64')
  const options = { N: Number(N), r: Number(r), p: Number(p) }
  // A cost that scrypt or the limit of memory refuses is no hash of ours either.
  const key = await derive(password, Buffer.from(salt, 'base64'), expected.length, options).catch(() => null)
  return key !== null && timingSafeEqual(key, expected)
}
