import type { LoadReport } from '../types.ts'

type Second = LoadReport['seconds'][number]

/** Columns as uPlot wants them: seconds since 1970 first, then a column a line. `null` is a gap. */
export type Columns = [number[], ...(number | null)[][]]

/** Seconds in which nothing was answered are there too, so that a stall looks like one. */
function everySecond(seconds: readonly Second[]): (Second | { at: string; calls: 0 })[] {
  const known = new Map(seconds.map((second) => [secondOf(second.at), second]))
  const times = [...known.keys()]
  if (times.length === 0) return []
  const [first, last] = [Math.min(...times), Math.max(...times)]
  return Array.from({ length: last - first + 1 }, (_, step) => {
    const at = first + step
    return known.get(at) ?? { at: new Date(at * 1000).toISOString(), calls: 0 as const }
  })
}

const secondOf = (at: string): number => Math.floor(Date.parse(at) / 1000)

/** Latencies by second: p50, p95, p99 in ms. */
export function latencyColumns(seconds: readonly Second[]): Columns {
  const all = everySecond(seconds)
  const line = (name: 'p50' | 'p95' | 'p99') =>
    all.map((second) => ('p50' in second && second.calls > 0 ? second[name] : null))
  return [all.map(({ at }) => secondOf(at)), line('p50'), line('p95'), line('p99')]
}

/** Calls and errors by second. */
export function rateColumns(seconds: readonly Second[]): Columns {
  const all = everySecond(seconds)
  return [
    all.map(({ at }) => secondOf(at)),
    all.map(({ calls }) => calls),
    all.map((second) => ('errors' in second ? second.errors : 0)),
  ]
}

export interface Bar {
  upToMs: number
  count: number
  /** Of the highest bar, 0…1. */
  share: number
}

/** Bars of the histogram without the empty ones at both ends. */
export function barsOf(histogram: LoadReport['histogram']): Bar[] {
  const filled = histogram.flatMap(({ count }, index) => (count > 0 ? [index] : []))
  if (filled.length === 0) return []
  const shown = histogram.slice(filled[0], filled.at(-1)! + 1)
  const highest = Math.max(...shown.map(({ count }) => count))
  return shown.map((bar) => ({ ...bar, share: bar.count / highest }))
}

/** Answers a second over the whole run so far. */
export const averageRate = ({ calls, durationMs }: Pick<LoadReport, 'calls' | 'durationMs'>): number =>
  durationMs > 0 ? (calls * 1000) / durationMs : 0
