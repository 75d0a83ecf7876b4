import { ruleOf } from '../kinds.ts'
import type { MappingKind, MappingRow, MappingTable, UnmappedValue } from '../model.ts'
import { hasOnecSide, hasSiteSide, kitsOf, refKey, statesOf } from '../tables.ts'
import type { OnecValue, SiteValue } from './model.ts'
import { onecKey, siteKey, type Unpaired } from './suggest.ts'

/** Where values without a partner come from: rows that are half filled, the dictionaries of both sides, traffic. Pure. */

export interface SiteEntry {
  id: string
  name: string
  codes?: readonly string[]
}

export interface OnecEntry {
  ref: string
  code: string
  name: string
  codes?: readonly string[]
  /** Identifier of the site typed in by hand. */
  siteId?: string
  archived?: boolean
}

/** What the two sides have of one kind as they are now. */
export interface Dictionaries {
  site: readonly SiteEntry[]
  onec: readonly OnecEntry[]
}

/** Collects values, each once; what is known of a value first stays, and gaps are filled by what follows. */
class Values<Value extends object> {
  readonly #values = new Map<string, Value>()
  readonly #key: (value: Value) => string

  constructor(key: (value: Value) => string) {
    this.#key = key
  }

  add(value: Value): void {
    const known = this.#values.get(this.#key(value))
    if (!known) {
      this.#values.set(this.#key(value), { ...value })
      return
    }
    for (const [member, content] of Object.entries(value) as [keyof Value, Value[keyof Value]][])
      if (isEmpty(known[member])) known[member] = content
  }

  all(): Value[] {
    return [...this.#values.values()]
  }
}

const isEmpty = (content: unknown): boolean =>
  content === '' || content === null || (Array.isArray(content) && content.length === 0)

const nothingMore = { row: null, codes: [], bound: false } as const

/**
 * Values of one kind that no row binds. Left out: values of rows that are complete, whatever their state (those are mended,
 * not paired anew), archived rows and elements, and products that are sold as kits (a part more would be another kit).
 */
export function unpairedOf(
  kind: MappingKind,
  table: MappingTable,
  dictionaries: Dictionaries,
  traffic: readonly UnmappedValue[],
): Unpaired {
  const states = statesOf(table, kind)
  // A row that has a reference of 1C but not the code (or the other way round) knows its partner: it is to be completed.
  const waitsForOnec = (row: MappingRow) =>
    states.get(row.id) === 'unmapped_site' && row.ref_1c === '' && row.code_1c === ''
  const waitsForSite = (row: MappingRow) => states.get(row.id) === 'unmapped_1c'
  const own = traffic.filter((value) => value.kind === kind)
  return {
    site: siteValues(kind, table, waitsForOnec, dictionaries.site, own),
    onec: onecValues(kind, table, waitsForSite, dictionaries.onec, own),
  }
}

function siteValues(
  kind: MappingKind,
  table: MappingTable,
  waits: (row: MappingRow) => boolean,
  dictionary: readonly SiteEntry[],
  traffic: readonly UnmappedValue[],
): SiteValue[] {
  const { relation, wire, named } = ruleOf(kind, table)
  const kits = kitsOf(table)
  const ids = new Set<string>()
  const names = new Set<string>()
  for (const row of table.rows)
    if (hasSiteSide(row, kind) && (!waits(row) || kits.has(row.site_id))) {
      ids.add(row.site_id.trim())
      // A name is no second value only where it is what travels, or where nothing else does.
      if (wire === 'site_name' || row.site_id === '') names.add(row.site_name.trim())
    }
  const isBound = (id: string, name: string) => (id !== '' && ids.has(id)) || names.has(name)

  const values = new Values<SiteValue>(siteKey)
  for (const row of table.rows)
    if (waits(row) && !kits.has(row.site_id))
      values.add({
        ...nothingMore,
        id: row.site_id.trim(),
        name: row.site_name.trim(),
        row: row.id,
        origin: 'row',
      })
  for (const { id: given, name: called, codes = [] } of dictionary) {
    const [id, name] = [given.trim(), called.trim()]
    const bound = isBound(id, name)
    if (bound && (relation !== '1:N' || kits.has(id))) continue
    values.add({ ...nothingMore, id, name, codes, bound, origin: 'dictionary' })
  }
  for (const { direction, value, name } of traffic)
    if (direction === 'site_to_1c' && !isBound(value.trim(), name.trim()))
      values.add({ ...nothingMore, id: value.trim(), name: name.trim(), origin: 'traffic' })
  // Without what it travels by the row would stay half filled.
  const usable = values.all().filter(({ id, name }) => id !== '' || (named && name !== ''))
  return withoutRepeatedNames(usable, wire === 'site_name')
}

/** Where the name travels, two values of one name would be one value; the first is the one that a row or a dictionary has. */
function withoutRepeatedNames(values: SiteValue[], unique: boolean): SiteValue[] {
  if (!unique) return values
  const seen = new Set<string>()
  return values.filter(({ id, name }) => {
    const travels = name || id
    const repeated = seen.has(travels)
    seen.add(travels)
    return !repeated
  })
}

function onecValues(
  kind: MappingKind,
  table: MappingTable,
  waits: (row: MappingRow) => boolean,
  dictionary: readonly OnecEntry[],
  traffic: readonly UnmappedValue[],
): OnecValue[] {
  const { relation, wire } = ruleOf(kind, table)
  const keyOf = (ref: string, code: string) => (wire === 'code_1c' ? code.trim() : refKey(ref))
  const kits = kitsOf(table)
  // A part of a kit may be sold on its own too.
  const bound = new Set(
    table.rows
      .filter((row) => hasOnecSide(row, kind) && !waits(row) && !kits.has(row.site_id))
      .map((row) => keyOf(row.ref_1c, row.code_1c)),
  )
  const archived = new Set(
    dictionary.filter((entry) => entry.archived).map(({ ref, code }) => keyOf(ref, code)),
  )
  const values = new Values<OnecValue>(onecKey)
  const add = (value: OnecValue) => {
    const key = keyOf(value.ref, value.code)
    // Without what it is found by in 1C the row would stay half filled.
    if (key === '' || archived.has(key) || (value.bound && relation !== 'N:1')) return
    values.add(value)
  }
  for (const row of table.rows)
    if (waits(row))
      add({
        ...nothingMore,
        ref: refKey(row.ref_1c),
        code: row.code_1c.trim(),
        name: row.name_1c.trim(),
        siteId: '',
        row: row.id,
        origin: 'row',
        bound: bound.has(keyOf(row.ref_1c, row.code_1c)),
      })
  for (const { ref, code, name, codes = [], siteId = '' } of dictionary)
    add({
      ...nothingMore,
      ref: refKey(ref),
      code: code.trim(),
      name: name.trim(),
      codes,
      siteId,
      origin: 'dictionary',
      bound: bound.has(keyOf(ref, code)),
    })
  for (const { direction, value, name } of traffic)
    if (direction === 'onec_to_site') {
      const side = wire === 'code_1c' ? { ref: '', code: value.trim() } : { ref: refKey(value), code: '' }
      const isBound = bound.has(keyOf(side.ref, side.code))
      if (!isBound) add({ ...nothingMore, ...side, name: name.trim(), siteId: '', origin: 'traffic' })
    }
  return values.all()
}
