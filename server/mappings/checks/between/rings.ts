import type { MappingKind, TableSide } from '../../model.ts'
import { otherSide, type Step } from './links.ts'

/** Tables that lead from a dictionary back to it. Pure. */

/** Longer rings than this are nothing that a person has made on purpose. */
const LONGEST = 4

/**
 * Every ring of at least two different kinds, once. A kind whose sides have one dictionary is in none.
 * @param dictionaryOf names the dictionary of a side
 */
export function ringsOf(
  kinds: readonly MappingKind[],
  dictionaryOf: (kind: MappingKind, side: TableSide) => string,
): Step[][] {
  const between = kinds.filter((kind) => dictionaryOf(kind, 'site') !== dictionaryOf(kind, 'onec'))
  const rings: Step[][] = []

  function goOn(
    steps: readonly Step[],
    seen: ReadonlySet<string>,
    later: readonly MappingKind[],
    end: string,
  ) {
    const last = steps.at(-1)!
    const at = dictionaryOf(last.kind, otherSide(last.from))
    if (at === end) {
      if (steps.length > 1) rings.push([...steps])
      return
    }
    if (steps.length === LONGEST || seen.has(at)) return
    for (const kind of later)
      for (const from of ['site', 'onec'] as const)
        if (dictionaryOf(kind, from) === at && !steps.some((step) => step.kind === kind))
          goOn([...steps, { kind, from }], new Set([...seen, at]), later, end)
  }

  for (const [place, kind] of between.entries())
    goOn([{ kind, from: 'site' }], new Set(), between.slice(place + 1), dictionaryOf(kind, 'site'))
  return rings
}
