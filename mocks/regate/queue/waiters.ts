import type { JobAnswer, Timers } from './model.ts'

/** Callers that wait for the answer to their job (`Prefer: wait`, BD-09). */
export interface Waiters {
  /** Resolves to the answer, or to `null` when `waitMs` passed first. */
  wait(id: number, waitMs: number): Promise<JobAnswer | null>
  answer(id: number, answer: JobAnswer): void
  /** Lets everybody go without an answer. */
  dismiss(): void
}

export function createWaiters(timers: Timers): Waiters {
  const waiting = new Map<number, (answer: JobAnswer | null) => void>()
  return {
    wait(id, waitMs) {
      if (waitMs <= 0) return Promise.resolve(null)
      return new Promise((resolve) => {
        const timer = timers.set(() => end(null), waitMs)
        function end(answer: JobAnswer | null): void {
          timers.clear(timer)
          waiting.delete(id)
          resolve(answer)
        }
        waiting.set(id, end)
      })
    },
    answer: (id, answer) => waiting.get(id)?.(answer),
    dismiss() {
      for (const end of [...waiting.values()]) end(null)
    },
  }
}
