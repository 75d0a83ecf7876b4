import type { ReturnedOrder } from '../contracts/site-orders/schema.ts'
import { isLocalTime } from '../contracts/time.ts'
import { check } from './checks.ts'
import type { DraftHeader } from './draft.ts'
import type { InvoiceCheck } from './model.ts'

export interface InvoiceHeader extends DraftHeader {
  checks: InvoiceCheck[]
}

/**
 * Header of a document that has a number and a date of its own and no title.
 * @param number as it is to be printed
 */
export function plainHeader(
  number: string,
  date: string,
  { basis = '', isContract = false }: { basis?: string; isContract?: boolean } = {},
): DraftHeader {
  const name = isContract ? 'Счет-договор' : 'Счет на оплату'
  return { title: `${name} № ${number} от ${longDate(date)}`, number, date, basis, isContract }
}

/** `Заказ клиента № 21488 от 18.07.2022` */
export const orderBasis = (number: string, date: string): string =>
  `Заказ клиента № ${printedNumber(number)} от ${shortDate(date)}`

/**
 * Title, number and date out of `order_number_payment`; out of the number and the date of the order when 1C did not send
 * it or sent a bank account in its place (AD-17).
 */
export function invoiceHeader(order: ReturnedOrder): InvoiceHeader {
  const ordered = order.order_time.slice(0, 10)
  const basis = orderBasis(order.order_number, ordered)
  const given = order.order_number_payment?.trim() ?? ''
  const fault = headerFault(given)
  if (fault) {
    return { ...plainHeader(printedNumber(order.order_number), ordered, { basis }), checks: [fault] }
  }

  const { number, date } = numberAndDate(given)
  const isPlainInvoice = /^сч[её]т(\s+на\s+оплату)?\s*№/i.test(given)
  const title =
    isPlainInvoice && number !== null && date !== null
      ? `Счет на оплату № ${number} от ${longDate(date)}`
      : given
  return { title, number, date, basis, isContract: /договор/i.test(given), checks: [] }
}

/** Number as 1C prints it: without the prefix and the leading zeros, `0000-021488` and `00000021488` give `21488`. */
export function printedNumber(number: string): string {
  const match = /^(?:[\p{L}0]{1,4}-)?\p{L}*0*([1-9]\d*)$/u.exec(number.trim())
  return match?.[1] ?? number.trim()
}

/** `18.07.2022` */
export function shortDate(date: string): string {
  return date.split('-').reverse().join('.')
}

const longFormat = new Intl.DateTimeFormat('ru-RU', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** `18 июля 2022 г.` */
export function longDate(date: string): string {
  return longFormat.format(new Date(`${date}T00:00:00Z`))
}

function headerFault(given: string): InvoiceCheck | null {
  if (given === '') return check('payment-number-absent', 'title')
  if (/^\d{20}$/.test(given)) return check('W-PAYNUM-LOOKS-LIKE-ACCOUNT', 'title', { value: given })
  return null
}

function numberAndDate(given: string): { number: string | null; date: string | null } {
  const match = /№\s*(\S+)\s+от\s+(\d{2})\.(\d{2})\.(\d{4})/.exec(given)
  if (!match) return { number: null, date: null }
  const date = `${match[4]}-${match[3]}-${match[2]}`
  return { number: printedNumber(match[1]!), date: isLocalTime(`${date}T00:00:00`) ? date : null }
}
