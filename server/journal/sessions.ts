import { sql, type Kysely } from 'kysely'
import type { Text } from '../contracts/text.ts'
import type { JournalSession } from './model.ts'
import { threadKinds } from './search/keys.ts'
import type { JournalTables } from './table.ts'

const kinds: Readonly<Record<JournalSession['kind'], (name: string) => Text>> = {
  commerceml: (name) => ({ ru: `Сеанс CommerceML ${name}`, en: `CommerceML session ${name}` }),
  cycle: () => ({ ru: 'Цикл обмена заказами', en: 'Cycle of the order exchange' }),
  purchase: (name) => ({ ru: `Покупка ${name}`, en: `Purchase ${name}` }),
  deal: (name) => ({ ru: `Сделка ${name}`, en: `Deal ${name}` }),
}

/** What sessions are: `kind:name`. */
function described(id: string): Pick<JournalSession, 'kind' | 'title'> {
  const [kind, ...name] = id.split(':')
  const known = kind as JournalSession['kind']
  return { kind: known, title: kinds[known](name.join(':')) }
}

/** Sessions that entries belong to, the one with the newest entry first. */
export async function sessionsOf(
  tables: Kysely<JournalTables>,
  limit: number,
  entries: readonly number[] | null,
): Promise<JournalSession[]> {
  const chosen = entries && sql.join(entries)
  const { rows } = await sql<{
    id: string
    contract: string | null
    first: number
    last: number
    from: string
    to: string
    entries: number
    failed: number
  }>`
    with found as (
      select value as id, max(entry) as newest from journal_key
      where kind = 'session' ${chosen ? sql`and entry in (${chosen})` : sql``}
      group by value order by newest desc limit ${limit}
    )
    select found.id, max(journal.contract) as contract, min(journal.id) as first, max(journal.id) as last,
      min(journal.at) as "from", max(journal.at) as "to", count(*) as entries,
      sum(journal.failure is not null or journal.status >= 400 or journal.validity = 'invalid') as failed
    from found
    join journal_key as key on key.kind = 'session' and key.value = found.id
    join journal on journal.id = key.entry
    where not exists (select 1 from journal_removed where journal_removed.id = key.entry)
    group by found.id order by last desc`.execute(tables)
  return rows.map((row) => ({ ...row, ...described(row.id) }))
}

/** Entries of a thread at most. */
const THREAD_LIMIT = 500
/** More business objects than this are a list, and not a thread. */
const THREAD_KEYS = 20

/**
 * Entries that speak of the same orders as one does, across contracts: by its own ids, and by those that the entries found
 * so add (an order of the site and its booking). Oldest first.
 */
export async function threadOf(tables: Kysely<JournalTables>, id: number): Promise<number[]> {
  const kinds = [...threadKinds]
  const keysOf = (entries: readonly number[]) =>
    tables
      .selectFrom('journal_key')
      .select(['entry', 'kind', 'value'])
      .where('entry', 'in', [...entries])
      .where('kind', 'in', kinds)
      .execute()
  const entriesOf = async (values: readonly string[]): Promise<number[]> =>
    values.length === 0
      ? []
      : (
          await tables
            .selectFrom('journal_key')
            .select('entry')
            .distinct()
            .where('kind', 'in', kinds)
            .where('value', 'in', [...values])
            .orderBy('entry', 'desc')
            .limit(THREAD_LIMIT)
            .execute()
        ).map(({ entry }) => entry)

  const own = (await keysOf([id])).map(({ value }) => value)
  if (own.length === 0 || own.length > THREAD_KEYS) return [id]
  const near = await entriesOf(own)
  const theirs = new Map<number, string[]>()
  for (const { entry, value } of await keysOf(near)) theirs.set(entry, [...(theirs.get(entry) ?? []), value])
  // A list of orders is found by each of them, and would tie them all together.
  const further = [...theirs.values()].filter((values) => values.length <= 3).flat()
  const all = new Set([id, ...near, ...(await entriesOf([...new Set([...own, ...further])]))])
  return [...all].sort((a, b) => a - b)
}
