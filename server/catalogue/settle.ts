import { isDeepStrictEqual } from 'node:util'
import { BitSet } from './bit-set.ts'
import type { Loading } from './loading.ts'
import type { ImportRow } from './model.ts'
import { namelessNote, outcomes, repeatedNote, type Outcome } from './reasons.ts'

export interface State {
  active: boolean
  change: number
  detail: string
}

export interface Stored extends State {
  n: number
  known: boolean
}

/** How one kind of records lies in the base. */
export interface Shelf<Record> {
  /** Kind of the report. */
  kind: ImportRow['kind']
  find(record: Record): Stored | null
  /** JSON of the record over what lies there; what was not transferred stays. */
  detail(record: Record, current: string | null): string
  /** Whether a record that is not marked as deleted shows the thing again. */
  revives(record: Record): boolean
  /** @returns its number */
  insert(record: Record, state: State): number
  update(record: Record, state: State, current: Stored): void
  /** The record said nothing new; what is no content of it may still have to be followed. */
  same?(record: Record, current: Stored): void
}

export interface Settled {
  id: string
  name: string
  deleted: boolean
  line: number
}

/** What became of the records of one kind, by their numbers. */
export interface Tally<Record> {
  kind: ImportRow['kind']
  take(record: Record, about: Settled): number | null
  /** A new list begins in the file: the same `Ид` in it is no repetition of the one in the list before. */
  nextList(): void
  seen: BitSet
  mark(n: number, outcome: Outcome): void
  of(outcome: Outcome): BitSet
}

/** Members may stand in another order when a record was made by hand. */
const equal = (one: string, other: string): boolean =>
  one === other || isDeepStrictEqual(JSON.parse(one), JSON.parse(other))

/** Prepares the connection for `createTally`. */
export const beforeTable = `create temp table if not exists before_import (
  kind text, n integer, active integer, change integer, detail text, primary key (kind, n)) without rowid`

/**
 * The rule of contract section 13: records are matched by `Ид`, the last of a file wins, and what is as it was before the
 * file counts as unchanged, also when an earlier record of the file said something else.
 */
export function createTally<Record>(
  { connection, change, notes }: Loading,
  shelf: Shelf<Record>,
): Tally<Record> {
  const seen = new BitSet()
  const list = new BitSet()
  const results = Object.fromEntries(Object.keys(outcomes).map((name) => [name, new BitSet()])) as {
    [name in Outcome]: BitSet
  }
  const names = Object.keys(outcomes) as Outcome[]

  function mark(n: number, outcome: Outcome): void {
    for (const name of names) if (name !== outcome) results[name].delete(n)
    results[outcome].add(n)
  }

  /** What lay there when the import began; `null`: nothing. */
  function before(current: Stored | null): State | null {
    if (!current) return null
    if (!seen.has(current.n)) return current.known ? current : null
    if (results.added.has(current.n) || results.addedInactive.has(current.n)) return null
    const kept = connection
      .statement<[number, number, string]>(
        'select active, change, detail from before_import where kind = ? and n = ?',
      )
      .get(shelf.kind, current.n)
    return kept ? { active: kept[0] === 1, change: kept[1], detail: kept[2] } : current
  }

  function next(
    record: Record,
    { deleted }: Settled,
    was: State | null,
    current: Stored | null,
  ): [State, Outcome] {
    if (!was) {
      const again = current !== null && seen.has(current.n)
      const state = {
        active: !deleted,
        change,
        detail: shelf.detail(record, again ? current.detail : null),
      }
      return [state, deleted ? 'addedInactive' : 'added']
    }
    // The mark hides and keeps the content: what comes with it is often a stub.
    if (deleted) return was.active ? [{ ...was, active: false, change }, 'marked'] : [was, 'unchanged']
    const detail = shelf.detail(record, current?.detail ?? was.detail)
    const active = was.active || shelf.revives(record)
    if (active === was.active && equal(detail, was.detail)) return [was, 'unchanged']
    return [{ active, change, detail }, 'changed']
  }

  return {
    kind: shelf.kind,
    seen,
    mark,
    of: (outcome) => results[outcome],
    nextList: () => list.clear(),
    take(record, about) {
      const place = { id: about.id, name: about.name, line: about.line }
      if (about.id === '') {
        notes.note(namelessNote(shelf.kind, place))
        return null
      }
      const current = shelf.find(record)
      if (current && list.has(current.n)) notes.note(repeatedNote(shelf.kind, place))
      const was = before(current)
      const [state, outcome] = next(record, about, was, current)
      let n: number
      if (!current) n = shelf.insert(record, state)
      else {
        n = current.n
        const stays =
          current.known &&
          current.active === state.active &&
          current.change === state.change &&
          current.detail === state.detail
        if (stays) shelf.same?.(record, current)
        else {
          if (was)
            connection
              .statement(
                'insert or ignore into before_import (kind, n, active, change, detail) values (?, ?, ?, ?, ?)',
              )
              .run(shelf.kind, n, was.active ? 1 : 0, was.change, was.detail)
          shelf.update(record, state, current)
        }
      }
      if (seen.has(n)) mark(n, outcome)
      else results[outcome].add(n)
      seen.add(n)
      list.add(n)
      return n
    },
  }
}
