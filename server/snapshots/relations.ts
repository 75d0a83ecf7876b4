import type { Text } from '../contracts/text.ts'
import { columnsOf } from './bases-file.ts'
import { bases } from './objects.ts'
import { quoted, type Connection } from './sqlite.ts'

/** What two states are compared by: kinds of objects as rows with a key, out of tables of the bases and of the catalogues. */

/** Names of the attached files of one state. */
export interface State {
  bases: string
  'catalogue-site': string
  'catalogue-onec': string
}

export interface Relation {
  kind: string
  base: Text
  title: Text
  key: readonly string[]
  /** Column of the number or the name, `null`: the key says it. */
  name: string | null
  /** Columns that both states have, in order. */
  columns: readonly string[]
  /** Rows of a state as SQL. */
  of(state: State): string
}

/** They follow from other columns, or name entries of a journal that a snapshot does not hold. */
const left: ReadonlySet<string> = new Set(['search', 'entry'])
/** Its bytes have their hash in the table of files. */
const BYTES = 'ksup_file_bytes'

/** Columns of the primary key, in its order. */
const keyOf = (connection: Connection, schema: string, table: string): string[] =>
  connection
    .rows<{ name: string }>(
      `select name from pragma_table_info('${table}', '${schema}') where pk > 0 order by pk`,
    )
    .map(({ name }) => name)

function* baseRelations(connection: Connection, before: State, after: State): Generator<Relation> {
  for (const { title: base, objects } of bases)
    for (const [table, { title, name = null }] of Object.entries(objects)) {
      if (table === BYTES) continue
      const known = new Set(columnsOf(connection, before.bases, table))
      const columns = columnsOf(connection, after.bases, table).filter(
        (column) => known.has(column) && !left.has(column),
      )
      const list = columns.map(quoted).join(', ')
      yield {
        kind: table,
        base,
        title,
        key: keyOf(connection, after.bases, table),
        name: name !== null && columns.includes(name) ? name : null,
        columns,
        of: (state) => `select ${list} from ${state.bases}.${quoted(table)}`,
      }
    }
}

const catalogues = [
  { schema: 'catalogue-site', base: { ru: 'Каталог сайта', en: 'Catalogue of the site' } },
  { schema: 'catalogue-onec', base: { ru: 'Каталог 1С', en: 'Catalogue of 1C' } },
] as const

function* catalogueRelations(): Generator<Relation> {
  for (const { schema, base } of catalogues) {
    yield {
      kind: `${schema}.items`,
      base,
      title: { ru: 'Товары', en: 'Items' },
      key: ['id'],
      name: 'name',
      columns: ['id', 'name', 'article', 'barcode', 'unit', 'active', 'detail'],
      of: (state) =>
        `select i.id, i.name, i.article, i.barcode, i.unit, i.active, d.detail
         from ${state[schema]}.items i join ${state[schema]}.details d on d.n = i.n where i.known = 1`,
    }
    yield {
      kind: `${schema}.offers`,
      base,
      title: { ru: 'Предложения', en: 'Offers' },
      // What the identifier of an offer has beyond that of its item.
      key: ['item', 'suffix'],
      name: null,
      columns: ['item', 'suffix', 'price', 'currency', 'quantity', 'active', 'detail'],
      of: (state) =>
        `select i.id as item, o.suffix, o.price, o.currency, o.quantity, o.active, o.detail
         from ${state[schema]}.offers o join ${state[schema]}.items i on i.n = o.item where o.known = 1`,
    }
    yield {
      kind: `${schema}.parts`,
      base,
      title: { ru: 'Группы, свойства, цены и склады', en: 'Groups, properties, prices and warehouses' },
      key: ['kind', 'id'],
      name: 'name',
      columns: ['kind', 'id', 'name', 'parent', 'active', 'detail'],
      of: (state) =>
        `select kind, id, name, parent, active, detail from ${state[schema]}.parts where known = 1`,
    }
  }
}

/** All kinds of objects, or one. @param connection has the files of both states attached */
export function relationsOf(connection: Connection, before: State, after: State, only?: string): Relation[] {
  const all = [...baseRelations(connection, before, after), ...catalogueRelations()]
  return only === undefined ? all : all.filter(({ kind }) => kind === only)
}
