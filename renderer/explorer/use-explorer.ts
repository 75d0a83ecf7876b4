import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import type { OpenedFile } from './types.ts'

export const tabNames = [
  'items',
  'offers',
  'documents',
  'dictionaries',
  'findings',
  'parts',
  'compare',
] as const
export type TabName = (typeof tabNames)[number]

/** The tab that shows what a file is about. */
export function firstTab({ counts, state, parts }: OpenedFile): TabName {
  if (counts.items > 0) return 'items'
  if (counts.offers > 0) return 'offers'
  if (counts.documents > 0) return 'documents'
  if (counts.groups + counts.properties + counts.priceTypes + counts.warehouses + counts.units > 0)
    return 'dictionaries'
  return state === 'reading' || parts.length === 0 ? 'items' : 'parts'
}

/** The opened files, and which of them and of its tabs the address names. */
export function useExplorer() {
  const route = useRoute()
  const router = useRouter()
  const files = useResource(() => admin.call('explorer.files'), { areas: ['explorer'] })

  const chosen = computed(() => {
    const list = files.data.value ?? []
    return list.find(({ id }) => id === route.params['file']) ?? list.at(-1) ?? null
  })
  const tab = computed<TabName>(() => {
    const named = tabNames.find((name) => name === route.params['tab'])
    return named ?? (chosen.value ? firstTab(chosen.value) : 'items')
  })

  const show = (file: string, name?: TabName) =>
    void router.push({ name: 'explorer', params: { file, ...(name ? { tab: name } : {}) } })

  // The address of a file that is closed names nothing any more.
  watch(
    () => files.data.value,
    (list) => {
      const named = route.params['file']
      if (route.name === 'explorer' && named && list && !list.some(({ id }) => id === named))
        void router.replace({ name: 'explorer' })
    },
  )

  return { files, chosen, tab, show }
}
