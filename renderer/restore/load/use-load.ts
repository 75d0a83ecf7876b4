import { computed } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { useTask } from '../../ui/use-report.ts'
import { usePlayer } from '../use-player.ts'

/** The run of many clients at once: the one that runs, or the last one. */
export function useLoad() {
  const player = usePlayer()
  const { busy, run } = useTask()
  // The admin API has no bare `null`: no run yet comes as an empty object.
  const read = async () => {
    const report = await admin.call('restore.load')
    return { report: report && 'state' in report ? report : null }
  }
  const resource = useResource(read, { areas: ['restore'] })
  const report = computed(() => resource.data.value?.report ?? null)
  const running = computed(() => report.value?.state === 'running')

  async function start(plan: { clients: number; purchases: number; refunds: number }) {
    const begun = await run(() =>
      admin.call('restore.startLoad', { body: { enterprise: player.targetId, ...plan } }),
    )
    if (begun) resource.set({ report: begun })
  }

  async function stop() {
    const ended = await run(() => admin.call('restore.stopLoad'))
    if (ended && 'state' in ended) resource.set({ report: ended })
  }

  return {
    report,
    running,
    busy,
    start,
    stop,
    loading: resource.loading,
    problem: resource.problem,
    ready: computed(() => resource.data.value !== null),
    reload: resource.reload,
  }
}
