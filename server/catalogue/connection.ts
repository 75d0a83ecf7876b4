import Sqlite from 'libsql'
import { checkParameters } from '../storage/database.ts'

/** What SQLite stores and gives back here. */
export type Cell = string | number | null

/** A prepared text. Rows are arrays in the order of the columns: half the price of objects, and imports read millions. */
export interface Statement<Row extends readonly Cell[] = readonly Cell[]> {
  get(...parameters: Cell[]): Row | undefined
  all(...parameters: Cell[]): Row[]
  run(...parameters: Cell[]): void
}

/** One connection to a catalogue base. Writes happen inside `transaction` or `begin` … `commit`, nowhere else. */
export interface Connection {
  /** Prepared once for each text. */
  statement<Row extends readonly Cell[]>(text: string): Statement<Row>
  exec(text: string): void
  transaction<Result>(work: () => Result): Result
  /** Undoes an open transaction; does nothing without one. */
  rollback(): void
  /** Moves the log into the base and empties it. Does nothing while somebody reads. */
  checkpoint(): void
  close(): void
}

interface RawStatement {
  get(parameters: readonly Cell[]): unknown
  all(parameters: readonly Cell[]): unknown[]
  run(parameters: readonly Cell[]): unknown
}

/** @param cacheKiB bound of the page cache of this connection */
export function openConnection(file: string, cacheKiB: number): Connection {
  const raw = new Sqlite(file)
  for (const pragma of [
    // Of a base that is made now. Imports write long runs of rows: large pages are fewer frames of the log.
    'page_size = 16384',
    'busy_timeout = 5000',
    'journal_mode = WAL',
    // Nothing is lost when the process is killed; only the last commits when the power is cut.
    'synchronous = NORMAL',
    `cache_size = -${cacheKiB}`,
    // Sorting of millions of keys goes through files, so that memory stays bounded.
    'temp_store = FILE',
    // A long import would otherwise be copied within its commit, before anybody hears that it is done.
    'wal_autocheckpoint = 0',
  ])
    raw.pragma(pragma)
  const prepared = new Map<string, Statement>()

  function prepare(text: string): Statement {
    const statement = raw.prepare(text)
    if (statement.reader) statement.raw(true)
    const inner = statement as unknown as RawStatement
    const checked = (parameters: readonly Cell[]): readonly Cell[] => {
      checkParameters(text, parameters)
      return parameters
    }
    return {
      get: (...parameters) => (inner.get(checked(parameters)) ?? undefined) as readonly Cell[] | undefined,
      all: (...parameters) => inner.all(checked(parameters)) as (readonly Cell[])[],
      run: (...parameters) => void inner.run(checked(parameters)),
    }
  }

  const connection: Connection = {
    statement<Row extends readonly Cell[]>(text: string) {
      let known = prepared.get(text)
      if (!known) prepared.set(text, (known = prepare(text)))
      return known as unknown as Statement<Row>
    },
    exec: (text) => void raw.exec(text),
    transaction(work) {
      raw.exec('begin immediate')
      try {
        const result = work()
        raw.exec('commit')
        return result
      } catch (error) {
        connection.rollback()
        throw error
      }
    },
    rollback() {
      if (raw.inTransaction) raw.exec('rollback')
    },
    checkpoint: () => void raw.pragma('wal_checkpoint(TRUNCATE)'),
    close() {
      prepared.clear()
      connection.rollback()
      raw.close()
    },
  }
  return connection
}
