import type { MappingKind, Replacement } from '../../mappings/model.ts'
import type { UseTables } from './schema.ts'

export interface Use {
  kind: MappingKind
  what: UseTables['journal_use']['what']
  key: string
  /** Nothing went on in place of the value. */
  held: boolean
}

const answers: ReadonlySet<Replacement['outcome']> = new Set(['mapped', 'defaulted'])

/**
 * What an exchange asked of the mapping tables: each row that was found, and each value that no row answered for. A value that
 * was let through goes on in other words sometimes (the name of an element in place of its reference), so both are its names. Pure.
 */
export function usesOf(replacements: readonly Replacement[]): Use[] {
  const uses = new Map<string, Use>()
  const add = (kind: MappingKind, what: Use['what'], key: string, held: boolean): void => {
    if (key === '') return
    const name = `${kind}\n${what}\n${key}`
    const known = uses.get(name)
    // One good answer in an exchange does not make up for another that failed.
    if (known) known.held ||= held
    else uses.set(name, { kind, what, key, held })
  }
  for (const { kind, direction, from, to, outcome, row } of replacements) {
    const held = !answers.has(outcome) && outcome !== 'passed'
    if (row !== null) add(kind, 'row', row, held)
    if (answers.has(outcome)) continue
    add(kind, direction, from, held)
    if (to !== null) add(kind, direction, to, held)
  }
  return [...uses.values()]
}
