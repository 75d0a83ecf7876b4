import type { Timers } from '../../server/storage/timers.ts'

/** Waits `ms`, or less when the signal comes: the caller looks at the signal afterwards. */
export function pause(ms: number, timers: Timers, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = (): void => {
      timers.clear(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = timers.set(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
