import type { CmlGroup } from '../model.ts'
import type { Pen } from './pen.ts'
import { writeExtra, writeMarks } from './pen.ts'

/**
 * `Группы`: the flat records become the tree of the file. A group whose parent is not among them stands at the top, and
 * so does one that is its own ancestor.
 */
export function writeGroups(pen: Pen, groups: readonly CmlGroup[]): void {
  const { xml } = pen
  const known = new Set(groups.map(({ id }) => id))
  const children = new Map<string | null, CmlGroup[]>()
  for (const group of groups) {
    const parent = group.parent !== null && known.has(group.parent) ? group.parent : null
    const siblings = children.get(parent)
    if (siblings) siblings.push(group)
    else children.set(parent, [group])
  }
  const tops = [...(children.get(null) ?? [])]
  const reached = new Set<CmlGroup>()
  const reach = (top: CmlGroup): void => {
    const waiting = [top]
    for (let group = waiting.pop(); group; group = waiting.pop()) {
      if (reached.has(group)) continue
      reached.add(group)
      waiting.push(...(children.get(group.id) ?? []))
    }
  }
  tops.forEach(reach)
  for (const group of groups) {
    if (reached.has(group)) continue
    tops.push(group)
    reach(group)
  }
  const written = new Set<CmlGroup>()
  const write = (group: CmlGroup): void => {
    written.add(group)
    xml.open('Группа')
    xml.leaf('Ид', group.id)
    writeMarks(pen, group)
    xml.leaf('Наименование', group.name)
    const below = (children.get(group.id) ?? []).filter((child) => !written.has(child))
    xml.list('Группы', below, write)
    writeExtra(pen, group.extra)
    xml.close()
  }
  xml.list('Группы', tops, write)
}
