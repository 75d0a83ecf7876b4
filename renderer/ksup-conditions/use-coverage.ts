import { computed, ref, watch } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import type { CoveredObject } from './types.ts'

export const COVERAGE_PAGE = 50

/** Which objects would go to КСУП and which would not, a page of them. */
export function useCoverage() {
  const object = ref<CoveredObject | null>(null)
  const text = ref('')
  /** Only those of which nothing would go. */
  const blocked = ref(false)
  const page = ref(1)

  watch([object, text, blocked], () => (page.value = 1))

  const rows = useResource(
    () =>
      admin.call('ksupOnec.coverage', {
        query: {
          object: object.value ?? undefined,
          text: text.value,
          ...(blocked.value ? { blocked: 'true' as const } : {}),
          offset: (page.value - 1) * COVERAGE_PAGE,
          limit: COVERAGE_PAGE,
        },
      }),
    { areas: ['ksup-onec', 'ksup'], filters: [object, text, blocked, page] },
  )
  const pages = computed(() => Math.max(1, Math.ceil((rows.data.value?.total ?? 0) / COVERAGE_PAGE)))
  const filtered = computed(() => object.value !== null || text.value !== '' || blocked.value)

  function clear() {
    object.value = null
    text.value = ''
    blocked.value = false
  }

  return { object, text, blocked, page, pages, rows, filtered, clear }
}
