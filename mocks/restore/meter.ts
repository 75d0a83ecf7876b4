import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { LoadMethod, LoadReport, LoadSecond, PlayedCall } from './model.ts'

/** What a load run measures. Memory does not grow with the number of calls. */

const SECONDS_KEPT = 120
/** A counterpart may make up codes without end. */
const CODES_KEPT = 100
const OTHER_CODES = 'OTHER'

/** Upper bounds of the classes of durations, ms; the last one takes all above. */
const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 120_000] as const
const LONGEST_MS = BOUNDS[BOUNDS.length - 1]!

/** Durations with an error below 1 %, in µs: a histogram counts whole numbers from 1. */
function createDurations() {
  const histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: LONGEST_MS * 1_000,
    figures: 2,
  })
  const ms = (us: number): number => us / 1_000
  return {
    record: (durationMs: number) =>
      histogram.record(Math.max(1, Math.round(Math.min(durationMs, LONGEST_MS) * 1_000))),
    reset: () => histogram.reset(),
    get quantiles() {
      if (histogram.count === 0) return { p50: 0, p95: 0, p99: 0 }
      const [p50, p95, p99] = [50, 95, 99].map((part) => ms(histogram.percentile(part))) as [
        number,
        number,
        number,
      ]
      return { p50, p95, p99 }
    },
    get max() {
      return histogram.count === 0 ? 0 : ms(histogram.max)
    },
  }
}

type Measured = Pick<LoadReport, 'calls' | 'errors' | 'seconds' | 'methods' | 'histogram'>

export interface Meter {
  /** @param elapsedMs since the start of the run */
  record(call: PlayedCall, elapsedMs: number): void
  measured(elapsedMs: number): Measured
}

/** @param startedAt of the run, for the times of its seconds */
export function createMeter(startedAt: Date): Meter {
  const methods = new Map<
    string,
    { calls: number; errors: number; durations: ReturnType<typeof createDurations> }
  >()
  const codes = new Map<string, number>()
  const classes = BOUNDS.map((upToMs) => ({ upToMs: upToMs as number, count: 0 }))
  const past: LoadSecond[] = []
  const current = { index: 0, calls: 0, errors: 0, durations: createDurations() }
  let calls = 0

  const currentSecond = (): LoadSecond => ({
    at: new Date(startedAt.getTime() + current.index * 1_000).toISOString(),
    calls: current.calls,
    errors: current.errors,
    ...current.durations.quantiles,
  })

  /** Closes the seconds that are over; those without an answer are there too, or the chart would hide a standstill. */
  function advance(elapsedMs: number): void {
    const index = Math.floor(elapsedMs / 1_000)
    current.index = Math.max(current.index, index - SECONDS_KEPT)
    while (current.index < index) {
      past.push(currentSecond())
      if (past.length > SECONDS_KEPT - 1) past.shift()
      current.index += 1
      current.calls = 0
      current.errors = 0
      current.durations.reset()
    }
  }

  function countCode({ code, status }: PlayedCall): void {
    const name = code ?? `HTTP ${status}`
    const key = codes.has(name) || codes.size < CODES_KEPT ? name : OTHER_CODES
    codes.set(key, (codes.get(key) ?? 0) + 1)
  }

  return {
    record(call, elapsedMs) {
      advance(elapsedMs)
      const failed = call.ok ? 0 : 1
      let method = methods.get(call.method)
      if (!method) methods.set(call.method, (method = { calls: 0, errors: 0, durations: createDurations() }))
      for (const counted of [method, current]) {
        counted.calls += 1
        counted.errors += failed
        counted.durations.record(call.durationMs)
      }
      calls += 1
      if (failed) countCode(call)
      const found = classes.find(({ upToMs }) => call.durationMs <= upToMs) ?? classes[classes.length - 1]!
      found.count += 1
    },
    measured(elapsedMs) {
      advance(elapsedMs)
      return {
        calls,
        errors: [...codes]
          .map(([code, count]) => ({ code, count }))
          .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)),
        seconds: [...past, currentSecond()],
        methods: [...methods].map(([name, { calls, errors, durations }]): LoadMethod => ({
          method: name,
          calls,
          errors,
          ...durations.quantiles,
          max: durations.max,
        })),
        histogram: classes.map((one) => ({ ...one })),
      }
    },
  }
}
