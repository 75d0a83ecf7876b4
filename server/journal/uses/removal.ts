import { sql, type Kysely } from 'kysely'
import type { JournalTables } from '../table.ts'

/**
 * Takes entries out of the uses: those that go from the journal, and those that are about to be counted anew. What no exchange
 * asks for any more keeps its number, which the counter remembers.
 */
export async function dropUses(trx: Kysely<JournalTables>, entries: readonly number[]): Promise<void> {
  if (entries.length === 0) return
  const gone = sql`(${sql.join(entries)})`
  await sql`
    update journal_use set times = journal_use.times - lost.times, held = journal_use.held - lost.held
    from (select use, count(*) as times, sum(held) as held from journal_use_entry where entry in ${gone} group by use) as lost
    where lost.use = journal_use.id`.execute(trx)
  await trx.deleteFrom('journal_use_entry').where('entry', 'in', entries).execute()
}
