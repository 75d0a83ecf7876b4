import type { Generated, Kysely, Transaction } from 'kysely'
import type { MessageKind } from '../contracts/ksup/direction.ts'
import type { AreaMigrations } from '../storage/database.ts'
import type { OutboxRow, Sender } from './model.ts'

/** Instants ISO 8601 in UTC, columns named `*_json` hold JSON text. */
export type OutboxTables = {
  outbox_message: {
    /** Order of the list. */
    position: Generated<number>
    id: string
    sender: Sender
    operation: string
    kind: MessageKind
    key: string
    seq: number
    object: string
    title: string
    /** With `meta`; `null` when the message was settled long ago. */
    body_json: string | null
    state: OutboxRow['state']
    attempts: number
    next_at: string | null
    code: string | null
    message: string | null
    result: string | null
    warnings_json: string
    created_at: string
    finished_at: string | null
    entry: number | null
    replaced_by: string | null
    /** Title, key, object and id in lower case: SQLite folds the case of Latin letters only. */
    search: string
  }
  /** The last number of each key (DD-06). */
  outbox_key: { sender: Sender; key: string; seq: number }
  /** A queue that a refused account has stopped (section 7). */
  outbox_stop: { sender: Sender; code: string; message: string; at: string }
}

export type OutboxDb = Kysely<OutboxTables> | Transaction<OutboxTables>

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox_message')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addColumn('result', 'text')
    .addColumn('warnings_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('entry', 'integer')
    .addColumn('replaced_by', 'text')
    .addColumn('search', 'text', (column) => column.notNull())
    // The last column: it may be megabytes, and SQLite reads a row from its start.
    .addColumn('body_json', 'text')
    .execute()
  for (const columns of [
    ['sender', 'state', 'seq'],
    ['sender', 'object'],
    ['sender', 'key', 'seq'],
  ])
    await db.schema
      .createIndex(`outbox_message_${columns[1]}`)
      .on('outbox_message')
      .columns(columns)
      .execute()
  await db.schema
    .createTable('outbox_key')
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('outbox_key_pk', ['sender', 'key'])
    .execute()
  await db.schema
    .createTable('outbox_stop')
    .addColumn('sender', 'text', (column) => column.primaryKey())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
}

export const outboxMigrations: AreaMigrations = {
  area: 'outbox',
  steps: [{ id: 1, name: 'messages', up: createTables }],
}
