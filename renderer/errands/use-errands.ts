import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t, text } from '../i18n/index.ts'
import type { HeldForm } from '../team/use-held-form.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { bodyOf, storedOf, type ScheduleForm } from './schedule-form.ts'
import type { ErrandList, ErrandRow, ErrandRun } from './types.ts'

/** The schedules and what is done with them. */
export function useErrands() {
  const router = useRouter()
  const report = useReport()
  const { busy, run } = useTask()
  const list = useResource(() => admin.call('errands.list'), { areas: ['errands', 'clock', 'state'] })
  // What a form offers depends on nodes and enterprises.
  const kinds = useResource(() => admin.call('errands.kinds'), {
    areas: ['state', 'cml-onec', 'regate', 'scenarios'],
  })
  /** A schedule can be added as soon as there is something to put on it. */
  const ready = computed(() => list.data.value !== null && kinds.data.value !== null)
  const rows = computed(() => list.data.value?.schedules ?? [])
  const kindOf = (errand: string) => (kinds.data.value ?? []).find(({ id }) => id === errand)

  const show = (id: string) => void router.replace({ name: 'errands', params: { tab: 'schedules', id } })

  async function put(work: () => Promise<ErrandList>): Promise<boolean> {
    const next = await run(work)
    if (next) list.set(next)
    return next !== undefined
  }

  async function store(work: () => Promise<{ id: string; list: ErrandList } | undefined>): Promise<boolean> {
    const saved = await run(work)
    if (!saved) return false
    list.set(saved.list)
    show(saved.id)
    return true
  }

  const add = (form: ScheduleForm) => store(() => admin.call('errands.save', { body: bodyOf(form) }))
  /** @param held the schedule as it was opened; `undefined` of its answer: somebody else was faster */
  const save = (held: HeldForm<'errands.save'>) =>
    store(() => held.send((base) => admin.call('errands.save', { body: held.form.value!, base })))
  const turn = ({ id }: ErrandRow, enabled: boolean) =>
    put(() => admin.call('errands.switch', { params: { id }, body: { enabled } }))

  async function remove(row: ErrandRow): Promise<void> {
    const { id } = row
    if (!(await put(() => admin.call('errands.remove', { params: { id } })))) return
    report.outcome('success', t('errands.removed'), text(row.title), {
      label: t('errands.undo'),
      run: () => void store(() => admin.call('errands.save', { body: storedOf(row), base: null })),
    })
  }

  async function begin({ id }: ErrandRow): Promise<void> {
    if (await run(() => admin.call('errands.run', { params: { id } }), t('errands.begun')))
      await list.reload()
  }
  async function stop({ id }: ErrandRun): Promise<void> {
    if (await run(() => admin.call('errands.stop', { params: { run: id } }))) await list.reload()
  }

  return { list, kinds, ready, rows, kindOf, busy, show, add, save, turn, remove, begin, stop }
}
