import type { Transaction } from 'kysely'
import type { ContactData, ItemData } from '../../server/contracts/ksup/conditions.ts'
import type { Settlement } from '../../server/outbox/outbox.ts'
import { readKnown, writeKnown, type Told } from './known.ts'
import type { KsupOnecTables } from './tables.ts'

const contactOf = ({ object_name, object_type, email, phone }: ContactData): ContactData => ({
  object_name,
  object_type,
  email,
  phone,
})

const itemOf = ({ name, article, series, manufacturer }: ItemData): ItemData => ({
  name,
  article,
  series,
  manufacturer,
})

/** Remembers what КСУП has of a counterparty or an item, in the transaction that stores the delivery (DD-19, DD-23). */
export async function directorySettled(
  trx: Transaction<unknown>,
  { message: { kind, object, body }, next }: Settlement,
): Promise<void> {
  if (next.state !== 'delivered') return
  if (kind === 'contact-change') await remember(trx, object, contactOf(body as unknown as ContactData))
  if (kind === 'item-create' || kind === 'item-change')
    await remember(trx, object, itemOf(body as unknown as ItemData))
}

async function remember<Data>(trx: Transaction<unknown>, ref: string, delivered: Data): Promise<void> {
  const db = trx.withTables<KsupOnecTables>()
  const told = await readKnown<Told<Data>>(db, ref)
  if (told) await writeKnown(db, ref, { ...told, delivered } satisfies Told<Data>)
}
