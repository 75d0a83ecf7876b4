import type { GroupRow } from '../types.ts'

export interface GroupNode {
  key: string
  label: string
  /** Items of the group with its subgroups. */
  items: number
  active: boolean
  children?: GroupNode[]
}

/** The flat list of groups as a tree, in its order. A group whose parent is unknown, or is below itself, stands on top. */
export function groupNodes(groups: readonly GroupRow[]): GroupNode[] {
  const rows = new Map(groups.map((group) => [group.id, group]))
  const nodes = new Map<string, GroupNode>(
    groups.map(({ id, name, items, active }) => [id, { key: id, label: name || id, items, active }]),
  )
  const roots: GroupNode[] = []
  for (const [id, node] of nodes) {
    const { parent } = rows.get(id)!
    const above = parent === null ? undefined : nodes.get(parent)
    if (above && !circular(id, rows)) (above.children ??= []).push(node)
    else roots.push(node)
  }
  roots.forEach(sum)
  return roots
}

function circular(id: string, rows: ReadonlyMap<string, GroupRow>): boolean {
  const seen = new Set<string>()
  for (let at: string | null = id; at !== null; at = rows.get(at)?.parent ?? null) {
    if (seen.has(at)) return true
    seen.add(at)
  }
  return false
}

function sum(node: GroupNode): number {
  node.items += (node.children ?? []).reduce((total, child) => total + sum(child), 0)
  return node.items
}
