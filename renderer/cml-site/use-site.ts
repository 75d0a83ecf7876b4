import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'

export const tabNames = ['exchange', 'catalogue', 'orders', 'settings', 'faults'] as const
export type TabName = (typeof tabNames)[number]

/** The exchange point with its open tab and what is open there: both are in the address. */
export function useSite() {
  const route = useRoute()
  const router = useRouter()
  const state = useResource(() => admin.call('cmlSite.state'), { areas: ['cml-site', 'state'] })
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'exchange')
  const id = computed(() => String(route.params['id'] ?? ''))

  /** @param opened import, item or order of the tab; empty: none */
  const show = (name: TabName, opened = '') =>
    void router.push({
      name: 'cml-site',
      params: { tab: name, ...(opened === '' ? {} : { id: opened }) },
    })

  return { state, tab, id, show }
}
