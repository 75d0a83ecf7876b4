import type { Kysely } from 'kysely'
import type { Clock } from '../storage/clock.ts'
import { Refusal } from '../storage/refusal.ts'
import { Mark } from './lines/chunk.ts'
import type { Lines } from './lines/lines.ts'
import type { JournalDeletion } from './model.ts'
import type { JournalTables } from './table.ts'

/** Parameters of one statement. */
const BATCH = 500

/** Calls `work` for parts of a list that fit into a statement. */
export async function inBatches<Item>(
  list: readonly Item[],
  work: (part: Item[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < list.length; from += BATCH) await work(list.slice(from, from + BATCH))
}

/** Entries that are removed go out of sight and can be brought back, until the upkeep of the journal takes them away. */
export function removals(tables: Kysely<JournalTables>, lines: Lines, clock: Clock) {
  return {
    /** Removes what is there and not pinned. @returns `deletion: null` when that is nothing */
    async remove(ids: readonly number[]): Promise<{ removed: number; deletion: number | null }> {
      const going = ids.filter((id) => (lines.marksOf(id) & (Mark.removed | Mark.gone | Mark.pinned)) === 0)
      if (going.length === 0) return { removed: 0, deletion: null }
      const deletion = await tables.transaction().execute(async (trx) => {
        const { insertId } = await trx
          .insertInto('journal_deletion')
          .values({ at: clock().toISOString() })
          .executeTakeFirstOrThrow()
        const made = Number(insertId)
        await inBatches(going, (part) =>
          trx
            .insertInto('journal_removed')
            .values(part.map((id) => ({ id, deletion: made })))
            .execute(),
        )
        return made
      })
      await lines.mark(going, Mark.removed, 0)
      return { removed: going.length, deletion }
    },

    /** @throws Refusal `JOURNAL-DELETION-UNKNOWN` */
    async restore(deletion: number): Promise<number> {
      const rows = await tables
        .selectFrom('journal_removed')
        .select('id')
        .where('deletion', '=', deletion)
        .execute()
      if (rows.length === 0)
        throw new Refusal('JOURNAL-DELETION-UNKNOWN', {
          ru: 'Вернуть нечего: эти записи уже возвращены или удалены окончательно.',
          en: 'Nothing to bring back: these entries are back already, or gone for good.',
        })
      await tables.transaction().execute(async (trx) => {
        await trx.deleteFrom('journal_removed').where('deletion', '=', deletion).execute()
        await trx.deleteFrom('journal_deletion').where('id', '=', deletion).execute()
      })
      await lines.mark(
        rows.map(({ id }) => id),
        0,
        Mark.removed,
      )
      return rows.length
    },

    async list(): Promise<JournalDeletion[]> {
      return tables
        .selectFrom('journal_deletion')
        .innerJoin('journal_removed', 'journal_removed.deletion', 'journal_deletion.id')
        .select((eb) => [
          'journal_deletion.id',
          'journal_deletion.at',
          eb.fn.countAll<number>().as('entries'),
        ])
        .groupBy('journal_deletion.id')
        .orderBy('journal_deletion.id', 'desc')
        .execute()
    },

    /** Pinned entries are kept whatever the bounds are. @returns how many there were */
    async pin(ids: readonly number[], pinned: boolean): Promise<number> {
      const present = ids.filter((id) => (lines.marksOf(id) & Mark.gone) === 0)
      await inBatches(present, (part) =>
        pinned
          ? tables
              .insertInto('journal_pin')
              .values(part.map((id) => ({ id })))
              .onConflict((conflict) => conflict.doNothing())
              .execute()
          : tables.deleteFrom('journal_pin').where('id', 'in', part).execute(),
      )
      await lines.mark(present, pinned ? Mark.pinned : 0, pinned ? 0 : Mark.pinned)
      return present.length
    },
  }
}
