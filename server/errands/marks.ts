import type { Database } from '../storage/database.ts'
import type { ErrandWhen } from './model.ts'
import type { ErrandTables } from './tables.ts'

/** How far a schedule has been dealt with; it outlives the program, so that missed moments are known. */
export interface Mark {
  /** The «когда» that it belongs to: another one begins anew. */
  when: string
  /** What «каждые N минут» count from. */
  anchor: Date
  through: Date
}

export const whenKey = (when: ErrandWhen): string => JSON.stringify(when)

export interface Marks {
  all(): Promise<Map<string, Mark>>
  put(schedule: string, mark: Mark): Promise<void>
  remove(schedule: string): Promise<void>
}

export function createMarks(database: Database): Marks {
  const db = database.withTables<ErrandTables>()
  return {
    async all() {
      const rows = await db.selectFrom('errand_mark').selectAll().execute()
      return new Map(
        rows.map(({ schedule, when_json, anchor, through }) => [
          schedule,
          { when: when_json, anchor: new Date(anchor), through: new Date(through) },
        ]),
      )
    },
    async put(schedule, { when, anchor, through }) {
      const row = {
        when_json: when,
        anchor: anchor.toISOString(),
        through: through.toISOString(),
      }
      await db
        .insertInto('errand_mark')
        .values({ schedule, ...row })
        .onConflict((conflict) => conflict.column('schedule').doUpdateSet(row))
        .execute()
    },
    async remove(schedule) {
      await db.deleteFrom('errand_mark').where('schedule', '=', schedule).execute()
    },
  }
}
