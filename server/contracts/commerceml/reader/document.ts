import type { CmlDocument, CmlLine, CmlTax } from '../model.ts'
import { operations, roles, states } from './enumerations.ts'
import type { CmlNode } from './node.ts'
import {
  mergeTax,
  readCharacteristics,
  readDiscounts,
  readRequisites,
  readTaxes,
  readTaxRates,
  readUnit,
} from './parts.ts'
import { readAddress, readParty } from './party.ts'
import { lengths, type CmlScope } from './scope.ts'

/** Attributes of a document whose requisites stand as attributes (fault F28). */
const REQUISITES = ['Ид', 'Номер', 'Дата', 'Время', 'ХозОперация', 'Статус', 'СтатусЗаказа']

/**
 * `Документ`: an order, a payment, a shipment (contract sections 10, 11). `container`: number of the `Контейнер` that
 * holds it.
 */
export function readDocument(node: CmlNode, scope: CmlScope, container: number | null): CmlDocument {
  const document: CmlDocument = {
    kind: 'document',
    place: { line: node.line, column: node.column },
    id: '',
    number: '',
    date: '',
    time: '',
    operation: '',
    role: '',
    currency: '',
    rate: '',
    sum: null,
    basis: null,
    number1c: null,
    date1c: null,
    version: '',
    deleted: false,
    comment: '',
    dueDate: null,
    parties: [],
    taxes: [],
    discounts: [],
    warehouses: [],
    lines: [],
    requisites: [],
    subordinate: [],
    container,
  }
  if (node.attributes !== null) readAttributes(node, scope)
  for (let child = node.first; child !== null; child = child.next) readMember(child, scope, document)
  checkRequisiteDates(node, scope, document)
  checkSum(node, scope, document)
  if (scope.extra !== null) document.extra = scope.extra
  return document
}

function readAttributes(node: CmlNode, scope: CmlScope): void {
  const named = node.attributes!.filter((name, at) => at % 2 === 0 && REQUISITES.includes(name))
  if (named.length > 0) {
    scope.note('CML-DOCUMENT-ATTRIBUTES', node, () => ({
      ru: `Реквизиты документа записаны атрибутами (${named.join(', ')}): в CommerceML 2 это элементы, сайт их не увидит`,
      en: `Requisites of the document are attributes (${named.join(', ')}): in CommerceML 2 they are elements, a site does not see them`,
    }))
  }
  scope.unknownAttributes(node, '')
}

function readMember(node: CmlNode, scope: CmlScope, document: CmlDocument): void {
  switch (node.name) {
    case 'Ид':
      document.id = scope.once(document.id, node, lengths.goodsId)
      break
    case 'Номер':
      document.number = scope.once(document.number, node)
      break
    case 'Дата':
      document.date = scope.date(node, scope.once(document.date, node), 'date')
      break
    case 'Время':
      document.time = scope.date(node, scope.once(document.time, node), 'time')
      break
    case 'ХозОперация':
      document.operation = scope.enumerated(document.operation, node, operations)
      break
    case 'Роль':
      document.role = scope.enumerated(document.role, node, roles)
      break
    case 'Валюта':
      document.currency = scope.currency(document.currency, node)
      break
    case 'Курс':
      document.rate = scope.once(document.rate, node)
      break
    case 'Сумма':
      if (document.sum === null) document.sum = scope.money(node)
      else scope.repeated(node)
      break
    case 'Основание':
      document.basis = scope.optional(document.basis, node)
      break
    case 'Номер1С':
      document.number1c = scope.optional(document.number1c, node)
      break
    case 'Дата1С':
      document.date1c = scope.date(node, scope.optional(document.date1c, node) ?? '', 'date')
      break
    case 'НомерВерсии':
      document.version = scope.once(document.version, node)
      break
    case 'ПометкаУдаления':
      document.deleted = scope.boolean(node) === true || document.deleted
      break
    case 'Статус':
      document.deleted = scope.isDeletedState(node, scope.text(node), states) || document.deleted
      break
    case 'Комментарий':
      document.comment = scope.once(document.comment, node, lengths.text)
      break
    case 'СрокПлатежа':
      document.dueDate = scope.date(node, scope.optional(document.dueDate, node) ?? '', 'date')
      break
    case 'ЗначенияРеквизитов':
      readRequisites(node, scope, document.requisites)
      break
    case 'Налоги':
      readTaxes(node, scope, document.taxes)
      break
    case 'Скидки':
      readDiscounts(node, scope, document.discounts)
      break
    default:
      readList(node, scope, document)
  }
}

function readList(node: CmlNode, scope: CmlScope, document: CmlDocument): void {
  const read = lists[node.name]
  if (!read) {
    scope.unknown(node)
    return
  }
  const outer = scope.path
  scope.path = `${outer}${node.name}/`
  for (let child = node.first; child !== null; child = child.next) {
    if (!read.names.includes(child.name)) scope.unknown(child)
    else read.one(child, scope, document)
  }
  scope.path = outer
}

const lists: Readonly<
  Record<
    string,
    { names: readonly string[]; one: (node: CmlNode, scope: CmlScope, document: CmlDocument) => void }
  >
> = {
  __proto__: null as never,
  Контрагенты: {
    names: ['Контрагент'],
    one: (node, scope, document) => document.parties.push(readParty(node, scope)),
  },
  Склады: {
    names: ['Склад'],
    one: (node, scope, document) => document.warehouses.push(readWarehouseOf(node, scope)),
  },
  Товары: {
    names: ['Товар'],
    one: (node, scope, document) => document.lines.push(readLine(node, scope)),
  },
  ПодчиненныеДокументы: {
    names: ['ПодчиненныйДокумент', 'Документ'],
    one: (node, scope, document) => document.subordinate.push(readSubordinate(node, scope, document)),
  },
}

/** A document inside a document: it is a record of its own as far as findings and the unknown go. */
function readSubordinate(node: CmlNode, scope: CmlScope, document: CmlDocument): CmlDocument {
  const { id, record, path, extra } = scope
  scope.begin(node)
  const inner = readDocument(node, scope, document.container)
  scope.id = id
  scope.record = record
  scope.path = path
  scope.extra = extra
  return inner
}

function readWarehouseOf(node: CmlNode, scope: CmlScope): CmlDocument['warehouses'][number] {
  const warehouse: CmlDocument['warehouses'][number] = { id: '', name: '', address: null }
  const outer = scope.path
  scope.path = `${outer}Склад/`
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        warehouse.id = scope.once(warehouse.id, child, lengths.id)
        break
      case 'Наименование':
        warehouse.name = scope.once(warehouse.name, child)
        break
      case 'Адрес':
        if (warehouse.address === null) warehouse.address = readAddress(child, scope)
        else scope.repeated(child)
        break
      default:
        scope.unknown(child)
    }
  }
  scope.path = outer
  return warehouse
}

/** `Товар` of a document; what is unknown of it stays with it. */
function readLine(node: CmlNode, scope: CmlScope): CmlLine {
  const line: CmlLine = {
    id: '',
    catalogueId: '',
    article: '',
    name: '',
    unit: null,
    price: null,
    quantity: null,
    sum: null,
    coefficient: '',
    taxes: [],
    discounts: [],
    requisites: [],
    characteristics: [],
    place: { line: node.line, column: node.column },
  }
  const { record, path, extra } = scope
  scope.record = 'Документ/Товар'
  scope.path = ''
  scope.extra = null
  scope.unknownAttributes(node)
  let unit: CmlNode | null = null
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        line.id = scope.once(line.id, child, lengths.goodsId)
        break
      case 'ИдКаталога':
        line.catalogueId = scope.once(line.catalogueId, child)
        break
      case 'Артикул':
        line.article = scope.once(line.article, child)
        break
      case 'Наименование':
        line.name = scope.once(line.name, child)
        break
      case 'БазоваяЕдиница':
        if (line.unit === null) line.unit = readUnit(child, scope)
        else scope.repeated(child)
        break
      case 'Единица':
        // УТ writes both; the base unit is the one of the goods.
        if (unit === null) unit = child
        else scope.repeated(child)
        break
      case 'ЦенаЗаЕдиницу':
      case 'Цена':
        if (line.price === null) line.price = scope.money(child)
        else scope.repeated(child)
        break
      case 'Количество':
        if (line.quantity === null) line.quantity = scope.quantity(child)
        else scope.repeated(child)
        break
      case 'Сумма':
        if (line.sum === null) line.sum = scope.money(child)
        else scope.repeated(child)
        break
      case 'Коэффициент':
        line.coefficient = scope.once(line.coefficient, child)
        break
      case 'СтавкиНалогов':
        for (const { name, rate } of readTaxRates(child, scope)) {
          mergeTax(line.taxes, { name, rate, sum: null, included: null } satisfies CmlTax)
        }
        break
      case 'Налоги':
        readTaxes(child, scope, line.taxes)
        break
      case 'Скидки':
        readDiscounts(child, scope, line.discounts)
        break
      case 'ЗначенияРеквизитов':
        readRequisites(child, scope, line.requisites)
        break
      case 'ХарактеристикиТовара':
        readCharacteristics(child, scope, line.characteristics)
        break
      default:
        scope.unknown(child)
    }
  }
  if (unit !== null) {
    if (line.unit === null) line.unit = readUnit(unit, scope)
    else scope.unknown(unit)
  }
  if (scope.extra !== null) line.extra = scope.extra
  scope.record = record
  scope.path = path
  scope.extra = extra
  return line
}

/** Dates among the requisites come in the form of the site or of 1C (section 10.1): both are fine, junk is not. */
function checkRequisiteDates(node: CmlNode, scope: CmlScope, document: CmlDocument): void {
  for (const { name, value } of document.requisites) {
    if (name.startsWith('Дата ')) scope.requisiteDate(node, name, value)
  }
}

/**
 * Whether the sum of an order is that of its lines (fault F31). Discounts and taxes that are not in the lines are taken
 * into account either way: producers differ, and only a sum that nothing explains is told.
 */
function checkSum(node: CmlNode, scope: CmlScope, document: CmlDocument): void {
  const { sum, lines } = document
  if (sum === null || document.operation !== 'Заказ товара' || lines.length === 0) return
  let total = 0
  for (const line of lines) {
    if (line.sum === null) return
    total += line.sum
  }
  const outside = (parts: readonly { sum: number | null; included: boolean | null }[]): number =>
    parts.reduce((all, part) => all + (part.included === true ? 0 : (part.sum ?? 0)), 0)
  const discount = outside(document.discounts)
  const tax = outside(document.taxes)
  const explained = [total, total - discount, total + tax, total - discount + tax]
  // Every line may be half a kopeck off.
  if (explained.some((possible) => Math.abs(possible - sum) <= lines.length)) return
  scope.note('CML-SUM', node, () => ({
    ru: `«Сумма» документа ${sum / 100}, по строкам ${total / 100}${discount === 0 ? '' : `, скидка ${discount / 100}`}`,
    en: `The Сумма of the document is ${sum / 100}, of its lines ${total / 100}${discount === 0 ? '' : `, discount ${discount / 100}`}`,
    value: String(sum / 100),
  }))
}
