import { plainDecimal } from './decimals.ts'
import type { CompareNode, ScalarNode } from './node.ts'
import { numberValue } from './scalars.ts'

/**
 * The value that is to be found in the right body where the left one has `written`, `null` when that very value is.
 * @param name of the member, of an element of a list that of the list
 */
export type StandIn = (written: string, name: string) => string | null

function standing(node: ScalarNode, name: string, standIn: StandIn): ScalarNode {
  const other = node.sort === 'nothing' ? null : standIn(node.written, name)
  if (other === null || other === node.written) return node
  const decimal = node.value === node.written ? null : plainDecimal(other)
  return { ...node, value: decimal === null ? other : numberValue(decimal), refreshed: true }
}

/** The left body with what stands for its values, so that also elements of lists are matched by their new ids. */
export function withStandIns(node: CompareNode, standIn: StandIn, name = ''): CompareNode {
  if (node.kind === 'scalar') return standing(node, name, standIn)
  if (node.kind === 'list') {
    const items = node.items.map((item) => withStandIns(item, standIn, name))
    return { ...node, items }
  }
  const members = new Map<string, CompareNode>()
  for (const [key, inner] of node.members)
    members.set(key, withStandIns(inner, standIn, key.replace(/^@/, '')))
  return { ...node, members }
}
