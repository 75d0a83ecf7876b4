import { notificationUnknown } from './refusals.ts'
import type { Notification, Page } from './model.ts'
import type { KsupDb, KsupTransaction } from './tables.ts'

/** «Есть неразнесённый доход»: what the right person is told (D-75, DD-39). */

export type NewNotification = Pick<Notification, 'at' | 'to' | 'date' | 'amount' | 'comment' | 'message_id'>

export async function notify(db: KsupDb, { to, ...notification }: NewNotification): Promise<void> {
  await db
    .insertInto('ksup_notification')
    .values({ ...notification, addressee: to, state: 'open', closed_at: null, deal: null })
    .execute()
}

/** The income was assigned to a deal later (DD-37). @returns `true` when an open notification told of it */
export async function resolveNotification(
  db: KsupDb,
  at: string,
  { messageId, deal }: { messageId: string; deal: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ksup_notification')
    .set({ state: 'closed', closed_at: at, deal })
    .where('message_id', '=', messageId)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A person closes one; closing it again changes nothing. @throws Refusal `KSUP-NOTIFICATION-UNKNOWN` */
export async function closeNotification(trx: KsupTransaction, at: string, id: number): Promise<void> {
  const known = await trx
    .selectFrom('ksup_notification')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!known) throw notificationUnknown(id)
  if (known.state === 'open')
    await trx
      .updateTable('ksup_notification')
      .set({ state: 'closed', closed_at: at })
      .where('id', '=', id)
      .execute()
}

/** Newest first. */
export async function notificationRows(
  db: KsupDb,
  query: { state?: Notification['state'] | undefined; offset?: number | undefined; limit: number },
): Promise<Page<Notification>> {
  let found = db.selectFrom('ksup_notification')
  if (query.state !== undefined) found = found.where('state', '=', query.state)
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy('id', 'desc')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  return {
    rows: rows.map(({ addressee, deal, ...row }) => ({ ...row, to: addressee, deal_number: deal })),
    total,
  }
}
