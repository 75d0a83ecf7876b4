import type { CmlDocument, CmlLine, CmlParty, CmlTax } from '../../contracts/commerceml/model.ts'
import { currencyCode, dateForm } from '../../contracts/commerceml/values.ts'
import { divideRounded, grossAmount, NO_VAT } from '../../contracts/site-orders/arithmetic.ts'
import { check } from '../checks.ts'
import { NO_BANK, NO_PARTY, type DraftHeader, type DraftLine, type InvoiceDraft } from '../draft.ts'
import { orderBasis, plainHeader, printedNumber } from '../header.ts'
import type { InvoiceCheck, Party, VatMode } from '../model.ts'
import { rateOr } from './assumed-rate.ts'
import { lineDiscount, spread } from './cml-discounts.ts'

/** `Документ` of CommerceML as an invoice (contract sections 10, 11). */

/** An order has goods; payments and others without them make no invoice. */
export const isInvoiceable = ({ lines }: CmlDocument): boolean => lines.length > 0

/**
 * @param changed_at when the document was changed, where the base knows it; ISO 8601 with its offset
 */
export function cmlDraft(document: CmlDocument, changed_at: string | null = null): InvoiceDraft {
  const number = document.number1c || document.number || document.id
  const date = dayOf(document.date1c ?? '') ?? dayOf(document.date)
  const { mode, checks: modeChecks } = vatModeOf(document)
  const lines = document.lines.map((line, i) => draftLine(line, i, date))
  const vat = document.taxes.filter(isVat).map(({ sum }) => sum)
  return {
    source: 'cml',
    header: headerOf(number, date),
    seller: partyOf(document.parties.find(({ role }) => role === SELLER)),
    bank: NO_BANK,
    buyer: partyOf(
      document.parties.find(({ role }) => role === BUYER) ??
        document.parties.find(({ role }) => role !== SELLER),
    ),
    buyer_bank: null,
    vat_mode: mode,
    rates_on: date,
    lines: spread(lines, orderDiscount(document)),
    stated: {
      to_pay: document.sum,
      vat: vat.length === 0 || vat.includes(null) ? null : vat.reduce<number>((sum, one) => sum + one!, 0),
      discount: null,
    },
    payment: null,
    delivery_place: document.requisites.find(({ name }) => name === 'Адрес доставки')?.value ?? '',
    order_number: document.number || document.id,
    seq: null,
    changed_at,
    checks: [...modeChecks, ...currencyChecks(document.currency)],
  }
}

const SELLER = 'Продавец'
const BUYER = 'Покупатель'

function headerOf(number: string, date: string | null): DraftHeader {
  const printed = printedNumber(number)
  if (date !== null) return plainHeader(printed, date, { basis: orderBasis(number, date) })
  return { title: `Счет на оплату № ${printed}`, number: printed, date, basis: '', isContract: false }
}

/** `2016-11-03`, also with an offset or a time behind it, and `03.11.2016`. */
function dayOf(written: string): string | null {
  const form = dateForm(written, 'date')
  const day = /^\d{4}-\d{2}-\d{2}/.exec(written)
  if (day) return form === 'empty' ? null : day[0]
  const first = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(written)
  if (!first || form === 'unreadable' || form === 'empty') return null
  return `${first[3]}-${first[2]!.padStart(2, '0')}-${first[1]!.padStart(2, '0')}`
}

const isVat = ({ name }: CmlTax): boolean => /НДС|^$/i.test(name)
const vatTax = (taxes: readonly CmlTax[]): CmlTax | undefined => taxes.find(isVat)

/** `20`, `20%`, `НДС20`, `Без НДС`, `Без налога`; `null` when no rate stands there. */
function vatRateText(written: string): string | null {
  const text = written.trim()
  if (text === '') return null
  if (/^без\s+(ндс|налога)$/i.test(text)) return NO_VAT
  const percent = /^(?:НДС)?\s*(\d{1,2})(?:[.,]0+)?\s*%?$/i.exec(text)
  return percent ? `${Number(percent[1])}%` : text
}

/** `УчтеноВСумме` of the first line that says it, else of the document; inside when nobody does. */
function vatModeOf({ lines, taxes }: CmlDocument): { mode: VatMode; checks: InvoiceCheck[] } {
  const said = lines.flatMap((line) => vatTax(line.taxes)?.included ?? [])
  const included = said[0] ?? vatTax(taxes)?.included ?? true
  const isMixed = said.some((one) => one !== included)
  return {
    mode: included ? 'included' : 'on_top',
    checks: isMixed ? [check('vat-mode-mixed', 'totals.vat')] : [],
  }
}

function draftLine(line: CmlLine, index: number, date: string | null): DraftLine {
  const place = `lines.${index}`
  const { quantity, price, checks: missing } = termsOf(line, place)
  const gross = grossAmount(price, quantity)
  const { discount, sum, changed } = lineDiscount(line.discounts, gross, line.sum)
  const tax = vatTax(line.taxes)
  const { vat_rate, checks } = rateOr(tax ? vatRateText(tax.rate) : null, date, `${place}.vat_rate`)
  return {
    offer_id: line.id,
    name: line.name || null,
    unit: line.unit?.name || null,
    quantity,
    price,
    discount,
    vat_rate,
    // VAT that was stated for another sum says nothing of this one.
    stated: { sum, vat: changed ? null : (tax?.sum ?? null) },
    checks: [...missing, ...checks],
  }
}

/** Quantity and price; 1C takes the price from the sum when there is none (10.2). */
function termsOf(
  { quantity, price, sum }: CmlLine,
  place: string,
): { quantity: number; price: number; checks: InvoiceCheck[] } {
  const counted = quantity ?? 1000
  const computed = counted === 0 ? 0 : divideRounded(BigInt(sum ?? 0) * 1000n, BigInt(counted))
  const missing = [...(quantity === null ? ['quantity'] : []), ...(price === null ? ['price'] : [])]
  return {
    quantity: counted,
    price: price ?? computed,
    checks: missing.map((field) => check('figure-missing', `${place}.${field}`)),
  }
}

/** Kopecks of the discounts of the whole order that its lines do not have in them (10.2). */
const orderDiscount = ({ discounts }: CmlDocument): number =>
  discounts.filter(({ included }) => included !== true).reduce((total, { sum }) => total + (sum ?? 0), 0)

function partyOf(party: CmlParty | undefined): Party {
  if (!party) return NO_PARTY
  return {
    name: party.officialName || party.fullName || party.name,
    inn: party.inn || null,
    kpp: party.kpp || null,
    address: party.address?.text || null,
    phone: party.contacts.find(({ type }) => /телефон/i.test(type))?.value || null,
  }
}

function currencyChecks(currency: string): InvoiceCheck[] {
  const isRouble = currency === '' || currencyCode(currency) === 'RUB'
  return isRouble ? [] : [check('currency-other', 'totals', { value: currency })]
}
