import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { BenchState } from '../api/types.ts'
import { displayZone } from '../format/time.ts'
import { useLiveStore } from './live.ts'

/** The state of the bench as the whole page shares it: sides, settings, counters. */
export const useBenchStore = defineStore('bench', () => {
  const state = shallowRef<BenchState | null>(null)
  const problem = shallowRef<Problem | null>(null)

  async function load() {
    try {
      state.value = await admin.call('state.read')
      problem.value = null
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  /** The shell is made anew whenever somebody signs in. */
  let following = false

  function follow() {
    if (!following)
      useLiveStore().onChange(['state', 'journal', 'mappings', 'site', 'onec'], () => void load())
    following = true
    void load()
  }

  watch(state, (now) => {
    if (now) displayZone.value = now.siteOrders.zone
  })

  return { state, problem, load, follow }
})
