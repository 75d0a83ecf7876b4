import { sql, type Generated, type Kysely } from 'kysely'
import type { AreaMigrations } from '../../server/storage/database.ts'

/**
 * Tables of the simulated shop. Money in kopecks, quantities in thousandths, flags 0 or 1, instants ISO 8601 in UTC,
 * columns named `*_json` hold JSON text.
 */
export type SiteTables = {
  site_dictionary: {
    kind: string
    id: string
    name: string
    /** `delivery_method`: 1 when the buyer collects the goods. */
    pickup: number
    /** `transport_company`: the code it travels under (AD-23). */
    code_1c: string
    position: number
  }
  site_customer: {
    customer_id: string
    name: string
    email: string
    telefon: string
    inn: string
    kpp: string
    registered: number
    requisites_json: string
    client_json: string
    /** Delivery of the last order; `null` for a buyer that only 1C knows. */
    delivery_json: string | null
    ref_1c: string | null
    code_1c: string | null
  }
  site_product: {
    tovar_id: string
    name: string
    artikul: string
    unit: string
    price: number
    on_sale: number
    position: number
  }
  /** An item as 1C described it (section 6.5). It is not a product: the shop makes no card of it. */
  site_item: { offer_id: string; name: string; unit: string; body_json: string }
  site_stock: { offer_id: string; storage: string; quantity: number; as_of: string; stale: number }
  /** Parts of a full stock that have arrived. */
  site_stock_part: { as_of: string; parts: number; part: number }
  site_order: {
    order_id: string
    order_number: string
    placed_at: string
    customer_id: string | null
    authorized: number
    /** The shop's own data, offers as they were when it was last written. */
    own_json: string
    /** Kopecks a unit in the shop window when the order was placed, one for each line. */
    prices_json: string
    revision: number
    exchange_state: string
    mark_reason: string
    marked_at: string
    /** Grows with every mark: the order of `GET /orders` and its cursor. */
    mark_no: number
    changed_at: string
    cancelled_by_client: number
    /** Status that the client sees. */
    status: string
    seq: number | null
    last_result_json: string | null
    /** `mark_no` when the last result came: tells a repeated result from a new one about the same revision. */
    result_mark_no: number | null
    deferred_times: number
    deferred_since: string | null
    /** Last revision that 1C has taken by `GET`. */
    taken_revision: number
    may_repeat: number
    tasks_json: string
  }
  /** Orders as 1C returned them, apart from the shop's own data. */
  site_version: {
    order_id: string
    seq: number
    received_at: string
    body_json: string
    /** Hash of the body: an equal `seq` is a repetition only with an equal body (AD-31). */
    fingerprint: string
    warnings_json: string
  }
  site_history: {
    id: Generated<number>
    order_id: string
    at: string
    event_json: string
  }
  /** Values without a working mapping row that rejected orders wait for. */
  site_waiting: { order_id: string; kind: string; value: string; effect_json: string }
  /** Exchange nodes that an ORD-102 has stopped, with the order that brought it. */
  site_stopped_node: { node: string; order_id: string; at: string }
}

const text = 'text' as const
const integer = 'integer' as const

async function createShop(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('site_dictionary')
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('pickup', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('code_1c', text, (c) => c.notNull().defaultTo(''))
    .addColumn('position', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('site_dictionary_key', ['kind', 'id'])
    .execute()
  await db.schema
    .createTable('site_customer')
    .addColumn('customer_id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('email', text, (c) => c.notNull())
    .addColumn('telefon', text, (c) => c.notNull())
    .addColumn('inn', text, (c) => c.notNull())
    .addColumn('kpp', text, (c) => c.notNull())
    .addColumn('registered', integer, (c) => c.notNull())
    .addColumn('requisites_json', text, (c) => c.notNull())
    .addColumn('client_json', text, (c) => c.notNull())
    .addColumn('delivery_json', text)
    .addColumn('ref_1c', text)
    .addColumn('code_1c', text)
    .execute()
  await db.schema
    .createTable('site_product')
    .addColumn('tovar_id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('artikul', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull())
    .addColumn('price', integer, (c) => c.notNull())
    .addColumn('on_sale', integer, (c) => c.notNull())
    .addColumn('position', integer, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('site_item')
    .addColumn('offer_id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('unit', text, (c) => c.notNull())
    .addColumn('body_json', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('site_stock')
    .addColumn('offer_id', text, (c) => c.notNull())
    .addColumn('storage', text, (c) => c.notNull())
    .addColumn('quantity', integer, (c) => c.notNull())
    .addColumn('as_of', text, (c) => c.notNull())
    .addColumn('stale', integer, (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('site_stock_key', ['offer_id', 'storage'])
    .execute()
  await db.schema
    .createTable('site_stock_part')
    .addColumn('as_of', text, (c) => c.notNull())
    .addColumn('parts', integer, (c) => c.notNull())
    .addColumn('part', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('site_stock_part_key', ['as_of', 'parts', 'part'])
    .execute()
}

async function createOrders(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('site_order')
    .addColumn('order_id', text, (c) => c.primaryKey())
    .addColumn('order_number', text, (c) => c.notNull().unique())
    .addColumn('placed_at', text, (c) => c.notNull())
    .addColumn('customer_id', text)
    .addColumn('authorized', integer, (c) => c.notNull())
    .addColumn('own_json', text, (c) => c.notNull())
    .addColumn('prices_json', text, (c) => c.notNull())
    .addColumn('revision', integer, (c) => c.notNull())
    .addColumn('exchange_state', text, (c) => c.notNull())
    .addColumn('mark_reason', text, (c) => c.notNull())
    .addColumn('marked_at', text, (c) => c.notNull())
    .addColumn('mark_no', integer, (c) => c.notNull())
    .addColumn('changed_at', text, (c) => c.notNull())
    .addColumn('cancelled_by_client', integer, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('seq', integer)
    .addColumn('last_result_json', text)
    .addColumn('result_mark_no', integer)
    .addColumn('deferred_times', integer, (c) => c.notNull())
    .addColumn('deferred_since', text)
    .addColumn('taken_revision', integer, (c) => c.notNull())
    .addColumn('may_repeat', integer, (c) => c.notNull())
    .addColumn('tasks_json', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('site_order_marked')
    .on('site_order')
    .column('mark_no')
    .where(sql.ref('exchange_state'), 'in', ['marked', 'returned_marked'])
    .execute()
  await db.schema
    .createIndex('site_order_changed')
    .on('site_order')
    .columns(['changed_at', 'order_id'])
    .execute()
  await db.schema.createIndex('site_order_customer').on('site_order').column('customer_id').execute()
  await db.schema
    .createTable('site_version')
    .addColumn('order_id', text, (c) => c.notNull())
    .addColumn('seq', integer, (c) => c.notNull())
    .addColumn('received_at', text, (c) => c.notNull())
    .addColumn('body_json', text, (c) => c.notNull())
    .addColumn('fingerprint', text, (c) => c.notNull())
    .addColumn('warnings_json', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('site_version_key', ['order_id', 'seq'])
    .execute()
  await db.schema
    .createTable('site_history')
    .addColumn('id', integer, (c) => c.primaryKey().autoIncrement())
    .addColumn('order_id', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('event_json', text, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('site_history_order').on('site_history').columns(['order_id', 'id']).execute()
  await db.schema
    .createTable('site_waiting')
    .addColumn('order_id', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('value', text, (c) => c.notNull())
    .addColumn('effect_json', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('site_waiting_key', ['kind', 'value', 'order_id'])
    .execute()
  await db.schema
    .createTable('site_stopped_node')
    .addColumn('node', text, (c) => c.primaryKey())
    .addColumn('order_id', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .execute()
}

export const siteMigrations: AreaMigrations = {
  area: 'site',
  steps: [
    { id: 1, name: 'shop', up: createShop },
    { id: 2, name: 'orders', up: createOrders },
  ],
}
