import type { ScalarReader } from '../message/scalars.ts'
import type { Text } from '../text.ts'
import { isVatRate, NO_VAT } from './arithmetic.ts'

/** The liberties that lenient reading takes (section 7), as data for messages and help. */
export const liberties = {
  'LA-01': { ru: 'BOM в начале тела убран', en: 'A BOM at the start of the body is dropped' },
  'LA-02': {
    ru: 'Тело в windows-1251, объявленной в Content-Type',
    en: 'The body is in declared windows-1251',
  },
  'LA-03': {
    ru: 'Одинарные кавычки, лишние запятые или комментарии //',
    en: 'Single quotes, trailing commas or // comments',
  },
  'LA-04': {
    ru: 'Несколько offer_id в одном объекте прочитаны как массив offers',
    en: 'Several offer_id in one object are read as the array offers',
  },
  'LA-05': {
    ru: 'Несколько товаров в одном объекте products прочитаны как отдельные строки',
    en: 'Several products in one object are read as lines of their own',
  },
  'LA-06': { ru: 'Число записано текстом', en: 'A number is written as text' },
  'LA-07': { ru: 'Дата записана не по ISO 8601 без зоны', en: 'The date is not an ISO 8601 local time' },
  'LA-08': { ru: 'Признак НДС записан не как «Да» или «Нет»', en: 'The VAT flag is not «Да» or «Нет»' },
  'LA-09': { ru: 'Ставка НДС записана не в принятом виде', en: 'The VAT rate is not in its canonical form' },
  'LA-10': { ru: 'GUID в верхнем регистре или в скобках', en: 'A GUID in upper case or in braces' },
  'LA-11': { ru: 'Телефон записан не как +7XXXXXXXXXX', en: 'The phone is not written as +7XXXXXXXXXX' },
  'LA-12': {
    ru: 'Вместо идентификатора справочника стоит название',
    en: 'A name stands where the identifier of a dictionary is expected',
  },
  'LA-13': {
    ru: 'offer на месте offers или наоборот (один элемент)',
    en: 'offer in place of offers, or the reverse (one element)',
  },
  'LA-14': {
    ru: 'Имя или место поля взято из XML-формы',
    en: 'The name or the place of the field is that of the XML form',
  },
  'LA-16': { ru: 'Закладка текстового редактора убрана', en: "A word processor's bookmark is dropped" },
  'LA-17': {
    ru: 'Пустое значение необязательного поля прочитано как отсутствие',
    en: 'An empty optional value is read as no value',
  },
} satisfies Record<string, Text>

const YES_NO = new Map<string, string>([
  ['да', 'Да'],
  ['true', 'Да'],
  ['1', 'Да'],
  ['нет', 'Нет'],
  ['false', 'Нет'],
  ['0', 'Нет'],
])

/** LA-08: «да», `true`, `1` and their opposites, in any case. */
export const readYesNo: ScalarReader = (spelling) => YES_NO.get(String(spelling).trim().toLowerCase()) ?? null

/** LA-09: `20%`, `20`, `0.2`, `НДС20`, `НДС20_120`, `без ндс`, empty. */
export const readVatRate: ScalarReader = (spelling) => {
  if (typeof spelling === 'boolean') return null
  const text = spelling.trim().toLowerCase().replace(',', '.')
  if (text === '' || /^без\s*ндс$/.test(text)) return NO_VAT
  const percent = /^(?:ндс\s*)?(\d{1,2})\s*%?$/.exec(text)?.[1]
  const calculated = /^ндс\s*(\d{1,2})_(\d{3})$/.exec(text)
  const share = /^0\.(\d{1,2})$/.exec(text)?.[1]
  const rate = percent
    ? `${Number(percent)}%`
    : calculated
      ? `${Number(calculated[1])}/${calculated[2]}`
      : share
        ? `${Number(share.padEnd(2, '0'))}%`
        : ''
  return isVatRate(rate) ? rate : null
}
