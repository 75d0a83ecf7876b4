import type { CompiledQuery, Kysely } from 'kysely'
import type { FaultMark } from './model.ts'
import { storable } from './recording.ts'
import { mask } from './search/mask.ts'
import type { JournalTables } from './table.ts'

/** What was done to entries on purpose: marks stand beside their rows, for most entries have none. */

/** The statement that stores the marks of an entry; there has to be at least one. */
export const faultsInsert = (
  tables: Kysely<JournalTables>,
  entry: number,
  marks: readonly FaultMark[],
): CompiledQuery =>
  tables
    .insertInto('journal_fault')
    .values(
      marks.map(({ rule, name, kind, done }, place) => ({
        entry,
        place,
        rule: storable(rule)!,
        name: storable(name)!,
        kind,
        ru: done.ru,
        en: done.en,
      })),
    )
    .compile()

const NONE: readonly FaultMark[] = []

/** The marks of some entries, in the order in which they were made. */
export async function faultsReader(
  tables: Kysely<JournalTables>,
  ids: number[],
): Promise<(id: number) => readonly FaultMark[]> {
  const rows = await tables
    .selectFrom('journal_fault')
    .selectAll()
    .where('entry', 'in', ids)
    .orderBy('entry')
    .orderBy('place')
    .execute()
  const found = new Map<number, FaultMark[]>()
  for (const { entry, rule, name, kind, ru, en } of rows) {
    const marks = found.get(entry) ?? []
    marks.push({ rule, name, kind, done: { ru, en } })
    found.set(entry, marks)
  }
  return (id) => found.get(id) ?? NONE
}

/** Rules that have left marks, with the names and kinds that they had; the ones with most entries first. */
const known = (tables: Kysely<JournalTables>) =>
  tables
    .selectFrom('journal_fault')
    .select(['rule', 'name', 'kind', (eb) => eb.fn.countAll<number>().as('entries')])
    .groupBy(['rule', 'name', 'kind'])
    .orderBy('entries', 'desc')
    .execute()

/** What a query may ask for after `fault:`: ids of rules, then their names. */
export async function faultWords(tables: Kysely<JournalTables>): Promise<string[]> {
  const rules = await known(tables)
  return [...new Set([...rules.map(({ rule }) => rule), ...rules.map(({ name }) => name)])]
}

/**
 * Entries with marks of rules that are called so: by id, name or kind, with `*` for any letters.
 * @param limit the newest so many
 */
export async function entriesWithFaults(
  tables: Kysely<JournalTables>,
  patterns: readonly string[],
  limit: number,
): Promise<number[]> {
  const masks = patterns.map(mask)
  const wanted = (await known(tables)).filter(({ rule, name, kind }) =>
    [rule, name, kind].some((text) => masks.some((one) => one.test(text))),
  )
  if (wanted.length === 0) return []
  const rows = await tables
    .selectFrom('journal_fault')
    .select('entry')
    .distinct()
    .where(({ or, and, eb }) =>
      or(
        wanted.map(({ rule, name, kind }) =>
          and([eb('rule', '=', rule), eb('name', '=', name), eb('kind', '=', kind)]),
        ),
      ),
    )
    .orderBy('entry', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ entry }) => entry)
}
