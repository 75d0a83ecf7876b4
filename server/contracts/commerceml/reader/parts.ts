import type { CmlBaseUnit, CmlCharacteristic, CmlDiscount, CmlRequisite, CmlTax } from '../model.ts'
import { trimmed, type CmlNode } from './node.ts'
import { lengths, type CmlScope } from './scope.ts'

/** Parts that several kinds of records share. Each reads one element into the model and leaves the rest to the scope. */

const DIGITS = /^\d+$/

/**
 * `БазоваяЕдиница`, `Единица`: text with attributes, or a node with elements (2.09 documents), or only the code as text
 * (3.1, contract section 6).
 */
export function readUnit(node: CmlNode, scope: CmlScope): CmlBaseUnit {
  const unit: CmlBaseUnit = { code: '', name: '', fullName: '', international: '' }
  const outer = scope.path
  scope.path = `${outer}${node.name}/`
  const { attributes } = node
  for (let at = 0; attributes !== null && at < attributes.length; at += 2) {
    const value = trimmed(attributes[at + 1]!)
    switch (attributes[at]) {
      case 'Код':
        unit.code = value
        break
      case 'НаименованиеПолное':
        unit.fullName = value
        break
      case 'МеждународноеСокращение':
        unit.international = value
        break
      default:
        scope.unknownAttributes(
          node,
          scope.path,
          'Код',
          'НаименованиеПолное',
          'МеждународноеСокращение',
          ...attributes.filter((_, index) => index % 2 === 0 && index !== at),
        )
    }
  }
  const text = trimmed(node.text)
  if (unit.code === '' && DIGITS.test(text)) unit.code = text
  else unit.name = text
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Код':
        unit.code = scope.once(unit.code, child)
        break
      case 'Наименование':
      case 'НаименованиеКраткое':
        unit.name = scope.once(unit.name, child)
        break
      case 'НаименованиеПолное':
        unit.fullName = scope.once(unit.fullName, child)
        break
      case 'МеждународноеСокращение':
        unit.international = scope.once(unit.international, child)
        break
      default:
        scope.unknown(child)
    }
  }
  scope.path = outer
  return unit
}

/** `Группы/Ид` of goods. */
export function readGroupIds(node: CmlNode, scope: CmlScope, groups: string[]): void {
  const outer = scope.path
  scope.path = 'Группы/'
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'Ид') scope.unknown(child)
    else {
      const id = scope.text(child, lengths.id)
      if (id !== '') groups.push(id)
    }
  }
  scope.path = outer
}

export interface PropertyValues {
  id: string
  values: string[]
}

/** `ЗначенияСвойств`. An empty `Значение` clears the property: its `values` are empty (section 6). */
export function readPropertyValues(
  node: CmlNode,
  scope: CmlScope,
  onUse: (id: string, place: CmlNode) => void,
): PropertyValues[] {
  const all: PropertyValues[] = []
  const outer = scope.path
  scope.path = 'ЗначенияСвойств/'
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'ЗначенияСвойства' && child.name !== 'ЗначениеСвойства') {
      scope.unknown(child)
      continue
    }
    const property: PropertyValues = { id: '', values: [] }
    scope.path = 'ЗначенияСвойств/ЗначенияСвойства/'
    for (let part = child.first; part !== null; part = part.next) {
      if (part.name === 'Значение' || part.name === 'ИдЗначения') {
        const value = scope.text(part, lengths.value)
        if (value !== '') property.values.push(value)
      } else if (part.name === 'Ид') {
        property.id = scope.once(property.id, part, lengths.id)
        if (property.id !== '') onUse(property.id, part)
      } else scope.unknown(part)
    }
    scope.path = 'ЗначенияСвойств/'
    all.push(property)
  }
  scope.path = outer
  return all
}

/** `ЗначенияРеквизитов`. A requisite of several values becomes several requisites of one name. */
export function readRequisites(node: CmlNode, scope: CmlScope, all: CmlRequisite[]): void {
  const outer = scope.path
  scope.path = `${outer}ЗначенияРеквизитов/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'ЗначениеРеквизита' && child.name !== 'ЗначенияРеквизита') {
      scope.unknown(child)
      continue
    }
    const requisite: CmlRequisite = { name: '', value: '' }
    const before = all.push(requisite)
    let valued = false
    for (let part = child.first; part !== null; part = part.next) {
      if (part.name === 'Наименование') requisite.name = scope.once(requisite.name, part)
      else if (part.name !== 'Значение') scope.unknown(part)
      else if (valued) all.push({ name: '', value: scope.text(part, lengths.value) })
      else {
        requisite.value = scope.text(part, lengths.value)
        valued = true
      }
    }
    for (let at = before; at < all.length; at++) all[at]!.name = requisite.name
  }
  scope.path = outer
}

/** `ХарактеристикиТовара`. */
export function readCharacteristics(node: CmlNode, scope: CmlScope, all: CmlCharacteristic[]): void {
  const outer = scope.path
  scope.path = `${outer}ХарактеристикиТовара/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'ХарактеристикаТовара') {
      scope.unknown(child)
      continue
    }
    const characteristic: CmlCharacteristic = { id: null, name: '', value: '' }
    for (let part = child.first; part !== null; part = part.next) {
      switch (part.name) {
        case 'Ид':
          characteristic.id = scope.optional(characteristic.id, part)
          break
        case 'Наименование':
          characteristic.name = scope.once(characteristic.name, part)
          break
        case 'Значение':
          characteristic.value = scope.once(characteristic.value, part, lengths.value)
          break
        default:
          scope.unknown(part)
      }
    }
    all.push(characteristic)
  }
  scope.path = outer
}

/** `СтавкиНалогов` of goods. */
export function readTaxRates(node: CmlNode, scope: CmlScope): { name: string; rate: string }[] {
  const all: { name: string; rate: string }[] = []
  const outer = scope.path
  scope.path = `${outer}СтавкиНалогов/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'СтавкаНалога') {
      scope.unknown(child)
      continue
    }
    const tax = { name: '', rate: '' }
    for (let part = child.first; part !== null; part = part.next) {
      if (part.name === 'Наименование') tax.name = scope.once(tax.name, part)
      else if (part.name === 'Ставка') tax.rate = scope.once(tax.rate, part)
      else scope.unknown(part)
    }
    all.push(tax)
  }
  scope.path = outer
  return all
}

/** `Налоги` of a document or a line; a tax that `СтавкиНалогов` named before is completed. */
export function readTaxes(node: CmlNode, scope: CmlScope, all: CmlTax[]): void {
  const outer = scope.path
  scope.path = `${outer}Налоги/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'Налог') {
      scope.unknown(child)
      continue
    }
    const tax: CmlTax = { name: '', rate: '', sum: null, included: null }
    for (let part = child.first; part !== null; part = part.next) {
      switch (part.name) {
        case 'Наименование':
          tax.name = scope.once(tax.name, part)
          break
        case 'Ставка':
          tax.rate = scope.once(tax.rate, part)
          break
        case 'Сумма':
          tax.sum = scope.money(part)
          break
        case 'УчтеноВСумме':
          tax.included = scope.boolean(part)
          break
        default:
          scope.unknown(part)
      }
    }
    mergeTax(all, tax)
  }
  scope.path = outer
}

/** One entry for a tax that stands both among the rates and among the taxes of a line. */
export function mergeTax(all: CmlTax[], tax: CmlTax): void {
  const known = all.find(
    ({ name, rate, sum }) =>
      name === tax.name &&
      (sum === null || tax.sum === null) &&
      (rate === '' || tax.rate === '' || rate === tax.rate),
  )
  if (!known) {
    all.push(tax)
    return
  }
  if (known.rate === '') known.rate = tax.rate
  known.sum ??= tax.sum
  known.included ??= tax.included
}

/** `Скидки` of a document or a line. */
export function readDiscounts(node: CmlNode, scope: CmlScope, all: CmlDiscount[]): void {
  const outer = scope.path
  scope.path = `${outer}Скидки/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'Скидка') {
      scope.unknown(child)
      continue
    }
    const discount: CmlDiscount = { name: '', sum: null, percent: '', included: null }
    for (let part = child.first; part !== null; part = part.next) {
      switch (part.name) {
        case 'Наименование':
          discount.name = scope.once(discount.name, part)
          break
        case 'Сумма':
          discount.sum = scope.money(part)
          break
        case 'Процент':
          discount.percent = scope.once(discount.percent, part)
          break
        case 'УчтеноВСумме':
          discount.included = scope.boolean(part)
          break
        default:
          scope.unknown(part)
      }
    }
    all.push(discount)
  }
  scope.path = outer
}
