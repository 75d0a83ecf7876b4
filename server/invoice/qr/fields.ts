/** What kind of value a field of the payment string holds, as far as it is checked. */
export type QrFieldKind =
  'text' | 'account' | 'correspondent' | 'bik' | 'inn' | 'kpp' | 'sum' | 'date' | 'techcode'

export interface QrFieldRule {
  key: string
  kind: QrFieldKind
  /** Characters; absent where the standard names none. */
  limit?: number
  mandatory?: true
}

/**
 * Fields of ГОСТ Р 56042-2014 in the order of writing: the mandatory five (I-08), then the four of the customer's layout
 * then the rest.
 */
export const qrFields: readonly QrFieldRule[] = [
  { key: 'Name', kind: 'text', limit: 160, mandatory: true },
  { key: 'PersonalAcc', kind: 'account', mandatory: true },
  { key: 'BankName', kind: 'text', limit: 45, mandatory: true },
  { key: 'BIC', kind: 'bik', mandatory: true },
  { key: 'CorrespAcc', kind: 'correspondent', mandatory: true },
  { key: 'Sum', kind: 'sum' },
  { key: 'Purpose', kind: 'text', limit: 210 },
  { key: 'PayeeINN', kind: 'inn' },
  { key: 'KPP', kind: 'kpp' },
  { key: 'PayerINN', kind: 'inn' },
  { key: 'DrawerStatus', kind: 'text', limit: 2 },
  { key: 'CBC', kind: 'text', limit: 20 },
  { key: 'OKTMO', kind: 'text', limit: 11 },
  { key: 'PaytReason', kind: 'text', limit: 2 },
  { key: 'TaxPeriod', kind: 'text', limit: 10 },
  { key: 'DocNo', kind: 'text', limit: 15 },
  { key: 'DocDate', kind: 'date' },
  { key: 'TaxPaytKind', kind: 'text', limit: 2 },
  { key: 'LastName', kind: 'text' },
  { key: 'FirstName', kind: 'text' },
  { key: 'MiddleName', kind: 'text' },
  { key: 'PayerAddress', kind: 'text' },
  { key: 'PersonalAccount', kind: 'text' },
  { key: 'DocIdx', kind: 'text' },
  { key: 'PensAcc', kind: 'text' },
  { key: 'Contract', kind: 'text' },
  { key: 'PersAcc', kind: 'text' },
  { key: 'Flat', kind: 'text' },
  { key: 'Phone', kind: 'text' },
  { key: 'PayerIdType', kind: 'text' },
  { key: 'PayerIdNum', kind: 'text' },
  { key: 'ChildFio', kind: 'text' },
  { key: 'BirthDate', kind: 'date' },
  // Dates in some receipts, words in others: not checked.
  { key: 'PaymTerm', kind: 'text' },
  { key: 'PaymPeriod', kind: 'text' },
  { key: 'Category', kind: 'text' },
  { key: 'ServiceName', kind: 'text' },
  { key: 'CounterId', kind: 'text' },
  { key: 'CounterVal', kind: 'text' },
  { key: 'QuittId', kind: 'text' },
  { key: 'QuittDate', kind: 'date' },
  { key: 'InstNum', kind: 'text' },
  { key: 'ClassNum', kind: 'text' },
  { key: 'SpecFio', kind: 'text' },
  { key: 'AddAmount', kind: 'text' },
  { key: 'RuleId', kind: 'text' },
  { key: 'ExecId', kind: 'text' },
  { key: 'RegType', kind: 'text' },
  { key: 'UIN', kind: 'text' },
  { key: 'TechCode', kind: 'techcode' },
]

export const mandatoryKeys: readonly string[] = qrFields
  .filter((rule) => rule.mandatory)
  .map((rule) => rule.key)

const homoglyphs = new Map([...'АВЕКМНОРСТУХасеорху'].map((letter, i) => [letter, 'ABEKMHOPCTYXaceopxy'[i]]))
const byFoldedKey = new Map(qrFields.map((rule) => [rule.key.toLowerCase(), rule]))

/** The key with Cyrillic look-alikes turned into the Latin letters they look like (I-11). */
export function foldHomoglyphs(key: string): string {
  return [...key].map((letter) => homoglyphs.get(letter) ?? letter).join('')
}

/** The rule of a key in any letter case, with or without look-alikes (I-10, I-11); `null` when the standard has no such key. */
export function qrFieldRule(key: string): QrFieldRule | null {
  return byFoldedKey.get(foldHomoglyphs(key).toLowerCase()) ?? null
}
