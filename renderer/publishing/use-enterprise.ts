import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'

/** The enterprise whose publication is spoken of; the first one until a person chooses. */
export const usePublishedEnterprise = defineStore('published-enterprise', () => {
  const list = useResource(() => admin.call('regate.enterprises'), { areas: ['regate', 'state'] })
  const stored = useLocalStorage('obmen.layout.publishedEnterprise', '')
  const chosen = computed(
    () => list.data.value?.find(({ id }) => id === stored.value) ?? list.data.value?.[0],
  )
  const id = computed({ get: () => chosen.value?.id ?? null, set: (next) => (stored.value = next ?? '') })
  const all = computed(() => list.data.value ?? [])
  return { all, chosen, id }
})
