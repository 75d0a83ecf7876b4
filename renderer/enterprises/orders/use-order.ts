import { useDialog } from 'naive-ui'
import { admin } from '../../api/client.ts'
import type { RegateOrderAction } from '../../api/types.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'

/** An order of a base and what a person at 1C does with it: no method of the service does it (BD-24). */
export function useOrder(enterprise: string, order: string) {
  const params = { enterprise, order }
  const dialog = useDialog()
  const { busy, run } = useTask()
  const detail = useResource(() => admin.call('regate.order', { params }), { areas: ['regate'] })

  async function act(action: RegateOrderAction) {
    const moved = await run(
      () => admin.call('regate.act', { params, body: { action } }),
      t(`enterprises.order.done.${action}`),
    )
    if (moved) detail.set(moved)
  }

  /** No status leads out of a cancelled order, so that is asked first. */
  function ask(action: RegateOrderAction) {
    if (action !== 'cancel') return void act(action)
    dialog.warning({
      title: t('enterprises.order.cancelTitle', { number: detail.data.value?.order_number ?? '' }),
      content: t('enterprises.order.cancelText'),
      positiveText: t('enterprises.order.act.cancel'),
      negativeText: t('common.close'),
      onPositiveClick: () => void act(action),
    })
  }

  return { detail, busy, ask }
}
