import { LATENCY_BOUNDS, type MethodStats, type Outcome } from './model.ts'

/** What happened to the jobs of one enterprise since the process started, by method. */
export interface Counters {
  count(method: string, outcome: Outcome): void
  /** @param ms from acceptance to the final answer */
  took(method: string, ms: number): void
  methods(): Record<string, MethodStats>
  totals(): Record<Outcome, number>
}

const OUTCOMES = ['done', 'failed', 'dead', 'retried', 'rejected'] as const satisfies readonly Outcome[]

type Counted = Record<Outcome, number> & { latency: { counts: number[]; sumMs: number } }

export function createCounters(): Counters {
  const methods = new Map<string, Counted>()

  function of(method: string): Counted {
    let counted = methods.get(method)
    if (!counted) {
      const counts = new Array<number>(LATENCY_BOUNDS.length + 1).fill(0)
      counted = { done: 0, failed: 0, dead: 0, retried: 0, rejected: 0, latency: { counts, sumMs: 0 } }
      methods.set(method, counted)
    }
    return counted
  }

  return {
    count(method, outcome) {
      of(method)[outcome] += 1
    },
    took(method, ms) {
      const { latency } = of(method)
      // A clock that is set back must not take anything off the sum.
      const took = Math.max(ms, 0)
      const found = LATENCY_BOUNDS.findIndex((bound) => took <= bound * 1000)
      latency.counts[found < 0 ? LATENCY_BOUNDS.length : found]! += 1
      latency.sumMs += took
    },
    methods: () => structuredClone(Object.fromEntries(methods)),
    totals() {
      const totals = { done: 0, failed: 0, dead: 0, retried: 0, rejected: 0 }
      for (const counted of methods.values())
        for (const outcome of OUTCOMES) totals[outcome] += counted[outcome]
      return totals
    },
  }
}
