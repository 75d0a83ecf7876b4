import { setImmediate } from 'node:timers/promises'
import type { Timers } from '../../server/storage/timers.ts'

/** A clock that the test moves, with the timers that ring by it. */
export interface FakeTime {
  timers: Timers
  now(): Date
  /** Moves the clock; each timer on the way rings at its moment, and what it set going comes to rest first. */
  advance(ms: number): Promise<void>
}

/** Lets everything go on that waits for neither time nor the test. The database answers within a turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await setImmediate()
}

export function fakeTime(start = '2025-09-18T09:00:00.000Z'): FakeTime {
  let now = Date.parse(start)
  const set = new Map<number, { at: number; run(): void }>()
  let last = 0
  const nextBefore = (end: number) =>
    [...set].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0]
  return {
    timers: {
      set(run, delayMs) {
        last += 1
        set.set(last, { at: now + delayMs, run })
        return last
      },
      clear: (timer) => void set.delete(timer as number),
    },
    now: () => new Date(now),
    async advance(ms) {
      await settle()
      const end = now + ms
      for (let next = nextBefore(end); next; next = nextBefore(end)) {
        const [id, { at, run }] = next
        set.delete(id)
        now = at
        run()
        // Timers of one moment ring together, as they do in a process.
        if (nextBefore(at) === undefined) await settle()
      }
      now = end
      await settle()
    },
  }
}
