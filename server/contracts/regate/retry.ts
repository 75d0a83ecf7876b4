/** How a client of ReGate repeats and how long it waits (section 7.2). Times are ms. */

/** Seconds of `Prefer: wait=` (BD-09, RFC 7240). */
export const PREFER_WAIT = { default: 20, max: 30 } as const

export const retryPolicy = {
  /** Three tries of a read. */
  read: { pauses: [1_000, 3_000] },
  /** Tries of a write, all with one `Idempotency-Key`; after the last one an operator takes over. */
  write: { pauses: [1_000, 3_000, 10_000, 30_000, 60_000] },
} as const

export const CONNECT_TIMEOUT_MS = 5_000

/** The answer is waited for so much longer than the callee was asked to wait. */
const BEYOND_WAIT_MS = 10_000

/** How long to wait for an answer, in ms, when the callee was asked to wait `waitSeconds`. */
export function readTimeout(waitSeconds: number = PREFER_WAIT.default): number {
  return waitSeconds * 1_000 + BEYOND_WAIT_MS
}

/**
 * The pause before the next try, in ms, after `failures` failed ones (from 1); a longer `Retry-After` is honoured.
 * `null`: no more tries.
 */
export function retryPause(
  kind: keyof typeof retryPolicy,
  failures: number,
  retryAfterMs: number | null = null,
): number | null {
  const planned = retryPolicy[kind].pauses[failures - 1]
  return planned === undefined ? null : Math.max(planned, retryAfterMs ?? 0)
}
