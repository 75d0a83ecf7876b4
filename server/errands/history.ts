import type { Kysely, Selectable } from 'kysely'
import type { Text } from '../contracts/text.ts'
import type { Database } from '../storage/database.ts'
import { Refusal } from '../storage/refusal.ts'
import type { ErrandRun, RunCount, RunPage, RunQuery } from './model.ts'
import type { ErrandTables } from './tables.ts'

/** Every run, in the database: the newest `KEPT_RUNS`. */
export interface RunHistory {
  add(run: Omit<ErrandRun, 'id'>): Promise<ErrandRun>
  change(id: number, change: RunChange): Promise<ErrandRun>
  /** @throws Refusal `ERRAND-RUN-UNKNOWN` */
  run(id: number): Promise<ErrandRun>
  page(query: RunQuery): Promise<RunPage>
  /** The newest run of each schedule, by its id. */
  last(): Promise<Map<string, ErrandRun>>
  /** Forgets what has ended. */
  clear(): Promise<void>
  /** Tells of what a process that is gone has left running. @param going ids of runs that go on all the same */
  closeLeft(at: string, going: readonly number[]): Promise<void>
}

export const KEPT_RUNS = 10_000

const cut: Text = {
  ru: 'Прервано: программа завершилась, не дождавшись конца задания.',
  en: 'Cut short: the program ended before the errand did.',
}
const notBegun: Text = {
  ru: 'Не началось: программа завершилась, пока задание ждало конца предыдущего.',
  en: 'Not begun: the program ended while it waited for the run before.',
}

const asRun = (row: Selectable<ErrandTables['errand_run']>): ErrandRun => ({
  id: row.id,
  schedule: row.schedule,
  errand: row.errand,
  title: JSON.parse(row.title_json) as Text,
  trigger: row.trigger,
  plannedAt: row.planned_at,
  begunAt: row.begun_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  words: JSON.parse(row.words_json) as Text,
  counts: JSON.parse(row.counts_json) as RunCount[],
  entries: row.entries,
})

/** What changes of a run while it goes. */
export type RunChange = Partial<
  Pick<ErrandRun, 'begunAt' | 'endedAt' | 'outcome' | 'words' | 'counts' | 'entries'>
>

const columnsOf = ({ words, counts, begunAt, endedAt, ...plain }: RunChange) => ({
  ...plain,
  ...(words && { words_json: JSON.stringify(words) }),
  ...(counts && { counts_json: JSON.stringify(counts) }),
  ...(begunAt !== undefined && { begun_at: begunAt }),
  ...(endedAt !== undefined && { ended_at: endedAt }),
})

export function createHistory(database: Database): RunHistory {
  const db: Kysely<ErrandTables> = database.withTables<ErrandTables>()

  async function run(id: number): Promise<ErrandRun> {
    const row = await db.selectFrom('errand_run').selectAll().where('id', '=', id).executeTakeFirst()
    if (row) return asRun(row)
    throw new Refusal('ERRAND-RUN-UNKNOWN', {
      ru: `Выполнения №${id} в истории нет: возможно, оно вытеснено новыми. Обновите список.`,
      en: `The history has no run ${id}; newer ones may have taken its place. Reload the list.`,
    })
  }

  function fitting({ schedule, errand, outcome }: RunQuery) {
    let query = db.selectFrom('errand_run')
    if (schedule !== undefined) query = query.where('schedule', '=', schedule)
    if (errand !== undefined) query = query.where('errand', '=', errand)
    return outcome === undefined ? query : query.where('outcome', '=', outcome)
  }

  return {
    run,
    async add(given) {
      const row = await db
        .insertInto('errand_run')
        .values({
          schedule: given.schedule,
          errand: given.errand,
          title_json: JSON.stringify(given.title),
          trigger: given.trigger,
          planned_at: given.plannedAt,
          begun_at: given.begunAt,
          ended_at: given.endedAt,
          outcome: given.outcome,
          words_json: JSON.stringify(given.words),
          counts_json: JSON.stringify(given.counts),
          entries: given.entries,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      await db
        .deleteFrom('errand_run')
        .where('id', '<=', row.id - KEPT_RUNS)
        .execute()
      return asRun(row)
    },
    async change(id, change) {
      await db.updateTable('errand_run').set(columnsOf(change)).where('id', '=', id).execute()
      return run(id)
    },
    async page(query) {
      const { total } = await fitting(query)
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const { before } = query
      const older = before === undefined ? fitting(query) : fitting(query).where('id', '<', before)
      const rows = await older.selectAll().orderBy('id', 'desc').limit(query.limit).execute()
      return { runs: rows.map(asRun), total }
    },
    async last() {
      const rows = await db
        .selectFrom('errand_run')
        .selectAll()
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('errand_run')
            .select((inner) => inner.fn.max('id').as('id'))
            .groupBy('schedule'),
        )
        .execute()
      return new Map(rows.map((row) => [row.schedule, asRun(row)]))
    },
    async clear() {
      // What goes on is told of at its end.
      await db.deleteFrom('errand_run').where('ended_at', 'is not', null).execute()
    },
    async closeLeft(at, going) {
      for (const [outcome, became, words] of [
        ['running', 'stopped', cut],
        ['waiting', 'skipped', notBegun],
      ] as const)
        await db
          .updateTable('errand_run')
          .set({ outcome: became, ended_at: at, words_json: JSON.stringify(words) })
          .where('outcome', '=', outcome)
          .where('id', 'not in', going)
          .execute()
    },
  }
}
