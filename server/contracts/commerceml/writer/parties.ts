import type { CmlAddress, CmlParty } from '../model.ts'
import { atLeast } from './habits.ts'
import type { Pen } from './pen.ts'
import { writeExtra } from './pen.ts'

/** Owners, counterparties, manufacturers, with addresses and contacts (commerceml sections 5, 6, 10). */

/** The spellings of section 5 that have spaces: sites write them without up to 2.05, and with them later. */
const spaced = [
  'Телефон внутренний',
  'Телефон рабочий',
  'Телефон мобильный',
  'Телефон домашний',
  'Координаты на карте',
]
const joined = (type: string): string => type.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase())
const spacedOf = new Map(spaced.map((type) => [joined(type), type]))

function contactType({ form, documents }: Pen, type: string): string {
  if (!atLeast(form.version, '2.07')) return type === MAIL_OF_BITRIX ? 'Почта' : joined(type)
  // Bitrix has a word of its own in its answers.
  if (type === 'Почта' && documents.author === 'site') return MAIL_OF_BITRIX
  return spacedOf.get(type) ?? type
}

const MAIL_OF_BITRIX = 'Электронная почта'

export function writeContacts(pen: Pen, contacts: CmlParty['contacts']): void {
  const { xml } = pen
  xml.list('Контакты', contacts, ({ type, value }) => {
    xml.open('Контакт')
    xml.leaf('Тип', contactType(pen, type))
    xml.leaf('Значение', value)
    xml.close()
  })
}

export function writeAddress({ xml }: Pen, element: string, address: CmlAddress | null): void {
  if (address === null) return
  xml.open(element)
  xml.leaf('Представление', address.text)
  for (const { type, value } of address.fields) {
    xml.open('АдресноеПоле')
    xml.leaf('Тип', type)
    xml.leaf('Значение', value)
    xml.close()
  }
  xml.close()
}

/** The elements of a party, without the element that holds them. */
export function writePartyBody(pen: Pen, party: CmlParty): void {
  const { xml, habits } = pen
  xml.optional('Ид', party.id)
  xml.leaf('Наименование', party.name)
  xml.optional('Роль', party.role)
  xml.given('ОфициальноеНаименование', party.officialName)
  xml.given('ПолноеНаименование', party.fullName)
  xml.given('Фамилия', party.lastName)
  xml.given('Имя', party.firstName)
  xml.given('Отчество', party.middleName)
  const company = party.officialName !== null
  writeAddress(pen, company ? 'ЮридическийАдрес' : 'АдресРегистрации', party.address)
  xml.given('ИНН', habits.emptyFields ? (party.inn ?? '') : party.inn)
  xml.given('КПП', party.kpp)
  xml.given('ОКПО', party.okpo)
  writeContacts(pen, party.contacts)
  writeExtra(pen, party.extra)
}

export function writeParty(pen: Pen, element: string, party: CmlParty | null): void {
  if (party === null) return
  pen.xml.open(element)
  writePartyBody(pen, party)
  pen.xml.close()
}
