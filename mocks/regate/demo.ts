import type { Insertable } from 'kysely'
import { regateTableNames, type RegateDb, type RegateTables } from './tables.ts'

/** What an enterprise's base starts with. Money in kopecks, quantities in thousandths. */
export interface RegateDemoData {
  organizations: {
    organization_id: string
    name: string
    full_name: string
    inn: string
    kpp: string
    ogrn: string
    address: string
    phone: string
    bank_accounts: { account: string; bank: string; bik: string; corr_account: string }[]
  }[]
  cities: { city_id: string; name: string; region?: string }[]
  stores: {
    store_id: string
    city_id: string
    name: string
    address: string
    work_hours?: string
    pickup: boolean
    delivery: boolean
  }[]
  groups: { group_id: string; parent_id: string | null; name: string }[]
  items: RegateDemoItem[]
  clients: {
    client_id: string
    ref_1c: string
    type: 'company' | 'entrepreneur' | 'person'
    name: string
    inn?: string
    kpp?: string
    phone?: string
    email?: string
  }[]
}

export interface RegateDemoItem {
  item_id: string
  group_id: string
  article: string
  name: string
  country?: string
  brand?: string
  barcode?: string
  short_description?: string
  full_description?: string
  icon_hue?: number
  unit: 'кг' | 'л' | 'шт'
  portion: number
  min_volume: number
  step: number
  unlimited?: boolean
  price: number | null
  tiers?: { over: number; price: number }[]
  nds_s?: string
  stock: { store_id: string; quantity: number }[]
}

/** SQLite takes 32 766 parameters a statement. */
const PARAMETERS = 30_000

/** Inserts many rows of a table. */
export async function insertRows<Table extends keyof RegateTables>(
  db: RegateDb,
  table: Table,
  rows: readonly Insertable<RegateTables[Table]>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const size = Math.floor(PARAMETERS / Object.keys(first).length)
  for (let i = 0; i < rows.length; i += size)
    await db
      .insertInto(table)
      .values(rows.slice(i, i + size))
      .execute()
}

/** How an item is found: the database folds the case of Latin letters only. */
export const searchText = (item: { name: string; article: string; barcode?: string | null }): string =>
  `${item.name}\n${item.article}\n${item.barcode ?? ''}`.toLowerCase()

/** Fills an empty base of one enterprise. */
export async function seedBase(
  db: RegateDb,
  enterprise: string,
  demo: RegateDemoData,
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  await insertRows(
    db,
    'regate_organization',
    demo.organizations.map(({ bank_accounts, ...organization }, position) => ({
      enterprise,
      ...organization,
      accounts_json: JSON.stringify(bank_accounts),
      position,
    })),
  )
  await insertRows(
    db,
    'regate_city',
    demo.cities.map(({ region = null, ...city }) => ({ enterprise, ...city, region })),
  )
  await insertRows(
    db,
    'regate_store',
    demo.stores.map(({ work_hours = null, pickup, delivery, ...store }) => ({
      enterprise,
      ...store,
      work_hours,
      pickup: Number(pickup),
      delivery: Number(delivery),
    })),
  )
  await insertRows(
    db,
    'regate_group',
    demo.groups.map((group, position) => ({ enterprise, ...group, position })),
  )
  await addItems(db, enterprise, demo.items, at)
  await insertRows(
    db,
    'regate_client',
    demo.clients.map((client, index) => ({
      enterprise,
      client_id: client.client_id,
      ref_1c: client.ref_1c,
      code_1c: `00-${String(index + 1).padStart(8, '0')}`,
      type: client.type,
      name: client.name,
      full_name: null,
      inn: client.inn ?? null,
      kpp: client.kpp ?? null,
      phone: client.phone ?? null,
      email: client.email ?? null,
      address: null,
      incomplete: 0,
      created_at: at,
    })),
  )
  if (demo.clients.length > 0)
    await insertRows(db, 'regate_counter', [{ enterprise, name: 'client', value: demo.clients.length }])
}

/** Adds items with their stock. @param at instant of the change, ISO 8601 */
export async function addItems(
  db: RegateDb,
  enterprise: string,
  items: readonly RegateDemoItem[],
  at: string,
): Promise<void> {
  await insertRows(
    db,
    'regate_item',
    items.map((item) => ({
      enterprise,
      item_id: item.item_id,
      group_id: item.group_id,
      article: item.article,
      name: item.name,
      country: item.country ?? null,
      brand: item.brand ?? null,
      barcode: item.barcode ?? null,
      short_description: item.short_description ?? '',
      full_description: item.full_description ?? '',
      icon_hue: item.icon_hue ?? null,
      unit: item.unit,
      portion: item.portion,
      min_volume: item.min_volume,
      step: item.step,
      unlimited: Number(item.unlimited ?? false),
      price: item.price,
      tiers_json: JSON.stringify(item.tiers ?? []),
      nds_s: item.nds_s ?? '22%',
      changed_at: at,
      search: searchText(item),
    })),
  )
  await insertRows(
    db,
    'regate_stock',
    items.flatMap(({ item_id, stock }) =>
      stock.map(({ store_id, quantity }) => ({ enterprise, store_id, item_id, quantity, reserved: 0 })),
    ),
  )
}

/** Empties the base of one enterprise. */
export async function emptyBase(db: RegateDb, enterprise: string): Promise<void> {
  for (const table of regateTableNames)
    await db.deleteFrom(table).where('enterprise', '=', enterprise).execute()
}
