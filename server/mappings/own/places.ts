import { SaxesParser } from 'saxes'
import { decodeText } from './decoded.ts'

/** Values that stand at a place of a message, told by a path (`OwnPlace.path`). Pure. */

export interface PlacedValue {
  /** RFC 6901 pointer for JSON; for XML the path of element names, an attribute as `@name`. */
  pointer: string
  value: string
}

const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~')
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
const segmentsOf = (path: string): string[] => path.slice(1).split('/')

/** Texts and numbers are values of a dictionary; what is empty is none. */
const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value.trim() || null : typeof value === 'number' ? String(value) : null

function inJson(value: unknown, [segment, ...rest]: readonly string[], pointer: string): PlacedValue[] {
  if (segment === undefined) {
    const text = textOf(value)
    return text === null ? [] : [{ pointer, value: text }]
  }
  if (value === null || typeof value !== 'object') return []
  const members =
    segment === '*'
      ? Object.entries(value)
      : Object.entries(value).filter(([name]) => name === unescaped(segment))
  return members.flatMap(([name, member]) => inJson(member, rest, `${pointer}/${escaped(name)}`))
}

function inXml(text: string, segments: readonly string[]): PlacedValue[] {
  const found: PlacedValue[] = []
  const open: { name: string; text: string }[] = []
  const last = segments.at(-1)!
  const attribute = last.startsWith('@') ? last.slice(1) : null
  const elements = attribute === null ? segments : segments.slice(0, -1)
  const isHere = (): boolean =>
    open.length === elements.length &&
    elements.every((segment, at) => segment === '*' || segment === open[at]!.name)
  const add = (value: string, tail = ''): void => {
    if (value.trim() !== '')
      found.push({ pointer: `/${open.map(({ name }) => name).join('/')}${tail}`, value: value.trim() })
  }
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name: name.replace(/^.*:/, ''), text: '' })
    if (attribute === null || !isHere()) return
    const value = attributes[attribute]
    if (value !== undefined) add(value, `/@${attribute}`)
  })
  const take = (piece: string): void => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.on('text', take)
  parser.on('cdata', take)
  parser.on('closetag', () => {
    if (attribute === null && isHere()) add(open.at(-1)!.text)
    open.pop()
  })
  parser.write(text).close()
  return found
}

/** A body that is read once for all places that are looked for in it; `null` when it is neither JSON nor XML. */
export function openMessage(
  bytes: Uint8Array,
  contentType: string,
): ((path: string) => PlacedValue[]) | null {
  const text = decodeText(bytes, contentType)
  const start = text.trimStart()
  if (start.startsWith('<'))
    return (path) => {
      try {
        return inXml(text.trimStart(), segmentsOf(path))
      } catch {
        // What is no XML has no places.
        return []
      }
    }
  try {
    const value: unknown = JSON.parse(start)
    return (path) => inJson(value, segmentsOf(path), '')
  } catch {
    return null
  }
}
