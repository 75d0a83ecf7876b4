import { setImmediate } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { Mark } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { JournalTables } from '../table.ts'
import { dropUses } from '../uses/removal.ts'

const BATCH = 200

const beside = ['journal_fact', 'journal_pin', 'journal_removed'] as const

/** Takes entries away for good, with everything that stands beside their rows. Bodies are swept apart. */
export async function erase(
  tables: Kysely<JournalTables>,
  lines: Lines,
  ids: readonly number[],
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const part = ids.slice(from, from + BATCH)
    await tables.transaction().execute(async (trx) => {
      await trx.deleteFrom('journal').where('id', 'in', part).execute()
      for (const table of beside) await trx.deleteFrom(table).where('id', 'in', part).execute()
      await trx.deleteFrom('journal_key').where('entry', 'in', part).execute()
      await trx.deleteFrom('journal_fault').where('entry', 'in', part).execute()
      await dropUses(trx, part)
      await trx.deleteFrom('journal_use_due').where('entry', 'in', part).execute()
      await sql`delete from journal_text where rowid in (${sql.join(part)})`.execute(trx)
    })
    await lines.mark(part, Mark.gone, 0)
    await setImmediate()
  }
  await tables
    .deleteFrom('journal_deletion')
    .where('id', 'not in', tables.selectFrom('journal_removed').select('deletion'))
    .execute()
}
