import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { toLocalTime } from '../../server/contracts/time.ts'
import { admin } from '../api/client.ts'
import { benchNow } from '../clock/bench-now.ts'
import { displayZone } from '../format/time.ts'
import { emptyMemory, remember, type Memory } from './form/carried.ts'
import { startValues } from './form/start-values.ts'
import type { Values } from './form/values.ts'
import { exampleOf, methodNamed, methods } from './methods.ts'
import type { PlayedCall, RestoreTarget } from './types.ts'

/** A call with what was sent, for the list of calls. */
export interface SentCall {
  sent: Values
  call: PlayedCall
}

/** What the person sets besides the values. */
export interface CallOptions {
  asPost: boolean
  idempotencyKey: string
  /** Seconds; `null` leaves it to the service. */
  wait: number | null
}

const CALLS_KEPT = 30

/** The player of the application server: the base that is called, the values of each form, what earlier calls brought. */
export const usePlayer = defineStore('player', () => {
  const targets = shallowRef<RestoreTarget[]>([])
  const chosen = useLocalStorage('obmen.layout.restoreTarget', '')
  const method = useLocalStorage('obmen.layout.restoreMethod', 'state')
  const options = ref<CallOptions>({ asPost: false, idempotencyKey: '', wait: null })
  const memories = ref<Record<string, Memory>>({})
  /**
   * Values by base and method that stay as they are: those that a person typed, and those that were sent last, so that
   * they can be sent again.
   */
  const held = ref<Record<string, { values: Values; typed: boolean }>>({})
  const calls = shallowRef<SentCall[]>([])
  const shown = shallowRef<SentCall | null>(null)
  /** Numbers the identifiers that ReStore issues within one second. */
  let issued = 0

  const target = computed(() => targets.value.find(({ id }) => id === chosen.value) ?? targets.value[0])
  const targetId = computed({ get: () => target.value?.id ?? '', set: (id) => (chosen.value = id) })
  const memory = computed(() => memories.value[targetId.value] ?? emptyMemory)
  const played = computed(() => methodNamed(method.value))
  const key = () => `${targetId.value} ${played.value.name}`

  function fresh() {
    const time = toLocalTime(benchNow(), displayZone.value)
    return { time, stamp: `${time.replace(/\D/g, '')}-${++issued}` }
  }
  const begin = (): Values => startValues(played.value.name, exampleOf(played.value), memory.value, fresh())

  /** New values come with another base, another method and another answer, but not with each look. */
  const started = computed(() => begin())
  const values = computed<Values>({
    get: () => held.value[key()]?.values ?? started.value,
    set: (next) => hold(key(), next, true),
  })

  function hold(place: string, next: Values, typed: boolean) {
    held.value = { ...held.value, [place]: { values: next, typed } }
  }

  /** Forms that only show what was sent begin anew with what an answer brought. */
  function release(place: string) {
    held.value = Object.fromEntries(
      Object.entries(held.value).filter(([other, { typed }]) => typed || other === place),
    )
  }

  /** Forgets what was typed and begins with what the last answers brought. */
  function restart() {
    hold(key(), begin(), false)
  }

  /** Sends the form. Rejects when the bench cannot be reached; whatever the service answers is a result. */
  async function send(): Promise<PlayedCall> {
    const { asPost, idempotencyKey, wait } = options.value
    const { name, writes } = played.value
    const sent = values.value
    const to = targetId.value
    const place = key()
    hold(place, sent, held.value[place]?.typed ?? false)
    const call = await admin.call('restore.call', {
      body: {
        target: to,
        method: name,
        values: sent,
        asPost: !writes && asPost,
        ...(writes && idempotencyKey !== '' ? { idempotencyKey } : {}),
        ...(writes && wait !== null ? { wait } : {}),
      },
    })
    shown.value = { sent, call }
    calls.value = [shown.value, ...calls.value].slice(0, CALLS_KEPT)
    if (call.ok) {
      const known = remember(memories.value[to] ?? emptyMemory, name, sent, call.body)
      memories.value = { ...memories.value, [to]: known }
      release(place)
    }
    return call
  }

  /** Makes what a whole purchase brought known to the forms. */
  function learn(to: string, steps: readonly PlayedCall[]) {
    const learnt = steps
      .filter(({ ok }) => ok)
      .reduce((known, step) => remember(known, step.method, {}, step.body), memories.value[to] ?? emptyMemory)
    memories.value = { ...memories.value, [to]: learnt }
  }

  return {
    targets,
    target,
    targetId,
    methods,
    method,
    played,
    options,
    memory,
    values,
    calls,
    shown,
    restart,
    send,
    learn,
  }
})
