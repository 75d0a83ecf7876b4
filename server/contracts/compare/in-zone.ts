import { fromLocalTime, isLocalTime, toLocalTime } from '../time.ts'
import type { CompareNode } from './node.ts'

/** A body with its local times as the clocks of another zone show them. A day without a time is the same day everywhere. */
export function inZone(node: CompareNode, zones: { from: string; to: string }): CompareNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => inZone(item, zones)) }
  if (node.kind === 'object') {
    const members = [...node.members].map(([name, inner]) => [name, inZone(inner, zones)] as const)
    return { ...node, members: new Map(members) }
  }
  if (node.sort !== 'time' || !node.written.includes(':') || !isLocalTime(node.value)) return node
  return { ...node, value: toLocalTime(fromLocalTime(node.value, zones.from), zones.to) }
}
