import { isBuiltInKind, kindsOf, type BuiltInKind, type MappingKind, type MappingTables } from '../model.ts'
import type { SideOfKind, TableSide } from '../model.ts'

/** Dictionaries that several kinds share, as their own kinds say (`OwnKind.same`). Pure. */

type Tables = Readonly<Partial<MappingTables>>

const otherOf = (tables: Tables, { kind, side }: SideOfKind): SideOfKind | null => {
  const named = tables[kind]?.own?.same?.[side] ?? null
  // The kind may have been removed since.
  return named && tables[named.kind] ? named : null
}

/**
 * The built-in kind whose dictionary a side of an own kind has, `null` when it has values of its own.
 * @param of a side of any kind; own kinds may name each other, in a circle too
 */
export function sourceOf(tables: Tables, of: SideOfKind): { kind: BuiltInKind; side: TableSide } | null {
  const seen = new Set<string>()
  for (let at: SideOfKind | null = of; at !== null; at = otherOf(tables, at)) {
    const { kind, side } = at
    if (isBuiltInKind(kind)) return { kind, side }
    if (seen.has(`${kind} ${side}`)) return null
    seen.add(`${kind} ${side}`)
  }
  return null
}

/** Tells which dictionary a side has: sides of one dictionary have the same name. */
export function dictionariesNamed(tables: Tables): (kind: MappingKind, side: TableSide) => string {
  const heads = new Map<string, string>()
  const headOf = (name: string): string => {
    const head = heads.get(name)
    return head === undefined || head === name ? name : headOf(head)
  }
  for (const kind of kindsOf(tables))
    for (const side of ['site', 'onec'] as const) {
      const other = otherOf(tables, { kind, side })
      if (other) heads.set(headOf(`${kind} ${side}`), headOf(`${other.kind} ${other.side}`))
    }
  return (kind, side) => headOf(`${kind} ${side}`)
}
