/** XML as text, element by element, with the indents that 1C writes. Pure. */

/** Everything XML 1.0 forbids, lone surrogates with it: a file that has them is refused by every parser. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

const SPECIAL = /[&<>\r]|[^\t\n\x20-\uD7FF\uE000-\uFFFD]/

const withoutForbidden = (text: string): string => text.replace(FORBIDDEN, '')

/** A carriage return would be read back as a line feed. */
function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text
  return withoutForbidden(text).replace(/[&<>\r]/g, (char) => escapes[char]!)
}

const escapeAttribute = (text: string): string =>
  withoutForbidden(text).replace(/[&<>"\t\n\r]/g, (char) => escapes[char]!)

export type XmlAttributes = Readonly<Record<string, string | null>>

function startOf(name: string, attributes: XmlAttributes): string {
  let start = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) start += ` ${key}="${escapeAttribute(value)}"`
  }
  return start
}

const NO_ATTRIBUTES: XmlAttributes = {}

export class XmlText {
  readonly #stack: string[] = []
  readonly #pairs: boolean
  #text = ''
  #indent = '\n'

  /** @param pairs empty elements as `<a></a>`, not as `<a/>` */
  constructor(head: string, pairs = false) {
    this.#text = head
    this.#pairs = pairs
  }

  /** Characters that are waiting to be taken. */
  get length(): number {
    return this.#text.length
  }

  take(): string {
    const taken = this.#text
    this.#text = ''
    return taken
  }

  open(name: string, attributes: XmlAttributes = NO_ATTRIBUTES): void {
    this.#text += `${this.#indent}${startOf(name, attributes)}>`
    this.#stack.push(name)
    this.#indent += '\t'
  }

  close(): void {
    this.#indent = this.#indent.slice(0, -1)
    this.#text += `${this.#indent}</${this.#stack.pop()!}>`
  }

  /** An element that holds text only. */
  leaf(name: string, text: string, attributes: XmlAttributes = NO_ATTRIBUTES): void {
    const body = escapeText(text)
    const start = this.#indent + (attributes === NO_ATTRIBUTES ? `<${name}` : startOf(name, attributes))
    this.#text += body === '' && !this.#pairs ? `${start}/>` : `${start}>${body}</${name}>`
  }

  /** Text in front of the children of the open element. */
  text(text: string): void {
    this.#text += escapeText(text)
  }

  /** A leaf, unless there is nothing to write. */
  optional(name: string, text: string | null): void {
    if (text !== null && text !== '') this.leaf(name, text)
  }

  /** A leaf that may be empty, unless it was not there at all. */
  given(name: string, text: string | null): void {
    if (text !== null) this.leaf(name, text)
  }

  /** Text with one child behind it; line breaks around the text would become a part of it for some readers. */
  mixed(
    name: string,
    text: string,
    attributes: XmlAttributes,
    child: { name: string; leaves: readonly (readonly [name: string, text: string])[] },
  ): void {
    const leaves = child.leaves.map(([leaf, value]) => `<${leaf}>${escapeText(value)}</${leaf}>`).join('')
    const inner = `${escapeText(text)}<${child.name}>${leaves}</${child.name}>`
    this.#text += `${this.#indent}${startOf(name, attributes)}>${inner}</${name}>`
  }

  /** Rows inside a list element; nothing at all when there are none. */
  list<Row>(name: string, rows: readonly Row[], write: (row: Row) => void): void {
    if (rows.length === 0) return
    this.open(name)
    for (const row of rows) write(row)
    this.close()
  }
}
