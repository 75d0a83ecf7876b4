import { ruleOf } from '../../kinds.ts'
import type { MappingKind, MappingRow, MappingTable, TableSide } from '../../model.ts'
import { conflictsOf, hasOnecSide, hasSiteSide, refKey } from '../../tables.ts'

/** Rows as links between elements of two dictionaries, and ways along them. Pure. */

/** One side of a row. A member that is not known is empty. */
export interface Element {
  id: string
  code: string
  name: string
}

export interface Link {
  kind: MappingKind
  row: string
  site: Element
  onec: Element
}

const siteOf = (row: MappingRow): Element => ({
  id: row.site_id.trim(),
  code: '',
  name: row.site_name.trim(),
})
const onecOf = (row: MappingRow): Element => ({
  id: refKey(row.ref_1c),
  code: row.code_1c.trim(),
  name: row.name_1c.trim(),
})

/** Rows that answer for a value: what is archived, half empty or in conflict answers for none, and is told elsewhere. */
export function linksOf(table: MappingTable, kind: MappingKind): Link[] {
  const conflicts = conflictsOf(table, kind)
  return table.rows
    .filter(
      (row) => !row.archived && !conflicts.has(row.id) && hasSiteSide(row, kind) && hasOnecSide(row, kind),
    )
    .map((row) => ({ kind, row: row.id, site: siteOf(row), onec: onecOf(row) }))
}

/** What an element is found by: its identifiers, and its name when it has no other. */
export function keysOf({ id, code, name }: Element): string[] {
  const keys = [id && `id ${id}`, code && `code ${code}`].filter((key) => key !== '')
  return keys.length > 0 || name === '' ? keys : [`name ${name}`]
}

const shared = (a: string, b: string): boolean | null => (a === '' || b === '' ? null : a === b)

/** Are they certainly two elements? What two tables know by different members cannot be told apart. */
export function areTwo(a: Element, b: Element): boolean {
  const identifiers = [shared(a.id, b.id), shared(a.code, b.code)]
  if (identifiers.includes(true)) return false
  return identifiers.includes(false) || shared(a.name, b.name) === false
}

export const otherSide = (side: TableSide): TableSide => (side === 'site' ? 'onec' : 'site')

/** From one side of a table to the other. */
export interface Step {
  kind: MappingKind
  from: TableSide
}

/** Ways through tables, along steps that have one end each. */
export interface Ways {
  links(kind: MappingKind): readonly Link[]
  /** Does the relation of the kind give a value on that side one partner? */
  isCertain(step: Step): boolean
  /** The rows that lead from an element along the steps; `null` when a table does not know it, or knows several. */
  follow(from: Element, steps: readonly Step[]): Link[] | null
}

export function createWays(tables: ReadonlyMap<MappingKind, MappingTable>): Ways {
  const linksByKind = new Map([...tables].map(([kind, table]) => [kind, linksOf(table, kind)]))
  const indexes = new Map<string, Map<string, Link | null>>()

  function indexOf({ kind, from }: Step): Map<string, Link | null> {
    const name = `${kind} ${from}`
    const known = indexes.get(name)
    if (known) return known
    const index = new Map<string, Link | null>()
    for (const link of linksByKind.get(kind) ?? [])
      for (const key of keysOf(link[from])) {
        const other = index.get(key)
        const isSame =
          other === undefined || (other && !areTwo(other[otherSide(from)], link[otherSide(from)]))
        index.set(key, isSame ? (other ?? link) : null)
      }
    indexes.set(name, index)
    return index
  }

  return {
    links: (kind) => linksByKind.get(kind) ?? [],
    isCertain({ kind, from }) {
      const { relation } = ruleOf(kind, tables.get(kind))
      return relation === '1:1' || relation === (from === 'site' ? 'N:1' : '1:N')
    },
    follow(from, steps) {
      const links: Link[] = []
      let at = from
      for (const step of steps) {
        const index = indexOf(step)
        const key = keysOf(at).find((one) => index.has(one))
        const link = key === undefined ? null : index.get(key)
        if (!link) return null
        links.push(link)
        at = link[otherSide(step.from)]
      }
      return links
    },
  }
}
