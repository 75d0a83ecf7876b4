import type { CmlItem, CmlPlace, CmlRecord } from '../contracts/commerceml/model.ts'

/** What of an item lies in its JSON, in this order; the rest are columns. */
export type ItemDetail = Omit<CmlItem, 'kind' | 'id' | 'place' | 'deleted'>

/** Always in one order, so that texts can be compared. */
export const itemDetail = (record: CmlItem): ItemDetail => ({
  article: record.article,
  name: record.name,
  barcode: record.barcode,
  unit: record.unit,
  groups: record.groups,
  description: record.description,
  pictures: record.pictures,
  country: record.country,
  brand: record.brand,
  manufacturer: record.manufacturer,
  properties: record.properties,
  taxes: record.taxes,
  requisites: record.requisites,
  characteristics: record.characteristics,
  version: record.version,
  ...(record.extra && { extra: record.extra }),
})

/** All that a search looks through, as both sides of it are written: without case and without «ё». Names first, for sorting. */
export const searchable = (...texts: string[]): string => texts.join('\n').toLowerCase().replaceAll('ё', 'е')

/** What lists read of an item. */
export interface ItemColumns {
  name: string
  article: string
  barcode: string
  unit: string
  /** How many. */
  pictures: number
  search: string
}

/** An item as it goes into the base. */
export interface LoadedItem extends ItemColumns {
  kind: 'item'
  id: string
  place: CmlPlace
  deleted: boolean
  groups: readonly string[]
  /** `Ид` of the properties it has values of. */
  properties: readonly string[]
  /** An `ItemDetail`. */
  detail: string
}

export type LoadedRecord = Exclude<CmlRecord, CmlItem> | LoadedItem

export function columnsOf(
  id: string,
  {
    name,
    article,
    barcode,
    unit,
    pictures,
  }: Pick<ItemDetail, 'name' | 'article' | 'barcode' | 'unit' | 'pictures'>,
): ItemColumns {
  return {
    name,
    article,
    barcode,
    unit: unit?.name || unit?.code || '',
    pictures: pictures.length,
    search: searchable(name, article, barcode, id),
  }
}

export function loaded(record: CmlRecord): LoadedRecord {
  if (record.kind !== 'item') return record
  const { id, place, deleted, groups, properties } = record
  return {
    kind: 'item',
    id,
    place,
    deleted,
    groups,
    properties: properties.map(({ id }) => id),
    detail: JSON.stringify(itemDetail(record)),
    ...columnsOf(id, record),
  }
}
