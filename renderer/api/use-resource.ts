import { watchDebounced } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from 'vue'
import type { BenchArea } from '../stores/live.ts'
import { useLiveStore } from '../stores/live.ts'
import { problemOf, type Problem } from './problem.ts'

export interface Resource<T> {
  /** Last good answer; stays while a newer one is being read or has failed. */
  data: Readonly<Ref<T | null>>
  problem: Readonly<Ref<Problem | null>>
  loading: Readonly<Ref<boolean>>
  reload(): Promise<void>
  /** Puts an answer that another call brought (a save returns the new state). */
  set(value: T): void
}

interface ResourceOptions {
  /** Areas whose live events make the answer stale. */
  areas?: BenchArea[]
  /** Read again when these change; the old answer is dropped, it belongs to another thing. */
  keys?: WatchSource[]
  /** Read again when these change, with the old answer kept until the new one is there: searches, filters. */
  filters?: WatchSource[]
}

/** Between two letters of a quick typist. */
const FILTER_DEBOUNCE_MS = 150

/**
 * Reads something from the admin API and keeps it fresh by live events. Answers of overtaken reads are ignored.
 * `load` may return `null`: there is nothing to read now.
 */
export function useResource<T>(load: () => Promise<T | null>, options: ResourceOptions = {}): Resource<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(true)
  let latest = 0
  /** An event came while the answer was on its way. */
  let stale = false

  async function reload() {
    const mine = ++latest
    stale = false
    loading.value = true
    try {
      const value = await load()
      if (mine !== latest) return
      data.value = value
      problem.value = null
    } catch (error) {
      if (mine === latest) problem.value = problemOf(error)
    } finally {
      if (mine === latest) {
        loading.value = false
        if (stale) void reload()
      }
    }
  }

  /** Under a steady stream of events every answer would be overtaken, so a read that runs is let finish; one more follows. */
  function refresh() {
    if (loading.value) stale = true
    else void reload()
  }

  function set(value: T) {
    // The read that runs may have been caused by something newer than this answer; its own answer is dropped, so one more follows.
    const overtaken = loading.value
    latest++
    loading.value = false
    problem.value = null
    data.value = value
    if (overtaken) void reload()
  }

  if (options.keys) {
    watch(options.keys, () => {
      data.value = null
      void reload()
    })
  }
  if (options.filters) watchDebounced(options.filters, () => void reload(), { debounce: FILTER_DEBOUNCE_MS })
  if (options.areas) onScopeDispose(useLiveStore().onChange(options.areas, refresh))
  // Only when the caller has the resource in hand: what is read may depend on what was read before.
  queueMicrotask(() => void reload())
  return { data, problem, loading, reload, set }
}
