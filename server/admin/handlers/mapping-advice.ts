import { randomUUID } from 'node:crypto'
import { fixesOf, problemsOf } from '../../mappings/checks/checks.ts'
import { problemsBetween } from '../../mappings/checks/between.ts'
import type { LiveDictionaries } from '../../mappings/checks/model.ts'
import { stepBetween } from '../../mappings/delta.ts'
import { ruleOf, tableOf } from '../../mappings/kinds.ts'
import { kindsOf, type MappingKind, type MappingTables } from '../../mappings/model.ts'
import { acceptBatch } from '../../mappings/suggest/accept.ts'
import { DEFAULT_THRESHOLD, type Suggestion } from '../../mappings/suggest/model.ts'
import { suggest } from '../../mappings/suggest/suggest.ts'
import { unpairedOf } from '../../mappings/suggest/values.ts'
import type { AskedSides } from '../api-mapping-advice.ts'
import type { BenchParts } from '../deps.ts'
import { liveOf } from '../mapping-dictionaries.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'
import { mappingKind, operator } from './mappings.ts'

export function mappingAdviceHandlers(parts: BenchParts) {
  const { mappings, workspace } = parts
  const tables = (): MappingTables => workspace.document.value.mappings

  async function suggestionsOf(kind: MappingKind): Promise<{ suggestions: Suggestion[]; asked: AskedSides }> {
    const live = await liveOf(parts, kind)
    const traffic = await mappings.unmapped()
    const dictionaries = { site: live.site ?? [], onec: live.onec ?? [] }
    const table = tableOf(tables(), kind)
    const { relation } = ruleOf(kind, table)
    const suggestions = suggest(kind, unpairedOf(kind, table, dictionaries, traffic), relation)
    return { suggestions, asked: askedOf(live) }
  }

  return {
    'mappings.suggestions': async ({ params }) => ({
      ...(await suggestionsOf(mappingKind(params.kind))),
      threshold: DEFAULT_THRESHOLD,
    }),

    'mappings.acceptSuggestions': async ({ params, body }) => {
      const kind = mappingKind(params.kind)
      const from = await mappings.stand(kind)
      const { suggestions } = await suggestionsOf(kind)
      const chosen =
        body.ids === undefined
          ? suggestions.filter(({ confidence }) => confidence >= body.threshold!)
          : named(suggestions, new Set(body.ids))
      if (chosen.length > 0) {
        const batch = acceptBatch(tableOf(tables(), kind), chosen, randomUUID)
        await mappings.save(kind, batch, operator, 'suggestion')
      }
      const to = await mappings.stand(kind)
      return { accepted: chosen.map(({ id }) => id), ...stepBetween(kind, from, to) }
    },

    'mappings.problems': async ({ query }) => {
      const kinds = query.kind ? [query.kind] : kindsOf(tables())
      const live: Partial<Record<MappingKind, LiveDictionaries>> = {}
      const asked: Partial<Record<MappingKind, AskedSides>> = {}
      const checked: Partial<MappingTables> = {}
      for (const kind of kinds) {
        live[kind] = await liveOf(parts, kind)
        asked[kind] = askedOf(live[kind])
        checked[kind] = tableOf(tables(), kind)
      }
      const between = problemsBetween(tables()).filter(
        ({ kind, beside = [] }) =>
          !query.kind || [kind, ...beside.map((row) => row.kind)].includes(query.kind),
      )
      return { problems: [...problemsOf(checked, live), ...between], asked }
    },

    'mappings.fixProblem': async ({ body }) => {
      const ids = new Set(body.ids)
      const fixed: string[] = []
      for (const kind of kindsOf(tables())) {
        if (!body.ids.some((id) => id.startsWith(`${kind}:`))) continue
        const live = await liveOf(parts, kind)
        const fixes = fixesOf(tableOf(tables(), kind), kind, live, ids)
        if (fixes.fixed.length === 0) continue
        await mappings.save(kind, fixes.batch, operator)
        fixed.push(...fixes.fixed)
      }
      return {
        fixed,
        left: body.ids.filter((id) => !fixed.includes(id)),
      }
    },
  } satisfies Partial<AdminHandlers>
}

/** @throws AdminRefusal when one of the pairs is not suggested (any more): nothing else is bound then either */
function named(suggestions: readonly Suggestion[], ids: ReadonlySet<string>): Suggestion[] {
  const chosen = suggestions.filter(({ id }) => ids.has(id))
  if (chosen.length < ids.size)
    throw new AdminRefusal(409, 'MAPPING-SUGGESTIONS-STALE', {
      ru: 'Таблица или справочники изменились, часть предложений больше не действует. Обновите список.',
      en: 'The table or the dictionaries have changed, and some suggestions are not valid any more. Reload the list.',
    })
  return chosen
}

const askedOf = ({ site, onec }: LiveDictionaries): AskedSides => ({
  site: site !== null,
  onec: onec !== null,
})
