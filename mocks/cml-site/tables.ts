import type { Generated, Kysely, Transaction } from 'kysely'
import type { AreaMigrations } from '../../server/storage/database.ts'

/**
 * Orders of the simulated site. Money in kopecks, instants ISO 8601 in UTC, flags 0 or 1; columns named `*_json` hold JSON
 * text. Goods are in a catalogue base of their own, uploads in a folder, sessions in memory.
 */
export type CmlSiteTables = {
  cml_site_order: {
    number: string
    /** `CmlDocument` of the order: buyer, lines, comment. What follows from its state is added when it goes out. */
    document_json: string
    payments_json: string
    shipments_json: string
    sum: number
    buyer: string
    /** Tells buyers apart: e-mail, else telephone, else name, in lower case. */
    buyer_key: string
    /** Number of the buyer at the site. */
    buyer_no: number
    /** Lower-cased number, buyer and number in 1C: SQLite folds the case of ASCII only. */
    search: string
    status: string
    status_at: string
    paid: number
    shipped: number
    cancelled: number
    created_at: string
    changed_at: string
    changed_by: string
    /** Grows with every change of any order. */
    change_no: number
    /** `change_no` of what 1C has taken last, 0 for never. */
    taken_no: number
    /** `Ид`, number and `НомерВерсии` that 1C gave. */
    id_1c: string | null
    number_1c: string | null
    version_1c: string | null
  }
  cml_site_history: {
    id: Generated<number>
    number: string
    at: string
    by: string
    ru: string
    en: string
  }
  /** What became of each document of 1C. */
  cml_site_taken: {
    id: Generated<number>
    at: string
    file: string
    number: string
    document_id: string
    outcome: string
    ru: string
    en: string
  }
  /** `last-committed` (instant), `source-check` (`1`), `change` and `buyer` (counters). */
  cml_site_mark: { name: string; value: string }
}

/** The tables, inside or outside of a transaction. */
export type CmlSiteBase = Kysely<CmlSiteTables> | Transaction<CmlSiteTables>

const text = 'text' as const
const integer = 'integer' as const

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cml_site_order')
    .addColumn('number', text, (c) => c.primaryKey())
    .addColumn('document_json', text, (c) => c.notNull())
    .addColumn('payments_json', text, (c) => c.notNull())
    .addColumn('shipments_json', text, (c) => c.notNull())
    .addColumn('sum', integer, (c) => c.notNull())
    .addColumn('buyer', text, (c) => c.notNull())
    .addColumn('buyer_key', text, (c) => c.notNull())
    .addColumn('buyer_no', integer, (c) => c.notNull())
    .addColumn('search', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('status_at', text, (c) => c.notNull())
    .addColumn('paid', integer, (c) => c.notNull())
    .addColumn('shipped', integer, (c) => c.notNull())
    .addColumn('cancelled', integer, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('changed_at', text, (c) => c.notNull())
    .addColumn('changed_by', text, (c) => c.notNull())
    .addColumn('change_no', integer, (c) => c.notNull())
    .addColumn('taken_no', integer, (c) => c.notNull())
    .addColumn('id_1c', text)
    .addColumn('number_1c', text)
    .addColumn('version_1c', text)
    .execute()
  await db.schema
    .createIndex('cml_site_order_change')
    .on('cml_site_order')
    .columns(['change_no', 'taken_no'])
    .execute()
  await db.schema.createIndex('cml_site_order_id_1c').on('cml_site_order').column('id_1c').execute()
  await db.schema.createIndex('cml_site_order_buyer').on('cml_site_order').column('buyer_key').execute()
  await db.schema
    .createTable('cml_site_history')
    .addColumn('id', integer, (c) => c.primaryKey().autoIncrement())
    .addColumn('number', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('by', text, (c) => c.notNull())
    .addColumn('ru', text, (c) => c.notNull())
    .addColumn('en', text, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('cml_site_history_number').on('cml_site_history').column('number').execute()
  await db.schema
    .createTable('cml_site_taken')
    .addColumn('id', integer, (c) => c.primaryKey().autoIncrement())
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('file', text, (c) => c.notNull())
    .addColumn('number', text, (c) => c.notNull())
    .addColumn('document_id', text, (c) => c.notNull())
    .addColumn('outcome', text, (c) => c.notNull())
    .addColumn('ru', text, (c) => c.notNull())
    .addColumn('en', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('cml_site_mark')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute()
}

export const cmlSiteMigrations: AreaMigrations = {
  area: 'cml-site',
  steps: [{ id: 1, name: 'orders', up: createTables }],
}

export async function markOf(base: CmlSiteBase, name: string): Promise<string | null> {
  const row = await base
    .selectFrom('cml_site_mark')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value ?? null
}

export async function setMark(base: CmlSiteBase, name: string, value: string): Promise<void> {
  await base
    .insertInto('cml_site_mark')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** The next value of a counter that starts with 1. */
export async function nextOf(base: CmlSiteBase, counter: 'change' | 'buyer'): Promise<number> {
  const next = Number((await markOf(base, counter)) ?? 0) + 1
  await setMark(base, counter, String(next))
  return next
}
