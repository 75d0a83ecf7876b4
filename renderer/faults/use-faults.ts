import { computed } from 'vue'
import { AdminError } from '../../server/admin/client.ts'
import { freeRuleId, type FaultRule } from '../../server/faults/model.ts'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import type { HeldForm } from '../team/use-held-form.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { ruleOf } from './rule-form.ts'
import type { FaultRuleView, FaultsView } from './types.ts'

/** The rules of faults and what is done with them. Everything can be taken back, so nobody is asked. */
export function useFaults() {
  const report = useReport()
  const { busy, run } = useTask()
  const view = useResource(() => admin.call('faults.list'), { areas: ['faults', 'proxy'] })
  const rules = computed(() => view.data.value?.rules ?? [])

  async function put(work: () => Promise<FaultsView | undefined>): Promise<boolean> {
    const next = await run(work)
    if (next) view.set(next)
    return next !== undefined
  }

  /** Somebody else may have made up the same id meanwhile: both rules stay. */
  const add = (rule: FaultRule) =>
    put(async () => {
      try {
        return await admin.call('faults.save', { body: rule, base: null })
      } catch (error) {
        if (!(error instanceof AdminError) || error.code !== 'ADMIN-OVERTAKEN') throw error
        const { rules: taken } = await admin.call('faults.list')
        return admin.call('faults.save', {
          body: { ...rule, id: freeRuleId(rule.fault.kind, taken) },
          base: null,
        })
      }
    })
  /** @param held the rule as it was opened; nothing is stored when somebody else was faster */
  const save = (rule: FaultRule, held: HeldForm<'faults.save'>) =>
    put(() => held.send((base) => admin.call('faults.save', { body: rule, base })))
  const turn = (ids: string[], on: boolean) => put(() => admin.call('faults.switch', { body: { ids, on } }))
  const preset = (id: string, on: boolean) =>
    put(() => admin.call('faults.preset', { params: { preset: id }, body: { on } }))
  const recount = (ids?: string[]) => put(() => admin.call('faults.recount', { body: ids ? { ids } : {} }))

  async function remove(rule: FaultRuleView): Promise<void> {
    if (!(await put(() => admin.call('faults.remove', { body: { ids: [rule.id] } })))) return
    report.outcome('success', t('faults.removed'), rule.name, {
      label: t('faults.undo'),
      run: () => void add(ruleOf(rule)),
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

  return { view, rules, busy, add, save, turn, preset, recount, remove, suspend }
}
