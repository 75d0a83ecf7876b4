import { randomUUID } from 'node:crypto'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type {
  CmlItem,
  CmlLine,
  CmlPlace,
  CmlRecord,
  CmlRequisite,
} from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'
import { guidOf } from './export-source.ts'

/** How 1C finds the goods of an order: by GUID, by article, by name and kind, else it creates them (commerceml section 10.2). */

export interface FoundGoods {
  /** `Ид` in 1C, `goods#characteristic` where there is one. */
  id: string
  article: string
  name: string
  notes: Text[]
}

export interface GoodsFinder {
  find(line: CmlLine): Promise<FoundGoods>
  /** Goods that have to be made before the orders are stored, with their group. */
  made(): CmlRecord[]
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const PLACE: CmlPlace = { line: 1, column: 1 }

const requisiteOf = (requisites: readonly CmlRequisite[], name: string): string =>
  requisites.find((requisite) => requisite.name === name)?.value ?? ''

/** Услуга or not: a name is looked for among goods of its kind only. */
const isService = (requisites: readonly CmlRequisite[]): boolean =>
  requisiteOf(requisites, 'ТипНоменклатуры') === 'Услуга' ||
  requisiteOf(requisites, 'ВидНоменклатуры').startsWith('Услуга')

/** Codes of units that 1C knows by their name. */
const unitCodes: Readonly<Record<string, string>> = {
  шт: '796',
  кг: '166',
  г: '163',
  м: '006',
  л: '112',
  упак: '778',
  компл: '839',
  пар: '715',
}

/** By its code, then by its name; «шт» for a line without one. */
function unitOf({ unit }: CmlLine): CmlItem['unit'] {
  if (!unit) return { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' }
  if (unit.code !== '') return unit
  return { ...unit, code: unitCodes[unit.name.replace(/\.$/, '').toLowerCase()] ?? '' }
}

function newItem(line: CmlLine, id: string, group: string): CmlItem {
  const kind = isService(line.requisites) ? 'Услуга' : 'Товар'
  return {
    kind: 'item',
    place: PLACE,
    id,
    article: line.article,
    name: line.name.slice(0, 250),
    barcode: '',
    unit: unitOf(line),
    groups: [group],
    description: '',
    pictures: [],
    country: '',
    brand: '',
    manufacturer: null,
    properties: [],
    taxes: line.taxes.map(({ name, rate }) => ({ name, rate })),
    requisites: [
      { name: 'ВидНоменклатуры', value: kind },
      { name: 'ТипНоменклатуры', value: kind },
      { name: 'Полное наименование', value: line.name },
    ],
    characteristics: [],
    deleted: false,
    version: '',
  }
}

const found = ({ id, article, name }: CmlItem, by: Text | null): FoundGoods => ({
  id,
  article,
  name,
  notes: by ? [by] : [],
})

/** Finds goods for one batch of orders: what the first order creates, the second one finds. */
export function createGoodsFinder(catalogue: Catalogue, newItemsGroup: string): GoodsFinder {
  const group = guidOf(`group ${newItemsGroup}`)
  const made = new Map<string, CmlItem>()
  const ownArticle = (article: string) => [...made.values()].find((item) => item.article === article)
  const ownName = (name: string) => [...made.values()].find((item) => item.name === name)

  async function byReference(line: CmlLine): Promise<FoundGoods | null> {
    const [goods = '', characteristic] = line.id.split('#')
    if (!GUID.test(goods)) return null
    const item = made.get(goods) ?? (await catalogue.itemRecord(goods))
    if (!item) return null
    if (characteristic === undefined) return found(item, null)
    const offer = await catalogue.offerRecord(line.id)
    if (offer) return { ...found(item, null), id: offer.id }
    const twice = goods === characteristic
    return {
      ...found(item, {
        ru: twice
          ? `«${line.name}»: Ид с двумя одинаковыми половинами, 1С пытается создать характеристику.`
          : `«${line.name}»: характеристики ${characteristic} в 1С нет, она создаётся.`,
        en: twice
          ? `«${line.name}»: Ид has two equal halves, 1C tries to create a characteristic.`
          : `«${line.name}»: 1C has no characteristic ${characteristic}, it is created.`,
      }),
      id: line.id,
    }
  }

  async function byArticle({ article, name }: CmlLine): Promise<FoundGoods | null> {
    if (article === '') return null
    const item = ownArticle(article) ?? (await catalogue.findItem({ article }))
    return item
      ? found(item, {
          ru: `«${name}» найден по артикулу ${article}, Ид сайта в 1С неизвестен.`,
          en: `«${name}» was found by article ${article}, 1C does not know the Ид of the site.`,
        })
      : null
  }

  async function byName({ name, requisites }: CmlLine): Promise<FoundGoods | null> {
    if (name === '') return null
    const item = ownName(name) ?? (await catalogue.findItem({ name }))
    if (!item || isService(item.requisites) !== isService(requisites)) return null
    return found(item, {
      ru: `«${name}» найден по наименованию, Ид сайта в 1С неизвестен.`,
      en: `«${name}» was found by its name, 1C does not know the Ид of the site.`,
    })
  }

  function create(line: CmlLine): FoundGoods {
    const [goods = ''] = line.id.split('#')
    const id = GUID.test(goods) ? goods : randomUUID()
    const item = newItem(line, id, group)
    made.set(id, item)
    return found(item, {
      ru: `«${line.name}» в 1С не найден и создан в группе «${newItemsGroup}».`,
      en: `«${line.name}» was not found in 1C and is created in the group «${newItemsGroup}».`,
    })
  }

  return {
    find: async (line) =>
      (await byReference(line)) ?? (await byArticle(line)) ?? (await byName(line)) ?? create(line),
    made: () =>
      made.size === 0
        ? []
        : [
            { kind: 'group', place: PLACE, id: group, parent: null, name: newItemsGroup, deleted: false },
            ...made.values(),
          ],
  }
}
