import type { Transaction } from 'kysely'
import { messageKinds } from '../../../server/contracts/ksup/direction.ts'
import type { Settlement } from '../../../server/outbox/outbox.ts'
import { readKnown, writeKnown } from '../known.ts'
import type { KsupOnecTables } from '../tables.ts'
import { documentOf, writeDocument } from './store.ts'
import type { Memory } from './store.ts'

/** Kinds of object that documents are told as; «receipt» is told once and has nothing to remember. */
const REMEMBERED: readonly string[] = ['order', 'income', 'shipment']

/**
 * What 1C stores when КСУП took a message about a document: the number of an order does not change any more (DD-29), a
 * receipt gets the deal that was made of it (section 6.7).
 */
export async function messageSettled(
  trx: Transaction<unknown>,
  { message: { kind, object: ref }, next, result }: Settlement,
): Promise<void> {
  if (next.state !== 'delivered') return
  const db = trx.withTables<KsupOnecTables>()
  const { object } = messageKinds[kind]
  if (REMEMBERED.includes(object)) {
    const known = await readKnown<Memory>(db, ref)
    if (known !== null && !known.delivered) await writeKnown(db, ref, { ...known, delivered: true })
  }
  const { deal_number } = (result.value ?? {}) as { deal_number?: unknown }
  if (kind !== 'retail' || typeof deal_number !== 'number') return
  const receipt = await documentOf(db, ref)
  if (receipt.kind === 'receipt')
    await writeDocument(db, { ...receipt, data: { ...receipt.data, deal_number } })
}
