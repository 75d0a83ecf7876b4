import type { RegateGroup } from '../../api/types.ts'

export interface GroupNode {
  key: string
  label: string
  /** Items of the group with its subgroups. */
  items: number
  children?: GroupNode[]
}

/** The flat list of groups as a tree, in the order of the base. A group whose parent is gone stands on top. */
export function groupTree(groups: readonly RegateGroup[]): GroupNode[] {
  const nodes = new Map<string, GroupNode>(
    groups.map(({ group_id, name, items }) => [group_id, { key: group_id, label: name, items }]),
  )
  const roots: GroupNode[] = []
  for (const { group_id, parent_id } of groups) {
    const node = nodes.get(group_id)!
    const parent = parent_id === null ? undefined : nodes.get(parent_id)
    if (parent) (parent.children ??= []).push(node)
    else roots.push(node)
  }
  roots.forEach(count)
  return roots
}

function count(node: GroupNode): number {
  node.items += (node.children ?? []).reduce((sum, child) => sum + count(child), 0)
  return node.items
}
