import { thousandths } from '../../server/contracts/decimal.ts'
import type { RowResult, Stock } from '../../server/contracts/site-orders/schema.ts'
import { fromLocalTime } from '../../server/contracts/time.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import { dictionariesOf } from './catalogue.ts'
import type { ShopBase } from './orders.ts'
import type { Shop } from './parts.ts'
import { refusedRow, rowResults, rowsRead } from './row-results.ts'
import type { SiteTables } from './tables.ts'

/**
 * `POST /stock` (section 6.4). A newer `as_of` wins for each pair of item and warehouse; a negative quantity is stored as zero.
 * `full` zeroes the pairs that are not listed once all of its parts have come. Stock of items that no product is bound to is kept
 * too: they may be bound later.
 */
export function stockHandler(shop: Shop) {
  return async function acceptStock(call: Call): Promise<Answer> {
    const { mode, as_of, part = 1, parts = 1, items } = (call.request as Stock).stock
    const { zone } = shop.settings()
    const asOf = fromLocalTime(as_of, zone).toISOString()
    const storages = await storageFinder(shop)
    const unknown: { value: string }[] = []
    const rows = await shop.base.transaction().execute(async (base) => {
      const newer = await newerPairs(base, asOf)
      const said: RowResult[] = []
      const seen = new Map<string, number>()
      const stored: SiteTables['site_stock'][] = []
      for (const { index, item } of rowsRead(items, call.rejected)) {
        const { offer_id, quantity } = item
        const storage = storages(item.storage)
        if (storage === null) {
          unknown.push({ value: item.storage })
          said.push(
            refusedRow(index, `Склад «${item.storage}» не сопоставлен. Заполните строку соответствия.`),
          )
          continue
        }
        const pair = pairKey(offer_id, storage)
        if (seen.has(pair)) {
          said.push(
            refusedRow(index, `Та же номенклатура на том же складе уже есть в строке ${seen.get(pair)}.`),
          )
          continue
        }
        seen.set(pair, index)
        if (newer.has(pair)) {
          said.push({ index, result: 'ignored', message: 'На сайте уже есть более новый остаток.' })
          continue
        }
        if (quantity < 0)
          said.push({
            index,
            result: 'ok',
            code: 'W-NEGATIVE-STOCK',
            message: `Остаток ${quantity} сохранён как 0.`,
          })
        stored.push({
          offer_id,
          storage,
          quantity: Math.max(0, thousandths(quantity)),
          as_of: asOf,
          stale: 0,
        })
      }
      await storeQuantities(base, stored)
      if (mode === 'full' && (await allPartsHere(base, asOf, parts, part))) await zeroTheRest(base, asOf)
      return said
    })
    if (unknown.length > 0)
      await shop.mappings.noteUnmapped(
        unknown.map(({ value }) => ({
          kind: 'storage',
          direction: 'onec_to_site',
          value,
          name: '',
          subject: null,
          entry: null,
        })),
      )
    shop.changes.publish({ area: 'site' })
    return { status: 200, body: rowResults(items, call.rejected, rows) }
  }
}

/** The site's identifier of a warehouse, or of its name when the reader is lenient (LA-12); `null` when there is none. */
async function storageFinder({ base, mappings, settings }: Shop): Promise<(value: string) => string | null> {
  const own = new Set((await dictionariesOf(base)).storage.map(({ id }) => id))
  const lenient = settings().reader === 'lenient'
  return (value) => {
    if (own.has(value)) return value
    const { outcome, siteId, viaName } = mappings.toOnec('storage', value)
    return outcome === 'mapped' && (lenient || !viaName) ? siteId : null
  }
}

const pairKey = (offer_id: string, storage: string) => JSON.stringify([offer_id, storage])

/** Pairs that the site has a newer word of. */
async function newerPairs(base: ShopBase, as_of: string): Promise<Set<string>> {
  const rows = await base
    .selectFrom('site_stock')
    .select(['offer_id', 'storage'])
    .where('as_of', '>', as_of)
    .execute()
  return new Set(rows.map(({ offer_id, storage }) => pairKey(offer_id, storage)))
}

/** Rows of one statement: far below SQLite's limit of parameters. */
const CHUNK = 500

async function storeQuantities(base: ShopBase, rows: SiteTables['site_stock'][]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK)
    await base
      .insertInto('site_stock')
      .values(rows.slice(from, from + CHUNK))
      .onConflict((conflict) =>
        conflict.columns(['offer_id', 'storage']).doUpdateSet(({ ref }) => ({
          quantity: ref('excluded.quantity'),
          as_of: ref('excluded.as_of'),
          stale: ref('excluded.stale'),
        })),
      )
      .execute()
}

/** Notes the part. `true` when no part of this full stock is missing. */
async function allPartsHere(base: ShopBase, as_of: string, parts: number, part: number): Promise<boolean> {
  await base
    .insertInto('site_stock_part')
    .values({ as_of, parts, part })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { here } = await base
    .selectFrom('site_stock_part')
    .select(({ fn }) => fn.countAll<number>().as('here'))
    .where('as_of', '=', as_of)
    .where('parts', '=', parts)
    .executeTakeFirstOrThrow()
  return here === parts
}

/** Pairs that a complete full stock did not list: their last word is older than it. */
async function zeroTheRest(base: ShopBase, as_of: string): Promise<void> {
  await base
    .updateTable('site_stock')
    .set({ quantity: 0, as_of, stale: 0 })
    .where('as_of', '<', as_of)
    .execute()
  await base.deleteFrom('site_stock_part').where('as_of', '<=', as_of).execute()
}
