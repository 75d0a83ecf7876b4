import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The record that a card shows, kept in the address, so that going back closes the card. */
export function useSelection() {
  const route = useRoute()
  const router = useRouter()
  const selected = computed(() => (typeof route.query['id'] === 'string' ? route.query['id'] : null))
  const select = (id: string | null) => {
    const query = { ...route.query }
    delete query['id']
    const target = { params: route.params, query: id === null ? query : { ...query, id } }
    // Moving from row to row is one step back.
    void (selected.value !== null && id !== null ? router.replace(target) : router.push(target))
  }
  return { selected, select }
}
