import type { CheckDigit } from '../../contracts/check-digits.ts'
import type { Text } from '../../contracts/text.ts'
import type { RequisiteField } from './findings.ts'

/** Sentences that explain how a requisite is checked and what does not hold. */

const names: Readonly<Record<RequisiteField, Text>> = {
  inn: { ru: 'ИНН', en: 'the INN' },
  kpp: { ru: 'КПП', en: 'the KPP' },
  ogrn: { ru: 'ОГРН', en: 'the OGRN' },
  okpo: { ru: 'ОКПО', en: 'the OKPO' },
  bik: { ru: 'БИК', en: 'the BIK' },
  payment_account: { ru: 'счёте', en: 'the account' },
  correspondent_account: { ru: 'корр. счёте', en: 'the correspondent account' },
}

const product = (terms: readonly (readonly [number, number])[]): string =>
  terms.map(([digit, weight]) => `${digit}·${weight}`).join(' + ')

function working({ working: how }: CheckDigit): Text {
  switch (how.kind) {
    case 'weighted': {
      const rest = how.sum % 11
      const last = rest === 10 ? { ru: ', берётся 0', en: ', which gives 0' } : { ru: '', en: '' }
      const sum = `${product(how.terms)} = ${how.sum}`
      return {
        ru: `${sum}; остаток от деления на 11 — ${rest}${last.ru}`,
        en: `${sum}; the remainder by 11 is ${rest}${last.en}`,
      }
    }
    case 'divided':
      return {
        ru: `${how.number} при делении на ${how.divisor} даёт остаток ${how.remainder}, его последняя цифра — ${how.remainder % 10}`,
        en: `${how.number} divided by ${how.divisor} leaves ${how.remainder}, whose last digit is ${how.remainder % 10}`,
      }
    case 'account': {
      const holds = how.sum % 10 === 0
      return {
        ru: `цифры БИК ${how.prefix} и счёт умножаются на 7, 1, 3, 7, 1, 3 …; сумма последних цифр произведений — ${how.sum}${holds ? ', она кончается на 0' : ', а должна кончаться на 0'}`,
        en: `the digits ${how.prefix} of the BIK and the account are multiplied by 7, 1, 3, 7, 1, 3 …; the last digits of the products add up to ${how.sum}${holds ? ', which ends in 0' : ', which should end in 0'}`,
      }
    }
  }
}

/** How one check digit is computed, and whether it stands there. */
export function digitWords(field: RequisiteField, digit: CheckDigit): Text {
  const how = working(digit)
  const { position, found, expected } = digit
  const [ru, en] =
    found === expected
      ? [`в ${names[field].ru} стоит ${found}, сходится`, `${names[field].en} has ${found}: it holds`]
      : [
          `должна быть ${expected}, а в ${names[field].ru} стоит ${found}`,
          `it should be ${expected}, ${names[field].en} has ${found}`,
        ]
  return {
    ru: `${position}-я цифра контрольная: ${how.ru}; ${ru}.`,
    en: `Digit ${position} is a check digit: ${how.en}; ${en}.`,
  }
}

/** A failed check cannot tell which digit is wrong (3.6). */
export const anyDigit: Text = {
  ru: 'Ошибка может быть и в любой другой цифре: сверьте с документом.',
  en: 'Any other digit may be the wrong one: compare with the document.',
}

const list = (found: readonly string[]): string => found.join(', ')

/** Swaps of two neighbours that would make the check hold: the usual slip of a hand. */
export const swapWords = (positions: readonly number[]): Text => ({
  ru: `Сошлось бы, если поменять местами соседние цифры: ${list(positions.map((at) => `${at}-ю и ${at + 1}-ю`))}.`,
  en: `It would hold with two neighbours swapped: ${list(positions.map((at) => `${at} and ${at + 1}`))}.`,
})

/** A part of an account that is usually another one, and with which the key holds. */
export const partWords = (from: number, found: string, usual: string): Text => ({
  ru: `Знаки ${from}–${from + found.length - 1} обычно ${usual}, а здесь ${found}: с ${usual} ключ сходится.`,
  en: `Characters ${from}–${from + found.length - 1} are usually ${usual}, here ${found}: with ${usual} the key holds.`,
})

export const otherBikWords = (tail: string): Text => ({
  ru: `Ключ сходится с БИК, который кончается на ${tail}, как корр. счёт: вероятно, ошибка в БИК.`,
  en: `The key holds with a BIK that ends in ${tail}, as the correspondent account does: the BIK is likely wrong.`,
})

export const tailWords = (tail: string, bik: string): Text => ({
  ru: `Корр. счёт кончается на ${tail}, БИК — на ${bik.slice(-3)}: это счёт другого банка или ошибка в одном из двух.`,
  en: `The correspondent account ends in ${tail}, the BIK in ${bik.slice(-3)}: it is of another bank, or one of the two is wrong.`,
})

export const treasuryWords: Text = {
  ru: 'Казначейский счёт: контрольного ключа у него нет.',
  en: 'A Treasury account: it has no check key.',
}

export const noBikWords: Text = {
  ru: 'Ключ счёта считается вместе с БИК: укажите БИК из 9 цифр.',
  en: 'The key of an account is computed together with the BIK: give a BIK of 9 digits.',
}

const lookalikes: Readonly<Record<string, string>> = {
  О: '0',
  о: '0',
  O: '0',
  o: '0',
  З: '3',
  з: '3',
  I: '1',
  l: '1',
  б: '6',
  Б: '6',
  В: '8',
  B: '8',
}

/** Which characters do not belong, and how many are wanted. */
export function formWords(value: string, lengths: readonly number[], allowed: RegExp): Text {
  const foreign = [...value]
    .map((char, i) => ({ char, at: i + 1 }))
    .filter(({ char }) => !allowed.test(char))
    .slice(0, 5)
  const length = [...value].length
  const parts: Text[] = foreign.map(({ char, at }) => {
    const digit = lookalikes[char]
    return {
      ru: `${at}-й знак «${char}» — не цифра${digit === undefined ? '' : `, похож на ${digit}`}.`,
      en: `Character ${at}, “${char}”, is no digit${digit === undefined ? '' : `; it looks like ${digit}`}.`,
    }
  })
  if (!lengths.includes(length))
    parts.push({
      ru: `Знаков ${length}, а нужно ${lengths.join(' или ')}.`,
      en: `There are ${length} characters, ${lengths.join(' or ')} are wanted.`,
    })
  return joined(parts)
}

export const joined = (parts: readonly Text[]): Text => ({
  ru: parts.map(({ ru }) => ru).join(' '),
  en: parts.map(({ en }) => en).join(' '),
})

/** What is unusual between requisites, without being wrong by itself. */
export const hints = {
  'ogrn-of-other-kind': {
    ru: 'ИНН и ОГРН разных лиц: у организации ИНН из 10 цифр и ОГРН из 13, у ИП — 12 и 15',
    en: 'The INN and the OGRN are of different kinds: a company has 10 and 13 digits, a sole proprietor 12 and 15',
  },
  'ogrn-sign': {
    ru: 'ОГРН начинается с 1 или 5, ОГРНИП — с 3',
    en: 'An OGRN begins with 1 or 5, an OGRNIP with 3',
  },
  'kpp-of-person': {
    ru: 'У ИП и физических лиц (ИНН из 12 цифр) КПП не бывает',
    en: 'A sole proprietor or a person (an INN of 12 digits) has no KPP',
  },
  'bik-country': {
    ru: 'БИК российского банка начинается с 04, казначейства — с 00, 01 или 02',
    en: 'The BIK of a Russian bank begins with 04, of the Treasury with 00, 01 or 02',
  },
} satisfies Record<string, Text>
