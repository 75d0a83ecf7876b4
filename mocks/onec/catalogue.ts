import { randomUUID } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { Client, Requisites } from '../../server/contracts/site-orders/schema.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { OnecDemoData } from './demo.ts'
import { nextNumber } from './facts.ts'
import type { DictionaryKind, OnecCounterparty, OnecItem, OnecNewItem, OnecOrganization } from './model.ts'
import { onecTableNames, type OnecDb, type OnecTables } from './tables.ts'

/** The catalogues of the base: organizations, counterparties, items with stock, dictionaries. */

export type ItemRow = Selectable<OnecTables['onec_item']>
export type CounterpartyRow = Selectable<OnecTables['onec_counterparty']>
export type OrganizationRow = Selectable<OnecTables['onec_organization']>
export type ElementRow = Selectable<OnecTables['onec_element']>

const flag = (value: boolean | undefined): number => (value ? 1 : 0)

/** Fills an empty base. Nothing of it is news for the site, which starts from the same demo. */
export async function seedBase(db: OnecDb, demo: OnecDemoData): Promise<void> {
  const organizations = demo.organizations.map((organization, position) => ({ ...organization, position }))
  const counterparties = demo.counterparties.map(
    ({ email = '', telefon = '', discount_percent = 0, blocked, ...rest }) => ({
      ...rest,
      email,
      telefon,
      discount_percent,
      blocked: flag(blocked),
      requisites_json: null,
      client_json: null,
      announced: 1,
    }),
  )
  const items = demo.items.map(
    ({ group, barcodes = [], multiple = 1, archived, deletion_mark, stock: _stock, ...rest }) => ({
      ...rest,
      group_name: group,
      barcodes_json: JSON.stringify(barcodes),
      multiple,
      archived: flag(archived),
      deletion_mark: flag(deletion_mark),
      announced: 1,
    }),
  )
  const stock = demo.items.flatMap(({ offer_id, stock }) =>
    stock.map((rest) => ({ offer_id, ...rest, changed: 0 })),
  )
  const elements = (Object.keys(demo.dictionaries) as DictionaryKind[]).flatMap((kind) =>
    demo.dictionaries[kind].map(
      ({ archived, pickup, needs_passport, carrier_ref = null, ...rest }, position) => ({
        kind,
        ...rest,
        archived: flag(archived),
        pickup: flag(pickup),
        carrier_ref,
        needs_passport: flag(needs_passport),
        position,
      }),
    ),
  )
  const insert = async <Table extends keyof OnecTables>(
    table: Table,
    rows: Insertable<OnecTables[Table]>[],
  ) => {
    // A statement takes a limited number of parameters.
    for (let i = 0; i < rows.length; i += 100)
      await db
        .insertInto(table)
        .values(rows.slice(i, i + 100))
        .execute()
  }
  await insert('onec_organization', organizations)
  await insert('onec_counterparty', counterparties)
  await insert('onec_item', items)
  await insert('onec_stock', stock)
  await insert('onec_element', elements)
}

export async function emptyBase(db: OnecDb): Promise<void> {
  for (const table of onecTableNames) await db.deleteFrom(table).execute()
}

/* ---------- organizations ---------- */

export async function organizations(db: OnecDb): Promise<OnecOrganization[]> {
  const rows = await db.selectFrom('onec_organization').selectAll().orderBy('position').execute()
  return rows.map(({ position: _position, ...organization }) => organization)
}

/** The organization that sells. @throws Error when the base has none: it was never filled */
export async function sellingOrganization(db: OnecDb): Promise<OrganizationRow> {
  return db.selectFrom('onec_organization').selectAll().orderBy('position').limit(1).executeTakeFirstOrThrow()
}

export async function organizationOf(db: OnecDb, ref: string): Promise<OrganizationRow> {
  return db.selectFrom('onec_organization').selectAll().where('ref', '=', ref).executeTakeFirstOrThrow()
}

/* ---------- counterparties ---------- */

/** Who a buyer is to 1C: a company or ИП by INN and KPP, a private person by contacts. Never by name (section 6.6). */
export async function findCounterparties(
  db: OnecDb,
  requisites: Requisites | null,
  client: Client,
): Promise<CounterpartyRow[]> {
  const query = db.selectFrom('onec_counterparty').selectAll().orderBy('code_1c')
  if (requisites !== null)
    return query
      .where('inn', '=', requisites.inn)
      .where('kpp', '=', requisites.kpp ?? '')
      .execute()
  const persons = query.where('inn', '=', '')
  for (const contact of ['email', 'telefon'] as const) {
    const value = client[contact]
    const found = value ? await persons.where(contact, '=', value).execute() : []
    if (found.length > 0) return found
  }
  return []
}

/** Makes a counterparty; the site is told of it in the next cycle. */
export async function addCounterparty(
  db: OnecDb,
  requisites: Requisites | null,
  client: Client | null,
): Promise<CounterpartyRow> {
  const row: CounterpartyRow = {
    ref_1c: randomUUID(),
    code_1c: await nextNumber(db, 'counterparty'),
    name: requisites?.organization ?? client?.name ?? '',
    inn: requisites?.inn ?? '',
    kpp: requisites?.kpp ?? '',
    email: client?.email ?? '',
    telefon: client?.telefon ?? '',
    discount_percent: 0,
    blocked: 0,
    requisites_json: requisites && JSON.stringify(requisites),
    client_json: client && JSON.stringify({ ...client, pasport_info: null }),
    announced: 0,
  }
  await db.insertInto('onec_counterparty').values(row).execute()
  return row
}

export async function counterparties(db: OnecDb): Promise<OnecCounterparty[]> {
  const rows = await db.selectFrom('onec_counterparty').selectAll().orderBy('name').execute()
  return rows.map(asCounterparty)
}

export const asCounterparty = (row: CounterpartyRow): OnecCounterparty => ({
  ref_1c: row.ref_1c,
  code_1c: row.code_1c,
  name: row.name,
  inn: row.inn,
  kpp: row.kpp,
  blocked: row.blocked === 1,
})

/* ---------- items and stock ---------- */

export async function itemsById(db: OnecDb, ids: readonly string[]): Promise<Map<string, ItemRow>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('onec_item').selectAll().where('offer_id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.offer_id, row]))
}

/** Out of use: no order can be made of it (ORD-301). */
export const isRetired = (item: ItemRow): boolean => item.archived === 1 || item.deletion_mark === 1

export const stockKey = (offer_id: string, storage_ref: string): string => `${offer_id} ${storage_ref}`

/** Quantities available for sale by `stockKey`, in thousandths; what is not there is 0. */
export async function stockOf(db: OnecDb, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('onec_stock').selectAll().where('offer_id', 'in', ids).execute()
  return new Map(
    rows.map(({ offer_id, storage_ref, quantity }) => [stockKey(offer_id, storage_ref), quantity]),
  )
}

/** Items with their stock, by name; `text` is a part of name, article or code. */
export async function items(
  db: OnecDb,
  query: { text?: string; offer_id?: string } = {},
): Promise<OnecItem[]> {
  const rows = await db
    .selectFrom('onec_item')
    .selectAll()
    .$if(query.offer_id !== undefined, (select) => select.where('offer_id', '=', query.offer_id!))
    .orderBy('code_1c')
    .execute()
  const wanted = query.text?.trim().toLocaleLowerCase('ru') ?? ''
  // SQLite lowers only Latin letters, so the search is done here.
  const found = rows.filter(({ name, artikul, code_1c }) =>
    `${name}\n${artikul}\n${code_1c}`.toLocaleLowerCase('ru').includes(wanted),
  )
  const stock = await db
    .selectFrom('onec_stock')
    .innerJoin('onec_element', (join) =>
      join.onRef('onec_element.ref', '=', 'onec_stock.storage_ref').on('onec_element.kind', '=', 'storage'),
    )
    .select(['offer_id', 'storage_ref', 'name as storage', 'quantity'])
    .orderBy('position')
    .execute()
  const stockByItem = new Map<string, OnecItem['stock']>()
  for (const { offer_id, ...rest } of stock)
    stockByItem.set(offer_id, [...(stockByItem.get(offer_id) ?? []), rest])
  return found.map((row) => ({
    offer_id: row.offer_id,
    code_1c: row.code_1c,
    artikul: row.artikul,
    name: row.name,
    unit: row.unit,
    nds_s: row.nds_s,
    price: row.price,
    archived: row.archived === 1,
    deletion_mark: row.deletion_mark === 1,
    stock: stockByItem.get(row.offer_id) ?? [],
  }))
}

/** One item. @throws Refusal `ONEC-ITEM-UNKNOWN` */
export async function itemView(db: OnecDb, offer_id: string): Promise<OnecItem> {
  const [found] = await items(db, { offer_id })
  if (!found) throw unknownItem(offer_id)
  return found
}

export const unknownItem = (offer_id: string): Refusal =>
  new Refusal('ONEC-ITEM-UNKNOWN', {
    ru: `Номенклатуры ${offer_id} нет в базе 1С. Выберите позицию из списка.`,
    en: `There is no item ${offer_id} in the 1C base. Choose one from the list.`,
  })

export const unknownElement = (kind: DictionaryKind, value: string): Refusal =>
  new Refusal('ONEC-ELEMENT-UNKNOWN', {
    ru: `Элемента «${value}» нет в справочнике 1С (${kind}). Выберите элемент из списка.`,
    en: `There is no element "${value}" in the 1C dictionary ${kind}. Choose one from the list.`,
  })

/** Sets what is available for sale; the site is told in the next cycle. @throws Refusal for an unknown item or warehouse */
export async function setStock(
  db: OnecDb,
  offer_id: string,
  storage_ref: string,
  quantity: number,
): Promise<void> {
  if (!(await itemsById(db, [offer_id])).has(offer_id)) throw unknownItem(offer_id)
  const storages = elementsByRef(await elements(db), 'storage')
  if (!storages.has(storage_ref)) throw unknownElement('storage', storage_ref)
  await db
    .insertInto('onec_stock')
    .values({ offer_id, storage_ref, quantity, changed: 1 })
    .onConflict((conflict) =>
      conflict.columns(['offer_id', 'storage_ref']).doUpdateSet({ quantity, changed: 1 }),
    )
    .execute()
}

/** Makes an item; the site is told of it in the next cycle. */
export async function addItem(db: OnecDb, item: OnecNewItem): Promise<string> {
  const offer_id = randomUUID()
  await db
    .insertInto('onec_item')
    .values({
      offer_id,
      code_1c: await nextNumber(db, 'item'),
      artikul: item.artikul ?? '',
      name: item.name,
      unit: item.unit ?? 'шт',
      nds_s: item.nds_s ?? '22%',
      price: item.price ?? null,
      group_name: '',
      barcodes_json: '[]',
      multiple: 1,
      archived: 0,
      deletion_mark: 0,
      announced: 0,
    })
    .execute()
  return offer_id
}

/* ---------- dictionaries ---------- */

export async function elements(db: OnecDb): Promise<ElementRow[]> {
  return db.selectFrom('onec_element').selectAll().orderBy('kind').orderBy('position').execute()
}

export function elementsByRef(
  rows: readonly ElementRow[],
  kind: DictionaryKind,
): ReadonlyMap<string, ElementRow> {
  return new Map(rows.filter((row) => row.kind === kind).map((row) => [row.ref, row]))
}
