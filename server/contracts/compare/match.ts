import { keyOf, likelyKey, type Key } from './lists.ts'
import { digestOf, type CompareNode } from './node.ts'

/** Which element of one list is which element of the other. Indexes are from 0. */
export interface Matching {
  pairs: { left: number; right: number; moved: boolean }[]
  leftOnly: number[]
}

/** Longest run of rising numbers: what keeps its order. Indexes into the given list. */
function longestRise(numbers: readonly number[]): Set<number> {
  const tails: number[] = []
  const before = new Array<number>(numbers.length).fill(-1)
  numbers.forEach((number, index) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (numbers[tails[middle]!]! < number) low = middle + 1
      else high = middle
    }
    if (low > 0) before[index] = tails[low - 1]!
    tails[low] = index
  })
  const kept = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) kept.add(at)
  return kept
}

/**
 * Matches the elements of two lists. With keys: each key in turn, elements with the same key in their order; what has a key
 * and finds no partner is added or removed. Without: elements of equal content, then those that stand between the same
 * neighbours, in their order.
 */
export function matchLists(
  left: readonly CompareNode[],
  right: readonly CompareNode[],
  keys: readonly Key[] | null,
): Matching {
  const partnerOfLeft = new Map<number, number>()
  const partnerOfRight = new Map<number, number>()
  const pair = (l: number, r: number): void => {
    partnerOfLeft.set(l, r)
    partnerOfRight.set(r, l)
  }

  function matchBy(keyOfNode: (node: CompareNode) => string | null): void {
    const waiting = new Map<string, number[]>()
    right.forEach((node, index) => {
      const key = partnerOfRight.has(index) ? null : keyOfNode(node)
      if (key === null) return
      const found = waiting.get(key)
      if (found) found.push(index)
      else waiting.set(key, [index])
    })
    const taken = new Map<string, number>()
    left.forEach((node, index) => {
      const key = partnerOfLeft.has(index) ? null : keyOfNode(node)
      if (key === null) return
      const next = taken.get(key) ?? 0
      const partner = waiting.get(key)?.[next]
      if (partner === undefined) return
      taken.set(key, next + 1)
      pair(index, partner)
    })
  }

  const hasKey = (node: CompareNode): boolean => usable.some((key) => keyOf(node, key) !== null)
  const likely = keys === null ? likelyKey(left, right) : null
  const usable = keys ?? (likely === null ? [] : [likely])
  for (const key of usable) matchBy((node) => keyOf(node, key))
  matchBy((node) => (hasKey(node) ? null : digestOf(node)))
  matchGaps(left.length, right.length, partnerOfLeft, partnerOfRight, pair, {
    left: (index) => !hasKey(left[index]!),
    right: (index) => !hasKey(right[index]!),
  })

  const pairs = [...partnerOfLeft].sort(([a], [b]) => a - b)
  const kept = longestRise(pairs.map(([, r]) => r))
  return {
    pairs: pairs.map(([l, r], index) => ({ left: l, right: r, moved: !kept.has(index) })),
    leftOnly: [...left.keys()].filter((index) => !partnerOfLeft.has(index)),
  }
}

/** Pairs what is left over between the same two neighbours: a changed element of a list without ids. */
function matchGaps(
  leftCount: number,
  rightCount: number,
  partnerOfLeft: ReadonlyMap<number, number>,
  partnerOfRight: ReadonlyMap<number, number>,
  pair: (l: number, r: number) => void,
  free: { left(index: number): boolean; right(index: number): boolean },
): void {
  let r = 0
  for (let l = 0; l < leftCount; l += 1) {
    const partner = partnerOfLeft.get(l)
    if (partner !== undefined) {
      // A moved neighbour says nothing of where the next gap begins.
      if (partner >= r) r = partner + 1
      continue
    }
    if (!free.left(l)) continue
    if (r < rightCount && !partnerOfRight.has(r) && free.right(r)) {
      pair(l, r)
      r += 1
    }
  }
}
