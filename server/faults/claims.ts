import type { ServerResponse } from 'node:http'
import type { ExchangeDraft } from '../journal/journal.ts'
import type { Injection } from './injection.ts'

/** Callers of the bench itself learn of a failure within this time, or not at all, ms. */
const KEEP_MS = 60_000
const MOST = 500

/**
 * Exchanges whose caller may get no answer. When the caller is the bench itself, it would record its failure as a second
 * exchange: here it finds the entry that there is already.
 */
export interface Claims {
  /** From now on the caller of an exchange may claim it; not any more once it has the whole answer. */
  open(injection: Injection, response: ServerResponse): void
  /** The exchange that somebody's failed call is, taken out. */
  take(draft: Pick<ExchangeDraft, 'method' | 'path' | 'requestId'>): Injection | null
}

export function createClaims(): Claims {
  const open = new Map<Injection, number>()

  function prune(now: number): void {
    for (const [injection, since] of open) {
      if (open.size <= MOST && (since === Infinity || now - since < KEEP_MS)) break
      open.delete(injection)
    }
  }

  return {
    open(injection, response) {
      prune(performance.now())
      open.set(injection, Infinity)
      response.once('close', () => {
        if (!open.delete(injection) || response.writableFinished) return
        // At the end of the list, where the youngest are.
        open.set(injection, performance.now())
      })
    },
    take({ method, path, requestId }) {
      for (const injection of open.keys()) {
        const isSame =
          injection.method === method &&
          injection.path === path &&
          (injection.requestId === null || requestId === null || injection.requestId === requestId)
        if (!isSame) continue
        open.delete(injection)
        return injection
      }
      return null
    },
  }
}
