import type { ParsedQuery, SetKey } from './model.ts'
import { printValue } from './print.ts'

/** Changes of the text of a query, for chips and menus. What a person typed elsewhere in it stays as it was typed. */

/** The values that the query asks of a key, when exactly one plain term of the outermost level does. */
export function setOf({ parts }: ParsedQuery, key: SetKey): string[] {
  const found = parts.filter(({ term }) => term.kind === 'set' && term.key === key && !term.not)
  const [only] = found
  return found.length === 1 && only!.term.kind === 'set' ? only!.term.values : []
}

/** Replaces what the query asks of a key; no values: the key is not asked for. */
export function withSet(text: string, parsed: ParsedQuery, key: SetKey, values: readonly string[]): string {
  const without = cut(
    text,
    parsed,
    ({ kind, not, ...term }) => kind === 'set' && !not && 'key' in term && term.key === key,
  )
  return values.length === 0
    ? without
    : withTerm(without, parsed, `${key}:${values.map(printValue).join(',')}`)
}

/** Adds a term that is written in the language; one that is there already is not added again. */
export function withTerm(text: string, parsed: ParsedQuery, term: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return term
  // «a | b» and one more term: the alternatives go into brackets, or the term would join the last of them.
  const [first] = parsed.parts
  const alternatives =
    first?.term.kind === 'any' && first.from === 0 && first.to === text.length && !/^-?\(/.test(trimmed)
  if (alternatives) return `(${trimmed}) ${term}`
  return ` ${trimmed} `.includes(` ${term} `) ? trimmed : `${trimmed} ${term}`
}

function cut(
  text: string,
  { parts }: ParsedQuery,
  drop: (term: ParsedQuery['parts'][number]['term']) => boolean,
): string {
  let rest = ''
  let at = 0
  for (const part of parts.filter(({ term }) => drop(term))) {
    rest += text.slice(at, part.from)
    at = part.to
  }
  return (rest + text.slice(at)).replace(/\s+/g, ' ').trim()
}
