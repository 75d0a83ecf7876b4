import type { CmlDocument, CmlLine, CmlRequisite } from '../../server/contracts/commerceml/model.ts'
import { dateForm, readBoolean } from '../../server/contracts/commerceml/values.ts'
import type { Correspondence } from './correspondence.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'

/** What 1C reads out of a document of the site, without its base (commerceml sections 10.1, 10.2). Pure. */

/** Statuses of «Заказ клиента». */
export const orderStatuses = [
  'Не согласован',
  'К обеспечению',
  'К отгрузке',
  'К выполнению',
  'Закрыт',
] as const
export const NEW_STATUS = 'Не согласован'
export const CLOSED_STATUS = 'Закрыт'

/** Characters of a number that 1C finds an order by. */
const LOOKUP = 11
export const lookupOf = (number: string): string => number.slice(0, LOOKUP)

export const requisiteOf = (requisites: readonly CmlRequisite[], name: string): string =>
  requisites.find((requisite) => requisite.name === name)?.value ?? ''

export const ORDER_OPERATION = 'Заказ товара'

/** Why УТ throws at a document, so that the whole batch is rolled back; `null` when it does not. */
export function faultOf(document: CmlDocument): string | null {
  const called = `Документ №${document.number === '' ? document.id : document.number}`
  if (document.operation !== ORDER_OPERATION)
    return `${called}: хозяйственная операция «${document.operation}» не поддерживается`
  if (document.currency === '') return `${called}: не указана валюта`
  if (!document.parties[0]?.id) return `${called}: не указан Ид контрагента`
  return null
}

/** A date of the site as `yyyy-MM-dd`; an offset is dropped, a blank or unreadable date is `null`. */
export function dayOf(written: string): string | null {
  const form = dateForm(written.trim(), 'date')
  if (form === 'unreadable' || form === 'empty') return null
  const day = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(written.trim())
  return day
    ? `${day[3]}-${day[2]!.padStart(2, '0')}-${day[1]!.padStart(2, '0')}`
    : written.trim().slice(0, 10)
}

export interface ReadStatus {
  status: string
  cancelled: boolean
  notes: Text[]
}

/** Id that Bitrix puts in front of the text: `[N] Принят`. */
export const statusIdOf = (text: string): string => /^\[([^\]]+)\]/.exec(text)?.[1] ?? ''

/** The status through the table of the node, then through the mapping table, and what «Отменен» does. @throws StatusRefused */
export function statusOf(
  { requisites, number }: CmlDocument,
  node: CmlNodeSettings,
  correspondence: Pick<Correspondence, 'statusOfSite'>,
): ReadStatus {
  const text = requisiteOf(requisites, 'Статус заказа')
  const id = requisiteOf(requisites, 'Статуса заказа ИД') || statusIdOf(text)
  const bare = text.replace(/^\[[^\]]+\]\s*/, '')
  const written = [text, id, bare]
  const listed = node.statuses.find(({ site }) => site !== '' && written.includes(site))
  const mapped = listed?.onec ?? correspondence.statusOfSite(written, `/Документ[${number}]/Статус заказа`)
  const wasCancelled = readBoolean(requisiteOf(requisites, 'Отменен')) === true
  const cancelled = wasCancelled && node.cancelled !== 'ignore'
  if (cancelled && node.cancelled === 'close') return { status: CLOSED_STATUS, cancelled, notes: [] }
  const notes: Text[] = []
  if (!mapped && (text !== '' || id !== ''))
    notes.push({
      ru: `Статус «${text || id}» не сопоставлен: заказ получает «${NEW_STATUS}».`,
      en: `The status «${text || id}» is not mapped: the order gets «${NEW_STATUS}».`,
    })
  return { status: mapped ?? NEW_STATUS, cancelled, notes }
}

const kopecks = (units: number): string => (units / 100).toFixed(2).replace('.', ',')

/** Kopecks of a line: price by thousandths, rounded half up. */
export const sumOf = (price: number, quantity: number): number => Math.round((price * quantity) / 1000)

export interface ReadLine {
  line: CmlLine
  /** Kopecks, thousandths, kopecks after the discounts of the line itself. */
  price: number
  quantity: number
  sum: number
}

/** Lines as 1C takes them: without those of no quantity, the price from the sum where there is none. */
export function linesOf({ lines }: CmlDocument): ReadLine[] {
  return lines.flatMap((line) => {
    const { quantity } = line
    if (!quantity) return []
    const price = line.price ?? (line.sum === null ? 0 : Math.round((line.sum * 1000) / quantity))
    return [{ line, price, quantity, sum: line.sum ?? sumOf(price, quantity) }]
  })
}

/** Discounts of the document that its lines do not contain yet, kopecks. */
export const outerDiscount = ({ discounts }: CmlDocument): number =>
  discounts.reduce((sum, discount) => sum + (discount.included === true ? 0 : (discount.sum ?? 0)), 0)

/** Spreads kopecks over lines by their sums; what division leaves goes to the lines that lost most. */
export function spread(total: number, sums: readonly number[]): number[] {
  const whole = sums.reduce((sum, one) => sum + one, 0)
  if (total === 0 || whole <= 0) return sums.map(() => 0)
  const exact = sums.map((sum) => (total * sum) / whole)
  const parts = exact.map(Math.floor)
  let left = total - parts.reduce((sum, one) => sum + one, 0)
  const order = exact.map((share, index) => ({ index, rest: share - Math.floor(share) }))
  order.sort((one, other) => other.rest - one.rest)
  for (const { index } of order) {
    if (left <= 0) break
    parts[index]! += 1
    left -= 1
  }
  return parts
}

/** «Сумма» against the lines: 1C does not compare them, the bench says so. */
export function sumNote({ sum }: CmlDocument, lines: number): Text | null {
  if (sum === null || sum === lines) return null
  return {
    ru: `Сумма документа ${kopecks(sum)} отличается от суммы строк ${kopecks(lines)}; 1С считает по строкам.`,
    en: `The sum of the document ${kopecks(sum)} differs from its lines ${kopecks(lines)}; 1C counts by lines.`,
  }
}

/** A pick-up point needs its address (section 10.2). */
export function warehouseNote({ warehouses }: CmlDocument): Text | null {
  const [point] = warehouses
  if (!point || (point.address?.fields.length ?? 0) > 0) return null
  return {
    ru: `Пункт самовывоза «${point.name}» передан без адреса: 1С его не создаёт.`,
    en: `The pick-up point «${point.name}» came without an address: 1C does not create it.`,
  }
}

/** A payment or a shipment of the site, where the client reads them (section 10.3). */
export interface ReadSubordinate {
  what: 'payment' | 'shipment'
  /** `Ид` of the order. */
  basis: string
  number: string
  date: string
}

/** `null` for what the client does not take for money or goods that have moved. */
export function subordinateOf(document: CmlDocument, basis: string): ReadSubordinate | null {
  const { operation, number, requisites, deleted } = document
  const date = dayOf(document.date)
  if (deleted || date === null || number === '') return null
  if (readBoolean(requisiteOf(requisites, 'Отменен')) === true) return null
  if (operation === 'Отпуск товара')
    return readBoolean(requisiteOf(requisites, 'Отгружено')) === true
      ? { what: 'shipment', basis, number, date }
      : null
  const money = ['Эквайринговая операция', 'Выплата безналичных денег', 'Выплата наличных денег']
  if (!money.includes(operation) || !document.sum) return null
  if (readBoolean(requisiteOf(requisites, 'Оплачено')) === false) return null
  if (readBoolean(requisiteOf(requisites, 'Оплачен')) === false) return null
  return { what: 'payment', basis, number, date }
}
