import { computed, reactive } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import type { ListedSource } from '../types.ts'

/** Days, `null` for any. */
export type Period = [string, string] | null

export interface SourceFilter {
  source: ListedSource | null
  period: Period
  text: string
}

/** Documents that an invoice can be made of, by source, period and words. */
export function useSources(start: Partial<SourceFilter> = {}) {
  const filter = reactive<SourceFilter>({ source: null, period: null, text: '', ...start })
  const query = computed(() => ({
    ...(filter.source ? { source: filter.source } : {}),
    ...(filter.period ? { from: filter.period[0], to: filter.period[1] } : {}),
    ...(filter.text.trim() ? { text: filter.text.trim() } : {}),
  }))
  const list = useResource(() => admin.call('invoice.sources', { query: query.value }), {
    areas: ['site', 'onec', 'regate', 'cml-site', 'ksup', 'ksup-onec', 'journal'],
    filters: [query],
  })
  const rows = computed(() => list.data.value?.rows ?? [])
  const filtered = computed(() => Object.keys(query.value).length > 0)

  function clear() {
    Object.assign(filter, { source: null, period: null, text: '' })
  }

  return { filter, list, rows, filtered, clear }
}
