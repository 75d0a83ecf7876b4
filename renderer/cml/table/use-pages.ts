import { watchDebounced } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, triggerRef, type WatchSource } from 'vue'
import { problemOf, type Problem } from '../../api/problem.ts'
import { useLiveStore, type BenchArea } from '../../stores/live.ts'
import { pagesOf } from './pages-of.ts'

interface PageOf<Row> {
  rows: Row[]
  total: number
}

/** Between two letters of a quick typist. */
const FILTER_DEBOUNCE_MS = 150

/**
 * A list of any length, read page by page where it is looked at. A change of a filter reads it from the top; a change of the
 * base reads again only what is on the screen.
 * @param load rows from `offset` on, at most `limit`, and how many there are at all
 * @param size rows of a page
 * @param areas whose live events make the rows stale
 */
export function usePages<Row>(
  load: (offset: number, limit: number) => Promise<PageOf<Row>>,
  size: number,
  filters: WatchSource[],
  areas: BenchArea[] = ['cml-onec'],
) {
  const pages = shallowRef(new Map<number, Row[]>())
  const total = ref(0)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let view = { first: 0, last: 0 }
  /** Answers to an older filter are ignored. */
  let round = 0
  const asked = new Set<number>()
  let refreshing = false
  let staleAgain = false

  async function read(page: number): Promise<void> {
    const mine = round
    asked.add(page)
    loading.value = true
    try {
      const answer = await load(page * size, size)
      if (mine !== round) return
      pages.value.set(page, answer.rows)
      triggerRef(pages)
      total.value = answer.total
      problem.value = null
      ready.value = true
    } catch (error) {
      if (mine === round) problem.value = problemOf(error)
    } finally {
      if (mine === round) {
        asked.delete(page)
        loading.value = false
      }
    }
  }

  /** Reads everything anew from the top. */
  async function reload() {
    round++
    asked.clear()
    const mine = round
    const kept = pages.value
    pages.value = new Map()
    await read(0)
    // A failed reading leaves what was there.
    if (mine === round && problem.value) pages.value = kept
  }

  /** A busy base changes all the time: one reading at a time, and one more for what changed meanwhile. */
  async function refresh() {
    if (refreshing) {
      staleAgain = true
      return
    }
    refreshing = true
    const seen = pagesOf(view.first, view.last, size)
    for (const page of [...pages.value.keys()]) if (!seen.includes(page)) pages.value.delete(page)
    for (const page of seen) await read(page)
    refreshing = false
    if (!staleAgain) return
    staleAgain = false
    void refresh()
  }

  /** Tells which rows are on the screen; what of them is missing is read. */
  function see(first: number, last: number) {
    view = { first, last }
    for (const page of pagesOf(first, last, size))
      if (!pages.value.has(page) && !asked.has(page) && page * size < Math.max(total.value, 1))
        void read(page)
  }

  /** A row by its place, `undefined` until it is read. */
  const at = (index: number): Row | undefined => pages.value.get(Math.floor(index / size))?.[index % size]

  /** Puts a row that a save has returned into its place. */
  function replace(row: Row, same: (one: Row) => boolean) {
    for (const [page, rows] of pages.value)
      if (rows.some(same))
        pages.value.set(
          page,
          rows.map((one) => (same(one) ? row : one)),
        )
    triggerRef(pages)
  }

  if (filters.length > 0) watchDebounced(filters, () => void reload(), { debounce: FILTER_DEBOUNCE_MS })
  onScopeDispose(useLiveStore().onChange(areas, () => void refresh()))
  void reload()

  return { at, total, ready, loading, problem, reload, see, replace }
}
