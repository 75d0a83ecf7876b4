import type { Timers } from './model.ts'

/** People look at the queue, so a burst of jobs is told of a few times a second, not for each job. */
const NOTICE_MS = 250

export interface Notices {
  /** Something about the jobs of the enterprise is new. */
  note(enterprise: string): void
  /** Tells what is still to be told. */
  flush(): void
}

export function createNotices(tell: (enterprise: string) => void, timers: Timers): Notices {
  const news = new Set<string>()
  let timer: unknown = null

  function flush(): void {
    if (timer !== null) timers.clear(timer)
    timer = null
    const told = [...news]
    news.clear()
    told.forEach(tell)
  }

  return {
    note(enterprise) {
      news.add(enterprise)
      timer ??= timers.set(flush, NOTICE_MS)
    },
    flush,
  }
}
