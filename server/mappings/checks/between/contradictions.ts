import { areTwo, otherSide, type Element, type Link, type Step, type Ways } from './links.ts'

/** Two ways from one element that end at different ones. Pure. */
export interface Contradiction {
  from: Element
  /** Rows along both ways; the last one of each names its end. */
  ways: [Link[], Link[]]
  ends: [Element, Element]
}

const reversed = ({ kind, from }: Step): Step => ({ kind, from: otherSide(from) })

const endOf = (links: readonly Link[], steps: readonly Step[]): Element =>
  links.at(-1)![otherSide(steps.at(-1)!.from)]

/** Both ways around a ring, from each of its dictionaries to each other one. */
function* waysAround(ring: readonly Step[]): Generator<[Step[], Step[]]> {
  for (let start = 0; start < ring.length; start += 1) {
    const turned = [...ring.slice(start), ...ring.slice(0, start)]
    for (let there = 1; there < ring.length; there += 1)
      yield [turned.slice(0, there), turned.slice(there).reverse().map(reversed)]
  }
}

/** Everything in which the tables of a ring contradict each other; rows that do so are told once. */
export function contradictionsIn(ring: readonly Step[], ways: Ways): Contradiction[] {
  const found = new Map<string, Contradiction>()
  for (const [one, other] of waysAround(ring)) {
    if (![...one, ...other].every(ways.isCertain)) continue
    const first = one[0]!
    for (const link of ways.links(first.kind)) {
      const from = link[first.from]
      const there = ways.follow(from, one)
      const back = there && ways.follow(from, other)
      if (!back) continue
      const ends: [Element, Element] = [endOf(there, one), endOf(back, other)]
      if (!areTwo(...ends)) continue
      const key = [...there, ...back]
        .map(({ kind, row }) => `${kind} ${row}`)
        .sort()
        .join('\n')
      if (!found.has(key)) found.set(key, { from, ways: [there, back], ends })
    }
  }
  return [...found.values()]
}
