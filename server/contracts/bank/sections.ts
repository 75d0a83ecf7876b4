import type { FieldNotes } from './values.ts'
import { badDate, isoDate, readAmount, withoutSpaces } from './values.ts'
import type { Note } from '../wire/notes.ts'
import type { AccountSection, BankDocument, Party, PlacedField, StatementHeader } from './statement.ts'

/** A section as its lines gave it, before its values are looked at. */
export interface RawSection {
  /** The line that opens it. */
  line: number
  kind: string
  fields: PlacedField[]
}

const valueOf = (fields: readonly PlacedField[], key: string): string =>
  fields.find((field) => field.key === key)?.value.trim() ?? ''

const filled = (fields: readonly PlacedField[], key: string): PlacedField | undefined =>
  fields.find((field) => field.key === key && field.value.trim() !== '')

/** A date of the header: it decides nothing, so a bad one is only warned about. */
function headerDate(fields: readonly PlacedField[], key: string, notes: FieldNotes): string | null {
  const field = filled(fields, key)
  if (!field) return null
  const date = isoDate(field.value)
  if (date === null) notes.warn(field, badDate(field))
  return date
}

function sectionDate(fields: readonly PlacedField[], key: string, notes: FieldNotes): string | null {
  const field = filled(fields, key)
  if (!field) return null
  const date = isoDate(field.value)
  if (date === null) notes.broken(field, badDate(field))
  return date
}

function sectionAmount(fields: readonly PlacedField[], key: string, notes: FieldNotes): number | null {
  const field = filled(fields, key)
  return field ? readAmount(field, notes) : null
}

/** The header of a statement made of its fields. Whatever is wrong in it is a warning. */
export function headerOf(fields: PlacedField[], notes: FieldNotes): StatementHeader {
  const accounts = fields
    .filter((field) => field.key === 'РасчСчет')
    .map((field) => withoutSpaces(field.value))
    .filter((account) => account !== '')
  return {
    fields,
    version: valueOf(fields, 'ВерсияФормата'),
    sender: valueOf(fields, 'Отправитель'),
    receiver: valueOf(fields, 'Получатель'),
    createdOn: headerDate(fields, 'ДатаСоздания', notes),
    from: headerDate(fields, 'ДатаНачала', notes),
    to: headerDate(fields, 'ДатаКонца', notes),
    accounts: [...new Set(accounts)],
  }
}

/** An account section made of its fields; it counts only when `notes` did not take it for broken. */
export function accountOf({ line, fields }: RawSection, notes: FieldNotes): AccountSection {
  return {
    line,
    fields,
    account: withoutSpaces(valueOf(fields, 'РасчСчет')),
    from: sectionDate(fields, 'ДатаНачала', notes),
    to: sectionDate(fields, 'ДатаКонца', notes),
    openingKopecks: sectionAmount(fields, 'НачальныйОстаток', notes),
    receivedKopecks: sectionAmount(fields, 'ВсегоПоступило', notes),
    spentKopecks: sectionAmount(fields, 'ВсегоСписано', notes),
    closingKopecks: sectionAmount(fields, 'КонечныйОстаток', notes),
  }
}

function partyOf(fields: readonly PlacedField[], side: 'Плательщик' | 'Получатель'): Party {
  return {
    account: withoutSpaces(valueOf(fields, `${side}Счет`)),
    settlementAccount: withoutSpaces(valueOf(fields, `${side}РасчСчет`)),
    inn: withoutSpaces(valueOf(fields, `${side}ИНН`)),
    kpp: withoutSpaces(valueOf(fields, `${side}КПП`)),
    name: valueOf(fields, `${side}1`) || valueOf(fields, side),
  }
}

function purposeOf(fields: readonly PlacedField[]): string {
  const whole = valueOf(fields, 'НазначениеПлатежа')
  if (whole !== '') return whole
  return [1, 2, 3, 4, 5, 6]
    .map((n) => valueOf(fields, `НазначениеПлатежа${n}`))
    .filter((line) => line !== '')
    .join(' ')
}

const REQUIRED = ['Номер', 'Дата', 'Сумма'] as const

/** Keys that decide where the money goes: with two different values of one of them, choosing would be guessing. */
const DECISIVE: ReadonlySet<string> = new Set([
  ...REQUIRED,
  'ДатаПоступило',
  'ПлательщикСчет',
  'ПлательщикИНН',
  'ПлательщикКПП',
  'ПолучательСчет',
  'ПолучательРасчСчет',
  'НазначениеПлатежа',
])

const missing = (key: string): Note => ({
  code: 'BANK-MISSING',
  expected: key,
  message: {
    ru: `В документе нет значения «${key}»: документ пропущен, получите файл в банке заново или внесите платёж вручную`,
    en: `The document has no "${key}": it is left out, get the file from the bank again or enter the payment by hand`,
  },
})

const repeated = (key: string): Note => ({
  code: 'BANK-REPEATED',
  message: {
    ru: `«${key}» встречается в документе дважды с разными значениями: документ пропущен, оставьте в файле верное`,
    en: `"${key}" occurs in the document twice with different values: it is left out, keep the right one in the file`,
  },
})

/** A payment document made of its fields; it counts only when `notes` did not take it for broken. */
export function documentOf({ line, kind, fields }: RawSection, notes: FieldNotes): BankDocument {
  const opening: PlacedField = { key: '', value: '', line, column: 1 }
  for (const key of REQUIRED) if (!filled(fields, key)) notes.broken(opening, missing(key))
  const seen = new Map<string, string>()
  for (const field of fields) {
    if (!DECISIVE.has(field.key)) continue
    const value = field.value.trim()
    if ((seen.get(field.key) ?? value) !== value) notes.broken(field, repeated(field.key))
    seen.set(field.key, value)
  }
  const amount = sectionAmount(fields, 'Сумма', notes)
  if (amount !== null && amount <= 0) {
    const field = filled(fields, 'Сумма')!
    notes.broken(field, {
      code: 'BANK-AMOUNT',
      value: field.value.trim(),
      message: {
        ru: 'Сумма документа должна быть больше нуля: документ пропущен, сверьте его с банком',
        en: 'The amount of a document must be above zero: the document is left out, compare it with the bank',
      },
    })
  }
  return {
    kind,
    line,
    fields,
    number: valueOf(fields, 'Номер'),
    date: sectionDate(fields, 'Дата', notes) ?? '',
    amountKopecks: amount ?? 0,
    receivedOn: sectionDate(fields, 'ДатаПоступило', notes),
    spentOn: sectionDate(fields, 'ДатаСписано', notes),
    payer: partyOf(fields, 'Плательщик'),
    receiver: partyOf(fields, 'Получатель'),
    purpose: purposeOf(fields),
  }
}
