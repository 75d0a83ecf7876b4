import { BIK, keyPrefix, keyTerms, INN_WEIGHTS, okpoWeights } from './requisites.ts'

/** How the check digits of a requisite come about: the figures behind `requisites.ts`, for those who want to see why. */
export interface CheckDigit {
  /** Counts from 1. */
  position: number
  found: string
  expected: string
  working: CheckWorking
}

export type CheckWorking =
  /** Σ digit·weight, then the remainder by 11 (and by 10). */
  | { kind: 'weighted'; terms: readonly (readonly [digit: number, weight: number])[]; sum: number }
  /** The number before the digit, divided. */
  | { kind: 'divided'; number: string; divisor: number; remainder: number }
  /** Σ (digit·weight mod 10) over what the БИК gives and the account, with the key as it stands. */
  | { kind: 'account'; prefix: string; sum: number }

const digits = (text: string): number[] => [...text].map(Number)

const weighted = (own: readonly number[], weights: readonly number[]) => {
  const terms = weights.map((weight, i) => [own[i]!, weight] as const)
  return { terms, sum: terms.reduce((sum, [digit, weight]) => sum + digit * weight, 0) }
}

/** One check digit of a ten-digit ИНН, two of a twelve-digit one; none of another length. */
export function innCheckDigits(inn: string): CheckDigit[] {
  if (!/^(?:\d{10}|\d{12})$/.test(inn)) return []
  return (inn.length === 10 ? [9] : [10, 11]).map((at) => {
    const working = weighted(digits(inn), INN_WEIGHTS.slice(INN_WEIGHTS.length - at))
    const expected = String((working.sum % 11) % 10)
    return { position: at + 1, found: inn[at]!, expected, working: { kind: 'weighted', ...working } }
  })
}

export function ogrnCheckDigits(ogrn: string): CheckDigit[] {
  if (!/^(?:\d{13}|\d{15})$/.test(ogrn)) return []
  const last = ogrn.length - 1
  const [number, divisor] = [ogrn.slice(0, last), last - 1]
  const remainder = Number(number) % divisor
  const working: CheckWorking = { kind: 'divided', number, divisor, remainder }
  return [{ position: ogrn.length, found: ogrn[last]!, expected: String(remainder % 10), working }]
}

export function okpoCheckDigits(okpo: string): CheckDigit[] {
  if (!/^(?:\d{8}|\d{10})$/.test(okpo)) return []
  const last = okpo.length - 1
  const once = weighted(digits(okpo), okpoWeights(last, 1))
  const working = once.sum % 11 < 10 ? once : weighted(digits(okpo), okpoWeights(last, 3))
  const expected = String((working.sum % 11) % 10)
  return [{ position: okpo.length, found: okpo[last]!, expected, working: { kind: 'weighted', ...working } }]
}

/** The key of an account is its ninth digit; none can be computed without a well-formed БИК, or for Treasury accounts. */
export function accountCheckDigits(
  account: string,
  bik: string,
  kind: 'account' | 'correspondent' = 'account',
): CheckDigit[] {
  if (account.length !== 20 || !BIK.test(bik) || (kind === 'account' && account.startsWith('0'))) return []
  const prefix = keyPrefix(bik, kind)
  const sum = (text: string) => keyTerms(prefix + text).reduce((total, term) => total + term, 0)
  const open = `${account.slice(0, 8)}0${account.slice(9)}`
  const expected = String((sum(open) * 3) % 10)
  return [
    { position: 9, found: account[8]!, expected, working: { kind: 'account', prefix, sum: sum(account) } },
  ]
}
