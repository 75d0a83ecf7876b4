import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import { useLiveStore } from '../stores/live.ts'
import type { RecordedScenario, RecorderView } from './types.ts'

/** The recorder of scenarios, as the whole page shares it. Errors go to whoever asked. */
export const useRecorder = defineStore('recorder', () => {
  const view = shallowRef<RecorderView | null>(null)
  const busy = ref(false)
  const state = computed(() => view.value?.state ?? 'idle')

  async function read() {
    // A page that may not see it shows no dot.
    view.value = await admin.call('recorder.state').catch(() => view.value)
  }
  useLiveStore().onChange(['scenarios', 'state'], () => void read())
  void read()

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    busy.value = true
    try {
      return await work()
    } finally {
      busy.value = false
      await read()
    }
  }

  const start = () => alone(async () => void (view.value = await admin.call('recorder.start')))
  const cancel = () => alone(async () => void (view.value = await admin.call('recorder.cancel')))
  const stop = (): Promise<RecordedScenario> =>
    alone(() => admin.call('recorder.stop', { body: { title: '' } }))

  return { view, state, busy, start, stop, cancel }
})
