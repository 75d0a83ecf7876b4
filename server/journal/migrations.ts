import { sql, type Kysely } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'
import { makeUses } from './uses/schema.ts'

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

/**
 * What finds entries stands beside them, and is made after them: recording writes the row and nothing else. `journal_chunk` and
 * `journal_word`: the columns of `lines/`; `journal_text` and `journal_key`: what they speak of, up to the entry in `journal_indexed`.
 */
async function makeFindable(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('journal_order').execute()
  const table = (name: string) => db.schema.createTable(name)
  await table('journal_fact')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('connection', 'text')
    .execute()
  await table('journal_pin')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .execute()
  await table('journal_word')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('word', 'text', (column) => column.notNull())
    .execute()
  await table('journal_chunk')
    .addColumn('first', 'integer', (column) => column.primaryKey())
    .addColumn('bytes', 'blob', (column) => column.notNull())
    .execute()
  await table('journal_deletion')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await table('journal_removed')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('deletion', 'integer', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('journal_removed_deletion').on('journal_removed').column('deletion').execute()
  await table('journal_body')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('bytes', 'blob', (column) => column.notNull())
    .execute()
  await table('journal_indexed')
    .addColumn('upto', 'integer', (column) => column.notNull())
    .execute()
  await sql`insert into journal_indexed (upto) values (0)`.execute(db)
  await sql`create table journal_key (
    kind text not null, value text not null, entry integer not null, primary key (kind, value, entry)
  ) without rowid`.execute(db)
  await db.schema.createIndex('journal_key_entry').on('journal_key').column('entry').execute()
  // Without a copy of the texts: they are in the bodies.
  await sql`create virtual table journal_text using fts5(
    path, head, request, response, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
  )`.execute(db)
}

/** Faults are few: they stand beside the rows, and whoever looks for those of a rule reads nothing else. */
async function markFaults(db: Kysely<unknown>): Promise<void> {
  await sql`create table journal_fault (
    entry integer not null, place integer not null, rule text not null, name text not null, kind text not null,
    ru text not null, en text not null, primary key (entry, place)
  ) without rowid`.execute(db)
  await db.schema.createIndex('journal_fault_rule').on('journal_fault').columns(['rule', 'entry']).execute()
}

export const journalMigrations: AreaMigrations = {
  area: 'journal',
  steps: [
    { id: 1, name: 'journal', up: createJournalTable },
    { id: 2, name: 'index-in-order', up: indexInOrder },
    { id: 3, name: 'findable', up: makeFindable },
    { id: 4, name: 'mapping-uses', up: makeUses },
    { id: 5, name: 'faults', up: markFaults },
  ],
}
