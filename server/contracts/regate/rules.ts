import type { z } from 'zod'
import type { RuleBreach } from '../message/dialect.ts'
import type { Text } from '../text.ts'

/**
 * What the schemas of contract B demand, in words. A refinement's message is a key of this table. A breach is refused
 * with RG-VALIDATION unless the rule has a code of its own (section 7.1).
 */
export const rules = {
  required: { ru: 'Нет обязательного поля: добавьте его', en: 'A required field is missing: add it' },
  type: { ru: 'Значение не того типа', en: 'The value is of the wrong type' },
  unknown: {
    ru: 'Поля нет в контракте: уберите его или читайте нестрого',
    en: 'The field is not in the contract: drop it or read leniently',
  },
  length: {
    ru: 'Длина значения вне допустимых пределов: сократите его или заполните',
    en: 'The value is shorter or longer than allowed: cut it or fill it',
  },
  pattern: {
    ru: 'Значение не того вида, который описан в контракте: проверьте знаки и их число',
    en: 'The value has not the form that the contract gives: check its characters and their number',
  },
  'number-digits': {
    ru: 'В числе слишком много цифр, точно его не прочитать: округлите его',
    en: 'The number has too many digits to be read exactly: round it',
  },
  range: {
    ru: 'Число вне допустимых пределов: исправьте его',
    en: 'The number is out of its range: correct it',
  },
  money: {
    ru: 'Сумма в рублях: число от 0, не больше двух знаков после запятой',
    en: 'An amount in roubles is a number from 0 with at most two fraction digits',
  },
  quantity: {
    ru: 'Количество: число от 0, не больше трёх знаков после запятой',
    en: 'A quantity is a number from 0 with at most three fraction digits',
  },
  positive: { ru: 'Число должно быть больше нуля', en: 'The number must be more than zero' },
  integer: {
    ru: 'Нужно целое число в допустимых пределах',
    en: 'A whole number within its range is needed',
  },
  guid: {
    ru: 'Это не ссылка 1С: нужен непустой GUID вида 8-4-4-4-12 шестнадцатеричных цифр строчными буквами',
    en: 'Not a reference of 1C: a GUID of 8-4-4-4-12 hexadecimal digits in lower case, not all zeros, is needed',
  },
  time: {
    ru: 'Нет такой даты или вид другой: нужно ГГГГ-ММ-ДДTчч:мм:сс без зоны',
    en: 'No such date, or another form: yyyy-MM-ddTHH:mm:ss without a zone is needed',
  },
  count: {
    ru: 'Число элементов списка вне допустимых пределов: разделите список или дополните его',
    en: 'The list has fewer or more elements than allowed: split it or complete it',
  },
  enum: { ru: 'Значения нет в списке допустимых', en: 'The value is not in the list' },
  currency: {
    ru: 'Валюта может быть только RUB: пересчитайте сумму в рубли',
    en: 'The currency can only be RUB: convert the amount to roubles',
  },
  pair: {
    ru: 'Значение не сочетается с соседним полем (статус и код оплаты, код и название, номер и год, начало и конец): исправьте одно из них',
    en: 'The value does not go with its neighbour (status and payment code, code and name, number and year, start and end): correct one of them',
  },
  inn: {
    code: 'RG-INN',
    ru: 'У организации ИНН из 10 цифр, у предпринимателя и физического лица из 12: исправьте ИНН или вид клиента',
    en: 'An INN has 10 digits for a company, 12 for an entrepreneur or a person: correct the INN or the kind of client',
  },
  pan: {
    code: 'RG-PAN-FORBIDDEN',
    ru: 'Полный номер карты передавать нельзя: отправьте маску вида 4000 00** **** 0002',
    en: 'A full card number must not be sent: send a mask like 4000 00** **** 0002',
  },
} as const satisfies Record<string, Text & { code?: `RG-${string}` }>

export type RuleId = keyof typeof rules

const isRule = (text: string): text is RuleId => Object.hasOwn(rules, text)

/** The rule that a zod issue stands for. `got` is the value found there, `undefined` when there was none. */
export function ruleOf(issue: z.core.$ZodIssue, got: unknown): RuleBreach<RuleId> {
  // A field may name a rule for its values; that it is missing is another thing.
  const isMissing = got === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
  if (!isMissing && isRule(issue.message)) return { rule: issue.message }
  switch (issue.code) {
    case 'invalid_type':
      if (!isMissing && issue.expected === 'int') return { rule: 'integer' }
      return { rule: isMissing ? 'required' : 'type', expected: issue.expected }
    case 'invalid_value':
      return { rule: isMissing ? 'required' : 'enum', expected: issue.values.join(' | ') }
    case 'invalid_format':
      return { rule: 'pattern' }
    case 'too_small': {
      const expected = `${issue.inclusive ? '≥' : '>'} ${issue.minimum}`
      if (issue.origin === 'string') return { rule: 'length', expected }
      if (issue.origin === 'array') return { rule: 'count', expected }
      return { rule: issue.minimum === 0 && !issue.inclusive ? 'positive' : 'range', expected }
    }
    case 'too_big': {
      const expected = `${issue.inclusive ? '≤' : '<'} ${issue.maximum}`
      if (issue.origin === 'string') return { rule: 'length', expected }
      return { rule: issue.origin === 'array' ? 'count' : 'range', expected }
    }
    case 'unrecognized_keys':
      return { rule: 'unknown' }
    default:
      return { rule: 'type' }
  }
}
