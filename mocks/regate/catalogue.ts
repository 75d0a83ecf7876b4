import { sql, type Selectable } from 'kysely'
import { fromKopecks, fromThousandths } from '../../server/contracts/decimal.ts'
import { stockText } from '../../server/contracts/regate/pricing.ts'
import type {
  Assortment,
  AssortmentQuery,
  Cities,
  CityStoreQuery,
  CityStores,
  Item,
  State,
  StoreTable,
} from '../../server/contracts/regate/schema.ts'
import { CONTRACT, Icon, PAGE_LIMIT } from '../../server/contracts/regate/schema.ts'
import { fromLocalTime, toLocalTime } from '../../server/contracts/time.ts'
import type { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import type { PriceTier } from './model.ts'
import { refuse, storeUnknown } from './refusals.ts'
import type { RegateDb, RegateTables } from './tables.ts'

/** What the reading methods tell of a base (sections 6.1–6.5). */

interface Reading {
  db: RegateDb
  enterprise: string
  settings: EnterpriseSettings
  now: Date
  /** Base address of the publication, for addresses of pictures. */
  base: string
}

const PLATFORM_VERSION = '8.3.24.1691'
const CONFIGURATION = {
  name: 'УправлениеТорговлей',
  title: 'Управление торговлей, редакция 11',
  version: '11.4.13.71',
} as const

/** `state` (B-23). */
export async function stateOf({ db, enterprise, settings, now }: Reading): Promise<State> {
  const organizations = await db
    .selectFrom('regate_organization')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .orderBy('position')
    .execute()
  return {
    api: CONTRACT,
    platform_version: PLATFORM_VERSION,
    configuration: CONFIGURATION,
    organizations: organizations.map(({ organization_id, name, full_name, inn, kpp, ogrn, ...rest }) => ({
      organization_id,
      name,
      full_name,
      inn,
      // A sole proprietor has none.
      ...(kpp === '' ? {} : { kpp }),
      ogrn,
      address: rest.address,
      phone: rest.phone,
      bank_accounts: JSON.parse(rest.accounts_json) as State['organizations'][number]['bank_accounts'],
    })),
    time: toLocalTime(now, settings.zone),
    time_zone: settings.zone,
    status_extensions: settings.eMoney ? [240] : [],
  }
}

/** `city`: cities that have warehouses (B-24). */
export async function citiesOf({ db, enterprise }: Reading): Promise<Cities> {
  const rows = await db
    .selectFrom('regate_city')
    .innerJoin('regate_store', (join) =>
      join
        .onRef('regate_store.enterprise', '=', 'regate_city.enterprise')
        .onRef('regate_store.city_id', '=', 'regate_city.city_id'),
    )
    .select(({ fn }) => [
      'regate_city.city_id',
      'regate_city.name',
      'regate_city.region',
      fn.countAll<number>().as('stores_count'),
    ])
    .where('regate_city.enterprise', '=', enterprise)
    .groupBy('regate_city.city_id')
    .orderBy('regate_city.name')
    .execute()
  return {
    cities: rows.map(({ region, ...city }) => ({ ...city, ...(region === null ? {} : { region }) })),
  }
}

/** `citystore`: the warehouses of a city (B-25, BD-36). */
export async function cityStoresOf(
  { db, enterprise }: Reading,
  { city_id, city }: CityStoreQuery,
): Promise<CityStores> {
  const cities = db.selectFrom('regate_city').select('city_id').where('enterprise', '=', enterprise)
  const found =
    city_id !== undefined
      ? await cities.where('city_id', '=', city_id).execute()
      : await cities.where('name', '=', city!).execute()
  if (found.length > 1)
    throw refuse('RG-CITY-AMBIGUOUS', `Городов с названием «${city ?? ''}» несколько. Передайте city_id.`)
  const [only] = found
  if (!only)
    throw refuse(
      'RG-CITY-UNKNOWN',
      `Города ${city_id ?? `«${city ?? ''}»`} в этой базе нет. Обновите список методом city.`,
    )
  const stores = await db
    .selectFrom('regate_store')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('city_id', '=', only.city_id)
    .orderBy('name')
    .execute()
  return {
    city_id: only.city_id,
    stores: stores.map(({ store_id, name, address, work_hours, pickup, delivery }) => ({
      store_id,
      name,
      address,
      ...(work_hours === null ? {} : { work_hours }),
      pickup: pickup === 1,
      delivery: delivery === 1,
    })),
  }
}

async function requireStore({ db, enterprise }: Reading, store_id: string): Promise<void> {
  const store = await db
    .selectFrom('regate_store')
    .select('store_id')
    .where('enterprise', '=', enterprise)
    .where('store_id', '=', store_id)
    .executeTakeFirst()
  if (!store) throw storeUnknown(store_id)
}

/** Items that a store offers: they have a place in it and a price (without one nothing can be sold, RG-NO-PRICE). */
const offered = ({ db, enterprise }: Reading, store_id: string) =>
  db
    .selectFrom('regate_stock')
    .innerJoin('regate_item', (join) =>
      join
        .onRef('regate_item.enterprise', '=', 'regate_stock.enterprise')
        .onRef('regate_item.item_id', '=', 'regate_stock.item_id'),
    )
    .where('regate_stock.enterprise', '=', enterprise)
    .where('regate_stock.store_id', '=', store_id)
    .where('regate_item.price', 'is not', null)

/** `storetable`: groups that hold items of the store, and their ancestors, parents first (B-26, BD-35). */
export async function storeTableOf(reading: Reading, store_id: string): Promise<StoreTable> {
  await requireStore(reading, store_id)
  const { db, enterprise } = reading
  const counts = new Map(
    (
      await offered(reading, store_id)
        .select(({ fn }) => ['regate_item.group_id', fn.countAll<number>().as('items')])
        .groupBy('regate_item.group_id')
        .execute()
    ).map(({ group_id, items }) => [group_id, items]),
  )
  const groups = await db
    .selectFrom('regate_group')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .orderBy('position')
    .execute()
  const byId = new Map(groups.map((group) => [group.group_id, group]))
  const kept = new Set<string>()
  for (const group_id of counts.keys())
    for (let group = byId.get(group_id); group && !kept.has(group.group_id);) {
      kept.add(group.group_id)
      group = group.parent_id === null ? undefined : byId.get(group.parent_id)
    }
  const depth = (group_id: string): number => {
    const parent = byId.get(group_id)?.parent_id ?? null
    return parent === null ? 0 : depth(parent) + 1
  }
  return {
    store_id,
    groups: groups
      .filter(({ group_id }) => kept.has(group_id))
      .sort((a, b) => depth(a.group_id) - depth(b.group_id))
      .map(({ group_id, parent_id, name }) => ({
        group_id,
        parent_id,
        name,
        items_count: counts.get(group_id) ?? 0,
      })),
  }
}

/* ---------- assortment ---------- */

/** Pages are cut at the position of an item; the mark in front keeps foreign texts out. */
const cursorOf = (position: number): string => Buffer.from(`item:${position}`).toString('base64url')

function positionOf(cursor: string): number {
  const position = /^item:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1]
  if (position !== undefined) return Number(position)
  throw refuse('RG-VALIDATION', 'cursor не от этого метода. Начните список сначала, без cursor.', {
    errors: [{ pointer: '/cursor', rule: 'cursor' }],
  })
}

/** A group with everything below it. */
async function withSubgroups({ db, enterprise }: Reading, group_id: string): Promise<string[]> {
  const { rows } = await sql<{ group_id: string }>`
    with recursive below(group_id) as (
      select group_id from regate_group where enterprise = ${enterprise} and group_id = ${group_id}
      union
      select child.group_id from regate_group child join below on child.parent_id = below.group_id
      where child.enterprise = ${enterprise}
    ) select group_id from below`.execute(db)
  return rows.map((row) => row.group_id)
}

const ICON_SIZE = 128

type Offered = Selectable<RegateTables['regate_item']> & { quantity: number; reserved: number }

/** Whether an address below the base may stand in an answer: plain HTTP only within one machine (BD-33). */
const mayShowPictures = (base: string): boolean => Icon.shape.url.safeParse(`${base}/`).success

/** @param base where pictures are served, `null` when their address may not be told */
function itemOf(row: Offered, base: string | null): Item {
  const free = Math.max(row.quantity - row.reserved, 0)
  const unlimited = row.unlimited === 1
  // Goods to order with nothing on the shelf are not counted (BD-30).
  const quantity = unlimited && free === 0 ? null : free
  const { item_id, group_id, article, name, country, brand, barcode, unit } = row
  return {
    item_id,
    group_id,
    article,
    name,
    country,
    brand,
    barcode,
    short_description: row.short_description,
    full_description: row.full_description,
    icons:
      row.icon_hue === null || base === null
        ? []
        : [
            {
              url: `${base}/hs/regate/icons/${item_id}.svg`,
              mime: 'image/svg+xml',
              width: ICON_SIZE,
              height: ICON_SIZE,
            },
          ],
    unit: unit as Item['unit'],
    portion: fromThousandths(row.portion),
    min_volume: fromThousandths(row.min_volume),
    step: fromThousandths(row.step),
    stock: {
      quantity: quantity === null ? null : fromThousandths(quantity),
      unlimited,
      text: stockText({ quantity, unlimited, unit }),
    },
    price_retail: fromKopecks(row.price!),
    price_tiers: (JSON.parse(row.tiers_json) as PriceTier[]).map(({ over, price }) => ({
      over: fromThousandths(over),
      price: fromKopecks(price),
    })),
    currency: 'RUB',
    nds_s: row.nds_s,
  }
}

/** `assortment`: a page of the items of a store (B-27…B-43, BD-34, BD-46). */
export async function assortmentOf(reading: Reading, query: AssortmentQuery): Promise<Assortment> {
  const { db, enterprise, settings, now, base } = reading
  const { store_id, group_id, deep = 1, changed_since, limit = PAGE_LIMIT.default, cursor } = query
  await requireStore(reading, store_id)
  let items = offered(reading, store_id)
  if (group_id !== undefined) {
    const known = await db
      .selectFrom('regate_group')
      .select('group_id')
      .where('enterprise', '=', enterprise)
      .where('group_id', '=', group_id)
      .executeTakeFirst()
    if (!known)
      throw refuse(
        'RG-GROUP-UNKNOWN',
        `Группы ${group_id} в этой базе нет. Обновите список методом storetable.`,
      )
    items = items.where(
      'regate_item.group_id',
      'in',
      deep === 0 ? [group_id] : await withSubgroups(reading, group_id),
    )
  }
  if (changed_since !== undefined)
    items = items.where(
      'regate_item.changed_at',
      '>',
      fromLocalTime(changed_since, settings.zone).toISOString(),
    )
  const { total } = await items
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const after = cursor === undefined ? 0 : positionOf(cursor)
  const rows = await items
    .selectAll('regate_item')
    .select(['regate_stock.quantity', 'regate_stock.reserved'])
    .where('regate_item.position', '>', after)
    .orderBy('regate_item.position')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const pictures = mayShowPictures(base) ? base : null
  return {
    store_id,
    as_of: toLocalTime(now, settings.zone),
    next_cursor: rows.length > limit ? cursorOf(page.at(-1)!.position) : null,
    total,
    items: page.map((row) => itemOf(row, pictures)),
  }
}
