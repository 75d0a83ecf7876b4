import type { CmlElement } from '../model.ts'

/** An element of the record that is being read. Siblings are linked: most elements have no children and need no array. */
export class CmlNode {
  /** Local name, one string object for all elements of that name. */
  readonly name: string
  readonly line: number
  readonly column: number
  readonly parent: CmlNode | null
  /** Character data directly inside, as it was written. */
  text = ''
  /** Names and values by turns. */
  attributes: string[] | null = null
  first: CmlNode | null = null
  last: CmlNode | null = null
  next: CmlNode | null = null

  constructor(name: string, line: number, column: number, parent: CmlNode | null) {
    this.name = name
    this.line = line
    this.column = column
    this.parent = parent
  }
}

export function append(parent: CmlNode, child: CmlNode): void {
  if (parent.last === null) parent.first = child
  else parent.last.next = child
  parent.last = child
}

export function attributeOf(node: CmlNode, name: string): string | null {
  const { attributes } = node
  if (attributes === null) return null
  for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) return attributes[at + 1]!
  return null
}

const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0

/** `trim` that hands most texts back as they are. */
export function trimmed(text: string): string {
  if (text === '') return text
  return isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1)) ? text.trim() : text
}

/**
 * The same text in memory of its own. Pieces of a chunk keep the whole chunk in memory; what is held on to longer than
 * a record must not.
 */
export function detached(text: string): string {
  return `${text} `.slice(0, -1)
}

/** What the model has no member for, whole. `name` may be a path from the record. */
export function elementOf(node: CmlNode, name = node.name): CmlElement {
  const children: CmlElement[] = []
  for (let child = node.first; child !== null; child = child.next) children.push(elementOf(child))
  return {
    name,
    attributes: node.attributes === null ? {} : attributesOf(node.attributes),
    text: node.first === null ? node.text : node.text.trim(),
    children,
  }
}

/** `fromEntries` and not assignment: an attribute may be called `__proto__`. */
function attributesOf(pairs: readonly string[]): Record<string, string> {
  const entries: [string, string][] = []
  for (let at = 0; at < pairs.length; at += 2) entries.push([pairs[at]!, pairs[at + 1]!])
  return Object.fromEntries(entries)
}

const MARKUP_LIMIT = 200

/** The beginning of an element as XML for people: its text alone when it has nothing else. */
export function markupOf(node: CmlNode): string {
  if (node.first === null && node.attributes === null) return node.text.trim()
  let markup = ''
  const write = ({ name, text, attributes, first }: CmlNode): void => {
    markup += `<${name}`
    for (let at = 0; attributes !== null && at < attributes.length; at += 2) {
      markup += ` ${attributes[at]}="${attributes[at + 1]}"`
    }
    markup += `>${first === null ? text : text.trim()}`
    for (let child = first; child !== null && markup.length < MARKUP_LIMIT; child = child.next) write(child)
    markup += `</${name}>`
  }
  write(node)
  return markup
}
