import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, type WatchSource } from 'vue'
import { problemOf, type Problem } from '../../api/problem.ts'
import { PAGE, pagesOf, rowAt, withRows } from './row-pages.ts'

/** Between two letters of a quick typist, and while a scroll bar is dragged. */
const FILTER_DEBOUNCE_MS = 150

interface Page<Row> {
  rows: Row[]
  total: number
}

/**
 * A list of any length out of pages of the server: what comes into view is read, the rest is not held. Answers of an older
 * filter are ignored.
 */
export function useRowPages<Row, Answer extends Page<Row> = Page<Row>>(
  load: (range: { offset: number; limit: number }) => Promise<Answer>,
  filters: WatchSource[],
) {
  const pages = shallowRef<ReadonlyMap<number, readonly Row[]>>(new Map())
  const total = ref(0)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  /** The last answer, with what it has besides rows. */
  const answer = shallowRef<Answer | null>(null)
  const running = new Set<number>()
  let round = 0
  /** The filter has changed and none of its rows is there yet. */
  let fresh = false
  let view = { first: 0, last: 0 }

  async function read(page: number) {
    if (running.has(page)) return
    running.add(page)
    const mine = round
    loading.value = true
    try {
      const got = await load({ offset: page * PAGE, limit: PAGE })
      if (mine !== round) return
      // A new filter keeps the old rows on the screen until its own are there.
      pages.value = withRows(ready.value && fresh ? new Map() : pages.value, page, got.rows)
      fresh = false
      total.value = got.total
      answer.value = got
      ready.value = true
      problem.value = null
    } catch (error) {
      if (mine === round) problem.value = problemOf(error)
    } finally {
      if (mine === round) {
        running.delete(page)
        loading.value = running.size > 0
      }
    }
  }
  function restart(pagesWanted: number[]) {
    round++
    running.clear()
    fresh = true
    for (const page of pagesWanted) void read(page)
  }

  /** Everything anew, from the top. */
  function reload() {
    restart([0])
  }

  /** What is in view anew: the list behind it has grown. */
  function refresh() {
    restart(pagesOf(view.first, view.last))
  }

  function show(first: number, last: number) {
    view = { first, last }
    for (const page of pagesOf(first, Math.min(last, Math.max(total.value - 1, 0))))
      if (!pages.value.has(page)) void read(page)
  }

  watchDebounced(filters, reload, { debounce: FILTER_DEBOUNCE_MS })
  void read(0)

  return {
    row: (index: number) => rowAt(pages.value, index),
    total,
    ready,
    loading,
    problem,
    answer,
    reload,
    refresh,
    show,
  }
}
