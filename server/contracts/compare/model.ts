import type { Text } from '../text.ts'
import type { Spot } from '../wire/tree.ts'

/** What a comparison says. Plain data: the admin API, the screen and the command line pass it on as it is. */

export type DifferenceKind =
  | 'added'
  | 'removed'
  | 'changed'
  /** An element of a list stands elsewhere among its neighbours. */
  | 'moved'
  /** The same value in other characters. */
  | 'spelling'
  /** Differs in every exchange and means nothing: its time, its number, the id of its request. */
  | 'volatile'

export const DIFFERENCE_KINDS: readonly DifferenceKind[] = [
  'changed',
  'added',
  'removed',
  'moved',
  'spelling',
  'volatile',
]

/** How the two bodies could be compared. */
export type Comparable = 'contract' | 'generic-json' | 'generic-xml' | 'text' | 'binary'

export interface Difference {
  /** RFC 6901, into the right body; into the left one for what only that has. */
  path: string
  /** What the member is called, `null` when it has no name for people. */
  label: Text | null
  kind: DifferenceKind
  /** As written, cut; `null` where there is nothing. Of a move: the place in the list from 1. */
  left: string | null
  right: string | null
  /** Right minus left of numbers, as it is printed: `+1 250,00`. */
  delta?: string
  /** Volatile because the right value stands for the left one, as it was said when the comparison was asked for. */
  refreshed?: true
  leftPlace: Spot | null
  rightPlace: Spot | null
}

export interface Comparison {
  comparable: Comparable
  /** Contract with its version, when both bodies are messages of one. */
  contract: string | null
  /** Operations that the bodies were recognised as, `null` for one that was not. */
  operations: { left: string | null; right: string | null }
  /** Byte for byte. */
  identical: boolean
  /** Nothing differs but spelling and what is volatile. */
  sameMeaning: boolean
  /** Of all differences, those beyond the bound of the list included. */
  counts: Record<DifferenceKind, number>
  /** In the order of the right body; at most `DIFFERENCE_LIMIT`. */
  differences: Difference[]
  /** How many are counted and not listed. */
  notListed: number
  /** Why the bodies were not compared by their structure, when only their size is the reason. */
  tooLarge: { limitBytes: number } | null
  /** Why JSON was compared by its lines: it is untidy, and too large for the reader that takes liberties. */
  untidy: { limitBytes: number } | null
  /** The first byte that differs, from 0, `null` when the bytes are equal. */
  firstDifference: number | null
}

/** One line of the heads of two exchanges that differs. */
export interface HeadDifference {
  /** `request` and `response`: a header; `exchange`: a fact of the exchange itself. */
  part: 'exchange' | 'request' | 'response'
  name: string
  left: string | null
  right: string | null
  volatile: boolean
}
