import { sql, type Kysely } from 'kysely'
import type { AreaMigrations } from '../storage/database.ts'

/**
 * Tables of a catalogue base. One row an item and an offer: what lists need stands in columns, the rest is JSON. JSON of
 * items lies apart (`details`), so that a list of a hundred thousand items reads few pages.
 *
 * `known = 0` is a row that only holds a place: a group or an item that was spoken of and has not come yet, or one that was
 * deleted. Its number stays, so references and reports keep their meaning. `change` is the number of the last change.
 */
const tables = [
  `create table meta (name text primary key, value integer not null) without rowid`,
  `create table changes (n integer primary key, at text not null)`,
  `create table parts (
    n integer primary key, kind text not null, id text not null, parent text, name text not null, known integer not null,
    active integer not null, change integer not null, line integer not null, col integer not null, detail text not null)`,
  `create unique index parts_id on parts (kind, id)`,
  `create index parts_parent on parts (kind, parent)`,
  `create table scopes (n integer primary key, id text not null unique)`,
  `create table items (
    n integer primary key, id text not null, known integer not null, active integer not null, change integer not null,
    scope integer not null, line integer not null, col integer not null, name text not null, article text not null,
    barcode text not null, unit text not null, pictures integer not null, search text not null)`,
  `create unique index items_id on items (id)`,
  `create table details (n integer primary key, detail text not null)`,
  `create table links (item integer not null, grp integer not null, primary key (item, grp)) without rowid`,
  `create table offers (
    n integer primary key, item integer not null, suffix text not null, known integer not null, active integer not null,
    change integer not null, scope integer not null, line integer not null, col integer not null, price integer,
    currency text not null, quantity integer, detail text not null)`,
  // Offers of one item stand together, also in the index: an import in the order of the goods writes at one end of it.
  `create index offers_item on offers (item, suffix, active, price, quantity)`,
  `create table documents (
    n integer primary key, id text not null, operation text not null, number text not null, date text not null, sum integer,
    currency text not null, party text not null, lines integer not null, basis text, line integer not null,
    search text not null, detail text not null)`,
  `create index documents_id on documents (id, operation)`,
  `create table findings (
    n integer primary key, file text not null, severity text not null, code text not null, ru text not null,
    en text not null, id text not null, value text, line integer not null, col integer not null)`,
  `create index findings_code on findings (code, severity)`,
  `create table imports (
    n integer primary key, file text not null, at text not null, duration integer not null, outcome text not null,
    refusal text not null, counts text not null, summary text not null)`,
  // Either a run of rows `first`…`last` of the table of the kind, or one record with its own words.
  `create table import_rows (
    n integer primary key, import integer not null, kind text not null, what text not null, first integer, last integer,
    id text not null, name text not null, ru text, en text)`,
  `create index import_rows_import on import_rows (import, n)`,
]

/**
 * What lists are read by. An import into an empty base does without them and makes them at its end, in one go.
 * The search index holds all that a search reads, in the order of names.
 */
export const listIndexes = {
  items_search: `create index items_search on items (search, active) where known = 1`,
  items_article: `create index items_article on items (article, active) where known = 1`,
  items_known: `create index items_known on items (known)`,
  items_active: `create index items_active on items (known, active)`,
  links_group: `create index links_group on links (grp, item)`,
} as const

/** When rows were last mentioned by a file, as stretches of numbers: see `mentions.ts`. */
const mentions = `create table mentions (
  kind text not null, first integer not null, last integer not null, at integer not null, primary key (kind, first)) without rowid`

/** Of what an older base holds, only the time of its last change is known. */
const mentionsOf = (kind: string, table: string): string =>
  `insert into mentions (kind, first, last, at)
   select '${kind}', 1, (select max(n) from ${table}), unixepoch(max(at)) from changes
   where exists (select 1 from ${table}) having max(at) is not null`

export const catalogueArea: AreaMigrations = {
  area: 'catalogue',
  steps: [
    {
      id: 1,
      name: 'tables',
      async up(db: Kysely<unknown>) {
        for (const text of [...tables, ...Object.values(listIndexes)]) await sql.raw(text).execute(db)
      },
    },
    {
      id: 2,
      name: 'mentions',
      async up(db: Kysely<unknown>) {
        for (const text of [mentions, mentionsOf('item', 'items'), mentionsOf('offer', 'offers')])
          await sql.raw(text).execute(db)
      },
    },
  ],
}
