import { sql, type Generated, type Kysely } from 'kysely'

export type UseTables = {
  /** What was asked for: a row of a mapping table, or a value in one direction that no row answered for. */
  journal_use: {
    id: Generated<number>
    kind: string
    what: 'row' | 'site_to_1c' | 'onec_to_site'
    /** Id of the row, or the value. */
    key: string
    /** Exchanges of it, and those in which it held the value up. */
    times: number
    held: number
  }
  journal_use_entry: { use: number; entry: number; held: number }
  /** Entries that have to be counted (again): what the mappings did to them was added later. */
  journal_use_due: { entry: number }
  /** The last entry that is counted. */
  journal_used: { upto: number }
}

/**
 * Uses are counted after the entries, as texts are indexed: recording writes nothing for them. The same two numbers an entry
 * for any length of values, and a count beside them, so that a table of 20 000 rows is answered without reading every entry.
 */
export async function makeUses(db: Kysely<unknown>): Promise<void> {
  await sql`create table journal_use (
    id integer primary key, kind text not null, what text not null, key text not null,
    times integer not null default 0, held integer not null default 0, unique (kind, what, key)
  ) strict`.execute(db)
  await sql`create table journal_use_entry (
    use integer not null, entry integer not null, held integer not null, primary key (use, entry)
  ) strict, without rowid`.execute(db)
  await db.schema.createIndex('journal_use_entry_entry').on('journal_use_entry').column('entry').execute()
  await sql`create table journal_use_due (entry integer primary key) strict`.execute(db)
  await sql`create table journal_used (upto integer not null) strict`.execute(db)
  await sql`insert into journal_used (upto) values (0)`.execute(db)
}
