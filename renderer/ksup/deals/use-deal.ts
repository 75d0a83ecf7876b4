import { useDialog } from 'naive-ui'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { DealEdit } from '../types.ts'

/** A deal of КСУП and what a person does with it; none of it is told to 1C (section 8). */
export function useDeal(number: string) {
  const params = { number }
  const dialog = useDialog()
  const { busy, run } = useTask()
  const deal = useResource(() => admin.call('ksup.deal', { params }), { areas: ['ksup'] })

  async function edit(body: DealEdit, done: string) {
    const saved = await run(() => admin.call('ksup.editDeal', { params, body }), done)
    if (saved) deal.set(saved)
  }

  /** Only a person opens a closed deal again (DD-34). */
  const reopen = () => edit({ state: 'active' }, t('ksup.deal.reopened', { number }))

  function askRemove(removed: () => void) {
    dialog.warning({
      title: t('ksup.deal.removeTitle', { number }),
      content: t('ksup.deal.removeText'),
      positiveText: t('ksup.remove'),
      negativeText: t('common.cancel'),
      onPositiveClick: async () => {
        const done = await run(
          () => admin.call('ksup.removeDeal', { params }),
          t('ksup.deal.removed', { number }),
        )
        if (done) removed()
      },
    })
  }

  return { deal, busy, reopen, askRemove }
}
