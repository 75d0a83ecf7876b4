import { insertContact } from './contact-store.ts'
import { insertDeal } from './deals.ts'
import type { KsupDemoData } from './demo.ts'
import { insertItem } from './items.ts'
import { ksupTableNames, type KsupDb, type KsupTransaction } from './tables.ts'

/** The base at the start. */

/** Fills an empty base. It asks 1C nothing: the demo must not reach a real 1C by itself. */
export async function seedBase(trx: KsupTransaction, at: string, demo: KsupDemoData): Promise<void> {
  for (const { tasks, ...contact } of demo.contacts) {
    await insertContact(trx, contact)
    for (const { title, active, has_order } of tasks)
      await trx
        .insertInto('ksup_task')
        .values({ contact: contact.code_ksup, title, active: Number(active), has_order: Number(has_order) })
        .execute()
  }
  for (const { article, name, series, manufacturer, source_ref } of demo.items)
    await insertItem(trx, at, {
      article,
      name,
      series: series ?? null,
      manufacturer: manufacturer ?? null,
      source_ref,
    })
  for (const deal of demo.deals) await insertDeal(trx, at, deal)
}

export async function clearBase(trx: KsupTransaction): Promise<void> {
  for (const table of ksupTableNames) await trx.deleteFrom(table).execute()
}

/** `true` when there is nothing in the base. */
export async function isEmpty(db: KsupDb): Promise<boolean> {
  for (const table of ksupTableNames) {
    const { n } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    if (n > 0) return false
  }
  return true
}
