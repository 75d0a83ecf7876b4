import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { JournalRow } from '../api/types.ts'
import { useLiveStore } from '../stores/live.ts'
import { callOfFilter, type JournalFilter } from './filter.ts'
import { mergeNewest } from './merge.ts'

const PAGE = 100

/** Rows of the journal, newest first: the newest come by live events, older ones when the list is scrolled down to them. */
export function useJournal(filter: Ref<JournalFilter>) {
  const rows = shallowRef<JournalRow[]>([])
  const total = ref(0)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let next: number | null = null
  let latest = 0

  async function read(before?: number) {
    const mine = ++latest
    loading.value = true
    try {
      const page = await admin.call('journal.page', {
        query: { ...callOfFilter(filter.value), limit: PAGE, before },
      })
      if (mine !== latest) return null
      problem.value = null
      ready.value = true
      total.value = page.total
      return page
    } catch (error) {
      if (mine === latest) problem.value = problemOf(error)
      return null
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  async function reload() {
    const page = await read()
    if (!page) return
    rows.value = page.rows
    next = page.next
  }

  async function refresh() {
    if (!ready.value) return reload()
    const page = await read()
    if (!page) return
    const merged = mergeNewest(rows.value, page.rows)
    if (!merged || merged.length === page.rows.length) next = page.next
    rows.value = merged ?? page.rows
  }

  async function more() {
    if (next === null || loading.value) return
    const page = await read(next)
    if (!page) return
    rows.value = [...rows.value, ...page.rows]
    next = page.next
  }

  watch(filter, () => void reload())
  onScopeDispose(useLiveStore().onChange(['journal'], () => void refresh()))
  void reload()

  return { rows: computed(() => rows.value), total, ready, loading, problem, reload, more }
}
