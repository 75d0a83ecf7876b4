import { setImmediate } from 'node:timers'
import { CompiledQuery } from 'kysely'
import type { Database } from '../storage/database.ts'

/** Rows that a transaction may hold; more wait for the next one. */
const BATCH_LIMIT = 256

/** So many rows do not wait for the rest of the turn: their callers are answered while the next requests are read. */
const EARLY = 16

/** Rows of one statement, a power of two: each number of rows is a statement that has to be prepared. */
const ROWS_LIMIT = 64

/** An insert of one row; a compiled query of Kysely is one. */
export interface Row {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

interface Waiting {
  row: Row
  resolve(insertId: number): void
  reject(error: unknown): void
}

/** Stores a row; resolves to its number after the transaction that holds it is committed. */
export type Insert = (row: Row) => Promise<number>

const queues = new WeakMap<Database, Insert>()

/** The values of an insert of one row, without parentheses inside: `insert into t (a, b) values (?, 0)`. */
const ONE_ROW = /^\s*insert\s[^]*\bvalues\s*(\([^()]*\))\s*$/i

/** The same insert for several rows, by the number of rows; `null` for a text that has to run by itself. */
type Widened = { row: string; texts: Map<number, string> } | null
const widened = new Map<string, Widened>()

function widenedOf(text: string): Widened {
  let known = widened.get(text)
  if (known === undefined) {
    const row = ONE_ROW.exec(text)?.[1]
    widened.set(text, (known = row === undefined ? null : { row, texts: new Map() }))
  }
  return known
}

/** One insert of the rows of several that have the same text. */
function together(batch: readonly Waiting[], from: number, count: number, wide: Widened): CompiledQuery {
  const { sql } = batch[from]!.row
  let text = wide === null ? sql : wide.texts.get(count)
  if (text === undefined) wide!.texts.set(count, (text = sql + `, ${wide!.row}`.repeat(count - 1)))
  const parameters: unknown[] = []
  for (let i = from; i < from + count; i += 1)
    for (const parameter of batch[i]!.row.parameters) parameters.push(parameter)
  return CompiledQuery.raw(text, parameters)
}

interface Statement {
  query: CompiledQuery
  /** Rows that it inserts. */
  rows: number
}

/** The statements that insert a batch in its order: neighbours with one text go into one, since each call costs as much as its row. */
function statementsOf(batch: readonly Waiting[]): Statement[] {
  const statements: Statement[] = []
  for (let from = 0; from < batch.length;) {
    const { sql } = batch[from]!.row
    const wide = widenedOf(sql)
    let same = 1
    if (wide) while (same < ROWS_LIMIT && batch[from + same]?.row.sql === sql) same += 1
    const rows = 2 ** Math.floor(Math.log2(same))
    statements.push({ query: together(batch, from, rows, wide), rows })
    from += rows
  }
  return statements
}

/**
 * One queue a database: inserts that arrive in the same turn of the event loop share transactions, each caller still
 * waits for its commit. A row that cannot be stored rejects alone, its neighbours are stored.
 */
export function groupCommit(db: Database): Insert {
  const existing = queues.get(db)
  if (existing) return existing

  let waiting: Waiting[] = []
  let flushing = false

  /** Number of the last row. */
  const insert = async (query: CompiledQuery, connection: Database = db): Promise<number> =>
    Number((await connection.executeQuery(query)).insertId ?? 0)

  async function commitAlone({ row, resolve, reject }: Waiting): Promise<void> {
    await insert(CompiledQuery.raw(row.sql, [...row.parameters])).then(resolve, reject)
  }

  async function commitTogether(batch: Waiting[]): Promise<void> {
    const statements = statementsOf(batch)
    /** Of each statement the number of its last row. */
    let last: number[]
    try {
      if (statements.length === 1) last = [await insert(statements[0]!.query)]
      else
        last = await db.transaction().execute(async (trx) => {
          const stored: number[] = []
          for (const { query } of statements) stored.push(await insert(query, trx))
          return stored
        })
    } catch {
      // Nothing of the batch was stored: find out which row is to blame by storing each alone.
      for (const item of batch) await commitAlone(item)
      return
    }
    let at = 0
    statements.forEach(({ rows }, i) => {
      // SQLite gives the rows of one statement numbers that follow one another.
      for (let id = last[i]! - rows + 1; id <= last[i]!; id += 1) batch[at++]!.resolve(id)
    })
  }

  async function flush(): Promise<void> {
    if (flushing) return
    flushing = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_LIMIT)
      waiting = waiting.slice(BATCH_LIMIT)
      if (batch.length === 1) await commitAlone(batch[0]!)
      else await commitTogether(batch)
    }
    flushing = false
  }

  const enqueue: Insert = (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject })
      if (flushing) return
      if (waiting.length >= EARLY) void flush()
      else if (waiting.length === 1) setImmediate(() => void flush())
    })
  queues.set(db, enqueue)
  return enqueue
}
