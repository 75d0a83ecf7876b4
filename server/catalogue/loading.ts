import type { MissingPolicy } from './model.ts'
import type { Connection } from './connection.ts'
import type { FreshIds } from './fresh-ids.ts'
import type { Notes } from './notes.ts'
import type { References } from './references.ts'

/** What the rules of one import share. */
export interface Loading {
  connection: Connection
  /** Number of the change that this import is. */
  change: number
  missing: MissingPolicy
  keepDocuments: boolean
  notes: Notes
  references: References
  fresh: { items: FreshIds; offers: FreshIds }
  /** Number of the `Ид` of a catalogue: what a full export of it is about. */
  scope(id: string): number
}

/** Next free number of a table. Numbers are given out here: asking SQLite for each costs more than the insert. */
export function numbersOf(connection: Connection, table: string): () => number {
  let last = connection.statement<[number | null]>(`select max(n) from ${table}`).get()?.[0] ?? 0
  return () => (last += 1)
}

/** A catalogue is a long text that every item and offer would repeat; here it is a number. */
export function scopesOf(connection: Connection): (id: string) => number {
  const known = new Map<string, number>()
  const next = numbersOf(connection, 'scopes')
  return (id) => {
    let n = known.get(id) ?? connection.statement<[number]>('select n from scopes where id = ?').get(id)?.[0]
    if (n === undefined) {
      n = next()
      connection.statement('insert into scopes (n, id) values (?, ?)').run(n, id)
    }
    known.set(id, n)
    return n
  }
}
