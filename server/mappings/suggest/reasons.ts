import type { Text } from '../../contracts/text.ts'
import type { ReasonCode } from './model.ts'

const words: Readonly<Record<Exclude<ReasonCode, 'typo'>, Text>> = {
  attribute: {
    ru: 'идентификатор сайта записан в элементе 1С',
    en: 'the 1C element carries the identifier of the site',
  },
  identifier: { ru: 'код совпадает', en: 'the code is the same' },
  same: { ru: 'имена равны', en: 'the names are equal' },
  folded: {
    ru: 'имена равны без кавычек и регистра',
    en: 'the names are equal but for quotes and case',
  },
  noise: {
    ru: 'имена равны без общих слов: формы собственности, «г.», «склад» и подобных',
    en: 'the names are equal but for common words: legal forms, "city", "warehouse" and the like',
  },
  order: { ru: 'те же слова в другом порядке', en: 'the same words in another order' },
  joined: { ru: 'имена равны без пробелов и дефисов', en: 'the names are equal but for spaces and hyphens' },
  lookalike: {
    ru: 'имена равны на вид: в одном из них буквы другого алфавита',
    en: 'the names look equal: one has letters of the other alphabet',
  },
  abbreviation: { ru: 'одно имя — сокращение другого', en: 'one name is the other one abbreviated' },
  ending: { ru: 'имена отличаются окончаниями слов', en: 'the names differ in endings of words' },
  alias: { ru: 'известное другое название', en: 'a well-known other name' },
  translit: { ru: 'имена равны в транслитерации', en: 'the names are equal when transliterated' },
  layout: { ru: 'имя набрано в другой раскладке', en: 'the name was typed in the other keyboard layout' },
  part: { ru: 'часть слов совпадает', en: 'some of the words are the same' },
}

const counted: Readonly<Record<number, Text>> = {
  1: { ru: 'опечатка в одной букве', en: 'one letter is mistyped' },
  2: { ru: 'опечатки в двух буквах', en: 'two letters are mistyped' },
}

/** Why two values are taken for one, in words. */
export const reasonText = (code: ReasonCode, typos: number): Text =>
  code === 'typo'
    ? (counted[typos] ?? { ru: `опечаток: ${typos}`, en: `${typos} letters are mistyped` })
    : words[code]
