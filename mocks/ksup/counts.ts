import { countDeals } from './deal-views.ts'
import type { KsupCounts } from './model.ts'
import type { KsupDb } from './tables.ts'

/** КСУП at a glance; what was deleted does not count. */
export async function countsOf(db: KsupDb): Promise<KsupCounts> {
  const living = async (table: 'ksup_contact' | 'ksup_item'): Promise<number> => {
    const { n } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('deleted', '=', 0)
      .executeTakeFirstOrThrow()
    return n
  }
  const open = await db
    .selectFrom('ksup_notification')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  // The messages themselves are the audit trail (DD-51).
  const withoutCard = await db
    .selectFrom('ksup_message')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('operation', '=', 'ksup.retail')
    .where('result', '=', 'no_action')
    .executeTakeFirstOrThrow()
  return {
    contacts: await living('ksup_contact'),
    items: await living('ksup_item'),
    deals: await countDeals(db),
    notifications: open.n,
    receipts_without_card: withoutCard.n,
  }
}
