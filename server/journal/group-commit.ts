import { setImmediate } from 'node:timers'
import type { CompiledQuery } from 'kysely'
import type { Database } from '../storage/database.ts'

/** Rows that a transaction may hold; more wait for the next one. */
const BATCH_LIMIT = 256

interface Waiting {
  query: CompiledQuery
  resolve(insertId: number): void
  reject(error: unknown): void
}

/** Stores a row; resolves to its number after the transaction that holds it is committed. */
export type Insert = (query: CompiledQuery) => Promise<number>

const queues = new WeakMap<Database, Insert>()

/**
 * One queue a database: inserts that arrive in the same turn of the event loop share a transaction, each caller still
 * waits for its commit. A row that cannot be stored rejects alone, its neighbours are stored.
 */
export function groupCommit(db: Database): Insert {
  const existing = queues.get(db)
  if (existing) return existing

  let waiting: Waiting[] = []
  let flushing = false

  const insert = async (query: CompiledQuery, connection: Database = db): Promise<number> =>
    Number((await connection.executeQuery(query)).insertId ?? 0)

  async function commitAlone({ query, resolve, reject }: Waiting): Promise<void> {
    await insert(query).then(resolve, reject)
  }

  async function commitTogether(batch: Waiting[]): Promise<void> {
    let ids: number[]
    try {
      ids = await db.transaction().execute(async (trx) => {
        const stored: number[] = []
        for (const { query } of batch) stored.push(await insert(query, trx))
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
      flushing = true
      setImmediate(() => void flush())
    })
  queues.set(db, enqueue)
  return enqueue
}
