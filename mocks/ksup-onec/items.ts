import { randomUUID } from 'node:crypto'
import { itemKinds } from '../../server/contracts/ksup/conditions.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { insertItem, storedItem, updateItem, writePrice, writeStock, type ItemFields } from './item-store.ts'
import { tellItem } from './item-telling.ts'
import type { ItemEdit } from './model.ts'
import {
  groupUnknown,
  itemKindUnknown,
  nameMissing,
  periodBackwards,
  warehouseTwice,
  warehouseUnknown,
} from './refusals.ts'
import type { OnecDb, OnecTransaction } from './tables.ts'

/** What people of 1C do with items and their groups. */

const NEW: Omit<ItemFields, 'code'> = {
  article: '',
  name: '',
  series: '',
  manufacturer: '',
  group_ref: '',
  kind: 'Товар',
  deletion_mark: 0,
  archived: 0,
}

function edited<Fields extends Omit<ItemFields, 'code'>>(before: Fields, edit: ItemEdit): Fields {
  return {
    ...before,
    article: edit.article ?? before.article,
    name: edit.name ?? before.name,
    series: edit.series ?? before.series,
    manufacturer: edit.manufacturer ?? before.manufacturer,
    group_ref: edit.group ?? before.group_ref,
    kind: edit.kind ?? before.kind,
    deletion_mark: edit.deletion_mark === undefined ? before.deletion_mark : Number(edit.deletion_mark),
    archived: edit.archived === undefined ? before.archived : Number(edit.archived),
  }
}

export async function warehouses(db: OnecDb): Promise<string[]> {
  const rows = await db.selectFrom('ksup_onec_warehouse').select('name').orderBy('position').execute()
  return rows.map(({ name }) => name)
}

/** @throws Refusal with what cannot be written */
async function check(db: OnecDb, item: Omit<ItemFields, 'code'>, { special, stock = [] }: ItemEdit) {
  if (item.name.trim() === '') throw nameMissing()
  if (!(Object.values(itemKinds) as string[]).includes(item.kind)) throw itemKindUnknown(item.kind)
  const group = await db
    .selectFrom('ksup_onec_group')
    .select('ref')
    .where('ref', '=', item.group_ref)
    .executeTakeFirst()
  if (!group) throw groupUnknown(item.group_ref)
  if (special && special.to !== null && special.to < special.from) throw periodBackwards()
  const known = await warehouses(db)
  const names = stock.map(({ warehouse }) => warehouse)
  for (const [i, name] of names.entries()) {
    if (!known.includes(name)) throw warehouseUnknown(name)
    if (names.indexOf(name) !== i) throw warehouseTwice(name)
  }
}

async function writeBeside(
  trx: OnecTransaction,
  item: string,
  { price_retail, special, stock = [] }: ItemEdit,
): Promise<void> {
  await writeStock(trx, item, stock)
  if (price_retail !== undefined) {
    const price = price_retail === null ? null : { price: price_retail, from: null, to: null }
    await writePrice(trx, { item, type: 'standard' }, price)
  }
  if (special !== undefined) await writePrice(trx, { item, type: 'special' }, special)
}

/** @returns its reference */
export async function saveItem(
  trx: OnecTransaction,
  outbox: Outbox,
  ref: string | null,
  edit: ItemEdit,
): Promise<string> {
  const saved = ref === null ? await create(trx, edit) : await change(trx, ref, edit)
  await writeBeside(trx, saved, edit)
  await tellItem(trx, outbox, saved)
  return saved
}

async function create(trx: OnecTransaction, edit: ItemEdit): Promise<string> {
  const fields = edited(NEW, edit)
  await check(trx, fields, edit)
  return insertItem(trx, fields)
}

async function change(trx: OnecTransaction, ref: string, edit: ItemEdit): Promise<string> {
  const { code, article, name, series, manufacturer, group_ref, kind, deletion_mark, archived } =
    await storedItem(trx, ref)
  const before = { code, article, name, series, manufacturer, group_ref, kind, deletion_mark, archived }
  const fields = edited(before, edit)
  await check(trx, fields, edit)
  await updateItem(trx, ref, fields)
  return ref
}

/** When the group joins the list «Выгружается», items that qualify by it are told of (DD-21). */
export async function saveGroup(
  trx: OnecTransaction,
  outbox: Outbox,
  ref: string | null,
  edit: { name?: string | undefined; exported?: boolean | undefined },
): Promise<void> {
  const before = ref === null ? { name: '', exported: 0 } : await storedGroup(trx, ref)
  const name = edit.name ?? before.name
  if (name.trim() === '') throw nameMissing()
  const exported = edit.exported === undefined ? before.exported : Number(edit.exported)
  const saved = ref ?? randomUUID()
  await trx.replaceInto('ksup_onec_group').values({ ref: saved, name, exported }).execute()
  if (exported === 0 || before.exported === 1) return
  const items = await trx
    .selectFrom('ksup_onec_item')
    .select('ref')
    .where('group_ref', '=', saved)
    .orderBy('position')
    .execute()
  for (const item of items) await tellItem(trx, outbox, item.ref)
}

async function storedGroup(db: OnecDb, ref: string): Promise<{ name: string; exported: number }> {
  const found = await db
    .selectFrom('ksup_onec_group')
    .select(['name', 'exported'])
    .where('ref', '=', ref)
    .executeTakeFirst()
  if (!found) throw groupUnknown(ref)
  return found
}
