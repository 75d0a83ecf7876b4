import type { Severity } from '../finding.ts'
import type { Text } from '../text.ts'

/**
 * What a CommerceML 2 file holds, record by record, as the reader gives it and the writer takes it. Names of members are
 * the English of the element, the element itself stands beside it. Money is integer kopecks, quantities are integer
 * thousandths, identifiers are texts (leading zeros matter), instants stay as they were written.
 */

/** Versions of the schema that are written (contract section 12). */
export const cmlVersions = ['2.03', '2.04', '2.05', '2.07', '2.08', '2.09', '2.10', '3.1'] as const
export type CmlVersion = (typeof cmlVersions)[number]

export interface CmlPlace {
  line: number
  column: number
}

/** An element that the model has no member for: kept as it was, so that nothing is lost. */
export interface CmlElement {
  name: string
  attributes: Record<string, string>
  text: string
  children: CmlElement[]
}

/** Where a record stood, and what of it the model does not know. */
export interface CmlSource {
  place: CmlPlace
  /**
   * Unknown elements and attributes, in their order. Absent: there were none. What stood deeper has its path for a name
   * (`БазоваяЕдиница/Пересчет`), an attribute its name behind `@` (`@Статус`, `Цены/Цена/@Вид`).
   */
  extra?: CmlElement[]
}

/** `Владелец`, `Контрагент`, `Изготовитель`. `ОфициальноеНаименование` makes a company, `ПолноеНаименование` a person. */
export interface CmlParty {
  id: string | null
  name: string
  officialName: string | null
  fullName: string | null
  inn: string | null
  kpp: string | null
  okpo: string | null
  role: string | null
  lastName: string | null
  firstName: string | null
  middleName: string | null
  address: CmlAddress | null
  contacts: { type: string; value: string }[]
  extra?: CmlElement[]
}

export interface CmlAddress {
  /** `Представление` */
  text: string
  fields: { type: string; value: string }[]
}

/** `КоммерческаяИнформация`: the first record of every file. */
export interface CmlRoot extends CmlSource {
  kind: 'root'
  /** `ВерсияСхемы` as written, `''` when absent. */
  version: string
  /** `ДатаФормирования` as written. */
  generated: string
  namespace: string
  /** Root attribute `Ид` of the 3.1 module: the exchange node. */
  node: string | null
}

/** `Классификатор`: its head comes before its groups and properties. */
export interface CmlClassifier extends CmlSource {
  kind: 'classifier'
  id: string
  name: string
  owner: CmlParty | null
  changesOnly: boolean
}

export interface CmlGroup extends CmlSource {
  kind: 'group'
  id: string
  parent: string | null
  name: string
  deleted: boolean
}

/** `Свойство`, in 2.05 and before also `СвойствоНоменклатуры`. */
export interface CmlProperty extends CmlSource {
  kind: 'property'
  id: string
  name: string
  /** `Строка`, `Число`, `Время`, `Справочник`. */
  type: string
  values: { id: string; value: string }[]
  deleted: boolean
}

/** `ЕдиницаИзмерения` of the 2.09+ module. */
export interface CmlUnit extends CmlSource {
  kind: 'unit'
  id: string
  code: string
  name: string
  fullName: string
  international: string
  deleted: boolean
}

export interface CmlPriceType extends CmlSource {
  kind: 'priceType'
  id: string
  name: string
  currency: string
  taxIncluded: boolean | null
  deleted: boolean
}

export interface CmlWarehouse extends CmlSource {
  kind: 'warehouse'
  id: string
  name: string
  address: CmlAddress | null
  contacts: { type: string; value: string }[]
  deleted: boolean
}

/** `Каталог`: its head comes before its items. */
export interface CmlCatalogue extends CmlSource {
  kind: 'catalogue'
  id: string
  classifierId: string
  name: string
  owner: CmlParty | null
  changesOnly: boolean
}

/** `БазоваяЕдиница` in all its spellings, trimmed. */
export interface CmlBaseUnit {
  code: string
  name: string
  fullName: string
  international: string
}

export interface CmlRequisite {
  name: string
  value: string
}

/** `ХарактеристикаТовара`. */
export interface CmlCharacteristic {
  id: string | null
  name: string
  value: string
}

/** `Товар` of a catalogue. */
export interface CmlItem extends CmlSource {
  kind: 'item'
  id: string
  article: string
  name: string
  barcode: string
  unit: CmlBaseUnit | null
  groups: string[]
  description: string
  /** Paths relative to the upload root; the first is the main picture. */
  pictures: string[]
  country: string
  brand: string
  manufacturer: CmlParty | null
  properties: { id: string; values: string[] }[]
  /** `СтавкиНалогов`; the rate as written: `20`, `Без налога`. */
  taxes: { name: string; rate: string }[]
  requisites: CmlRequisite[]
  characteristics: CmlCharacteristic[]
  /** Any of the three marks of section 6. */
  deleted: boolean
  /** `НомерВерсии`, `''` when absent. */
  version: string
}

/** `ПакетПредложений` or `ИзмененияПакетаПредложений`: its head comes before its offers. */
export interface CmlPackage extends CmlSource {
  kind: 'package'
  id: string
  catalogueId: string
  classifierId: string
  name: string
  owner: CmlParty | null
  /** `true` for `ИзмененияПакетаПредложений` whatever it says (section 7.1). */
  changesOnly: boolean
  element: 'ПакетПредложений' | 'ИзмененияПакетаПредложений'
}

export interface CmlPrice {
  priceType: string
  /** Kopecks for `unit` × `coefficient`; `null`: no price (section 7: an empty `ЦенаЗаЕдиницу`). */
  price: number | null
  text: string
  /** Normalised by the synonym table: `RUB`. As written when it is unknown. */
  currency: string
  unit: string
  coefficient: number
}

/** `Предложение`. What was absent is `null` and must not overwrite anything (section 7). */
export interface CmlOffer extends CmlSource {
  kind: 'offer'
  /** `goods` or `goods#characteristic`; `ИдХарактеристики` of 7.1 is joined in here. */
  id: string
  itemId: string
  characteristicId: string | null
  article: string | null
  name: string | null
  barcode: string | null
  unit: CmlBaseUnit | null
  characteristics: CmlCharacteristic[] | null
  properties: { id: string; values: string[] }[] | null
  pictures: string[] | null
  prices: CmlPrice[] | null
  /** Thousandths; `null` when not transferred. */
  quantity: number | null
  /** Thousandths by warehouse; `warehouse: null` for `Остатки/Остаток/Количество` without one. */
  stocks: { warehouse: string | null; quantity: number }[] | null
  deleted: boolean
  version: string
}

export interface CmlTax {
  name: string
  rate: string
  /** Kopecks. */
  sum: number | null
  included: boolean | null
}

export interface CmlDiscount {
  name: string
  /** Kopecks. */
  sum: number | null
  percent: string
  included: boolean | null
}

/** `Товар` of a document. */
export interface CmlLine {
  id: string
  catalogueId: string
  article: string
  name: string
  unit: CmlBaseUnit | null
  /** Kopecks: `ЦенаЗаЕдиницу` or `Цена`. */
  price: number | null
  /** Thousandths. */
  quantity: number | null
  /** Kopecks. */
  sum: number | null
  coefficient: string
  taxes: CmlTax[]
  discounts: CmlDiscount[]
  requisites: CmlRequisite[]
  characteristics: CmlCharacteristic[]
  place: CmlPlace
  extra?: CmlElement[]
}

/** `Документ`: an order, a payment, a shipment. */
export interface CmlDocument extends CmlSource {
  kind: 'document'
  id: string
  number: string
  /** `Дата` and `Время` as written. */
  date: string
  time: string
  /** `ХозОперация`: `Заказ товара`, `Отпуск товара`, `Выплата безналичных денег` … */
  operation: string
  role: string
  currency: string
  rate: string
  /** Kopecks. */
  sum: number | null
  /** `Основание`: the order that a payment or a shipment belongs to. */
  basis: string | null
  number1c: string | null
  date1c: string | null
  version: string
  deleted: boolean
  comment: string
  dueDate: string | null
  parties: CmlParty[]
  taxes: CmlTax[]
  discounts: CmlDiscount[]
  warehouses: { id: string; name: string; address: CmlAddress | null }[]
  lines: CmlLine[]
  requisites: CmlRequisite[]
  /** `ПодчиненныеДокументы` (2.10 schema). Siblings with a basis stay records of their own. */
  subordinate: CmlDocument[]
  /** Number of the `Контейнер` that held it, `null` outside one (3.1). */
  container: number | null
}

/** `Контрагенты/Контрагент` at the root (`contragents` files of the module). */
export interface CmlCounterparty extends CmlSource {
  kind: 'counterparty'
  party: CmlParty
  deleted: boolean
}

export type CmlRecord =
  | CmlRoot
  | CmlClassifier
  | CmlGroup
  | CmlProperty
  | CmlUnit
  | CmlPriceType
  | CmlWarehouse
  | CmlCatalogue
  | CmlItem
  | CmlPackage
  | CmlOffer
  | CmlDocument
  | CmlCounterparty
export type CmlKind = CmlRecord['kind']

/** What is wrong, or doubtful, at a place of the file. Codes are listed in `findings.ts`. */
export interface CmlFinding extends CmlPlace {
  severity: Severity
  code: string
  message: Text
  /** `Ид` of the record it is about, `''` when it has none. */
  id: string
  /** What stood there, cut to 200 characters. */
  value?: string
}

/** What a file turned out to be, known when its last byte was read. */
export interface CmlSummary {
  encoding: 'utf-8' | 'windows-1251'
  bom: boolean
  bytes: number
  version: string
  namespace: string
  generated: string
  /** Who probably wrote it, with the signs that tell it (section 12, 14). */
  producer: Text
  /** Elements of every local name, at all depths. */
  elements: Record<string, number>
  records: Partial<Record<CmlKind, number>>
  /** Findings by code, also those that were not handed out any more. */
  findings: Record<string, number>
}

/** Why reading ended before the end of the file: nothing of the file may be applied. */
export class CmlRefusal extends Error {
  override readonly name = 'CmlRefusal'
  readonly code: string
  readonly text: Text
  readonly place: CmlPlace

  constructor(code: string, text: Text, place: CmlPlace) {
    super(text.en)
    this.code = code
    this.text = text
    this.place = place
  }
}
