import type { Finding } from '../finding.ts'

/** A bank statement in the 1C client-bank exchange format (BD-39, regate section 8.1). */

export const FIRST_LINE = '1CClientBankExchange'
export const FORMAT_VERSION = '1.03'

/** Words that open and close the parts of a file. They are never keys of a value. */
export const marks = {
  openAccount: 'СекцияРасчСчет',
  closeAccount: 'КонецРасчСчет',
  openDocument: 'СекцияДокумент',
  closeDocument: 'КонецДокумента',
  end: 'КонецФайла',
} as const

export type StatementEncoding = 'windows-1251' | 'cp866' | 'utf-8'

/** What `Кодировка` says for each encoding. The format itself knows the first two only. */
export const encodingNames: Readonly<Record<StatementEncoding, string>> = {
  'windows-1251': 'Windows',
  cp866: 'DOS',
  'utf-8': 'UTF-8',
}

/** What a file may have at most, so that a wrong or hostile one stays cheap. */
export const bounds = {
  bytes: 20 * 1024 * 1024,
  documents: 100_000,
  /** UTF-16 units of a line, its break not counted. */
  line: 4096,
  /** Values of the header or of one section. A payment document has about sixty. */
  fields: 500,
} as const

/** A line `key=value`. The value is kept as it stands, spaces included. */
export interface StatementField {
  key: string
  value: string
}

/** A field and where its value begins in the file, counted from 1. */
export interface PlacedField extends StatementField {
  line: number
  column: number
}

export interface StatementHeader {
  fields: PlacedField[]
  /** `''` when the file does not tell. */
  version: string
  sender: string
  receiver: string
  /** `yyyy-MM-dd`, `null` when absent or no real date. */
  createdOn: string | null
  from: string | null
  to: string | null
  /** Values of `РасчСчет` without spaces, each once. */
  accounts: string[]
}

/** `СекцияРасчСчет`: what the bank says about an account over a period; amounts in kopecks. */
export interface AccountSection {
  /** The line that opens the section. */
  line: number
  fields: PlacedField[]
  account: string
  from: string | null
  to: string | null
  openingKopecks: number | null
  receivedKopecks: number | null
  spentKopecks: number | null
  closingKopecks: number | null
}

/** A side of a payment. Account, ИНН and КПП are without spaces, `''` when not stated. */
export interface Party {
  account: string
  /** `…РасчСчет`: the account of the side itself when its bank settles through another one. */
  settlementAccount: string
  inn: string
  kpp: string
  /** `Плательщик1` or `Получатель1`, else the field without the digit. */
  name: string
}

/** `СекцияДокумент`: a payment document with a certain number, date and amount. */
export interface BankDocument {
  /** `Платежное поручение`, `Банковский ордер` … as the file has it. */
  kind: string
  /** The line that opens the section. */
  line: number
  fields: PlacedField[]
  number: string
  /** `yyyy-MM-dd`. */
  date: string
  /** Greater than 0. */
  amountKopecks: number
  /** `ДатаПоступило`, `yyyy-MM-dd`; `null` when the money has not come to an account. */
  receivedOn: string | null
  /** `ДатаСписано`, `yyyy-MM-dd`. */
  spentOn: string | null
  payer: Party
  receiver: Party
  /** `НазначениеПлатежа`, or its numbered lines joined by a space. */
  purpose: string
}

export interface Statement {
  /** The file is no statement, or is over a bound: nothing of it was read, the reason is the first finding. */
  refused: boolean
  encoding: StatementEncoding
  header: StatementHeader
  accounts: AccountSection[]
  documents: BankDocument[]
  /** Sections that were broken and are left out; each has an error among the findings. */
  skipped: number
  findings: Finding[]
}
