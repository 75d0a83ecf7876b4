import type { Text } from '../../contracts/text.ts'

/** What a query of the journal means. Pure: the server runs it, the query line of the screen completes and explains it. */

export type TextScope = 'all' | 'path' | 'head' | 'request' | 'response' | 'body'

export type SetKey =
  | 'side'
  | 'from'
  | 'to'
  | 'op'
  | 'contract'
  | 'method'
  | 'code'
  | 'valid'
  | 'dir'
  | 'source'
  | 'is'
  | 'mapping'
  | 'status'
  | 'session'
  | 'order'
  | 'fault'
  | 'id'

export type RangeKey = 'status' | 'duration' | 'size' | 'at' | 'id'

/** Full text: `words` as they were typed; a `phrase` stands together in this order, a `prefix` may go on. */
export interface TextTerm {
  kind: 'text'
  not: boolean
  words: string
  phrase: boolean
  prefix: boolean
  in: TextScope
}

/** One of the values. Values of closed lists are canonical, the others as they were typed. */
export interface SetTerm {
  kind: 'set'
  not: boolean
  key: SetKey
  values: string[]
}

/** Milliseconds, bytes (of both bodies together), ms since 1970, or plain numbers; `from` belongs to the range, `to` does not. */
export interface RangeTerm {
  kind: 'range'
  not: boolean
  key: RangeKey
  from: number | null
  to: number | null
}

/** At least one of the queries holds: `(a | b)`. */
export interface AnyTerm {
  kind: 'any'
  not: boolean
  of: Query[]
}

export type Term = TextTerm | SetTerm | RangeTerm | AnyTerm

/** All terms must hold; no terms: everything is found. */
export interface Query {
  terms: Term[]
}

/** Something of the text that was not understood, with its place; the rest of the query still counts. */
export interface QueryProblem {
  message: Text
  from: number
  to: number
}

/** One term of the outermost level with its place in the text, minus sign included. */
export interface QueryPart {
  term: Term
  from: number
  to: number
}

export interface ParsedQuery {
  query: Query
  problems: QueryProblem[]
  parts: QueryPart[]
}
