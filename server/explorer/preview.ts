import { open } from 'node:fs/promises'
import type { ItemCard, ItemRow, Page } from '../catalogue/model.ts'
import { CmlRefusal, type CmlItem, type CmlProperty } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'
import { elementText } from '../catalogue/element-text.ts'

/** The first items of a file that is still being read, so that a huge one shows something at once. */
export interface Preview {
  /** In the order of the file, whatever order is asked for. */
  page(query: { text?: string | undefined; offset: number; limit: number }): Page<ItemRow>
  item(id: string): ItemCard | null
}

/** A smaller file is read whole by the time a person has looked. */
export const PREVIEWED_FROM_BYTES = 8 * 1024 * 1024
const PREVIEW_BYTES = 2 * 1024 * 1024
const PREVIEW_ITEMS = 500
const PIECE_BYTES = 64 * 1024

/** @param path of the part that has the items */
export async function readPreview(path: string): Promise<Preview> {
  const items: CmlItem[] = []
  const groups = new Map<string, string>()
  const properties = new Map<string, CmlProperty>()
  const reader = createCmlReader({
    onRecord(record) {
      if (record.kind === 'item' && items.length < PREVIEW_ITEMS) items.push(record)
      if (record.kind === 'group') groups.set(record.id, record.name)
      if (record.kind === 'property') properties.set(record.id, record)
    },
  })
  const file = await open(path)
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    for (let at = 0; at < PREVIEW_BYTES && items.length < PREVIEW_ITEMS;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at)
      if (bytesRead === 0) break
      reader.write(piece.subarray(0, bytesRead))
      at += bytesRead
    }
  } catch (error) {
    // The reading itself tells why; what came before is shown until then.
    if (!(error instanceof CmlRefusal)) throw error
  } finally {
    await file.close()
  }
  return {
    page({ text = '', offset, limit }) {
      const wanted = text.trim().toLocaleLowerCase('ru')
      const found = items.filter(({ name, article, barcode, id }) =>
        [name, article, barcode, id].some((value) => value.toLocaleLowerCase('ru').includes(wanted)),
      )
      return { rows: found.slice(offset, offset + limit).map(rowOf), total: found.length }
    },
    item(id) {
      const item = items.find((one) => one.id === id)
      return item ? cardOf(item, groups, properties) : null
    },
  }
}

const rowOf = (item: CmlItem): ItemRow => ({
  id: item.id,
  name: item.name,
  article: item.article,
  barcode: item.barcode,
  unit: item.unit?.name ?? '',
  groups: item.groups,
  active: !item.deleted,
  pictures: item.pictures.length,
  offers: 0,
  price: null,
  quantity: null,
  line: item.place.line,
})

function cardOf(
  item: CmlItem,
  groups: ReadonlyMap<string, string>,
  properties: ReadonlyMap<string, CmlProperty>,
): ItemCard {
  return {
    ...rowOf(item),
    description: item.description,
    fullUnit: item.unit,
    groupNames: item.groups.map((id) => groups.get(id) ?? id),
    country: item.country,
    brand: item.brand,
    manufacturer: item.manufacturer?.name ?? '',
    picturePaths: item.pictures,
    properties: item.properties.map(({ id, values }) => {
      const property = properties.get(id)
      const known = new Map(property?.values.map((one) => [one.id, one.value]))
      return { id, name: property?.name ?? id, values: values.map((value) => known.get(value) ?? value) }
    }),
    taxes: item.taxes,
    requisites: item.requisites,
    characteristics: item.characteristics,
    offerList: [],
    extra: (item.extra ?? []).map(elementText),
    changedAt: '',
  }
}
