import type { CmlItem, CmlPriceType, CmlProperty, CmlUnit, CmlWarehouse } from '../model.ts'
import { paddedCode, writeBaseUnit } from './base-unit.ts'
import { writeAddress, writeContacts, writeParty } from './parties.ts'
import type { Pen } from './pen.ts'
import { writeExtra, writeMarks, writeRequisites, yesNo } from './pen.ts'

/** Goods and what classifies them (commerceml section 6), elements in the order of the schema. */

export function writeProperty(pen: Pen, property: CmlProperty): void {
  const { xml, habits } = pen
  const { id, name, type, values, extra } = property
  xml.open(habits.property)
  xml.leaf('Ид', id)
  writeMarks(pen, property)
  xml.leaf('Наименование', name)
  xml.optional('ТипЗначений', type)
  xml.list('ВариантыЗначений', values, (variant) => {
    xml.open('Справочник')
    xml.leaf('ИдЗначения', variant.id)
    xml.leaf('Значение', variant.value)
    xml.close()
  })
  writeExtra(pen, extra)
  xml.close()
}

export function writeUnit(pen: Pen, unit: CmlUnit): void {
  const { xml } = pen
  xml.open('ЕдиницаИзмерения')
  xml.leaf('Ид', paddedCode(unit.id))
  writeMarks(pen, unit)
  xml.leaf('НаименованиеКраткое', unit.name)
  xml.leaf('Код', paddedCode(unit.code))
  xml.leaf('НаименованиеПолное', unit.fullName)
  xml.leaf('МеждународноеСокращение', unit.international)
  writeExtra(pen, unit.extra)
  xml.close()
}

export const currencyOf = ({ habits }: Pen, currency: string): string =>
  currency === 'RUB' ? habits.rouble : currency

export function writePriceType(pen: Pen, priceType: CmlPriceType): void {
  const { xml } = pen
  xml.open('ТипЦены')
  xml.leaf('Ид', priceType.id)
  writeMarks(pen, priceType)
  xml.leaf('Наименование', priceType.name)
  xml.optional('Валюта', currencyOf(pen, priceType.currency))
  if (priceType.taxIncluded !== null) {
    xml.open('Налог')
    xml.leaf('Наименование', 'НДС')
    xml.leaf('УчтеноВСумме', yesNo(priceType.taxIncluded))
    xml.close()
  }
  writeExtra(pen, priceType.extra)
  xml.close()
}

export function writeWarehouse(pen: Pen, warehouse: CmlWarehouse): void {
  const { xml } = pen
  xml.open('Склад')
  xml.leaf('Ид', warehouse.id)
  writeMarks(pen, warehouse)
  xml.leaf('Наименование', warehouse.name)
  writeAddress(pen, 'Адрес', warehouse.address)
  writeContacts(pen, warehouse.contacts)
  writeExtra(pen, warehouse.extra)
  xml.close()
}

/**
 * Opens `Товар` or `Предложение` with its identity and the producer's mark of deletion (section 6).
 * @param marked `false` leaves the marks of the module out
 */
export function openGoods(
  pen: Pen,
  element: string,
  { id, deleted, version }: { id: string; deleted: boolean; version: string },
  marked = true,
): void {
  const { xml, habits } = pen
  xml.open(element, { Статус: deleted && habits.deleted === 'attribute' ? 'Удален' : null })
  xml.leaf('Ид', id)
  if (habits.marks && marked) {
    xml.optional('НомерВерсии', version)
    xml.leaf('ПометкаУдаления', yesNo(deleted))
  }
  if (deleted && habits.deleted === 'element') xml.leaf('Статус', 'Удален')
}

export function writeBarcode({ xml, habits }: Pen, barcode: string | null): void {
  if (barcode === null || (habits.strictLengths && (barcode.length < 8 || barcode.length > 14))) return
  xml.optional(habits.barcode, barcode)
}

export function writePropertyValues({ xml }: Pen, properties: CmlItem['properties']): void {
  xml.list('ЗначенияСвойств', properties, ({ id, values }) => {
    xml.open('ЗначенияСвойства')
    xml.leaf('Ид', id)
    // An empty one clears the property (section 6).
    for (const value of values.length > 0 ? values : ['']) xml.leaf('Значение', value)
    xml.close()
  })
}

export function writeCharacteristics({ xml }: Pen, characteristics: CmlItem['characteristics']): void {
  xml.list('ХарактеристикиТовара', characteristics, ({ id, name, value }) => {
    xml.open('ХарактеристикаТовара')
    xml.optional('Ид', id)
    xml.leaf('Наименование', name)
    xml.leaf('Значение', value)
    xml.close()
  })
}

export function writeTaxRates({ xml }: Pen, taxes: readonly { name: string; rate: string }[]): void {
  xml.list('СтавкиНалогов', taxes, ({ name, rate }) => {
    xml.open('СтавкаНалога')
    xml.leaf('Наименование', name)
    xml.leaf('Ставка', rate)
    xml.close()
  })
}

export function writeItem(pen: Pen, item: CmlItem): void {
  const { xml, habits } = pen
  openGoods(pen, 'Товар', item)
  writeBarcode(pen, item.barcode)
  if (habits.emptyFields) xml.leaf('Артикул', item.article)
  else xml.optional('Артикул', item.article)
  xml.leaf('Наименование', item.name)
  // The schema wants the element even when nothing is known of the unit.
  if (item.unit) writeBaseUnit(pen, item.unit)
  else xml.leaf('БазоваяЕдиница', '')
  xml.list('Группы', item.groups, (group) => xml.leaf('Ид', group))
  xml.optional('Описание', item.description)
  for (const picture of item.pictures) xml.leaf('Картинка', picture)
  xml.optional('Страна', item.country)
  xml.optional('ТорговаяМарка', item.brand)
  writeParty(pen, 'Изготовитель', item.manufacturer)
  writePropertyValues(pen, item.properties)
  writeTaxRates(pen, item.taxes)
  writeCharacteristics(pen, item.characteristics)
  writeRequisites(pen, item.requisites)
  writeExtra(pen, item.extra)
  xml.close()
}
