import type { Text } from '../../contracts/text.ts'
import type { CheckDetail } from '../checks.ts'
import type { InvoiceCheck } from '../model.ts'

/** What is said of a payment string that the bench composed, and of a picture whose size somebody fixed. */
const rules = {
  'qr-not-composed': {
    severity: 'warning',
    ru: 'QR-код не составлен: в счёте нет обязательного реквизита',
    en: 'No QR code was composed: the invoice lacks a mandatory requisite',
  },
  'qr-replaced': {
    severity: 'hint',
    ru: 'По профилю напечатана строка оплаты, составленная из счёта; 1С прислала другую',
    en: 'By the profile the string composed of the invoice is printed; 1C had sent another one',
  },
  'field-absent': {
    severity: 'hint',
    ru: 'Поле {key} не записано: в счёте нет его значения',
    en: 'The field {key} is left out: the invoice has no value for it',
  },
  'encoding-widened': {
    severity: 'warning',
    ru: 'В windows-1251 нет части знаков: строка записана как ST00012 (UTF-8)',
    en: 'windows-1251 lacks some of the characters: the string is written as ST00012 (UTF-8)',
  },
  'separator-taken': {
    severity: 'hint',
    ru: 'Выбранный разделитель встречается в значениях: взят другой',
    en: 'The chosen separator occurs in the values: another one is taken',
  },
  'qr-too-small': {
    severity: 'warning',
    ru: 'QR-код мельче, чем уверенно читает телефон: увеличьте сторону или возьмите уровень слабее',
    en: 'The QR code is finer than a phone reads for certain: make it larger or take a weaker level',
  },
  'qr-level-lowered': {
    severity: 'warning',
    ru: 'С выбранным уровнем коррекции строка не помещается ни в один QR-код: взят уровень слабее',
    en: 'With the chosen error correction no QR code holds the string: a weaker level is taken',
  },
} as const satisfies Record<string, Text & { severity: InvoiceCheck['severity'] }>

/** A check with the sentence of its code; with a `key` it is a part of the code, as in `field-absent:KPP`. */
export function qrCheck(code: keyof typeof rules, field: string, detail: CheckDetail = {}): InvoiceCheck {
  const { key, value, expected } = detail
  const { severity, ru, en } = rules[code]
  const named = (text: string) => (key === undefined ? text : text.replaceAll('{key}', () => key))
  return {
    code: key === undefined ? code : `${code}:${key}`,
    field,
    severity,
    message: { ru: named(ru), en: named(en) },
    ...(value !== undefined && { value }),
    ...(expected !== undefined && { expected }),
  }
}
