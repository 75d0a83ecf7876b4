import { moneyText, quantityText } from '../../contracts/decimal.ts'
import { NO_VAT } from '../../contracts/site-orders/arithmetic.ts'
import type { Text } from '../../contracts/text.ts'
import { isReordered, matchLines, type LinePair } from './lines.ts'
import type {
  DifferenceSection,
  FieldDifference,
  InvoiceComparison,
  InvoiceSide,
  LineDifference,
} from './model.ts'
import { comparePayment } from './payment.ts'
import { summaryOf } from './summary.ts'
import { fieldLabels, linesWithoutVat, present, sectionTitles, vatAtRate, vatModeWords } from './words.ts'
import { amountField, difference, textField } from './field-difference.ts'
import { printedNumber, shortDate } from '../header.ts'
import type { InvoiceLine, InvoiceModel } from '../model.ts'

type Both = readonly [before: InvoiceModel, after: InvoiceModel]

/**
 * What differs between two invoices, for instance before and after 1C changed the order: by field, as it is printed. Computed
 * words and checks are not compared, they follow from the rest.
 */
export function compareInvoices(before: InvoiceModel, after: InvoiceModel): InvoiceComparison {
  const both = [before, after] as const
  const found: Record<DifferenceSection, FieldDifference[]> = {
    header: headerOf(both),
    seller: partyOf('seller', both),
    buyer: partyOf('buyer', both),
    bank: bankOf(both),
    totals: totalsOf(both),
    qr: comparePayment(before, after),
  }
  const sections = (Object.keys(found) as DifferenceSection[])
    .filter((section) => found[section].length > 0)
    .map((section) => ({ section, title: sectionTitles[section], differences: found[section] }))
  const pairs = matchLines(before.lines, after.lines)
  const lines = pairs.flatMap(lineOf)
  const reordered = isReordered(pairs)
  const said = {
    same: sections.length === 0 && lines.length === 0 && !reordered,
    before: sideOf(before),
    after: sideOf(after),
    sections,
    lines,
    reordered,
  }
  return { ...said, summary: summaryOf(said) }
}

const sideOf = ({ title, footer, changed_at, totals }: InvoiceModel): InvoiceSide => ({
  title,
  seq: footer.seq,
  changed_at,
  to_pay: totals.to_pay,
})

/** `Счет на оплату`; the whole title when it has no number to be told apart. */
const kindOf = ({ title, number }: InvoiceModel): string =>
  number === null ? title : title.split(/\s*№/)[0]!

const dateOf = ({ date }: InvoiceModel): string | null => (date === null ? null : shortDate(date))

const termsOf = ({ terms }: InvoiceModel): string => terms.map((term, i) => `${i + 1}. ${term}`).join('\n')

/** The number of the order is told only where it is not the number of the invoice. */
const orderOf = ({ footer, number }: InvoiceModel): string | null =>
  printedNumber(footer.order_number) === number ? null : footer.order_number

function headerOf([before, after]: Both): FieldDifference[] {
  const field = (name: keyof typeof fieldLabels, value: (model: InvoiceModel) => string | null) =>
    textField(`header.${name}`, fieldLabels[name], value(before), value(after))
  return [
    ...field('kind', kindOf),
    ...field('number', ({ number }) => number),
    ...field('date', dateOf),
    ...field('basis', ({ basis }) => basis),
    ...field('order_number', orderOf),
    ...difference(
      'header.vat_mode',
      fieldLabels.vat_mode,
      vatModeWords[before.vat_mode],
      vatModeWords[after.vat_mode],
    ),
    ...field('terms', termsOf),
  ]
}

const partyFields = ['name', 'inn', 'kpp', 'address', 'phone'] as const

const partyOf = (party: 'seller' | 'buyer', [before, after]: Both): FieldDifference[] =>
  partyFields.flatMap((name) =>
    textField(`${party}.${name}`, fieldLabels[name], before[party][name], after[party][name]),
  )

const bankFields = ['bank', 'bik', 'payment_account', 'correspondent_account'] as const

const bankOf = ([before, after]: Both): FieldDifference[] =>
  bankFields.flatMap((name) =>
    textField(`bank.${name}`, fieldLabels[name], before.bank[name], after.bank[name]),
  )

function totalsOf([before, after]: Both): FieldDifference[] {
  const money = (name: 'to_pay' | 'total' | 'discount' | 'vat_total') =>
    amountField(`totals.${name}`, fieldLabels[name], before.totals[name], after.totals[name], moneyText)
  const isOnTop = [before, after].some(({ totals }) => totals.total !== totals.to_pay)
  return [
    ...money('to_pay'),
    ...(isOnTop ? money('total') : []),
    ...money('discount'),
    ...money('vat_total'),
    ...ratesOf(before, after),
  ]
}

/** VAT by rate says more than all of it only where there is more than one rate. */
function ratesOf(before: InvoiceModel, after: InvoiceModel): FieldDifference[] {
  const rates = new Set([before, after].flatMap(({ totals }) => totals.vat.map(({ rate }) => rate)))
  if (rates.size < 2) return []
  return [...rates].flatMap((rate) => {
    const of = ({ totals }: InvoiceModel) => totals.vat.find((one) => one.rate === rate)
    const [left, right] = [of(before), of(after)]
    if (rate === NO_VAT)
      return difference('totals.vat', linesWithoutVat, left ? present : null, right ? present : null)
    return amountField('totals.vat', vatAtRate(rate), left?.amount ?? null, right?.amount ?? null, moneyText)
  })
}

function lineOf({ before, after }: LinePair): LineDifference[] {
  const { offer_id, name } = (after ?? before)!
  const differences = before && after ? changesOf(before, after) : figuresOf(before, after)
  if (differences.length === 0) return []
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
  const numbers = { before: before?.number ?? null, after: after?.number ?? null }
  return [{ kind, offer_id, name, ...numbers, differences }]
}

function changesOf(before: InvoiceLine, after: InvoiceLine): FieldDifference[] {
  const place = `lines.${after.number - 1}`
  const text = (name: 'offer_id' | 'name' | 'unit' | 'vat_rate') =>
    textField(`${place}.${name}`, fieldLabels[name], before[name], after[name])
  const money = (name: 'price' | 'discount' | 'sum' | 'vat') =>
    amountField(`${place}.${name}`, fieldLabels[name], before[name], after[name], moneyText)
  // An id that is only the number of the line moves with it.
  const isNumbered = before.offer_id === String(before.number) && after.offer_id === String(after.number)
  return [
    ...(isNumbered ? [] : text('offer_id')),
    ...text('name'),
    ...text('unit'),
    ...quantityOf(before, after, place),
    ...money('price'),
    ...money('discount'),
    ...money('sum'),
    ...text('vat_rate'),
    ...money('vat'),
  ]
}

/** What came or went, in its main figures. */
function figuresOf(before: InvoiceLine | null, after: InvoiceLine | null): FieldDifference[] {
  const place = `lines.${(after ?? before)!.number - 1}`
  const money = (name: 'price' | 'sum') =>
    amountField(
      `${place}.${name}`,
      fieldLabels[name],
      before?.[name] ?? null,
      after?.[name] ?? null,
      moneyText,
    )
  return [...quantityOf(before, after, place), ...money('price'), ...money('sum')]
}

/** A quantity goes with its unit: `2,5 шт`. */
function quantityOf(before: InvoiceLine | null, after: InvoiceLine | null, place: string): FieldDifference[] {
  const printed = (line: InvoiceLine | null): Text | null => {
    const text = line && [quantityText(line.quantity), line.unit].filter(Boolean).join(' ')
    return text === null ? null : { ru: text, en: text }
  }
  const [found] = amountField(
    `${place}.quantity`,
    fieldLabels.quantity,
    before?.quantity ?? null,
    after?.quantity ?? null,
    quantityText,
  )
  return found ? [{ ...found, before: printed(before), after: printed(after) }] : []
}
