import { watchDebounced } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { ScenarioProblem } from './types.ts'

/** Between two letters of a quick typist. */
const CHECK_DEBOUNCE_MS = 250

/** The text of the scenario that is open. What was typed and not written stays while others are looked at. */
export function useText(id: Ref<string | null>) {
  const stored = ref('')
  const value = ref('')
  const problems = shallowRef<ScenarioProblem[]>([])
  const problem = shallowRef<Problem | null>(null)
  const ready = ref(false)
  /** By id; only what differs from what is stored. */
  const unsaved = reactive(new Map<string, string>())
  const dirty = computed(() => ready.value && value.value !== stored.value)

  async function read() {
    const wanted = id.value
    ready.value = false
    problem.value = null
    if (wanted === null) return
    try {
      const file = await admin.call('scenarios.text', { params: { id: wanted } })
      if (wanted !== id.value) return
      stored.value = file.text
      value.value = unsaved.get(wanted) ?? file.text
      problems.value = file.problems
      ready.value = true
    } catch (error) {
      if (wanted === id.value) problem.value = problemOf(error)
    }
  }
  watch(id, () => void read(), { immediate: true })

  watch(value, (text) => {
    if (!ready.value || id.value === null) return
    if (text === stored.value) unsaved.delete(id.value)
    else unsaved.set(id.value, text)
  })
  watchDebounced(
    value,
    async (text) => {
      if (!ready.value) return
      const checked = await admin.call('scenarios.check', { body: { text } }).catch(() => null)
      if (checked && text === value.value) problems.value = checked.problems
    },
    { debounce: CHECK_DEBOUNCE_MS },
  )

  function written() {
    stored.value = value.value
    if (id.value !== null) unsaved.delete(id.value)
  }
  function forget(one: string) {
    unsaved.delete(one)
    if (one === id.value) void read()
  }

  return { value, problems, problem, ready, dirty, unsaved, read, written, forget }
}
