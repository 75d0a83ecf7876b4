import { sql, type CreateTableBuilder, type Generated, type Kysely, type Transaction } from 'kysely'
import type { DealState } from '../../server/contracts/ksup/deal-state.ts'
import type { LinkState } from '../../server/contracts/ksup/contact-link.ts'
import type { FileType } from '../../server/contracts/ksup/file.ts'
import type { ObjectType } from '../../server/contracts/ksup/scalars.ts'
import type { AreaMigrations } from '../../server/storage/database.ts'
import type { EventKind } from './model.ts'

/**
 * The base of the simulated КСУП. Money in kopecks, quantities in thousandths, flags 0 or 1, instants ISO 8601 in UTC; `date`
 * as the message has it; columns named `*_json` hold JSON text. `search` is in lower case: SQLite folds Latin letters only.
 */
export type KsupTables = {
  ksup_contact: {
    code_ksup: string
    name: string
    type: ObjectType
    /** `Address[]` */
    emails_json: string
    phones_json: string
    code_1c: string | null
    link: LinkState
    /** `message_id` of the last request to 1C and what became of it. */
    request_id: string | null
    request_code: string | null
    request_message: string | null
    request_at: string | null
    /** The contact it was joined to: a code that is on its way to this one belongs there. */
    merged_into: string | null
    deleted: number
    search: string
  }
  ksup_task: { id: Generated<number>; contact: string; title: string; active: number; has_order: number }
  ksup_item: {
    id: Generated<number>
    article: string
    name: string
    series: string | null
    manufacturer: string | null
    source_ref: string | null
    created_at: string
    changed_at: string
    deleted: number
    search: string
  }
  ksup_item_price: {
    item: number
    /** Empty when it was asked for nobody. */
    contact_code: string
    warehouse: string
    available: number
    price_retail: number | null
    price_special: number | null
    price_contract: number | null
    as_of: string
  }
  ksup_deal: {
    number: number
    title: string
    type: string
    state: DealState
    contact: string | null
    responsible: string
    order_number_1c: string | null
    /** `DocumentRow[]` of the order. */
    rows_json: string
    amount: number
    shipped: number
    received: number
    opened_at: string
    closed_at: string | null
    updated_at: string
    deleted: number
    search: string
  }
  ksup_file: {
    id: Generated<number>
    deal: number
    name: string
    mime: string
    type: FileType
    size: number
    sha256: string
    current: number
    received_at: string
    message_id: string
  }
  /** Apart, so that lists of files do not read them. */
  ksup_file_bytes: { file: number; bytes: Uint8Array }
  ksup_shipment: {
    id: Generated<number>
    deal: number
    source_ref: string | null
    date: string
    rows_json: string
    amount: number
    changes: number
    updated_at: string
  }
  ksup_income: {
    id: Generated<number>
    deal: number
    source_ref: string | null
    date: string
    amount: number
    received_at: string
    /** Message of the unassigned income that it was before (DD-37). */
    resolves: string | null
  }
  ksup_notification: {
    id: Generated<number>
    at: string
    addressee: string
    date: string
    amount: number
    comment: string | null
    message_id: string
    state: 'open' | 'closed'
    closed_at: string | null
    deal: number | null
  }
  /** The timeline of a contact, an item or a deal. */
  ksup_event: {
    id: Generated<number>
    at: string
    kind: EventKind
    text: string
    message_id: string | null
    warnings_json: string
    contact: string | null
    item: number | null
    deal: number | null
  }
  /** Messages that were applied, with their outcome: the same one again has no effect (DD-05, DD-61). */
  ksup_message: { message_id: string; operation: string; at: string; result: string; outcome_json: string }
}

export type KsupDb = Kysely<KsupTables> | Transaction<KsupTables>
export type KsupTransaction = Transaction<KsupTables>

export const ksupTableNames = [
  'ksup_contact',
  'ksup_task',
  'ksup_item',
  'ksup_item_price',
  'ksup_deal',
  'ksup_file',
  'ksup_file_bytes',
  'ksup_shipment',
  'ksup_income',
  'ksup_notification',
  'ksup_event',
  'ksup_message',
] as const satisfies readonly (keyof KsupTables)[]

export const ksupMigrations: AreaMigrations = {
  area: 'ksup',
  steps: [{ id: 1, name: 'base', up: createBase }],
}

type Kind = 'text' | 'integer' | 'blob'

interface Shape {
  /** A `?` allows NULL. */
  columns: Record<string, Kind | `${Kind}?`>
  /** Without a key the rows are numbered by `id`. */
  key?: readonly string[]
  indexes?: readonly (readonly string[])[]
}

const money = { price_retail: 'integer?', price_special: 'integer?', price_contract: 'integer?' } as const

const shapes: Record<keyof KsupTables, Shape> = {
  ksup_contact: {
    columns: {
      code_ksup: 'text',
      name: 'text',
      type: 'text',
      emails_json: 'text',
      phones_json: 'text',
      code_1c: 'text?',
      link: 'text',
      request_id: 'text?',
      request_code: 'text?',
      request_message: 'text?',
      request_at: 'text?',
      merged_into: 'text?',
      deleted: 'integer',
      search: 'text',
    },
    key: ['code_ksup'],
    indexes: [['request_id']],
  },
  ksup_task: {
    columns: { contact: 'text', title: 'text', active: 'integer', has_order: 'integer' },
    indexes: [['contact']],
  },
  ksup_item: {
    columns: {
      article: 'text',
      name: 'text',
      series: 'text?',
      manufacturer: 'text?',
      source_ref: 'text?',
      created_at: 'text',
      changed_at: 'text',
      deleted: 'integer',
      search: 'text',
    },
  },
  ksup_item_price: {
    columns: {
      item: 'integer',
      contact_code: 'text',
      warehouse: 'text',
      available: 'integer',
      ...money,
      as_of: 'text',
    },
    key: ['item', 'contact_code', 'warehouse'],
  },
  ksup_deal: {
    columns: {
      number: 'integer',
      title: 'text',
      type: 'text',
      state: 'text',
      contact: 'text?',
      responsible: 'text',
      order_number_1c: 'text?',
      rows_json: 'text',
      amount: 'integer',
      shipped: 'integer',
      received: 'integer',
      opened_at: 'text',
      closed_at: 'text?',
      updated_at: 'text',
      deleted: 'integer',
      search: 'text',
    },
    key: ['number'],
    indexes: [['contact'], ['updated_at']],
  },
  ksup_file: {
    columns: {
      deal: 'integer',
      name: 'text',
      mime: 'text',
      type: 'text',
      size: 'integer',
      sha256: 'text',
      current: 'integer',
      received_at: 'text',
      message_id: 'text',
    },
    indexes: [['deal']],
  },
  ksup_file_bytes: { columns: { file: 'integer', bytes: 'blob' }, key: ['file'] },
  ksup_shipment: {
    columns: {
      deal: 'integer',
      source_ref: 'text?',
      date: 'text',
      rows_json: 'text',
      amount: 'integer',
      changes: 'integer',
      updated_at: 'text',
    },
    indexes: [['deal']],
  },
  ksup_income: {
    columns: {
      deal: 'integer',
      source_ref: 'text?',
      date: 'text',
      amount: 'integer',
      received_at: 'text',
      resolves: 'text?',
    },
    indexes: [['deal'], ['resolves']],
  },
  ksup_notification: {
    columns: {
      at: 'text',
      addressee: 'text',
      date: 'text',
      amount: 'integer',
      comment: 'text?',
      message_id: 'text',
      state: 'text',
      closed_at: 'text?',
      deal: 'integer?',
    },
    indexes: [['message_id'], ['state']],
  },
  ksup_event: {
    columns: {
      at: 'text',
      kind: 'text',
      text: 'text',
      message_id: 'text?',
      warnings_json: 'text',
      contact: 'text?',
      item: 'integer?',
      deal: 'integer?',
    },
    indexes: [['contact'], ['item'], ['deal']],
  },
  ksup_message: {
    columns: { message_id: 'text', operation: 'text', at: 'text', result: 'text', outcome_json: 'text' },
    key: ['message_id'],
  },
}

async function createBase(db: Kysely<unknown>): Promise<void> {
  for (const name of ksupTableNames) {
    const { columns, key, indexes = [] } = shapes[name]
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name)
    if (!key) table = table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    for (const [column, kind] of Object.entries(columns))
      table = table.addColumn(column, kind.replace('?', '') as Kind, (built) =>
        kind.endsWith('?') ? built : built.notNull(),
      )
    if (key) table = table.addPrimaryKeyConstraint(`${name}_key`, [...key])
    await table.execute()
    for (const indexed of indexes)
      await db.schema
        .createIndex(`${name}_${indexed.join('_')}`)
        .on(name)
        .columns([...indexed])
        .execute()
  }
  // What was deleted keeps its key without holding it (D-08, D-30).
  await sql`create unique index ksup_contact_code_1c on ksup_contact (code_1c) where deleted = 0`.execute(db)
  await sql`create unique index ksup_item_article on ksup_item (article) where deleted = 0`.execute(db)
}
