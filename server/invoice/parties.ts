import { normalisePhone } from '../contracts/requisites.ts'
import type { ReturnedOrder } from '../contracts/site-orders/schema.ts'
import { check } from './checks.ts'
import type { BankDetails, InvoiceCheck, Party } from './model.ts'
import { paymentValue } from './qr-text.ts'
import type { PaymentString } from './qr-text.ts'
import { requisiteFaults, requisiteHints } from './requisite-checks.ts'
import type { RequisitePlaces } from './requisite-checks.ts'

const sellerPlaces: RequisitePlaces = {
  inn: 'seller.inn',
  kpp: 'seller.kpp',
  bik: 'bank.bik',
  payment_account: 'bank.payment_account',
  correspondent_account: 'bank.correspondent_account',
}

/** The bank of the buyer is not printed; the order has it, so it is checked all the same. */
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
 * The seller: the `seller` block of 1C, what it lacks out of the payment string (AD-20). What came from the string is checked
 * there; here only the block is.
 */
export function invoiceSeller(block: ReturnedOrder['seller'], payment: PaymentString | null): InvoiceSeller {
  const either = (own: string | undefined, key: string) =>
    own || (payment && paymentValue(payment, key)) || null
  const seller = {
    name: either(block?.name, 'Name') ?? '',
    inn: either(block?.inn, 'PayeeINN'),
    kpp: either(block?.kpp, 'KPP'),
    address: block?.address ?? null,
    phone: null,
  }
  const bank = {
    bank: either(block?.bank, 'BankName'),
    bik: either(block?.bik, 'BIC'),
    correspondent_account: either(block?.correspondent_account, 'CorrespAcc'),
    payment_account: either(block?.payment_account, 'PersonalAcc'),
  }
  const own = { ...block, bik: block?.bik ?? bank.bik }
  const faults = block ? requisiteFaults(own, sellerPlaces) : []
  const checks = seller.name === '' ? [check('seller-missing', 'seller.name')] : faults
  return { seller, bank, checks: [...checks, ...requisiteHints({ ...seller, ...bank }, sellerPlaces)] }
}

/** The buyer: requisites of a company or a sole proprietor, else the person of the order. */
export function invoiceBuyer({ requisites, client }: ReturnedOrder): {
  buyer: Party
  checks: InvoiceCheck[]
} {
  const phone = client.telefon ? (normalisePhone(client.telefon) ?? client.telefon) : null
  if (!requisites) {
    return { buyer: { name: client.name, inn: null, kpp: null, address: null, phone }, checks: [] }
  }
  const buyer = {
    name: requisites.organization,
    inn: requisites.inn,
    kpp: requisites.kpp || null,
    address: requisites.company_address ?? requisites.actual_address ?? null,
    phone,
  }
  const checks = [...requisiteFaults(requisites, buyerPlaces), ...requisiteHints(requisites, buyerPlaces)]
  return { buyer, checks }
}
