import { dataKind, numberOf, type Column } from '../kind.ts'
import { ENTREPRENEURS, makeCompany, type MadeCompany } from './companies.ts'
import { makePerson, type MadePerson } from './people.ts'

/** Companies and people as kinds. */

const text = <Row>(key: string, ru: string, en: string, of: (row: Row) => string): Column<Row> => ({
  key,
  title: { ru, en },
  type: 'text',
  of,
})

export const companiesKind = dataKind<MadeCompany>({
  id: 'companies',
  title: { ru: 'Организации и ИП', en: 'Companies' },
  about: {
    ru: 'Реквизиты с верными контрольными цифрами, счета в вымышленных банках, адреса, почта, телефоны',
    en: 'Requisites with true check digits, accounts in invented banks, addresses, e-mail, phones',
  },
  unit: { ru: 'организаций', en: 'companies' },
  dated: false,
  most: 5_000_000,
  options: [
    {
      name: 'entrepreneurs',
      type: 'percent',
      default: ENTREPRENEURS,
      title: { ru: 'Из них ИП', en: 'Sole proprietors among them' },
    },
  ],
  columns: [
    text('code', 'Код', 'Code', ({ code }) => code),
    text('name', 'Наименование', 'Name', ({ name }) => name),
    text('inn', 'ИНН', 'INN', ({ inn }) => inn),
    text('kpp', 'КПП', 'KPP', ({ kpp }) => kpp),
    text('ogrn', 'ОГРН', 'OGRN', ({ ogrn }) => ogrn),
    text('vat', 'Плательщик НДС', 'Pays VAT', ({ vat }) => (vat ? 'Да' : 'Нет')),
    text('phone', 'Телефон', 'Phone', ({ phone }) => phone),
    text('email', 'Почта', 'E-mail', ({ email }) => email),
    text('contact', 'Контактное лицо', 'Contact', ({ contact }) => contact),
    text('account', 'Расчётный счёт', 'Account', ({ account }) => account),
    text('bik', 'БИК', 'BIK', ({ bik }) => bik),
    text('bank', 'Банк', 'Bank', ({ bank }) => bank),
    text('corr', 'Корр. счёт', 'Corr. account', ({ correspondent_account }) => correspondent_account),
    text('legal', 'Юридический адрес', 'Legal address', ({ legal_address }) => legal_address),
    text('postal', 'Почтовый адрес', 'Postal address', ({ postal_address }) => postal_address),
    text('full', 'Полное наименование', 'Full name', ({ full_name }) => full_name),
    text('director', 'Руководитель', 'Head', ({ director }) => director),
    text('activity', 'Вид деятельности', 'Activity', ({ activity }) => activity),
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['site', 'onec', 'regate', 'ksup'],
  rows: (task) => (n) => [makeCompany(task.seed, n, numberOf(task, 'entrepreneurs'))],
})

export const peopleKind = dataKind<MadePerson>({
  id: 'people',
  title: { ru: 'Физические лица', en: 'People' },
  about: {
    ru: 'Вымышленные люди: имена, адреса, почта, телефоны, паспорта несуществующей серии',
    en: 'Invented people: names, addresses, e-mail, phones, passports of a series that is not given out',
  },
  unit: { ru: 'человек', en: 'people' },
  dated: false,
  most: 5_000_000,
  options: [],
  columns: [
    text('code', 'Код', 'Code', ({ code }) => code),
    text('name', 'ФИО', 'Name', ({ name }) => name),
    text('born', 'Дата рождения', 'Born', ({ born }) => born.split('-').reverse().join('.')),
    text('phone', 'Телефон', 'Phone', ({ phone }) => phone),
    text('email', 'Почта', 'E-mail', ({ email }) => email),
    text('address', 'Адрес', 'Address', ({ address }) => address),
    text('passport', 'Паспорт', 'Passport', ({ passport }) => passport.number),
    text('issued', 'Кем и когда выдан', 'Issued', ({ passport }) => passport.issued),
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['site', 'onec', 'regate', 'ksup'],
  rows: (task) => (n) => [makePerson(task.seed, n)],
})
