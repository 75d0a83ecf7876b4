import type { z } from 'zod'
import type { NoteLiberty } from '../message/dialect.ts'
import type { Notes } from '../wire/notes.ts'
import { pointerTo } from '../wire/tree.ts'
import type { ObjectNode, WireMember, WireNode } from '../wire/tree.ts'
import { liberties } from './lenient.ts'
import { renameXmlKeys } from './xml-names.ts'

/** Liberties that only orders know: lines and offers written in another form (LA-04, LA-05, LA-13, LA-14). */

/** The collections whose elements the samples write into one object. */
const REPEATING: Readonly<Record<string, 'LA-04' | 'LA-05'>> = { offers: 'LA-04', products: 'LA-05' }

/** Groups of members that a repeated first name starts (LA-04, LA-05); `null` when a name repeats inside a group. */
function groupsOf(members: readonly WireMember[]): WireMember[][] | null {
  const leader = members[0]?.name
  const groups: WireMember[][] = []
  let names = new Set<string>()
  for (const member of members) {
    if (member.name === leader) {
      groups.push([])
      names = new Set()
    }
    if (names.has(member.name)) return null
    names.add(member.name)
    groups.at(-1)?.push(member)
  }
  return groups
}

const hasRepeats = ({ members }: ObjectNode): boolean =>
  new Set(members.map(({ name }) => name)).size < members.length

/** LA-04 and LA-05: one object that holds several elements by repeating their names. */
export function listForm(node: WireNode, pointer: string, note: NoteLiberty): WireNode {
  const rule = REPEATING[pointer.slice(pointer.lastIndexOf('/') + 1)]
  if (rule === undefined) return node
  if (rule === 'LA-04' && node.kind === 'object') {
    const groups = groupsOf(node.members)
    if (!groups) return node
    note(rule, node.spot, pointer)
    return { kind: 'array', spot: node.spot, items: groups.map(asObject) }
  }
  if (node.kind !== 'array') return node
  const items = node.items.flatMap((item, index) => {
    if (item.kind !== 'object' || !hasRepeats(item)) return [item]
    const groups = groupsOf(item.members)
    if (!groups) return [item]
    note(rule, item.spot, pointerTo(pointer, index))
    return groups.map(asObject)
  })
  return { ...node, items }
}

const asObject = (members: WireMember[]): WireNode => ({ kind: 'object', members, spot: members[0]!.spot })

/** LA-13: `offer` for `offers` and the reverse, when there is exactly one element. */
export function memberForm(
  member: WireMember,
  shape: z.core.$ZodShape,
  pointer: string,
  note: NoteLiberty,
): WireMember {
  const swap = (name: string, node: WireNode): WireMember => {
    note('LA-13', member.spot, pointerTo(pointer, name))
    return { ...member, name, value: node }
  }
  const node = member.value
  if (member.name === 'offer' && 'offers' in shape && !('offer' in shape) && node.kind === 'object') {
    return swap('offers', { kind: 'array', spot: node.spot, items: [node] })
  }
  if (member.name === 'offers' && 'offer' in shape && !('offers' in shape)) {
    const only = node.kind === 'array' && node.items.length === 1 ? node.items[0]! : node
    if (only.kind === 'object') return swap('offer', only)
  }
  if (member.name === 'offer' && 'offer' in shape && node.kind === 'array' && node.items.length === 1) {
    return swap('offer', node.items[0]!)
  }
  return member
}

/** LA-14 where the message holds orders. */
export function withJsonNames(tree: WireNode, where: 'order' | 'orders', notes: Notes): WireNode {
  if (tree.kind !== 'object') return tree
  const members = tree.members.map((member) => {
    const { value } = member
    if (where === 'order' && member.name === 'orders' && value.kind === 'object') {
      notes.add(member.spot, {
        code: 'LA-14',
        message: liberties['LA-14'],
        pointer: '/order',
        value: 'orders',
      })
      return { ...member, name: 'order', value: renameXmlKeys(value, '/order', notes) }
    }
    if (where === 'order' && member.name === 'order' && value.kind === 'object') {
      return { ...member, value: renameXmlKeys(value, '/order', notes) }
    }
    if (where === 'orders' && member.name === 'orders' && value.kind === 'array') {
      const items = value.items.map((item, index) => {
        if (item.kind !== 'object') return item
        const inside = item.members.map((inner) =>
          inner.name === 'order' && inner.value.kind === 'object'
            ? { ...inner, value: renameXmlKeys(inner.value, `/orders/${index}/order`, notes) }
            : inner,
        )
        return { ...item, members: inside }
      })
      return { ...member, value: { ...value, items } }
    }
    return member
  })
  return { ...tree, members }
}
