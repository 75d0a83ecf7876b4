import { CompiledQuery, type Selectable } from 'kysely'
import { groupCommit } from '../../../server/journal/group-commit.ts'
import type { Database } from '../../../server/storage/database.ts'
import type { Job, JobAnswer, JobFilter, JobInput, JobView } from './model.ts'
import type { QueueTables } from './tables.ts'

type JobRow = Selectable<QueueTables['regate_job']>

/** Compiled once: these run for every job. */
const INSERT = `insert into regate_job (enterprise, method, partition, idempotency_key, fingerprint, request_id,
  entry_subject, payload_json, state, attempts, conflicts, received_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, 0, ?)`
const FINISH = `update regate_job set state = ?, attempts = ?, conflicts = ?, finished_at = ?, answer_status = ?,
  answer_json = ? where id = ? and finished_at is null`
const ATTEMPTED = 'update regate_job set attempts = ?, conflicts = ? where id = ?'
const BY_KEY =
  'select * from regate_job where enterprise = ? and idempotency_key = ? order by id desc limit 1'
const BY_REQUEST = 'select * from regate_job where enterprise = ? and request_id = ? order by id desc limit 1'

export type FinalState = 'done' | 'failed' | 'dead'

export interface JobStore {
  /** Resolves to the id when the job is committed; jobs that come in one turn of the event loop share a commit. */
  insert(input: JobInput, receivedAt: string): Promise<number>
  /** Everything that has no final answer, in the order of acceptance. */
  unfinished(): Promise<Job[]>
  /** @throws Error when the job has an answer already: it must not be carried out twice */
  finish(on: Database, job: Job, state: FinalState, answer: JobAnswer, at: string): Promise<void>
  /** Keeps the counts of a job that will be tried again. */
  attempted(job: Job): Promise<void>
  byKey(enterprise: string, key: string): Promise<JobView | null>
  byRequest(enterprise: string, requestId: string): Promise<JobView | null>
  /** @param running ids of the jobs that run now, which only the process knows */
  list(filter: JobFilter, running: readonly number[]): Promise<JobView[]>
  /** Takes the answer from a dead job; `null` when there is no such dead job. */
  revive(enterprise: string, requestId: string): Promise<Job | null>
  deleteFinishedBefore(at: string): Promise<void>
  /** Finished jobs of an enterprise whose base is emptied. */
  deleteFinishedOf(enterprise: string): Promise<void>
}

export function createJobStore(db: Database): JobStore {
  const tables = db.withTables<QueueTables>()
  const commit = groupCommit(db)

  async function one(text: string, values: readonly unknown[]): Promise<JobView | null> {
    const { rows } = await db.executeQuery<JobRow>(CompiledQuery.raw(text, [...values]))
    return rows[0] ? viewOf(rows[0]) : null
  }

  return {
    insert: (input, receivedAt) =>
      commit(
        CompiledQuery.raw(INSERT, [
          input.enterprise,
          input.method,
          input.partition,
          input.idempotencyKey,
          input.fingerprint,
          input.requestId,
          input.entrySubject ?? null,
          JSON.stringify(input.payload),
          receivedAt,
        ]),
      ),

    async unfinished() {
      const rows = await tables
        .selectFrom('regate_job')
        .selectAll()
        .where('finished_at', 'is', null)
        .orderBy('id')
        .execute()
      return rows.map(jobOf)
    },

    async finish(on, { id, attempts, conflicts }, state, { status, body }, at) {
      const values = [state, attempts, conflicts, at, status, JSON.stringify(body ?? null), id]
      const { numAffectedRows } = await on.executeQuery(CompiledQuery.raw(FINISH, values))
      if (numAffectedRows !== 1n) throw new Error(`Job ${id} is not unfinished`)
    },

    async attempted({ id, attempts, conflicts }) {
      await db.executeQuery(CompiledQuery.raw(ATTEMPTED, [attempts, conflicts, id]))
    },

    byKey: (enterprise, key) => one(BY_KEY, [enterprise, key]),
    byRequest: (enterprise, requestId) => one(BY_REQUEST, [enterprise, requestId]),

    async list({ enterprise, state, method, partition, before, limit }, running) {
      let query = tables.selectFrom('regate_job').selectAll().orderBy('id', 'desc').limit(limit)
      if (enterprise !== undefined) query = query.where('enterprise', '=', enterprise)
      if (method !== undefined) query = query.where('method', '=', method)
      if (partition !== undefined) query = query.where('partition', '=', partition)
      if (before !== undefined) query = query.where('id', '<', before)
      if (state === 'running') query = query.where('id', 'in', running)
      else if (state !== undefined) query = query.where('state', '=', state)
      if (state === 'queued') query = query.where('id', 'not in', running)
      return (await query.execute()).map(viewOf)
    },

    async revive(enterprise, requestId) {
      const newest = tables
        .selectFrom('regate_job')
        .select((select) => select.fn.max('id').as('id'))
        .where('enterprise', '=', enterprise)
        .where('request_id', '=', requestId)
      const row = await tables
        .updateTable('regate_job')
        .set({
          state: 'queued',
          attempts: 0,
          conflicts: 0,
          finished_at: null,
          answer_status: null,
          answer_json: null,
        })
        .where('id', '=', newest)
        .where('state', '=', 'dead')
        .returningAll()
        .executeTakeFirst()
      return row ? jobOf(row) : null
    },

    async deleteFinishedOf(enterprise) {
      await tables
        .deleteFrom('regate_job')
        .where('enterprise', '=', enterprise)
        .where('finished_at', 'is not', null)
        .execute()
    },

    async deleteFinishedBefore(at) {
      await tables.deleteFrom('regate_job').where('finished_at', '<', at).execute()
    },
  }
}

function jobOf(row: JobRow): Job {
  const { id, enterprise, method, partition, fingerprint, attempts, conflicts } = row
  return {
    id,
    enterprise,
    method,
    partition,
    idempotencyKey: row.idempotency_key,
    fingerprint,
    requestId: row.request_id,
    payload: JSON.parse(row.payload_json) as unknown,
    entrySubject: row.entry_subject,
    attempts,
    conflicts,
    receivedAt: row.received_at,
  }
}

function viewOf(row: JobRow): JobView {
  const { id, enterprise, method, partition, fingerprint, state, attempts } = row
  return {
    id,
    enterprise,
    requestId: row.request_id,
    method,
    partition,
    entrySubject: row.entry_subject,
    idempotencyKey: row.idempotency_key,
    fingerprint,
    state,
    attempts,
    receivedAt: row.received_at,
    finishedAt: row.finished_at,
    result:
      row.answer_status === null
        ? null
        : { status: row.answer_status, body: JSON.parse(row.answer_json!) as unknown },
  }
}
