import type { Kysely, Selectable } from 'kysely'
import { Refusal } from '../../server/storage/refusal.ts'
import type { CmlRun, CmlRunRow, RunTotals } from './model.ts'
import type { CmlOnecTables } from './tables.ts'

/** Runs as they are kept. Older ones go: a report of a long exchange is large. */

/** Runs that are kept. */
const RUNS_KEPT = 200

/** Where a stopped run goes on. */
export interface ResumePoint {
  part: 'catalogue' | 'orders'
  portion: number
  full: boolean
}

type RunRow = Selectable<CmlOnecTables['cml_onec_run']>

export const noTotals = (): RunTotals => ({
  items: 0,
  offers: 0,
  pictures: 0,
  bytes: 0,
  ordersLoaded: 0,
  ordersSkipped: 0,
  ordersUpdated: 0,
  ordersCreated: 0,
  ordersSent: 0,
})

const rowOf = (row: Omit<RunRow, 'steps_json' | 'log_json'>): CmlRunRow => ({
  id: row.id,
  node: row.node,
  kind: row.kind,
  trigger: row.trigger,
  state: row.state,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  progress: JSON.parse(row.progress_json) as CmlRun['progress'],
  totals: JSON.parse(row.totals_json) as RunTotals,
  steps: row.steps,
  resumable: row.resume_json !== null,
})

const storedColumns = [
  'id',
  'node',
  'kind',
  'trigger',
  'state',
  'started_at',
  'finished_at',
  'progress_json',
  'totals_json',
  'steps',
  'resume_json',
] as const

const changing = (run: CmlRun, resume: ResumePoint | null) => ({
  state: run.state,
  finished_at: run.finishedAt,
  progress_json: JSON.stringify(run.progress),
  totals_json: JSON.stringify(run.totals),
  steps_json: JSON.stringify(run.steps),
  steps: run.steps.length,
  log_json: JSON.stringify(run.log),
  resume_json: resume === null ? null : JSON.stringify(resume),
})

export interface RunStore {
  /** Adds a run and drops the oldest ones. @returns its number */
  add(run: Omit<CmlRun, 'id'>): Promise<number>
  save(run: CmlRun, resume: ResumePoint | null): Promise<void>
  rows(node?: string): Promise<CmlRunRow[]>
  /** @throws Refusal `CML-RUN-UNKNOWN` */
  run(id: number): Promise<CmlRun>
  resumePoint(id: number): Promise<ResumePoint | null>
  last(node: string): Promise<CmlRunRow | null>
  /** Runs that a program which is gone has left: they are «прервано» now. */
  closeLeft(now: string): Promise<void>
  clear(): Promise<void>
}

export const unknownRun = (id: number) =>
  new Refusal('CML-RUN-UNKNOWN', {
    ru: `Сеанса обмена №${id} нет: хранятся последние ${RUNS_KEPT}.`,
    en: `There is no exchange session ${id}: the last ${RUNS_KEPT} are kept.`,
  })

export function createRunStore(db: Kysely<CmlOnecTables>): RunStore {
  const rowsOf = (node?: string) => {
    const all = db.selectFrom('cml_onec_run').select(storedColumns).orderBy('id', 'desc')
    return node === undefined ? all : all.where('node', '=', node)
  }
  async function stored(id: number): Promise<RunRow> {
    const row = await db.selectFrom('cml_onec_run').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw unknownRun(id)
    return row
  }
  return {
    async add(run) {
      const { id } = await db
        .insertInto('cml_onec_run')
        .values({
          node: run.node,
          kind: run.kind,
          trigger: run.trigger,
          started_at: run.startedAt,
          ...changing({ ...run, id: 0 }, null),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .deleteFrom('cml_onec_run')
        .where('id', '<=', id - RUNS_KEPT)
        .execute()
      return id
    },
    async save(run, resume) {
      await db.updateTable('cml_onec_run').set(changing(run, resume)).where('id', '=', run.id).execute()
    },
    rows: async (node) => (await rowsOf(node).execute()).map(rowOf),
    async run(id) {
      const row = await stored(id)
      return {
        ...rowOf(row),
        steps: JSON.parse(row.steps_json) as CmlRun['steps'],
        log: JSON.parse(row.log_json) as CmlRun['log'],
      }
    },
    async resumePoint(id) {
      const { resume_json } = await stored(id)
      return resume_json === null ? null : (JSON.parse(resume_json) as ResumePoint)
    },
    async last(node) {
      const row = await rowsOf(node).limit(1).executeTakeFirst()
      return row ? rowOf(row) : null
    },
    async closeLeft(now) {
      const left = await db.selectFrom('cml_onec_run').selectAll().where('state', '=', 'running').execute()
      for (const row of left) {
        const log = JSON.parse(row.log_json) as CmlRun['log']
        log.push({ at: now, level: 'warning', text: 'Сеанс прерван: программа была закрыта.' })
        await db
          .updateTable('cml_onec_run')
          .set({ state: 'stopped', finished_at: now, log_json: JSON.stringify(log) })
          .where('id', '=', row.id)
          .execute()
      }
    },
    async clear() {
      await db.deleteFrom('cml_onec_run').execute()
    },
  }
}
