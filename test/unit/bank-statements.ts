import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import type { Statement, StatementEncoding } from '../../server/contracts/bank/statement.ts'

export const OUR_ACCOUNT = '40702810200000067890'

export const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/bank/${name}`, import.meta.url))

export const documentLines = (values: Record<string, string> = {}): string[] => [
  'СекцияДокумент=Платежное поручение',
  ...Object.entries({
    Номер: '118',
    Дата: '18.09.2025',
    Сумма: '5943.60',
    ДатаПоступило: '18.09.2025',
    ПлательщикСчет: '40702810300000077701',
    ПлательщикИНН: '5000007894',
    ПолучательСчет: OUR_ACCOUNT,
    НазначениеПлатежа: 'Оплата по заказу №00-00000417',
    ...values,
  }).map(([key, value]) => `${key}=${value}`),
  'КонецДокумента',
]

/** A file around the lines; `parts` leaves out or replaces what stands around them. */
export function file(
  lines: readonly string[],
  { encoding = 'windows-1251' as StatementEncoding, declared = 'Windows', eol = '\r\n', end = true } = {},
): Uint8Array {
  const all = ['1CClientBankExchange', 'ВерсияФормата=1.03', `Кодировка=${declared}`, ...lines]
  return iconv.encode([...all, ...(end ? ['КонецФайла', ''] : [])].join(eol), encoding)
}

export const codesOf = (statement: Statement): string[] => statement.findings.map((finding) => finding.code)
