import type { Generated } from 'kysely'
import type { AreaMigrations } from '../../storage/database.ts'
import type { RunState, StepState, Verdict } from './model.ts'

export interface RunTable {
  id: Generated<number>
  started_at: string
  finished_at: string | null
  state: RunState
  /** `ReplayInput`, which has no account in it. */
  input: string
  title: string
  /** Last numbers of КСУП at the target when the run began. */
  turns: string
}

export interface StepTable {
  run: number
  position: number
  /** `PlannedStep` */
  planned: string
  state: StepState
  verdict: Verdict | null
  /** `Outcome`s, then and now. */
  then_was: string
  now_is: string | null
  result: number | null
  differences: string
  note: string | null
  /** Values made anew by this step; no secrets. */
  made: string
}

/** Results of replays, so that they survive a restart and a stopped run can go on. */
export const replayMigrations: AreaMigrations = {
  area: 'replay',
  steps: [
    {
      id: 1,
      name: 'runs-and-steps',
      async up(db) {
        await db.schema
          .createTable('replay_run')
          .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
          .addColumn('started_at', 'text', (column) => column.notNull())
          .addColumn('finished_at', 'text')
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('input', 'text', (column) => column.notNull())
          .addColumn('title', 'text', (column) => column.notNull())
          .addColumn('turns', 'text', (column) => column.notNull())
          .execute()
        await db.schema
          .createTable('replay_step')
          .addColumn('run', 'integer', (column) => column.notNull())
          .addColumn('position', 'integer', (column) => column.notNull())
          .addColumn('planned', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('verdict', 'text')
          .addColumn('then_was', 'text', (column) => column.notNull())
          .addColumn('now_is', 'text')
          .addColumn('result', 'integer')
          .addColumn('differences', 'text', (column) => column.notNull())
          .addColumn('note', 'text')
          .addColumn('made', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('replay_step_place', ['run', 'position'])
          .execute()
      },
    },
  ],
}
