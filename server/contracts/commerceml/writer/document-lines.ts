import type { CmlDiscount, CmlDocument, CmlLine, CmlTax } from '../model.ts'
import { paddedCode, writeBaseUnit } from './base-unit.ts'
import { writeCharacteristics, writeTaxRates } from './goods.ts'
import { atLeast } from './habits.ts'
import type { Pen } from './pen.ts'
import { moneyOf, quantityOf, writeExtra, writeRequisites, yesNo } from './pen.ts'

/** `Товары/Товар` of a document, its taxes and discounts (commerceml sections 10, 11). */

/** `true` for the module of Bitrix on 1C's end, which has spellings of its own (section 11.2). */
export const byModule = ({ form, documents }: Pen): boolean =>
  documents.author === 'onec' && (form.naming === 'module' || form.naming === 'module31')

/** УТ and УНФ keep `БазоваяЕдиница`; answers of sites and the module turn to a node later than 2.05 (section 10.3). */
const unitIsNode = (pen: Pen): boolean =>
  atLeast(pen.form.version, '2.07') && (pen.documents.author === 'site' || byModule(pen))

export function writeTaxes({ xml }: Pen, taxes: readonly CmlTax[]): void {
  xml.list('Налоги', taxes, ({ name, included, sum, rate }) => {
    xml.open('Налог')
    xml.leaf('Наименование', name)
    if (included !== null) xml.leaf('УчтеноВСумме', yesNo(included))
    xml.optional('Сумма', moneyOf(sum))
    xml.optional('Ставка', rate)
    xml.close()
  })
}

export function writeDiscounts({ xml }: Pen, discounts: readonly CmlDiscount[]): void {
  xml.list('Скидки', discounts, ({ name, sum, percent, included }) => {
    xml.open('Скидка')
    xml.leaf('Наименование', name)
    xml.optional('Сумма', moneyOf(sum))
    xml.optional('Процент', percent)
    if (included !== null) xml.leaf('УчтеноВСумме', yesNo(included))
    xml.close()
  })
}

function writeUnit(pen: Pen, { unit, coefficient }: CmlLine, asNode: boolean): void {
  const { xml } = pen
  if (!asNode) {
    if (unit) writeBaseUnit(pen, unit)
    return
  }
  if (unit) {
    xml.open('Единица')
    xml.optional('Код', pen.habits.baseUnit === 'codeOnly' ? paddedCode(unit.code) : unit.code)
    xml.leaf('НаименованиеПолное', unit.fullName || unit.name)
    xml.close()
  }
  xml.leaf('Коэффициент', coefficient || '1')
}

function writeAmounts(pen: Pen, { price, quantity, sum }: CmlLine): void {
  const { xml } = pen
  xml.optional(byModule(pen) ? 'Цена' : 'ЦенаЗаЕдиницу', moneyOf(price))
  if (quantity !== null) xml.leaf('Количество', quantityOf(quantity))
  xml.optional('Сумма', moneyOf(sum))
}

/** The order of sites: amounts, then discounts, taxes, requisites (section 10). */
function writeRest(pen: Pen, line: CmlLine): void {
  writeAmounts(pen, line)
  writeDiscounts(pen, line.discounts)
  writeTaxes(pen, line.taxes)
  writeCharacteristics(pen, line.characteristics)
  writeRequisites(pen, line.requisites)
}

/** The order of УТ: amounts between requisites and taxes (section 11.1). */
function writeRestOfTrade(pen: Pen, line: CmlLine): void {
  writeTaxRates(
    pen,
    line.taxes.filter(({ rate }) => rate !== ''),
  )
  writeDiscounts(pen, line.discounts)
  writeCharacteristics(pen, line.characteristics)
  writeRequisites(pen, line.requisites)
  writeAmounts(pen, line)
  pen.xml.optional('Единица', line.unit?.name ?? '')
  pen.xml.optional('Коэффициент', line.coefficient)
  writeTaxes(pen, line.taxes)
}

export function writeLines(pen: Pen, lines: CmlDocument['lines']): void {
  const { xml } = pen
  const asNode = unitIsNode(pen)
  const ofTrade = pen.documents.author === 'onec' && !byModule(pen)
  xml.list('Товары', lines, (line) => {
    xml.open('Товар')
    xml.leaf('Ид', line.id)
    xml.optional('ИдКаталога', line.catalogueId)
    xml.optional('Артикул', line.article)
    xml.leaf('Наименование', line.name)
    writeUnit(pen, line, asNode)
    if (ofTrade) writeRestOfTrade(pen, line)
    else writeRest(pen, line)
    writeExtra(pen, line.extra, 'Единица')
    xml.close()
  })
}
