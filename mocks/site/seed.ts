import type { SiteDemoData } from './demo.ts'
import type { SiteDictionaries } from './model.ts'
import type { ShopBase } from './orders.ts'
import type { Shop } from './parts.ts'
import { placeOrder } from './shop.ts'
import type { SiteTables } from './tables.ts'

const TABLES = [
  'site_dictionary',
  'site_customer',
  'site_product',
  'site_item',
  'site_stock',
  'site_stock_part',
  'site_order',
  'site_version',
  'site_history',
  'site_waiting',
  'site_stopped_node',
] as const satisfies readonly (keyof SiteTables)[]

const MINUTE_MS = 60_000
/** The demo's stock is older than anything that 1C will say. */
const BEFORE_ANY_MESSAGE = new Date(0).toISOString()

/** Empties the shop. */
export async function emptyShop(base: ShopBase): Promise<void> {
  await base.transaction().execute(async (trx) => {
    for (const table of TABLES) await trx.deleteFrom(table).execute()
  })
}

/** Fills an empty shop; the orders of the demo are placed the way buyers do it. */
export async function fillShop(shop: Shop, demo: SiteDemoData): Promise<void> {
  await shop.base.transaction().execute(async (base) => {
    await fillDictionaries(base, demo.dictionaries)
    for (const { customer_id, registered, requisites, client, delivery } of demo.customers)
      await base
        .insertInto('site_customer')
        .values({
          customer_id,
          name: client.name,
          email: client.email ?? '',
          telefon: client.telefon ?? '',
          inn: requisites?.inn ?? '',
          kpp: requisites?.kpp ?? '',
          registered: Number(registered),
          requisites_json: JSON.stringify(requisites ?? null),
          client_json: JSON.stringify(client),
          delivery_json: JSON.stringify(delivery),
          ref_1c: null,
          code_1c: null,
        })
        .execute()
    for (const [position, { tovar_id, name, artikul, unit, price, stock }] of demo.products.entries()) {
      await base
        .insertInto('site_product')
        .values({ tovar_id, name, artikul, unit, price, on_sale: 1, position })
        .execute()
      for (const { offer_id, storage, quantity } of stock)
        await base
          .insertInto('site_stock')
          .values({ offer_id, storage, quantity, as_of: BEFORE_ANY_MESSAGE, stale: 0 })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
    }
  })
  const now = shop.clock().getTime()
  for (const { order_id, order_number, minutes_ago, draft } of demo.orders)
    await placeOrder(shop, draft, {
      order_id,
      order_number,
      placed_at: new Date(now - minutes_ago * MINUTE_MS),
    })
}

async function fillDictionaries(base: ShopBase, dictionaries: SiteDictionaries): Promise<void> {
  const rows = Object.entries(dictionaries).flatMap(
    ([kind, elements]: [
      string,
      readonly { id: string; name: string; pickup?: boolean; code_1c?: string }[],
    ]) =>
      elements.map(({ id, name, pickup = false, code_1c = '' }, position) => ({
        kind,
        id,
        name,
        pickup: Number(pickup),
        code_1c,
        position,
      })),
  )
  for (const row of rows) await base.insertInto('site_dictionary').values(row).execute()
}
