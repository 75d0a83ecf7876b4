import type { Connection } from './connection.ts'
import type { ItemList } from './item-list.ts'
import type { ItemCard, OfferView } from './model.ts'
import type { CmlElement, CmlOffer } from '../contracts/commerceml/model.ts'
import { elementText } from './element-text.ts'
import { quantityOf } from './offer-rules.ts'
import { itemById, namedPart, offerColumns, offerOf, type OfferCells } from './single-records.ts'

/** Everything about one item with its offers, names instead of identifiers; `null` when there is none. */
export function readCard(connection: Connection, list: ItemList, id: string): ItemCard | null {
  const record = itemById(connection, id)
  const found = connection
    .statement<[number, number]>('select n, change from items where id = ? and known = 1')
    .get(id)
  if (!record || !found) return null
  const [n, change] = found
  const row = list.rows([n])[0]!
  return {
    ...row,
    description: record.description,
    fullUnit: record.unit,
    groupNames: record.groups.map((group) => nameOf(connection, 'group', group)),
    country: record.country,
    brand: record.brand,
    manufacturer: record.manufacturer?.name ?? '',
    picturePaths: record.pictures,
    properties: record.properties.map((property) => propertyOf(connection, property)),
    taxes: record.taxes,
    requisites: record.requisites,
    characteristics: record.characteristics,
    offerList: readOffers(connection, n),
    extra: (record.extra ?? []).map((element: CmlElement) => elementText(element)),
    changedAt: changedAt(connection, change),
  }
}

const nameOf = (connection: Connection, kind: 'group' | 'priceType' | 'warehouse', id: string): string =>
  namedPart(connection, kind, id)?.name ?? ''

function propertyOf(
  connection: Connection,
  { id, values }: { id: string; values: string[] },
): ItemCard['properties'][number] {
  const property = namedPart(connection, 'property', id)
  const known = new Map(
    property?.kind === 'property' ? property.values.map(({ id, value }) => [id, value]) : [],
  )
  // A dictionary value is its Ид; some producers write the text itself (section 6).
  return { id, name: property?.name ?? '', values: values.map((value) => known.get(value) ?? value) }
}

function readOffers(connection: Connection, item: number): OfferView[] {
  return connection
    .statement<OfferCells>(
      `select ${offerColumns} from offers o where o.item = ? and o.known = 1 order by o.n`,
    )
    .all(item)
    .map((row) => offerView(connection, offerOf(row)))
}

function offerView(connection: Connection, offer: CmlOffer): OfferView {
  return {
    id: offer.id,
    name: offer.name ?? '',
    article: offer.article ?? '',
    barcode: offer.barcode ?? '',
    active: !offer.deleted,
    characteristics: offer.characteristics ?? [],
    prices: (offer.prices ?? []).map((price) => ({
      ...price,
      typeName: nameOf(connection, 'priceType', price.priceType),
    })),
    quantity: quantityOf(offer),
    stocks: (offer.stocks ?? []).map(({ warehouse, quantity }) => ({
      warehouse,
      name: warehouse === null ? '' : nameOf(connection, 'warehouse', warehouse),
      quantity,
    })),
    line: offer.place.line,
  }
}

const changedAt = (connection: Connection, change: number): string =>
  connection.statement<[string]>('select at from changes where n = ?').get(change)?.[0] ?? ''
