import { sql } from 'kysely'
import type { AreaMigrations } from '../../storage/database.ts'
import type { MappingKind } from '../model.ts'
import type { ChangeReason } from './model.ts'

/** Tables of the history: changes, their rows, and the state of the mapping tables that it knows of. */

export type HistoryTables = {
  mapping_change: {
    id: number
    at: string
    by: string
    why: ChangeReason
    kind: MappingKind
    undoes: number | null
    added: number
    changed: number
    removed: number
    /** JSON of `PolicyChange`. */
    policy: string | null
    /** JSON of `OwnChange`. */
    own: string | null
    moved: number
    /** JSON of `OrderChange`. */
    arrangement: string | null
  }
  mapping_change_row: {
    change: number
    row: string
    place: number
    /** JSON of `MappingRow`. */
    before: string | null
    after: string | null
  }
  /** JSON of rows; the policy of a table is under the empty key, its own kind under another that no row has. */
  mapping_known: { kind: MappingKind; row: string; place: number; value: string }
}

export const historySteps: AreaMigrations['steps'] = [
  {
    id: 2,
    name: 'history',
    async up(db) {
      await sql`
        create table mapping_change (
          id integer primary key autoincrement,
          at text not null,
          by text not null,
          why text not null,
          kind text not null,
          undoes integer,
          added integer not null,
          changed integer not null,
          removed integer not null,
          policy text
        ) strict`.execute(db)
      await sql`create index mapping_change_kind on mapping_change (kind, id)`.execute(db)
      await sql`
        create table mapping_change_row (
          change integer not null references mapping_change on delete cascade,
          row text not null,
          place integer not null,
          before text,
          after text,
          primary key (change, row)
        ) strict, without rowid`.execute(db)
      await sql`create index mapping_change_row_row on mapping_change_row (row, change)`.execute(db)
      await sql`
        create table mapping_known (
          kind text not null,
          row text not null,
          place integer not null,
          value text not null,
          primary key (kind, row)
        ) strict, without rowid`.execute(db)
    },
  },
  {
    id: 3,
    name: 'own-kinds',
    async up(db) {
      await sql`alter table mapping_change add column own text`.execute(db)
    },
  },
  {
    id: 4,
    name: 'order-of-rows',
    async up(db) {
      await sql`alter table mapping_change add column moved integer not null default 0`.execute(db)
      await sql`alter table mapping_change add column arrangement text`.execute(db)
      // Places were kept of new rows alone: the order that they give is none that the tables have had.
      await sql`delete from mapping_known`.execute(db)
    },
  },
]
