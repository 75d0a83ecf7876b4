import { ruleOf, tableOf } from './kinds.ts'
import type {
  MappingKind,
  MappingRow,
  MappingState,
  MappingTable,
  MappingTables,
  Replacement,
} from './model.ts'
import { kitsOf, refKey, statesOf } from './tables.ts'

/** What the tables say of one value. Fields are `null` unless the value was `mapped`, `defaulted` or `passed`. */
export interface Resolution {
  outcome: Replacement['outcome']
  /** The row that was found or that stands in by default; for `conflict`, the first of the rows. */
  row: MappingRow | null
  /** What goes on in place of the value: for 1C its reference or code, for the site the wire value. */
  value: string | null
  ref: string | null
  code: string | null
  siteId: string | null
  name: string | null
  /** Found by its name where an identifier is expected (LA-12). */
  viaName: boolean
}

/** Answers what a value of one side is on the other, by the tables as they are now. */
export interface Resolver {
  /**
   * Site to 1C.
   * @param value identifier as it came; where it is a name, LA-12 applies. An empty one is looked up by `name`
   * @param name the name that stands beside the identifier in the message (AD-24); an identifier wins over it
   */
  toOnec(kind: MappingKind, value: string, name?: string): Resolution
  /**
   * 1C to site.
   * @param ref reference of the 1C object, or its code or name when it has no other
   * @param previous the site value that the object came from: of several that share the reference (cities), it wins; without
   *   it the first row does
   */
  toSite(kind: MappingKind, ref: string, previous?: string): Resolution
  /**
   * What a product is sold as (AD-26): references in priority order, or the parts of a kit. A kit with a part that is not
   * mapped has none: half a kit is another product. `[]` is what goes to 1C for an unmapped product (AD-28).
   */
  offersOf(tovar_id: string): { mode: 'alternatives' | 'kit'; offers: string[] }
  /** Has the table any rows? A built-in kind without rows is not asked for, and nothing of it is recorded. */
  inUse(kind: MappingKind): boolean
  /** The product that a 1C item is sold as, outside of kits where possible; `null` when that is not certain. */
  productOf(offer_id: string): string | null
}

/** Names are compared without regard to case, spaces and «ё», once an exact search has found nothing. */
const foldName = (name: string): string =>
  name.trim().replace(/\s+/g, ' ').toLocaleLowerCase('ru').replaceAll('ё', 'е')

interface TableIndex {
  states: ReadonlyMap<string, MappingState>
  kits: ReadonlySet<string>
  bySiteId: Lookup
  bySiteName: Lookup
  byFoldedSiteName: Lookup
  byRef: Lookup
  byCode: Lookup
  byFoldedOnecName: Lookup
}

type Lookup = (value: string) => readonly MappingRow[]

function lookup(rows: readonly MappingRow[], key: (row: MappingRow) => string): Lookup {
  const found = new Map<string, MappingRow[]>()
  for (const row of rows) {
    const value = key(row)
    if (value === '') continue
    const known = found.get(value)
    if (known) known.push(row)
    else found.set(value, [row])
  }
  return (value) => found.get(value) ?? []
}

function indexTable(table: MappingTable, kind: MappingKind): TableIndex {
  const live = table.rows.filter((row) => !row.archived)
  return {
    states: statesOf(table, kind),
    kits: kitsOf(table),
    bySiteId: lookup(live, (row) => row.site_id.trim()),
    bySiteName: lookup(live, (row) => row.site_name.trim()),
    byFoldedSiteName: lookup(live, (row) => foldName(row.site_name)),
    byRef: lookup(live, (row) => refKey(row.ref_1c)),
    byCode: lookup(live, (row) => row.code_1c.trim()),
    byFoldedOnecName: lookup(live, (row) => foldName(row.name_1c)),
  }
}

/** Rows that answer for a value, and whether its name led to them. */
interface Found {
  rows: readonly MappingRow[]
  viaName: boolean
}

const nothing: Found = { rows: [], viaName: false }

/** The first search that finds something. A name answers only when exactly one row has it. */
function firstOf(...searches: (() => Found)[]): Found {
  for (const search of searches) {
    const found = search()
    if (found.rows.length > 0) return found
  }
  return nothing
}

const byKey = (find: Lookup, value: string) => (): Found => ({ rows: find(value), viaName: false })

const byName = (find: Lookup, value: string) => (): Found => {
  const rows = find(value)
  return rows.length === 1 ? { rows, viaName: true } : nothing
}

function findBySite(index: TableIndex, kind: MappingKind, value: string, name: string): Found {
  const { wire } = ruleOf(kind)
  const identifier = value.trim()
  const text = identifier || name.trim()
  return firstOf(
    byKey(index.bySiteId, identifier),
    ...(wire === 'code_1c' ? [byKey(index.byCode, identifier)] : []),
    ...(wire === 'site_name' ? [byKey(index.bySiteName, text)] : []),
    byName(index.bySiteName, text),
    byName(index.byFoldedSiteName, foldName(text)),
  )
}

const findByOnec = (index: TableIndex, ref: string): Found =>
  firstOf(
    byKey(index.byRef, refKey(ref)),
    byKey(index.byCode, ref.trim()),
    byName(index.byFoldedOnecName, foldName(ref)),
  )

const answer = (
  row: MappingRow,
  parts: Pick<Resolution, 'outcome' | 'value' | 'name' | 'viaName'>,
): Resolution => ({
  ...parts,
  row,
  ref: row.ref_1c || null,
  code: row.code_1c || null,
  siteId: row.site_id || null,
})

const silence = (outcome: Resolution['outcome'], row: MappingRow | null): Resolution => ({
  outcome,
  row,
  value: null,
  ref: null,
  code: null,
  siteId: null,
  name: null,
  viaName: false,
})

/** Which of the rows that share a site value speaks for it: a mapped one, but for a kit the part that is missing. */
function speaker(rows: readonly MappingRow[], { states, kits }: TableIndex): MappingRow | null {
  const kit = rows.some(({ site_id }) => kits.has(site_id))
  return rows.find(({ id }) => (states.get(id) === 'mapped') !== kit) ?? rows[0] ?? null
}

/** Which of the rows that share a 1C value speaks for it: the one asked for, else a mapped one, outside of kits if possible. */
function speakerOfOnec(
  rows: readonly MappingRow[],
  { states, kits }: TableIndex,
  previous: string | undefined,
): MappingRow | null {
  const ranked = rows.toSorted((a, b) => Number(kits.has(a.site_id)) - Number(kits.has(b.site_id)))
  return (
    ranked.find(({ site_id }) => site_id === previous) ??
    ranked.find(({ id }) => states.get(id) === 'mapped') ??
    ranked[0] ??
    null
  )
}

/** @param tables the tables in force; asked anew for each value, indexed once for each state of a table */
export function createResolver(tables: () => MappingTables): Resolver {
  const indexes = new WeakMap<MappingTable, TableIndex>()
  const indexOf = (kind: MappingKind): TableIndex => {
    const table = tableOf(tables(), kind)
    let index = indexes.get(table)
    if (!index) indexes.set(table, (index = indexTable(table, kind)))
    return index
  }

  /** What becomes of a value that no mapped row answers for. */
  function fallback(
    kind: MappingKind,
    row: MappingRow | null,
    passed: Partial<Resolution>,
    defaulted: (row: MappingRow) => Resolution,
  ): Resolution {
    const { policy, rows } = tableOf(tables(), kind)
    if (policy.on === 'pass') return { ...silence('passed', row), ...passed }
    if (policy.on === 'default') {
      const standIn = rows.find(({ id }) => id === policy.row)
      if (standIn && indexOf(kind).states.get(standIn.id) === 'mapped') return defaulted(standIn)
    }
    return silence('unmapped', row)
  }

  const refused = (state: MappingState | undefined): state is 'conflict' | 'broken' =>
    state === 'conflict' || state === 'broken'

  const resolver: Resolver = {
    toOnec(kind, value, name = '') {
      const index = indexOf(kind)
      const { rows, viaName } = findBySite(index, kind, value, name)
      const row = speaker(rows, index)
      const state = row ? index.states.get(row.id) : undefined
      const say = (of: MappingRow, outcome: 'mapped' | 'defaulted') =>
        answer(of, {
          outcome,
          value: of.ref_1c || of.code_1c || null,
          name: of.name_1c || of.site_name || null,
          viaName: outcome === 'mapped' && viaName,
        })
      if (row && state === 'mapped') return say(row, 'mapped')
      if (refused(state)) return silence(state, row)
      const passed = { value, siteId: value || null, name: name || null }
      return fallback(kind, row, passed, (standIn) => say(standIn, 'defaulted'))
    },

    toSite(kind, ref, previous) {
      const index = indexOf(kind)
      const { rows, viaName } = findByOnec(index, ref)
      const row = speakerOfOnec(rows, index, previous)
      const state = row ? index.states.get(row.id) : undefined
      const { wire, named } = ruleOf(kind)
      const say = (of: MappingRow, outcome: 'mapped' | 'defaulted') =>
        answer(of, {
          outcome,
          value: of[wire] || (named ? of.site_name : of.site_id) || null,
          name: of.site_name || of.name_1c || null,
          viaName: outcome === 'mapped' && viaName,
        })
      if (row && state === 'mapped') return say(row, 'mapped')
      if (refused(state)) return silence(state, row)
      return fallback(kind, row, { value: ref, ref }, (standIn) => say(standIn, 'defaulted'))
    },

    offersOf(tovar_id) {
      const index = indexOf('product')
      const { rows } = findBySite(index, 'product', tovar_id, '')
      const mode = rows.some(({ site_id }) => index.kits.has(site_id)) ? 'kit' : 'alternatives'
      const { outcome, value } = resolver.toOnec('product', tovar_id)
      if (outcome !== 'mapped') return { mode, offers: value === null ? [] : [value] }
      const mapped = rows.filter((row) => index.states.get(row.id) === 'mapped')
      return { mode, offers: mapped.map(({ ref_1c }) => refKey(ref_1c)) }
    },

    inUse: (kind) => (tables()[kind]?.rows.length ?? 0) > 0,

    productOf(offer_id) {
      const index = indexOf('product')
      const rows = index
        .byRef(refKey(offer_id))
        .filter((row) => row.site_id !== '' && index.states.get(row.id) !== 'conflict')
      const single = rows.filter((row) => !index.kits.has(row.site_id))
      const products = new Set((single.length > 0 ? single : rows).map(({ site_id }) => site_id))
      const [product] = products
      return products.size === 1 ? product! : null
    },
  }
  return resolver
}
