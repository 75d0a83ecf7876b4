import { check } from './checks.ts'
import { NO_BANK, type InvoiceDraft } from './draft.ts'
import type { BankDetails, InvoiceCheck, Party } from './model.ts'
import { paymentValue } from './qr/text.ts'
import type { PaymentString } from './qr/text.ts'
import { requisiteFaults, requisiteHints } from './requisites/checks.ts'
import type { RequisitePlaces } from './requisites/checks.ts'

const sellerPlaces: RequisitePlaces = {
  inn: 'seller.inn',
  kpp: 'seller.kpp',
  bik: 'bank.bik',
  payment_account: 'bank.payment_account',
  correspondent_account: 'bank.correspondent_account',
}

/** The bank of the buyer is not printed; where the document has it, it is checked all the same. */
const buyerPlaces: RequisitePlaces = {
  inn: 'buyer.inn',
  kpp: 'buyer.kpp',
  bik: 'buyer.bik',
  payment_account: 'buyer.payment_account',
  correspondent_account: 'buyer.correspondent_account',
}

export interface InvoiceSeller {
  seller: Party
  bank: BankDetails
  checks: InvoiceCheck[]
}

/**
 * The seller of the document, what it lacks out of the payment string (AD-20). What came from the string is checked there; here
 * only what the document has.
 */
export function invoiceSeller(
  draft: Pick<InvoiceDraft, 'seller' | 'bank'>,
  payment: PaymentString | null,
): InvoiceSeller {
  const own = { ...draft.seller, ...draft.bank }
  const either = (value: string | null, key: string) =>
    value || (payment && paymentValue(payment, key)) || null
  const seller = {
    ...draft.seller,
    name: either(own.name, 'Name') ?? '',
    inn: either(own.inn, 'PayeeINN'),
    kpp: either(own.kpp, 'KPP'),
  }
  const bank = {
    bank: either(own.bank, 'BankName'),
    bik: either(own.bik, 'BIC'),
    correspondent_account: either(own.correspondent_account, 'CorrespAcc'),
    payment_account: either(own.payment_account, 'PersonalAcc'),
  }
  const isKnown = [own.inn, own.kpp, own.bik, own.payment_account, own.correspondent_account].some(Boolean)
  const faults = isKnown ? requisiteFaults({ ...own, bik: own.bik ?? bank.bik }, sellerPlaces) : []
  const missing =
    seller.name === ''
      ? [check('seller-missing', 'seller.name')]
      : bank.payment_account === null
        ? [check('bank-missing', 'bank.payment_account')]
        : []
  const hints = requisiteHints({ ...seller, ...bank }, sellerPlaces)
  return { seller, bank, checks: [...missing, ...faults, ...hints] }
}

/** What does not hold in the requisites of the buyer. */
export function buyerChecks({
  buyer,
  buyer_bank,
}: Pick<InvoiceDraft, 'buyer' | 'buyer_bank'>): InvoiceCheck[] {
  const requisites = { ...(buyer_bank ?? NO_BANK), inn: buyer.inn, kpp: buyer.kpp }
  return [...requisiteFaults(requisites, buyerPlaces), ...requisiteHints(requisites, buyerPlaces)]
}
