import type { Catalogue } from '../catalogue/catalogue.ts'
import type { OfferView, Page } from '../catalogue/model.ts'
import type { CmlOffer } from '../contracts/commerceml/model.ts'
import type { OfferRow } from './model.ts'

/**
 * The offers of an opened file as a list of their own: a file of offers has no items that they could be shown at. The list
 * is made when it is first asked for and kept; an offer takes some hundred bytes.
 */
export interface OfferList {
  page(query: { text?: string | undefined; offset: number; limit: number }): Promise<Page<OfferRow>>
}

/** More are not listed; the exports have all of them. */
const MAX_LISTED = 300_000

/** @param complete the file has been read: from then on the list cannot change */
export function createOfferList(catalogue: Catalogue, complete: () => boolean): OfferList {
  let kept: Promise<OfferRow[]> | null = null
  let found: { text: string; rows: OfferRow[] } | null = null

  async function all(): Promise<OfferRow[]> {
    if (kept) return kept
    const read = readRows(catalogue)
    if (complete()) {
      kept = read
      read.catch(() => (kept = null))
    }
    return read
  }

  return {
    async page({ text = '', offset, limit }) {
      const wanted = text.trim().toLocaleLowerCase('ru')
      const rows = await all()
      if (found?.text !== wanted || !complete())
        found = { text: wanted, rows: wanted === '' ? rows : rows.filter(holding(wanted)) }
      return { rows: found.rows.slice(offset, offset + limit), total: found.rows.length }
    },
  }
}

const holding = (wanted: string) => (row: OfferRow) =>
  [row.name, row.article, row.barcode, row.id].some((value) => value.toLocaleLowerCase('ru').includes(wanted))

async function readRows(catalogue: Catalogue): Promise<OfferRow[]> {
  const rows: OfferRow[] = []
  for await (const record of catalogue.records()) {
    if (record.kind !== 'offer') continue
    rows.push(rowOf(record))
    if (rows.length === MAX_LISTED) break
  }
  return rows
}

const rowOf = (offer: CmlOffer): OfferRow => ({
  id: offer.id,
  itemId: offer.itemId,
  name: offer.name ?? '',
  article: offer.article ?? '',
  barcode: offer.barcode ?? '',
  active: !offer.deleted,
  characteristics: (offer.characteristics ?? []).map(({ name, value }) => `${name}: ${value}`).join('; '),
  prices: offer.prices?.length ?? 0,
  price: offer.prices?.find(({ price }) => price !== null)?.price ?? null,
  currency: offer.prices?.find(({ price }) => price !== null)?.currency ?? '',
  quantity: offer.quantity,
  warehouses: offer.stocks?.length ?? 0,
  line: offer.place.line,
})

/** One offer whole, with the names of its price types and warehouses; `null` when the file has none of that id. */
export async function offerView(catalogue: Catalogue, id: string): Promise<OfferView | null> {
  const offer = await catalogue.offerRecord(id)
  if (!offer) return null
  const [types, warehouses] = await Promise.all([catalogue.priceTypes(), catalogue.warehouses()])
  const nameOf = (list: { id: string; name: string }[], wanted: string | null) =>
    list.find((one) => one.id === wanted)?.name ?? wanted ?? ''
  return {
    id: offer.id,
    name: offer.name ?? '',
    article: offer.article ?? '',
    barcode: offer.barcode ?? '',
    active: !offer.deleted,
    characteristics: offer.characteristics ?? [],
    prices: (offer.prices ?? []).map((price) => ({ ...price, typeName: nameOf(types, price.priceType) })),
    quantity: offer.quantity,
    stocks: (offer.stocks ?? []).map((stock) => ({ ...stock, name: nameOf(warehouses, stock.warehouse) })),
    line: offer.place.line,
  }
}
