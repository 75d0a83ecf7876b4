import { moneyText } from '../../contracts/decimal.ts'
import { shortDate } from '../header.ts'
import type { InvoiceCheck, InvoiceModel, InvoicePreview } from '../model.ts'
import { payerName } from './payer-name.ts'
import { qrCheck } from './checks.ts'
import { mandatoryKeys } from './fields.ts'
import { isInvoiceQrKey, type InvoiceQrKey, type QrOptions } from './options.ts'
import { paymentAgainstInvoice, qrPreview } from './preview.ts'
import { paymentBytes, readPaymentString, writePaymentString } from './text.ts'

/** The payment string of an invoice whose document came with none, or whose profile wants another one. */

export interface ComposedPayment {
  /** `null` when a mandatory requisite is missing: a bank would refuse the code. */
  text: string | null
  checks: InvoiceCheck[]
}

/** Roubles with kopecks as people type them into a purpose: no group separators. */
const amount = (units: number): string => moneyText(units).replaceAll('\u00a0', '')

/** `В том числе НДС (20%) 8956,60 руб.`; one sum when the rates are mixed. */
export function purposeVat({ totals, vat_mode }: InvoiceModel): string {
  const taxed = totals.vat.filter(({ amount: sum }) => sum !== null)
  if (vat_mode === 'none' || taxed.length === 0) return 'Без налога (НДС)'
  const rate = taxed.length === 1 && totals.vat.length === 1 ? ` (${taxed[0]!.rate})` : ''
  return `В том числе НДС${rate} ${amount(totals.vat_total)} руб.`
}

/** The template with the values of the invoice; what has no value goes, and the spaces around it. */
export function purposeText(template: string, model: InvoiceModel): string {
  const values: Readonly<Record<string, string>> = {
    number: model.number ?? '',
    date: model.date === null ? '' : shortDate(model.date),
    vat: purposeVat(model),
    total: amount(model.totals.to_pay),
    order: model.footer.order_number,
    buyer: model.buyer.name,
  }
  return template
    .replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
    .replace(/\s+/g, ' ')
    .trim()
}

/** A settlement centre of the Bank of Russia has no correspondent account; the standard writes `0` then. */
const withoutCorrespondent = (bik: string): boolean => /^\d{6}00[012]$/.test(bik)

function mandatory({ seller, bank }: InvoiceModel): Record<string, string> {
  const bik = bank.bik ?? ''
  return {
    Name: seller.name,
    PersonalAcc: bank.payment_account ?? '',
    BankName: bank.bank ?? '',
    BIC: bik,
    CorrespAcc: bank.correspondent_account || (withoutCorrespondent(bik) ? '0' : ''),
  }
}

function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

type ValueOf = (model: InvoiceModel, options: QrOptions) => string | null

const isCompany = ({ buyer }: InvoiceModel): boolean => buyer.inn?.length === 10

const namePart =
  (part: 'LastName' | 'FirstName' | 'MiddleName'): ValueOf =>
  (model) =>
    isCompany(model) ? null : (payerName(model.buyer.name)?.[part] ?? null)

const invoiceValues: Readonly<Record<InvoiceQrKey, ValueOf>> = {
  Sum: ({ totals }) => (totals.to_pay > 0 ? String(totals.to_pay) : null),
  Purpose: (model, { purpose }) => purposeText(purpose, model),
  PayeeINN: ({ seller }) => seller.inn,
  KPP: ({ seller }) => seller.kpp,
  PayerINN: ({ buyer }) => buyer.inn,
  DocNo: ({ number }) => number,
  DocDate: ({ date }) => date && shortDate(date),
  LastName: namePart('LastName'),
  FirstName: namePart('FirstName'),
  MiddleName: namePart('MiddleName'),
  PayerAddress: ({ buyer }) => buyer.address,
  Phone: ({ buyer }) => buyer.phone,
  PaymTerm: ({ date }, { term_days }) =>
    date === null || term_days === null ? null : shortDate(daysAfter(date, term_days)),
}

/** Absent by nature: a sole proprietor has no КПП, a company no name of a person, not every person a patronymic. */
function isExpectedGap(key: string, model: InvoiceModel): boolean {
  if (key === 'KPP') return model.seller.inn?.length === 12
  if (key === 'MiddleName') return true
  return ['LastName', 'FirstName'].includes(key) && isCompany(model)
}

/**
 * The payment string of an invoice by the options of a profile: the mandatory five from the seller and its bank, the others as
 * `include` says. Names too long for the standard are cut at a word; when windows-1251 lacks a character the string is
 * written in UTF-8. Every change is said (sections 1.1, 1.2).
 */
export function composePayment(model: InvoiceModel, options: QrOptions): ComposedPayment {
  const fields = mandatory(model)
  const missing = mandatoryKeys.filter((key) => !fields[key]?.trim())
  if (missing.length > 0)
    return { text: null, checks: [qrCheck('qr-not-composed', 'qr', { value: missing.join(', ') })] }
  const absent: InvoiceCheck[] = []
  for (const [key, source] of Object.entries(options.include)) {
    const value =
      'value' in source ? source.value : isInvoiceQrKey(key) ? invoiceValues[key](model, options) : null
    if (value) fields[key] = value
    else if (!isExpectedGap(key, model)) absent.push(qrCheck('field-absent', 'qr', { key }))
  }
  const digit = options.format === 'ST00011' ? '1' : '2'
  const written = writePaymentString(fields, { encoding: digit })
  if (digit === '2' || !written.checks.some(({ code }) => code === 'not-encodable'))
    return { text: written.text, checks: [...absent, ...written.checks] }
  const foreign = written.checks.find(({ code }) => code === 'not-encodable')?.value
  const wide = writePaymentString(fields)
  const widened = qrCheck('encoding-widened', 'qr', foreign === undefined ? {} : { value: foreign })
  return { text: wide.text, checks: [...absent, widened, ...wide.checks] }
}

const aboutCode = ({ field }: InvoiceCheck): boolean => field === 'qr' || field.startsWith('qr.')

/**
 * The preview with the code that the options ask for. With the default options it is the preview as it came: the string of 1C,
 * and no code when 1C sent none.
 */
export function withQr(preview: InvoicePreview, options: QrOptions): InvoicePreview {
  const { model } = preview
  const sent = preview.qr?.text ?? null
  const composes = options.format !== 'as-sent' || (options.absent === 'compose' && isAbsent(preview))
  if (composes) {
    const { text, checks } = composePayment(model, options)
    const replaced = sent !== null && text !== sent ? [qrCheck('qr-replaced', 'qr', { value: sent })] : []
    return redrawn(preview, text, [...replaced, ...checks], options)
  }
  if (sent === null || (options.size === 'auto' && options.level === 'auto')) return preview
  const said = preview.warnings.filter((one) => aboutCode(one) && !drawn.has(one.code))
  return redrawn(preview, sent, said, options)
}

/** Codes that the picture gives, not the string. */
const drawn: ReadonlySet<string> = new Set(['qr-too-dense', 'qr-too-long'])

/** Neither a string nor a link nor something unreadable came. */
const isAbsent = ({ warnings, qr }: InvoicePreview): boolean =>
  qr === null && warnings.some(({ code }) => code === 'qr-absent')

function redrawn(
  preview: InvoicePreview,
  text: string | null,
  checks: readonly InvoiceCheck[],
  options: QrOptions,
): InvoicePreview {
  const { model } = preview
  const others = preview.warnings.filter((one) => !aboutCode(one))
  const payment = text === null ? null : readPaymentString(text).payment
  if (payment === null) return { model: { ...model, qr: null }, qr: null, warnings: [...others, ...checks] }
  const compared = paymentAgainstInvoice(payment, {
    total: model.totals.to_pay,
    order_number: model.footer.order_number,
    invoice_number: model.number,
    seller: [],
    buyerIsCompany: isCompany(model),
  })
  const known = new Set(checks.map(({ code }) => code))
  const said = [...checks, ...compared.filter(({ code }) => !known.has(code))]
  const { qr, checks: ofPicture } = qrPreview(payment, said, options)
  return {
    model: { ...model, qr: qr && { text: qr.text, bytes: paymentBytes(qr.text).length } },
    qr,
    warnings: [...others, ...said.filter(({ severity }) => severity !== 'ok'), ...ofPicture],
  }
}
