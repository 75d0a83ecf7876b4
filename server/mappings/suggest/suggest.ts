import { ruleOf } from '../kinds.ts'
import type { MappingKind, Relation } from '../model.ts'
import { refKey } from '../tables.ts'
import { assign, type Pair } from './assign.ts'
import { createBlocking } from './blocking.ts'
import { compareNames, type Likeness } from './compare.ts'
import { compareIdentifiers, onecIdentifiers, siteIdentifiers } from './identifiers.ts'
import { LOWEST_CONFIDENCE, type OnecValue, type SiteValue, type Suggestion } from './model.ts'
import { prepareName, readingOf, type PreparedName } from './prepare.ts'
import { reasonText } from './reasons.ts'

/** Values of one kind that have no partner yet. */
export interface Unpaired {
  site: readonly SiteValue[]
  onec: readonly OnecValue[]
}

/** What a value is called: an identifier that reads like words stands in for a name that is missing. */
const callingOf = (name: string, identifier: string): string => name || identifier.replace(/[_-]+/g, ' ')

/** What makes a value one: another one under it is the same value. */
export const siteKey = ({ id, name }: Pick<SiteValue, 'id' | 'name'>): string => id || `«${name}»`
export const onecKey = ({ ref, code, name }: Pick<OnecValue, 'ref' | 'code' | 'name'>): string =>
  refKey(ref) || code || `«${name}»`

/** Each value once, in an order that does not depend on the one they came in. */
function ordered<Value>(values: readonly Value[], key: (value: Value) => string): Value[] {
  const sorted = values
    .map((value) => ({ value, key: key(value), whole: JSON.stringify(value) }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.whole, b.whole))
  return sorted.filter((one, i) => one.key !== sorted[i - 1]?.key).map(({ value }) => value)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Values of both sides that are likely one (site-orders section 10, issue of mapping suggestions): by identifier, then by
 * name. The same lists in any order give the same answer. A value of a side that may not repeat is suggested once.
 * @param relation of an own kind, which its table has
 * @returns the most certain first
 */
export function suggest(
  kind: MappingKind,
  unpaired: Unpaired,
  relation: Relation = ruleOf(kind).relation,
): Suggestion[] {
  const reading = readingOf(kind)
  const site = ordered(unpaired.site, siteKey)
  const onec = ordered(unpaired.onec, onecKey)
  const siteNames = site.map(({ id, name }) => prepareName(callingOf(name, id), reading))
  const onecNames = onec.map(({ ref, code, name }) => prepareName(callingOf(name, code || ref), reading))

  const siteEnds = site.map((value) => ({ value, identifiers: siteIdentifiers(value) }))
  const onecEnds = onec.map((value) => ({ value, identifiers: onecIdentifiers(value) }))

  const likenessOf = (i: number, j: number): Likeness | null => {
    const named = site[i]!.name !== '' && onec[j]!.name !== ''
    const names = compareNames(siteNames[i]!, onecNames[j]!, reading, relation === '1:N')
    const identified = compareIdentifiers(siteEnds[i]!, onecEnds[j]!, names, named)
    return identified && identified.confidence >= (names?.confidence ?? 0) ? identified : names
  }

  const pairs: Pair[] = []
  const blocks = blocksOf(siteEnds, onecEnds, siteNames, onecNames)
  for (const i of site.keys())
    for (const j of blocks(i)) {
      if (site[i]!.bound && onec[j]!.bound) continue
      const likeness = likenessOf(i, j)
      if (likeness && likeness.confidence >= LOWEST_CONFIDENCE) pairs.push({ site: i, onec: j, likeness })
    }

  return assign(pairs, { relation, onecBound: (index) => onec[index]!.bound })
    .filter(({ confidence }) => confidence >= LOWEST_CONFIDENCE)
    .map(({ site: i, onec: j, likeness, confidence, rival }): Suggestion => {
      const rivalName =
        rival && (rival.side === 'site' ? nameOfSite(site[rival.index]!) : nameOfOnec(onec[rival.index]!))
      return {
        id: JSON.stringify([site[i]!.id, site[i]!.name, onec[j]!.ref, onec[j]!.code]),
        kind,
        site: site[i]!,
        onec: onec[j]!,
        confidence: rounded(confidence),
        reason: { code: likeness.reason, text: reasonText(likeness.reason, likeness.typos) },
        rival: rival && { side: rival.side, name: rivalName!, confidence: rounded(rival.confidence) },
      }
    })
    .sort((a, b) => b.confidence - a.confidence || compareText(a.id, b.id))
}

const nameOfSite = ({ id, name }: SiteValue): string => name || id
const nameOfOnec = ({ ref, code, name }: OnecValue): string => name || code || ref
const rounded = (confidence: number): number => Math.round(confidence * 100) / 100

/** For a site value, the 1C values worth comparing: by identifier and by name. */
function blocksOf(
  site: readonly { identifiers: readonly string[] }[],
  onec: readonly { identifiers: readonly string[] }[],
  siteNames: readonly PreparedName[],
  onecNames: readonly PreparedName[],
): (index: number) => number[] {
  const byName = createBlocking(onecNames)
  const byIdentifier = new Map<string, number[]>()
  for (const [index, { identifiers }] of onec.entries())
    for (const identifier of identifiers) {
      const known = byIdentifier.get(identifier)
      if (known) known.push(index)
      else byIdentifier.set(identifier, [index])
    }
  return (index) => {
    const found = new Set(site[index]!.identifiers.flatMap((key) => byIdentifier.get(key) ?? []))
    for (const one of byName(siteNames[index]!)) found.add(one)
    return [...found]
  }
}
