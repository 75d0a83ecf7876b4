import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { useTask } from '../ui/use-report.ts'
import type { JobState, JobView } from './types.ts'

/** What the list is narrowed to. */
export interface QueueFilter {
  enterprise: string | null
  state: JobState | null
  method: string | null
}

const PAGE = 100

/** The queues of the enterprises and their jobs, newest first, kept fresh by live events. */
export function useQueue(filter: Ref<QueueFilter>) {
  const { busy, run } = useTask()
  const older = shallowRef<JobView[]>([])
  const ended = ref(false)

  const page = (before?: number) =>
    admin.call('regate.queue', {
      query: {
        enterprise: filter.value.enterprise ?? undefined,
        state: filter.value.state ?? undefined,
        method: filter.value.method ?? undefined,
        ...(before === undefined ? {} : { before }),
        limit: PAGE,
      },
    })
  const newest = useResource(() => page(), { areas: ['regate'], filters: [filter] })
  watch(filter, () => {
    older.value = []
    ended.value = false
  })

  // Older pages are as they were read; what both hold is told by the newer reading.
  const jobs = computed(() => {
    const fresh = newest.data.value?.jobs ?? []
    const known = new Set(fresh.map(({ id }) => id))
    return [...fresh, ...older.value.filter(({ id }) => !known.has(id))]
  })
  const hasMore = computed(() => !ended.value && (newest.data.value?.jobs.length ?? 0) >= PAGE)

  async function more() {
    const last = jobs.value.at(-1)
    if (!last) return
    const read = await run(() => page(last.id))
    if (!read) return
    older.value = [...jobs.value, ...read.jobs]
    ended.value = read.jobs.length < PAGE
  }

  async function pause(enterprise: string, paused: boolean) {
    const changed = await run(() =>
      admin.call('regate.pauseQueue', { params: { enterprise }, body: { paused } }),
    )
    if (changed) await newest.reload()
  }

  async function retry(job: JobView, said: string) {
    const begun = await run(
      () => admin.call('regate.retryJob', { params: { enterprise: job.enterprise, request: job.requestId } }),
      said,
    )
    if (begun) await newest.reload()
  }

  return { newest, jobs, hasMore, busy, more, pause, retry }
}
