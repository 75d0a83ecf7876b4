import { cmlOperations } from '../../contracts/commerceml/operations.ts'
import { ksup } from '../../contracts/ksup/operations.ts'
import { regate } from '../../contracts/regate/operations.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'
import type { Text } from '../../contracts/text.ts'
import { describeRule } from '../../faults/describe.ts'
import type { FaultRule } from '../../faults/model.ts'
import { faultPresets } from '../../faults/presets.ts'
import type { FaultPresetView, FaultsView } from '../api-faults.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

const titles = new Map(
  [siteOrders, regate, ksup]
    .flatMap(({ operations }) => operations)
    .concat(cmlOperations)
    .map(({ id, title }) => [id, title] as const),
)
const titleOf = (id: string): Text => titles.get(id) ?? { ru: id, en: id }

const ruleUnknown = (id: string): AdminRefusal =>
  new AdminRefusal(404, 'FAULT-RULE-UNKNOWN', {
    ru: `Правила помехи «${id}» нет: возможно, его удалили. Список правил: экран «Помехи» или obmen faults.`,
    en: `There is no fault rule "${id}": it may have been removed. See the screen "Faults" or obmen faults.`,
  })

function presetOf(id: string) {
  const found = faultPresets.find((preset) => preset.id === id)
  if (found) return found
  const known = faultPresets.map((preset) => preset.id).join(', ')
  throw new AdminRefusal(404, 'FAULT-PRESET-UNKNOWN', {
    ru: `Набора помех «${id}» нет. Есть: ${known}.`,
    en: `There is no set of faults "${id}". There are: ${known}.`,
  })
}

/** Rules of faults as people keep them. */
export function faultsHandlers({ faults, workspace: { document } }: BenchParts) {
  const rules = (): readonly FaultRule[] => document.value.faults.rules

  function presetViews(): FaultPresetView[] {
    return faultPresets.map(({ id, title, description, rules: brought }) => ({
      id,
      title,
      description,
      on: rules().some(({ preset }) => preset === id),
      rules: brought.length,
    }))
  }

  function view(): FaultsView {
    const list = rules().map((rule) => ({
      ...rule,
      ...faults.counts(rule),
      state: faults.state(rule),
      sentence: describeRule(rule, titleOf),
    }))
    return {
      rules: list,
      presets: presetViews(),
      active: list.filter(({ state }) => state === 'active').length,
      enabled: list.filter(({ enabled }) => enabled).length,
      links: faults.links().map(({ id, name }) => ({ id, name })),
      https: faults.hasHttps(),
    }
  }

  function known(ids: readonly string[]): void {
    for (const id of ids) if (!rules().some((rule) => rule.id === id)) throw ruleUnknown(id)
  }

  /** What a rule in force needs is there when the call ends. */
  async function change(edit: (draft: { rules: FaultRule[] }) => void): Promise<FaultsView> {
    await document.update((draft) => edit(draft.faults))
    await faults.prepare()
    return view()
  }

  return {
    'faults.list': view,
    'faults.save': ({ body }) =>
      change((draft) => {
        const place = draft.rules.findIndex(({ id }) => id === body.id)
        if (place < 0) draft.rules.push(body)
        else draft.rules[place] = body
      }),
    'faults.remove': ({ body: { ids } }) => {
      known(ids)
      return change((draft) => void (draft.rules = draft.rules.filter(({ id }) => !ids.includes(id))))
    },
    'faults.switch': ({ body: { ids, on } }) => {
      known(ids ?? [])
      return change((draft) => {
        for (const rule of draft.rules) if (!ids || ids.includes(rule.id)) rule.enabled = on
      })
    },
    'faults.preset': ({ params, body: { on } }) => {
      const preset = presetOf(params.preset)
      return change((draft) => {
        draft.rules = draft.rules.filter((rule) => rule.preset !== preset.id)
        if (on) draft.rules.push(...structuredClone([...preset.rules]))
      })
    },
    'faults.recount': ({ body: { ids } }) => {
      known(ids ?? [])
      faults.recount(ids)
      return view()
    },
  } satisfies Partial<AdminHandlers>
}
