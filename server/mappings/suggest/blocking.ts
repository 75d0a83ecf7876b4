import type { PreparedName } from './prepare.ts'

/**
 * Which names are worth comparing: those with an equal key, those within one letter (deletions of both meet), and those that
 * share rare trigrams. Keeps 20 000 × 20 000 values far from quadratic. Pure; the answer depends on the set, not on its order,
 * as long as `names` come sorted.
 */

/** Values under one key beyond this number cannot be told apart by it. */
const MOST_UNDER_KEY = 24
/** A trigram of more values than this says too little to be followed. */
const MOST_UNDER_TRIGRAM = 400
const TRIGRAMS_FOLLOWED = 8
const MOST_BY_TRIGRAMS = 12
/** Longer names keep enough trigrams through one wrong letter. */
const LONGEST_FOR_DELETIONS = 14

function equalKeys(name: PreparedName): string[] {
  const keys = [
    `=${name.folded}`,
    `+${name.joined}`,
    `+${name.sorted}`,
    `~${name.skeleton}`,
    `~${name.sortedSkeleton}`,
  ]
  // The other reading of one meets the plain form of the other, so it looks under that key.
  if (name.seen) keys.push(`+${name.seen}`)
  if (name.layout) keys.push(`+${name.layout}`)
  return [...new Set(keys)]
}

function deletionKeys({ skeleton }: PreparedName): string[] {
  if (skeleton.length > LONGEST_FOR_DELETIONS || skeleton.length < 4) return []
  const keys = new Set([`-${skeleton}`])
  for (let i = 0; i < skeleton.length; i += 1) keys.add(`-${skeleton.slice(0, i)}${skeleton.slice(i + 1)}`)
  return [...keys]
}

function trigramsOf({ core, joined, alias, skeleton }: PreparedName): string[] {
  const grams = new Set<string>()
  const parts = alias || core.length === 0 ? [skeleton] : core.map((word) => word.skeleton)
  for (const part of joined === '' ? [] : parts) {
    const padded = `^${part}$`
    for (let i = 0; i + 3 <= padded.length; i += 1) grams.add(padded.slice(i, i + 3))
  }
  return [...grams]
}

class Postings {
  readonly #lists = new Map<string, number[]>()

  add(keys: readonly string[], index: number): void {
    for (const key of keys) {
      const list = this.#lists.get(key)
      if (list) list.push(index)
      else this.#lists.set(key, [index])
    }
  }

  of(key: string): readonly number[] {
    return this.#lists.get(key) ?? []
  }
}

/** @param names in an order of their own, which decides between equals */
export function createBlocking(names: readonly PreparedName[]): (name: PreparedName) => number[] {
  const keys = new Postings()
  const grams = new Postings()
  for (const [index, name] of names.entries()) {
    keys.add([...equalKeys(name), ...deletionKeys(name)], index)
    grams.add(trigramsOf(name), index)
  }

  // Counted in one place for all names: a map for each would be most of the work.
  const shared = new Float64Array(names.length)
  const byTrigrams = (name: PreparedName): number[] => {
    const lists = trigramsOf(name)
      .map((gram) => ({ gram, list: grams.of(gram) }))
      .filter(({ list }) => list.length > 0 && list.length <= MOST_UNDER_TRIGRAM)
      .sort((a, b) => a.list.length - b.list.length || (a.gram < b.gram ? -1 : 1))
      .slice(0, TRIGRAMS_FOLLOWED)
    const touched: number[] = []
    for (const { list } of lists) {
      const worth = 1 / (1 + Math.log(list.length))
      for (const index of list) {
        if (shared[index] === 0) touched.push(index)
        shared[index]! += worth
      }
    }
    const best: number[] = []
    for (const index of touched.sort((a, b) => a - b)) {
      const weaker = best.findIndex((one) => shared[one]! < shared[index]!)
      if (weaker >= 0) best.splice(weaker, 0, index)
      else best.push(index)
      if (best.length > MOST_BY_TRIGRAMS) best.pop()
    }
    for (const index of touched) shared[index] = 0
    return best
  }

  return (name) => {
    const found = new Set(byTrigrams(name))
    for (const key of [...equalKeys(name), ...deletionKeys(name)])
      for (const index of keys.of(key).slice(0, MOST_UNDER_KEY)) found.add(index)
    return [...found].sort((a, b) => a - b)
  }
}
