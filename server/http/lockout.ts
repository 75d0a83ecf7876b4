import type { Clock } from '../storage/clock.ts'

/** Wrong guesses within the window that lock. */
const FAILURES = 5
const WINDOW_MS = 60_000
const FIRST_LOCK_MS = 30_000
const LONGEST_LOCK_MS = 15 * 60_000
/** After so long without a guess everything is forgiven. */
const FORGET_MS = 60 * 60_000
/** Who is remembered; beyond this the longest quiet are forgotten. */
const KNOWN_LIMIT = 10_000

interface Guesser {
  /** When the last guesses failed, ms. */
  failures: number[]
  /** Guesses that are being checked: many at once may not get around the count. */
  running: number
  lockedUntil: number
  /** Length of the last lock, 0 when there was none. */
  lockMs: number
  seen: number
}

/** A guess that may be checked when `lockedMs` is 0; `end` tells how it went. */
export interface Guess {
  lockedMs: number
  end(right: boolean): void
}

export interface Lockout {
  /** @param who a name at an address, of bounded length */
  begin(who: string): Guess
}

/**
 * Slows guessing of passwords down: after five failures within a minute nothing is checked for 30 s; every further
 * failure locks again for twice as long, up to 15 min. A right password starts anew.
 */
export function createLockout(clock: Clock): Lockout {
  const known = new Map<string, Guesser>()

  function recordOf(who: string, now: number): Guesser {
    const found = known.get(who)
    const record =
      found && (found.running > 0 || now - found.seen < FORGET_MS)
        ? found
        : { failures: [], running: 0, lockedUntil: 0, lockMs: 0, seen: now }
    record.seen = now
    // Moved to the end: the first of the map are the longest quiet.
    known.delete(who)
    known.set(who, record)
    if (known.size > KNOWN_LIMIT) known.delete(known.keys().next().value!)
    return record
  }

  function fail(record: Guesser, now: number): void {
    record.failures = [...record.failures.filter((at) => now - at < WINDOW_MS), now].slice(-FAILURES)
    if (record.failures.length < FAILURES && record.lockMs === 0) return
    record.lockMs = record.lockMs === 0 ? FIRST_LOCK_MS : Math.min(record.lockMs * 2, LONGEST_LOCK_MS)
    record.lockedUntil = now + record.lockMs
  }

  return {
    begin(who) {
      const now = clock().getTime()
      const record = recordOf(who, now)
      const recent = record.failures.filter((at) => now - at < WINDOW_MS).length
      const allowed = record.lockMs > 0 ? 1 : FAILURES - recent
      const lockedMs = Math.max(record.lockedUntil - now, record.running >= allowed ? 1000 : 0)
      if (lockedMs > 0) return { lockedMs, end() {} }
      record.running += 1
      return {
        lockedMs: 0,
        end(right) {
          record.running -= 1
          if (right) Object.assign(record, { failures: [], lockedUntil: 0, lockMs: 0 })
          else fail(record, clock().getTime())
        },
      }
    },
  }
}
