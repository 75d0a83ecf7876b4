import { sql, type Kysely } from 'kysely'
import type { MappingKind, Replacement } from '../../mappings/model.ts'
import { Mark } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { JournalRow } from '../model.ts'
import type { JournalTables } from '../table.ts'
import type { UseCounter } from './counting.ts'
import type { RowUse, UsedIn, UsedValue, UseExchange, ValueKey } from './model.ts'

/** A question waits so long for the newest entries to be counted; the answer says how many are not. */
const WAIT_MS = 300

/** How rows of the mapping tables and values without one were used. Removed entries take no part until they are brought back. */
export interface Uses {
  /** Rows of a table that exchanges asked for. */
  uses(kind: MappingKind): Promise<{ uses: RowUse[]; behind: number }>
  /** Exchanges of a row, newest first. */
  usesOfRow(
    kind: MappingKind,
    row: string,
    limit: number,
  ): Promise<{ times: number; held: number; exchanges: UsedIn[] }>
  /** Exchanges in which no row answered for a value, newest first; for each of the values, in their order. */
  usesOfValues(
    keys: readonly ValueKey[],
    limit: number,
  ): Promise<{ times: number; exchanges: UseExchange[] }[]>
  /** Those of the entries that are there and not removed. */
  present(ids: readonly number[]): Promise<Set<number>>
}

export function usesReader({
  tables,
  rows,
  finding,
}: {
  tables: Kysely<JournalTables>
  rows(ids: readonly number[]): Promise<JournalRow[]>
  finding(): Promise<{ lines: Lines; counter: UseCounter }>
}): Uses {
  async function upToDate() {
    const { lines, counter } = await finding()
    const until = performance.now() + WAIT_MS
    await counter.run(() => performance.now() > until)
    return { lines, counter }
  }

  const removed = sql`(select id from journal_removed)`

  /** The entries with what was done to the values in question. One at a time: a list of stock has ten thousand of them. */
  async function exchanges(
    ids: readonly number[],
    concerns: (replacement: Replacement) => boolean,
  ): Promise<UsedIn[]> {
    const list: UsedIn[] = []
    for (const row of await rows(ids)) {
      const stored = await tables
        .selectFrom('journal')
        .select('replacements')
        .where('id', '=', row.id)
        .executeTakeFirst()
      const all = stored ? (JSON.parse(stored.replacements) as Replacement[]) : []
      list.push({ ...exchangeOf(row), values: distinct(all.filter(concerns)) })
    }
    return list
  }

  return {
    async uses(kind) {
      const { lines, counter } = await upToDate()
      const list = await sql<Omit<RowUse, 'lastAt' | 'lastHeld'> & { lastHeld: number }>`
        select "row", used.times, used.held, "lastEntry", link.held as "lastHeld" from (
          select id, key as "row", times - coalesce(lost.entries, 0) as times,
            known.held - coalesce(lost.held, 0) as held,
            (select entry from journal_use_entry where use = known.id
              and not exists (select 1 from journal_removed where journal_removed.id = entry)
              order by entry desc limit 1) as "lastEntry"
          from journal_use as known left join (
            select use, count(*) as entries, sum(held) as held from journal_use_entry
            where entry in ${removed} group by use) as lost on lost.use = known.id
          where kind = ${kind} and what = 'row') as used
        join journal_use_entry as link on link.use = used.id and link.entry = "lastEntry"`.execute(tables)
      return {
        uses: list.rows.map(({ lastHeld, ...use }) => ({
          ...use,
          lastAt: new Date(lines.atOf(use.lastEntry)).toISOString(),
          lastHeld: lastHeld === 1,
        })),
        behind: await counter.behind(),
      }
    },

    async usesOfRow(kind, row, limit) {
      await upToDate()
      const links = tables
        .selectFrom('journal_use as used')
        .innerJoin('journal_use_entry as link', 'link.use', 'used.id')
        .where('kind', '=', kind)
        .where('what', '=', 'row')
        .where('key', '=', row)
        .where('entry', 'not in', (from) => from.selectFrom('journal_removed').select('id'))
      const { times, held } = await links
        .select((eb) => [
          eb.fn.countAll<number>().as('times'),
          eb.fn.sum<number | null>('link.held').as('held'),
        ])
        .executeTakeFirstOrThrow()
      const newest = await links.select('entry').orderBy('entry', 'desc').limit(limit).execute()
      const ids = newest.map(({ entry }) => entry)
      const concerns = (one: Replacement): boolean => one.kind === kind && one.row === row
      return { times, held: held ?? 0, exchanges: await exchanges(ids, concerns) }
    },

    async usesOfValues(keys, limit) {
      if (keys.length === 0) return []
      await upToDate()
      const found = await sql<{ place: number; times: number; entries: string }>`
        select cast(asked.key as integer) as place,
          used.times - (select count(*) from journal_use_entry where use = used.id and entry in ${removed}) as times,
          (select json_group_array(entry) from (
            select entry from journal_use_entry where use = used.id and not exists (select 1 from journal_removed where journal_removed.id = entry)
            order by entry desc limit ${limit})) as entries
        from json_each(${JSON.stringify(keys)}) as asked join journal_use as used
        on used.kind = asked.value ->> 'kind' and used.what = asked.value ->> 'direction'
          and used.key = asked.value ->> 'value'`.execute(tables)
      const entriesOf = new Map(
        found.rows.map(({ place, entries, times }) => [
          place,
          { times, ids: JSON.parse(entries) as number[] },
        ]),
      )
      const ids = new Set([...entriesOf.values()].flatMap((one) => one.ids))
      const byId = new Map((await rows([...ids])).map((row) => [row.id, exchangeOf(row)]))
      return keys.map((_, place) => {
        const { times = 0, ids: own = [] } = entriesOf.get(place) ?? {}
        return { times, exchanges: own.flatMap((id) => byId.get(id) ?? []) }
      })
    },

    async present(ids) {
      const { lines } = await finding()
      return new Set(ids.filter((id) => (lines.marksOf(id) & (Mark.removed | Mark.gone)) === 0))
    },
  }
}

const exchangeOf = ({
  id,
  at,
  method,
  path,
  from,
  to,
  operation,
  status,
  code,
  subject,
}: JournalRow): UseExchange => ({ id, at, method, path, from, to, operation, status, code, subject })

/** Each value once, with the number of its places. */
function distinct(replacements: readonly Replacement[]): UsedValue[] {
  const values = new Map<string, UsedValue>()
  for (const { direction, from, to, outcome } of replacements) {
    const name = JSON.stringify([direction, from, to, outcome])
    const known = values.get(name)
    if (known) known.times += 1
    else values.set(name, { direction, from, to, outcome, times: 1 })
  }
  return [...values.values()]
}
