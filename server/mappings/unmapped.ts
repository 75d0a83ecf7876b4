import { sql } from 'kysely'
import type { Clock } from '../storage/clock.ts'
import type { AreaMigrations, Database } from '../storage/database.ts'
import type { MappingKind, Replacement, UnmappedValue } from './model.ts'

/** What traffic has left unmapped: each value once, with the orders that wait for it. Survives a restart. */

type Direction = Replacement['direction']

export interface UnmappedNote {
  kind: MappingKind
  direction: Direction
  value: string
  /** Name beside the value, `''` when there was none. */
  name: string
  /** Order that waits for it. */
  subject: string | null
  /** Journal entry that brought it. */
  entry: number | null
}

export type UnmappedKey = Pick<UnmappedNote, 'kind' | 'direction' | 'value'>

type Tables = {
  mapping_unmapped: {
    kind: MappingKind
    direction: Direction
    value: string
    name: string
    first_at: string
    last_at: string
    times: number
    entry: number | null
    /** 1: orders are held up by it. 0: the policy lets it through. */
    holds: number
  }
  mapping_unmapped_subject: UnmappedKey & { subject: string }
}

export const mappingMigrations: AreaMigrations = {
  area: 'mappings',
  steps: [
    {
      id: 1,
      name: 'unmapped',
      async up(db) {
        await sql`
          create table mapping_unmapped (
            kind text not null,
            direction text not null,
            value text not null,
            name text not null,
            first_at text not null,
            last_at text not null,
            times integer not null,
            entry integer,
            holds integer not null,
            primary key (kind, direction, value)
          ) strict, without rowid`.execute(db)
        await sql`
          create table mapping_unmapped_subject (
            kind text not null,
            direction text not null,
            value text not null,
            subject text not null,
            primary key (kind, direction, value, subject),
            foreign key (kind, direction, value) references mapping_unmapped on delete cascade
          ) strict, without rowid`.execute(db)
      },
    },
  ],
}

export interface UnmappedList {
  /** Counts each note. `holds`: does anything wait for the value under the policy of now? */
  note(notes: readonly (UnmappedNote & { holds: boolean })[]): Promise<void>
  /** Lists the value with its subject when it is not listed yet; an occurrence that was noted already is not counted again. */
  ensure(note: UnmappedNote): Promise<void>
  /** Newest first. */
  all(): Promise<(UnmappedValue & { holds: boolean })[]>
  counts(): Promise<Partial<Record<MappingKind, number>>>
  remove(key: UnmappedKey): Promise<void>
  /** Nothing waits for the value any more, though no row answers for it. */
  release(key: UnmappedKey): Promise<void>
  clear(): Promise<void>
}

export function createUnmappedList(deps: { db: Database; clock: Clock }): UnmappedList {
  const db = deps.db.withTables<Tables>()

  const write = (notes: readonly (UnmappedNote & { holds: boolean })[], again: 'count' | 'leave') => {
    const at = deps.clock().toISOString()
    return db.transaction().execute(async (trx) => {
      for (const { kind, direction, value, name, subject, entry, holds } of notes) {
        await trx
          .insertInto('mapping_unmapped')
          .values({
            kind,
            direction,
            value,
            name,
            first_at: at,
            last_at: at,
            times: 1,
            entry,
            holds: Number(holds),
          })
          .onConflict((conflict) => {
            const known = conflict.columns(['kind', 'direction', 'value'])
            return again === 'leave'
              ? known.doNothing()
              : known.doUpdateSet((row) => ({
                  name: sql<string>`coalesce(nullif(excluded.name, ''), mapping_unmapped.name)`,
                  last_at: at,
                  times: row('mapping_unmapped.times', '+', 1),
                  entry: sql<number | null>`coalesce(excluded.entry, mapping_unmapped.entry)`,
                  holds: row.ref('excluded.holds'),
                }))
          })
          .execute()
        if (subject === null) continue
        await trx
          .insertInto('mapping_unmapped_subject')
          .values({ kind, direction, value, subject })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    })
  }

  return {
    note: (notes) => write(notes, 'count'),
    ensure: (note) => write([{ ...note, holds: true }], 'leave'),

    async all() {
      const rows = await db
        .selectFrom('mapping_unmapped as value')
        .select([
          'kind',
          'direction',
          'value',
          'name',
          'first_at as firstAt',
          'last_at as lastAt',
          'times',
          'entry',
          'holds',
          sql<string>`(
            select json_group_array(subject) from (
              select subject from mapping_unmapped_subject as waiting
              where waiting.kind = value.kind and waiting.direction = value.direction and waiting.value = value.value
              order by subject))`.as('subjects'),
        ])
        .orderBy('last_at', 'desc')
        .orderBy('kind')
        .orderBy('value')
        .execute()
      return rows.map((row) => ({
        ...row,
        holds: row.holds === 1,
        subjects: JSON.parse(row.subjects) as string[],
      }))
    },

    async counts() {
      const rows = await db
        .selectFrom('mapping_unmapped')
        .select(({ fn }) => ['kind', fn.countAll<number>().as('count')])
        .groupBy('kind')
        .execute()
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
    },

    async remove({ kind, direction, value }) {
      await db
        .deleteFrom('mapping_unmapped')
        .where('kind', '=', kind)
        .where('direction', '=', direction)
        .where('value', '=', value)
        .execute()
    },

    async release({ kind, direction, value }) {
      await db
        .updateTable('mapping_unmapped')
        .set({ holds: 0 })
        .where('kind', '=', kind)
        .where('direction', '=', direction)
        .where('value', '=', value)
        .execute()
    },

    async clear() {
      await db.deleteFrom('mapping_unmapped').execute()
    },
  }
}
