import type { CreateTableBuilder, Generated, Kysely, Transaction } from 'kysely'
import type { AreaMigrations } from '../../server/storage/database.ts'
import type { DictionaryKind, ExchangeCycle, OutboxKind, OutgoingState } from './model.ts'

/**
 * Tables of the simulated УТ 11. Money in kopecks, quantities in thousandths, flags 0 or 1, instants ISO 8601 in UTC,
 * `*_time` and `date` local times of the connection's zone, columns named `*_json` hold JSON text.
 */
export type OnecTables = {
  onec_organization: {
    ref: string
    name: string
    inn: string
    kpp: string
    account: string
    bank: string
    bik: string
    correspondent_account: string
    address: string
    /** The lowest sells. */
    position: number
  }
  onec_counterparty: {
    ref_1c: string
    code_1c: string
    name: string
    inn: string
    kpp: string
    email: string
    telefon: string
    discount_percent: number
    blocked: number
    /** Blocks of contract section 6.1, as they are announced to the site. */
    requisites_json: string | null
    client_json: string | null
    /** 0: the site has to be told of it in the next cycle. */
    announced: number
  }
  onec_item: {
    offer_id: string
    code_1c: string
    artikul: string
    name: string
    unit: string
    nds_s: string
    price: number | null
    group_name: string
    barcodes_json: string
    multiple: number
    archived: number
    deletion_mark: number
    announced: number
  }
  /** Available for sale. `changed`: the site has not been told of the quantity yet. */
  onec_stock: { offer_id: string; storage_ref: string; quantity: number; changed: number }
  onec_element: {
    kind: DictionaryKind
    ref: string
    code: string
    name: string
    archived: number
    pickup: number
    carrier_ref: string | null
    needs_passport: number
    position: number
  }
  /** «Заказ клиента». */
  onec_order: {
    order_id: string
    ref_1c: string
    number_1c: string
    site_number: string
    /** Local time of the order on the site. */
    date: string
    organization_ref: string
    counterparty_ref: string | null
    status_ref: string
    requisites_json: string | null
    client_json: string
    /** As the site wrote it, or as a person changed it: identifiers of the site. */
    delivery_json: string
    city_ref: string | null
    delivery_method_ref: string | null
    carrier_ref: string | null
    payment_method_ref: string | null
    order_number_payment: string | null
    revision: number
    seq: number
    posted: number
    /** 1: differs from what the last version told the site. */
    changed: number
    /** 1: a person changed it in 1C after the revision was taken. */
    edited: number
    open_by_user: number
    deletion_mark: number
    result_json: string
    changed_at: string
  }
  onec_order_line: {
    order_id: string
    position: number
    tovar_id: string | null
    offer_id: string
    storage_ref: string
    quantity: number
    price: number
    discount: number
    nds_s: string
  }
  onec_version: { order_id: string; seq: number; made_at: string; body_json: string; message_id: number }
  /** Everything that 1C sends by POST waits here, results included. */
  onec_outbox: {
    id: Generated<number>
    kind: OutboxKind
    /** Order id, dictionary kind, or `null`. */
    subject: string | null
    seq: number | null
    body_json: string
    replacements_json: string
    /** Of the message, not of the attempt: a repeated POST must be recognised (AD-33). */
    idempotency_key: string
    state: OutgoingState
    attempts: number
    /** `null` in state `waiting`: the next cycle sends it. */
    next_at: string | null
    code: string | null
    message: string | null
    created_at: string
    entry: number | null
  }
  onec_cycle: {
    id: Generated<number>
    started_at: string
    duration_ms: number | null
    trigger: ExchangeCycle['trigger']
    outcome: ExchangeCycle['outcome']
    code: string | null
    message_json: string | null
    steps_json: string
    orders_json: string
  }
  /** Counters and switches of the base. */
  onec_fact: { name: string; value: string }
}

export type OnecDb = Kysely<OnecTables> | Transaction<OnecTables>

export const onecTableNames = [
  'onec_organization',
  'onec_counterparty',
  'onec_item',
  'onec_stock',
  'onec_element',
  'onec_order',
  'onec_order_line',
  'onec_version',
  'onec_outbox',
  'onec_cycle',
  'onec_fact',
] as const satisfies readonly (keyof OnecTables)[]

export const onecMigrations: AreaMigrations = {
  area: 'onec',
  steps: [{ id: 1, name: 'base', up: createBase }],
}

type Columns = Record<string, 'text' | 'text?' | 'integer' | 'integer?'>

/** A table with the columns in their order; a `?` allows NULL. Without a key the rows are numbered by `id`. */
async function createTable(
  db: Kysely<unknown>,
  name: keyof OnecTables,
  columns: Columns,
  key: readonly string[] | null,
): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(name)
  if (key === null) table = table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
  for (const [column, type] of Object.entries(columns)) {
    const base = type.startsWith('text') ? 'text' : 'integer'
    table = table.addColumn(column, base, (built) => (type.endsWith('?') ? built : built.notNull()))
  }
  if (key !== null) table = table.addPrimaryKeyConstraint(`${name}_key`, [...key])
  await table.execute()
}

async function createBase(db: Kysely<unknown>): Promise<void> {
  const requisites: Columns = { name: 'text', inn: 'text', kpp: 'text' }
  await createTable(
    db,
    'onec_organization',
    {
      ref: 'text',
      ...requisites,
      account: 'text',
      bank: 'text',
      bik: 'text',
      correspondent_account: 'text',
      address: 'text',
      position: 'integer',
    },
    ['ref'],
  )
  await createTable(
    db,
    'onec_counterparty',
    {
      ref_1c: 'text',
      code_1c: 'text',
      ...requisites,
      email: 'text',
      telefon: 'text',
      discount_percent: 'integer',
      blocked: 'integer',
      requisites_json: 'text?',
      client_json: 'text?',
      announced: 'integer',
    },
    ['ref_1c'],
  )
  await createTable(
    db,
    'onec_item',
    {
      offer_id: 'text',
      code_1c: 'text',
      artikul: 'text',
      name: 'text',
      unit: 'text',
      nds_s: 'text',
      price: 'integer?',
      group_name: 'text',
      barcodes_json: 'text',
      multiple: 'integer',
      archived: 'integer',
      deletion_mark: 'integer',
      announced: 'integer',
    },
    ['offer_id'],
  )
  await createTable(
    db,
    'onec_stock',
    { offer_id: 'text', storage_ref: 'text', quantity: 'integer', changed: 'integer' },
    ['offer_id', 'storage_ref'],
  )
  await createTable(
    db,
    'onec_element',
    {
      kind: 'text',
      ref: 'text',
      code: 'text',
      name: 'text',
      archived: 'integer',
      pickup: 'integer',
      carrier_ref: 'text?',
      needs_passport: 'integer',
      position: 'integer',
    },
    ['kind', 'ref'],
  )
  await createTable(
    db,
    'onec_order',
    {
      order_id: 'text',
      ref_1c: 'text',
      number_1c: 'text',
      site_number: 'text',
      date: 'text',
      organization_ref: 'text',
      counterparty_ref: 'text?',
      status_ref: 'text',
      requisites_json: 'text?',
      client_json: 'text',
      delivery_json: 'text',
      city_ref: 'text?',
      delivery_method_ref: 'text?',
      carrier_ref: 'text?',
      payment_method_ref: 'text?',
      order_number_payment: 'text?',
      revision: 'integer',
      seq: 'integer',
      posted: 'integer',
      changed: 'integer',
      edited: 'integer',
      open_by_user: 'integer',
      deletion_mark: 'integer',
      result_json: 'text',
      changed_at: 'text',
    },
    ['order_id'],
  )
  await createTable(
    db,
    'onec_order_line',
    {
      order_id: 'text',
      position: 'integer',
      tovar_id: 'text?',
      offer_id: 'text',
      storage_ref: 'text',
      quantity: 'integer',
      price: 'integer',
      discount: 'integer',
      nds_s: 'text',
    },
    ['order_id', 'position'],
  )
  await createTable(
    db,
    'onec_version',
    { order_id: 'text', seq: 'integer', made_at: 'text', body_json: 'text', message_id: 'integer' },
    ['order_id', 'seq'],
  )
  await createTable(
    db,
    'onec_outbox',
    {
      kind: 'text',
      subject: 'text?',
      seq: 'integer?',
      body_json: 'text',
      replacements_json: 'text',
      idempotency_key: 'text',
      state: 'text',
      attempts: 'integer',
      next_at: 'text?',
      code: 'text?',
      message: 'text?',
      created_at: 'text',
      entry: 'integer?',
    },
    null,
  )
  await createTable(
    db,
    'onec_cycle',
    {
      started_at: 'text',
      duration_ms: 'integer?',
      trigger: 'text',
      outcome: 'text',
      code: 'text?',
      message_json: 'text?',
      steps_json: 'text',
      orders_json: 'text',
    },
    null,
  )
  await createTable(db, 'onec_fact', { name: 'text', value: 'text' }, ['name'])
  await db.schema.createIndex('onec_outbox_state').on('onec_outbox').columns(['state', 'subject']).execute()
  await db.schema
    .createIndex('onec_counterparty_inn')
    .on('onec_counterparty')
    .columns(['inn', 'kpp'])
    .execute()
  await db.schema.createIndex('onec_version_message').on('onec_version').column('message_id').execute()
}
