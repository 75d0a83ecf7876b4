import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { senders } from './senders.ts'
import type { Sender } from './types.ts'

export const tabNames = ['blocks', 'outbox', 'inbox', 'settings'] as const
export type TabName = (typeof tabNames)[number]

/** The exchange with its open tab, the sender whose queue is shown, and the open message: all in the address. */
export function useKsupExchange() {
  const route = useRoute()
  const router = useRouter()
  const overview = useResource(() => admin.call('ksup.overview'), { areas: ['ksup', 'ksup-onec', 'state'] })
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'blocks')
  const id = computed(() => String(route.params['id'] ?? ''))
  const sender = computed<Sender>(() => senders.find((name) => name === route.query['sender']) ?? 'onec')

  /** @param opened message of the tab; empty: none */
  const show = (name: TabName, opened = '', whose: Sender = sender.value) =>
    void router.push({
      name: 'ksup-exchange',
      params: { tab: name, ...(opened === '' ? {} : { id: opened }) },
      query: name === 'outbox' && whose !== 'onec' ? { sender: whose } : {},
    })

  return { overview, tab, id, sender, show }
}
