import { useThrottleFn, watchDebounced } from '@vueuse/core'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { AdminError } from '../../server/admin/client.ts'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import { useLiveStore } from '../stores/live.ts'
import { useReport } from '../ui/use-report.ts'
import type { ScenarioProblem } from './types.ts'

/** Between two letters of a quick typist. */
const CHECK_DEBOUNCE_MS = 250
/** While runs go by there are many events, and a file changes seldom. */
const LOOK_EVERY_MS = 1000

/** Another text that stands in the file instead of the one that was opened. */
export interface OvertakenText {
  text: string
  /** `null`: nobody through this bench, so the file was edited, or by whoever has no name. */
  by: string | null
  at: string | null
}

/** A text that was typed and not written, with the text of the file that it began as. */
interface Unsaved {
  base: string
  text: string
}

/** The text of the scenario that is open. What was typed and not written stays while others are looked at. */
export function useText(id: Ref<string | null>) {
  const report = useReport()
  /** What stood in the file when the edits began, as far as this page knows. */
  const stored = ref('')
  const value = ref('')
  const problems = shallowRef<ScenarioProblem[]>([])
  const problem = shallowRef<Problem | null>(null)
  const ready = ref(false)
  const saving = ref(false)
  const overtaken = shallowRef<OvertakenText | null>(null)
  /** By id; only what differs from what is stored. */
  const unsaved = reactive(new Map<string, Unsaved>())
  const dirty = computed(() => ready.value && value.value !== stored.value)

  async function overtakenBy(one: string, text: string): Promise<void> {
    const query = { call: 'scenarios.save', subject: one }
    const last = await admin.call('team.lastChange', { query }).catch(() => null)
    if (one === id.value) overtaken.value = { text, by: last?.by ?? null, at: last?.at ?? null }
  }

  async function read() {
    const wanted = id.value
    ready.value = false
    problem.value = null
    overtaken.value = null
    if (wanted === null) return
    try {
      const file = await admin.call('scenarios.text', { params: { id: wanted } })
      if (wanted !== id.value) return
      const typed = unsaved.get(wanted)
      stored.value = typed?.base ?? file.text
      value.value = typed?.text ?? file.text
      problems.value = file.problems
      ready.value = true
      if (typed && typed.base !== file.text) await overtakenBy(wanted, file.text)
    } catch (error) {
      if (wanted === id.value) problem.value = problemOf(error)
    }
  }
  watch(id, () => void read(), { immediate: true })

  /** Whether somebody else has written the file: an open text that nobody edits follows it. */
  async function look() {
    const one = id.value
    if (one === null || !ready.value || saving.value) return
    const file = await admin.call('scenarios.text', { params: { id: one } }).catch(() => null)
    if (!file || one !== id.value || saving.value || file.text === stored.value) return
    if (!dirty.value) {
      stored.value = value.value = file.text
      problems.value = file.problems
    } else if (file.text !== overtaken.value?.text) await overtakenBy(one, file.text)
  }
  onScopeDispose(
    useLiveStore().onChange(
      ['scenarios'],
      useThrottleFn(() => void look(), LOOK_EVERY_MS, true),
    ),
  )

  watch([value, stored], ([text, base]) => {
    if (!ready.value || id.value === null) return
    if (text === base) unsaved.delete(id.value)
    else unsaved.set(id.value, { base, text })
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

  /** Writes the file, unless somebody else has written it meanwhile. */
  async function save() {
    const one = id.value
    if (one === null || !dirty.value || saving.value) return
    const text = value.value
    saving.value = true
    try {
      const base = { text: stored.value }
      const { problems: left } = await admin.call('scenarios.save', {
        params: { id: one },
        body: { text },
        base,
      })
      unsaved.delete(one)
      if (one !== id.value) return
      stored.value = text
      overtaken.value = null
      if (text === value.value) problems.value = left
    } catch (error) {
      if (error instanceof AdminError && error.code === 'ADMIN-OVERTAKEN') {
        const { current } = error.problem['overtaken'] as { current: { text: string } | null }
        await overtakenBy(one, current?.text ?? '')
      } else report.failure(problemOf(error))
    } finally {
      saving.value = false
    }
  }

  function takeTheirs() {
    if (!overtaken.value) return
    stored.value = value.value = overtaken.value.text
    overtaken.value = null
  }
  /** The next save overwrites what the other one has written, knowing of it. */
  function keepMine() {
    if (!overtaken.value) return
    stored.value = overtaken.value.text
    overtaken.value = null
  }
  function forget(one: string) {
    unsaved.delete(one)
    if (one === id.value) void read()
  }

  return {
    value,
    problems,
    problem,
    ready,
    dirty,
    saving,
    overtaken,
    unsaved,
    read,
    save,
    takeTheirs,
    keepMine,
    forget,
  }
}
