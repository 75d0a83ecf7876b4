import type { z } from 'zod'
import type { RuleBreach } from '../message/dialect.ts'
import { ruleOf as commonRuleOf, rules as commonRules } from '../regate/rules.ts'
import type { Text } from '../text.ts'

const { required, type, unknown, length, pattern, range, money, quantity, positive, integer } = commonRules
const { guid, time, count, currency } = commonRules

/**
 * What the schemas of contract D demand, in words: the rules that contract B has too, and its own. A refinement's message is
 * a key of this table. A breach is refused with KS-VALIDATION unless the rule has a code of its own (section 7).
 */
export const rules = {
  required,
  type,
  unknown,
  length,
  pattern,
  range,
  money,
  quantity,
  positive,
  integer,
  guid,
  time,
  count,
  currency,
  'number-digits': commonRules['number-digits'],
  enum: commonRules.enum,
  'message-type': {
    code: 'KS-TYPE',
    ru: 'Такого типа запроса нет: возьмите один из перечисленных, строчными буквами',
    en: 'No such type of message: take one of those listed, in lower case',
  },
  day: {
    ru: 'Нет такого дня или вид другой: нужно ГГГГ-ММ-ДД',
    en: 'No such day, or another form: yyyy-MM-dd is needed',
  },
  'signed-quantity': {
    ru: 'Количество: число, не больше трёх знаков после запятой',
    en: 'A quantity is a number with at most three fraction digits',
  },
  extra: {
    ru: 'С этим типом запроса поле не передаётся: уберите его',
    en: 'The field does not go with this type of message: drop it',
  },
  'row-amount': {
    code: 'KS-ROW-AMOUNT',
    ru: 'Сумма строки не равна цене, умноженной на количество: пересчитайте её',
    en: 'The amount of the row is not its price times its quantity: compute it again',
  },
  'file-name': {
    code: 'KS-FILE',
    ru: 'Имя файла не может содержать «/» и «\\»: оставьте само имя без папок',
    en: 'A file name must not have "/" or "\\": keep the name without folders',
  },
  'file-base64': {
    code: 'KS-FILE',
    ru: 'Содержимое файла не base64 без переносов строк: закодируйте файл заново',
    en: 'The content of the file is not base64 without line breaks: encode the file again',
  },
  'file-size': {
    code: 'KS-FILE',
    ru: 'Размер файла другой: файл передан не полностью или размер посчитан неверно',
    en: 'The file has another size: it was cut, or the size was computed wrongly',
  },
  'file-hash': {
    code: 'KS-FILE',
    ru: 'SHA-256 записывается 64 шестнадцатеричными цифрами строчными буквами',
    en: 'A SHA-256 is 64 hexadecimal digits in lower case',
  },
  'file-digest': {
    code: 'KS-FILE',
    ru: 'SHA-256 файла не сходится: файл изменился в пути, передайте его снова',
    en: 'The SHA-256 of the file does not hold: the file changed on its way, send it again',
  },
  'file-type': {
    code: 'KS-FILE',
    ru: 'По содержимому это не PDF, XLSX, DOCX или MXL: передайте печатную форму заказа',
    en: 'By its content this is no PDF, XLSX, DOCX or MXL: send the printed form of the order',
  },
} as const satisfies Record<string, Text & { code?: `KS-${string}` }>

export type RuleId = keyof typeof rules

const isRule = (text: string): text is RuleId => Object.hasOwn(rules, text)

/** The rule that a zod issue stands for. `got` is the value found there, `undefined` when there was none. */
export function ruleOf(issue: z.core.$ZodIssue, got: unknown): RuleBreach {
  const isMissing = got === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
  if (isMissing || !isRule(issue.message)) return commonRuleOf(issue, got)
  return {
    rule: issue.message,
    expected: issue.code === 'invalid_value' ? issue.values.join(' | ') : undefined,
  }
}
