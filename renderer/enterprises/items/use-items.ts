import { watchDebounced } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { admin } from '../../api/client.ts'
import { problemOf, type Problem } from '../../api/problem.ts'
import type { RegateItem, RegateItemEdit } from '../../api/types.ts'
import { useLiveStore } from '../../stores/live.ts'
import { useReport } from '../../ui/use-report.ts'
import { pagesInView, withPage, withRow, type ItemPage } from './item-pages.ts'

const PAGE = 500
/** Between two letters of a quick typist. */
const FILTER_DEBOUNCE_MS = 150

/**
 * The nomenclature of a base, read part by part as it is scrolled down: a base may have 100 000 items. When something
 * changes, only the parts on the screen are read again.
 */
export function useItems(enterprise: string, search: Ref<string>, group: Ref<string | null>) {
  const params = { enterprise }
  const report = useReport()
  const pages = shallowRef<ItemPage[]>([])
  const total = ref(0)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const rows = computed(() => pages.value.flatMap((page) => page.rows))
  let view = { first: 0, last: 0 }
  /** Reads of an older filter are ignored. */
  let filterRound = 0
  let refreshing = false
  let staleAgain = false

  async function read(after: number | undefined): Promise<ItemPage | null> {
    const mine = filterRound
    try {
      const page = await admin.call('regate.items', {
        params,
        query: { text: search.value, group_id: group.value ?? undefined, after, limit: PAGE },
      })
      if (mine !== filterRound) return null
      total.value = page.total
      problem.value = null
      return { after, next: page.next, rows: page.rows }
    } catch (error) {
      if (mine === filterRound) problem.value = problemOf(error)
      return null
    }
  }

  async function reload() {
    filterRound++
    loading.value = true
    const mine = filterRound
    const first = await read(undefined)
    if (mine !== filterRound) return
    loading.value = false
    if (!first) return
    pages.value = [first]
    ready.value = true
  }

  async function more() {
    const next = pages.value.at(-1)?.next ?? null
    if (next === null || loading.value) return
    loading.value = true
    const mine = filterRound
    const page = await read(next)
    if (mine !== filterRound) return
    loading.value = false
    if (page && pages.value.at(-1)?.next === next) pages.value = [...pages.value, page]
  }

  /** A busy base changes all the time: one reading at a time, and one more for what changed meanwhile. */
  async function refresh() {
    if (refreshing) {
      staleAgain = true
      return
    }
    if (!ready.value) return reload()
    refreshing = true
    const mine = filterRound
    for (const index of pagesInView(pages.value, view.first, view.last)) {
      const stale = pages.value[index]
      const fresh = stale && (await read(stale.after))
      if (mine !== filterRound) break
      if (fresh && pages.value[index]?.after === fresh.after)
        pages.value = withPage(pages.value, index, fresh)
    }
    refreshing = false
    if (!staleAgain) return
    staleAgain = false
    void refresh()
  }

  /** @returns `false` when the server refused; the person has been told */
  async function edit(item: RegateItem, body: RegateItemEdit): Promise<boolean> {
    try {
      const saved = await admin.call('regate.editItem', {
        params: { enterprise, item: item.item_id },
        body,
      })
      pages.value = withRow(pages.value, saved)
      return true
    } catch (error) {
      report.failure(problemOf(error))
      return false
    }
  }

  function show(first: number, last: number) {
    view = { first, last }
  }

  watchDebounced([search, group], () => void reload(), { debounce: FILTER_DEBOUNCE_MS })
  onScopeDispose(useLiveStore().onChange(['regate'], () => void refresh()))
  void reload()

  return { rows, total, ready, loading, problem, reload, more, edit, show }
}

export type Items = ReturnType<typeof useItems>
