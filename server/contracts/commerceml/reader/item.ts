import type { CmlItem } from '../model.ts'
import { states } from './enumerations.ts'
import type { CmlNode } from './node.ts'
import {
  readCharacteristics,
  readGroupIds,
  readPropertyValues,
  readRequisites,
  readTaxRates,
  readUnit,
} from './parts.ts'
import { readParty } from './party.ts'
import type { CmlReferences } from './references.ts'
import { lengths, type CmlScope } from './scope.ts'

/** `Товар` of a catalogue (contract section 6). */
export function readItem(node: CmlNode, scope: CmlScope, references: CmlReferences): CmlItem {
  const item: CmlItem = {
    kind: 'item',
    place: { line: node.line, column: node.column },
    id: '',
    article: '',
    name: '',
    barcode: '',
    unit: null,
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
  }
  if (node.attributes !== null) readStateAttribute(node, scope, item)
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        item.id = scope.once(item.id, child, lengths.goodsId)
        break
      case 'Артикул':
        item.article = scope.once(item.article, child)
        break
      case 'Наименование':
        item.name = scope.once(item.name, child)
        break
      case 'БазоваяЕдиница':
        if (item.unit === null) item.unit = readUnit(child, scope)
        else scope.repeated(child)
        break
      case 'Группы':
        readGroupIds(child, scope, item.groups)
        for (let id = child.first; id !== null; id = id.next) useGroup(id, scope, references)
        break
      case 'ЗначенияСвойств':
        for (const values of readPropertyValues(child, scope, (id, place) =>
          references.use('property', id, place, scope.id),
        )) {
          item.properties.push(values)
        }
        break
      case 'ЗначенияРеквизитов':
        readRequisites(child, scope, item.requisites)
        break
      case 'СтавкиНалогов':
        item.taxes.push(...readTaxRates(child, scope))
        break
      case 'Штрихкод':
      case 'ШтрихКод':
        if (item.barcode === '') item.barcode = scope.barcode(child)
        else scope.repeated(child)
        break
      case 'Описание':
        item.description = scope.once(item.description, child, lengths.text)
        break
      case 'Картинка': {
        const path = scope.text(child, lengths.picture)
        if (path !== '') item.pictures.push(path)
        break
      }
      case 'Изготовитель':
        if (item.manufacturer === null) item.manufacturer = readParty(child, scope)
        else scope.repeated(child)
        break
      case 'Страна':
        item.country = scope.once(item.country, child)
        break
      case 'ТорговаяМарка':
        item.brand = scope.once(item.brand, child)
        break
      case 'ХарактеристикиТовара':
        readCharacteristics(child, scope, item.characteristics)
        break
      case 'НомерВерсии':
        item.version = scope.once(item.version, child)
        break
      case 'ПометкаУдаления':
        item.deleted = scope.boolean(child) === true || item.deleted
        break
      case 'Статус':
        item.deleted = scope.isDeletedState(child, scope.text(child), states) || item.deleted
        break
      default:
        scope.unknown(child)
    }
  }
  if (scope.extra !== null) item.extra = scope.extra
  return item
}

function useGroup(node: CmlNode, scope: CmlScope, references: CmlReferences): void {
  const id = node.text.trim()
  if (node.name === 'Ид' && id !== '') references.use('group', id, node, scope.id)
}

/** The attribute `Статус` and what else stands at the element of goods or of an offer. */
export function readStateAttribute(node: CmlNode, scope: CmlScope, record: { deleted: boolean }): void {
  const { attributes } = node
  for (let at = 0; attributes !== null && at < attributes.length; at += 2) {
    if (attributes[at] !== 'Статус') continue
    record.deleted = scope.isDeletedState(node, attributes[at + 1]!.trim(), states)
  }
  scope.unknownAttributes(node, '', 'Статус')
}
