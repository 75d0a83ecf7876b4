import type { Generated, Kysely, Transaction } from 'kysely'
import type { KsupCode } from '../contracts/ksup/errors.ts'
import type { AreaMigrations } from '../storage/database.ts'
import type { InboxState } from './model.ts'

/** Instants ISO 8601 in UTC, columns named `*_json` hold JSON text. */
export type InboxTables = {
  ksup_inbox: {
    /** Order of arrival. */
    position: Generated<number>
    id: string
    operation: string
    type: string | null
    key: string
    seq: number
    /** 0 for a message without `meta`: its number says nothing. */
    has_meta: number
    source_ref: string | null
    subject: string | null
    /** Tells a repeat from another message under the same id (DD-05). */
    digest: string
    state: InboxState
    waits_for: 'ksup' | 'turn' | null
    /** 1 when its number was counted already: a refused message that is judged anew does not queue up again. */
    turn_taken: number
    /** 1 when a person does not want to wait for the messages before it. */
    hurried: number
    code: KsupCode | null
    detail: string | null
    /** What КСУП made of it: `result` of the answer. */
    result: 'applied' | 'duplicate' | 'no_action' | null
    deal_number: number | null
    warnings_json: string
    attempts: number
    received_at: string
    finished_at: string | null
    next_at: string | null
    entry: number | null
    /** Type, key, subject and id in lower case: SQLite folds the case of Latin letters only. */
    search: string
    /** `null` when the message was settled long ago. */
    body_json: string | null
  }
  /** The last number of each key that was settled (DD-06). */
  ksup_inbox_key: { key: string; seq: number }
}

export type InboxDb = Kysely<InboxTables> | Transaction<InboxTables>

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ksup_inbox')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('type', 'text')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('has_meta', 'integer', (column) => column.notNull())
    .addColumn('source_ref', 'text')
    .addColumn('subject', 'text')
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('waits_for', 'text')
    .addColumn('turn_taken', 'integer', (column) => column.notNull())
    .addColumn('hurried', 'integer', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .addColumn('result', 'text')
    .addColumn('deal_number', 'integer')
    .addColumn('warnings_json', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('next_at', 'text')
    .addColumn('entry', 'integer')
    .addColumn('search', 'text', (column) => column.notNull())
    // The last column: it may be megabytes, and SQLite reads a row from its start.
    .addColumn('body_json', 'text')
    .execute()
  await db.schema.createIndex('ksup_inbox_state').on('ksup_inbox').columns(['state', 'position']).execute()
  await db.schema.createIndex('ksup_inbox_key_state').on('ksup_inbox').columns(['key', 'state']).execute()
  await db.schema
    .createTable('ksup_inbox_key')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .execute()
}

export const inboxMigrations: AreaMigrations = {
  area: 'ksup-inbox',
  steps: [{ id: 1, name: 'messages', up: createTables }],
}
