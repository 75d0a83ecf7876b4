import type { Finding } from '../finding.ts'
import type { Places } from './lexer.ts'
import { fixTitles, type Fix } from './model.ts'
import { valueAt, type Reading } from './values.ts'

/** Fixes of an XML text: entities that XML does not have, and values of elements. */

/** Entities of HTML that people paste; XML has five of its own. */
const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: '&#160;',
  laquo: '«',
  raquo: '»',
  mdash: '—',
  ndash: '–',
  copy: '©',
}
const AMPERSAND =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|&(?:#\d+;|#x[\da-fA-F]+;|(?:amp|lt|gt|quot|apos);)|&(\w+;)?/g
const PROLOG = /^(\uFEFF?\s*<\?xml[^>]*?encoding\s*=\s*["'])([\w.-]+)(["'])/

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!)

const LIBERTY = /^L[ABD]-\d\d$/

/** Bare `&` and entities without a declaration. They keep a text from being read, so no finding has their place. */
export function entityFixes(text: string, places: Places): Fix[] {
  return [...text.matchAll(AMPERSAND)].flatMap((match) => {
    const written = match[0]
    if (written !== '&' && match[1] === undefined) return []
    const name = match[1]?.slice(0, -1)
    const known = name === undefined ? undefined : ENTITIES[name]
    const from = match.index
    return [
      {
        id: `entity:${from}`,
        kind: 'entity' as const,
        title: fixTitles.entity,
        // A name that nobody knows could have been meant as an entity of somebody's own.
        safe: name === undefined || known !== undefined,
        ...places.place(from),
        code: null,
        pointer: '',
        edits: [{ from, to: from + written.length, text: known ?? `&amp;${written.slice(1)}` }],
      },
    ]
  })
}

/** The value between the tags of the element that a finding points at. */
export function elementFixes(text: string, places: Places, { value, findings }: Reading): Fix[] {
  if (value === null || value === undefined) return []
  return findings.flatMap((finding, number) => {
    const edit = LIBERTY.test(finding.code) ? elementEdit(text, places, finding, value) : null
    if (!edit) return []
    const { line, column, code, pointer } = finding
    return [
      {
        id: `${code}:${number}:${edit.from}`,
        kind: 'value' as const,
        title: fixTitles.value,
        safe: true,
        line,
        column,
        code,
        pointer,
        edits: [edit],
      },
    ]
  })
}

function elementEdit(text: string, places: Places, finding: Finding, value: unknown) {
  const offset = places.offset(finding.line, finding.column)
  const start = text[offset] === '<' ? offset : text.lastIndexOf('<', offset)
  const element = /^<([^\s/>]+)[^<>]*>([^<]*)<\/\1\s*>/.exec(text.slice(start, start + 4000))
  const canonical = valueAt(value, finding.pointer)
  if (!element || canonical === null || canonical === undefined || typeof canonical === 'object') return null
  const from = start + element[0].indexOf('>') + 1
  return { from, to: from + element[2]!.length, text: escaped(String(canonical)) }
}

/** The prolog of a text that is going to be written in UTF-8. */
export function prologEdit(text: string): { from: number; to: number; text: string } | null {
  const [, lead, name] = PROLOG.exec(text) ?? []
  if (lead === undefined || name === undefined || /^utf-?8$/i.test(name)) return null
  return { from: lead.length, to: lead.length + name.length, text: 'UTF-8' }
}
