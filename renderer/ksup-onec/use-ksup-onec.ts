import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { tabNames, type TabName } from './tabs.ts'

/** The open tab and what is open in it: both are in the address. */
export function useKsupOnec() {
  const route = useRoute()
  const router = useRouter()
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'orders')
  const id = computed(() => String(route.params['id'] ?? ''))

  const place = (name: TabName, opened: string) => ({
    name: 'ksup-onec',
    params: { tab: name, ...(opened === '' ? {} : { id: opened }) },
  })
  /** @param opened document or card of the tab; empty: none */
  const show = (name: TabName, opened = '') => void router.push(place(name, opened))
  /** A new one that is written now has an address of its own; the way back is not to the empty form. */
  const settle = (name: TabName, opened: string) => void router.replace(place(name, opened))

  return { tab, id, show, settle }
}
