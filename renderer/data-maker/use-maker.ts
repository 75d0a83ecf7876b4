import { computed, reactive } from 'vue'
import type { DataKind, DataKinds, FormatId, KindId, MakeInput, OptionValue } from './types.ts'

/** What is being asked for. It outlives the screen: whoever comes back finds it as it was. */
const form = reactive({
  kind: 'companies' as KindId,
  count: 1000,
  seed: 1,
  /** `null`: the last thirty days by the clock of the bench. */
  from: null as string | null,
  to: null as string | null,
  /** By kind; what is absent has its default. */
  formats: {} as Partial<Record<KindId, FormatId>>,
  options: {} as Partial<Record<KindId, Record<string, OptionValue>>>,
})

const MOST_DICE = 1_000_000

/** The form of the screen, and what it asks for. */
export function useMaker(kinds: () => DataKinds | null) {
  const kind = computed<DataKind | null>(() => kinds()?.kinds.find(({ id }) => id === form.kind) ?? null)
  const format = computed(() => form.formats[form.kind] ?? kind.value?.formats[0])
  const period = computed(() => ({
    from: form.from ?? kinds()?.period.from ?? null,
    to: form.to ?? kinds()?.period.to ?? null,
  }))
  const options = computed<Record<string, OptionValue>>(() =>
    Object.fromEntries(
      (kind.value?.options ?? []).map((option) => [
        option.name,
        form.options[form.kind]?.[option.name] ?? option.default,
      ]),
    ),
  )

  const input = computed<MakeInput | null>(() => {
    if (!kind.value) return null
    const { from, to } = period.value
    return {
      kind: form.kind,
      count: Math.min(form.count, kind.value.most),
      seed: form.seed,
      ...(kind.value.dated && from && to ? { from, to } : {}),
      ...(format.value ? { format: format.value } : {}),
      options: options.value,
    }
  })

  return {
    form,
    kind,
    format,
    period,
    options,
    input,
    setOption(name: string, value: OptionValue) {
      form.options[form.kind] = { ...form.options[form.kind], [name]: value }
    },
    setFormat(value: FormatId) {
      form.formats[form.kind] = value
    },
    roll() {
      form.seed = 1 + Math.floor(Math.random() * MOST_DICE)
    },
  }
}

export type Maker = ReturnType<typeof useMaker>
