import iconv from 'iconv-lite'

/** Bank statements that bring money to the account of `kolos` (section 8.1). */

let numbers = 500

const document = (values: Record<string, string>): string[] => [
  'СекцияДокумент=Платежное поручение',
  ...Object.entries({
    Номер: String((numbers += 1)),
    Дата: '18.09.2025',
    Сумма: '108.00',
    ДатаПоступило: '18.09.2025',
    ПлательщикСчет: '40702810300000077701',
    ПлательщикИНН: '5000007894',
    ПлательщикКПП: '500001001',
    Плательщик1: 'ООО "Тихая Гавань"',
    ПолучательСчет: '40702810200000067890',
    ПолучательИНН: '7800004568',
    НазначениеПлатежа: 'Оплата по счёту',
    ...values,
  }).map(([key, value]) => `${key}=${value}`),
  'КонецДокумента',
]

/** A statement of these documents, windows-1251; each has a number of its own unless one is given. */
export function aStatement(
  documents: readonly Record<string, string>[],
  { encoding = 'windows-1251' as 'windows-1251' | 'utf-8', broken = [] as readonly string[] } = {},
): Uint8Array {
  const lines = [
    '1CClientBankExchange',
    'ВерсияФормата=1.03',
    `Кодировка=${encoding === 'utf-8' ? 'UTF-8' : 'Windows'}`,
    ...broken,
    ...documents.flatMap(document),
    'КонецФайла',
    '',
  ]
  return iconv.encode(lines.join('\r\n'), encoding)
}
