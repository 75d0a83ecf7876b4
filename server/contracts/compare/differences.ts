import { deltaText } from './decimals.ts'
import { labelOf } from './labels.ts'
import { isVolatile, keysOf } from './lists.ts'
import { matchLists } from './match.ts'
import type { Difference, DifferenceKind } from './model.ts'
import {
  membersByName,
  shownNode,
  TEXT_MEMBER,
  type CompareNode,
  type ListNode,
  type ObjectNode,
  type ScalarNode,
} from './node.ts'
import { NOTHING_VALUE } from './scalars.ts'
import { pointerTo } from '../wire/tree.ts'

/** More differences than this are counted and not listed. */
export const DIFFERENCE_LIMIT = 2000

export interface FoundDifferences {
  counts: Record<DifferenceKind, number>
  differences: Difference[]
  notListed: number
}

/** Where the walk is. */
interface Place {
  path: string
  /** Names on the way, without places in lists. */
  names: readonly string[]
  volatile: boolean
}

const NUMBERS = ['number', 'money', 'quantity']
const isNumber = ({ sort }: ScalarNode): boolean => NUMBERS.includes(sort)

/** Everything in which two nodes differ. `sameFormat`: quotes mean the same in both. */
export function differencesOf(
  left: CompareNode,
  right: CompareNode,
  { contract, sameFormat }: { contract: string | null; sameFormat: boolean },
): FoundDifferences {
  const counts = { added: 0, removed: 0, changed: 0, moved: 0, spelling: 0, volatile: 0 }
  const differences: Difference[] = []
  let notListed = 0

  /** Texts are made only for what is listed: a million differences are only counted. */
  function add(
    kind: DifferenceKind,
    at: Place,
    l: CompareNode | null,
    r: CompareNode | null,
    extra: () => Partial<Difference> = () => ({}),
  ): void {
    const shownAs = at.volatile ? 'volatile' : kind
    counts[shownAs] += 1
    if (differences.length >= DIFFERENCE_LIMIT) {
      notListed += 1
      return
    }
    const sameText = l?.kind === 'scalar' && r?.kind === 'scalar' && l.written === r.written
    const shown = (node: CompareNode | null): string | null => node && shownNode(node, at.names, sameText)
    differences.push({
      path: at.path,
      label: labelOf(at.names),
      kind: shownAs,
      left: shown(l),
      right: shown(r),
      leftPlace: l && l.spot,
      rightPlace: r && r.spot,
      ...extra(),
    })
  }

  const within = (at: Place, name: string): Place => ({
    path: pointerTo(at.path, name),
    names: [...at.names, name],
    volatile: at.volatile || isVolatile(contract, at.names.at(-1) ?? '', name),
  })

  const element = (at: Place, index: number): Place => ({ ...at, path: pointerTo(at.path, index) })

  function oneSided(l: CompareNode | null, r: CompareNode | null, at: Place): void {
    const only = (l ?? r)!
    const isNothing = only.kind === 'scalar' && only.value === NOTHING_VALUE
    add(isNothing ? 'spelling' : r === null ? 'removed' : 'added', at, l, r)
  }

  function scalars(l: ScalarNode, r: ScalarNode, at: Place): void {
    if (l.value === r.value) {
      if (l.refreshed) add('volatile', at, l, r, () => ({ refreshed: true }))
      else if (l.written !== r.written || (sameFormat && l.quoted !== r.quoted)) add('spelling', at, l, r)
      return
    }
    const bothNumbers = isNumber(l) && isNumber(r)
    add('changed', at, l, r, () =>
      bothNumbers ? { delta: deltaText(l.value.slice(1), r.value.slice(1), r.sort) } : {},
    )
  }

  function objects(l: ObjectNode, r: ObjectNode, at: Place): void {
    for (const [name, inner] of r.members) {
      const before = l.members.get(name)
      if (before) nodes(before, inner, within(at, name))
      else gone(null, inner, within(at, name))
    }
    for (const [name, inner] of l.members) if (!r.members.has(name)) gone(inner, null, within(at, name))
  }

  /** What only one side has: of repeated elements each by itself. */
  function gone(l: CompareNode | null, r: CompareNode | null, at: Place): void {
    const only = (l ?? r)!
    if (only.kind !== 'list' || !only.elements) return oneSided(l, r, at)
    only.items.forEach((item, index) => {
      const place = only.items.length === 1 ? at : element(at, index)
      oneSided(l && item, r && item, place)
    })
  }

  function lists(l: ListNode, r: ListNode, at: Place): void {
    const name = at.names.at(-1) ?? ''
    // A lone element of XML is a member, whatever its id.
    if (l.elements && r.elements && l.items.length === 1 && r.items.length === 1)
      return nodes(l.items[0]!, r.items[0]!, at)
    const { pairs, leftOnly } = matchLists(l.items, r.items, keysOf(contract, name))
    const partners = new Map(pairs.map((pair) => [pair.right, pair]))
    r.items.forEach((item, j) => {
      const place = element(at, j)
      const partner = partners.get(j)
      if (!partner) return oneSided(null, item, place)
      const before = l.items[partner.left]!
      if (partner.moved) {
        const places = { left: String(partner.left + 1), right: String(j + 1) }
        add('moved', place, before, item, () => places)
      }
      nodes(before, item, place)
    })
    for (const i of leftOnly) oneSided(l.items[i]!, null, element(at, i))
  }

  function nodes(l: CompareNode, r: CompareNode, at: Place): void {
    if (l.kind === 'scalar' && r.kind === 'scalar') return scalars(l, r, at)
    if (l.kind === 'list' && r.kind === 'list') return lists(l, r, at)
    if (l.kind === 'object' && r.kind === 'object') return objects(l, r, at)
    const [wholeLeft, wholeRight] = [asElement(l, r), asElement(r, l)]
    if (wholeLeft && wholeRight) return objects(wholeLeft, wholeRight, at)
    add('changed', at, l, r)
  }

  nodes(left, right, { path: '', names: [], volatile: false })
  return { counts, differences, notListed }
}

/** An element of XML as an object: one that has got an attribute or a child is still the same element. */
function asElement(node: CompareNode, other: CompareNode): ObjectNode | null {
  const isElement = ({ members }: ObjectNode): boolean =>
    [...members.keys()].some((name) => name === TEXT_MEMBER || name.startsWith('@'))
  if (node.kind === 'object') return isElement(node) ? node : null
  if (node.kind !== 'scalar' || other.kind !== 'object' || !isElement(other)) return null
  const members = node.written === '' ? [] : [[TEXT_MEMBER, node] as const]
  return { kind: 'object', members: membersByName(members), spot: node.spot }
}
