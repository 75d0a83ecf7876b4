import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { ItemCard } from '../../server/catalogue/model.ts'
import type { CmlItem, CmlOffer, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { Refusal } from '../../server/storage/refusal.ts'

/** A person's change of an item of 1C or of its offers; it goes up with the next export of changes. */

export interface ItemEdit {
  id: string
  name?: string | undefined
  article?: string | undefined
  description?: string | undefined
  deleted?: boolean | undefined
  /** Kopecks; `null` takes the price away. */
  prices?: { offer: string; priceType: string; price: number | null }[] | undefined
  /** Thousandths. */
  stocks?: { offer: string; warehouse: string; quantity: number }[] | undefined
}

const unknown = (id: string) =>
  new Refusal('CML-ITEM-UNKNOWN', {
    ru: `Номенклатуры с Ид «${id}» в базе 1С нет: возможно, её уже удалили. Обновите список.`,
    en: `The base of 1C has no item with the id "${id}": it may be deleted by now. Reload the list.`,
  })

function priced(
  offer: CmlOffer,
  edits: NonNullable<ItemEdit['prices']>,
  currencies: Map<string, string>,
): CmlOffer {
  const edited = new Map(edits.map(({ priceType, price }) => [priceType, price]))
  const kept = (offer.prices ?? []).filter(({ priceType }) => !edited.has(priceType))
  const set = [...edited].flatMap(([priceType, price]) => {
    if (price === null) return []
    const before = offer.prices?.find((one) => one.priceType === priceType)
    const currency = currencies.get(priceType) ?? 'RUB'
    return [{ unit: 'шт', coefficient: 1, currency, ...before, priceType, price, text: '' }]
  })
  return { ...offer, prices: [...kept, ...set] }
}

function stocked(offer: CmlOffer, edits: NonNullable<ItemEdit['stocks']>): CmlOffer {
  const edited = new Map<string | null, number>(edits.map(({ warehouse, quantity }) => [warehouse, quantity]))
  const stocks = [
    ...(offer.stocks ?? []).filter(({ warehouse }) => !edited.has(warehouse)),
    ...[...edited].map(([warehouse, quantity]) => ({ warehouse, quantity })),
  ]
  return { ...offer, stocks, quantity: stocks.reduce((sum, { quantity }) => sum + quantity, 0) }
}

/** @throws Refusal `CML-ITEM-UNKNOWN` also for an offer that is not there */
export async function editItem(catalogue: Catalogue, edit: ItemEdit): Promise<ItemCard> {
  const { id, prices = [], stocks = [], ...fields } = edit
  const item = await catalogue.itemRecord(id)
  if (!item) throw unknown(id)
  const changed: CmlItem = {
    ...item,
    name: fields.name ?? item.name,
    article: fields.article ?? item.article,
    description: fields.description ?? item.description,
    deleted: fields.deleted ?? item.deleted,
  }
  const records: CmlRecord[] = [changed]
  const types = prices.length > 0 ? await catalogue.priceTypes() : []
  const currencies = new Map(types.map((type) => [type.id, type.currency]))
  for (const offer of new Set([...prices, ...stocks].map((one) => one.offer))) {
    const record = await catalogue.offerRecord(offer)
    if (!record) throw unknown(offer)
    const own = (one: { offer: string }) => one.offer === offer
    const withPrices = prices.some(own) ? priced(record, prices.filter(own), currencies) : record
    records.push(stocks.some(own) ? stocked(withPrices, stocks.filter(own)) : withPrices)
  }
  await catalogue.put(records)
  return (await catalogue.item(id))!
}
