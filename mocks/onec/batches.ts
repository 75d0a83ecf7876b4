import { createHash } from 'node:crypto'
import { fromThousandths } from '../../server/contracts/decimal.ts'
import { DICTIONARY_KINDS, type DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
import type {
  Client,
  Contragent,
  Contragents,
  Dictionary,
  Nomenclature,
  NomenclatureItem,
  Requisites,
  Stock,
  StockItem,
} from '../../server/contracts/site-orders/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import type { Resolver } from '../../server/mappings/resolve.ts'
import { elements, type ElementRow } from './catalogue.ts'
import { readFact, writeFact } from './facts.ts'
import { enqueue, pending, type MessageRow } from './outbox.ts'
import type { OnecDb } from './tables.ts'

/**
 * Messages about many things at once: dictionaries, items, counterparties, stock (sections 6.4–6.6). Each is queued in the
 * transaction that takes the rows off the list of news, so a row is told of exactly once.
 */

export interface BatchContext {
  mappings: Pick<Resolver, 'toSite'>
  zone: string
  now: Date
}

/** Limits of the contract for one body. */
export const BODY_ROWS = { stock: 5000, nomenclature: 1000, contragents: 500 } as const

function chunks<Row>(rows: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))
}

/* ---------- dictionaries ---------- */

/** Queues every dictionary that differs from what was sent last. @returns how many were queued */
export async function queueDictionaries(db: OnecDb, { mappings, now }: BatchContext): Promise<number> {
  const rows = await elements(db)
  let queued = 0
  for (const kind of DICTIONARY_KINDS) {
    const body = dictionaryOf(kind, rows, mappings)
    const print = createHash('sha256').update(JSON.stringify(body)).digest('hex')
    if (body.items.length === 0 || (await readFact(db, `dictionary-${kind}`)) === print) continue
    await enqueue(db, { kind: 'dictionary', subject: kind, body }, now.toISOString())
    await writeFact(db, `dictionary-${kind}`, print)
    queued += 1
  }
  return queued
}

function dictionaryOf(
  kind: DictionaryKind,
  rows: readonly ElementRow[],
  mappings: Pick<Resolver, 'toSite'>,
): Dictionary {
  return {
    kind,
    items: rows
      .filter((row) => row.kind === kind)
      .map(({ ref, code, name, archived }) => ({
        id: extraIdentifier(kind, ref, mappings),
        name,
        ref_1c: ref,
        ...(code ? { code_1c: code } : {}),
        ...(archived ? { archived: true } : {}),
      })),
  }
}

/** The extra attribute of a 1C element: what a person has typed into the mapping row, `null` while nobody has. */
export function extraIdentifier(
  kind: DictionaryKind,
  ref: string,
  mappings: Pick<Resolver, 'toSite'>,
): string | null {
  const { outcome, siteId } = mappings.toSite(kind, ref)
  return outcome === 'mapped' ? siteId : null
}

/* ---------- items ---------- */

/** Queues items that the site has not been told of. @returns how many items */
export async function queueNewItems(db: OnecDb, { now }: BatchContext): Promise<number> {
  const rows = await db
    .selectFrom('onec_item')
    .selectAll()
    .where('announced', '=', 0)
    .orderBy('code_1c')
    .execute()
  const items = rows.map((row): NomenclatureItem => ({
    offer_id: row.offer_id,
    code_1c: row.code_1c,
    ...(row.artikul ? { artikul: row.artikul } : {}),
    name: row.name,
    unit: row.unit,
    nds_s: row.nds_s,
    ...(row.group_name ? { group: { id: row.group_name.slice(0, 64), name: row.group_name } } : {}),
    ...(row.barcodes_json === '[]' ? {} : { barcodes: JSON.parse(row.barcodes_json) as string[] }),
    ...(row.archived ? { archived: true } : {}),
  }))
  for (const nomenclature of chunks(items, BODY_ROWS.nomenclature)) {
    const body: Nomenclature = { nomenclature }
    await enqueue(db, { kind: 'nomenclature', body }, now.toISOString())
  }
  await db.updateTable('onec_item').set({ announced: 1 }).where('announced', '=', 0).execute()
  return items.length
}

/* ---------- counterparties ---------- */

/** Queues counterparties that the site has not been told of. @returns how many */
export async function queueNewCounterparties(db: OnecDb, { now }: BatchContext): Promise<number> {
  const rows = await db
    .selectFrom('onec_counterparty')
    .selectAll()
    .where('announced', '=', 0)
    .orderBy('code_1c')
    .execute()
  const counterparties = rows.map((row): Contragent => ({
    ref_1c: row.ref_1c,
    code_1c: row.code_1c,
    ...(row.requisites_json ? { requisites: JSON.parse(row.requisites_json) as Requisites } : {}),
    ...(row.client_json ? { client: JSON.parse(row.client_json) as Client } : {}),
  }))
  for (const contragents of chunks(counterparties, BODY_ROWS.contragents)) {
    const body: Contragents = { contragents }
    await enqueue(db, { kind: 'contragents', body }, now.toISOString())
  }
  await db.updateTable('onec_counterparty').set({ announced: 1 }).where('announced', '=', 0).execute()
  return counterparties.length
}

/* ---------- stock ---------- */

export interface StockReport {
  mode: 'full' | 'delta'
  rows: number
  /** Warehouses that nothing on the site answers for; their stock is not sent. */
  unmapped: { ref: string; name: string }[]
}

/**
 * Queues the stock: what has changed since the last message, once a day everything (section 11, step 7). Nothing is
 * queued while an earlier stock message is still on its way: what has changed stays on the list.
 * @returns `null` when there was nothing to queue
 */
export async function queueStock(db: OnecDb, context: BatchContext): Promise<StockReport | null> {
  if ((await pending(db)).some(({ kind }) => kind === 'stock')) return null
  const today = toLocalTime(context.now, context.zone).slice(0, 10)
  const mode = (await readFact(db, 'full-stock-day')) === today ? 'delta' : 'full'
  const report = await queueStockRows(db, mode, BODY_ROWS.stock, context)
  if (mode === 'full') await writeFact(db, 'full-stock-day', today)
  await db.updateTable('onec_stock').set({ changed: 0 }).where('changed', '=', 1).execute()
  return report
}

async function queueStockRows(
  db: OnecDb,
  mode: 'full' | 'delta',
  bodyRows: number,
  { mappings, zone, now }: BatchContext,
): Promise<StockReport | null> {
  const rows = await db
    .selectFrom('onec_stock')
    .selectAll()
    .$if(mode === 'delta', (select) => select.where('changed', '=', 1))
    .orderBy('offer_id')
    .orderBy('storage_ref')
    .execute()
  const storages = (await elements(db)).filter(({ kind }) => kind === 'storage')
  const wire = new Map(storages.map(({ ref }) => [ref, mappings.toSite('storage', ref)]))
  const sendable = rows.filter(({ storage_ref }) => wire.get(storage_ref)?.value)
  const parts = chunks(sendable, bodyRows)
  for (const [i, part] of parts.entries()) {
    const items = part.map(({ offer_id, storage_ref, quantity }): StockItem => ({
      offer_id,
      storage: wire.get(storage_ref)!.value!,
      quantity: fromThousandths(quantity),
    }))
    const several = mode === 'full' && parts.length > 1 ? { part: i + 1, parts: parts.length } : {}
    const body: Stock = { stock: { mode, as_of: toLocalTime(now, zone), ...several, items } }
    const replacements = part.map(({ storage_ref }, row): Replacement => {
      const resolution = wire.get(storage_ref)!
      return {
        kind: 'storage',
        pointer: `/stock/items/${row}/storage`,
        part: 'request',
        direction: 'onec_to_site',
        from: storage_ref,
        to: resolution.value,
        outcome: resolution.outcome,
        row: resolution.row?.id ?? null,
      }
    })
    await enqueue(db, { kind: 'stock', body, replacements }, now.toISOString())
  }
  const silent = new Set(rows.map(({ storage_ref }) => storage_ref).filter((ref) => !wire.get(ref)?.value))
  const unmapped = storages.filter(({ ref }) => silent.has(ref)).map(({ ref, name }) => ({ ref, name }))
  return sendable.length === 0 && unmapped.length === 0 ? null : { mode, rows: sendable.length, unmapped }
}

/* ---------- a body over the site's limit ---------- */

/**
 * Queues the halves of a message that the site found too large (413, SITE-TOO-LARGE). Parts of a full stock count each
 * other, so all parts are cut anew. A message that cannot be cut is parked.
 */
export async function splitMessage(db: OnecDb, message: MessageRow, now: Date): Promise<void> {
  const body = JSON.parse(message.body_json) as Partial<Stock & Nomenclature & Contragents>
  const stamp = now.toISOString()
  const halves = <Row>(rows: readonly Row[]): Row[][] => chunks(rows, Math.ceil(rows.length / 2))
  if (body.stock?.mode === 'full') return splitFullStock(db, message, body.stock, now)
  const parts: unknown[] = body.stock
    ? halves(body.stock.items).map((items): Stock => ({ stock: { ...body.stock!, items } }))
    : body.nomenclature
      ? halves(body.nomenclature).map((nomenclature): Nomenclature => ({ nomenclature }))
      : body.contragents
        ? halves(body.contragents).map((contragents): Contragents => ({ contragents }))
        : []
  if (parts.length < 2) return park(db, message.id)
  for (const part of parts) await enqueue(db, { kind: message.kind, body: part }, stamp)
}

async function splitFullStock(
  db: OnecDb,
  message: MessageRow,
  { as_of, items }: Stock['stock'],
  now: Date,
): Promise<void> {
  const size = Math.ceil(items.length / 2)
  if (size === items.length) return park(db, message.id)
  // This message is superseded already; those cut before are superseded too, and their rows live on in the others.
  const messages = await db
    .selectFrom('onec_outbox')
    .select(['id', 'body_json'])
    .where('kind', '=', 'stock')
    .where((where) => where.or([where('state', '!=', 'superseded'), where('id', '=', message.id)]))
    .orderBy('id')
    .execute()
  const set = messages
    .map(({ id, body_json }) => ({ id, stock: (JSON.parse(body_json) as Stock).stock }))
    .filter(({ stock }) => stock.mode === 'full' && stock.as_of === as_of)
  const all = set.flatMap(({ stock }) => stock.items)
  const ids = set.map(({ id }) => id)
  await db
    .updateTable('onec_outbox')
    .set({ state: 'superseded', next_at: null })
    .where('id', 'in', ids)
    .execute()
  const parts = chunks(all, size)
  for (const [i, part] of parts.entries()) {
    const body: Stock = { stock: { mode: 'full', as_of, part: i + 1, parts: parts.length, items: part } }
    await enqueue(db, { kind: 'stock', body }, now.toISOString())
  }
}

async function park(db: OnecDb, id: number): Promise<void> {
  await db.updateTable('onec_outbox').set({ state: 'parked', next_at: null }).where('id', '=', id).execute()
}
