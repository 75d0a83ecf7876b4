import {
  articleOld,
  itemData,
  itemWritten,
  type ItemData,
  type Verdict,
} from '../../server/contracts/ksup/conditions.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'
import { linkKeyOf } from '../../server/contracts/ksup/link-key.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { anyTables } from './context.ts'
import { asItem, storedItem, type StoredItem } from './item-store.ts'
import { readKnown, toldBefore, writeKnown, type Told } from './known.ts'
import type { OnecDb, OnecTransaction } from './tables.ts'

/** What КСУП is told of items (D-31…D-39). */

const ITEM_MESSAGES = ['item-create', 'item-change'] as const

const knownOf = (db: OnecDb, outbox: Outbox, stored: StoredItem): Promise<ItemData | null> =>
  toldBefore({ db, outbox }, { ref: stored.ref, kinds: ITEM_MESSAGES, now: itemData(asItem(stored)) })

/** What would be told of an item as it stands. */
export async function itemVerdicts(db: OnecDb, outbox: Outbox, ref: string): Promise<Verdict[]> {
  const stored = await storedItem(db, ref)
  return [itemWritten(asItem(stored), await knownOf(db, outbox, stored))]
}

/** Tells of a written item when the contract says so: its creation the first time that it qualifies (DD-21). */
export async function tellItem(trx: OnecTransaction, outbox: Outbox, ref: string): Promise<void> {
  const stored = await storedItem(trx, ref)
  const item = asItem(stored)
  const known = await knownOf(trx, outbox, stored)
  if (!itemWritten(item, known).wouldSend) return
  await dropRefused(trx, outbox, ref)
  const data = itemData(item)
  const old = articleOld(item, known)
  const operation = known === null ? 'ksup.nomenclatureCreate' : 'ksup.nomenclatureChange'
  await outbox.enqueue(anyTables(trx), {
    operation,
    kind: known === null ? 'item-create' : 'item-change',
    key: linkKeyOf(operation, { meta: { source_ref: ref } } as KnownBody),
    object: ref,
    title: `Номенклатура ${stored.article} «${stored.name}»`,
    body: { ...data, ...(old === undefined ? {} : { article_old: old }) },
    sourceRef: ref,
  })
  const told = await readKnown<Told<ItemData>>(trx, ref)
  await writeKnown(trx, ref, { sent: data, delivered: told?.delivered ?? null } satisfies Told<ItemData>)
}

/** The new message says all that a refused one said: that one must not go after it. */
async function dropRefused(trx: OnecTransaction, outbox: Outbox, ref: string): Promise<void> {
  const [last] = await outbox.of(ref, anyTables(trx))
  if (last?.state === 'parked') await outbox.withdraw(anyTables(trx), ref)
}
