import {
  BIK,
  checkAccount,
  checkBik,
  checkCorrAccount,
  checkInn,
  checkKpp,
  withAccountKey,
} from '../../contracts/requisites.ts'
import type { RequisiteCode } from '../../contracts/requisites.ts'
import { check } from '../checks.ts'
import type { InvoiceCheck } from '../model.ts'

/** Requisites as the order and the payment string have them; what is absent is not checked. */
export interface Requisites {
  inn?: string | null
  kpp?: string | null
  bik?: string | null
  payment_account?: string | null
  correspondent_account?: string | null
}

/** Where each of them stands in the preview. */
export type RequisitePlaces = Record<keyof Requisites, string>

export function innFaults(inn: string, field: string, key?: string): InvoiceCheck[] {
  return one(checkInn(inn), field, inn, key)
}

export function kppFaults(kpp: string, field: string): InvoiceCheck[] {
  return one(checkKpp(kpp), field, kpp)
}

export function bikFaults(bik: string, field: string): InvoiceCheck[] {
  return one(checkBik(bik), field, bik)
}

/** Form and key of an account. The key that would fit is said, never put in: any other digit may be the wrong one (3.6). */
export function accountFaults(account: string, bik: string, field: string): InvoiceCheck[] {
  const code = checkAccount(account, bik)
  const expected = code === 'acc-key' ? fittingKey(account, bik, 'account') : undefined
  return code === null ? [] : [check(code, field, { value: account, expected })]
}

export function correspondentFaults(account: string, bik: string, field: string): InvoiceCheck[] {
  const expected: Partial<Record<RequisiteCode, string>> = BIK.test(bik)
    ? { 'corr-key': fittingKey(account, bik, 'correspondent'), 'corr-tail': `…${bik.slice(-3)}` }
    : {}
  return checkCorrAccount(account, bik).map((code) =>
    check(code, field, { value: account, expected: expected[code] }),
  )
}

/** `true` when the key of the account can be computed at all: a good БИК and not a Treasury account. */
export function hasAccountKey(account: string, bik: string): boolean {
  return BIK.test(bik) && !account.startsWith('0')
}

/** Every form and check digit that does not hold. */
export function requisiteFaults(found: Requisites, places: RequisitePlaces): InvoiceCheck[] {
  const bik = found.bik ?? ''
  return [
    ...(found.inn ? innFaults(found.inn, places.inn) : []),
    ...(found.kpp ? kppFaults(found.kpp, places.kpp) : []),
    ...(found.bik ? bikFaults(found.bik, places.bik) : []),
    ...(found.payment_account ? accountFaults(found.payment_account, bik, places.payment_account) : []),
    ...(found.correspondent_account
      ? correspondentFaults(found.correspondent_account, bik, places.correspondent_account)
      : []),
  ]
}

/** What is unusual without being wrong (3.3, 3.6): currency and kind of the account, tax office of the КПП. */
export function requisiteHints(found: Requisites, places: RequisitePlaces): InvoiceCheck[] {
  const { inn, kpp, payment_account: account } = found
  const hints: InvoiceCheck[] = []
  if (account && account.length === 20 && !account.startsWith('0')) {
    if (account.slice(5, 8) !== '810') {
      hints.push(
        check('account-currency', places.payment_account, { value: account.slice(5, 8), expected: '810' }),
      )
    }
    const usual = inn?.length === 12 ? ['40802'] : ['40702', '40703']
    if (inn && !usual.includes(account.slice(0, 5))) {
      hints.push(
        check('account-balance', places.payment_account, {
          value: account.slice(0, 5),
          expected: usual.join(', '),
        }),
      )
    }
  }
  if (inn?.length === 10 && kpp && kpp.slice(0, 4) !== inn.slice(0, 4)) {
    hints.push(check('kpp-office-differs', places.kpp, { value: kpp.slice(0, 4), expected: inn.slice(0, 4) }))
  }
  return hints
}

function one(code: RequisiteCode | null, field: string, value: string, key?: string): InvoiceCheck[] {
  return code === null ? [] : [check(code, field, { key, value })]
}

function fittingKey(account: string, bik: string, kind: 'account' | 'correspondent'): string {
  return `${withAccountKey(account, bik, kind)[8]} (9)`
}
