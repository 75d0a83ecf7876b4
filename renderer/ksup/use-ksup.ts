import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'

export const tabNames = ['deals', 'contacts', 'items', 'prices', 'notifications'] as const
export type TabName = (typeof tabNames)[number]

/** КСУП with its open tab and what is open there: both are in the address. */
export function useKsup() {
  const route = useRoute()
  const router = useRouter()
  const overview = useResource(() => admin.call('ksup.overview'), { areas: ['ksup', 'state'] })
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'deals')
  const id = computed(() => String(route.params['id'] ?? ''))

  /** @param opened deal, contact, item or notification of the tab; empty: none */
  const show = (name: TabName, opened: string | number = '') =>
    void router.push({
      name: 'ksup',
      params: { tab: name, ...(opened === '' ? {} : { id: opened }) },
    })

  return { overview, tab, id, show }
}
