import { GOODS } from '../../server/contracts/ksup/conditions.ts'
import type { PriceStockAnswer, PriceStockRequest } from '../../server/contracts/ksup/price-stock-messages.ts'
import { priceStockAnswer, type Agreement, type PricedItem } from '../../server/contracts/ksup/price-stock.ts'
import { storedItems, type StockLevel, type StoredItem } from './item-store.ts'
import { warehouses } from './items.ts'
import type { OnecDb } from './tables.ts'

/** Prices and stock for КСУП (section 6.8). One query a table, however many articles are asked for. */

/** By reference of the item. */
export type Prices = ReadonlyMap<string, { retail: number | null; special: PricedItem['special'] }>
export type Stock = ReadonlyMap<string, StockLevel[]>

/** @param items references, at least one */
export async function pricesOf(db: OnecDb, items: readonly string[]): Promise<Prices> {
  const rows = await db.selectFrom('ksup_onec_price').selectAll().where('item', 'in', items).execute()
  const prices = new Map<string, { retail: number | null; special: PricedItem['special'] }>()
  for (const { item, price_type, price, first_day, last_day } of rows) {
    const known = prices.get(item) ?? { retail: null, special: null }
    if (price_type === 'standard') known.retail = price
    else known.special = { price, from: first_day!, to: last_day }
    prices.set(item, known)
  }
  return prices
}

/** @param items references, at least one */
export async function stockOf(db: OnecDb, items: readonly string[]): Promise<Stock> {
  const rows = await db.selectFrom('ksup_onec_stock').selectAll().where('item', 'in', items).execute()
  const stock = new Map<string, StockLevel[]>()
  for (const { item, ...level } of rows) stock.set(item, [...(stock.get(item) ?? []), level])
  return stock
}

/** What an answer is made of: reading whole cards of 500 items takes twice as long. */
const COLUMNS = [
  'item.ref',
  'item.article',
  'item.name',
  'item.kind',
  'item.deletion_mark',
  'item.archived',
  'group.exported',
] as const

/** КСУП may know of it (D-32…D-35). */
const isExported = ({
  exported,
  deletion_mark,
  archived,
  kind,
}: Pick<StoredItem, 'exported' | 'deletion_mark' | 'archived' | 'kind'>): boolean =>
  exported === 1 && deletion_mark === 0 && archived === 0 && kind === GOODS

async function itemsWith(db: OnecDb, articles: readonly string[]): Promise<PricedItem[]> {
  const items = await storedItems(db)
    .clearSelect()
    .select(COLUMNS)
    .where('item.article', 'in', articles)
    .execute()
  if (items.length === 0) return []
  const refs = items.map(({ ref }) => ref)
  const prices = await pricesOf(db, refs)
  const stock = await stockOf(db, refs)
  return items.map((item) => ({
    article: item.article,
    name: item.name,
    exported: isExported(item),
    retail: prices.get(item.ref)?.retail ?? null,
    special: prices.get(item.ref)?.special ?? null,
    available: Object.fromEntries(
      (stock.get(item.ref) ?? []).map(({ warehouse, on_hand, reserved }) => [warehouse, on_hand - reserved]),
    ),
  }))
}

/** Agreements of the counterparty with the code, as far as the articles go; `null` when there is no such counterparty (DD-54). */
async function agreementsFor(
  db: OnecDb,
  code1c: string,
  articles: readonly string[],
): Promise<Agreement[] | null> {
  const owner = await db
    .selectFrom('ksup_onec_counterparty')
    .select('ref')
    .where('code_1c', '=', code1c)
    .executeTakeFirst()
  if (!owner) return null
  const rows = await db
    .selectFrom('ksup_onec_agreement as agreement')
    .innerJoin('ksup_onec_agreement_price as price', 'price.agreement', 'agreement.ref')
    .select(['agreement.ref', 'agreement.first_day', 'agreement.last_day', 'price.article', 'price.price'])
    .where('agreement.counterparty', '=', owner.ref)
    .where('price.article', 'in', articles)
    .execute()
  const agreements = new Map<string, Agreement & { prices: Record<string, number> }>()
  for (const { ref, first_day: from, last_day: to, article, price } of rows) {
    const known = agreements.get(ref) ?? { from, to, prices: {} }
    known.prices[article] = price
    agreements.set(ref, known)
  }
  return [...agreements.values()]
}

/** @param asOf local time of the answer */
export async function answerPriceStock(
  db: OnecDb,
  request: PriceStockRequest,
  asOf: string,
): Promise<PriceStockAnswer> {
  const { articles, contact_code: code } = request
  const agreements = code ? await agreementsFor(db, code, articles) : null
  return priceStockAnswer(
    request,
    {
      items: await itemsWith(db, articles),
      warehouses: await warehouses(db),
      agreementsOf: () => agreements,
    },
    asOf,
  )
}
