import type { Generated } from 'kysely'
import type { AreaMigrations } from '../../server/storage/database.ts'
import type { CmlRun } from './model.ts'

/**
 * Tables of the 1C end. Money in kopecks, flags 0 or 1, instants ISO 8601 in UTC, columns named `*_json` hold JSON text.
 * Goods are in the catalogue base, which is a file of its own.
 */
export type CmlOnecTables = {
  /** «Заказ клиента». */
  cml_onec_order: {
    /** GUID. */
    id: string
    /** First 11 characters of the number on the site: what 1C finds the order by. */
    lookup: string
    site_number: string
    number: string
    /** Local time of the document in 1C. */
    date: string
    node: string | null
    counterparty: string
    status: string
    posted: number
    paid: number
    shipped: number
    cancelled: number
    /** 1: changed by 1C since the last exchange. */
    changed: number
    /** Counts changes; what was sent is not unmarked when the order has changed meanwhile. */
    revision: number
    /** Revision that went up last, `null`: none did. */
    sent_revision: number | null
    sum: number
    currency: string
    organization: string
    agreement: string
    manager: string
    /** `CmlDocument` with the goods that 1C found, number and date of the site. */
    document_json: string
    payment_json: string | null
    shipment_json: string | null
    notes_json: string
    /** Lower case, for the search. */
    search: string
  }
  cml_onec_counterparty: {
    id: string
    site_id: string
    name: string
    company: number
    inn: string
    kpp: string
    email: string
    phone: string
  }
  cml_onec_run: {
    id: Generated<number>
    node: string
    kind: CmlRun['kind']
    trigger: CmlRun['trigger']
    state: CmlRun['state']
    started_at: string
    finished_at: string | null
    progress_json: string
    totals_json: string
    steps_json: string
    steps: number
    log_json: string
    /** Where a stopped run goes on; `null`: it does not. */
    resume_json: string | null
  }
  /** Registration of changes: the change number of the catalogue up to which the site knows everything. */
  cml_onec_node: { node: string; acknowledged: number }
  /** Portions that failed and stay registered (section 3.5). */
  cml_onec_portion: { node: string; portion: number; items_json: string; attempts: number }
}

export const cmlOnecMigrations: AreaMigrations = {
  area: 'cml-onec',
  steps: [
    {
      id: 1,
      name: 'tables',
      async up(db) {
        await db.schema
          .createTable('cml_onec_order')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('lookup', 'text', (column) => column.notNull())
          .addColumn('site_number', 'text', (column) => column.notNull())
          .addColumn('number', 'text', (column) => column.notNull())
          .addColumn('date', 'text', (column) => column.notNull())
          .addColumn('node', 'text')
          .addColumn('counterparty', 'text', (column) => column.notNull())
          .addColumn('status', 'text', (column) => column.notNull())
          .addColumn('posted', 'integer', (column) => column.notNull())
          .addColumn('paid', 'integer', (column) => column.notNull())
          .addColumn('shipped', 'integer', (column) => column.notNull())
          .addColumn('cancelled', 'integer', (column) => column.notNull())
          .addColumn('changed', 'integer', (column) => column.notNull())
          .addColumn('revision', 'integer', (column) => column.notNull())
          .addColumn('sent_revision', 'integer')
          .addColumn('sum', 'integer', (column) => column.notNull())
          .addColumn('currency', 'text', (column) => column.notNull())
          .addColumn('organization', 'text', (column) => column.notNull())
          .addColumn('agreement', 'text', (column) => column.notNull())
          .addColumn('manager', 'text', (column) => column.notNull())
          .addColumn('document_json', 'text', (column) => column.notNull())
          .addColumn('payment_json', 'text')
          .addColumn('shipment_json', 'text')
          .addColumn('notes_json', 'text', (column) => column.notNull())
          .addColumn('search', 'text', (column) => column.notNull())
          .execute()
        await db.schema.createIndex('cml_onec_order_lookup').on('cml_onec_order').column('lookup').execute()
        await db.schema
          .createTable('cml_onec_counterparty')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('site_id', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('company', 'integer', (column) => column.notNull())
          .addColumn('inn', 'text', (column) => column.notNull())
          .addColumn('kpp', 'text', (column) => column.notNull())
          .addColumn('email', 'text', (column) => column.notNull())
          .addColumn('phone', 'text', (column) => column.notNull())
          .execute()
        await db.schema
          .createIndex('cml_onec_counterparty_name')
          .on('cml_onec_counterparty')
          .column('name')
          .execute()
        await db.schema
          .createTable('cml_onec_run')
          .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
          .addColumn('node', 'text', (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('trigger', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('started_at', 'text', (column) => column.notNull())
          .addColumn('finished_at', 'text')
          .addColumn('progress_json', 'text', (column) => column.notNull())
          .addColumn('totals_json', 'text', (column) => column.notNull())
          .addColumn('steps_json', 'text', (column) => column.notNull())
          .addColumn('steps', 'integer', (column) => column.notNull())
          .addColumn('log_json', 'text', (column) => column.notNull())
          .addColumn('resume_json', 'text')
          .execute()
        await db.schema
          .createTable('cml_onec_node')
          .addColumn('node', 'text', (column) => column.primaryKey())
          .addColumn('acknowledged', 'integer', (column) => column.notNull())
          .execute()
        await db.schema
          .createTable('cml_onec_portion')
          .addColumn('node', 'text', (column) => column.notNull())
          .addColumn('portion', 'integer', (column) => column.notNull())
          .addColumn('items_json', 'text', (column) => column.notNull())
          .addColumn('attempts', 'integer', (column) => column.notNull())
          .addPrimaryKeyConstraint('cml_onec_portion_key', ['node', 'portion'])
          .execute()
      },
    },
  ],
}
