import type { Middleware } from 'koa'

/** Requests of the exchanges that are under way, and the moment at which there is none. */
export interface Renewal {
  /** Counts requests, and lets them wait while the parts behind it are made anew. */
  gate: Middleware
  /** Resolves when no exchange has been under way for a moment. */
  settled(): Promise<void>
  /**
   * Waits until no exchange is under way and closes the old parts, with requests still coming through: what ends by itself may
   * need one more. Then requests wait while the new parts are made. Renewals wait for each other.
   */
  renew<Result>(close: () => Promise<void>, make: () => Promise<Result>): Promise<Result>
}

/** How long nothing has to happen until it counts as done: between two requests of an exchange there is less, ms. */
const QUIET_MS = 15
/** What hangs is not waited for, ms. */
const PATIENCE_MS = 10_000

/** The admin API is not an exchange; a call of it may be what renews. */
const isAdmin = (path: string): boolean => path.startsWith('/api/')

export function createRenewal(): Renewal {
  let underWay = 0
  let lastEnd = 0
  let closed: Promise<unknown> | null = null
  let last: Promise<unknown> = Promise.resolve()

  async function settled(): Promise<void> {
    const from = performance.now()
    let quietSince = Math.max(from, lastEnd)
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 3))
      const now = performance.now()
      if (underWay > 0) quietSince = now
      else if (now - Math.max(quietSince, lastEnd) >= QUIET_MS) return
      if (now - from > PATIENCE_MS) return
    }
  }

  return {
    async gate(ctx, next) {
      while (closed) await closed
      if (isAdmin(ctx.path)) return next()
      underWay += 1
      try {
        await next()
      } finally {
        underWay -= 1
        lastEnd = performance.now()
      }
    },
    settled,
    renew(close, make) {
      const renewed = last.then(async () => {
        await settled()
        await close()
        const making = make()
        closed = making.catch(() => {})
        try {
          return await making
        } finally {
          closed = null
        }
      })
      last = renewed.catch(() => {})
      return renewed
    },
  }
}
