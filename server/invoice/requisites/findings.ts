import {
  accountCheckDigits,
  innCheckDigits,
  ogrnCheckDigits,
  okpoCheckDigits,
  type CheckDigit,
} from '../../contracts/check-digits.ts'
import {
  BIK,
  checkAccount,
  checkCorrAccount,
  checkInn,
  checkKpp,
  checkOgrn,
  checkOkpo,
  requisiteTexts,
  type RequisiteCode,
} from '../../contracts/requisites.ts'
import type { Text } from '../../contracts/text.ts'
import { check } from '../checks.ts'
import { requisiteHints, type RequisitePlaces } from './checks.ts'
import * as words from './words.ts'

/** Requisites with the reason of every finding: which digit is a check digit, what it is computed from, what it should be. */

export const requisiteFields = [
  'inn',
  'kpp',
  'ogrn',
  'okpo',
  'bik',
  'payment_account',
  'correspondent_account',
] as const
export type RequisiteField = (typeof requisiteFields)[number]

export interface RequisiteFinding {
  field: RequisiteField
  /** As it was read: without spaces and hyphens. */
  value: string
  severity: 'ok' | 'hint' | 'warning'
  /** `inn-checksum`, `acc-key` …; `form` and `key-holds` of what is right. */
  code: string
  message: Text
  /** How the check is computed for this value, and what does not hold; `null` when there is nothing to compute. */
  explanation: Text | null
  /** Check digits that are not what the other digits give. Positions count from 1. */
  digits: { position: number; found: string; expected: string }[]
}

export type GivenRequisites = Partial<Record<RequisiteField, string>>

const DIGIT = /^\d$/

/**
 * What is to be said of requisites, field by field: a fault or what holds first, then what is unusual. A failed check never
 * tells which digit is wrong; what the structure says about it is added (section 3.6).
 */
export function requisiteFindings(given: GivenRequisites): RequisiteFinding[] {
  const found = Object.fromEntries(
    requisiteFields.map((field) => [field, (given[field] ?? '').replace(/[\s\u00a0-]/g, '')]),
  ) as Record<RequisiteField, string>
  return requisiteFields.flatMap((field) =>
    found[field] === '' ? [] : [...checks[field](found[field], found), ...hintsOf(field, found)],
  )
}

type Found = Readonly<Record<RequisiteField, string>>
type Check = (value: string, all: Found) => RequisiteFinding[]

const keyed =
  (
    field: RequisiteField,
    lengths: readonly number[],
    code: (value: string) => RequisiteCode | null,
    digits: (value: string) => CheckDigit[],
  ): Check =>
  (value) => {
    const fault = code(value)
    const computed = digits(value)
    if (fault !== null && computed.length === 0)
      return [finding(field, value, fault, words.formWords(value, lengths, DIGIT))]
    return [keyFinding(field, value, fault, computed, { holds: (other) => code(other) === null })]
  }

const checks: Readonly<Record<RequisiteField, Check>> = {
  inn: keyed('inn', [10, 12], checkInn, innCheckDigits),
  ogrn: keyed('ogrn', [13, 15], checkOgrn, ogrnCheckDigits),
  okpo: keyed('okpo', [8, 10], checkOkpo, okpoCheckDigits),
  kpp: (value) => {
    const fault = checkKpp(value)
    return [finding('kpp', value, fault, fault && words.formWords(value, [9], /^[\dA-Z]$/))]
  },
  bik: (value) => {
    const fault = BIK.test(value) ? null : 'bic-format'
    return [finding('bik', value, fault, fault && words.formWords(value, [9], DIGIT))]
  },
  payment_account: (value, { bik, inn, correspondent_account }) => {
    const fault = checkAccount(value, bik)
    if (fault === 'acc-format')
      return [
        finding('payment_account', value, fault, words.formWords(value, [20], /^[\dABCEHKMPTXАВСЕНКМРТХ]$/)),
      ]
    const computed = accountCheckDigits(value, bik)
    if (computed.length === 0)
      return [
        finding(
          'payment_account',
          value,
          null,
          value.startsWith('0') ? words.treasuryWords : words.noBikWords,
        ),
      ]
    const holds = (account: string, by = bik) => checkAccount(account, by) === null
    const tail = correspondent_account.slice(-3)
    const bikOfTail = bik.slice(0, 6) + tail
    const evidence = [
      ...usualParts(value, inn.length === 12 ? ['40802'] : ['40702', '40703'], holds),
      ...(BIK.test(bikOfTail) && bikOfTail !== bik && holds(value, bikOfTail)
        ? [words.otherBikWords(tail)]
        : []),
    ]
    return [keyFinding('payment_account', value, fault, computed, { holds, evidence, ...accountSwaps })]
  },
  correspondent_account: (value, { bik }) => {
    const field = 'correspondent_account'
    const faults = checkCorrAccount(value, bik)
    if (faults.includes('corr-format'))
      return [finding(field, value, 'corr-format', words.formWords(value, [20], DIGIT))]
    const computed = accountCheckDigits(value, bik, 'correspondent')
    if (computed.length === 0) return [finding(field, value, null, value === '0' ? null : words.noBikWords)]
    const holds = (account: string) => !checkCorrAccount(account, bik).includes('corr-key')
    const key = faults.includes('corr-key') ? 'corr-key' : null
    return [
      keyFinding(field, value, key, computed, {
        holds,
        evidence: usualParts(value, ['30101'], holds),
        ...accountSwaps,
      }),
      ...(faults.includes('corr-tail')
        ? [finding(field, value, 'corr-tail', words.tailWords(value.slice(-3), bik))]
        : []),
    ]
  },
}

/** Balance account and currency, when the usual one makes the key hold. */
function usualParts(
  account: string,
  balances: readonly string[],
  holds: (account: string) => boolean,
): Text[] {
  const parts = [
    ...(balances.includes(account.slice(0, 5)) ? [] : balances.map((usual) => ({ at: 0, usual }))),
    ...(account.slice(5, 8) === '810' ? [] : [{ at: 5, usual: '810' }]),
  ]
  return parts
    .filter(({ at, usual }) => holds(account.slice(0, at) + usual + account.slice(at + usual.length)))
    .map(({ at, usual }) => words.partWords(at + 1, account.slice(at, at + usual.length), usual))
}

interface Evidence {
  holds: (value: string) => boolean
  /** What the structure of the value says of the fault. */
  evidence?: readonly Text[]
  /** Index of the first digit that may have been swapped with the next one. */
  swapsFrom?: number
}

/** The balance account, the currency and the key of an account are words of their own: nobody swaps digits across them. */
const accountSwaps = { swapsFrom: 9 } as const

/** More than that many swaps say nothing. */
const SWAPS_SHOWN = 3

function swapsThatHold(value: string, { holds, swapsFrom = 0 }: Evidence): number[] {
  const found: number[] = []
  for (let i = swapsFrom; i + 1 < value.length; i += 1) {
    if (value[i] === value[i + 1]) continue
    if (holds(value.slice(0, i) + value[i + 1]! + value[i]! + value.slice(i + 2))) found.push(i + 1)
  }
  return found.length <= SWAPS_SHOWN ? found : []
}

function keyFinding(
  field: RequisiteField,
  value: string,
  fault: RequisiteCode | null,
  computed: readonly CheckDigit[],
  evidence: Evidence,
): RequisiteFinding {
  const explained = computed.map((digit) => words.digitWords(field, digit))
  if (fault === null) return { ...finding(field, value, null, words.joined(explained)), ...said('key-holds') }
  const swaps = swapsThatHold(value, evidence)
  const reasons = [
    ...explained,
    ...(evidence.evidence ?? []),
    ...(swaps.length > 0 ? [words.swapWords(swaps)] : []),
    words.anyDigit,
  ]
  return {
    ...finding(field, value, fault, words.joined(reasons)),
    digits: computed
      .filter(({ found, expected }) => found !== expected)
      .map(({ position, found, expected }) => ({ position, found, expected })),
  }
}

function said(code: 'form' | 'key-holds'): { code: string; severity: 'ok'; message: Text } {
  return { code, severity: 'ok', message: check(code, '').message }
}

function finding(
  field: RequisiteField,
  value: string,
  fault: RequisiteCode | null,
  explanation: Text | null,
): RequisiteFinding {
  const verdict =
    fault === null
      ? said('form')
      : { code: fault, severity: 'warning' as const, message: requisiteTexts[fault] }
  return { field, value, ...verdict, explanation, digits: [] }
}

const places: RequisitePlaces = {
  inn: 'inn',
  kpp: 'kpp',
  bik: 'bik',
  payment_account: 'payment_account',
  correspondent_account: 'correspondent_account',
}

function hintsOf(field: RequisiteField, found: Found): RequisiteFinding[] {
  const { inn, ogrn, bik } = found
  const hint = (code: string, message: Text): RequisiteFinding => ({
    field,
    value: found[field],
    severity: 'hint',
    code,
    message,
    explanation: null,
    digits: [],
  })
  const own = (code: keyof typeof words.hints) => hint(code, words.hints[code])
  const known = requisiteHints(found, places)
    .filter((one) => one.field === field)
    .map(({ code, message }) => hint(code, message))
  if (field === 'kpp' && inn.length === 12) return [own('kpp-of-person'), ...known]
  if (field === 'bik' && BIK.test(bik) && !/^0[0124]/.test(bik)) return [own('bik-country')]
  if (field !== 'ogrn' || checkOgrn(ogrn) === 'ogrn-format') return known
  return [
    ...(/^(?:[15]\d{12}|3\d{14})$/.test(ogrn) ? [] : [own('ogrn-sign')]),
    ...(checkInn(inn) !== 'inn-format' && (inn.length === 10) !== (ogrn.length === 13)
      ? [own('ogrn-of-other-kind')]
      : []),
  ]
}
