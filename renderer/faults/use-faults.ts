import { computed } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import type { FaultRule } from '../../server/faults/model.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { ruleOf } from './rule-form.ts'
import type { FaultRuleView, FaultsView } from './types.ts'

/** The rules of faults and what is done with them. Everything can be taken back, so nobody is asked. */
export function useFaults() {
  const report = useReport()
  const { busy, run } = useTask()
  const view = useResource(() => admin.call('faults.list'), { areas: ['faults', 'proxy'] })
  const rules = computed(() => view.data.value?.rules ?? [])

  async function put(work: () => Promise<FaultsView>): Promise<boolean> {
    const next = await run(work)
    if (next) view.set(next)
    return next !== undefined
  }

  const save = (rule: FaultRule) => put(() => admin.call('faults.save', { body: rule }))
  const turn = (ids: string[], on: boolean) => put(() => admin.call('faults.switch', { body: { ids, on } }))
  const preset = (id: string, on: boolean) =>
    put(() => admin.call('faults.preset', { params: { preset: id }, body: { on } }))
  const recount = (ids?: string[]) => put(() => admin.call('faults.recount', { body: ids ? { ids } : {} }))

  async function remove(rule: FaultRuleView): Promise<void> {
    if (!(await put(() => admin.call('faults.remove', { body: { ids: [rule.id] } })))) return
    report.outcome('success', t('faults.removed'), rule.name, {
      label: t('faults.undo'),
      run: () => void save(ruleOf(rule)),
    })
  }

  /** Switches everything off; what was on can be switched on again. */
  async function suspend(): Promise<void> {
    const on = rules.value.filter(({ enabled }) => enabled).map(({ id }) => id)
    if (on.length === 0 || !(await turn(on, false))) return
    report.outcome('success', t('faults.suspended'), t('faults.suspendedHint'), {
      label: t('faults.undo'),
      run: () => void turn(on, true),
    })
  }

  return { view, rules, busy, save, turn, preset, recount, remove, suspend }
}
