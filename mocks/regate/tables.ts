import type { CreateTableBuilder, Generated, Kysely, Transaction } from 'kysely'
import type { AreaMigrations } from '../../server/storage/database.ts'

/**
 * The bases of the enterprises, side by side: every row belongs to one `enterprise`. Money in kopecks, quantities in
 * thousandths, instants ISO 8601 in UTC, flags 0 or 1.
 */
export type RegateTables = {
  regate_organization: {
    enterprise: string
    organization_id: string
    name: string
    full_name: string
    inn: string
    kpp: string
    ogrn: string
    address: string
    phone: string
    /** `bank_accounts` of the contract. */
    accounts_json: string
    position: number
  }
  regate_city: { enterprise: string; city_id: string; name: string; region: string | null }
  regate_store: {
    enterprise: string
    store_id: string
    city_id: string
    name: string
    address: string
    work_hours: string | null
    pickup: number
    delivery: number
  }
  regate_group: {
    enterprise: string
    group_id: string
    parent_id: string | null
    name: string
    position: number
  }
  regate_item: {
    /** Order of the list and cursor of its pages. */
    position: Generated<number>
    enterprise: string
    item_id: string
    group_id: string
    article: string
    name: string
    country: string | null
    brand: string | null
    barcode: string | null
    short_description: string
    full_description: string
    /** Colour of the drawn icon, 0…359; `null`: the item has no icon. */
    icon_hue: number | null
    unit: string
    portion: number
    min_volume: number
    step: number
    unlimited: number
    price: number | null
    /** `[{ over, price }]`, thousandths and kopecks. */
    tiers_json: string
    nds_s: string
    changed_at: string
    /** Name, article and barcode in lower case: SQLite folds the case of Latin letters only. */
    search: string
  }
  regate_stock: {
    enterprise: string
    store_id: string
    item_id: string
    quantity: number
    reserved: number
  }
  regate_client: {
    enterprise: string
    client_id: string
    ref_1c: string
    code_1c: string
    type: string | null
    name: string
    full_name: string | null
    inn: string | null
    kpp: string | null
    phone: string | null
    email: string | null
    address: string | null
    incomplete: number
    created_at: string
  }
  regate_order: {
    enterprise: string
    order_id: string
    order_number: string
    year: number
    booking_id: string
    /** Of the request, to tell a repeat from another order under the same `booking_id`. */
    fingerprint: string
    client_id: string
    store_id: string
    organization_id: string
    delivery_json: string
    comment: string | null
    status: number
    payment_code: number
    amount: number
    valid_until: string | null
    /** Its time passed with a part of the money paid: a person decides (5.3). */
    flagged: number
    shipped: number
    created_at: string
    updated_at: string
  }
  regate_order_line: {
    enterprise: string
    order_id: string
    position: number
    item_id: string
    quantity: number
    price: number
    amount: number
    /** What the reserve holds: 0 for goods made to order. */
    reserved: number
    comment: string | null
  }
  /** How an order came to its status. */
  regate_order_event: {
    id: Generated<number>
    enterprise: string
    order_id: string
    at: string
    event: string
    status: number
    payment_code: number
    note: string
  }
  /** Money that came in, whatever became of it. */
  regate_payment: {
    id: Generated<number>
    enterprise: string
    /** Payment code 1…4. */
    kind: number
    /** Of the payment system, or the duplicate key of a bank document; `null` for cash. */
    transaction_id: string | null
    client_id: string | null
    amount: number
    paid_at: string
    recorded_at: string
    /** What the payment system or the bank said, as it came. */
    details_json: string
    /** The order it was meant for and the code it was refused with, for a payment that went to the balance (BD-22). */
    meant_for: string | null
    refused_with: string | null
    /** Number of the receipt document in 1C. */
    document: string
  }
  /** Where the money of a payment is: the sum of its rows is the payment. Without an order it is on the client's balance. */
  regate_allocation: {
    id: Generated<number>
    enterprise: string
    payment_id: number
    client_id: string | null
    order_id: string | null
    amount: number
  }
  regate_posting: {
    id: Generated<number>
    enterprise: string
    at: string
    document: string
    debit: string
    credit: string
    amount: number
    client_id: string | null
    order_id: string | null
  }
  regate_refund: {
    enterprise: string
    refund_id: string
    order_id: string
    state: string
    amount: number
    to_card: string
    original_transaction_id: string
    order_number_1c: string
    goods_returned: number
    /** 1C has taken the goods back into the stock. */
    return_confirmed: number
    reason: string
    created_at: string
    changed_at: string
  }
  /** Documents of loaded statements with what recognition made of them. */
  regate_bank_document: {
    id: Generated<number>
    enterprise: string
    duplicate_key: string
    statement: string
    loaded_at: string
    outcome: string
    rule: string | null
    /** `Text` of the reason. */
    reason_json: string | null
    payment_id: number
    payer_json: string
    /** A person still has to say where the money belongs. */
    waiting: number
  }
  regate_counter: { enterprise: string; name: string; value: number }
  /** Conditions of a base that a person switched on. */
  regate_fact: { enterprise: string; name: string; value: string }
}

export type RegateDb = Kysely<RegateTables> | Transaction<RegateTables>
export type RegateTransaction = Transaction<RegateTables>

export const regateTableNames = [
  'regate_organization',
  'regate_city',
  'regate_store',
  'regate_group',
  'regate_item',
  'regate_stock',
  'regate_client',
  'regate_order',
  'regate_order_line',
  'regate_order_event',
  'regate_payment',
  'regate_allocation',
  'regate_posting',
  'regate_refund',
  'regate_bank_document',
  'regate_counter',
  'regate_fact',
] as const satisfies readonly (keyof RegateTables)[]

export const regateMigrations: AreaMigrations = {
  area: 'regate',
  steps: [{ id: 1, name: 'bases', up: createBases }],
}

type Columns = Record<string, 'text' | 'text?' | 'integer' | 'integer?'>

interface Shape {
  columns: Columns
  /** Columns of the primary key besides the enterprise; without it the rows are numbered. */
  key: readonly string[] | { numbered: string }
  indexes?: readonly { columns: readonly string[]; unique?: true }[]
}

const shapes: Record<keyof RegateTables, Shape> = {
  regate_organization: {
    columns: {
      organization_id: 'text',
      name: 'text',
      full_name: 'text',
      inn: 'text',
      kpp: 'text',
      ogrn: 'text',
      address: 'text',
      phone: 'text',
      accounts_json: 'text',
      position: 'integer',
    },
    key: ['organization_id'],
  },
  regate_city: { columns: { city_id: 'text', name: 'text', region: 'text?' }, key: ['city_id'] },
  regate_store: {
    columns: {
      store_id: 'text',
      city_id: 'text',
      name: 'text',
      address: 'text',
      work_hours: 'text?',
      pickup: 'integer',
      delivery: 'integer',
    },
    key: ['store_id'],
  },
  regate_group: {
    columns: { group_id: 'text', parent_id: 'text?', name: 'text', position: 'integer' },
    key: ['group_id'],
  },
  regate_item: {
    columns: {
      item_id: 'text',
      group_id: 'text',
      article: 'text',
      name: 'text',
      country: 'text?',
      brand: 'text?',
      barcode: 'text?',
      short_description: 'text',
      full_description: 'text',
      icon_hue: 'integer?',
      unit: 'text',
      portion: 'integer',
      min_volume: 'integer',
      step: 'integer',
      unlimited: 'integer',
      price: 'integer?',
      tiers_json: 'text',
      nds_s: 'text',
      changed_at: 'text',
      search: 'text',
    },
    key: { numbered: 'position' },
    indexes: [
      { columns: ['item_id'], unique: true },
      { columns: ['article'] },
      { columns: ['group_id', 'position'] },
      { columns: ['position'] },
    ],
  },
  regate_stock: {
    columns: { item_id: 'text', store_id: 'text', quantity: 'integer', reserved: 'integer' },
    key: ['store_id', 'item_id'],
    indexes: [{ columns: ['item_id'] }],
  },
  regate_client: {
    columns: {
      client_id: 'text',
      ref_1c: 'text',
      code_1c: 'text',
      type: 'text?',
      name: 'text',
      full_name: 'text?',
      inn: 'text?',
      kpp: 'text?',
      phone: 'text?',
      email: 'text?',
      address: 'text?',
      incomplete: 'integer',
      created_at: 'text',
    },
    key: ['client_id'],
    indexes: [{ columns: ['inn'] }],
  },
  regate_order: {
    columns: {
      order_id: 'text',
      order_number: 'text',
      year: 'integer',
      booking_id: 'text',
      fingerprint: 'text',
      client_id: 'text',
      store_id: 'text',
      organization_id: 'text',
      delivery_json: 'text',
      comment: 'text?',
      status: 'integer',
      payment_code: 'integer',
      amount: 'integer',
      valid_until: 'text?',
      flagged: 'integer',
      shipped: 'integer',
      created_at: 'text',
      updated_at: 'text',
    },
    key: ['order_id'],
    indexes: [
      { columns: ['booking_id'], unique: true },
      { columns: ['year', 'order_number'], unique: true },
      { columns: ['client_id', 'status'] },
      { columns: ['status', 'valid_until'] },
      { columns: ['created_at'] },
    ],
  },
  regate_order_line: {
    columns: {
      order_id: 'text',
      position: 'integer',
      item_id: 'text',
      quantity: 'integer',
      price: 'integer',
      amount: 'integer',
      reserved: 'integer',
      comment: 'text?',
    },
    key: ['order_id', 'position'],
  },
  regate_order_event: {
    columns: {
      order_id: 'text',
      at: 'text',
      event: 'text',
      status: 'integer',
      payment_code: 'integer',
      note: 'text',
    },
    key: { numbered: 'id' },
    indexes: [{ columns: ['order_id'] }],
  },
  regate_payment: {
    columns: {
      kind: 'integer',
      transaction_id: 'text?',
      client_id: 'text?',
      amount: 'integer',
      paid_at: 'text',
      recorded_at: 'text',
      details_json: 'text',
      meant_for: 'text?',
      refused_with: 'text?',
      document: 'text',
    },
    key: { numbered: 'id' },
    indexes: [{ columns: ['kind', 'transaction_id'], unique: true }, { columns: ['client_id'] }],
  },
  regate_allocation: {
    columns: { payment_id: 'integer', client_id: 'text?', order_id: 'text?', amount: 'integer' },
    key: { numbered: 'id' },
    indexes: [{ columns: ['order_id'] }, { columns: ['payment_id'] }, { columns: ['client_id', 'order_id'] }],
  },
  regate_posting: {
    columns: {
      at: 'text',
      document: 'text',
      debit: 'text',
      credit: 'text',
      amount: 'integer',
      client_id: 'text?',
      order_id: 'text?',
    },
    key: { numbered: 'id' },
    indexes: [{ columns: ['order_id'] }, { columns: ['document'] }],
  },
  regate_refund: {
    columns: {
      refund_id: 'text',
      order_id: 'text',
      state: 'text',
      amount: 'integer',
      to_card: 'text',
      original_transaction_id: 'text',
      order_number_1c: 'text',
      goods_returned: 'integer',
      return_confirmed: 'integer',
      reason: 'text',
      created_at: 'text',
      changed_at: 'text',
    },
    key: ['refund_id'],
    indexes: [{ columns: ['order_id'] }],
  },
  regate_bank_document: {
    columns: {
      duplicate_key: 'text',
      statement: 'text',
      loaded_at: 'text',
      outcome: 'text',
      rule: 'text?',
      reason_json: 'text?',
      payment_id: 'integer',
      payer_json: 'text',
      waiting: 'integer',
    },
    key: { numbered: 'id' },
    indexes: [{ columns: ['duplicate_key'], unique: true }, { columns: ['waiting'] }],
  },
  regate_counter: { columns: { name: 'text', value: 'integer' }, key: ['name'] },
  regate_fact: { columns: { name: 'text', value: 'text' }, key: ['name'] },
}

async function createBases(db: Kysely<unknown>): Promise<void> {
  for (const name of regateTableNames) {
    const { columns, key, indexes = [] } = shapes[name]
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name)
    if ('numbered' in key)
      table = table.addColumn(key.numbered, 'integer', (column) => column.primaryKey().autoIncrement())
    table = table.addColumn('enterprise', 'text', (column) => column.notNull())
    for (const [column, type] of Object.entries(columns))
      table = table.addColumn(column, type.startsWith('text') ? 'text' : 'integer', (built) =>
        type.endsWith('?') ? built : built.notNull(),
      )
    if (!('numbered' in key)) table = table.addPrimaryKeyConstraint(`${name}_key`, ['enterprise', ...key])
    await table.execute()
    for (const { columns: indexed, unique } of indexes) {
      const index = db.schema.createIndex(`${name}_${indexed.join('_')}`).on(name)
      await (unique ? index.unique() : index).columns(['enterprise', ...indexed]).execute()
    }
  }
}
