import { createHash } from 'node:crypto'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { CmlItem, CmlOffer, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import type { CmlSourceOfRecords } from '../../server/contracts/commerceml/writer/model.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import type { Correspondence } from './correspondence.ts'
import type { FaultPlay } from './faults.ts'

/** What an export is made of: the catalogue by the filters of the node, what failed before, and the failures that are played. */

export interface ExportWish {
  full: boolean
  /** Changes after this number; not looked at by a full export. */
  since: number
  /** Goods of portions that failed before, by `Ид`. */
  pending: readonly string[]
}

/** What went into the files, in the order of the export: a file is a slice of it. */
export interface Exported {
  items: { id: string; pictures: readonly string[] }[]
  offers: { itemId: string }[]
  /** How far the pass that runs now has come. Every file may be a pass of its own, over the same goods. */
  reached: { pass: number; items: number; offers: number }
}

/** Filters of the node; a full export with F10 takes one group though it says that it is everything. */
async function selectionOf(catalogue: Catalogue, node: CmlNodeSettings, wish: ExportWish, faults: FaultPlay) {
  let groups: readonly string[] = node.groups
  if (groups.length === 0 && faults.on('F10')) {
    const known = await catalogue.groups()
    const filled = known.find(({ items }) => items > 0) ?? known[0]
    groups = filled ? [filled.id] : []
  }
  return {
    ...(wish.full ? {} : { since: wish.since }),
    ...(groups.length > 0 ? { groups } : {}),
    ...(node.warehouses.length > 0 ? { warehouses: node.warehouses } : {}),
    ...(node.priceTypes.length > 0 ? { priceTypes: node.priceTypes } : {}),
  }
}

/** A GUID that is always the same for a text. */
export function guidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** Adds goods that failed before and have not changed since, each behind its kind. */
async function* withPending(
  records: AsyncIterable<CmlRecord>,
  catalogue: Catalogue,
  pending: readonly string[],
): AsyncGenerator<CmlRecord> {
  const missing = new Set(pending)
  const offers: CmlOffer[] = []
  async function* items(): AsyncGenerator<CmlItem> {
    for (const id of missing) {
      const item = await catalogue.itemRecord(id)
      if (!item) continue
      yield item
      for (const { id: offer } of (await catalogue.item(id))?.offerList ?? []) {
        const record = await catalogue.offerRecord(offer)
        if (record) offers.push(record)
      }
    }
    missing.clear()
  }
  const sent = new Set<string>()
  for await (const record of records) {
    if (record.kind === 'item') missing.delete(record.id)
    if (record.kind === 'package') yield* items()
    if (record.kind === 'offer') sent.add(record.id)
    yield record
  }
  for (const offer of offers) if (!sent.has(offer.id)) yield offer
}

/** F12: an item twice, and once more under another `Ид` with the same article. */
async function* withDuplicate(records: AsyncIterable<CmlRecord>): AsyncGenerator<CmlRecord> {
  let done = false
  for await (const record of records) {
    yield record
    if (record.kind !== 'item' || done) continue
    done = true
    yield record
    yield { ...record, id: guidOf(`duplicate of ${record.id}`) }
  }
}

/** F22: what is no number stands among the values of properties. */
function withJunk(item: CmlItem): CmlItem {
  const [first, ...rest] = item.properties
  return first ? { ...item, properties: [{ ...first, values: ['-999 999 999,9'] }, ...rest] } : item
}

async function* prepared(
  records: AsyncIterable<CmlRecord>,
  node: CmlNodeSettings,
  junk: boolean,
  exported: Exported,
): AsyncGenerator<CmlRecord> {
  const reached = { pass: exported.reached.pass + 1, items: 0, offers: 0 }
  exported.reached = reached
  for await (const record of records) {
    // What an earlier pass has noted is not noted again.
    if (record.kind === 'item') {
      const item = node.pictures ? record : { ...record, pictures: [] }
      if (reached.items === exported.items.length)
        exported.items.push({ id: item.id, pictures: item.pictures })
      reached.items += 1
      yield junk ? withJunk(item) : item
    } else if (record.kind === 'offer') {
      if (reached.offers === exported.offers.length) exported.offers.push({ itemId: record.itemId })
      reached.offers += 1
      yield node.pictures || record.pictures === null ? record : { ...record, pictures: [] }
    } else yield record
  }
}

/** Price types and warehouses as the site calls them; what the tables refuse is left out. */
async function* translated(
  records: AsyncIterable<CmlRecord>,
  { priceType, warehouse }: Correspondence,
): AsyncGenerator<CmlRecord> {
  for await (const record of records) {
    if (record.kind === 'priceType' || record.kind === 'warehouse') {
      const id = record.kind === 'priceType' ? priceType(record.id) : warehouse(record.id)
      if (id !== null) yield { ...record, id }
    } else if (record.kind === 'offer') {
      const prices = record.prices?.flatMap((price) => {
        const id = priceType(price.priceType)
        return id === null ? [] : [{ ...price, priceType: id }]
      })
      const stocks = record.stocks?.flatMap((stock) => {
        const id = stock.warehouse === null ? stock.warehouse : warehouse(stock.warehouse)
        return id === null && stock.warehouse !== null ? [] : [{ ...stock, warehouse: id }]
      })
      yield { ...record, prices: prices ?? null, stocks: stocks ?? null }
    } else yield record
  }
}

/** Prices and stock alone, in the package of section 7.1. */
async function* pricesAndStock(records: AsyncIterable<CmlRecord>): AsyncGenerator<CmlRecord> {
  for await (const record of records) {
    if (record.kind === 'package')
      yield { ...record, element: 'ИзмененияПакетаПредложений', changesOnly: true }
    else if (record.kind === 'offer')
      yield {
        ...record,
        article: null,
        name: null,
        barcode: null,
        unit: null,
        characteristics: null,
        properties: null,
        pictures: null,
      }
  }
}

export interface ExportSource {
  goods: CmlSourceOfRecords
  prices: CmlSourceOfRecords
  exported: Exported
  /** Whether there is anything to tell the site of. */
  filled(): Promise<boolean>
}

/** Decides once what is exported, so that all passes see the same. */
export async function exportSource(
  catalogue: Catalogue,
  node: CmlNodeSettings,
  wish: ExportWish,
  faults: FaultPlay,
  correspondence: Correspondence,
): Promise<ExportSource> {
  const selection = await selectionOf(catalogue, node, wish, faults)
  const duplicate = faults.use('F12')
  const junk = faults.on('F22')
  const exported: Exported = { items: [], offers: [], reached: { pass: 0, items: 0, offers: 0 } }
  const own = () =>
    wish.full
      ? catalogue.records(selection)
      : withPending(catalogue.records(selection), catalogue, wish.pending)
  const chosen = () => translated(own(), correspondence)
  const goods: CmlSourceOfRecords = () =>
    prepared(duplicate ? withDuplicate(chosen()) : chosen(), node, junk, exported)
  return {
    goods,
    prices: () => pricesAndStock(chosen()),
    exported,
    async filled() {
      for await (const { kind } of chosen()) if (kind === 'item' || kind === 'offer') return true
      return false
    },
  }
}
