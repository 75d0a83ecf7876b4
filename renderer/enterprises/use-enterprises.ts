import { useDialog } from 'naive-ui'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import type { Enterprise } from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useTask } from '../ui/use-report.ts'

export const tabNames = ['items', 'clients', 'orders', 'payments', 'bank', 'refunds'] as const
export type TabName = (typeof tabNames)[number]

/** The enterprises of the workspace, the one whose base is shown, and its open tab: both are in the address. */
export function useEnterprises() {
  const route = useRoute()
  const router = useRouter()
  const dialog = useDialog()
  const { run } = useTask()

  const list = useResource(() => admin.call('regate.enterprises'), { areas: ['regate', 'state'] })
  const chosen = computed<Enterprise | null>(() => {
    const all = list.data.value ?? []
    return all.find(({ id }) => id === route.params['enterprise']) ?? all[0] ?? null
  })
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'items')

  const show = (enterprise: string, name: TabName = tab.value) =>
    void router.push({ name: 'enterprises', params: { enterprise, tab: name } })

  async function remove({ id, name }: Enterprise) {
    const left = await run(
      () => admin.call('regate.removeEnterprise', { params: { enterprise: id } }),
      t('enterprises.removed', { name }),
    )
    if (!left) return
    list.set(left)
    void router.replace({ name: 'enterprises' })
  }

  /** The base goes with the enterprise, for ever. */
  function askRemove(enterprise: Enterprise) {
    const { name, counts } = enterprise
    dialog.error({
      title: t('enterprises.removeTitle', { name }),
      content: t('enterprises.removeText', { items: counts.items, orders: counts.orders }),
      positiveText: t('enterprises.remove'),
      negativeText: t('common.cancel'),
      onPositiveClick: () => void remove(enterprise),
    })
  }

  return { list, chosen, tab, show, askRemove }
}
