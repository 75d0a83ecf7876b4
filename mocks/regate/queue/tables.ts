import type { Generated, Kysely } from 'kysely'
import type { AreaMigrations } from '../../../server/storage/database.ts'
import type { JobState } from './model.ts'

/** Instants ISO 8601 in UTC, columns named `*_json` hold JSON text. */
export type QueueTables = {
  regate_job: {
    /** The order of acceptance. */
    id: Generated<number>
    enterprise: string
    method: string
    partition: string
    idempotency_key: string | null
    fingerprint: string
    request_id: string
    entry_subject: string | null
    payload_json: string
    state: Exclude<JobState, 'running'>
    attempts: number
    conflicts: number
    received_at: string
    /** `null` until there is a final answer. */
    finished_at: string | null
    answer_status: number | null
    answer_json: string | null
  }
}

export const queueMigrations: AreaMigrations = {
  area: 'regate-queue',
  steps: [{ id: 1, name: 'jobs', up: createJobs }],
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('regate_job')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('enterprise', 'text', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('partition', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text')
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('entry_subject', 'text')
    .addColumn('payload_json', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('conflicts', 'integer', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('answer_status', 'integer')
    .addColumn('answer_json', 'text')
    .execute()
  await db.schema
    .createIndex('regate_job_request')
    .on('regate_job')
    .columns(['enterprise', 'request_id'])
    .execute()
  await db.schema
    .createIndex('regate_job_key')
    .on('regate_job')
    .columns(['enterprise', 'idempotency_key'])
    .where('idempotency_key', 'is not', null)
    .execute()
  // Finds what is unfinished at a start as well as what is old enough to be deleted.
  await db.schema.createIndex('regate_job_finished').on('regate_job').column('finished_at').execute()
}
