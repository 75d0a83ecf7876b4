import { counterpartyData, itemData } from '../../server/contracts/ksup/conditions.ts'
import { insertAgreement } from './agreements.ts'
import { asCounterparty, insertCounterparty } from './counterparty-store.ts'
import { countFrom } from './counter.ts'
import type { KsupOnecDemoData } from './demo.ts'
import type { OrderLine } from './model.ts'
import { writeDocument } from './documents/store.ts'
import { asItem, insertItem, storedItem, writePrice, writeStock } from './item-store.ts'
import { writeKnown } from './known.ts'
import { ksupOnecTableNames, type OnecDb, type OnecTransaction } from './tables.ts'

/** The base at the start. It tells КСУП nothing: the demo must not reach a real one by itself. */

/** Fills an empty base. @param at now, ISO 8601 in UTC */
export async function seedBase(trx: OnecTransaction, at: string, demo: KsupOnecDemoData): Promise<void> {
  for (const name of demo.warehouses) await trx.insertInto('ksup_onec_warehouse').values({ name }).execute()
  for (const { ref, name, exported } of demo.groups)
    await trx
      .insertInto('ksup_onec_group')
      .values({ ref, name, exported: Number(exported) })
      .execute()
  for (const item of demo.items) await seedItem(trx, item)
  for (const counterparty of demo.counterparties) await seedCounterparty(trx, counterparty)
  for (const card of demo.cards)
    await trx
      .insertInto('ksup_onec_card')
      .values({ ...card })
      .execute()
  for (const { prices, ...agreement } of demo.agreements)
    await insertAgreement(trx, { ...agreement, prices: [...prices] })
  for (const order of demo.orders) await seedOrder(trx, at, demo, order)
  await countFrom(
    trx,
    'counterparty',
    demo.counterparties.map(({ code_1c }) => code_1c),
  )
  await countFrom(
    trx,
    'item',
    demo.items.map(({ code }) => code),
  )
  await countFrom(
    trx,
    'agreement',
    demo.agreements.map(({ number }) => number),
  )
  await countFrom(
    trx,
    'order',
    demo.orders.map(({ number }) => number),
  )
}

async function seedItem(trx: OnecTransaction, item: KsupOnecDemoData['items'][number]): Promise<void> {
  const { ref, code, group, price_retail, special, stock, known, deletion_mark, archived, ...texts } = item
  await insertItem(
    trx,
    {
      ...texts,
      group_ref: group,
      deletion_mark: Number(deletion_mark ?? false),
      archived: Number(archived ?? false),
    },
    { ref, code },
  )
  await writeStock(trx, ref, stock)
  if (price_retail !== null)
    await writePrice(trx, { item: ref, type: 'standard' }, { price: price_retail, from: null, to: null })
  if (special) await writePrice(trx, { item: ref, type: 'special' }, special)
  if (!known) return
  const data = itemData(asItem(await storedItem(trx, ref)))
  await writeKnown(trx, ref, { sent: data, delivered: data })
}

async function seedCounterparty(
  trx: OnecTransaction,
  { ref, code_1c, code_ksup, ...fields }: KsupOnecDemoData['counterparties'][number],
): Promise<void> {
  const stored = await insertCounterparty(
    trx,
    { ...fields, deletion_mark: false },
    { ref, code_1c, code_ksup },
  )
  if (code_ksup === null) return
  const data = counterpartyData(asCounterparty(stored))
  await writeKnown(trx, ref, { sent: data, delivered: data })
}

async function seedOrder(
  trx: OnecTransaction,
  at: string,
  { items }: KsupOnecDemoData,
  { ref, number, date, counterparty, type, deal_number, rows }: KsupOnecDemoData['orders'][number],
): Promise<void> {
  const lines = rows.map(({ article, quantity, price }): OrderLine => ({
    article,
    name: items.find((item) => item.article === article)?.name ?? article,
    quantity,
    price,
    amount: Math.round((price * quantity) / 1000),
    cancelled: false,
  }))
  await writeDocument(trx, {
    ref,
    kind: 'order',
    number,
    posted: false,
    deletion_mark: false,
    counterparty,
    updated_at: at,
    data: { date, counterparty, type, status: 'К выполнению', deal_number, comment: '', rows: lines },
  })
}

export async function clearBase(trx: OnecTransaction): Promise<void> {
  for (const table of ksupOnecTableNames) await trx.deleteFrom(table).execute()
}

/** `true` when there is nothing in the base. */
export async function isEmpty(db: OnecDb): Promise<boolean> {
  for (const table of ksupOnecTableNames)
    if (
      await db
        .selectFrom(table)
        .select(({ lit }) => lit(1).as('one'))
        .limit(1)
        .executeTakeFirst()
    )
      return false
  return true
}
