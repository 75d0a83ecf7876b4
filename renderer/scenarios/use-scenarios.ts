import { useThrottleFn } from '@vueuse/core'
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isOver } from '../../server/scenarios/model.ts'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useLiveStore } from '../stores/live.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import type { ControlAction, RunRecord } from './types.ts'

/** Every step of a run changes something, and the list tells of all scenarios: it is read so often at most, ms. */
const LIST_EVERY_MS = 1000

/** The scenarios, the one that is open and the run that is shown (both are in the address), and the queue of the bench. */
export function useScenarios() {
  const route = useRoute()
  const router = useRouter()
  const report = useReport()
  const { busy, run: task } = useTask()

  const list = useResource(() => admin.call('scenarios.list'))
  onScopeDispose(
    useLiveStore().onChange(
      ['scenarios'],
      useThrottleFn(() => void list.reload(), LIST_EVERY_MS, true),
    ),
  )
  const rows = computed(() => list.data.value ?? [])
  const chosen = computed(
    () => rows.value.find(({ id }) => id === route.params['id']) ?? rows.value[0] ?? null,
  )
  const show = (id: string) => void router.push({ name: 'scenarios', params: { id } })

  const queue = useResource(() => admin.call('scenarios.queue'), { areas: ['scenarios'] })
  /** Runs that have not been seen to their end: those of the queue when the page was opened, and those that it has started. */
  const following = shallowRef<number[]>([])
  const runId = ref<number | null>(null)
  const record = useResource(
    async () => (runId.value === null ? null : admin.call('scenarios.run', { params: { run: runId.value } })),
    { areas: ['scenarios'], filters: [runId] },
  )
  const shownRun = computed(() => (record.data.value?.id === runId.value ? record.data.value : null))
  const active = computed(() => shownRun.value !== null && !isOver(shownRun.value.state))
  const paused = computed(() => shownRun.value?.state === 'paused')
  const failed: RunRecord[] = []
  /** Bases stay as a scenario has left them until they are brought back. */
  const basesLeft = computed(() => queue.data.value?.state === 'idle' && queue.data.value.basesLeft)
  /** The run that the address names: others send people here to look at it. */
  const asked = computed(() => Number(route.query['run']) || null)

  watch(
    () => asked.value ?? chosen.value?.last?.run ?? null,
    (run) => {
      if (following.value.length === 0 || asked.value !== null) runId.value = run
    },
    { immediate: true },
  )
  // What runs already is followed, whoever has started it; a run that was asked for stays in sight.
  const opened = watch(
    () => queue.data.value?.runs,
    (runs) => {
      if (!runs) return
      void nextTick(() => opened())
      if (asked.value !== null || runs.length === 0) return
      following.value = [...runs, ...following.value]
      runId.value = runs[0]!
    },
    { immediate: true },
  )
  watch(shownRun, (run) => {
    if (!run || !isOver(run.state)) return
    if (!following.value.includes(run.id)) return
    if (run.state === 'failed') failed.push(run)
    const left = following.value.filter((id) => id > run.id)
    following.value = left
    if (left.length > 0) {
      runId.value = left[0]!
      return
    }
    void list.reload()
    const first = failed[0]
    failed.length = 0
    if (first && first.id !== run.id) {
      runId.value = first.id
      if (rows.value.some(({ id }) => id === first.scenario)) show(first.scenario)
    }
  })

  function follow(runs: readonly RunRecord[]) {
    following.value = [...following.value, ...runs.map(({ id }) => id)]
    if (asked.value !== null) void router.replace({ name: 'scenarios', params: route.params })
    runId.value = following.value[0] ?? null
  }

  /** @param text what stands in the editor, when it is not written yet */
  async function start(ids: string[], how: { paused?: boolean; text?: string } = {}) {
    const source = how.text === undefined ? null : { id: ids[0]!, text: how.text }
    const runs = await task(() =>
      admin.call('scenarios.start', {
        body: { ...(source ? { sources: [source] } : { ids }), paused: how.paused ?? false },
      }),
    )
    if (runs) follow(runs)
  }

  async function control(action: ControlAction) {
    if (await task(() => admin.call('scenarios.control', { body: { action } }))) await record.reload()
  }

  async function again(step: number) {
    const run = runId.value
    if (run === null) return
    const next = await task(() => admin.call('scenarios.again', { params: { run }, body: { step } }))
    if (next) follow([next])
  }

  async function bringBack() {
    const answer = await task(() => admin.call('scenarios.bringBack'))
    if (!answer) return
    await queue.reload()
    report.success(t(answer.done ? 'scenarios.broughtBack' : 'scenarios.nothingToBringBack'))
  }

  /** Writes a file that nobody has yet; one that was made meanwhile is not overwritten. */
  async function create(id: string, text: string) {
    const saved = await task(() =>
      admin.call('scenarios.save', { params: { id }, body: { text }, base: null }),
    )
    if (saved) await list.reload()
    return saved !== undefined
  }

  async function putBack(id: string, text: string) {
    if (!(await task(() => admin.call('scenarios.save', { params: { id }, body: { text } })))) return
    await list.reload()
    show(id)
  }

  /** A shipped scenario is seen again when the own copy of it goes. */
  async function remove(id: string) {
    const removed = await task(() => admin.call('scenarios.remove', { params: { id } }))
    if (!removed) return false
    await list.reload()
    report.outcome('success', t('scenarios.removed'), id, {
      label: t('scenarios.undo'),
      run: () => void putBack(id, removed.text),
    })
    return true
  }

  return {
    list,
    rows,
    chosen,
    show,
    busy,
    record,
    shownRun,
    active,
    paused,
    basesLeft,
    start,
    control,
    again,
    bringBack,
    create,
    remove,
  }
}
