/** Full card numbers have no place in a message (BD-41): only masks like `4000 00** **** 0002`. */

/** A run of digits that spaces and dashes may break, as card numbers are printed. */
const DIGIT_RUN = /\d(?:[\s\p{Pd}]*\d){12,}/gu
/** In a row, or parted once each into the groups that cards print: dates and numbers inside longer ids are not. */
const PRINTED_CARD =
  /(?<!\d)(?:\d{13,19}|\d{4}(?:[\s\p{Pd}]\d{4}){2}(?:[\s\p{Pd}]\d{1,4}){1,2}|\d{4}[\s\p{Pd}]\d{6}[\s\p{Pd}]\d{4,5})(?!\d)/gu
const GUID_LIKE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** First digits that payment systems have (of the twos 22…27); others are telephones, SIM cards and moments like 20261125232847. */
const ISSUER = /^(?:2[2-7]|[3-69])/

/** Luhn's check digit of a card number. */
function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, char, index) => {
    const digit = index % 2 === 0 ? Number(char) : Number(char) * 2
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}

const runs = (text: string, form: RegExp): string[] =>
  [...text.matchAll(form)].map(([run]) => run.replace(/\D/g, '')).filter(({ length }) => length <= 19)

/** `true` for a text of 13–19 digits in a row, whatever they are: what a mask must not hold. */
export function holdsLongNumber(text: string): boolean {
  return runs(text, DIGIT_RUN).length > 0
}

/** `true` for a text that holds 13–19 digits, as cards print them, which are a card number by issuer and check digit. */
export function holdsCardNumber(text: string): boolean {
  if (GUID_LIKE.test(text)) return false
  return runs(text, PRINTED_CARD).some((digits) => ISSUER.test(digits) && hasLuhnDigit(digits))
}
