import type { CatalogueGroup } from '../types.ts'

export interface GroupNode {
  key: string
  label: string
  /** Items of the group with its subgroups. */
  items: number
  children?: GroupNode[]
}

/**
 * The flat list of groups as a tree, in the order of the base. A group whose parent is gone, or is the group itself, stands on
 * top; groups that are each other's parents are reached from none, so the first of them stands on top too.
 */
export function groupTree(groups: readonly CatalogueGroup[]): GroupNode[] {
  const nodes = new Map<string, GroupNode>(
    groups.map(({ id, name, items }) => [id, { key: id, label: name, items }]),
  )
  const parentOf = new Map(groups.map(({ id, parent }) => [id, parent]))
  const closesCircle = (id: string): boolean => {
    const seen = new Set([id])
    for (let at = parentOf.get(id); at != null; at = parentOf.get(at)) {
      if (at === id) return true
      if (seen.has(at)) return false
      seen.add(at)
    }
    return false
  }
  const roots: GroupNode[] = []
  for (const { id, parent } of groups) {
    const node = nodes.get(id)!
    const above = parent === null || closesCircle(id) ? undefined : nodes.get(parent)
    if (above) (above.children ??= []).push(node)
    else roots.push(node)
  }
  roots.forEach(sum)
  return roots
}

function sum(node: GroupNode): number {
  node.items += (node.children ?? []).reduce((all, child) => all + sum(child), 0)
  return node.items
}
