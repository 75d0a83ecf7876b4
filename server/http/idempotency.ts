import { CompiledQuery, type Kysely } from 'kysely'
import { groupCommit } from '../journal/group-commit.ts'
import type { Clock } from '../storage/clock.ts'
import type { AreaMigrations, Database } from '../storage/database.ts'

/** An answer as it went out, to be given again. */
export interface StoredAnswer {
  status: number
  contentType: string
  bytes: Uint8Array
}

export type KeyState =
  /** The key is taken for this request; `finish` or `release` must follow. */
  | { state: 'new' }
  | { state: 'running' }
  /** The key came with another request before. */
  | { state: 'reused' }
  | { state: 'finished'; answer: StoredAnswer }

/**
 * Idempotency keys (AD-33). Finished ones are in the database and survive a restart. Running ones are in memory: one
 * process owns the workspace, so whatever ran when it died is not running any more, and a retry is then carried out
 * under its natural key (`order_id` + `seq`, `order_id` + `revision`).
 */
export interface IdempotencyStore {
  begin(key: string, fingerprint: string): Promise<KeyState>
  /** Keeps the answer and ends the run. */
  finish(key: string, fingerprint: string, answer: StoredAnswer): Promise<void>
  /** Ends the run without an answer to keep: the next request with the key is carried out. */
  release(key: string): void
}

/** A part of the store for one side: keys of different sides never meet. */
export function keysOf(store: IdempotencyStore, side: string): IdempotencyStore {
  const scoped = (key: string): string => `${side}/${key}`
  return {
    begin: (key, fingerprint) => store.begin(scoped(key), fingerprint),
    finish: (key, fingerprint, answer) => store.finish(scoped(key), fingerprint, answer),
    release: (key) => store.release(scoped(key)),
  }
}

interface KeyTable {
  key: string
  fingerprint: string
  finished_at: string
  status: number
  content_type: string
  body: Uint8Array
}

type KeyTables = { idempotency_key: KeyTable }

const DAY_MS = 24 * 60 * 60 * 1000
const KEEP_MS = 7 * DAY_MS

/** Compiled once, like the insert: both run for every POST. */
const SELECT = 'select * from idempotency_key where key = ? and finished_at >= ?'
const INSERT =
  'insert or replace into idempotency_key (key, fingerprint, finished_at, status, content_type, body) values (?, ?, ?, ?, ?, ?)'

async function createKeyTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotency_key')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text', (column) => column.notNull())
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('body', 'blob', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('idempotency_key_age').on('idempotency_key').column('finished_at').execute()
}

export const httpMigrations: AreaMigrations = {
  area: 'http',
  steps: [{ id: 1, name: 'idempotency-keys', up: createKeyTable }],
}

/** Keys are forgotten seven days after their answer. */
export function createIdempotencyStore({ db, clock }: { db: Database; clock: Clock }): IdempotencyStore {
  const tables = db.withTables<KeyTables>()
  const insert = groupCommit(db)
  /** Fingerprints of the requests that run now. */
  const running = new Map<string, string>()
  let sweptAt = 0

  const oldest = (): string => new Date(clock().getTime() - KEEP_MS).toISOString()

  async function sweep(): Promise<void> {
    const now = clock().getTime()
    if (now - sweptAt < DAY_MS) return
    sweptAt = now
    await tables.deleteFrom('idempotency_key').where('finished_at', '<', oldest()).execute()
  }

  return {
    async begin(key, fingerprint) {
      const runs = running.get(key)
      if (runs !== undefined) return { state: runs === fingerprint ? 'running' : 'reused' }
      // Taken before the first await: two requests of the same moment cannot both be first.
      running.set(key, fingerprint)
      try {
        await sweep()
        const {
          rows: [known],
        } = await db.executeQuery<KeyTable>(CompiledQuery.raw(SELECT, [key, oldest()]))
        if (!known) return { state: 'new' }
        running.delete(key)
        if (known.fingerprint !== fingerprint) return { state: 'reused' }
        const { status, content_type: contentType, body: bytes } = known
        return { state: 'finished', answer: { status, contentType, bytes } }
      } catch (error) {
        running.delete(key)
        throw error
      }
    },

    async finish(key, fingerprint, { status, contentType, bytes }) {
      const values = [key, fingerprint, clock().toISOString(), status, contentType, bytes]
      await insert(CompiledQuery.raw(INSERT, values)).finally(() => running.delete(key))
    },

    release(key) {
      running.delete(key)
    },
  }
}
