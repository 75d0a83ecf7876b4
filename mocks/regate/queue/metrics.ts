import { metricFamily as family, type MetricLabels, type MetricSample } from '../../../server/metrics.ts'
import { LATENCY_BOUNDS, type MethodStats, type QueueStats } from './model.ts'

const gauges = {
  obmen_queue_depth: ['Jobs that are not finished.', 'depth'],
  obmen_queue_running: ['Jobs that run.', 'running'],
  obmen_queue_waiting: ['Jobs that wait for a worker, a turn or their next attempt.', 'waiting'],
  obmen_queue_capacity: ['Jobs that may wait.', 'capacity'],
  obmen_queue_workers: ['Jobs that may run at once.', 'workers'],
} as const satisfies Record<string, [help: string, of: keyof QueueStats]>

const counters = {
  obmen_queue_done_total: ['Jobs that succeeded.', 'done'],
  obmen_queue_failed_total: ['Jobs that were refused for good.', 'failed'],
  obmen_queue_dead_total: ['Jobs given up after internal errors.', 'dead'],
  obmen_queue_retried_total: ['Attempts that were followed by another one.', 'retried'],
  obmen_queue_rejected_total: ['Requests turned away because the queue was full.', 'rejected'],
} as const satisfies Record<string, [help: string, of: keyof MethodStats]>

/** The queues in the Prometheus text format 0.0.4; counters count since the process started. */
export function queueMetrics(queues: readonly QueueStats[]): string {
  const byMethod = queues.flatMap(({ enterprise, methods }) =>
    Object.entries(methods).map(([method, stats]) => ({ labels: { enterprise, method }, stats })),
  )
  const families = [
    ...Object.entries(gauges).map(([name, [help, of]]) =>
      family(
        name,
        'gauge',
        help,
        queues.map((queue) => ['', { enterprise: queue.enterprise }, queue[of]]),
      ),
    ),
    family(
      'obmen_queue_oldest_wait_seconds',
      'gauge',
      'How long the oldest waiting job waits.',
      queues.map(({ enterprise, oldestWaitMs }) => ['', { enterprise }, oldestWaitMs / 1000]),
    ),
    ...Object.entries(counters).map(([name, [help, of]]) =>
      family(
        name,
        'counter',
        help,
        byMethod.map(({ labels, stats }) => ['', labels, stats[of]]),
      ),
    ),
    family(
      'obmen_queue_job_seconds',
      'histogram',
      'Time from acceptance to the final answer.',
      byMethod.flatMap(({ labels, stats }) => histogram(labels, stats)),
    ),
  ]
  return families.join('')
}

/** Classes are cumulative on the wire. */
function histogram(labels: MetricLabels, { latency: { counts, sumMs } }: MethodStats): MetricSample[] {
  let below = 0
  const buckets = counts.map((count, i): MetricSample => {
    below += count
    return ['_bucket', { ...labels, le: String(LATENCY_BOUNDS[i] ?? '+Inf') }, below]
  })
  return [...buckets, ['_sum', labels, sumMs / 1000], ['_count', labels, below]]
}
