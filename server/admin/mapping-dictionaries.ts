import { RETAIL_DEAL_TYPE } from '../contracts/ksup/deal-state.ts'
import type { LiveDictionaries } from '../mappings/checks/model.ts'
import type { MappingKind, SideOfKind, SiteMappingKind, TableSide } from '../mappings/model.ts'
import { sourceOf } from '../mappings/own/shared.ts'
import type { OnecEntry, SiteEntry } from '../mappings/suggest/values.ts'
import { orderStatuses } from '../../mocks/cml-onec/loading-rules.ts'
import type { BenchParts } from './deps.ts'

/** What the simulated sides have of each kind; `null` where a side has no list of it. */

type Source = (parts: BenchParts) => Promise<LiveDictionaries>

/** What has a name and nothing else is known by it. */
const named = (name: string): OnecEntry => ({ ref: name, code: '', name: '' })
const withRef = ({ id, name }: { id: string; name: string }): OnecEntry => ({ ref: id, code: '', name })
const plain = ({ id, name }: { id: string; name: string }): SiteEntry => ({ id, name })

async function ofEnterprises<Row>(
  { enterprises }: BenchParts,
  rowsOf: (enterprise: string) => Promise<Row[]>,
  entryOf: (row: Row) => OnecEntry,
): Promise<LiveDictionaries> {
  const lists = await Promise.all(enterprises.list().map(({ id }) => rowsOf(id)))
  const entries = new Map(lists.flat().map((row) => [entryOf(row).ref, entryOf(row)]))
  return { site: null, onec: [...entries.values()] }
}

const others: Readonly<Record<Exclude<MappingKind, SiteMappingKind | `own_${string}`>, Source>> = {
  cml_order_status: async ({ commerceMl }) => ({
    site: commerceMl.site.statuses().map(plain),
    onec: orderStatuses.map(named),
  }),
  // The site has the price types and warehouses that 1C has sent it, under the ids of the table.
  cml_price_type: async ({ commerceMl }) => ({
    site: null,
    onec: (await commerceMl.catalogues.onec.priceTypes()).map(withRef),
  }),
  cml_warehouse: async ({ commerceMl }) => ({
    site: null,
    onec: (await commerceMl.catalogues.onec.warehouses()).map(withRef),
  }),
  regate_city: (parts) =>
    ofEnterprises(
      parts,
      (id) => parts.regate.cities(id),
      ({ city_id, name }) => withRef({ id: city_id, name }),
    ),
  regate_warehouse: (parts) =>
    ofEnterprises(
      parts,
      (id) => parts.regate.stores(id),
      ({ store_id, name }) => withRef({ id: store_id, name }),
    ),
  // КСУП has no list of its warehouses, and a warehouse of its 1C is its name.
  ksup_warehouse: async ({ ksup }) => ({ site: null, onec: (await ksup.onec.warehouses()).map(named) }),
  ksup_deal_type: async () => ({ site: null, onec: [named(RETAIL_DEAL_TYPE)] }),
}

const isOther = (kind: MappingKind): kind is keyof typeof others => kind in others
const isOwn = (kind: MappingKind): kind is `own_${string}` => kind.startsWith('own_')

/** Everything that can be chosen, whoever plays the sides. */
export async function dictionariesOf(parts: BenchParts, kind: MappingKind): Promise<LiveDictionaries> {
  if (isOther(kind)) return others[kind](parts)
  if (isOwn(kind)) return ofOwnKind(parts, kind, dictionariesOf)
  return { site: await siteEntries(parts.site, kind), onec: await onecEntries(parts.onec, kind) }
}

/** What both sides have of a kind now. The base that plays a side says nothing of a real one, which is then not asked. */
export async function liveOf(parts: BenchParts, kind: MappingKind): Promise<LiveDictionaries> {
  const { sides, ksup } = parts.workspace.document.value
  const nobody: LiveDictionaries = { site: null, onec: null }
  if (isOther(kind))
    return kind.startsWith('ksup_') && ksup.onec.mode !== 'simulated' ? nobody : others[kind](parts)
  if (isOwn(kind)) return ofOwnKind(parts, kind, liveOf)
  return {
    site: sides.site.mode === 'simulated' ? await siteEntries(parts.site, kind) : null,
    onec: sides.onec.mode === 'simulated' ? await onecEntries(parts.onec, kind) : null,
  }
}

/** What lies behind an own kind is known to people alone, but where they say that another kind has the same. */
async function ofOwnKind(
  parts: BenchParts,
  kind: MappingKind,
  read: (parts: BenchParts, kind: MappingKind) => Promise<LiveDictionaries>,
): Promise<LiveDictionaries> {
  const tables = parts.workspace.document.value.mappings
  const entriesOf = async (side: TableSide): Promise<SharedEntries | null> => {
    const source: SideOfKind | null = sourceOf(tables, { kind, side })
    if (!source) return null
    const { site, onec } = await read(parts, source.kind)
    return source.side === 'site' ? site && { site } : onec && { onec }
  }
  const [left, right] = await Promise.all([entriesOf('site'), entriesOf('onec')])
  return { site: left && asSite(left), onec: right && asOnec(right) }
}

/** Entries of a side of another kind. */
type SharedEntries = { site: readonly SiteEntry[] } | { onec: readonly OnecEntry[] }

const asSite = (entries: SharedEntries): readonly SiteEntry[] =>
  'site' in entries
    ? entries.site
    : entries.onec.filter(({ archived }) => !archived).map(({ ref, name }) => ({ id: ref, name }))

const asOnec = (entries: SharedEntries): readonly OnecEntry[] =>
  'onec' in entries ? entries.onec : entries.site.map(({ id, name }) => ({ ref: id, code: '', name }))

async function siteEntries(site: BenchParts['site'], kind: SiteMappingKind): Promise<SiteEntry[]> {
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

async function onecEntries(onec: BenchParts['onec'], kind: SiteMappingKind): Promise<OnecEntry[]> {
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
