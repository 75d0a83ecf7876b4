import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { CmlItem, CmlOffer, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { randomWords } from '../../server/storage/random.ts'
import { guidOf } from './export-source.ts'
import { PLACE } from './goods.ts'

/** Made-up goods, so that a base has any size. The same seed on the same base makes the same goods. */

/** Records that go into the base at once. */
const BATCH = 2000
/** Goods of a group. */
const GROUP_SIZE = 500
/** Every so many goods have pictures, characteristics. */
const WITH_PICTURE = 4
const WITH_CHARACTERISTICS = 10

const CLASSIFIER = guidOf('fill classifier')
const OWNER = null

const kinds = [
  'Дрель',
  'Лобзик',
  'Шуруповёрт',
  'Рубанок',
  'Фонарь',
  'Рулетка',
  'Ключ',
  'Пила',
  'Уровень',
  'Насос',
]
const traits = [
  'ударная серия',
  'малая серия',
  'для мастерской',
  'складная модель',
  'с чехлом',
  'усиленная модель',
]
const colours = ['Синий', 'Красный', 'Серый']

const priceTypes = [
  { id: guidOf('fill price retail'), name: 'Розничная', share: 100 },
  { id: guidOf('fill price wholesale'), name: 'Оптовая', share: 85 },
]
const warehouses = [
  { id: guidOf('fill warehouse main'), name: 'Основной склад' },
  { id: guidOf('fill warehouse shop'), name: 'Магазин' },
]

/** Whole numbers below a bound, always the same for a seed. */
function randomOf(seed: number): (bound: number) => number {
  const next = randomWords(seed, 'cml item')
  return (bound) => next() % bound
}

const groupId = (seed: number, index: number): string =>
  guidOf(`fill group ${seed} ${Math.floor(index / GROUP_SIZE)}`)

function item(seed: number, index: number, random: (bound: number) => number): CmlItem {
  const id = guidOf(`fill item ${seed} ${index}`)
  const name = `${kinds[random(kinds.length)]} ${traits[random(traits.length)]} ${index + 1}`
  const bare = id.replaceAll('-', '')
  return {
    kind: 'item',
    place: PLACE,
    id,
    article: `АРТ-${seed}-${index + 1}`,
    name,
    barcode: `46${String(seed % 1000).padStart(3, '0')}${String(index + 1).padStart(8, '0')}`.slice(0, 13),
    unit: { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' },
    groups: [groupId(seed, index)],
    description: `${name}. Мощность ${200 + random(1800)} Вт, масса ${1 + random(9)} кг.`,
    pictures: index % WITH_PICTURE === 0 ? [`import_files/${bare.slice(0, 2)}/${bare}_main.png`] : [],
    country: '',
    brand: '',
    manufacturer: null,
    properties: [],
    taxes: [{ name: 'НДС', rate: '20' }],
    requisites: [
      { name: 'ВидНоменклатуры', value: 'Товар' },
      { name: 'ТипНоменклатуры', value: 'Товар' },
      { name: 'Полное наименование', value: name },
    ],
    characteristics: [],
    deleted: false,
    version: '',
  }
}

function offers(
  { id, name, article, unit }: CmlItem,
  index: number,
  random: (bound: number) => number,
): CmlOffer[] {
  const many = index % WITH_CHARACTERISTICS === 0
  const rubles = 100 + random(20_000)
  return (many ? colours : [null]).map((colour) => {
    const characteristicId = colour === null ? null : guidOf(`${id} ${colour}`)
    const stocks = warehouses.map((warehouse) => ({ warehouse: warehouse.id, quantity: random(40) * 1000 }))
    return {
      kind: 'offer',
      place: PLACE,
      id: characteristicId === null ? id : `${id}#${characteristicId}`,
      itemId: id,
      characteristicId,
      article,
      name: colour === null ? name : `${name} (${colour.toLowerCase()})`,
      barcode: null,
      unit,
      characteristics: colour === null ? null : [{ id: null, name: 'Цвет', value: colour }],
      properties: null,
      pictures: null,
      prices: priceTypes.map((type) => ({
        priceType: type.id,
        price: rubles * type.share,
        text: '',
        currency: 'RUB',
        unit: 'шт',
        coefficient: 1,
      })),
      quantity: stocks.reduce((sum, { quantity }) => sum + quantity, 0),
      stocks,
      deleted: false,
      version: '',
    }
  })
}

/** What stands in front of the goods; the same for every batch. */
function heads(groups: readonly string[]): { before: CmlRecord[]; between: CmlRecord } {
  return {
    before: [
      {
        kind: 'classifier',
        place: PLACE,
        id: CLASSIFIER,
        name: 'Классификатор (Основной каталог)',
        owner: OWNER,
        changesOnly: true,
      },
      ...groups.map((id, index): CmlRecord => ({
        kind: 'group',
        place: PLACE,
        id,
        parent: null,
        name: `Раздел ${index + 1}`,
        deleted: false,
      })),
      ...priceTypes.map(({ id, name }): CmlRecord => ({
        kind: 'priceType',
        place: PLACE,
        id,
        name,
        currency: 'RUB',
        taxIncluded: true,
        deleted: false,
      })),
      ...warehouses.map(({ id, name }): CmlRecord => ({
        kind: 'warehouse',
        place: PLACE,
        id,
        name,
        address: null,
        contacts: [],
        deleted: false,
      })),
      {
        kind: 'catalogue',
        place: PLACE,
        id: CLASSIFIER,
        classifierId: CLASSIFIER,
        name: 'Основной каталог',
        owner: OWNER,
        changesOnly: true,
      },
    ],
    between: {
      kind: 'package',
      place: PLACE,
      id: `${CLASSIFIER}#`,
      catalogueId: CLASSIFIER,
      classifierId: CLASSIFIER,
      name: 'Пакет предложений (Основной каталог)',
      owner: OWNER,
      changesOnly: true,
      element: 'ПакетПредложений',
    },
  }
}

/** Adds goods behind those that are there. @param count how many */
export async function fill(catalogue: Catalogue, count: number, seed: number): Promise<void> {
  const first = (await catalogue.counts()).items
  for (let start = first; start < first + count; start += BATCH) {
    const size = Math.min(BATCH, first + count - start)
    const random = randomOf(seed * 1_000_003 + start)
    const goods = Array.from({ length: size }, (_, index) => item(seed, start + index, random))
    const groups = [...new Set(goods.map(({ groups: [group = ''] }) => group))]
    const { before, between } = heads(groups)
    await catalogue.put([
      ...before,
      ...goods,
      between,
      ...goods.flatMap((one, index) => offers(one, start + index, random)),
    ])
  }
}
