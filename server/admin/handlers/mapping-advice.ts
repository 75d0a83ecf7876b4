import { randomUUID } from 'node:crypto'
import { fixesOf, problemsOf } from '../../mappings/checks/checks.ts'
import type { LiveDictionaries } from '../../mappings/checks/model.ts'
import { stepBetween } from '../../mappings/delta.ts'
import { mappingKinds, type MappingKind, type MappingTables } from '../../mappings/model.ts'
import { acceptBatch } from '../../mappings/suggest/accept.ts'
import { DEFAULT_THRESHOLD, type Suggestion } from '../../mappings/suggest/model.ts'
import { suggest } from '../../mappings/suggest/suggest.ts'
import { unpairedOf, type OnecEntry, type SiteEntry } from '../../mappings/suggest/values.ts'
import type { AskedSides } from '../api-mapping-advice.ts'
import type { BenchParts } from '../deps.ts'
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
    const suggestions = suggest(kind, unpairedOf(kind, tables()[kind], dictionaries, traffic))
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
        const batch = acceptBatch(tables()[kind], chosen, randomUUID)
        await mappings.save(kind, batch, operator, 'suggestion')
      }
      const to = await mappings.stand(kind)
      return { accepted: chosen.map(({ id }) => id), ...stepBetween(kind, from, to) }
    },

    'mappings.problems': async ({ query }) => {
      const kinds = query.kind ? [query.kind] : mappingKinds
      const live: Partial<Record<MappingKind, LiveDictionaries>> = {}
      const asked: Partial<Record<MappingKind, AskedSides>> = {}
      const checked: Partial<MappingTables> = {}
      for (const kind of kinds) {
        live[kind] = await liveOf(parts, kind)
        asked[kind] = askedOf(live[kind])
        checked[kind] = tables()[kind]
      }
      return { problems: problemsOf(checked, live), asked }
    },

    'mappings.fixProblem': async ({ body }) => {
      const ids = new Set(body.ids)
      const fixed: string[] = []
      for (const kind of mappingKinds) {
        if (!body.ids.some((id) => id.startsWith(`${kind}:`))) continue
        const live = await liveOf(parts, kind)
        const fixes = fixesOf(tables()[kind], kind, live, ids)
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

/** What both sides have of a kind now. The base that plays a side says nothing of a real one, which is then not asked. */
async function liveOf(
  { site, onec, ksup, workspace }: BenchParts,
  kind: MappingKind,
): Promise<LiveDictionaries> {
  const { sides, ksup: blocks } = workspace.document.value
  if (kind === 'ksup_warehouse') {
    // КСУП has no list of its warehouses, and a warehouse of its 1C is its name.
    const plays = blocks.onec.mode === 'simulated'
    const warehouses = plays ? await ksup.onec.warehouses() : null
    return { site: null, onec: warehouses?.map((name) => ({ ref: name, code: '', name: '' })) ?? null }
  }
  return {
    site: sides.site.mode === 'simulated' ? await siteEntries(site, kind) : null,
    onec: sides.onec.mode === 'simulated' ? await onecEntries(onec, kind) : null,
  }
}

type DictionaryOfSite = Exclude<MappingKind, 'ksup_warehouse'>

async function siteEntries(site: BenchParts['site'], kind: DictionaryOfSite): Promise<SiteEntry[]> {
  if (kind === 'product')
    return (await site.products()).map(({ tovar_id, name, artikul }) => ({
      id: tovar_id,
      name,
      codes: [artikul],
    }))
  const dictionaries = await site.dictionaries()
  if (kind === 'transport_company')
    return dictionaries.transport_company.map(({ id, name, code_1c }) => ({ id, name, codes: [code_1c] }))
  return dictionaries[kind].map(({ id, name }) => ({ id, name }))
}

async function onecEntries(onec: BenchParts['onec'], kind: DictionaryOfSite): Promise<OnecEntry[]> {
  if (kind === 'product')
    return (await onec.items({})).map(({ offer_id, code_1c, name, artikul, archived, deletion_mark }) => ({
      ref: offer_id,
      code: code_1c,
      name,
      codes: [artikul],
      archived: archived || deletion_mark,
    }))
  return (await onec.dictionary(kind)).map(({ ref, code, name, site_id, archived }) => ({
    ref,
    code,
    name,
    siteId: site_id,
    archived,
  }))
}
