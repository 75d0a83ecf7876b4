import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Catalogue, ImportOptions } from '../../server/catalogue/catalogue.ts'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import type { ImportReport, ImportRow } from '../../server/catalogue/model.ts'
import type { CmlItem, CmlOffer } from '../../server/contracts/commerceml/model.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { temporaryFolder } from './storage-factory.ts'

const place = { line: 1, column: 1 }

export const anItem = (item: Partial<CmlItem> & { id: string }): CmlItem => ({
  kind: 'item',
  place,
  article: '',
  name: `Товар ${item.id}`,
  barcode: '',
  unit: { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' },
  groups: [],
  description: '',
  pictures: [],
  country: '',
  brand: '',
  manufacturer: null,
  properties: [],
  taxes: [],
  requisites: [],
  characteristics: [],
  deleted: false,
  version: '',
  ...item,
})

export const anOffer = (offer: Partial<CmlOffer> & { id: string }): CmlOffer => {
  const [itemId, characteristicId] = offer.id.split('#') as [string, string?]
  return {
    kind: 'offer',
    place,
    itemId,
    characteristicId: characteristicId ?? null,
    article: null,
    name: `Предложение ${offer.id}`,
    barcode: null,
    unit: null,
    characteristics: null,
    properties: null,
    pictures: null,
    prices: null,
    quantity: null,
    stocks: null,
    deleted: false,
    version: '',
    ...offer,
  }
}

/** Kopecks of the price type `retail`. */
export const aPrice = (price: number, priceType = 'retail') => ({
  priceType,
  price,
  text: '',
  currency: 'RUB',
  unit: '',
  coefficient: 1,
})

export interface TestBase {
  catalogue: Catalogue
  file: string
  folder: string
  /** Imports a file with this text. */
  take(xml: string, options?: Partial<ImportOptions>): Promise<ImportReport>
  /** Rows of a report, as `what kind id`. */
  rows(report: ImportReport, what?: ImportRow['what']): Promise<string[]>
}

/** A base that is gone after the test. Its clock stands at noon. */
export async function aBase(): Promise<TestBase> {
  const folder = await temporaryFolder()
  const file = join(folder, 'base.db')
  const worker = await catalogueWorker()
  const catalogue = await createCatalogue({ file, worker, clock: () => new Date('2025-11-20T12:00:00Z') })
  onTestFinished(() => catalogue.close())
  let files = 0
  return {
    catalogue,
    file,
    folder,
    async take(xml, options = {}) {
      const path = join(folder, `file${(files += 1)}.xml`)
      await writeFile(path, xml)
      return catalogue.import(path, { missing: 'deactivate', ...options }).done
    },
    async rows(report, what) {
      const { rows } = await catalogue.importRows(report.id, { what, offset: 0, limit: 100 })
      return rows.map((row) => `${row.what} ${row.kind} ${row.id}`)
    },
  }
}

export const cml = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2025-11-20T10:00:00">${content}</КоммерческаяИнформация>`

export const classifier = (content: string): string =>
  `<Классификатор><Ид>c1</Ид><Наименование>Классификатор</Наименование>${content}</Классификатор>`

export const group = (id: string, below = ''): string =>
  `<Группа><Ид>${id}</Ид><Наименование>Группа ${id}</Наименование>${below && `<Группы>${below}</Группы>`}</Группа>`

interface List {
  id?: string
  changes?: boolean
}

export const catalogueOf = (goods: string[], { id = 'c1', changes = false }: List = {}): string =>
  `<Каталог СодержитТолькоИзменения="${changes}"><Ид>${id}</Ид><ИдКлассификатора>${id}</ИдКлассификатора><Наименование>Каталог</Наименование><Товары>${goods.join('')}</Товары></Каталог>`

export const goods = (id: string, { name = `Товар ${id}`, more = '', deleted = false } = {}): string =>
  `<Товар${deleted ? ' Статус="Удален"' : ''}><Ид>${id}</Ид><Наименование>${name}</Наименование><БазоваяЕдиница>шт</БазоваяЕдиница>${more}</Товар>`

export const packageOf = (offers: string[], { id = 'c1', changes = false }: List = {}, head = ''): string =>
  `<ПакетПредложений СодержитТолькоИзменения="${changes}"><Ид>${id}#</Ид><Наименование>Пакет</Наименование><ИдКаталога>${id}</ИдКаталога>${head}<Предложения>${offers.join('')}</Предложения></ПакетПредложений>`

export const priceChanges = (offers: string[], id = 'c1'): string =>
  `<ИзмененияПакетаПредложений СодержитТолькоИзменения="true"><Ид>${id}#</Ид><ИдКаталога>${id}</ИдКаталога><Предложения>${offers.join('')}</Предложения></ИзмененияПакетаПредложений>`

export const priceTypes = `<ТипыЦен><ТипЦены><Ид>retail</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта></ТипЦены></ТипыЦен>`
export const warehouses = `<Склады><Склад><Ид>main</Ид><Наименование>Основной</Наименование></Склад><Склад><Ид>far</Ид><Наименование>Дальний</Наименование></Склад></Склады>`

export const offer = (id: string, more = '', name = `Предложение ${id}`): string =>
  `<Предложение><Ид>${id}</Ид><Наименование>${name}</Наименование>${more}</Предложение>`

export const price = (roubles: string, type = 'retail'): string =>
  `<Цены><Цена><ИдТипаЦены>${type}</ИдТипаЦены><ЦенаЗаЕдиницу>${roubles}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены>`
