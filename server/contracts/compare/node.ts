import type { Spot } from '../wire/tree.ts'

/**
 * A body made ready for comparing: names as the contract has them, scalars by their value with the spelling kept beside,
 * everything with its place. JSON and XML of one message give the same nodes.
 */

/** What the value of a scalar is, as far as it matters for telling how much it changed. */
export type ScalarSort = 'text' | 'number' | 'money' | 'quantity' | 'time' | 'boolean' | 'nothing'

export interface ScalarNode {
  kind: 'scalar'
  sort: ScalarSort
  /** Equal for equal values, however they are spelled. */
  value: string
  written: string
  /** Stood in quotes of JSON. */
  quoted: boolean
  /** `value` is not what is written but what stands for it in the other body. */
  refreshed?: true
  spot: Spot
}

export interface ObjectNode {
  kind: 'object'
  members: ReadonlyMap<string, CompareNode>
  spot: Spot
}

export interface ListNode {
  kind: 'list'
  items: readonly CompareNode[]
  /** Repeated elements of XML: one of them is written no otherwise than a lone element. */
  elements: boolean
  spot: Spot
}

export type CompareNode = ScalarNode | ObjectNode | ListNode

/** The text that an element of XML has beside attributes or children. */
export const TEXT_MEMBER = '#text'

/** Members by name; a name that is repeated gets a number, so that nothing is lost. */
export function membersByName(
  members: Iterable<readonly [name: string, node: CompareNode]>,
): Map<string, CompareNode> {
  const byName = new Map<string, CompareNode>()
  for (const [name, node] of members) {
    let free = name
    for (let count = 2; byName.has(free); count += 1) free = `${name}[${count}]`
    byName.set(free, node)
  }
  return byName
}

const digests = new WeakMap<CompareNode, string>()

/** A text that is equal for nodes of equal content. */
export function digestOf(node: CompareNode): string {
  if (node.kind === 'scalar') return node.value
  const known = digests.get(node)
  if (known !== undefined) return known
  const made =
    node.kind === 'list'
      ? JSON.stringify(node.items.map(digestOf))
      : JSON.stringify(
          [...node.members]
            .map(([name, member]) => [name, digestOf(member)])
            .sort(([a], [b]) => (a! < b! ? -1 : 1)),
        )
  digests.set(node, made)
  return made
}

const SHOWN_LIMIT = 300

const cut = (text: string): string => (text.length > SHOWN_LIMIT ? `${text.slice(0, SHOWN_LIMIT)}…` : text)

/** AD-43: of a passport's number only the last two characters are shown, as the journal shows it. */
const isPersonal = (names: readonly string[]): boolean =>
  names.at(-2) === 'pasport_info' && names.at(-1) === 'number'

const maskTail = (text: string): string => '*'.repeat(Math.max(text.length - 2, 0)) + text.slice(-2)

function scalarText({ written, quoted }: ScalarNode, names: readonly string[], quotes: boolean): string {
  const text = isPersonal(names) ? maskTail(written) : cut(written)
  return quotes && quoted ? JSON.stringify(text) : text
}

function outline(node: CompareNode, names: readonly string[], room: { left: number }): string {
  if (room.left <= 0) return '…'
  if (node.kind === 'scalar') {
    const text = scalarText(node, names, true)
    room.left -= text.length
    return text
  }
  const parts: string[] = []
  const entries: Iterable<readonly [string | number, CompareNode]> =
    node.kind === 'list' ? node.items.entries() : node.members
  for (const [name, inner] of entries) {
    if (room.left <= 0) {
      parts.push('…')
      break
    }
    const lead = node.kind === 'list' ? '' : `${name}: `
    room.left -= lead.length + 2
    parts.push(lead + outline(inner, node.kind === 'list' ? names : [...names, String(name)], room))
  }
  return node.kind === 'list' ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`
}

/**
 * A node for people: a scalar as written, anything else in outline; cut.
 * @param names lead to the node
 * @param quotes also of a text that stands alone
 */
export function shownNode(node: CompareNode, names: readonly string[], quotes = false): string {
  return node.kind === 'scalar'
    ? scalarText(node, names, quotes)
    : cut(outline(node, names, { left: SHOWN_LIMIT }))
}
