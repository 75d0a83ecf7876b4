import { computed, ref, watch } from 'vue'
import { text } from '../i18n/index.ts'
import { ruleText } from '../order/field-label.ts'
import { useTask } from '../ui/use-report.ts'
import { choicesFor } from './form/carried.ts'
import { provideForm } from './form/form-context.ts'
import type { FormField } from './form/fields.ts'
import { issuesOf, jsonOf, refusedPlaces, valuesOfJson, type Values } from './form/values.ts'
import { usePlayer } from './use-player.ts'

/** The form of the chosen method in both views, and its sending. */
export function useCallForm() {
  const player = usePlayer()
  const { busy, run } = useTask()
  const view = ref<'form' | 'json'>('form')
  const source = ref('')
  const brokenJson = ref(false)
  const generation = ref(0)

  const root = computed<FormField>(() => ({
    name: '',
    kind: 'object',
    required: true,
    nullable: false,
    description: '',
    options: [],
    digits: 0,
    fields: player.played.fields,
    item: null,
  }))
  const issues = computed(() => issuesOf(player.played.schema, player.values))
  /** What the last answer says against these very values. */
  const refused = computed(() => {
    const last = player.shown
    const same = last && last.call.method === player.played.name && last.sent === player.values
    return same && !last.call.ok ? refusedPlaces(last.call.body) : new Map<string, string>()
  })

  provideForm({
    choices: (member) => choicesFor(player.memory, member),
    remark(pointer) {
      const said = refused.value.get(pointer)
      return said === undefined ? text(issues.value.get(pointer)) : ruleText(said)
    },
    generation,
  })

  // The text of the JSON view is the person's while they type; it is written anew when the values came from elsewhere.
  watch(
    () => player.values,
    (values) => {
      if (view.value === 'json' && JSON.stringify(valuesOfJson(source.value)) === JSON.stringify(values))
        return
      source.value = jsonOf(values)
      brokenJson.value = false
    },
    { immediate: true, deep: false },
  )
  watch(source, (now) => {
    if (view.value !== 'json') return
    const read = valuesOfJson(now)
    brokenJson.value = read === null
    if (read && JSON.stringify(read) !== JSON.stringify(player.values)) player.values = read
  })
  watch([() => player.played, () => player.targetId, view], () => generation.value++)

  /** Puts other values into the form. */
  function fill(values: Values) {
    player.values = values
    generation.value++
  }

  function restart() {
    player.restart()
    generation.value++
  }

  const send = () => (brokenJson.value ? Promise.resolve(undefined) : run(() => player.send()))

  return { view, source, brokenJson, root, issues, busy, fill, restart, send }
}
