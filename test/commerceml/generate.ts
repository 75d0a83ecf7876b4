import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import iconv from 'iconv-lite'
import type { CmlVersion } from '../../server/contracts/commerceml/model.ts'
import { colours, countries, kinds, materials, sections, sentences, series } from './goods-words.ts'

/**
 * Big catalogues for tests and the bench, written from templates: much faster than the writer of the product, and no
 * proof of it. Everything follows from the seed and the number of the item, so catalogue and offers agree.
 */

interface Look {
  /** @default 1 */
  seed?: number
  /** @default '2.07' */
  version?: CmlVersion
  /** @default 'utf-8' */
  encoding?: 'utf-8' | 'windows-1251'
}

export type CatalogueSize = { megabytes: number; items?: never } | { items: number; megabytes?: never }

/** What a generated file holds. */
export interface Generated {
  bytes: number
  groups: number
  properties: number
  items: number
  offers: number
}

const GROUPS_BELOW = 12
const WAREHOUSES = 3
/** Characters written at once. */
const CHUNK = 512 * 1024

/** A number of 32 bits out of seed and number of the item; the next ones by calling again. */
function dice(seed: number, n: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0')

/** `Ид` of an object: its kind as four hexadecimal digits and its number. */
const guid = (kind: string, n: number): string => `${hex(n, 8)}-${kind}-11ef-9c3d-0242ac130001`

export const generatedItemId = (n: number): string => guid('b0a1', n)
const groupId = (n: number): string => guid('9d01', n)

/** Writes text in pieces and waits for the stream when it is full. */
function createSink(target: string | Writable, encoding: 'utf-8' | 'windows-1251') {
  const stream = typeof target === 'string' ? createWriteStream(target, { highWaterMark: 4 << 20 }) : target
  let text = ''
  let bytes = 0
  async function flush(): Promise<void> {
    const chunk = encoding === 'utf-8' ? Buffer.from(text) : iconv.encode(text, 'windows-1251')
    text = ''
    bytes += chunk.length
    if (!stream.write(chunk)) await once(stream, 'drain')
  }
  return {
    /** Bytes that were written, without what waits. */
    get bytes() {
      return bytes
    },
    add(piece: string): Promise<void> | null {
      text += piece
      return text.length < CHUNK ? null : flush()
    },
    async end(): Promise<number> {
      await flush()
      stream.end()
      if (typeof target === 'string') await once(stream, 'close')
      return bytes
    },
  }
}

function headOf({ version = '2.07', encoding = 'utf-8' }: Look): string {
  const namespace = Number(version) >= 3 ? 'urn:1C.ru:commerceml_3' : 'urn:1C.ru:commerceml_2'
  const xmlns = version < '2.07' ? '' : ` xmlns="${namespace}"`
  const bom = encoding === 'utf-8' ? '\uFEFF' : ''
  return `${bom}<?xml version="1.0" encoding="${encoding === 'utf-8' ? 'UTF-8' : encoding}"?>
<КоммерческаяИнформация${xmlns} ВерсияСхемы="${version}" ДатаФормирования="2025-11-20T10:00:00">
`
}

const CATALOGUE = guid('ca7a', 1)
const owner = `<Владелец><Ид>${guid('0a1b', 1)}</Ид><Наименование>Синий Барс</Наименование>\
<ОфициальноеНаименование>ООО «Синий Барс»</ОфициальноеНаименование><ИНН>7813991047</ИНН><КПП>781301001</КПП></Владелец>`

function groupsText(): string {
  const tops = sections.map((section, top) => {
    const below = Array.from(
      { length: GROUPS_BELOW },
      (_, n) =>
        `<Группа><Ид>${groupId(100 + top * GROUPS_BELOW + n)}</Ид><Наименование>${section}: ${kinds[(top + n) % kinds.length]}</Наименование></Группа>`,
    )
    return `<Группа><Ид>${groupId(top)}</Ид><Наименование>${section}</Наименование><Группы>${below.join('\n')}</Группы></Группа>`
  })
  return `<Группы>\n${tops.join('\n')}\n</Группы>`
}

function dictionary(n: number, name: string, values: readonly string[]): string {
  const variants = values.map(
    (value, at) =>
      `<Справочник><ИдЗначения>${guid(`5b0${n}`, at)}</ИдЗначения><Значение>${value}</Значение></Справочник>`,
  )
  return `<Свойство><Ид>${guid('5a0e', n)}</Ид><Наименование>${name}</Наименование><ТипЗначений>Справочник</ТипЗначений>\
<ВариантыЗначений>${variants.join('')}</ВариантыЗначений></Свойство>`
}

const propertiesText = `<Свойства>
${dictionary(1, 'Цвет', colours)}
${dictionary(2, 'Материал', materials)}
<Свойство><Ид>${guid('5a0e', 3)}</Ид><Наименование>Вес, кг</Наименование><ТипЗначений>Число</ТипЗначений></Свойство>
<Свойство><Ид>${guid('5a0e', 4)}</Ид><Наименование>Гарантия</Наименование><ТипЗначений>Строка</ТипЗначений></Свойство>
</Свойства>`

const unit =
  '<БазоваяЕдиница Код="796" НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'

const escaped = sentences.map((sentence) => sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))

const requisite = (name: string, value: string): string =>
  `<ЗначениеРеквизита><Наименование>${name}</Наименование><Значение>${value}</Значение></ЗначениеРеквизита>`
const kindRequisites = requisite('ВидНоменклатуры', 'Товар') + requisite('ТипНоменклатуры', 'Товар')

const value = (property: number, text: string): string =>
  `<ЗначенияСвойства><Ид>${guid('5a0e', property)}</Ид><Значение>${text}</Значение></ЗначенияСвойства>`

const pick = <Value>(list: readonly Value[], at: number): Value => list[at % list.length]!

function nameOf(roll: number, n: number): string {
  return `${pick(kinds, roll)} «${pick(series, roll >>> 5)}» ${pick(colours, roll >>> 9)}, модель ${n}`
}

function itemText(seed: number, n: number): string {
  const next = dice(seed, n)
  const roll = next()
  const look = next()
  const name = nameOf(roll, n)
  const id = generatedItemId(n)
  const bare = id.replaceAll('-', '')
  let description = ''
  for (let at = 0; at < 3; at += 1) description += `${pick(escaped, look >>> (at * 4))} `
  const picture =
    look % 3 === 0
      ? ''
      : `<Картинка>import_files/${bare.slice(0, 2)}/${bare}_${guid('f11e', n).replaceAll('-', '')}.jpg</Картинка>\n`
  return `<Товар${n % 997 === 996 ? ' Статус="Удален"' : ''}><Ид>${id}</Ид><Штрихкод>2${String(n).padStart(12, '0')}</Штрихкод><Артикул>АР-${n}</Артикул>
<Наименование>${name}</Наименование>
${unit}
<Группы><Ид>${groupId(100 + (roll % (sections.length * GROUPS_BELOW)))}</Ид></Группы>
<Описание>${description.trimEnd()}</Описание>
${picture}<Страна>${pick(countries, look >>> 7)}</Страна>
<ЗначенияСвойств>${value(1, guid('5b01', (roll >>> 9) % colours.length))}${value(2, guid('5b02', look % materials.length))}${value(3, ((look % 5000) / 100).toFixed(2))}${value(4, '12 месяцев')}</ЗначенияСвойств>
<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
<ЗначенияРеквизитов>${kindRequisites}${requisite('Полное наименование', name)}</ЗначенияРеквизитов>
</Товар>
`
}

/**
 * A file like `import.xml` of at least the given size: a tree of groups, properties, and items of about 2 KB.
 * @param target path of the file, or a stream that is ended
 * @returns what it holds; sizes in bytes
 */
export async function generateCatalogue(
  target: string | Writable,
  options: CatalogueSize & Look,
): Promise<Generated> {
  const { seed = 1, encoding = 'utf-8' } = options
  const most = options.items ?? Infinity
  const size = options.megabytes === undefined ? Infinity : options.megabytes * 1_000_000
  const sink = createSink(target, encoding)
  await sink.add(
    `${headOf(options)}<Классификатор>\n<Ид>${CATALOGUE}</Ид><Наименование>Классификатор (Каталог)</Наименование>${owner}
${groupsText()}\n${propertiesText}\n</Классификатор>
<Каталог СодержитТолькоИзменения="false">
<Ид>${CATALOGUE}</Ид><ИдКлассификатора>${CATALOGUE}</ИдКлассификатора><Наименование>Каталог</Наименование>${owner}
<Товары>\n`,
  )
  let items = 0
  for (; items < most && sink.bytes < size; items += 1) {
    const waiting = sink.add(itemText(seed, items))
    if (waiting) await waiting
  }
  await sink.add('</Товары>\n</Каталог>\n</КоммерческаяИнформация>\n')
  const bytes = await sink.end()
  return { bytes, groups: sections.length * (GROUPS_BELOW + 1), properties: 4, items, offers: 0 }
}

const shares = [100, 85, 75]

function offerText(seed: number, n: number): string {
  const next = dice(seed, n)
  const name = nameOf(next(), n)
  next()
  const roubles = 100 + (next() % 19_900)
  const stock = next()
  const prices = shares.map((share, at) => {
    const price = Math.round((roubles * share) / 100)
    return `<Цена><Представление>${price} руб. за шт</Представление><ИдТипаЦены>${guid('3e1c', at)}</ИдТипаЦены>\
<ЦенаЗаЕдиницу>${price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Коэффициент>1</Коэффициент></Цена>`
  })
  const stocks = Array.from({ length: WAREHOUSES }, (_, at) => (stock >>> (at * 5)) % 32)
  return `<Предложение><Ид>${generatedItemId(n)}</Ид><Артикул>АР-${n}</Артикул><Наименование>${name}</Наименование>
${unit}
<Цены>${prices.join('\n')}</Цены>
<Количество>${stocks.reduce((all, one) => all + one, 0)}</Количество>
${stocks.map((quantity, at) => `<Склад ИдСклада="${guid('2e3f', at)}" КоличествоНаСкладе="${quantity}"/>`).join('')}
</Предложение>
`
}

/** Offers of the first `items` goods of `generateCatalogue` with the same seed: three prices, stock in three warehouses. */
export async function generateOffers(
  target: string | Writable,
  options: { items: number } & Look,
): Promise<Generated> {
  const { seed = 1, encoding = 'utf-8', items } = options
  const sink = createSink(target, encoding)
  const priceTypes = ['Розничная', 'Оптовая', 'Дилерская'].map(
    (name, at) =>
      `<ТипЦены><Ид>${guid('3e1c', at)}</Ид><Наименование>${name}</Наименование><Валюта>RUB</Валюта></ТипЦены>`,
  )
  const warehouses = ['Москва', 'Санкт-Петербург', 'Казань'].map(
    (city, at) => `<Склад><Ид>${guid('2e3f', at)}</Ид><Наименование>Склад ${city}</Наименование></Склад>`,
  )
  await sink.add(
    `${headOf(options)}<ПакетПредложений СодержитТолькоИзменения="false">
<Ид>${CATALOGUE}#</Ид><Наименование>Пакет предложений</Наименование><ИдКаталога>${CATALOGUE}</ИдКаталога><ИдКлассификатора>${CATALOGUE}</ИдКлассификатора>${owner}
<ТипыЦен>${priceTypes.join('')}</ТипыЦен>
<Склады>${warehouses.join('')}</Склады>
<Предложения>\n`,
  )
  for (let n = 0; n < items; n += 1) {
    const waiting = sink.add(offerText(seed, n))
    if (waiting) await waiting
  }
  await sink.add('</Предложения>\n</ПакетПредложений>\n</КоммерческаяИнформация>\n')
  return { bytes: await sink.end(), groups: 0, properties: 0, items: 0, offers: items }
}
