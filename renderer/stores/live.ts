import { defineStore } from 'pinia'
import { ref } from 'vue'
import { parseBenchEvent } from '../../server/admin/client.ts'
import type { BenchEvent } from '../../server/admin/model.ts'

export type BenchArea = BenchEvent['area']
type LiveState = 'connecting' | 'connected' | 'lost'

type Listener = { areas: readonly BenchArea[]; run(): void }

/** One exchange makes a handful of events; screens read once for all of them. */
const DEBOUNCE_MS = 120
/** Waits before trying the connection again, the last one for ever. */
const RETRY_MS = [1000, 2000, 5000, 10_000]

/** A page over plain HTTP from another machine has no `crypto.randomUUID`. */
const pageId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The live connection to the bench: what changed, and whether the bench is there at all. */
export const useLiveStore = defineStore('live', () => {
  const state = ref<LiveState>('connecting')
  const retryAt = ref<number | null>(null)
  /** What this page calls itself before the others of the team. */
  const page = pageId()
  const listeners = new Set<Listener>()
  const changed = new Set<BenchArea>()
  let source: EventSource | null = null
  let flushTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  function flush() {
    flushTimer = undefined
    const areas = new Set(changed)
    changed.clear()
    for (const listener of [...listeners]) if (listener.areas.some((area) => areas.has(area))) listener.run()
  }

  function touch(...areas: BenchArea[]) {
    areas.forEach((area) => changed.add(area))
    flushTimer ??= setTimeout(flush, DEBOUNCE_MS)
  }

  function lost() {
    source?.close()
    source = null
    state.value = 'lost'
    const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!
    retryAt.value = Date.now() + wait
    clearTimeout(retryTimer)
    retryTimer = setTimeout(connect, wait)
  }

  /** Opens the connection; also the «retry now» of a person. */
  function connect() {
    clearTimeout(retryTimer)
    retryAt.value = null
    source?.close()
    source = new EventSource(`/api/events?page=${page}`)
    source.onopen = () => {
      // Whatever happened while there was no connection is unknown, also between a screen's first read and the first
      // connection, so everything is read again.
      touch(
        'journal',
        'mappings',
        'site',
        'onec',
        'regate',
        'restore',
        'cml-site',
        'cml-onec',
        'explorer',
        'ksup',
        'ksup-onec',
        'scenarios',
        'faults',
        'invoices',
        'team',
        'snapshots',
        'clock',
        'state',
      )
      failures = 0
      state.value = 'connected'
    }
    source.onmessage = (message: MessageEvent<string>) => touch(parseBenchEvent(message.data).area)
    source.onerror = lost
  }

  /** Closes the connection and waits for nothing more. */
  function disconnect() {
    clearTimeout(retryTimer)
    source?.close()
    source = null
    state.value = 'connecting'
  }

  /** Calls `run` after events of the areas, debounced. Returns the function that ends it. */
  function onChange(areas: readonly BenchArea[], run: () => void): () => void {
    const listener = { areas, run }
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { state, retryAt, page, connect, disconnect, onChange, touch }
})
