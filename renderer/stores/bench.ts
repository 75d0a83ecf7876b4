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

  function follow() {
    useLiveStore().onChange(['state', 'journal', 'mappings', 'site', 'onec'], () => void load())
    void load()
  }

  watch(state, (now) => {
    if (now) displayZone.value = now.siteOrders.zone
  })

  return { state, problem, load, follow }
})
