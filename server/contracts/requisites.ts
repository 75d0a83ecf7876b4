import type { Text } from './text.ts'

/**
 * Forms and check digits of Russian requisites (invoice-and-qr.md, section 3). A bad check digit is a warning and never
 * a reason to refuse an order (AD-44): the customer's own samples carry bad ones.
 */

export const requisiteTexts = {
  'inn-format': {
    ru: 'ИНН состоит из 10 цифр (организация) или 12 цифр (ИП, физическое лицо)',
    en: 'An INN has 10 digits (a company) or 12 digits (a sole proprietor, a person)',
  },
  'inn-checksum': {
    ru: 'Контрольная цифра ИНН не сходится: проверьте его по выписке',
    en: 'The check digit of the INN does not hold: compare it with the register extract',
  },
  'kpp-format': {
    ru: 'КПП состоит из 9 знаков: 4 цифры, 2 цифры или латинские заглавные буквы, 3 цифры',
    en: 'A KPP has 9 characters: 4 digits, 2 digits or Latin capitals, 3 digits',
  },
  'ogrn-format': {
    ru: 'ОГРН состоит из 13 цифр, ОГРНИП из 15',
    en: 'An OGRN has 13 digits, an OGRNIP has 15',
  },
  'ogrn-checksum': {
    ru: 'Контрольная цифра ОГРН не сходится: проверьте его по выписке',
    en: 'The check digit of the OGRN does not hold: compare it with the register extract',
  },
  'okpo-format': {
    ru: 'ОКПО состоит из 8 цифр (организация) или 10 цифр (ИП)',
    en: 'An OKPO has 8 digits (a company) or 10 digits (a sole proprietor)',
  },
  'okpo-checksum': {
    ru: 'Контрольная цифра ОКПО не сходится',
    en: 'The check digit of the OKPO does not hold',
  },
  'bic-format': { ru: 'БИК состоит из 9 цифр', en: 'A BIK has 9 digits' },
  'acc-format': { ru: 'Номер счёта состоит из 20 знаков', en: 'An account number has 20 characters' },
  'acc-key': {
    ru: 'Контрольный ключ счёта не сходится с БИК: ошибка в номере счёта или в БИК',
    en: 'The key of the account does not agree with the BIK: one of the two has a wrong digit',
  },
  'corr-format': {
    ru: 'Корреспондентский счёт состоит из 20 цифр',
    en: 'A correspondent account has 20 digits',
  },
  'corr-key': {
    ru: 'Контрольный ключ корреспондентского счёта не сходится с БИК',
    en: 'The key of the correspondent account does not agree with the BIK',
  },
  'corr-tail': {
    ru: 'Последние три цифры корреспондентского счёта и БИК должны совпадать',
    en: 'The last three digits of the correspondent account and of the BIK must be the same',
  },
  'phone-format': {
    ru: 'Телефон записывается как +7 и 10 цифр (или + и 10–15 цифр для других стран)',
    en: 'A phone is written as +7 and 10 digits (or + and 10 to 15 digits for other countries)',
  },
  'email-format': {
    ru: 'Адрес электронной почты имеет вид имя@домен.зона',
    en: 'An e-mail address looks like name@domain.zone',
  },
} satisfies Record<string, Text>

export type RequisiteCode = keyof typeof requisiteTexts

export const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const EMPTY_GUID = '00000000-0000-0000-0000-000000000000'
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/u
export const PHONE = /^\+\d{10,15}$/
export const BIK = /^\d{9}$/

const digitsOf = (text: string): number[] => [...text].map(Number)

const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0)

export const INN_WEIGHTS: readonly number[] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]

const innDigit = (digits: readonly number[], position: number): number =>
  (weighted(digits, INN_WEIGHTS.slice(INN_WEIGHTS.length - position)) % 11) % 10

/** ИНН of a company (10 digits) or of a person (12 digits). */
export function checkInn(inn: string): RequisiteCode | null {
  if (!/^(?:\d{10}|\d{12})$/.test(inn)) return 'inn-format'
  const digits = digitsOf(inn)
  const positions = inn.length === 10 ? [9] : [10, 11]
  return positions.every((at) => innDigit(digits, at) === digits[at]) ? null : 'inn-checksum'
}

/** КПП has a form but no check digit. */
export function checkKpp(kpp: string): RequisiteCode | null {
  return /^\d{4}[0-9A-Z]{2}\d{3}$/.test(kpp) ? null : 'kpp-format'
}

/** ОГРН (13 digits) or ОГРНИП (15 digits). */
export function checkOgrn(ogrn: string): RequisiteCode | null {
  if (!/^(?:\d{13}|\d{15})$/.test(ogrn)) return 'ogrn-format'
  const last = ogrn.length - 1
  return (Number(ogrn.slice(0, last)) % (last - 1)) % 10 === Number(ogrn[last]) ? null : 'ogrn-checksum'
}

/** 1, 2, 3 … 10, 1, 2 … for so many digits, or the same from another beginning. */
export const okpoWeights = (count: number, first: number): number[] =>
  Array.from({ length: count }, (_, i) => ((first + i - 1) % 10) + 1)

/** ОКПО (8 digits) or of a sole proprietor (10 digits). */
export function checkOkpo(okpo: string): RequisiteCode | null {
  if (!/^(?:\d{8}|\d{10})$/.test(okpo)) return 'okpo-format'
  const digits = digitsOf(okpo)
  const last = digits.length - 1
  const remainder = (first: number): number => weighted(digits, okpoWeights(last, first)) % 11
  const once = remainder(1)
  const check = once < 10 ? once : remainder(3) % 10
  return check === digits[last] ? null : 'okpo-checksum'
}

/** БИК: nine digits. */
export function checkBik(bik: string): RequisiteCode | null {
  return BIK.test(bik) ? null : 'bic-format'
}

const CLEARING_LETTERS = 'ABCEHKMPTX'
/** The same letters typed on a Russian keyboard, as printed documents have them. */
const CLEARING_LOOKALIKES = 'АВСЕНКМРТХ'
const ACCOUNT = new RegExp(`^\\d{5}[\\d${CLEARING_LETTERS}${CLEARING_LOOKALIKES}]\\d{14}$`)

/** Last digits of the products with 7, 1, 3 … of prefix and account: their sum ends in 0 when the key holds. */
export function keyTerms(keyed: string): number[] {
  return [...keyed].map((char, i) => {
    const letter = Math.max(CLEARING_LETTERS.indexOf(char), CLEARING_LOOKALIKES.indexOf(char))
    return ((letter >= 0 ? letter : Number(char)) * [7, 1, 3][i % 3]!) % 10
  })
}

const keySum = (prefix: string, account: string): number =>
  keyTerms(prefix + account).reduce((sum, term) => sum + term, 0) % 10

/** A settlement centre of the Bank of Russia is keyed by its region, a bank by its own number. */
const isSettlementCentre = (bik: string): boolean => /00[012]$/.test(bik)
const regionPrefix = (bik: string): string => `0${bik.slice(4, 6)}`

/** The three digits of the БИК that the key of an account is computed with. */
export const keyPrefix = (bik: string, kind: 'account' | 'correspondent'): string =>
  kind === 'correspondent' || isSettlementCentre(bik) ? regionPrefix(bik) : bik.slice(6)

/**
 * Account against БИК. The key is not looked at when the БИК is malformed, or for Treasury accounts (`03…`, any that
 * start with `0`), which have none.
 */
export function checkAccount(account: string, bik: string): RequisiteCode | null {
  if (!ACCOUNT.test(account)) return 'acc-format'
  if (!BIK.test(bik) || account.startsWith('0')) return null
  return keySum(keyPrefix(bik, 'account'), account) === 0 ? null : 'acc-key'
}

/** Correspondent account against БИК: all that does not hold. A single `0` stands for "the bank has none". */
export function checkCorrAccount(account: string, bik: string): RequisiteCode[] {
  if (account === '0') return []
  if (!/^\d{20}$/.test(account)) return ['corr-format']
  if (!BIK.test(bik)) return []
  const codes: RequisiteCode[] = []
  if (keySum(keyPrefix(bik, 'correspondent'), account) !== 0) codes.push('corr-key')
  if (account.startsWith('301') && account.slice(-3) !== bik.slice(-3)) codes.push('corr-tail')
  return codes
}

/** The account with its key (9th digit) computed for a БИК: for demo data and for saying what was expected. */
export function withAccountKey(
  account: string,
  bik: string,
  kind: 'account' | 'correspondent' = 'account',
): string {
  const prefix = keyPrefix(bik, kind)
  const open = `${account.slice(0, 8)}0${account.slice(9)}`
  return `${open.slice(0, 8)}${(keySum(prefix, open) * 3) % 10}${open.slice(9)}`
}

/** ИНН whose check digits are computed from its first 9 or 10 digits. */
export function withInnCheck(stem: string): string {
  const digits = digitsOf(stem)
  const positions = digits.length === 9 ? [9] : [10, 11]
  for (const at of positions) digits.push(innDigit(digits, at))
  return digits.join('')
}

/**
 * A phone as the contract writes it: `8 (900) 000-00-01` -> `+79000000001` (LA-11). Spaces, brackets, hyphens and dots
 * are dropped; `null` when the rest is not a phone.
 */
export function normalisePhone(text: string): string | null {
  if (!/^\+?[\d\s().\u2010-\u2015-]+$/.test(text)) return null
  const digits = text.replace(/\D/g, '')
  if (/^[78]\d{10}$/.test(digits) && !text.startsWith('+8')) return `+7${digits.slice(1)}`
  if (/^9\d{9}$/.test(digits) && !text.startsWith('+')) return `+7${digits}`
  const international = `+${digits}`
  return text.startsWith('+') && PHONE.test(international) ? international : null
}

/** `ref=` of a 1C navigation link (32 hex digits) as a GUID: the groups stand in another order. */
export function guidOfNavigationRef(ref: string): string | null {
  const match = /^([0-9a-f]{4})([0-9a-f]{12})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{8})$/.exec(ref.toLowerCase())
  if (!match) return null
  const [, a, b, c, d, e] = match
  return `${e}-${d}-${c}-${a}-${b}`
}
