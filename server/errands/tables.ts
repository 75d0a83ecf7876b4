import type { Generated, Kysely } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'
import type { RunOutcome, RunTrigger } from './model.ts'

/** Instants ISO 8601 in UTC, columns named `*_json` hold JSON text. */
export type ErrandTables = {
  errand_run: {
    id: Generated<number>
    schedule: string
    errand: string
    title_json: string
    trigger: RunTrigger
    planned_at: string
    begun_at: string | null
    ended_at: string | null
    outcome: RunOutcome
    words_json: string
    counts_json: string
    entries: string | null
  }
  /** How far each schedule has been dealt with. */
  errand_mark: {
    schedule: string
    /** The «когда» that the mark belongs to. */
    when_json: string
    anchor: string
    through: string
  }
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('errand_run')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('errand', 'text', (column) => column.notNull())
    .addColumn('title_json', 'text', (column) => column.notNull())
    .addColumn('trigger', 'text', (column) => column.notNull())
    .addColumn('planned_at', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('words_json', 'text', (column) => column.notNull())
    .addColumn('counts_json', 'text', (column) => column.notNull())
    .addColumn('entries', 'text')
    .execute()
  await db.schema.createIndex('errand_run_schedule').on('errand_run').columns(['schedule', 'id']).execute()
  await db.schema
    .createTable('errand_mark')
    .addColumn('schedule', 'text', (column) => column.primaryKey())
    .addColumn('when_json', 'text', (column) => column.notNull())
    .addColumn('anchor', 'text', (column) => column.notNull())
    .addColumn('through', 'text', (column) => column.notNull())
    .execute()
}

export const errandMigrations: AreaMigrations = {
  area: 'errands',
  steps: [{ id: 1, name: 'tables', up: createTables }],
}
