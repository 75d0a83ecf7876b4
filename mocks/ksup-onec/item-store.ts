import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Item } from '../../server/contracts/ksup/conditions.ts'
import { codeOf, nextNumber } from './counter.ts'
import { itemUnknown } from './refusals.ts'
import { searchText } from './search.ts'
import type { KsupOnecTables, OnecDb } from './tables.ts'

/** Items as they are kept. */

/** With whether its group is on the list «Выгружается». */
export type StoredItem = Selectable<KsupOnecTables['ksup_onec_item']> & {
  group_name: string
  exported: number
}

export interface ItemFields {
  code: string
  article: string
  name: string
  series: string
  manufacturer: string
  group_ref: string
  kind: string
  deletion_mark: number
  archived: number
}

export const storedItems = (db: OnecDb) =>
  db
    .selectFrom('ksup_onec_item as item')
    .innerJoin('ksup_onec_group as group', 'group.ref', 'item.group_ref')
    .selectAll('item')
    .select(['group.name as group_name', 'group.exported'])

/** @throws Refusal `KSUP-ONEC-ITEM-UNKNOWN` */
export async function storedItem(db: OnecDb, ref: string): Promise<StoredItem> {
  const found = await storedItems(db).where('item.ref', '=', ref).executeTakeFirst()
  if (!found) throw itemUnknown(ref)
  return found
}

/** What the conditions look at. */
export const asItem = (stored: StoredItem): Item => ({
  ref: stored.ref,
  name: stored.name,
  article: stored.article,
  series: stored.series,
  manufacturer: stored.manufacturer,
  groupExported: stored.exported === 1,
  deletionMark: stored.deletion_mark === 1,
  archived: stored.archived === 1,
  kind: stored.kind,
})

const searchOf = ({ name, code, article, series, manufacturer }: ItemFields): string =>
  searchText(name, code, article, series, manufacturer)

/** @param given by the demo; a new one gets the next code. @returns its reference */
export async function insertItem(
  db: OnecDb,
  fields: Omit<ItemFields, 'code'>,
  given: { ref?: string; code?: string } = {},
): Promise<string> {
  const ref = given.ref ?? randomUUID()
  const own = { ...fields, code: given.code ?? codeOf(await nextNumber(db, 'item')) }
  await db
    .insertInto('ksup_onec_item')
    .values({ ref, ...own, search: searchOf(own) })
    .execute()
  return ref
}

export async function updateItem(db: OnecDb, ref: string, fields: ItemFields): Promise<void> {
  await db
    .updateTable('ksup_onec_item')
    .set({ ...fields, search: searchOf(fields) })
    .where('ref', '=', ref)
    .execute()
}

export interface StockLevel {
  warehouse: string
  on_hand: number
  reserved: number
}

/** Replaces the stock of the warehouses that are named. */
export async function writeStock(db: OnecDb, item: string, stock: readonly StockLevel[]): Promise<void> {
  for (const level of stock)
    await db
      .replaceInto('ksup_onec_stock')
      .values({ item, ...level })
      .execute()
}

/** @param price `null`: there is none (DD-56) */
export async function writePrice(
  db: OnecDb,
  { item, type }: { item: string; type: 'standard' | 'special' },
  price: { price: number; from: string | null; to: string | null } | null,
): Promise<void> {
  await db.deleteFrom('ksup_onec_price').where('item', '=', item).where('price_type', '=', type).execute()
  if (price === null) return
  const { from: first_day, to: last_day } = price
  await db
    .insertInto('ksup_onec_price')
    .values({ item, price_type: type, price: price.price, first_day, last_day })
    .execute()
}
