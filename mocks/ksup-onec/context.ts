import type { Kysely, Transaction } from 'kysely'
import type { Verdict } from '../../server/contracts/ksup/conditions.ts'
import type { PrintedOrder } from '../../server/invoice/order-form/model.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { KsupSettings } from '../../server/storage/document-schema.ts'
import type { KsupOnecTables, OnecDb, OnecTransaction } from './tables.ts'

/** What the parts of the simulated 1C have in common. */
export interface OnecContext {
  db: Kysely<KsupOnecTables>
  clock: Clock
  changes: Changes
  /** As they stand now. */
  settings(): KsupSettings
  outbox: Outbox
  print(order: PrintedOrder): Uint8Array
  /** Verdicts for an object of the directories as it stands. */
  verdictsOf: {
    counterparty(db: OnecDb, ref: string): Promise<Verdict[]>
    item(db: OnecDb, ref: string): Promise<Verdict[]>
  }
}

/** The outbox takes any transaction of the database. */
export const anyTables = (trx: OnecTransaction): Transaction<unknown> =>
  trx as unknown as Transaction<unknown>

/** One transaction; what it stored for sending goes when it is over, and those who watch hear of it (DD-07). */
export async function write<Result>(
  { db, outbox, changes }: Pick<OnecContext, 'db' | 'outbox' | 'changes'>,
  job: (trx: OnecTransaction) => Promise<Result>,
): Promise<Result> {
  const result = await db.transaction().execute(job)
  changes.publish({ area: 'ksup-onec' })
  outbox.poke()
  return result
}
