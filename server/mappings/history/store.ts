import { sql } from 'kysely'
import type { Database } from '../../storage/database.ts'
import {
  emptyTables,
  isOwnKindId,
  kindsOf,
  type MappingKind,
  type MappingRow,
  type MappingTables,
  type OwnKind,
  type UnmappedPolicy,
} from '../model.ts'
import type { PolicyChange } from '../sharing/model.ts'
import type { FollowedChange } from './differences.ts'
import type { Cause, MappingChange, OwnChange, RowChange, TableChange } from './model.ts'
import { movedRows, type OrderChange } from './order.ts'
import type { HistoryTables } from './schema.ts'

/** Changes that are kept; the oldest go. */
const CHANGES_KEPT = 10_000
/** Rows of a change that a list shows. */
const ROWS_SHOWN = 20

const POLICY = ''
/** No row that a person or a file makes is called so. */
const OWN = '\u0001own'

interface Selection {
  kind?: MappingKind | undefined
  row?: string | undefined
  /** Only older ones. */
  before?: number | undefined
  limit: number
}

/** The history in the database. */
export interface HistoryStore {
  /** The tables as the history knows them, `null` while it knows none. */
  known(): Promise<MappingTables | null>
  /** Begins with these tables. */
  begin(tables: MappingTables): Promise<void>
  add(at: string, cause: Cause, changes: readonly FollowedChange[]): Promise<void>
  /** Without the order of rows, which is as long as the table. */
  list(selection: Selection): Promise<MappingChange[]>
  /** A change with all its rows, `null` when there is none. */
  change(id: number): Promise<MappingChange | null>
  /** Number of the newest change of a table; 0: it has none. */
  revision(kind: MappingKind): Promise<number>
  /** Changes of a table after a revision, oldest first; `null` when the history does not reach back to it. */
  since(kind: MappingKind, revision: number): Promise<TableChange[] | null>
}

const parsed = (json: string | null): MappingRow | null =>
  json === null ? null : (JSON.parse(json) as MappingRow)

export function createHistoryStore(database: Database): HistoryStore {
  const db = database.withTables<HistoryTables>()

  /** One statement for any number of rows: a parameter a value would be too many. */
  const know = (
    on: typeof db,
    kind: MappingKind,
    rows: readonly { row: string; place: number; value: unknown }[],
  ) =>
    sql`
      insert into mapping_known (kind, row, place, value)
      select ${kind}, value ->> 'row', value ->> 'place', json(value -> 'value')
      from json_each(${JSON.stringify(rows)}) where true
      on conflict (kind, row) do update set value = excluded.value`.execute(on)

  const place = (on: typeof db, kind: MappingKind, ids: readonly string[]) =>
    sql`
      insert into mapping_known (kind, row, place, value)
      select known.kind, known.row, wanted.key, known.value
      from json_each(${JSON.stringify(ids)}) as wanted
      join mapping_known as known on known.kind = ${kind} and known.row = wanted.value where true
      on conflict (kind, row) do update set place = excluded.place`.execute(on)

  /** Where a row comes to stand that is put behind all others: places have gaps where rows were removed. */
  async function end(on: typeof db, kind: MappingKind): Promise<number> {
    const { last } = await on
      .selectFrom('mapping_known')
      .select(({ fn }) => fn.max('place').as('last'))
      .where('kind', '=', kind)
      .executeTakeFirstOrThrow()
    return ((last as number | null) ?? -1) + 1
  }

  const described = (change: HistoryTables['mapping_change'], rows: RowChange[]): MappingChange => {
    const { id, at, by, why, kind, undoes, added, changed, removed, policy, own, moved, arrangement } = change
    return {
      id,
      at,
      by,
      why,
      kind,
      ...(undoes !== null && { undoes }),
      counts: { added, changed, removed },
      policy: policy === null ? null : (JSON.parse(policy) as PolicyChange),
      ...(own !== null && { own: JSON.parse(own) as OwnChange }),
      ...(arrangement !== null && { order: JSON.parse(arrangement) as OrderChange }),
      moved,
      rows,
      more: added + changed + removed - rows.length,
    }
  }

  async function rowsOf(ids: readonly number[], limit: number | null): Promise<Map<number, RowChange[]>> {
    const found = await sql<HistoryTables['mapping_change_row']>`
      select change, row, place, before, after from (
        select *, row_number() over (partition by change order by place, row) as number
        from mapping_change_row where change in (select value from json_each(${JSON.stringify(ids)})))
      where ${limit ?? -1} < 0 or number <= ${limit ?? -1}
      order by change, place, row`.execute(db)
    const rows = new Map<number, RowChange[]>(ids.map((id) => [id, []]))
    for (const { change, row, place, before, after } of found.rows)
      rows.get(change)!.push({ id: row, place, before: parsed(before), after: parsed(after) })
    return rows
  }

  return {
    async known() {
      const rows = await db.selectFrom('mapping_known').selectAll().orderBy('place').execute()
      if (rows.length === 0) return null
      const tables = emptyTables()
      for (const { kind, row, value } of rows) {
        if (isOwnKindId(kind)) tables[kind] ??= { policy: { on: 'pass' }, rows: [] }
        const table = tables[kind]
        // A kind that this version does not know.
        if (!table) continue
        if (row === OWN) table.own = JSON.parse(value) as OwnKind
        else if (row === POLICY) table.policy = JSON.parse(value) as UnmappedPolicy
        else table.rows.push(JSON.parse(value) as MappingRow)
      }
      return tables
    },

    begin: (tables) =>
      db.transaction().execute(async (trx) => {
        for (const kind of kindsOf(tables)) {
          const { own, policy, rows } = tables[kind]!
          await know(trx, kind, [
            ...(own ? [{ row: OWN, place: -1, value: own }] : []),
            { row: POLICY, place: -1, value: policy },
            ...rows.map((row, place) => ({ row: row.id, place, value: row })),
          ])
        }
      }),

    add: (at, { by, why, undoes = undefined }, changes) =>
      db.transaction().execute(async (trx) => {
        for (const { kind, rows, policy, own, order, ids } of changes) {
          const added = rows.filter(({ before }) => before === null).length
          const removed = rows.filter(({ after }) => after === null)
          const { id } = await trx
            .insertInto('mapping_change')
            .values({
              at,
              by,
              why,
              kind,
              undoes: undoes ?? null,
              added,
              removed: removed.length,
              changed: rows.length - added - removed.length,
              policy: policy && JSON.stringify(policy),
              own: own ? JSON.stringify(own) : null,
              moved: order ? movedRows(order) : 0,
              arrangement: order ? JSON.stringify(order) : null,
            } as HistoryTables['mapping_change'])
            .returning('id')
            .executeTakeFirstOrThrow()
          await sql`
            insert into mapping_change_row (change, row, place, before, after)
            select ${id}, value ->> 'id', value ->> 'place',
              nullif(value -> 'before', 'null'), nullif(value -> 'after', 'null')
            from json_each(${JSON.stringify(rows)})`.execute(trx)
          const behind = await end(trx, kind)
          await know(trx, kind, [
            ...(policy ? [{ row: POLICY, place: -1, value: policy.after }] : []),
            ...(own?.after ? [{ row: OWN, place: -1, value: own.after }] : []),
            ...rows.flatMap((row) =>
              row.after ? [{ row: row.id, place: behind + row.place, value: row.after }] : [],
            ),
          ])
          if (own && !own.after)
            await trx
              .deleteFrom('mapping_known')
              .where('kind', '=', kind)
              .where('row', 'in', [POLICY, OWN])
              .execute()
          await sql`
            delete from mapping_known where kind = ${kind}
            and row in (select value from json_each(${JSON.stringify(removed.map((row) => row.id))}))`.execute(
            trx,
          )
          if (ids) await place(trx, kind, ids)
          await trx
            .deleteFrom('mapping_change')
            .where('id', '<=', id - CHANGES_KEPT)
            .execute()
        }
      }),

    async list({ kind, row, before, limit }) {
      let query = db
        .selectFrom('mapping_change')
        .select([
          'id',
          'at',
          'by',
          'why',
          'kind',
          'undoes',
          'added',
          'changed',
          'removed',
          'policy',
          'own',
          'moved',
        ])
        .select(sql<null>`null`.as('arrangement'))
        .orderBy('id', 'desc')
        .limit(limit)
      if (kind !== undefined) query = query.where('kind', '=', kind)
      if (before !== undefined) query = query.where('id', '<', before)
      if (row !== undefined)
        query = query.where('id', 'in', (from) =>
          from.selectFrom('mapping_change_row').select('change').where('row', '=', row),
        )
      const changes = await query.execute()
      const rows = await rowsOf(
        changes.map(({ id }) => id),
        ROWS_SHOWN,
      )
      return changes.map((change) => described(change, rows.get(change.id)!))
    },

    async change(id) {
      const change = await db.selectFrom('mapping_change').selectAll().where('id', '=', id).executeTakeFirst()
      return change ? described(change, (await rowsOf([id], null)).get(id)!) : null
    },

    async revision(kind) {
      const { newest } = await db
        .selectFrom('mapping_change')
        .select(({ fn }) => fn.max('id').as('newest'))
        .where('kind', '=', kind)
        .executeTakeFirstOrThrow()
      return (newest as number | null) ?? 0
    },

    async since(kind, revision) {
      const { oldest } = await db
        .selectFrom('mapping_change')
        .select(({ fn }) => fn.min('id').as('oldest'))
        .executeTakeFirstOrThrow()
      const forgotten = ((oldest as number | null) ?? 1) - 1
      if (revision < forgotten || revision > (await this.revision(kind))) return null
      const changes = await db
        .selectFrom('mapping_change')
        .selectAll()
        .where('kind', '=', kind)
        .where('id', '>', revision)
        .orderBy('id')
        .execute()
      const rows = await rowsOf(
        changes.map(({ id }) => id),
        null,
      )
      return changes.map((change) => described(change, rows.get(change.id)!))
    },
  }
}
