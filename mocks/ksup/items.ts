import type { Selectable } from 'kysely'
import { addEvent, eventsOf } from './events.ts'
import type { ItemCard, ItemEdit, ItemRow, ListQuery, Page } from './model.ts'
import { articleTaken, deletedObject, itemIncomplete, itemUnknown } from './refusals.ts'
import { holdsWord, searchText, searchWords } from './search.ts'
import type { KsupDb, KsupTables, KsupTransaction } from './tables.ts'

/** The nomenclature. What people do with it tells 1C nothing (section 8). */

export type StoredItem = Selectable<KsupTables['ksup_item']>

/** The four fields of an item (D-38). */
export type ItemData = Pick<StoredItem, 'article' | 'name' | 'series' | 'manufacturer'>

const searchOf = ({ article, name, series, manufacturer }: ItemData): string =>
  searchText(name, article, series, manufacturer)

/** The article is the link key (D-36). */
export const itemOfArticle = (db: KsupDb, article: string): Promise<StoredItem | undefined> =>
  db
    .selectFrom('ksup_item')
    .selectAll()
    .where('article', '=', article)
    .where('deleted', '=', 0)
    .executeTakeFirst()

/** @returns its id */
export async function insertItem(
  db: KsupDb,
  at: string,
  item: ItemData & { source_ref: string | null },
): Promise<number> {
  const { article, name, series, manufacturer, source_ref } = item
  const { id } = await db
    .insertInto('ksup_item')
    .values({
      article,
      name,
      series,
      manufacturer,
      source_ref,
      created_at: at,
      changed_at: at,
      deleted: 0,
      search: searchOf(item),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function writeItem(
  db: KsupDb,
  at: string,
  id: number,
  { article, name, series, manufacturer, source_ref }: ItemData & { source_ref: string | null },
): Promise<void> {
  const search = searchOf({ article, name, series, manufacturer })
  await db
    .updateTable('ksup_item')
    .set({ article, name, series, manufacturer, source_ref, changed_at: at, search })
    .where('id', '=', id)
    .execute()
}

async function storedItem(db: KsupDb, id: number): Promise<StoredItem> {
  const found = await db.selectFrom('ksup_item').selectAll().where('id', '=', id).executeTakeFirst()
  if (!found) throw itemUnknown(id)
  return found
}

/** @returns its id @throws Refusal `KSUP-ITEM-UNKNOWN`, `KSUP-ARTICLE-TAKEN`, `KSUP-ITEM-INCOMPLETE`, `KSUP-DELETED` */
export async function saveItem(
  trx: KsupTransaction,
  at: string,
  id: number | null,
  edit: ItemEdit,
): Promise<number> {
  const known = id === null ? null : await storedItem(trx, id)
  if (known?.deleted === 1) throw deletedObject()
  const article = edit.article ?? known?.article
  const name = edit.name ?? known?.name
  if (!article || !name) throw itemIncomplete()
  const owner = await itemOfArticle(trx, article)
  if (owner && owner.id !== id) throw articleTaken(article)
  const item = {
    article,
    name,
    series: edit.series === undefined ? (known?.series ?? null) : edit.series,
    manufacturer: edit.manufacturer === undefined ? (known?.manufacturer ?? null) : edit.manufacturer,
    source_ref: known?.source_ref ?? null,
  }
  if (known) await writeItem(trx, at, known.id, item)
  const saved = known?.id ?? (await insertItem(trx, at, item))
  await addEvent(
    trx,
    { item: saved },
    {
      at,
      kind: known ? 'edited' : 'opened',
      text: known ? 'Карточка изменена в КСУП' : `Номенклатура «${name}» заведена в КСУП`,
    },
  )
  return saved
}

export async function removeItem(trx: KsupTransaction, at: string, id: number): Promise<void> {
  const item = await storedItem(trx, id)
  if (item.deleted === 1) throw deletedObject()
  await trx.updateTable('ksup_item').set({ deleted: 1, changed_at: at }).where('id', '=', id).execute()
  await addEvent(
    trx,
    { item: id },
    { at, kind: 'deleted', text: 'Номенклатура удалена; в 1С это не передаётся' },
  )
}

const shown = ({ source_ref: _ref, search: _search, deleted, ...item }: StoredItem): ItemRow => ({
  ...item,
  deleted: deleted === 1,
})

/** By name, the deleted ones last. */
export async function itemRows(db: KsupDb, query: ListQuery): Promise<Page<ItemRow>> {
  let found = db.selectFrom('ksup_item')
  for (const word of searchWords(query.text)) found = found.where(({ ref }) => holdsWord(ref('search'), word))
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy('deleted')
    .orderBy('search')
    .orderBy('id')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  return { rows: rows.map(shown), total }
}

/** @throws Refusal `KSUP-ITEM-UNKNOWN` */
export async function itemCard(db: KsupDb, id: number): Promise<ItemCard> {
  const item = await storedItem(db, id)
  const prices = await db
    .selectFrom('ksup_item_price')
    .selectAll()
    .where('item', '=', id)
    .orderBy('contact_code')
    .orderBy('warehouse')
    .execute()
  return {
    ...shown(item),
    source_ref: item.source_ref,
    prices: prices.map(({ item: _item, ...price }) => price),
    events: await eventsOf(db, { item: id }),
  }
}
