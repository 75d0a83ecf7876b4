import { createNotes, type FaultCodes, type Notes } from '../contracts/wire/notes.ts'
import { readJson } from '../contracts/wire/read-json.ts'
import { readXml, type XmlElement } from '../contracts/wire/read-xml.ts'
import { pointerTo, type WireNode } from '../contracts/wire/tree.ts'

/** A body as a tree that is opened branch by branch. */

export interface TreeRow {
  /** Name in an object, number in an array, name of an element or `@name` of an attribute. */
  name: string
  /** RFC 6901 pointer in JSON, a path like XPath in XML. */
  path: string
  /** Indexes of children from the root: the address of the branch. */
  at: number[]
  kind: 'object' | 'array' | 'text' | 'number' | 'literal' | 'element' | 'attribute'
  /** Of a leaf, cut to 500 characters; `null` for a branch. */
  value: string | null
  /** How many children it has. */
  children: number
  line: number
  column: number
}

/** What children of any branch look like, whatever the format. */
interface Branch {
  row: Omit<TreeRow, 'at'>
  children(): Branch[]
}

export type BodyTree = { root: Branch }

const VALUE_LIMIT = 500
const codes: FaultCodes = {
  malformed: 'MALFORMED',
  encoding: 'ENCODING',
  duplicate: 'DUPLICATE',
  'too-large': 'TOO-LARGE',
  'too-deep': 'TOO-DEEP',
}

const shown = (value: string): string =>
  value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value

function jsonBranch(node: WireNode, name: string, path: string): Branch {
  const { line, column } = node.spot
  const row = { name, path, line, column, kind: node.kind }
  if (node.kind === 'object')
    return {
      row: { ...row, value: null, children: node.members.length },
      children: () =>
        node.members.map((member) => jsonBranch(member.value, member.name, pointerTo(path, member.name))),
    }
  if (node.kind === 'array')
    return {
      row: { ...row, value: null, children: node.items.length },
      children: () => node.items.map((item, i) => jsonBranch(item, String(i), pointerTo(path, i))),
    }
  const value = node.kind === 'text' ? node.text : node.kind === 'number' ? node.raw : String(node.value)
  return { row: { ...row, value: shown(value), children: 0 }, children: () => [] }
}

function xmlBranch(element: XmlElement, path: string): Branch {
  const { line, column } = element.spot
  const attributes = Object.entries(element.attributes)
  const text = element.text.trim()
  const leaf = element.children.length === 0
  return {
    row: {
      name: element.name,
      path,
      line,
      column,
      kind: 'element',
      value: leaf || text !== '' ? shown(text) : null,
      children: attributes.length + element.children.length,
    },
    children() {
      const seen = new Map<string, number>()
      return [
        ...attributes.map(([name, value]): Branch => ({
          row: {
            name: `@${name}`,
            path: `${path}/@${name}`,
            line,
            column,
            kind: 'attribute',
            value: shown(value),
            children: 0,
          },
          children: () => [],
        })),
        ...element.children.map((child) => {
          const number = (seen.get(child.name) ?? 0) + 1
          seen.set(child.name, number)
          return xmlBranch(child, `${path}/${child.name}[${number}]`)
        }),
      ]
    },
  }
}

/** `null` with a reason for a text that is neither JSON, tidy or not, nor XML. */
export function treeOfText(text: string): { tree: BodyTree | null; reason: string | null } {
  const notes = createNotes()
  const root = text.trimStart().startsWith('<') ? xmlRoot(text, notes) : jsonRoot(text, notes)
  const fault = notes.list().find(({ severity }) => severity === 'error')
  return {
    tree: root && { root },
    reason: fault ? `${fault.line}:${fault.column} ${fault.message.ru}` : null,
  }
}

function xmlRoot(text: string, notes: Notes): Branch | null {
  const element = readXml(text, { codes, notes })
  return element && xmlBranch(element, `/${element.name}`)
}

function jsonRoot(text: string, notes: Notes): Branch | null {
  const node = readJson(text, { codes, notes, liberties: { syntax: 'SYNTAX', bookmark: 'BOOKMARK' } })
  return node && jsonBranch(node, '', '')
}

function branchAt(root: Branch, at: readonly number[]): Branch | null {
  return at.reduce<Branch | null>((branch, index) => branch?.children()[index] ?? null, root)
}

/** The branch itself and a page of its children; `null` for an address where nothing is. */
export function childrenAt(
  { root }: BodyTree,
  at: readonly number[],
  page: { offset: number; limit: number },
): { self: TreeRow; rows: TreeRow[] } | null {
  const branch = branchAt(root, at)
  if (!branch) return null
  const rows = branch
    .children()
    .slice(page.offset, page.offset + page.limit)
    .map(({ row }, i) => ({ ...row, at: [...at, page.offset + i] }))
  return { self: { ...branch.row, at: [...at] }, rows }
}

/** Leaves and branches whose name or value has the text in it, in the order of the body; the first `limit` of them. */
export function findInTree(
  { root }: BodyTree,
  words: string,
  limit: number,
): { rows: TreeRow[]; more: boolean } {
  const wanted = words.toLowerCase().replaceAll('ё', 'е')
  const fits = (value: string | null): boolean =>
    value !== null && value.toLowerCase().replaceAll('ё', 'е').includes(wanted)
  const rows: TreeRow[] = []
  let more = false
  const visit = (branch: Branch, at: number[]): void => {
    if (more) return
    if (fits(branch.row.name) || fits(branch.row.value)) {
      if (rows.length >= limit) more = true
      else rows.push({ ...branch.row, at })
    }
    branch.children().forEach((child, i) => visit(child, [...at, i]))
  }
  visit(root, [])
  return { rows, more }
}
