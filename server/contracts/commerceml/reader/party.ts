import type { CmlAddress, CmlCounterparty, CmlParty } from '../model.ts'
import { addressFields, contactTypes, roles, states } from './enumerations.ts'
import { attributeOf, type CmlNode } from './node.ts'
import { lengths, type CmlScope } from './scope.ts'

/** `Адрес` in all its names: `Представление` and fields. */
export function readAddress(node: CmlNode, scope: CmlScope): CmlAddress {
  const address: CmlAddress = { text: '', fields: [] }
  const outer = scope.path
  scope.path = `${outer}${node.name}/`
  if (node.first === null) address.text = node.text.trim()
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name === 'Представление') {
      address.text = scope.once(address.text, child, lengths.value)
    } else if (child.name === 'АдресноеПоле') {
      const field = { type: '', value: '' }
      scope.path = `${outer}${node.name}/АдресноеПоле/`
      for (let part = child.first; part !== null; part = part.next) {
        if (part.name === 'Тип') field.type = scope.enumerated(field.type, part, addressFields)
        else if (part.name === 'Значение') field.value = scope.once(field.value, part, lengths.value)
        else scope.unknown(part)
      }
      scope.path = `${outer}${node.name}/`
      address.fields.push(field)
    } else scope.unknown(child)
  }
  scope.path = outer
  return address
}

/** `Контакты`. */
export function readContacts(node: CmlNode, scope: CmlScope, all: { type: string; value: string }[]): void {
  const outer = scope.path
  scope.path = `${outer}Контакты/`
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name !== 'Контакт') {
      scope.unknown(child)
      continue
    }
    const contact = { type: '', value: '' }
    for (let part = child.first; part !== null; part = part.next) {
      if (part.name === 'Тип') contact.type = scope.enumerated(contact.type, part, contactTypes)
      else if (part.name === 'Значение') contact.value = scope.once(contact.value, part, lengths.value)
      else scope.unknown(part)
    }
    all.push(contact)
  }
  scope.path = outer
}

/** Marks that a caller reads of a party itself. */
interface PartyMarks {
  deleted: boolean
}

/** `Владелец`, `Контрагент`, `Изготовитель`: what is unknown of it stays with it. */
export function readParty(node: CmlNode, scope: CmlScope, marks?: PartyMarks): CmlParty {
  const party: CmlParty = {
    id: null,
    name: '',
    officialName: null,
    fullName: null,
    inn: null,
    kpp: null,
    okpo: null,
    role: null,
    lastName: null,
    firstName: null,
    middleName: null,
    address: null,
    contacts: [],
  }
  const { record, path, extra } = scope
  scope.record = node.name
  scope.path = ''
  scope.extra = null
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        party.id = scope.optional(party.id, child, lengths.goodsId)
        break
      case 'Наименование':
        party.name = scope.once(party.name, child)
        break
      case 'ОфициальноеНаименование':
        party.officialName = scope.optional(party.officialName, child)
        break
      case 'ПолноеНаименование':
        party.fullName = scope.optional(party.fullName, child)
        break
      case 'ИНН':
        if (party.inn === null) party.inn = scope.sized(child, 10, 12)
        else scope.repeated(child)
        break
      case 'КПП':
        if (party.kpp === null) party.kpp = scope.sized(child, 9, 9)
        else scope.repeated(child)
        break
      case 'ОКПО':
      case 'КодПоОКПО':
        party.okpo = scope.optional(party.okpo, child)
        break
      case 'Роль':
        party.role = scope.enumerated(party.role ?? '', child, roles)
        break
      case 'Фамилия':
        party.lastName = scope.optional(party.lastName, child)
        break
      case 'Имя':
        party.firstName = scope.optional(party.firstName, child)
        break
      case 'Отчество':
        party.middleName = scope.optional(party.middleName, child)
        break
      case 'Адрес':
      case 'АдресРегистрации':
      case 'ЮридическийАдрес':
        if (party.address === null) party.address = readAddress(child, scope)
        else scope.unknown(child)
        break
      case 'Контакты':
        readContacts(child, scope, party.contacts)
        break
      default:
        if (marks && readMark(child, scope, marks)) break
        scope.unknown(child)
    }
  }
  if (scope.extra !== null) party.extra = scope.extra
  scope.record = record
  scope.path = path
  scope.extra = extra
  return party
}

function readMark(node: CmlNode, scope: CmlScope, marks: PartyMarks): boolean {
  if (node.name === 'ПометкаУдаления') marks.deleted = scope.boolean(node) === true || marks.deleted
  else if (node.name === 'Статус') {
    marks.deleted = scope.isDeletedState(node, scope.text(node), states) || marks.deleted
  } else return false
  return true
}

/** `Контрагенты/Контрагент` at the root (contract section 7.2, `contragents` files). */
export function readCounterparty(node: CmlNode, scope: CmlScope): CmlCounterparty {
  const marks = { deleted: attributeOf(node, 'Статус') === 'Удален' }
  const party = readParty(node, scope, marks)
  return {
    kind: 'counterparty',
    place: { line: node.line, column: node.column },
    party,
    deleted: marks.deleted,
  }
}
