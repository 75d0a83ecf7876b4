import type { Likeness } from './compare.ts'
import { DEFAULT_THRESHOLD } from './model.ts'

/** Which of the likely pairs are suggested. Pure. */

export interface Pair {
  site: number
  onec: number
  likeness: Likeness
}

export interface Assigned extends Pair {
  confidence: number
  rival: { side: 'site' | 'onec'; index: number; confidence: number } | null
}

export interface AssignmentRule {
  relation: '1:1' | 'N:1' | '1:N'
  /** Has the 1C value a partner already? A misspelt second one is then less likely to be meant. */
  onecBound(index: number): boolean
}

/** Nearer than this, nothing tells two partners apart. */
const SAME = 0.015
/** Up to this distance a rival casts doubt. */
const NEAR = 0.1
/** What an equal rival leaves of the certainty. */
const AMBIGUOUS = 0.55
/** Reasons by which several site values may well be one 1C value. */
const exact: ReadonlySet<string> = new Set([
  'attribute',
  'identifier',
  'same',
  'folded',
  'noise',
  'order',
  'joined',
  'lookalike',
  'alias',
  'translit',
  'layout',
  'abbreviation',
  'ending',
])
/** What another, misspelt, value for the same partner loses: «Омск» beside «Томск» is more likely a town of its own. */
const SECOND = 0.06

/**
 * Greedy by confidence. On a side where a value may have one partner only, it is taken by the first; a rival that is firmly
 * taken by somebody else is none any more. Pairs that are equally likely are both told, at a confidence that nothing accepts
 * by itself. `pairs` may come in any order; indexes decide between equals.
 */
export function assign(pairs: readonly Pair[], { relation, onecBound }: AssignmentRule): Assigned[] {
  const ranked = pairs.toSorted(
    (a, b) => b.likeness.confidence - a.likeness.confidence || a.site - b.site || a.onec - b.onec,
  )
  const ofSite = groupBy(ranked, (pair) => pair.site)
  const ofOnec = groupBy(ranked, (pair) => pair.onec)
  const taken = { site: new Set<number>(), onec: new Set<number>() }
  const firm = { site: new Set<number>(), onec: new Set<number>() }
  const single = { site: relation !== '1:N', onec: relation !== 'N:1' }
  const exactOnec = new Set(
    ranked.filter(({ likeness }) => exact.has(likeness.reason)).map(({ onec }) => onec),
  )

  const rivalOf = (pair: Pair): Assigned['rival'] => {
    const other = single.site
      ? ofSite
          .get(pair.site)!
          .find((one) => one.onec !== pair.onec && !(single.onec && firm.onec.has(one.onec)))
      : undefined
    const another = single.onec
      ? ofOnec
          .get(pair.onec)!
          .find((one) => one.site !== pair.site && !(single.site && firm.site.has(one.site)))
      : undefined
    if (!other && !another) return null
    return (another?.likeness.confidence ?? 0) > (other?.likeness.confidence ?? 0)
      ? { side: 'site', index: another!.site, confidence: another!.likeness.confidence }
      : { side: 'onec', index: other!.onec, confidence: other!.likeness.confidence }
  }

  const assigned: Assigned[] = []
  for (const pair of ranked) {
    if (single.site && taken.site.has(pair.site)) continue
    if (single.onec && taken.onec.has(pair.onec)) continue
    const rival = rivalOf(pair)
    let confidence = withRival(pair.likeness.confidence, rival?.confidence ?? 0)
    const second =
      !single.onec && !exact.has(pair.likeness.reason) && (onecBound(pair.onec) || exactOnec.has(pair.onec))
    if (second) confidence -= SECOND
    taken.site.add(pair.site)
    taken.onec.add(pair.onec)
    if (confidence >= DEFAULT_THRESHOLD) {
      firm.site.add(pair.site)
      firm.onec.add(pair.onec)
    }
    assigned.push({ ...pair, confidence, rival })
  }
  return assigned
}

function withRival(confidence: number, rival: number): number {
  const ahead = confidence - rival
  if (ahead <= SAME) return Math.min(confidence, AMBIGUOUS)
  return ahead < NEAR ? confidence - (NEAR - ahead) : confidence
}

function groupBy(pairs: readonly Pair[], key: (pair: Pair) => number): Map<number, Pair[]> {
  const groups = new Map<number, Pair[]>()
  for (const pair of pairs) {
    const group = groups.get(key(pair))
    if (group) group.push(pair)
    else groups.set(key(pair), [pair])
  }
  return groups
}
