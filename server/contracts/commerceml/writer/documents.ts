import type { CmlDocument } from '../model.ts'
import { byModule, writeDiscounts, writeLines, writeTaxes } from './document-lines.ts'
import { atLeast } from './habits.ts'
import { writeAddress, writePartyBody } from './parties.ts'
import type { Pen } from './pen.ts'
import { moneyOf, writeExtra, writeRequisites, yesNo } from './pen.ts'

/** `Документ` in its orders of elements: of sites and УТ (section 10), of the module (section 11.2). */

function writeParties(pen: Pen, { parties }: CmlDocument): void {
  pen.xml.list('Контрагенты', parties, (party) => {
    pen.xml.open('Контрагент')
    writePartyBody(pen, party)
    pen.xml.close()
  })
}

function writeWarehouses(pen: Pen, { warehouses }: CmlDocument): void {
  pen.xml.list('Склады', warehouses, ({ id, name, address }) => {
    pen.xml.open('Склад')
    pen.xml.leaf('Ид', id)
    pen.xml.leaf('Наименование', name)
    writeAddress(pen, 'Адрес', address)
    pen.xml.close()
  })
}

function writeMoney({ xml }: Pen, { currency, rate, sum }: CmlDocument): void {
  xml.leaf('Валюта', currency)
  xml.optional('Курс', rate)
  xml.optional('Сумма', moneyOf(sum))
}

/** `ПодчиненныйДокумент` is a narrower type of the schema 2.10 (section 10.3). */
function writeNested(pen: Pen, nested: readonly CmlDocument[]): void {
  const { xml } = pen
  xml.list('ПодчиненныеДокументы', nested, (document) => {
    xml.open('ПодчиненныйДокумент')
    xml.leaf('Ид', document.id)
    xml.optional('Номер', document.number)
    xml.leaf('Дата', document.date)
    xml.leaf('ХозОперация', document.operation)
    writeMoney(pen, document)
    writeLines(pen, document.lines)
    writeRequisites(pen, document.requisites)
    writeExtra(pen, document.extra)
    xml.close()
  })
}

function writeInSchemaOrder(pen: Pen, document: CmlDocument): void {
  const { xml, form } = pen
  xml.leaf('Номер', document.number)
  xml.leaf('Дата', document.date)
  xml.leaf('ХозОперация', document.operation)
  xml.optional('Роль', document.role)
  writeMoney(pen, document)
  if (atLeast(form.version, '2.07')) {
    xml.optional('НомерВерсии', document.version)
    xml.optional('Номер1С', document.number1c)
    xml.optional('Дата1С', document.date1c)
  }
  xml.optional('Основание', document.basis)
  if (document.deleted) xml.leaf('ПометкаУдаления', 'true')
  writeParties(pen, document)
  xml.optional('Время', document.time)
  xml.optional('СрокПлатежа', document.dueDate)
  xml.optional('Комментарий', document.comment)
  writeTaxes(pen, document.taxes)
  writeDiscounts(pen, document.discounts)
  writeWarehouses(pen, document)
  writeLines(pen, document.lines)
  writeRequisites(pen, document.requisites)
}

function writeInModuleOrder(pen: Pen, document: CmlDocument): void {
  const { xml } = pen
  xml.optional('НомерВерсии', document.version)
  xml.leaf('ПометкаУдаления', yesNo(document.deleted))
  xml.leaf('Номер', document.number)
  xml.optional('Номер1С', document.number1c)
  xml.leaf('Дата', document.date)
  xml.optional('Дата1С', document.date1c)
  xml.optional('Время', document.time)
  xml.leaf('ХозОперация', document.operation)
  xml.optional('Основание', document.basis)
  writeParties(pen, document)
  writeWarehouses(pen, document)
  writeMoney(pen, document)
  xml.optional('Роль', document.role)
  xml.optional('СрокПлатежа', document.dueDate)
  xml.optional('Комментарий', document.comment)
  writeTaxes(pen, document.taxes)
  writeDiscounts(pen, document.discounts)
  writeRequisites(pen, document.requisites)
  writeLines(pen, document.lines)
}

function writeDocument(pen: Pen, document: CmlDocument, nested: readonly CmlDocument[]): void {
  pen.xml.open('Документ')
  pen.xml.leaf('Ид', document.id)
  if (byModule(pen)) writeInModuleOrder(pen, document)
  else writeInSchemaOrder(pen, document)
  writeNested(pen, nested)
  writeExtra(pen, document.extra)
  pen.xml.close()
}

/** An order, and the payments and shipments that belong to it. */
export interface DocumentGroup {
  order: CmlDocument
  subordinate: CmlDocument[]
}

export const groupOf = (order: CmlDocument): DocumentGroup => ({
  order,
  subordinate: order.subordinate.map((document) => ({ ...document, basis: document.basis ?? order.id })),
})

/** Whether a document belongs to the order before it: by `Основание`, or because one `Контейнер` held both. */
export const belongsTo = ({ order }: DocumentGroup, document: CmlDocument): boolean =>
  (document.basis !== null && document.basis === order.id) ||
  (document.container !== null && document.container === order.container)

/** From 3.0 every group stands in a `Контейнер` (section 10.3). */
export function writeDocuments(pen: Pen, { order, subordinate }: DocumentGroup): void {
  const contained = atLeast(pen.form.version, '3.1')
  if (contained) pen.xml.open('Контейнер')
  writeDocument(pen, order, pen.documents.subordinate === 'nested' ? subordinate : [])
  if (pen.documents.subordinate === 'siblings') {
    for (const document of subordinate) writeDocument(pen, document, [])
  }
  if (contained) pen.xml.close()
}
