import type { Selectable } from 'kysely'
import { Refusal } from '../../server/storage/refusal.ts'
import { searchText } from './demo.ts'
import type {
  GroupRow,
  ItemCard,
  ItemEdit,
  ItemQuery,
  ItemRow,
  ItemStock,
  Page,
  PriceTier,
  StoreRow,
} from './model.ts'
import type { RegateDb, RegateTables, RegateTransaction } from './tables.ts'

/** The nomenclature as people see and edit it. */

type StoredItem = Selectable<RegateTables['regate_item']>

export const cityRows = (db: RegateDb, enterprise: string): Promise<{ city_id: string; name: string }[]> =>
  db
    .selectFrom('regate_city')
    .select(['city_id', 'name'])
    .where('enterprise', '=', enterprise)
    .orderBy('name')
    .execute()

export async function storeRows(db: RegateDb, enterprise: string): Promise<StoreRow[]> {
  const rows = await db
    .selectFrom('regate_store')
    .innerJoin('regate_city', (join) =>
      join
        .onRef('regate_city.enterprise', '=', 'regate_store.enterprise')
        .onRef('regate_city.city_id', '=', 'regate_store.city_id'),
    )
    .selectAll('regate_store')
    .select('regate_city.name as city')
    .where('regate_store.enterprise', '=', enterprise)
    .orderBy('regate_city.name')
    .orderBy('regate_store.name')
    .execute()
  return rows.map(({ store_id, name, city, address, work_hours, pickup, delivery }) => ({
    store_id,
    name,
    city,
    address,
    work_hours,
    pickup: pickup === 1,
    delivery: delivery === 1,
  }))
}

/** Every group of the base in its order; a parent stands before its children. */
export async function groupRows(db: RegateDb, enterprise: string): Promise<GroupRow[]> {
  const rows = await db
    .selectFrom('regate_group')
    .leftJoin('regate_item', (join) =>
      join
        .onRef('regate_item.enterprise', '=', 'regate_group.enterprise')
        .onRef('regate_item.group_id', '=', 'regate_group.group_id'),
    )
    .select(({ fn }) => [
      'regate_group.group_id',
      'regate_group.parent_id',
      'regate_group.name',
      fn.count<number>('regate_item.item_id').as('items'),
    ])
    .where('regate_group.enterprise', '=', enterprise)
    .groupBy('regate_group.group_id')
    .orderBy('regate_group.position')
    .execute()
  return rows
}

async function groupWithSubgroups(db: RegateDb, enterprise: string, group_id: string): Promise<string[]> {
  const groups = await db
    .selectFrom('regate_group')
    .select(['group_id', 'parent_id'])
    .where('enterprise', '=', enterprise)
    .execute()
  const kept = new Set([group_id])
  for (let before = 0; before < kept.size;) {
    before = kept.size
    for (const group of groups)
      if (group.parent_id !== null && kept.has(group.parent_id)) kept.add(group.group_id)
  }
  return [...kept]
}

/** A part of the nomenclature: found by name, article or bar code, in a group with its subgroups. */
export async function itemRows(db: RegateDb, enterprise: string, query: ItemQuery): Promise<Page<ItemRow>> {
  let items = db.selectFrom('regate_item').where('enterprise', '=', enterprise)
  if (query.group_id !== undefined)
    items = items.where('group_id', 'in', await groupWithSubgroups(db, enterprise, query.group_id))
  for (const word of (query.text ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    items = items.where('search', 'like', `%${word.replace(/[%_]/g, '')}%`)
  const { total } = await items
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const found = await items
    .selectAll()
    .where('position', '>', query.after ?? 0)
    .orderBy('position')
    .limit(query.limit + 1)
    .execute()
  const page = found.slice(0, query.limit)
  const stock = await stockOf(
    db,
    enterprise,
    page.map(({ item_id }) => item_id),
  )
  return {
    rows: page.map((item) => rowOf(item, stock.get(item.item_id) ?? [])),
    next: found.length > query.limit ? page.at(-1)!.position : null,
    total,
  }
}

async function stockOf(
  db: RegateDb,
  enterprise: string,
  item_ids: readonly string[],
): Promise<Map<string, ItemStock[]>> {
  const byItem = new Map<string, ItemStock[]>()
  if (item_ids.length === 0) return byItem
  const rows = await db
    .selectFrom('regate_stock')
    .select(['item_id', 'store_id', 'quantity', 'reserved'])
    .where('enterprise', '=', enterprise)
    .where('item_id', 'in', item_ids)
    .execute()
  for (const { item_id, ...stock } of rows) {
    const known = byItem.get(item_id)
    if (known) known.push(stock)
    else byItem.set(item_id, [stock])
  }
  return byItem
}

const rowOf = (item: StoredItem, stock: ItemStock[]): ItemRow => ({
  item_id: item.item_id,
  group_id: item.group_id,
  article: item.article,
  name: item.name,
  brand: item.brand,
  barcode: item.barcode,
  unit: item.unit,
  portion: item.portion,
  min_volume: item.min_volume,
  step: item.step,
  unlimited: item.unlimited === 1,
  price: item.price,
  tiers: JSON.parse(item.tiers_json) as PriceTier[],
  nds_s: item.nds_s,
  stock,
})

async function storedItem(db: RegateDb, enterprise: string, item_id: string): Promise<StoredItem> {
  const item = await db
    .selectFrom('regate_item')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('item_id', '=', item_id)
    .executeTakeFirst()
  if (item) return item
  throw new Refusal('REGATE-ITEM-UNKNOWN', {
    ru: `Номенклатуры ${item_id} в этой базе нет.`,
    en: `There is no item ${item_id} in this base.`,
  })
}

/** @throws Refusal `REGATE-ITEM-UNKNOWN` */
export async function itemCard(db: RegateDb, enterprise: string, item_id: string): Promise<ItemCard> {
  const item = await storedItem(db, enterprise, item_id)
  const stock = await stockOf(db, enterprise, [item_id])
  return {
    ...rowOf(item, stock.get(item_id) ?? []),
    country: item.country,
    short_description: item.short_description,
    full_description: item.full_description,
    icon_hue: item.icon_hue,
    changed_at: item.changed_at,
  }
}

const badEdit = (ru: string, en: string): Refusal => new Refusal('REGATE-ITEM-EDIT', { ru, en })

/** What the contract promises its callers of an item, whoever edits it (6.5). */
function checkItem({ unit, step, portion, min_volume }: StoredItem, tiers: readonly PriceTier[]): void {
  if (step <= 0 || portion <= 0 || min_volume <= 0)
    throw badEdit(
      'Порция, минимум и кратность должны быть больше нуля.',
      'Portion, minimum and step must be above zero.',
    )
  if (unit === 'шт' && step % 1000 !== 0)
    throw badEdit('Кратность штучного товара — целое число.', 'The step of goods by piece is whole.')
  if (tiers.length > 2 || tiers.some(({ over }, i) => over <= (i === 0 ? 0 : tiers[i - 1]!.over)))
    throw badEdit(
      'Порогов цены не больше двух, и каждый следующий больше предыдущего (X1 < X2).',
      'There are at most two price tiers, and each is above the one before (X1 < X2).',
    )
}

/** @throws Refusal `REGATE-ITEM-UNKNOWN`, `REGATE-ITEM-EDIT` when the contract does not allow the result */
export async function editItem(
  trx: RegateTransaction,
  enterprise: string,
  item_id: string,
  { stock = [], tiers, unlimited, ...members }: ItemEdit,
  at: string,
): Promise<void> {
  const before = await storedItem(trx, enterprise, item_id)
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  const after: StoredItem = {
    ...before,
    ...given,
    ...(unlimited === undefined ? {} : { unlimited: Number(unlimited) }),
    changed_at: at,
  }
  const nextTiers = tiers ?? (JSON.parse(before.tiers_json) as PriceTier[])
  checkItem(after, nextTiers)
  const { position: _, ...set } = after
  await trx
    .updateTable('regate_item')
    .set({ ...set, tiers_json: JSON.stringify(nextTiers), search: searchText(after) })
    .where('enterprise', '=', enterprise)
    .where('item_id', '=', item_id)
    .execute()
  for (const { store_id, quantity } of stock) {
    const held = await trx
      .selectFrom('regate_stock')
      .select('reserved')
      .where('enterprise', '=', enterprise)
      .where('store_id', '=', store_id)
      .where('item_id', '=', item_id)
      .executeTakeFirst()
    if (held && quantity < held.reserved)
      throw badEdit(
        'Остаток не может быть меньше того, что уже в резерве у заказов.',
        'The stock cannot be less than what orders hold in reserve.',
      )
    await trx
      .insertInto('regate_stock')
      .values({ enterprise, store_id, item_id, quantity, reserved: 0 })
      .onConflict((conflict) =>
        conflict.columns(['enterprise', 'store_id', 'item_id']).doUpdateSet({ quantity }),
      )
      .execute()
  }
}
