import { moneyText } from '../../contracts/decimal.ts'
import { check } from '../checks.ts'
import { printedNumber } from '../header.ts'
import type { InvoiceCheck, QrPreview } from '../model.ts'
import type { QrPicture } from './options.ts'
import { qrSymbol } from './symbol.ts'
import { paymentBytes, paymentValue, readPaymentString } from './text.ts'
import type { PaymentReading, PaymentString } from './text.ts'

/** What 1C put into `order_QRCode`. */
export type PaymentSource =
  | { kind: 'absent'; checks: InvoiceCheck[] }
  | { kind: 'link'; link: string; checks: InvoiceCheck[] }
  | { kind: 'refused'; checks: InvoiceCheck[] }
  | { kind: 'string'; payment: PaymentString; checks: InvoiceCheck[] }

/** Tells a payment string from a link (I-16), from anything else (AD-18) and from nothing. */
export function paymentSource(order_QRCode: string | null | undefined): PaymentSource {
  const given = order_QRCode?.trim() ?? ''
  if (given === '') return { kind: 'absent', checks: [check('qr-absent', 'qr')] }
  if (/^https?:\/\/\S+$/i.test(given)) {
    return { kind: 'link', link: given, checks: [check('qr-link', 'qr', { value: given })] }
  }
  const { payment, checks }: PaymentReading = readPaymentString(order_QRCode!)
  if (payment) return { kind: 'string', payment, checks }
  return { kind: 'refused', checks: [check('W-QR-FORMAT', 'qr', { value: given.slice(0, 200) }), ...checks] }
}

/** What the payment string is compared with. Money in kopecks. */
export interface InvoiceFacts {
  total: number
  order_number: string
  invoice_number: string | null
  /** Standard key and the value of the `seller` block; only what the block has. */
  seller: readonly (readonly [key: string, value: string | undefined])[]
  buyerIsCompany: boolean
}

/** The string against the order and the invoice (section 1.3). */
export function paymentAgainstInvoice(payment: PaymentString, facts: InvoiceFacts): InvoiceCheck[] {
  return [
    ...sumChecks(paymentValue(payment, 'Sum'), facts.total),
    ...facts.seller.flatMap(([key, expected]) => {
      const value = paymentValue(payment, key)
      return expected && value && !sameRequisite(key, value, expected)
        ? [check('requisite-differs', `qr.${key}`, { key, value, expected })]
        : []
    }),
    ...purposeChecks(paymentValue(payment, 'Purpose'), facts),
    ...(facts.buyerIsCompany ? [check('qr-for-company', 'qr')] : []),
  ]
}

/**
 * The picture with everything said of the string, beside the field it is about.
 * No picture when the string has characters that its encoding lacks, or when no symbol holds it.
 */
export function qrPreview(
  payment: PaymentString,
  said: readonly InvoiceCheck[],
  picture?: QrPicture,
): { qr: QrPreview | null; checks: InvoiceCheck[] } {
  const symbol = qrSymbol(payment.text, picture)
  if (symbol === null) {
    const size = paymentBytes(payment.text).length
    return { qr: null, checks: [check('qr-too-long', 'qr', { value: String(size) })] }
  }
  if (said.some(({ code }) => code === 'not-encodable')) return { qr: null, checks: [] }
  const about = (place: string) => said.filter(({ field }) => field === place)
  const fields = payment.fields.map(({ key, value, checks }) => {
    const found = about(`qr.${key}`)
    return { key, value, checks: found.length > 0 ? found : checks }
  })
  const placed = new Set(fields.flatMap(({ checks }) => checks))
  const { svg, version, level, sizeMm, moduleMm } = symbol
  const checks = [...said.filter((one) => one.severity !== 'ok' && !placed.has(one)), ...symbol.checks]
  return {
    qr: { text: payment.text, fields, checks, svg, version, level, sizeMm, moduleMm },
    checks: symbol.checks,
  }
}

function sumChecks(sum: string | null, total: number): InvoiceCheck[] {
  if (sum === null) return [check('sum-absent', 'qr')]
  if (!/^\d{1,18}$/.test(sum)) return []
  const paid = BigInt(sum)
  const due = BigInt(total)
  if (paid === due) return [check('sum-equals-total', 'qr.Sum', { value: sum, expected: moneyText(total) })]
  const code = paid * 100n === due ? 'sum-in-roubles' : 'sum-differs'
  return [check(code, 'qr.Sum', { value: sum, expected: `${due} (${moneyText(total)})` })]
}

/** Names differ in quotes, commas and, cut to their limit, in length; numbers do not. */
function sameRequisite(key: string, value: string, expected: string): boolean {
  if (key !== 'Name' && key !== 'BankName') return value === expected
  const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  return letters(expected).startsWith(letters(value))
}

function purposeChecks(
  purpose: string | null,
  { order_number, invoice_number }: InvoiceFacts,
): InvoiceCheck[] {
  const named = [...(purpose ?? '').matchAll(/№\s*([\p{L}\p{N}][\p{L}\p{N}/-]*)/gu)].map((match) =>
    printedNumber(match[1]!),
  )
  const own = [printedNumber(order_number), invoice_number]
  if (named.length === 0 || named.some((number) => own.includes(number))) return []
  return [
    check('purpose-number-differs', 'qr.Purpose', {
      value: named.join(', '),
      expected: printedNumber(order_number),
    }),
  ]
}
