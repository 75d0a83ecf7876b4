import type { Outbox } from '../../server/outbox/outbox.ts'
import { storedItem, storedItems, type StoredItem } from './item-store.ts'
import { itemVerdicts } from './item-telling.ts'
import { warehouses } from './items.ts'
import type { GroupRow, ItemCard, ItemRow, ListQuery, Page } from './model.ts'
import { pricesOf, stockOf, type Prices, type Stock } from './prices-stock.ts'
import { holdsWord, searchWords } from './search.ts'
import type { OnecDb } from './tables.ts'

/** Items and groups as the screens show them. */

const shown = (stored: StoredItem, prices: Prices, stock: Stock): ItemRow => ({
  ref: stored.ref,
  code: stored.code,
  article: stored.article,
  name: stored.name,
  series: stored.series,
  manufacturer: stored.manufacturer,
  group: { ref: stored.group_ref, name: stored.group_name, exported: stored.exported === 1 },
  kind: stored.kind,
  deletion_mark: stored.deletion_mark === 1,
  archived: stored.archived === 1,
  price_retail: prices.get(stored.ref)?.retail ?? null,
  available: (stock.get(stored.ref) ?? []).reduce(
    (sum, { on_hand, reserved }) => sum + on_hand - reserved,
    0,
  ),
})

/** By name, those marked for deletion last. */
export async function itemRows(
  db: OnecDb,
  query: ListQuery & { group?: string | undefined },
): Promise<Page<ItemRow>> {
  let found = db.selectFrom('ksup_onec_item')
  if (query.group !== undefined) found = found.where('group_ref', '=', query.group)
  for (const word of searchWords(query.text)) found = found.where(({ ref }) => holdsWord(ref('search'), word))
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const page = await found
    .select('ref')
    .orderBy('deletion_mark')
    .orderBy('search')
    .orderBy('position')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  const refs = page.map(({ ref }) => ref)
  if (refs.length === 0) return { rows: [], total }
  const stored = await storedItems(db).where('item.ref', 'in', refs).execute()
  const prices = await pricesOf(db, refs)
  const stock = await stockOf(db, refs)
  const byRef = new Map(stored.map((item) => [item.ref, item]))
  return { rows: refs.flatMap((ref) => shown(byRef.get(ref)!, prices, stock)), total }
}

/** @throws Refusal `KSUP-ONEC-ITEM-UNKNOWN` */
export async function itemCard(db: OnecDb, outbox: Outbox, ref: string): Promise<ItemCard> {
  const stored = await storedItem(db, ref)
  const prices = await pricesOf(db, [ref])
  const stock = await stockOf(db, [ref])
  const levels = stock.get(ref) ?? []
  return {
    ...shown(stored, prices, stock),
    special: prices.get(ref)?.special ?? null,
    stock: (await warehouses(db)).map((warehouse) => {
      const { on_hand, reserved } = levels.find((level) => level.warehouse === warehouse) ?? {
        on_hand: 0,
        reserved: 0,
      }
      return { warehouse, on_hand, reserved, available: on_hand - reserved }
    }),
    verdicts: await itemVerdicts(db, outbox, ref),
    messages: await outbox.of(ref),
  }
}

export async function groupRows(db: OnecDb): Promise<GroupRow[]> {
  const rows = await db
    .selectFrom('ksup_onec_group as group')
    .leftJoin('ksup_onec_item as item', 'item.group_ref', 'group.ref')
    .select(['group.ref', 'group.name', 'group.exported'])
    .select(({ fn }) => fn.count<number>('item.ref').as('items'))
    .groupBy('group.ref')
    .orderBy('group.name')
    .execute()
  return rows.map(({ exported, ...group }) => ({ ...group, exported: exported === 1 }))
}
