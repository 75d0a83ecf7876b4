import type { z } from 'zod'
import type { Text } from '../text.ts'
import type { OrdCode } from './codes.ts'

/**
 * What the schemas demand, in words. A refinement's message is a key of this table; `ord` is the code with which 1C
 * refuses an order for it (the site refuses every one of them with SITE-VALIDATION).
 */
export const rules = {
  missing: {
    ord: 'ORD-101',
    ru: 'Нет обязательного поля: добавьте его',
    en: 'A required field is missing: add it',
  },
  type: { ord: 'ORD-101', ru: 'Значение не того типа', en: 'The value is of the wrong type' },
  empty: { ord: 'ORD-101', ru: 'Значение пустое: заполните поле', en: 'The value is empty: fill the field' },
  long: { ord: 'ORD-101', ru: 'Значение длиннее допустимого', en: 'The value is longer than allowed' },
  count: { ord: 'ORD-101', ru: 'Элементов больше допустимого', en: 'There are more elements than allowed' },
  list: { ord: 'ORD-101', ru: 'Значения нет в списке допустимых', en: 'The value is not in the list' },
  minimum: { ord: 'ORD-111', ru: 'Число меньше допустимого', en: 'The number is less than allowed' },
  integer: { ord: 'ORD-111', ru: 'Нужно целое число', en: 'A whole number is needed' },
  number: {
    ord: 'ORD-111',
    ru: 'Это не число или его смысл не однозначен: запишите цифрами с точкой',
    en: 'Not a number, or its meaning is not certain: write digits with a point',
  },
  'number-digits': {
    ord: 'ORD-111',
    ru: 'В числе слишком много цифр, точно его не прочитать',
    en: 'The number has too many digits to be read exactly',
  },
  characters: {
    ord: 'ORD-101',
    ru: 'В тексте недопустимый знак (управляющий символ или половина суррогатной пары): удалите его',
    en: 'The text has a forbidden character (a control character or half of a surrogate pair): delete it',
  },
  unknown: {
    ord: 'ORD-101',
    ru: 'Поля нет в контракте: уберите его или читайте нестрого',
    en: 'The field is not in the contract: drop it or read leniently',
  },
  'contract-version': {
    ord: 'ORD-102',
    ru: 'Версия контракта не поддерживается: нужна site-orders/1',
    en: 'The contract version is not supported: site-orders/1 is needed',
  },
  'order-id': {
    ord: 'ORD-101',
    ru: 'Идентификатор заказа: от 1 до 64 латинских букв, цифр, точек, дефисов и подчёркиваний',
    en: 'An order id is 1 to 64 Latin letters, digits, points, hyphens and underscores',
  },
  guid: {
    ord: 'ORD-112',
    ru: 'Это не GUID: нужен вид 8-4-4-4-12 шестнадцатеричных цифр строчными буквами',
    en: 'Not a GUID: 8-4-4-4-12 hexadecimal digits in lower case are needed',
  },
  'guid-empty': {
    ord: 'ORD-112',
    ru: 'Пустая ссылка 1С: заполните идентификатор в таблице соответствий',
    en: 'An empty reference of 1C: fill the identifier in the mapping table',
  },
  time: {
    ord: 'ORD-110',
    ru: 'Нет такой даты или вид другой: нужно ГГГГ-ММ-ДДTчч:мм:сс',
    en: 'No such date, or another form: yyyy-MM-ddTHH:mm:ss is needed',
  },
  'time-future': {
    ord: 'ORD-110',
    ru: 'Дата заказа позже чем завтра: проверьте часы и часовой пояс сайта',
    en: 'The order is dated later than tomorrow: check the clock and the time zone of the site',
  },
  money: {
    ord: 'ORD-111',
    ru: 'В сумме больше двух знаков после запятой',
    en: 'An amount with more than two fraction digits',
  },
  quantity: {
    ord: 'ORD-111',
    ru: 'В количестве больше трёх знаков после запятой',
    en: 'A quantity with more than three fraction digits',
  },
  'quantity-positive': {
    ord: 'ORD-304',
    ru: 'Количество должно быть больше нуля',
    en: 'The quantity must be more than zero',
  },
  'vat-rate': {
    ord: 'ORD-101',
    ru: 'Ставка НДС не распознана: нужно «20%», «20/120» или «Без НДС»',
    en: 'Not a VAT rate: «20%», «20/120» or «Без НДС» is needed',
  },
  phone: {
    ord: 'ORD-101',
    ru: 'Телефон не распознан: нужно +7 и 10 цифр',
    en: 'Not a phone: +7 and 10 digits are needed',
  },
  email: {
    ord: 'ORD-101',
    ru: 'Адрес почты не распознан: нужно имя@домен.зона',
    en: 'Not an e-mail address: name@domain.zone is needed',
  },
  inn: {
    ord: 'ORD-200',
    ru: 'ИНН должен состоять из 10 или 12 цифр',
    en: 'An INN has 10 or 12 digits',
  },
  kpp: { ord: 'ORD-201', ru: 'КПП должен состоять из 9 цифр', en: 'A KPP has 9 digits' },
  'kpp-required': {
    ord: 'ORD-201',
    ru: 'У организации (ИНН из 10 цифр) должен быть КПП',
    en: 'A company (an INN of 10 digits) must have a KPP',
  },
  'kpp-forbidden': {
    ord: 'ORD-201',
    ru: 'У ИП (ИНН из 12 цифр) не бывает КПП: уберите его',
    en: 'A sole proprietor (an INN of 12 digits) has no KPP: drop it',
  },
  account: { ord: 'ORD-101', ru: 'Номер счёта должен состоять из 20 цифр', en: 'An account has 20 digits' },
  bik: { ord: 'ORD-101', ru: 'БИК должен состоять из 9 цифр', en: 'A BIK has 9 digits' },
  'bik-required': {
    ord: 'ORD-101',
    ru: 'Указан расчётный счёт, поэтому нужен и БИК',
    en: 'An account is given, so the BIK is needed too',
  },
  passport: {
    ord: 'ORD-101',
    ru: 'Номер паспорта: от 4 до 20 цифр, латинских букв, пробелов и дефисов',
    en: 'A passport number is 4 to 20 digits, Latin letters, spaces and hyphens',
  },
  'contact-required': {
    ord: 'ORD-207',
    ru: 'Нужен телефон или электронная почта клиента',
    en: 'A phone or an e-mail of the client is needed',
  },
  'products-empty': {
    ord: 'ORD-308',
    ru: 'В заказе нет строк: без строк бывает только отменённый заказ, возвращённый из 1С',
    en: 'The order has no lines: only a cancelled order returned by 1C may have none',
  },
  'offer-repeated': {
    ord: 'ORD-101',
    ru: 'Один и тот же offer_id повторяется в строке: оставьте один',
    en: 'The same offer_id is repeated in the line: keep one',
  },
  'line-repeated': {
    ord: 'ORD-307',
    ru: 'Строка с такими же offer_id, складом и ценой уже есть: объедините их',
    en: 'A line with the same offer_id, warehouse and price exists already: merge them',
  },
  'discount-gross': {
    ord: 'ORD-111',
    ru: 'Скидка больше, чем цена, умноженная на количество',
    en: 'The discount is more than price times quantity',
  },
  code: { ord: 'ORD-101', ru: 'Код должен иметь вид ORD-NNN', en: 'A code looks like ORD-NNN' },
  'problem-code': { ord: 'ORD-101', ru: 'Код должен иметь вид SITE-…', en: 'A code looks like SITE-…' },
  'accepted-ref': {
    ord: 'ORD-101',
    ru: 'Заказ принят, поэтому нужна ссылка 1С',
    en: 'The order is accepted, so the reference of 1C is needed',
  },
  'accepted-number': {
    ord: 'ORD-101',
    ru: 'Заказ принят, поэтому нужен номер документа 1С',
    en: 'The order is accepted, so the document number of 1C is needed',
  },
  'codes-empty': {
    ord: 'ORD-101',
    ru: 'Список кодов пуст, это допустимо только для accepted',
    en: 'No codes are given, which only accepted allows',
  },
  'accepted-clean': {
    ord: 'ORD-101',
    ru: 'accepted не сочетается с предупреждениями и ошибками: нужен accepted_with_warnings или rejected',
    en: 'accepted goes with no warnings and errors: use accepted_with_warnings or rejected',
  },
  'accepted-warnings': {
    ord: 'ORD-101',
    ru: 'accepted_with_warnings требует хотя бы одно предупреждение и ни одной ошибки',
    en: 'accepted_with_warnings needs a warning and no error',
  },
  'rejected-errors': {
    ord: 'ORD-101',
    ru: 'rejected требует хотя бы одну ошибку, которую 1С не повторяет сама',
    en: 'rejected needs an error that 1C does not retry by itself',
  },
  'deferred-errors': {
    ord: 'ORD-101',
    ru: 'deferred требует ошибок, и все они должны быть из тех, которые 1С повторяет сама',
    en: 'deferred needs errors, all of them of the kind that 1C retries by itself',
  },
  'parts-together': {
    ord: 'ORD-101',
    ru: 'part и parts указываются вместе',
    en: 'part and parts go together',
  },
  'part-range': { ord: 'ORD-101', ru: 'part больше, чем parts', en: 'part is more than parts' },
  'id-or-ref': {
    ord: 'ORD-101',
    ru: 'Нужен идентификатор или ссылка 1С',
    en: 'An identifier or a reference of 1C is needed',
  },
} as const satisfies Record<string, Text & { ord: OrdCode }>

export type RuleId = keyof typeof rules

const isRule = (text: string): text is RuleId => Object.hasOwn(rules, text)

/** What a zod issue says, as a rule with what was expected. */
export interface RuleBreach {
  rule: RuleId
  expected?: string
}

/** The rule that a zod issue stands for. `got` is the value found there, `undefined` when there was none. */
export function ruleOf(issue: z.core.$ZodIssue, got: unknown): RuleBreach {
  if (isRule(issue.message)) return { rule: issue.message }
  switch (issue.code) {
    case 'invalid_type':
      if (got === undefined) return { rule: 'missing', expected: issue.expected }
      if (issue.expected === 'int') return { rule: 'integer' }
      if (issue.expected === 'number') return { rule: 'number' }
      return { rule: 'type', expected: issue.expected }
    case 'invalid_value':
      if (got === undefined) return { rule: 'missing', expected: issue.values.join(' | ') }
      return { rule: 'list', expected: issue.values.join(' | ') }
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { rule: 'empty' }
        : { rule: 'minimum', expected: String(issue.minimum) }
    case 'too_big':
      if (issue.origin === 'array') return { rule: 'count', expected: String(issue.maximum) }
      return issue.origin === 'string'
        ? { rule: 'long', expected: String(issue.maximum) }
        : { rule: 'number-digits', expected: String(issue.maximum) }
    case 'unrecognized_keys':
      return { rule: 'unknown' }
    default:
      return { rule: 'type' }
  }
}
