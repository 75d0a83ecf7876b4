import { fromMinorUnits } from '../decimal.ts'
import type { Inspection } from '../message/inspection.ts'
import { checkAccount, checkCorrAccount, checkInn, requisiteTexts } from '../requisites.ts'
import type { RequisiteCode } from '../requisites.ts'
import type { Text } from '../text.ts'
import { fromLocalTime } from '../time.ts'
import { checkOffer, isRounding, totalsOf } from './arithmetic.ts'
import { siteCodes, warningCodes } from './codes.ts'
import { rules } from './rules.ts'
import type {
  Contragents,
  OrderEnvelope,
  OrdersBatch,
  OutgoingOrder,
  ProcessedOrder,
  Requisites,
  ReturnedOrder,
  Seller,
  Stock,
} from './schema.ts'

/** Checks of content that the form cannot express. They look at a value whose form is right. */

const DAY_MS = 24 * 60 * 60 * 1000

/** Check digits: warnings, never a reason to refuse (AD-44). */
function inspectRequisites(
  { inn, payment_account, correspondent_account, bik }: Partial<Requisites & Seller>,
  pointer: string,
  { report }: Inspection,
): void {
  const warn = (field: string, value: string, codes: readonly (RequisiteCode | null)[]): void => {
    for (const code of codes) {
      if (code !== null)
        report(`${pointer}/${field}`, { severity: 'warning', code, message: requisiteTexts[code], value })
    }
  }
  if (inn !== undefined) warn('inn', inn, [checkInn(inn)])
  if (bik === undefined) return
  if (payment_account !== undefined)
    warn('payment_account', payment_account, [checkAccount(payment_account, bik)])
  if (correspondent_account !== undefined) {
    warn('correspondent_account', correspondent_account, checkCorrAccount(correspondent_account, bik))
  }
}

function isLaterThanTomorrow(local: string, zone: string, now: Date): boolean {
  // No zone is more than half a day behind UTC, so most orders need no look at the zone.
  const surelyNot = new Date(now.getTime() + DAY_MS / 2).toISOString().slice(0, local.length)
  return local > surelyNot && fromLocalTime(local, zone).getTime() > now.getTime() + DAY_MS
}

function inspectHeader(order: OutgoingOrder | ReturnedOrder, pointer: string, inspection: Inspection): void {
  const { zone, now, report } = inspection
  if (isLaterThanTomorrow(order.order_time, zone, now)) {
    const { ru, en, ord } = rules['time-future']
    report(`${pointer}/order_time`, {
      severity: 'error',
      code: ord,
      message: { ru, en },
      value: order.order_time,
    })
  }
  if (order.requisites) inspectRequisites(order.requisites, `${pointer}/requisites`, inspection)
}

/** The order that the site sends. */
export function inspectOutgoing(order: OutgoingOrder, pointer: string, inspection: Inspection): void {
  inspectHeader(order, pointer, inspection)
}

function inspectLine(
  line: ReturnedOrder['products'][number],
  pointer: string,
  { mode, report }: Inspection,
): void {
  for (const difference of checkOffer(line.offer)) {
    const rounding = mode === 'lenient' && isRounding(difference)
    const code = rounding ? warningCodes['W-ROUNDING'] : siteCodes['SITE-ARITHMETIC']
    const expected = fromMinorUnits(difference.expected, 2)
    const value = fromMinorUnits(difference.actual, 2)
    report(`${pointer}/offer/${difference.field}`, {
      severity: rounding ? 'warning' : 'error',
      code: code.code,
      message: {
        ru: `${code.meaning.ru}: ожидалось ${expected}, получено ${value}`,
        en: `${code.meaning.en}: ${expected} was expected, ${value} was received`,
      },
      value,
      expected,
    })
  }
}

const QR_MANDATORY = ['Name', 'PersonalAcc', 'BankName', 'BIC', 'CorrespAcc']
const QR_LIMITS: Readonly<Record<string, RegExp>> = {
  Name: /^.{1,160}$/s,
  PersonalAcc: /^.{20}$/s,
  BankName: /^.{1,45}$/s,
  BIC: /^\d{9}$/,
  CorrespAcc: /^(?:\d{20}|0)$/,
  Sum: /^\d{1,18}$/,
  Purpose: /^.{1,210}$/s,
  PayeeINN: /^(?:\d{10}|\d{12})$/,
  KPP: /^.{9}$/s,
}

/** What does not hold in a payment string (section 6.7); `total` in kopecks. The full lint is the invoice's business. */
export function qrProblems(text: string, total: number): Text[] {
  const header = /^ST0001[123](.)/su.exec(text)
  if (!header) {
    return [{ ru: 'строка не начинается с ST00012', en: 'the text does not start with ST00012' }]
  }
  const fields = text
    .slice(header[0].length)
    .split(header[1]!)
    .filter((part) => part !== '')
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const)
  const problems: Text[] = []
  QR_MANDATORY.forEach((key, index) => {
    if (fields[index]?.[0] !== key) {
      problems.push({
        ru: `поле ${key} отсутствует или не на своём месте`,
        en: `${key} is missing or misplaced`,
      })
    }
  })
  for (const [key, value] of fields) {
    const limit = Object.hasOwn(QR_LIMITS, key) ? QR_LIMITS[key] : undefined
    if (limit && !limit.test(value)) {
      problems.push({ ru: `поле ${key} не той длины или вида`, en: `${key} has a wrong length or form` })
    }
  }
  const sum = fields.find(([key]) => key === 'Sum')?.[1]
  if (sum !== undefined && sum !== String(total)) {
    problems.push({
      ru: `Sum=${sum} не равно итогу заказа в копейках (${total})`,
      en: `Sum=${sum} is not the total of the order in kopecks (${total})`,
    })
  }
  return problems
}

/** The order that 1C returns. */
export function inspectReturned(order: ReturnedOrder, pointer: string, inspection: Inspection): void {
  const { mode, report } = inspection
  inspectHeader(order, pointer, inspection)
  if (order.seller) inspectRequisites(order.seller, `${pointer}/seller`, inspection)
  order.products.forEach((line, index) => inspectLine(line, `${pointer}/products/${index}`, inspection))

  const number = order.order_number_payment
  if (number && /^\d{20}$/.test(number)) {
    const { code, meaning } = warningCodes['W-PAYNUM-LOOKS-LIKE-ACCOUNT']
    report(`${pointer}/order_number_payment`, { severity: 'warning', code, message: meaning, value: number })
  }
  if (!order.order_QRCode) return
  const { total } = totalsOf(order.products.map(({ offer }) => offer))
  for (const problem of qrProblems(order.order_QRCode, total)) {
    const { code, meaning } = warningCodes['W-QR-FORMAT']
    report(`${pointer}/order_QRCode`, {
      severity: mode === 'strict' ? 'error' : 'warning',
      code: mode === 'strict' ? siteCodes['SITE-VALIDATION'].code : code,
      message: { ru: `${meaning.ru}: ${problem.ru}`, en: `${meaning.en}: ${problem.en}` },
      value: order.order_QRCode,
    })
  }
}

export function inspectEnvelope(envelope: OrderEnvelope, inspection: Inspection): void {
  inspectOutgoing(envelope.order, '/order', inspection)
}

export function inspectBatch({ orders }: OrdersBatch, inspection: Inspection): void {
  orders.forEach(({ order }, index) => inspectOutgoing(order, `/orders/${index}/order`, inspection))
}

export function inspectProcessed({ order }: ProcessedOrder, inspection: Inspection): void {
  inspectReturned(order, '/order', inspection)
}

export function inspectStock({ stock }: Stock, { report }: Inspection): void {
  const { code, meaning } = warningCodes['W-NEGATIVE-STOCK']
  stock.items.forEach(({ quantity }, index) => {
    if (quantity < 0) {
      const pointer = `/stock/items/${index}/quantity`
      report(pointer, { severity: 'warning', code, message: meaning, value: String(quantity), expected: '0' })
    }
  })
}

export function inspectContragents({ contragents }: Contragents, inspection: Inspection): void {
  contragents.forEach(({ requisites }, index) => {
    if (requisites) inspectRequisites(requisites, `/contragents/${index}/requisites`, inspection)
  })
}
