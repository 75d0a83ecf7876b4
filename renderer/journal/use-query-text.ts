import { useLocalStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { describeQuery } from '../../server/journal/query/describe.ts'
import { parseQuery } from '../../server/journal/query/parse.ts'
import { benchNow } from '../clock/bench-now.ts'
import { displayZone } from '../format/time.ts'
import { text } from '../i18n/index.ts'

const HISTORY = 12

/** A text of the query line, read. */
export function useQueryText(q: Ref<string>) {
  const parsed = computed(() => parseQuery(q.value, { now: benchNow(), zone: displayZone.value }))
  const sentence = computed(() => text(describeQuery(parsed.value.query, displayZone.value)))
  return { parsed, sentence }
}

/** Queries of this browser, the last one first. */
export function useQueryHistory() {
  const history = useLocalStorage<string[]>('obmen.journal.history', [])
  function remember(q: string) {
    if (q !== '') history.value = [q, ...history.value.filter((one) => one !== q)].slice(0, HISTORY)
  }
  return { history, remember }
}
