import type { CmlOffer, CmlPackage, CmlPrice } from '../contracts/commerceml/model.ts'
import { BitSet } from './bit-set.ts'
import type { ItemRules } from './item-rules.ts'
import { numbersOf, type Loading } from './loading.ts'
import { unknownNote } from './reasons.ts'
import { createTally, type State, type Stored, type Tally } from './settle.ts'

/** What of an offer lies in its JSON, in this order. */
export type OfferDetail = Omit<CmlOffer, 'kind' | 'place' | 'deleted'>

type Stocks = NonNullable<CmlOffer['stocks']>

/** A record of prices or stocks only: it has no name of its own (contract sections 7.1, 7.2). */
const isPartial = (record: CmlOffer): boolean => record.name === null

function mergedPrices(old: CmlPrice[] | null, now: CmlPrice[]): CmlPrice[] {
  const types = new Set(now.map(({ priceType }) => priceType))
  return [...(old ?? []).filter(({ priceType }) => !types.has(priceType)), ...now]
}

function mergedStocks(old: Stocks | null, now: Stocks): Stocks {
  // A stock without a warehouse is the stock of all of them.
  if (now.some(({ warehouse }) => warehouse === null)) return now
  const warehouses = new Set(now.map(({ warehouse }) => warehouse))
  const kept = (old ?? []).filter(({ warehouse }) => warehouse !== null && !warehouses.has(warehouse))
  return [...kept, ...now]
}

/**
 * The offer after a record of a file: what was not transferred (`null`) stays as it was (contract section 7). Prices and
 * stocks of an offer that is transferred with its name are the whole of them; those of a package of changes are the ones
 * that changed.
 */
export function mergedOffer(old: OfferDetail | null, record: CmlOffer): OfferDetail {
  const partial = isPartial(record)
  const prices = record.prices && partial ? mergedPrices(old?.prices ?? null, record.prices) : record.prices
  const stocks = record.stocks && partial ? mergedStocks(old?.stocks ?? null, record.stocks) : record.stocks
  const extra = record.extra ?? (partial ? old?.extra : undefined)
  return {
    id: record.id,
    itemId: record.itemId,
    characteristicId: record.characteristicId,
    article: record.article ?? old?.article ?? null,
    name: record.name ?? old?.name ?? null,
    barcode: record.barcode ?? old?.barcode ?? null,
    unit: record.unit ?? old?.unit ?? null,
    characteristics: record.characteristics ?? old?.characteristics ?? null,
    properties: record.properties ?? old?.properties ?? null,
    pictures: record.pictures ?? old?.pictures ?? null,
    prices: prices ?? old?.prices ?? null,
    // A total that came before is not true of stocks that came after it.
    quantity: record.quantity ?? (record.stocks ? null : (old?.quantity ?? null)),
    stocks: stocks ?? old?.stocks ?? null,
    version: record.version || (old?.version ?? ''),
    ...(extra && { extra }),
  }
}

/** Thousandths: the total, or the sum of the warehouses when no total was transferred. */
export const quantityOf = ({ quantity, stocks }: Pick<OfferDetail, 'quantity' | 'stocks'>): number | null =>
  quantity ?? (stocks && stocks.length > 0 ? stocks.reduce((sum, { quantity }) => sum + quantity, 0) : null)

type OfferRow = [n: number, known: number, active: number, change: number, scope: number, detail: string]

export interface OfferRules {
  /** @returns whether the record was more than prices or stocks */
  take(record: CmlOffer, head: CmlPackage): boolean
  tally: Tally<CmlOffer>
  /** Lists are sorted by the first price type: called when the base got to know another one. */
  finish(): void
}

export function createOfferRules(loading: Loading, items: ItemRules): OfferRules {
  const { connection, references, scope, notes } = loading
  const next = numbersOf(connection, 'offers')
  const fresh = loading.fresh.offers
  const find = connection.statement<OfferRow>(
    'select n, known, active, change, scope, detail from offers where item = ? and suffix = ?',
  )
  const insert = connection.statement(
    `insert into offers (n, item, suffix, known, active, change, scope, line, col, price, currency, quantity, detail)
     values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = connection.statement(
    `update offers set known = 1, active = ?, change = ?, scope = ?, line = ?, col = ?, price = ?, currency = ?, quantity = ?,
     detail = ? where n = ?`,
  )
  const firstPriceType = (): string | null =>
    connection
      .statement<[string]>(`select id from parts where kind = 'priceType' and known = 1 order by n limit 1`)
      .get()?.[0] ?? null
  const firstAtStart = firstPriceType()
  let first = firstAtStart
  let head: CmlPackage | null = null
  let scopeNow = 0
  let scopeBefore = 0
  let itemNow = 0
  let suffixNow = ''
  let merged: OfferDetail | null = null
  let mergedText = ''
  const orphans = new BitSet()

  function columns(detail: string): [number | null, string, number | null, string] {
    const offer = merged && detail === mergedText ? merged : (JSON.parse(detail) as OfferDetail)
    const price =
      first === null ? offer.prices?.[0] : offer.prices?.find(({ priceType }) => priceType === first)
    return [price?.price ?? null, price?.currency ?? '', quantityOf(offer), detail]
  }

  const tally = createTally<CmlOffer>(loading, {
    kind: 'offer',
    find() {
      const row = fresh.mayHave(itemNow, suffixNow) ? find.get(itemNow, suffixNow) : undefined
      if (!row) return null
      scopeBefore = row[4]
      return { n: row[0], known: row[1] === 1, active: row[2] === 1, change: row[3], detail: row[5] }
    },
    detail(record, current) {
      merged = mergedOffer(current === null ? null : (JSON.parse(current) as OfferDetail), record)
      return (mergedText = JSON.stringify(merged))
    },
    revives: (record) => !isPartial(record),
    insert(record, { active, change, detail }) {
      const n = next()
      const { line, column } = record.place
      fresh.add(itemNow, suffixNow)
      insert.run(n, itemNow, suffixNow, active ? 1 : 0, change, scopeNow, line, column, ...columns(detail))
      return n
    },
    update(record, { active, change, detail }: State, current: Stored) {
      const { line, column } = record.place
      const at = isPartial(record) && current.known ? scopeBefore : scopeNow
      update.run(active ? 1 : 0, change, at, line, column, ...columns(detail), current.n)
    },
    same(record, { n }) {
      if (scopeBefore !== scopeNow && !isPartial(record))
        connection.statement('update offers set scope = ? where n = ?').run(scopeNow, n)
    },
  })

  function useReferences({ prices, stocks, properties, place: { line } }: CmlOffer): void {
    for (const { priceType } of prices ?? []) references.use('priceType', priceType, line)
    for (const { warehouse } of stocks ?? [])
      if (warehouse !== null) references.use('warehouse', warehouse, line)
    for (const { id } of properties ?? []) references.use('property', id, line)
  }

  return {
    tally,
    take(record, inside) {
      if (inside !== head) {
        head = inside
        scopeNow = scope(scopeId(inside))
        first = firstPriceType()
        tally.nextList()
      }
      const { id, itemId, name, deleted, place } = record
      useReferences(record)
      if (id !== '') {
        const item = items.ofOffer(itemId, id)
        itemNow = item.n
        suffixNow = id.startsWith(item.id) ? id.slice(item.id.length) : id
        if (!item.known) orphans.add(item.n)
      }
      tally.take(record, { id, name: name ?? '', deleted, line: place.line })
      return !isPartial(record)
    },
    finish() {
      const now = firstPriceType()
      if (now !== null && now !== firstAtStart) recount(now)
      for (const n of orphans) {
        const [known, id] = connection
          .statement<[number, string]>('select known, id from items where n = ?')
          .get(n)!
        if (known === 1) continue
        const [uses, line] = connection
          .statement<[number, number]>('select count(*), min(line) from offers where item = ? and known = 1')
          .get(n)!
        notes.note(unknownNote('item', uses, { id, name: '', line }))
      }
    },
  }

  function recount(type: string): void {
    const price = (member: string) =>
      `(select json_extract(p.value, '$.${member}') from json_each(detail, '$.prices') p
        where json_extract(p.value, '$.priceType') = ?1 limit 1)`
    connection
      .statement(`update offers set price = ${price('price')}, currency = coalesce(${price('currency')}, '')`)
      .run(type)
  }
}

/** A full package is about the offers of its catalogue; its own `Ид` is written in too many ways (contract section 7). */
export const scopeId = ({ id, catalogueId }: CmlPackage): string => catalogueId || id.replaceAll('#', '')
