import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t, text } from '../i18n/index.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { bodyOf, storedOf, type ScheduleForm } from './schedule-form.ts'
import type { ErrandList, ErrandRow, ErrandRun, ScheduleBody } from './types.ts'

/** The schedules and what is done with them. */
export function useErrands() {
  const router = useRouter()
  const report = useReport()
  const { busy, run } = useTask()
  const list = useResource(() => admin.call('errands.list'), { areas: ['errands', 'clock', 'state'] })
  // What a form offers depends on nodes and enterprises.
  const kinds = useResource(() => admin.call('errands.kinds'), { areas: ['state', 'cml-onec', 'regate'] })
  const rows = computed(() => list.data.value?.schedules ?? [])
  const kindOf = (errand: string) => (kinds.data.value ?? []).find(({ id }) => id === errand)

  const show = (id: string) => void router.replace({ name: 'errands', params: { tab: 'schedules', id } })

  async function put(work: () => Promise<ErrandList>): Promise<boolean> {
    const next = await run(work)
    if (next) list.set(next)
    return next !== undefined
  }

  async function store(body: Omit<ScheduleBody, 'id'> & { id?: string }): Promise<boolean> {
    const saved = await run(() => admin.call('errands.save', { body }))
    if (!saved) return false
    list.set(saved.list)
    show(saved.id)
    return true
  }

  const save = (form: ScheduleForm) => store(bodyOf(form))
  const turn = ({ id }: ErrandRow, enabled: boolean) =>
    put(() => admin.call('errands.switch', { params: { id }, body: { enabled } }))

  async function remove(row: ErrandRow): Promise<void> {
    const { id } = row
    if (!(await put(() => admin.call('errands.remove', { params: { id } })))) return
    report.outcome('success', t('errands.removed'), text(row.title), {
      label: t('errands.undo'),
      run: () => void store(storedOf(row)),
    })
  }

  async function begin({ id }: ErrandRow): Promise<void> {
    if (await run(() => admin.call('errands.run', { params: { id } }), t('errands.begun')))
      await list.reload()
  }
  async function stop({ id }: ErrandRun): Promise<void> {
    if (await run(() => admin.call('errands.stop', { params: { run: id } }))) await list.reload()
  }

  return { list, kinds, rows, kindOf, busy, show, save, turn, remove, begin, stop }
}
