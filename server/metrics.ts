import type Koa from 'koa'
import type { Clock } from './storage/clock.ts'

// Own text instead of `prom-client`: what is told here is counted anyway, and that library would count it a second time into
// a registry of its own only to print it.

/** `Content-Type` of the metrics: the Prometheus text format 0.0.4. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export const METRICS_PATH = '/metrics'

export type MetricLabels = Readonly<Record<string, string>>

/** One line of a family; the suffix is that of a histogram (`_bucket`), else empty. */
export type MetricSample = [suffix: string, labels: MetricLabels, value: number]

/** All samples of one metric with its head, as Prometheus reads them. @param help one line */
export function metricFamily(
  name: string,
  type: 'gauge' | 'counter' | 'histogram',
  help: string,
  samples: readonly MetricSample[],
): string {
  const lines = samples.map(([suffix, labels, value]) => `${name}${suffix}${printed(labels)} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

function printed(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (value: string): string =>
  value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))

export interface MetricsOptions {
  clock: Clock
  /** Families of other parts, as text. */
  parts: readonly (() => string)[]
}

export interface Metrics {
  /** Stands before everything whose answers are counted. */
  count: Koa.Middleware
  /** Answers `GET /metrics` (B-03). */
  route: Koa.Middleware
}

/** What the process and its HTTP host tell of themselves, and the families of the parts behind it. */
export function createMetrics({ clock, parts }: MetricsOptions): Metrics {
  const started = clock().getTime() / 1000
  const answered = new Map<number, number>()
  let running = 0

  const countAnswer = (status: number): void => {
    answered.set(status, (answered.get(status) ?? 0) + 1)
  }

  function ownFamilies(): string[] {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    return [
      metricFamily('process_start_time_seconds', 'gauge', 'When the process started, Unix time.', [
        ['', {}, started],
      ]),
      metricFamily('process_cpu_seconds_total', 'counter', 'Processor time of all threads.', [
        ['', {}, (user + system) / 1_000_000],
      ]),
      metricFamily('process_resident_memory_bytes', 'gauge', 'Memory of the process.', [['', {}, rss]]),
      metricFamily('nodejs_heap_size_used_bytes', 'gauge', 'Memory of the JavaScript objects.', [
        ['', {}, heapUsed],
      ]),
      metricFamily('obmen_http_requests_running', 'gauge', 'Requests without an answer yet.', [
        ['', {}, running],
      ]),
      metricFamily(
        'obmen_http_requests_total',
        'counter',
        'Answered requests by status.',
        [...answered]
          .sort(([a], [b]) => a - b)
          .map(([status, count]): MetricSample => ['', { status: String(status) }, count]),
      ),
    ]
  }

  return {
    async count(ctx, next) {
      running += 1
      try {
        await next()
        countAnswer(ctx.status)
      } catch (error) {
        // Koa makes the answer out of what is thrown.
        countAnswer(500)
        throw error
      } finally {
        running -= 1
      }
    },

    async route(ctx, next) {
      if (ctx.path !== METRICS_PATH || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next()
      ctx.set({ 'Cache-Control': 'no-store' })
      ctx.type = METRICS_TYPE
      ctx.body = [...ownFamilies(), ...parts.map((part) => part())].join('')
    },
  }
}
