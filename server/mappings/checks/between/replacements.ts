import { areTwo, keysOf, type Element, type Link } from './links.ts'
import type { Contradiction } from './contradictions.ts'

/** Tables whose sides have one dictionary: a row puts one of its elements in the place of another. Pure. */

const keyOf = (element: Element): string => keysOf(element)[0] ?? ''

function byOld(links: readonly Link[]): Map<string, Link[]> {
  const next = new Map<string, Link[]>()
  for (const link of links) {
    if (!areTwo(link.site, link.onec)) continue
    const group = next.get(keyOf(link.site))
    if (group) group.push(link)
    else next.set(keyOf(link.site), [link])
  }
  return next
}

/**
 * Rings of replacements: what one table puts in the place of an element, another puts back. A ring within one table is
 * none, since a message asks a table once.
 * @param links rows of all tables of one dictionary
 */
export function replacementRings(links: readonly Link[]): Link[][] {
  const next = byOld(links)
  const rings: Link[][] = []
  const done = new Set<string>()
  for (const start of next.keys()) {
    const path: Link[] = []
    const places = new Map<string, number>()
    // By hand instead of by calls: a chain may be as long as the table.
    const open: { key: string; left: Link[] }[] = []
    const enter = (key: string) => {
      places.set(key, open.length)
      open.push({ key, left: [...(next.get(key) ?? [])] })
    }
    if (!done.has(start)) enter(start)
    while (open.length > 0) {
      const top = open.at(-1)!
      const link = top.left.shift()
      if (!link) {
        done.add(top.key)
        places.delete(top.key)
        open.pop()
        path.pop()
        continue
      }
      const key = keyOf(link.onec)
      const place = places.get(key)
      if (place !== undefined) {
        const ring = [...path.slice(place), link]
        if (new Set(ring.map(({ kind }) => kind)).size > 1) rings.push(ring)
      } else if (!done.has(key)) {
        path.push(link)
        enter(key)
      }
    }
  }
  return rings
}

/** Elements that two tables replace by different ones. */
export function doubleReplacements(links: readonly Link[]): Contradiction[] {
  return [...byOld(links).values()].flatMap(([first, ...others]) =>
    others
      .filter((other) => other.kind !== first!.kind && areTwo(other.onec, first!.onec))
      .map((other): Contradiction => ({
        from: first!.site,
        ways: [[first!], [other]],
        ends: [first!.onec, other.onec],
      })),
  )
}
