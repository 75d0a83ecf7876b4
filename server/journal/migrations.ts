import type { Kysely } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'

/** Bodies stand last: a list reads the columns before them and never touches their pages. */
async function createJournalTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('side_from', 'text')
    .addColumn('side_to', 'text')
    .addColumn('contract', 'text')
    .addColumn('operation', 'text')
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('duration_ms', 'real', (column) => column.notNull())
    .addColumn('request_bytes', 'integer', (column) => column.notNull())
    .addColumn('response_bytes', 'integer', (column) => column.notNull())
    .addColumn('validity', 'text', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('subject', 'text')
    .addColumn('request_id', 'text')
    .addColumn('replaced', 'integer', (column) => column.notNull())
    .addColumn('unmapped', 'integer', (column) => column.notNull())
    .addColumn('repeats', 'integer')
    .addColumn('failure', 'text')
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('request_type', 'text', (column) => column.notNull())
    .addColumn('response_type', 'text', (column) => column.notNull())
    .addColumn('request_headers', 'text', (column) => column.notNull())
    .addColumn('response_headers', 'text', (column) => column.notNull())
    .addColumn('findings', 'text', (column) => column.notNull())
    .addColumn('replacements', 'text', (column) => column.notNull())
    .addColumn('request_sha256', 'text')
    .addColumn('response_sha256', 'text')
    .addColumn('request_body', 'blob')
    .addColumn('response_body', 'blob')
    .execute()
  await db.schema.createIndex('journal_subject').on('journal').column('subject').execute()
}

/**
 * An index by subject has its place for every row somewhere else: that was most of what a commit wrote. In the order of the
 * rows it grows at its end, and it still counts them and finds a subject without reading the rows.
 */
async function indexInOrder(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('journal_subject').execute()
  await db.schema.createIndex('journal_order').on('journal').columns(['id', 'subject']).execute()
}

export const journalMigrations: AreaMigrations = {
  area: 'journal',
  steps: [
    { id: 1, name: 'journal', up: createJournalTable },
    { id: 2, name: 'index-in-order', up: indexInOrder },
  ],
}
