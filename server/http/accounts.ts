import { hash as digestOf, randomBytes } from 'node:crypto'
import type { Clock } from '../storage/clock.ts'
import type { AccountVerifier, Verdict } from './authenticate.ts'
import type { Account } from './basic-auth.ts'
import { createLockout } from './lockout.ts'
import { matches, NOBODY } from './password-hash.ts'

export interface AccountsOptions {
  /** The stored hash of a user (`hashPassword`), `null` for nobody's name. Asked at every request: it has to be quick. */
  hashOf(user: string): string | null | Promise<string | null>
  clock: Clock
  /** Hashes that are computed at once; each takes tens of ms and 16 MiB. @default 2 */
  parallel?: number
}

/** Accounts that are remembered as verified. */
const REMEMBERED_LIMIT = 1000

/** Checks that wait for their turn; beyond this a caller is told to come back. */
const WAITING_LIMIT = 200
const COME_BACK_MS = 1000

/** Lets `limit` tasks run at once, the others in the order of their arrival. */
function createTurns(limit: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    waiting: () => waiting.length,
    async run<T>(task: () => Promise<T>): Promise<T> {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
      else running += 1
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}

/**
 * Verifies Basic credentials against salted hashes (B-17). A name that nobody has costs as much as a wrong password. What
 * was verified once is remembered by a keyed digest until the hash of the account changes, so that every further request
 * costs microseconds. Guessing is slowed down: see `createLockout`; a remembered account is no guess and is not held up
 * by the wrong guesses of others.
 */
export function createAccounts({ hashOf, clock, parallel = 2 }: AccountsOptions): AccountVerifier {
  const processKey = randomBytes(32).toString('base64')
  const digest = (...parts: string[]): string =>
    // Of one call: an HMAC object takes three times as long, and its digest would never leave the process either.
    digestOf('sha256', processKey + JSON.stringify(parts), 'base64')

  /** Accounts as they were given → the stored hash that they were verified against. */
  const verified = new WeakMap<Account, string>()
  /** Digest of name and password → the same. */
  const remembered = new Map<string, string>()
  /** Checks that run now: requests that come at once with the same account share one. */
  const checks = new Map<string, Promise<Verdict>>()
  const turns = createTurns(parallel)
  const lockout = createLockout(clock)

  function remember(key: string, hash: string): void {
    remembered.delete(key)
    remembered.set(key, hash)
    if (remembered.size > REMEMBERED_LIMIT) remembered.delete(remembered.keys().next().value!)
  }

  async function check(given: Account, hash: string | null, key: string, who: string): Promise<Verdict> {
    const guess = lockout.begin(who)
    if (guess.lockedMs > 0) return { lockedMs: guess.lockedMs }
    let right = false
    try {
      right = await turns.run(() => matches(given.password, hash ?? NOBODY))
    } finally {
      guess.end(right && hash !== null)
    }
    if (!right || hash === null) return 'refused'
    remember(key, hash)
    return 'ok'
  }

  function checkOnce(given: Account, hash: string | null, key: string, remoteAddress: string) {
    const running = `${key} ${hash ?? ''} ${remoteAddress}`
    const known = checks.get(running)
    if (known) return known
    if (turns.waiting() >= WAITING_LIMIT) return { lockedMs: COME_BACK_MS }
    const checking = check(given, hash, key, digest(given.user, remoteAddress)).finally(() =>
      checks.delete(running),
    )
    checks.set(running, checking)
    return checking
  }

  async function verifyText(
    given: Account,
    hashed: ReturnType<AccountsOptions['hashOf']>,
    remoteAddress: string,
  ): Promise<Verdict> {
    const hash = await hashed
    const key = digest(given.user, given.password)
    const known = hash !== null && remembered.get(key) === hash
    const verdict = known ? 'ok' : await checkOnce(given, hash, key, remoteAddress)
    if (verdict === 'ok') verified.set(given, hash!)
    return verdict
  }

  return {
    verify(given, remoteAddress) {
      const hash = hashOf(given.user)
      return typeof hash === 'string' && verified.get(given) === hash
        ? 'ok'
        : verifyText(given, hash, remoteAddress)
    },
  }
}
