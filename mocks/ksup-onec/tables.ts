import { sql, type CreateTableBuilder, type Generated, type Kysely, type Transaction } from 'kysely'
import type { CounterpartyKind } from '../../server/contracts/ksup/conditions.ts'
import type { AreaMigrations } from '../../server/storage/database.ts'
import type { DocumentKind } from './model.ts'

/**
 * The base of the 1C that exchanges with КСУП. Money in kopecks, quantities in thousandths, flags 0 or 1, days `YYYY-MM-DD`;
 * columns named `*_json` hold JSON text. `search` is in lower case: SQLite folds Latin letters only.
 */
export type KsupOnecTables = {
  ksup_onec_warehouse: { position: Generated<number>; name: string }
  ksup_onec_counterparty: {
    position: Generated<number>
    ref: string
    code_1c: string
    name: string
    kind: CounterpartyKind
    inn: string | null
    /** `Address[]` */
    emails_json: string
    phones_json: string
    code_ksup: string | null
    deletion_mark: number
    search: string
  }
  /** Addresses of counterparties in a form that compares: who has this e-mail or phone already (DD-15). */
  ksup_onec_address: { counterparty: string; value: string }
  ksup_onec_group: { ref: string; name: string; exported: number }
  ksup_onec_item: {
    position: Generated<number>
    ref: string
    code: string
    article: string
    name: string
    series: string
    manufacturer: string
    group_ref: string
    kind: string
    deletion_mark: number
    archived: number
    search: string
  }
  /** «Доступно» is what is on hand without what is reserved. */
  ksup_onec_stock: { item: string; warehouse: string; on_hand: number; reserved: number }
  /** `first_day` and `last_day` are those of the promotion; `null` is an open end. */
  ksup_onec_price: {
    item: string
    price_type: 'standard' | 'special'
    price: number
    first_day: string | null
    last_day: string | null
  }
  ksup_onec_card: { code: string; owner: string | null }
  ksup_onec_agreement: {
    position: Generated<number>
    ref: string
    number: string
    counterparty: string
    first_day: string
    last_day: string | null
    search: string
  }
  ksup_onec_agreement_price: { agreement: string; article: string; price: number }
  ksup_onec_document: {
    /** Order of the list. */
    position: Generated<number>
    ref: string
    kind: DocumentKind
    number: string
    date: string
    posted: number
    deletion_mark: number
    /** Reference of the counterparty. */
    counterparty: string | null
    /** Reference of the order of a shipment. */
    order_ref: string | null
    /** Of an order. */
    deal_number: number | null
    amount: number
    search: string
    /** `DocumentData[kind]` */
    data_json: string
    updated_at: string
  }
  /** Which orders a payment pays. */
  ksup_onec_share: { payment: string; order_ref: string }
  /** What was stored for sending about an object last: what КСУП knows of it. `data_json` is as the object's conditions want it. */
  ksup_onec_known: { ref: string; data_json: string }
  /** Bank payments that were taken over, by their keys: each becomes one document. */
  ksup_onec_bank: { bank_key: string; payment: string }
  /** Requests for a counterparty that were answered: the same one again has no effect (DD-05). */
  ksup_onec_request: { message_id: string; digest: string; status: number; answer_json: string }
  /** The last number of codes and documents. */
  ksup_onec_counter: { name: string; last: number }
}

export type OnecDb = Kysely<KsupOnecTables> | Transaction<KsupOnecTables>
export type OnecTransaction = Transaction<KsupOnecTables>

export const ksupOnecTableNames = [
  'ksup_onec_warehouse',
  'ksup_onec_counterparty',
  'ksup_onec_address',
  'ksup_onec_group',
  'ksup_onec_item',
  'ksup_onec_stock',
  'ksup_onec_price',
  'ksup_onec_card',
  'ksup_onec_agreement',
  'ksup_onec_agreement_price',
  'ksup_onec_document',
  'ksup_onec_share',
  'ksup_onec_known',
  'ksup_onec_bank',
  'ksup_onec_request',
  'ksup_onec_counter',
] as const satisfies (keyof KsupOnecTables)[]

type Columns = Readonly<Record<string, string>>

/** A column whose type ends with `?` may be null. */
function table(db: Kysely<unknown>, name: string, columns: Columns): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const [column, type] of Object.entries(columns))
    builder = builder.addColumn(column, sql.raw(type.replace('?', '')), (definition) =>
      type.endsWith('?') ? definition : definition.notNull(),
    )
  return builder
}

/** A list that keeps the order in which its rows came. */
const list = (db: Kysely<unknown>, name: string, columns: Columns): CreateTableBuilder<string, string> =>
  table(db, name, columns).addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())

async function createDirectories(db: Kysely<unknown>): Promise<void> {
  await list(db, 'ksup_onec_warehouse', { name: 'text' })
    .addUniqueConstraint('ksup_onec_warehouse_name', ['name'])
    .execute()
  await list(db, 'ksup_onec_counterparty', {
    ref: 'text',
    code_1c: 'text',
    name: 'text',
    kind: 'text',
    inn: 'text?',
    emails_json: 'text',
    phones_json: 'text',
    code_ksup: 'text?',
    deletion_mark: 'integer',
    search: 'text',
  })
    .addUniqueConstraint('ksup_onec_counterparty_ref', ['ref'])
    .addUniqueConstraint('ksup_onec_counterparty_code', ['code_1c'])
    .execute()
  await table(db, 'ksup_onec_address', { value: 'text', counterparty: 'text' })
    .addPrimaryKeyConstraint('ksup_onec_address_key', ['value', 'counterparty'])
    .execute()
  await table(db, 'ksup_onec_group', { ref: 'text', name: 'text', exported: 'integer' })
    .addPrimaryKeyConstraint('ksup_onec_group_key', ['ref'])
    .execute()
  await list(db, 'ksup_onec_item', {
    ref: 'text',
    code: 'text',
    article: 'text',
    name: 'text',
    series: 'text',
    manufacturer: 'text',
    group_ref: 'text',
    kind: 'text',
    deletion_mark: 'integer',
    archived: 'integer',
    search: 'text',
  })
    .addUniqueConstraint('ksup_onec_item_ref', ['ref'])
    .execute()
  await table(db, 'ksup_onec_stock', {
    item: 'text',
    warehouse: 'text',
    on_hand: 'integer',
    reserved: 'integer',
  })
    .addPrimaryKeyConstraint('ksup_onec_stock_key', ['item', 'warehouse'])
    .execute()
  await table(db, 'ksup_onec_price', {
    item: 'text',
    price_type: 'text',
    price: 'integer',
    first_day: 'text?',
    last_day: 'text?',
  })
    .addPrimaryKeyConstraint('ksup_onec_price_key', ['item', 'price_type'])
    .execute()
  await table(db, 'ksup_onec_card', { code: 'text', owner: 'text?' })
    .addPrimaryKeyConstraint('ksup_onec_card_key', ['code'])
    .execute()
  await list(db, 'ksup_onec_agreement', {
    ref: 'text',
    number: 'text',
    counterparty: 'text',
    first_day: 'text',
    last_day: 'text?',
    search: 'text',
  })
    .addUniqueConstraint('ksup_onec_agreement_ref', ['ref'])
    .execute()
  await table(db, 'ksup_onec_agreement_price', { agreement: 'text', article: 'text', price: 'integer' })
    .addPrimaryKeyConstraint('ksup_onec_agreement_price_key', ['agreement', 'article'])
    .execute()
}

async function createDocuments(db: Kysely<unknown>): Promise<void> {
  await list(db, 'ksup_onec_document', {
    ref: 'text',
    kind: 'text',
    number: 'text',
    date: 'text',
    posted: 'integer',
    deletion_mark: 'integer',
    counterparty: 'text?',
    order_ref: 'text?',
    deal_number: 'integer?',
    amount: 'integer',
    search: 'text',
    data_json: 'text',
    updated_at: 'text',
  })
    .addUniqueConstraint('ksup_onec_document_ref', ['ref'])
    .execute()
  await table(db, 'ksup_onec_share', { payment: 'text', order_ref: 'text' })
    .addPrimaryKeyConstraint('ksup_onec_share_key', ['payment', 'order_ref'])
    .execute()
  await table(db, 'ksup_onec_bank', { bank_key: 'text', payment: 'text' })
    .addPrimaryKeyConstraint('ksup_onec_bank_key', ['bank_key'])
    .execute()
}

async function createMemory(db: Kysely<unknown>): Promise<void> {
  await table(db, 'ksup_onec_known', { ref: 'text', data_json: 'text' })
    .addPrimaryKeyConstraint('ksup_onec_known_key', ['ref'])
    .execute()
  await table(db, 'ksup_onec_request', {
    message_id: 'text',
    digest: 'text',
    status: 'integer',
    answer_json: 'text',
  })
    .addPrimaryKeyConstraint('ksup_onec_request_key', ['message_id'])
    .execute()
  await table(db, 'ksup_onec_counter', { name: 'text', last: 'integer' })
    .addPrimaryKeyConstraint('ksup_onec_counter_key', ['name'])
    .execute()
}

const INDEXES: readonly [table: string, ...columns: string[]][] = [
  ['counterparty', 'code_ksup'],
  ['counterparty', 'name'],
  ['item', 'article'],
  ['item', 'group_ref'],
  ['item', 'code'],
  ['card', 'owner'],
  ['agreement', 'counterparty'],
  ['document', 'kind', 'position'],
  ['document', 'order_ref'],
  ['document', 'deal_number'],
  ['document', 'counterparty'],
  ['document', 'number'],
  ['share', 'order_ref'],
]

async function createTables(db: Kysely<unknown>): Promise<void> {
  await createDirectories(db)
  await createDocuments(db)
  await createMemory(db)
  for (const [name, ...columns] of INDEXES)
    await db.schema
      .createIndex(`ksup_onec_${name}_by_${columns[0]}`)
      .on(`ksup_onec_${name}`)
      .columns(columns)
      .execute()
}

export const ksupOnecMigrations: AreaMigrations = {
  area: 'ksup-onec',
  steps: [{ id: 1, name: 'base', up: createTables }],
}
