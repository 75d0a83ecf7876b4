import type { Query, RangeTerm, Term, TextScope } from './model.ts'

/** Writes a query in the canonical words of the language; `parseQuery` reads the same query from it. */
export function printQuery(query: Query): string {
  return query.terms.map(printTerm).join(' ')
}

const SCOPES: Record<TextScope, string> = {
  all: '',
  path: 'path:',
  head: 'header:',
  request: 'request:',
  response: 'response:',
  body: 'body:',
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A value of a set that the reader takes for one value, and for nothing else. */
export const printValue = (value: string): string =>
  value !== '' && !/[\s,()|"«“„\\]|^[<>=]|\.\./.test(value) ? value : quote(value)

const UNITS: Record<RangeTerm['key'], (value: number) => string> = {
  status: String,
  id: String,
  size: (value) => `${value}b`,
  duration: (value) => `${value}ms`,
  at: (value) => new Date(value).toISOString(),
}

function printRange({ key, from, to }: RangeTerm): string {
  const unit = UNITS[key]
  if (to === null) return `${key}:>=${unit(from ?? 0)}`
  return `${key}:${from === null ? '' : unit(from)}..<${unit(to)}`
}

/** One term, its minus included. */
export function printTerm(term: Term): string {
  const minus = term.not ? '-' : ''
  switch (term.kind) {
    case 'text':
      return `${minus}${SCOPES[term.in]}${term.phrase ? quote(term.words) : term.words}${term.prefix ? '*' : ''}`
    case 'set':
      return `${minus}${term.key}:${term.values.map(printValue).join(',')}`
    case 'range':
      return minus + printRange(term)
    case 'any':
      return `${minus}(${term.of.map(printQuery).join(' | ')})`
  }
}
