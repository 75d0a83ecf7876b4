import type { Replacement } from '../../mappings/model.ts'
import type { JournalRow } from '../model.ts'

/** Where the rows of the mapping tables were used, as far as the journal still holds the exchanges. */

/** One row of a mapping table in the exchanges of the journal. */
export interface RowUse {
  row: string
  /** Exchanges that asked for it; one exchange counts once. */
  times: number
  /** Of them, those in which it did not answer: it was in conflict, broken or half filled. */
  held: number
  /** The newest of them. */
  lastEntry: number
  lastAt: string
  /** It did not answer in that one. */
  lastHeld: boolean
}

/** What a mapping table did to one value of an exchange. */
export interface UsedValue extends Pick<Replacement, 'direction' | 'from' | 'to' | 'outcome'> {
  /** Places of the message that have it. */
  times: number
}

/** An exchange as a list of evidence names it. */
export type UseExchange = Pick<
  JournalRow,
  'id' | 'at' | 'method' | 'path' | 'from' | 'to' | 'operation' | 'status' | 'code' | 'subject'
>

/** An exchange in which a mapping table was asked, with what it did there. */
export interface UsedIn extends UseExchange {
  values: UsedValue[]
}

/** A value that no row answered for, in the exchanges of the journal. */
export type ValueKey = Pick<Replacement, 'kind' | 'direction'> & { value: string }
