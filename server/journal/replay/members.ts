/** Members of a body that may be anything: JSON is walked, other texts have none. */

export interface Member {
  /** RFC 6901. */
  pointer: string
  name: string
  value: string
}

/** A deeper body is nobody's message. */
const DEPTH = 40

function walk(value: unknown, pointer: string, name: string, found: Member[], depth: number): void {
  if (depth > DEPTH) return
  if (typeof value !== 'object' || value === null) {
    found.push({ pointer, name, value: value === null ? 'null' : String(value) })
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    // An element of a list is known by the list.
    walk(inner, place, Array.isArray(value) ? name : key, found, depth + 1)
  }
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** Every scalar of a JSON text; empty for any other. */
export function membersOf(text: string): Member[] {
  const parsed = parsedJson(text)
  const found: Member[] = []
  if (parsed !== undefined) walk(parsed, '', '', found, 0)
  return found
}

/** Scalars of an XML text by the path of their element; places among equal elements are counted. */
export function xmlMembers(text: string): Member[] {
  const found: Member[] = []
  const stack: { path: string; name: string; counts: Map<string, number> }[] = [
    { path: '', name: '', counts: new Map() },
  ]
  let last = ''
  for (const [, comment, closing, name = '', attributes = '', selfClosing, chars] of text.matchAll(
    /(<!--[^]*?-->|<[?!][^>]*>)|<(\/?)([^\s<>/]+)([^<>]*?)(\/?)>|([^<]+)/g,
  )) {
    if (comment !== undefined) continue
    const top = stack.at(-1)!
    if (chars !== undefined) {
      last = chars
      continue
    }
    if (closing === '/') {
      if (stack.length > 1) {
        stack.pop()
        if (last.trim() !== '') found.push({ pointer: top.path, name: top.name, value: last.trim() })
      }
      last = ''
      continue
    }
    last = ''
    const nth = (top.counts.get(name) ?? 0) + 1
    top.counts.set(name, nth)
    const path = `${top.path}/${name}[${nth}]`
    for (const [, key = '', value = ''] of attributes.matchAll(/([^\s=]+)\s*=\s*["']([^"']*)["']/g))
      found.push({ pointer: `${path}/@${key}`, name: key, value })
    if (selfClosing === '/') found.push({ pointer: path, name, value: '' })
    else stack.push({ path, name, counts: new Map() })
  }
  return found
}
