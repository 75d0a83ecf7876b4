import { setImmediate } from 'node:timers'
import { CompiledQuery } from 'kysely'
import type { Database } from '../storage/database.ts'

/** Rows that a transaction may hold; more wait for the next one. */
const BATCH_LIMIT = 256

/** So many rows do not wait for the rest of the turn: their callers are answered while the next requests are read. */
const EARLY = 16

/** Rows of one statement, a power of two: each number of rows is a statement that has to be prepared. */
const ROWS_LIMIT = 64

interface Waiting {
  query: CompiledQuery
  resolve(insertId: number): void
  reject(error: unknown): void
}

/** Stores a row; resolves to its number after the transaction that holds it is committed. */
export type Insert = (query: CompiledQuery) => Promise<number>

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
function together(queries: readonly CompiledQuery[], { row, texts }: NonNullable<Widened>): CompiledQuery {
  const [first] = queries
  const count = queries.length
  let text = texts.get(count)
  if (text === undefined) texts.set(count, (text = first!.sql + `, ${row}`.repeat(count - 1)))
  const parameters: unknown[] = []
  for (const query of queries) for (const parameter of query.parameters) parameters.push(parameter)
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
    const { query } = batch[from]!
    const wide = widenedOf(query.sql)
    let same = 1
    if (wide) while (same < ROWS_LIMIT && batch[from + same]?.query.sql === query.sql) same += 1
    const rows = 2 ** Math.floor(Math.log2(same))
    const queries = batch.slice(from, from + rows).map((one) => one.query)
    statements.push({ query: rows === 1 ? query : together(queries, wide!), rows })
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

  const insert = async (query: CompiledQuery, connection: Database = db): Promise<number> =>
    Number((await connection.executeQuery(query)).insertId ?? 0)

  /** Numbers of the rows. SQLite gives rows of one statement numbers that follow one another, and tells the last. */
  async function run({ query, rows }: Statement, connection?: Database): Promise<number[]> {
    const last = await insert(query, connection)
    return Array.from({ length: rows }, (_, index) => last - rows + 1 + index)
  }

  async function commitAlone({ query, resolve, reject }: Waiting): Promise<void> {
    await insert(query).then(resolve, reject)
  }

  async function commitTogether(batch: Waiting[]): Promise<void> {
    const statements = statementsOf(batch)
    let ids: number[]
    try {
      if (statements.length === 1) ids = await run(statements[0]!)
      else
        ids = await db.transaction().execute(async (trx) => {
          const stored: number[] = []
          for (const statement of statements) stored.push(...(await run(statement, trx)))
          return stored
        })
    } catch {
      // Nothing of the batch was stored: find out which row is to blame by storing each alone.
      for (const item of batch) await commitAlone(item)
      return
    }
    batch.forEach(({ resolve }, i) => resolve(ids[i]!))
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

  const enqueue: Insert = (query) =>
    new Promise((resolve, reject) => {
      waiting.push({ query, resolve, reject })
      if (flushing) return
      if (waiting.length >= EARLY) void flush()
      else if (waiting.length === 1) setImmediate(() => void flush())
    })
  queues.set(db, enqueue)
  return enqueue
}
