import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'
import { admin } from '../api/client.ts'
import { useLiveStore } from '../stores/live.ts'
import { setHands } from './bench-now.ts'

export type ClockView = ResultOf<AdminApi['clock.read']>
export type ClockChange = CallInput<AdminApi['clock.set']>['body']

/** The clock of the bench as the page follows it. */
export const useClockStore = defineStore('clock', () => {
  const view = shallowRef<ClockView | null>(null)
  /** Its panel is open. */
  const open = ref(false)
  /** It goes with the machine. */
  const usual = computed(() => view.value === null || (!view.value.frozen && view.value.aheadMs === 0))

  function put(next: ClockView) {
    setHands(next)
    view.value = next
  }
  async function load() {
    // Without a connection the page shows that by itself.
    await admin.call('clock.read').then(put, () => {})
  }
  function follow(): () => void {
    void load()
    return useLiveStore().onChange(['clock'], () => void load())
  }
  /** Alarms that rang on the way. Rejects with a refusal. */
  async function change(body: ClockChange): Promise<number> {
    const { rang, ...next } = await admin.call('clock.set', { body })
    put(next)
    return rang
  }

  return { view, open, usual, load, follow, change }
})
