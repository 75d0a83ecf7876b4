import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { JournalRow } from '../api/types.ts'
import { useLiveStore } from '../stores/live.ts'
import { above, below, emptyWindow, renewed, type RowWindow } from './row-window.ts'

const PAGE = 200

type Way = 'newer' | 'older' | 'newest' | 'oldest'

/**
 * Rows of the journal for one query. The page holds a piece of the list and moves it by keys in both directions. At the top
 * the newest come by live events; while a person reads further down (`reading`) they are only counted.
 */
export function useJournal(q: Ref<string>, reading: Ref<boolean>) {
  const list = shallowRef<RowWindow<JournalRow>>(emptyWindow)
  const total = ref(0)
  const atLeast = ref(false)
  const notIndexed = ref(0)
  const fresh = ref(0)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  /** Reads of an older query are dropped. */
  let era = 0
  let stale = false

  const read = (end: { before?: number; after?: number } = {}) =>
    admin.call('journal.page', { query: { limit: PAGE, ...(q.value ? { q: q.value } : {}), ...end } })

  /** Runs one read at a time; a change of the query overtakes it. */
  async function during(work: (current: () => boolean) => Promise<void>) {
    const mine = era
    loading.value = true
    try {
      await work(() => mine === era)
      if (mine === era) problem.value = null
    } catch (error) {
      if (mine === era) problem.value = problemOf(error)
    } finally {
      if (mine === era) {
        loading.value = false
        if (stale) void refresh()
      }
    }
  }

  function head(page: Awaited<ReturnType<typeof read>>) {
    total.value = page.total
    atLeast.value = page.atLeast
    notIndexed.value = page.notIndexed
  }

  function reload() {
    era++
    stale = false
    return during(async (current) => {
      const page = await read()
      if (!current()) return
      head(page)
      list.value = { rows: page.rows, newest: true, oldest: page.next === null }
      fresh.value = 0
      ready.value = true
    })
  }

  /** What live events say: at the top the list follows, elsewhere the new ones are counted. */
  async function refresh(): Promise<void> {
    if (!ready.value) return reload()
    if (loading.value) {
      stale = true
      return
    }
    stale = false
    await during(async (current) => {
      const page = await read()
      if (!current()) return
      head(page)
      const { rows, newest, oldest } = list.value
      const top = rows[0]?.id ?? 0
      const newer = page.rows.filter((row) => row.id > top)
      const meets = newer.length < page.rows.length || page.next === null
      if (newest && !reading.value) {
        // Rows of the page that are gone from it were removed.
        const oldestRead = page.rows.at(-1)?.id ?? 0
        const rest = page.next === null || !meets ? [] : rows.filter((row) => row.id < oldestRead)
        list.value = {
          rows: [...page.rows, ...rest],
          newest: true,
          oldest: rest.length > 0 ? oldest : page.next === null,
        }
        fresh.value = 0
      } else {
        list.value = renewed(list.value, page.rows)
        fresh.value = newer.length
      }
    })
  }

  const moves: Record<Exclude<Way, 'newest'>, (current: () => boolean) => Promise<void>> = {
    async older(current) {
      const last = list.value.rows.at(-1)
      if (!last) return
      const page = await read({ before: last.id })
      if (current()) list.value = below(list.value, page.rows, page.next === null)
    },
    async newer(current) {
      const first = list.value.rows[0]
      if (!first) return
      const page = await read({ after: first.id })
      if (current()) list.value = above(list.value, page.rows, page.next === null)
    },
    async oldest(current) {
      const page = await read({ after: 0 })
      if (current()) list.value = { rows: page.rows, newest: page.next === null, oldest: true }
    },
  }

  /** Moves the piece of the list that the page holds. */
  async function go(way: Way): Promise<void> {
    if (way === 'newest') return reload()
    if (loading.value) return
    if (way === 'older' && list.value.oldest) return
    if (way === 'newer' && list.value.newest) return
    await during(moves[way])
  }

  /** Shows a change that the server has taken, before it tells of it. */
  function change(ids: ReadonlySet<number>, row: (before: JournalRow) => JournalRow | null) {
    list.value = {
      ...list.value,
      rows: list.value.rows.flatMap((one) => (ids.has(one.id) ? (row(one) ?? []) : [one])),
    }
  }

  watch(q, () => void reload())
  onScopeDispose(useLiveStore().onChange(['journal'], () => void refresh()))
  void reload()

  return {
    rows: computed(() => list.value.rows),
    newest: computed(() => list.value.newest),
    oldest: computed(() => list.value.oldest),
    total,
    atLeast,
    notIndexed,
    fresh,
    ready,
    loading,
    problem,
    reload,
    go,
    change,
  }
}
