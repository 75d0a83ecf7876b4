import { useDebounceFn } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import { applyEdits } from '../../server/contracts/fixes/fixes.ts'
import { admin } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import type { Examination, Fix } from '../body/types.ts'

/** What was dropped, as long as nobody has changed it: its bytes tell more than its text. */
interface Dropped {
  name: string
  type: string
  bytes: number
  base64: string
}

/** What the server takes in one call, before base64. */
export const DROPPED_LIMIT = 8 * 1024 * 1024
/** Steps that can be undone. */
const STEPS = 100
/** A large text is not sent with every letter. */
const DEBOUNCE_MS = 350

async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
    reader.readAsDataURL(file)
  })
  return address.slice(address.indexOf(',') + 1)
}

/** The text that is checked, its report, its fixes and the way back. */
export function useValidator() {
  const body = ref('')
  const dropped = shallowRef<Dropped | null>(null)
  const operation = ref<string | null>(null)
  const report = shallowRef<Examination | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  const before = shallowRef<{ text: string; dropped: Dropped | null; title: Fix['title'] | null }[]>([])
  let latest = 0
  /** The text that a report or a fix has put in: it is no edit of a person. */
  let placed: string | null = null

  async function check() {
    const mine = ++latest
    busy.value = true
    const source = dropped.value ? { base64: dropped.value.base64 } : { text: body.value }
    const chosen = operation.value ? { operation: operation.value } : {}
    try {
      const answer = await admin.call('bodies.examine', { body: { ...source, ...chosen } })
      if (mine !== latest) return
      report.value = answer
      problem.value = null
      if (dropped.value && answer.text !== null && answer.text !== body.value) {
        placed = answer.text
        body.value = answer.text
      }
    } catch (error) {
      if (mine === latest) problem.value = problemOf(error)
    } finally {
      if (mine === latest) busy.value = false
    }
  }
  const checkSoon = useDebounceFn(check, DEBOUNCE_MS)

  watch(body, (now) => {
    if (now === placed) return
    placed = null
    dropped.value = null
    if (now.trim() !== '') return void checkSoon()
    latest++
    report.value = null
    problem.value = null
  })
  watch(operation, () => {
    if (body.value !== '' || dropped.value) void check()
  })

  async function drop(file: File) {
    before.value = []
    dropped.value = { name: file.name, type: file.type, bytes: file.size, base64: await base64Of(file) }
    placed = ''
    body.value = ''
    report.value = null
    await check()
  }

  function put(text: string, title: Fix['title'] | null) {
    before.value = [...before.value, { text: body.value, dropped: dropped.value, title }].slice(-STEPS)
    dropped.value = null
    placed = text
    body.value = text
    return check()
  }

  const apply = (fix: Fix) => put(applyEdits(body.value, fix.edits), fix.title)

  async function applyAll() {
    const source = dropped.value ? { base64: dropped.value.base64 } : { text: body.value }
    const chosen = operation.value ? { operation: operation.value } : {}
    try {
      const { text } = await admin.call('bodies.fix', { body: { ...source, ...chosen } })
      await put(text, null)
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  function undo() {
    const last = before.value.at(-1)
    if (!last) return
    before.value = before.value.slice(0, -1)
    dropped.value = last.dropped
    placed = last.text
    body.value = last.text
    return check()
  }

  function clear() {
    latest++
    busy.value = false
    before.value = []
    dropped.value = null
    report.value = null
    problem.value = null
    operation.value = null
    placed = ''
    body.value = ''
  }

  const undoable = computed(() => before.value.at(-1) ?? null)
  const isEmpty = computed(() => body.value === '' && dropped.value === null)
  return {
    body,
    dropped,
    operation,
    report,
    problem,
    busy,
    undoable,
    isEmpty,
    drop,
    apply,
    applyAll,
    undo,
    clear,
  }
}
