import type { Selectable } from 'kysely'
import type { Text } from '../../contracts/text.ts'
import type { Database } from '../../storage/database.ts'
import { Refusal } from '../../storage/refusal.ts'
import type {
  Difference,
  Outcome,
  PlannedStep,
  ReplayInput,
  ReplayRun,
  ReplayStep,
  RunState,
} from './model.ts'
import type { Substitution } from './substitutions.ts'
import type { RunTable, StepTable } from './tables.ts'

/** Runs and their steps in the database. */

/** Older runs go when there are more. */
const RUNS_KEPT = 200

const parse = <T>(text: string): T => JSON.parse(text) as T

export interface StoredRun {
  run: ReplayRun
  input: ReplayInput
  lastTurns: Map<string, number>
}

export type StoredStep = ReplayStep & { made: Substitution[] }

export type StepResult = Pick<ReplayStep, 'state' | 'verdict' | 'now' | 'result' | 'differences' | 'note'> & {
  made: Substitution[]
}

export function createReplayStore(db: Database) {
  const tables = db.withTables<{ replay_run: RunTable; replay_step: StepTable }>()

  const stepOf = (row: Selectable<StepTable>): StoredStep => ({
    ...parse<PlannedStep>(row.planned),
    position: row.position,
    state: row.state,
    verdict: row.verdict,
    then: parse<Outcome>(row.then_was),
    now: row.now_is === null ? null : parse<Outcome>(row.now_is),
    result: row.result,
    differences: parse<Difference[]>(row.differences),
    note: row.note === null ? null : parse<Text>(row.note),
    made: parse<Substitution[]>(row.made),
  })

  async function countsOf(run: number): Promise<ReplayRun['counts']> {
    const counts: ReplayRun['counts'] = {
      same: 0,
      explained: 0,
      different: 0,
      failed: 0,
      skipped: 0,
      waiting: 0,
    }
    const rows = await tables
      .selectFrom('replay_step')
      .select((eb) => ['state', 'verdict', eb.fn.countAll<number>().as('times')])
      .where('run', '=', run)
      .groupBy(['state', 'verdict'])
      .execute()
    for (const { state, verdict, times } of rows)
      counts[state === 'done' ? (verdict ?? 'failed') : state] += Number(times)
    return counts
  }

  async function viewOf(row: Selectable<RunTable>): Promise<StoredRun> {
    const input = parse<ReplayInput>(row.input)
    const counts = await countsOf(row.id)
    const run: ReplayRun = {
      id: row.id,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      state: row.state,
      target: input.target,
      account: input.account,
      rate: input.rate,
      steps: Object.values(counts).reduce((sum, one) => sum + one, 0),
      counts,
      same: counts.waiting > 0 ? null : counts.different + counts.failed === 0,
      title: parse<Text>(row.title),
    }
    return { run, input, lastTurns: new Map(parse<[string, number][]>(row.turns)) }
  }

  return {
    async add(
      input: ReplayInput,
      given: {
        at: Date
        title: Text
        lastTurns: ReadonlyMap<string, number>
        steps: readonly { planned: PlannedStep; then: Outcome }[]
      },
    ): Promise<number> {
      return tables.transaction().execute(async (trx) => {
        const { id } = await trx
          .insertInto('replay_run')
          .values({
            started_at: given.at.toISOString(),
            finished_at: null,
            state: 'running',
            input: JSON.stringify(input),
            title: JSON.stringify(given.title),
            turns: JSON.stringify([...given.lastTurns]),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        for (const [position, { planned, then }] of given.steps.entries())
          await trx
            .insertInto('replay_step')
            .values({
              run: id,
              position,
              planned: JSON.stringify(planned),
              state: 'waiting',
              verdict: null,
              then_was: JSON.stringify(then),
              now_is: null,
              result: null,
              differences: '[]',
              note: null,
              made: '[]',
            })
            .execute()
        await trx
          .deleteFrom('replay_run')
          .where('id', '<=', id - RUNS_KEPT)
          .execute()
        await trx
          .deleteFrom('replay_step')
          .where('run', '<=', id - RUNS_KEPT)
          .execute()
        return id
      })
    },
    /** Newest first. */
    async runs(): Promise<ReplayRun[]> {
      const rows = await tables.selectFrom('replay_run').selectAll().orderBy('id', 'desc').execute()
      return Promise.all(rows.map(async (row) => (await viewOf(row)).run))
    },
    /** @throws Refusal `REPLAY-RUN-UNKNOWN` */
    async run(id: number): Promise<StoredRun> {
      const row = await tables.selectFrom('replay_run').selectAll().where('id', '=', id).executeTakeFirst()
      if (row) return viewOf(row)
      throw new Refusal('REPLAY-RUN-UNKNOWN', {
        ru: `Повтора ${id} нет: хранятся последние ${RUNS_KEPT}.`,
        en: `There is no replay ${id}: the last ${RUNS_KEPT} are kept.`,
      })
    },
    async steps(run: number): Promise<StoredStep[]> {
      const rows = await tables
        .selectFrom('replay_step')
        .selectAll()
        .where('run', '=', run)
        .orderBy('position')
        .execute()
      return rows.map(stepOf)
    },
    async setState(id: number, state: RunState, at: Date | null): Promise<void> {
      await tables
        .updateTable('replay_run')
        .set({ state, finished_at: at?.toISOString() ?? null })
        .where('id', '=', id)
        .execute()
    },
    async settle(run: number, position: number, result: StepResult): Promise<void> {
      await tables
        .updateTable('replay_step')
        .set({
          state: result.state,
          verdict: result.verdict,
          now_is: result.now && JSON.stringify(result.now),
          result: result.result,
          differences: JSON.stringify(result.differences),
          note: result.note && JSON.stringify(result.note),
          made: JSON.stringify(result.made),
        })
        .where('run', '=', run)
        .where('position', '=', position)
        .execute()
    },
    /** Steps that went wrong wait again. */
    async waitAgain(run: number): Promise<void> {
      await tables
        .updateTable('replay_step')
        .set({
          state: 'waiting',
          verdict: null,
          now_is: null,
          result: null,
          differences: '[]',
          note: null,
          made: '[]',
        })
        .where('run', '=', run)
        .where('verdict', 'in', ['different', 'failed'])
        .execute()
    },
    /** Runs that a program which is gone was carrying out. */
    async stopAll(at: Date): Promise<void> {
      await tables
        .updateTable('replay_run')
        .set({ state: 'stopped', finished_at: at.toISOString() })
        .where('state', '=', 'running')
        .execute()
    },
  }
}

export type ReplayStore = ReturnType<typeof createReplayStore>
