import { writeCml } from '../../contracts/commerceml/writer/writer.ts'
import type { CmlRecord } from '../../contracts/commerceml/model.ts'
import { dataKind, textOf, type Column, type DataKind, type MakeTask } from '../kind.ts'
import { catalogueForm, catalogueRecords } from './commerceml.ts'
import { makeItem, type MadeItem } from './items.ts'
import { makeMappingRows, type MadeMappingRow } from './mapping-rows.ts'
import { tradeOption } from './options.ts'
import { demoWarehouses } from './shop.ts'
import { makeStock, type MadeStock } from './stock.ts'

/** Items, their stock, their rows of mapping tables and their CommerceML files as kinds. */

const itemColumns: readonly Column<MadeItem>[] = [
  { key: 'article', title: { ru: 'Артикул', en: 'Article' }, type: 'text', of: ({ article }) => article },
  { key: 'name', title: { ru: 'Наименование', en: 'Name' }, type: 'text', of: ({ name }) => name },
  { key: 'group', title: { ru: 'Группа', en: 'Group' }, type: 'text', of: ({ group }) => group },
  { key: 'unit', title: { ru: 'Ед.', en: 'Unit' }, type: 'text', of: ({ unit }) => unit },
  { key: 'vat', title: { ru: 'НДС', en: 'VAT' }, type: 'text', of: ({ vat }) => vat },
  {
    key: 'price',
    title: { ru: 'Цена, ₽', en: 'Price, ₽' },
    type: 'money',
    of: ({ price_kopecks }) => price_kopecks,
  },
  {
    key: 'characteristics',
    title: { ru: 'Характеристик', en: 'Characteristics' },
    type: 'number',
    of: ({ characteristics }) => characteristics.length,
  },
  { key: 'barcode', title: { ru: 'Штрихкод', en: 'Barcode' }, type: 'text', of: ({ barcode }) => barcode },
  { key: 'code', title: { ru: 'Код', en: 'Code' }, type: 'text', of: ({ code }) => code },
  {
    key: 'tovar_id',
    title: { ru: 'Код на сайте', en: 'Id on the site' },
    type: 'text',
    of: ({ tovar_id }) => tovar_id,
  },
  { key: 'ref', title: { ru: 'Ссылка 1С', en: '1C reference' }, type: 'text', of: ({ ref }) => ref },
]

const itemRows = (task: MakeTask) => (n: number) => [makeItem(task.seed, n, textOf(task, 'trade'))]
const items = { ru: 'позиций', en: 'items' }

export const itemsKind = dataKind<MadeItem>({
  id: 'items',
  title: { ru: 'Номенклатура', en: 'Items' },
  about: {
    ru: 'Товары четырёх отраслей с артикулами, единицами, НДС, ценами; одежда с размерами и цветами',
    en: 'Goods of four trades with articles, units, VAT, prices; clothes with sizes and colours',
  },
  unit: items,
  dated: false,
  most: 5_000_000,
  options: [tradeOption],
  columns: itemColumns,
  formats: ['jsonl', 'json', 'csv'],
  into: ['site', 'onec', 'commerceml', 'regate', 'ksup'],
  rows: itemRows,
})

export const stockKind = dataKind<MadeStock>({
  id: 'stock',
  title: { ru: 'Остатки по складам', en: 'Stock by warehouse' },
  about: {
    ru: 'Остатки тех же позиций на складах; у товаров с характеристиками остаток у каждой свой',
    en: 'Stock of the same items in the warehouses; of goods with characteristics for each of them',
  },
  unit: items,
  dated: false,
  most: 2_000_000,
  options: [tradeOption],
  columns: [
    { key: 'article', title: { ru: 'Артикул', en: 'Article' }, type: 'text', of: ({ article }) => article },
    { key: 'name', title: { ru: 'Наименование', en: 'Name' }, type: 'text', of: ({ name }) => name },
    {
      key: 'characteristic',
      title: { ru: 'Характеристика', en: 'Characteristic' },
      type: 'text',
      of: ({ characteristic }) => characteristic,
    },
    {
      key: 'storage',
      title: { ru: 'Склад', en: 'Warehouse' },
      type: 'text',
      of: ({ storage_name }) => storage_name,
    },
    {
      key: 'quantity',
      title: { ru: 'Остаток', en: 'Quantity' },
      type: 'number',
      of: ({ quantity }) => quantity,
    },
    {
      key: 'ref',
      title: { ru: 'Ссылка 1С', en: '1C reference' },
      type: 'text',
      of: ({ item_ref }) => item_ref,
    },
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['onec'],
  rows: (task) => (n) => makeStock(task.seed, n, textOf(task, 'trade'), demoWarehouses),
})

export const mappingRowsKind = dataKind<MadeMappingRow>({
  id: 'mapping-rows',
  title: { ru: 'Соответствия товаров', en: 'Mapping rows' },
  about: {
    ru: 'Строки таблицы «Товары»: код на сайте и ссылка 1С тех же позиций',
    en: 'Rows of the table of products: the id on the site and the 1C reference of the same items',
  },
  unit: items,
  dated: false,
  most: 200_000,
  options: [tradeOption],
  columns: [
    {
      key: 'site_id',
      title: { ru: 'Код на сайте', en: 'Id on the site' },
      type: 'text',
      of: (row) => row.site_id,
    },
    {
      key: 'site_name',
      title: { ru: 'Товар сайта', en: 'Product' },
      type: 'text',
      of: (row) => row.site_name,
    },
    { key: 'ref_1c', title: { ru: 'Ссылка 1С', en: '1C reference' }, type: 'text', of: (row) => row.ref_1c },
    { key: 'code_1c', title: { ru: 'Код 1С', en: '1C code' }, type: 'text', of: (row) => row.code_1c },
    {
      key: 'name_1c',
      title: { ru: 'Номенклатура 1С', en: '1C item' },
      type: 'text',
      of: (row) => row.name_1c,
    },
  ],
  formats: ['csv', 'jsonl', 'json'],
  into: ['mappings'],
  rows: (task) => (n) => makeMappingRows(task.seed, n, textOf(task, 'trade')),
})

const inCatalogue: ReadonlySet<CmlRecord['kind']> = new Set(['classifier', 'group', 'catalogue', 'item'])
const inOffers: ReadonlySet<CmlRecord['kind']> = new Set(['priceType', 'warehouse', 'package', 'offer'])

function* only(records: Iterable<CmlRecord>, kinds: ReadonlySet<CmlRecord['kind']>): Generator<CmlRecord> {
  for (const record of records) if (kinds.has(record.kind)) yield record
}

const cmlKind = (
  id: 'commerceml-import' | 'commerceml-offers',
  kinds: ReadonlySet<CmlRecord['kind']>,
  words: Pick<DataKind, 'title' | 'about'>,
): DataKind =>
  dataKind<MadeItem>({
    id,
    ...words,
    unit: items,
    dated: true,
    most: 2_000_000,
    options: [tradeOption],
    columns: itemColumns,
    formats: ['xml'],
    into: ['commerceml'],
    rows: itemRows,
    document: (task) =>
      writeCml(
        only(
          catalogueRecords({
            seed: task.seed,
            count: task.count,
            trade: textOf(task, 'trade'),
            warehouses: demoWarehouses,
          }),
          kinds,
        ),
        catalogueForm(`${task.period.from}T09:00:00`),
      ),
  })

export const importXmlKind = cmlKind('commerceml-import', inCatalogue, {
  title: { ru: 'CommerceML import.xml', en: 'CommerceML import.xml' },
  about: {
    ru: 'Каталог тех же позиций: классификатор с группами и товары, схема 2.07',
    en: 'The catalogue of the same items: classifier with groups and goods, schema 2.07',
  },
})

export const offersXmlKind = cmlKind('commerceml-offers', inOffers, {
  title: { ru: 'CommerceML offers.xml', en: 'CommerceML offers.xml' },
  about: {
    ru: 'Предложения тех же позиций: цены двух видов и остатки по складам',
    en: 'Offers of the same items: prices of two types and stock by warehouse',
  },
})
