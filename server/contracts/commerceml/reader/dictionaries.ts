import type { CmlPriceType, CmlProperty, CmlUnit, CmlWarehouse } from '../model.ts'
import { states, valueTypes } from './enumerations.ts'
import { attributeOf, type CmlNode } from './node.ts'
import { readAddress, readContacts } from './party.ts'
import { lengths, type CmlScope } from './scope.ts'

/** Records of the lists of a classifier or a package: properties, units, price types, warehouses (sections 6, 7, 7.2). */

const place = ({ line, column }: CmlNode) => ({ line, column })

const isDeleted = (node: CmlNode, scope: CmlScope): boolean =>
  scope.isDeletedState(node, attributeOf(node, 'Статус') ?? '', states)

/** Reads a mark of deletion; `null` when the element is none. */
function deletionOf(node: CmlNode, scope: CmlScope): boolean | null {
  if (node.name === 'ПометкаУдаления') return scope.boolean(node) === true
  if (node.name === 'Статус') return scope.isDeletedState(node, scope.text(node), states)
  return null
}

export function readProperty(node: CmlNode, scope: CmlScope): CmlProperty {
  const property: CmlProperty = {
    kind: 'property',
    place: place(node),
    id: '',
    name: '',
    type: '',
    values: [],
    deleted: isDeleted(node, scope),
  }
  scope.unknownAttributes(node, '', 'Статус')
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        property.id = scope.once(property.id, child, lengths.id)
        break
      case 'Наименование':
        property.name = scope.once(property.name, child)
        break
      case 'ТипЗначений':
        property.type = scope.enumerated(property.type, child, valueTypes)
        break
      case 'ВариантыЗначений':
        readVariants(child, scope, property)
        break
      default: {
        const deleted = deletionOf(child, scope)
        if (deleted === null) scope.unknown(child)
        else property.deleted ||= deleted
      }
    }
  }
  if (scope.extra !== null) property.extra = scope.extra
  return property
}

function readVariants(node: CmlNode, scope: CmlScope, property: CmlProperty): void {
  scope.path = 'ВариантыЗначений/'
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'Справочник') {
      scope.unknown(child)
      continue
    }
    const value = { id: '', value: '' }
    scope.path = 'ВариантыЗначений/Справочник/'
    for (let part = child.first; part !== null; part = part.next) {
      if (part.name === 'ИдЗначения' || part.name === 'Ид') value.id = scope.once(value.id, part)
      else if (part.name === 'Значение') value.value = scope.once(value.value, part, lengths.value)
      else scope.unknown(part)
    }
    scope.path = 'ВариантыЗначений/'
    property.values.push(value)
  }
  scope.path = ''
}

/** A unit without an `Ид` (УНФ) is known by its code. */
export function readUnitRecord(node: CmlNode, scope: CmlScope): CmlUnit {
  const unit: CmlUnit = {
    kind: 'unit',
    place: place(node),
    id: '',
    code: '',
    name: '',
    fullName: '',
    international: '',
    deleted: isDeleted(node, scope),
  }
  scope.unknownAttributes(node, '', 'Статус')
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        unit.id = scope.once(unit.id, child, lengths.id)
        break
      case 'Код':
        unit.code = scope.once(unit.code, child)
        break
      case 'НаименованиеКраткое':
      case 'Наименование':
        unit.name = scope.once(unit.name, child)
        break
      case 'НаименованиеПолное':
        unit.fullName = scope.once(unit.fullName, child)
        break
      case 'МеждународноеСокращение':
        unit.international = scope.once(unit.international, child)
        break
      default: {
        const deleted = deletionOf(child, scope)
        if (deleted === null) scope.unknown(child)
        else unit.deleted ||= deleted
      }
    }
  }
  if (unit.id === '') unit.id = unit.code
  if (scope.extra !== null) unit.extra = scope.extra
  return unit
}

export function readPriceType(node: CmlNode, scope: CmlScope): CmlPriceType {
  const priceType: CmlPriceType = {
    kind: 'priceType',
    place: place(node),
    id: '',
    name: '',
    currency: '',
    taxIncluded: null,
    deleted: isDeleted(node, scope),
  }
  scope.unknownAttributes(node, '', 'Статус')
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        priceType.id = scope.once(priceType.id, child, lengths.id)
        break
      case 'Наименование':
        priceType.name = scope.once(priceType.name, child)
        break
      case 'Валюта':
        priceType.currency = scope.currency(priceType.currency, child)
        break
      case 'Налог':
        scope.path = 'Налог/'
        for (let part = child.first; part !== null; part = part.next) {
          if (part.name === 'УчтеноВСумме') priceType.taxIncluded = scope.boolean(part)
          else scope.unknown(part)
        }
        scope.path = ''
        break
      default: {
        const deleted = deletionOf(child, scope)
        if (deleted === null) scope.unknown(child)
        else priceType.deleted ||= deleted
      }
    }
  }
  if (scope.extra !== null) priceType.extra = scope.extra
  return priceType
}

export function readWarehouse(node: CmlNode, scope: CmlScope): CmlWarehouse {
  const warehouse: CmlWarehouse = {
    kind: 'warehouse',
    place: place(node),
    id: '',
    name: '',
    address: null,
    contacts: [],
    deleted: isDeleted(node, scope),
  }
  scope.unknownAttributes(node, '', 'Статус')
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
      case 'Контакты':
        readContacts(child, scope, warehouse.contacts)
        break
      default: {
        const deleted = deletionOf(child, scope)
        if (deleted === null) scope.unknown(child)
        else warehouse.deleted ||= deleted
      }
    }
  }
  if (scope.extra !== null) warehouse.extra = scope.extra
  return warehouse
}
