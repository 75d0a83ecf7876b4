import type { BuiltInKind, Replacement } from './model.ts'
import type { Mappings } from './mappings.ts'
import type { Resolution } from './resolve.ts'

/** What a simulated side asks the tables. */
export type TranslatorTables = Pick<Mappings, 'toOnec' | 'toSite' | 'inUse' | 'noteUnmapped'>

/** Puts values of one message into the words of the other side, and keeps what it did for the journal. */
export interface Translator {
  /** `null`: the table is empty, so it is not asked. The same value again is told once, at its first place. */
  toOnec(kind: BuiltInKind, value: string, pointer: string, name?: string): Resolution | null
  toSite(kind: BuiltInKind, value: string, pointer: string): Resolution | null
  /** What was done since the last time it was asked. */
  taken(): Replacement[]
}

/** Nothing may go on in place of the value. */
export const isHeld = ({ outcome }: Pick<Resolution, 'outcome'>): boolean =>
  outcome === 'unmapped' || outcome === 'conflict' || outcome === 'broken'

export function createTranslator(tables: TranslatorTables, part: Replacement['part']): Translator {
  const known = new Map<string, Resolution>()
  let replacements: Replacement[] = []

  function ask(
    kind: BuiltInKind,
    direction: Replacement['direction'],
    value: string,
    pointer: string,
    resolve: () => Resolution,
  ): Resolution | null {
    if (!tables.inUse(kind)) return null
    const key = JSON.stringify([kind, direction, value])
    let resolution = known.get(key)
    if (resolution) return resolution
    known.set(key, (resolution = resolve()))
    const { outcome, value: to, row } = resolution
    replacements.push({ kind, pointer, part, direction, from: value, to, outcome, row: row?.id ?? null })
    return resolution
  }

  return {
    toOnec: (kind, value, pointer, name = '') =>
      ask(kind, 'site_to_1c', value || name, pointer, () => tables.toOnec(kind, value, name)),
    toSite: (kind, value, pointer) =>
      ask(kind, 'onec_to_site', value, pointer, () => tables.toSite(kind, value)),
    taken() {
      const done = replacements
      replacements = []
      return done
    },
  }
}

/** Lists what no row answered for. */
export const noteMissing = (
  tables: Pick<Mappings, 'noteUnmapped'>,
  replacements: readonly Replacement[],
  entry: number | null,
): Promise<void> =>
  tables.noteUnmapped(
    replacements
      .filter(({ outcome }) => outcome === 'passed' || outcome === 'unmapped')
      .map(({ kind, direction, from }) => ({ kind, direction, value: from, name: '', subject: null, entry })),
  )
