import type { Catalogue } from '../catalogue/catalogue.ts'
import type { GroupRow, ItemRow } from '../catalogue/model.ts'
import type { CmlOffer } from '../contracts/commerceml/model.ts'

/** A table on its way to a file: rows come by themselves, so that a million of them fits. */
export interface ExportTable {
  title: string
  columns: ExportColumn[]
  rows: AsyncIterable<ExportCell[]>
}

export interface ExportColumn {
  title: string
  /** `money` is kopecks, `quantity` is thousandths. */
  kind: 'text' | 'count' | 'money' | 'quantity'
  /** Characters. */
  width: number
}

export type ExportCell = string | number | null

const PAGE = 2000
/** Spreadsheets have 16 384 columns; people lose their way much earlier. */
const MAX_KINDS = 200

const column = (title: string, kind: ExportColumn['kind'], width: number): ExportColumn => ({
  title,
  kind,
  width,
})

/** The items as the table of the screen has them. Headings are those of 1C. */
export async function itemTable(catalogue: Catalogue): Promise<ExportTable> {
  const path = groupPaths(await catalogue.groups())
  return {
    title: 'Номенклатура',
    columns: [
      column('Ид', 'text', 38),
      column('Артикул', 'text', 16),
      column('Наименование', 'text', 50),
      column('Штрихкод', 'text', 16),
      column('Единица', 'text', 9),
      column('Группы', 'text', 40),
      column('Активен', 'text', 9),
      column('Картинок', 'count', 9),
      column('Предложений', 'count', 12),
      column('Цена от', 'money', 12),
      column('Цена до', 'money', 12),
      column('Валюта', 'text', 8),
      column('Остаток', 'quantity', 12),
    ],
    rows: itemRows(catalogue, path),
  }
}

async function* itemRows(
  catalogue: Catalogue,
  path: (group: string) => string,
): AsyncGenerator<ExportCell[]> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await catalogue.items({ sort: 'position', offset, limit: PAGE })
    for (const row of rows) yield itemCells(row, path)
    if (rows.length < PAGE) return
  }
}

const itemCells = (item: ItemRow, path: (group: string) => string): ExportCell[] => [
  item.id,
  item.article,
  item.name,
  item.barcode,
  item.unit,
  item.groups.map(path).join('; '),
  item.active ? 'Да' : 'Нет',
  item.pictures,
  item.offers,
  item.price?.min ?? null,
  item.price?.max ?? null,
  item.price?.currency ?? '',
  item.quantity,
]

/** `Инструмент / Дрели`. A group that the file does not define keeps its identifier. */
function groupPaths(groups: readonly GroupRow[]): (id: string) => string {
  const known = new Map(groups.map((group) => [group.id, group]))
  const paths = new Map<string, string>()
  const pathOf = (id: string, above: readonly string[] = []): string => {
    const group = known.get(id)
    if (!group) return id
    const done = paths.get(id)
    if (done !== undefined) return done
    // A hostile file may hang a group below itself.
    const parent = group.parent !== null && !above.includes(group.parent) ? group.parent : null
    const path = parent === null ? group.name : `${pathOf(parent, [...above, id])} / ${group.name}`
    paths.set(id, path)
    return path
  }
  return (id) => pathOf(id)
}

/** The offers with a column for each price type and each warehouse. */
export async function offerTable(catalogue: Catalogue): Promise<ExportTable> {
  const types = (await catalogue.priceTypes()).slice(0, MAX_KINDS)
  const warehouses = (await catalogue.warehouses()).slice(0, MAX_KINDS)
  return {
    title: 'Предложения',
    columns: [
      column('Ид', 'text', 38),
      column('Ид товара', 'text', 38),
      column('Артикул', 'text', 16),
      column('Наименование', 'text', 50),
      column('Штрихкод', 'text', 16),
      column('Характеристики', 'text', 30),
      ...types.map(({ name, currency }) => column([name, currency].filter(Boolean).join(', '), 'money', 14)),
      column('Остаток', 'quantity', 12),
      ...warehouses.map(({ name }) => column(name, 'quantity', 14)),
    ],
    rows: offerRows(
      catalogue,
      types.map(({ id }) => id),
      warehouses.map(({ id }) => id),
    ),
  }
}

async function* offerRows(
  catalogue: Catalogue,
  types: readonly string[],
  warehouses: readonly string[],
): AsyncGenerator<ExportCell[]> {
  for await (const record of catalogue.records()) {
    if (record.kind === 'offer') yield offerCells(record, types, warehouses)
  }
}

const offerCells = (
  offer: CmlOffer,
  types: readonly string[],
  warehouses: readonly string[],
): ExportCell[] => [
  offer.id,
  offer.itemId,
  offer.article ?? '',
  offer.name ?? '',
  offer.barcode ?? '',
  (offer.characteristics ?? []).map(({ name, value }) => `${name}: ${value}`).join('; '),
  ...types.map((type) => offer.prices?.find(({ priceType }) => priceType === type)?.price ?? null),
  offer.quantity,
  ...warehouses.map((id) => offer.stocks?.find(({ warehouse }) => warehouse === id)?.quantity ?? null),
]
