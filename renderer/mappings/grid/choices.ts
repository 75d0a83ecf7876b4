import type { MappingChoices, MappingPut } from '../../api/types.ts'
import { cellOf, columnSource, withCell, type ColumnKey } from './columns.ts'

/** One line of the list under a cell that is edited. */
export interface Choice {
  /** Text for the cell itself. */
  value: string
  /** What identifies it beside its name. */
  detail: string
  name: string
  apply(row: MappingPut): MappingPut
}

const fromSite = (row: MappingPut, one: MappingChoices['site'][number]): MappingPut => ({
  ...withCell(row, 'site_id', one.id),
  site_name: one.name,
})

const fromOnec = (row: MappingPut, one: MappingChoices['onec'][number]): MappingPut => ({
  ...withCell(row, 'ref_1c', one.ref),
  code_1c: one.code,
  name_1c: one.name,
})

/** What a cell can be filled with; choosing fills the neighbours that belong to the same thing. */
export function choicesFor(key: ColumnKey, choices: MappingChoices): Choice[] {
  const source = columnSource[key]
  if (source === 'site') {
    return choices.site.map((one) => ({
      value: key === 'site_name' ? one.name : one.id,
      name: one.name,
      detail: one.id,
      apply: (row) => fromSite(row, one),
    }))
  }
  if (source === 'onec') {
    const field = { ref_1c: 'ref', code_1c: 'code', name_1c: 'name' } as const
    return choices.onec.map((one) => ({
      value: one[field[key as keyof typeof field]],
      name: one.name,
      detail: one.code,
      apply: (row) => fromOnec(row, one),
    }))
  }
  if (source === 'mode') {
    return (['alternatives', 'kit'] as const).map((mode) => ({
      value: mode,
      name: mode,
      detail: '',
      apply: (row) => withCell(row, 'mode', mode),
    }))
  }
  return []
}

/** Choices of a column by their text. Made once for a dictionary: a paste of thousands of cells asks for each. */
const indexes = new WeakMap<MappingChoices, Map<ColumnKey, Map<string, Choice[]>>>()

function choicesNamed(key: ColumnKey, text: string, choices: MappingChoices): readonly Choice[] {
  const columns = indexes.get(choices) ?? new Map<ColumnKey, Map<string, Choice[]>>()
  indexes.set(choices, columns)
  let byText = columns.get(key)
  if (!byText) {
    byText = new Map()
    for (const choice of choicesFor(key, choices)) {
      const same = byText.get(choice.value)
      if (same) same.push(choice)
      else byText.set(choice.value, [choice])
    }
    columns.set(key, byText)
  }
  return byText.get(text) ?? []
}

/** A typed or pasted text; when it names exactly one thing of the dictionary, its empty neighbours are filled too. */
export function withTyped(
  row: MappingPut,
  key: ColumnKey,
  text: string,
  choices: MappingChoices,
): MappingPut {
  const typed = withCell(row, key, text)
  const wanted = text.trim()
  if (wanted === '') return typed
  const matching = choicesNamed(key, wanted, choices)
  if (matching.length !== 1 || columnSource[key] === 'mode') return typed
  const filled = matching[0]!.apply(typed)
  const group = (['site_id', 'site_name', 'ref_1c', 'code_1c', 'name_1c'] as const).filter(
    (other) => other !== key && columnSource[other] === columnSource[key],
  )
  return group.reduce(
    (kept, other) => (cellOf(typed, other) === '' ? kept : { ...kept, [other]: typed[other] }),
    filled,
  )
}
