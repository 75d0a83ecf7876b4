import type { CmlItem, CmlOffer, CmlRecord } from '../../contracts/commerceml/model.ts'
import type { CmlForm } from '../../contracts/commerceml/writer/model.ts'
import { refOf } from '../base/random.ts'
import { units } from '../trades/trade.ts'
import { tradesOf } from '../trades/trades.ts'
import { makeItem, type MadeItem } from './items.ts'
import { stockQuantity, type Warehouse } from './stock.ts'

/** Made items as records of CommerceML, in the order of an export. */

export interface CataloguePlan {
  seed: number
  count: number
  trade: string
  warehouses: readonly Warehouse[]
}

/** Made records stand nowhere. */
const PLACE = { line: 0, column: 0 }
/** Of the retail price, per cent. */
const WHOLESALE = 85

const CLASSIFIER = refOf(0, 'cml classifier', 0)
const PRICE_TYPES = [
  { id: refOf(0, 'cml price type', 0), name: 'Розничная', percent: 100 },
  { id: refOf(0, 'cml price type', 1), name: 'Оптовая', percent: WHOLESALE },
]

export const warehouseRef = (at: number): string => refOf(0, 'cml warehouse', at)

/** The form of the files: УТ 11, schema 2.07. @param generated local time */
export const catalogueForm = (generated: string): CmlForm => ({
  version: '2.07',
  naming: 'ut11',
  encoding: 'utf-8',
  bom: true,
  namespace: 'urn:1C.ru:commerceml_2',
  row: 0,
  portion: 0,
  changesOnly: false,
  generated,
  node: '',
})

const groupsOf = (trade: string) =>
  tradesOf(trade).flatMap((one, i) =>
    one.groups.map((group, j) => ({
      key: `${one.id} ${group.name}`,
      id: refOf(0, `cml group ${one.id}`, i * 100 + j),
      name: group.name,
      tradeId: refOf(0, `cml trade ${one.id}`, 0),
      tradeName: one.title.ru,
    })),
  )

type Group = ReturnType<typeof groupsOf>[number]

function classifierOf({ trade, warehouses }: CataloguePlan, groups: readonly Group[]): CmlRecord[] {
  const parents = new Map(groups.map(({ tradeId, tradeName }) => [tradeId, tradeName]))
  const group = (id: string, parent: string | null, name: string): CmlRecord => ({
    kind: 'group',
    place: PLACE,
    id,
    parent,
    name,
    deleted: false,
  })
  const name = trade === 'all' ? 'Основной каталог' : tradesOf(trade)[0]!.title.ru
  return [
    {
      kind: 'classifier',
      place: PLACE,
      id: CLASSIFIER,
      name: `Классификатор (${name})`,
      owner: null,
      changesOnly: false,
    },
    ...[...parents].map(([id, title]) => group(id, null, title)),
    ...groups.map(({ id, tradeId, name: title }) => group(id, tradeId, title)),
    ...PRICE_TYPES.map(({ id, name: title }): CmlRecord => ({
      kind: 'priceType',
      place: PLACE,
      id,
      name: title,
      currency: 'RUB',
      taxIncluded: true,
      deleted: false,
    })),
    ...warehouses.map(({ name: title }, at): CmlRecord => ({
      kind: 'warehouse',
      place: PLACE,
      id: warehouseRef(at),
      name: title,
      address: null,
      contacts: [],
      deleted: false,
    })),
  ]
}

const unitOf = ({ unit }: MadeItem) => ({
  code: units[unit].code,
  name: unit,
  fullName: units[unit].full,
  international: units[unit].international,
})

function itemRecord(item: MadeItem, group: string): CmlItem {
  return {
    kind: 'item',
    place: PLACE,
    id: item.ref,
    article: item.article,
    name: item.name,
    barcode: item.barcode,
    unit: unitOf(item),
    groups: [group],
    description: `${item.name}. ${item.group}, марка «${item.brand}».`,
    pictures: [],
    country: 'Россия',
    brand: item.brand,
    manufacturer: null,
    properties: [],
    taxes: [{ name: 'НДС', rate: item.vat === 'Без НДС' ? 'Без налога' : item.vat.slice(0, -1) }],
    requisites: [
      { name: 'ВидНоменклатуры', value: 'Товар' },
      { name: 'ТипНоменклатуры', value: 'Товар' },
      { name: 'Полное наименование', value: item.name },
    ],
    characteristics: [],
    deleted: false,
    version: '',
  }
}

function offerRecords({ seed, warehouses }: CataloguePlan, item: MadeItem, n: number): CmlOffer[] {
  const parts = item.characteristics.length > 0 ? item.characteristics : [null]
  return parts.map((part, index): CmlOffer => {
    const stocks = warehouses.map((_, at) => ({
      warehouse: warehouseRef(at),
      quantity: stockQuantity(seed, item, n, at, index),
    }))
    return {
      kind: 'offer',
      place: PLACE,
      id: part === null ? item.ref : `${item.ref}#${part.ref}`,
      itemId: item.ref,
      characteristicId: part?.ref ?? null,
      article: item.article,
      name: part === null ? item.name : `${item.name} (${part.size}, ${part.colour})`,
      barcode: null,
      unit: unitOf(item),
      characteristics:
        part === null
          ? null
          : [
              { id: null, name: 'Размер', value: part.size },
              { id: null, name: 'Цвет', value: part.colour },
            ],
      properties: null,
      pictures: null,
      prices: PRICE_TYPES.map(({ id, percent }) => ({
        priceType: id,
        price: Math.floor((item.price_kopecks * percent) / 100),
        text: '',
        currency: 'RUB',
        unit: item.unit,
        coefficient: 1,
      })),
      quantity: stocks.reduce((sum, { quantity }) => sum + quantity, 0),
      stocks,
      deleted: false,
      version: '',
    }
  })
}

/**
 * A whole catalogue with its offers, record by record; items first, then what they cost and where they lie.
 * @param from number of the first item: portions of one catalogue follow one another
 */
export function* catalogueRecords(plan: CataloguePlan, from = 0): Generator<CmlRecord> {
  const groups = groupsOf(plan.trade)
  const groupIds = new Map(groups.map(({ key, id }) => [key, id]))
  const made = function* () {
    for (let n = from; n < from + plan.count; n += 1) yield { n, item: makeItem(plan.seed, n, plan.trade) }
  }
  const heads = { id: CLASSIFIER, classifierId: CLASSIFIER, owner: null, changesOnly: false }
  yield* classifierOf(plan, groups)
  yield { kind: 'catalogue', place: PLACE, name: 'Основной каталог товаров', ...heads }
  for (const { item } of made()) yield itemRecord(item, groupIds.get(`${item.trade} ${item.group}`)!)
  yield {
    kind: 'package',
    place: PLACE,
    ...heads,
    id: `${CLASSIFIER}#`,
    catalogueId: CLASSIFIER,
    name: 'Пакет предложений',
    element: 'ПакетПредложений',
  }
  for (const { n, item } of made()) yield* offerRecords(plan, item, n)
}
