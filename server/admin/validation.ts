import { identify, type Identified } from '../contracts/identify.ts'
import type { ReadOptions, WireBody } from '../contracts/operation.ts'
import type { Finding } from '../contracts/finding.ts'
import { totalsOf } from '../contracts/site-orders/arithmetic.ts'
import { convertBody } from '../contracts/site-orders/convert.ts'
import { readOrderDocument } from '../contracts/site-orders/document.ts'
import { kopecks, moneyText } from '../contracts/decimal.ts'
import { booking, regate } from '../contracts/regate/operations.ts'
import type { BookingAnswer, BookingRequest } from '../contracts/regate/schema.ts'
import type { ValidationReport } from './model.ts'

/**
 * What a body is and what is wrong with it: read leniently as a counterpart of good will reads it, and strictly as the
 * contract demands. Pure; used by the validator screen and by `obmen validate`.
 */
export function validateBody(body: WireBody, zone?: string): ValidationReport {
  const options = { fixture: true, ...(zone ? { zone } : {}) }
  const lenient = convertBody(body, { to: 'json', ...options })
  const strict = convertBody(body, { to: 'json', mode: 'strict', ...options, fixture: false })
  const recognised = identify(body, { fixture: true })
  const xml = recognised?.form.formats.includes('xml')
    ? convertBody(body, { to: 'xml', ...options }).text
    : null
  return {
    recognised: recognised && {
      operation: recognised.operation.id,
      message: recognised.message,
      confidence: recognised.confidence,
      reason: recognised.reason,
    },
    lenient: { ok: lenient.text !== null && !hasErrors(lenient.findings), findings: lenient.findings },
    strict: { ok: strict.text !== null && !hasErrors(strict.findings), findings: strict.findings },
    canonical: { json: lenient.text, xml },
    summary:
      recognised?.operation.contract === regate.id
        ? bookingSummary(recognised, body, options)
        : orderSummary(body, options),
  }
}

const hasErrors = (findings: readonly Finding[]) => findings.some(({ severity }) => severity === 'error')

/** Lines and sums of an order, the first thing that a person compares. Kopecks. */
function orderSummary(
  body: WireBody,
  options: { fixture: boolean; zone?: string },
): ValidationReport['summary'] {
  const { direction, value } = readOrderDocument(body, options)
  if (value === null) return null
  if (direction === 'out') return { lines: value.order.products.length, totalKopecks: null, vatKopecks: null }
  const totals = totalsOf(value.order.products.map(({ offer }) => offer))
  return { lines: value.order.products.length, totalKopecks: totals.total, vatKopecks: totals.nds }
}

/** The same of a booking of ReGate, asked for or made; VAT is inside its prices and not told. */
function bookingSummary(
  { operation, message, form }: Identified,
  body: WireBody,
  options: ReadOptions,
): ValidationReport['summary'] {
  if (operation.id !== booking.id || message === 'problem') return null
  const value = form.read(body, 'lenient', options).value as BookingRequest | BookingAnswer | null
  if (value === null) return null
  const amount = 'amount' in value ? value.amount : value.expected_amount
  return {
    lines: value.lines.length,
    totalKopecks: amount === undefined ? null : kopecks(amount),
    vatKopecks: null,
  }
}

/** The report as lines for a terminal: `file:line:column: severity code pointer message`, then a verdict. */
export function describeReport(file: string, report: ValidationReport): string {
  const { recognised, lenient, strict, summary } = report
  const lines = [
    recognised
      ? `${file}: ${recognised.operation} (${recognised.message}), уверенность ${Math.round(recognised.confidence * 100)} %: ${recognised.reason.ru}`
      : `${file}: сообщение не распознано`,
    ...lenient.findings.map((found) => describeFinding(file, found)),
  ]
  if (summary) {
    const total = summary.totalKopecks === null ? '' : `, итого ${moneyText(summary.totalKopecks)}`
    const vat = summary.vatKopecks === null ? '' : `, в том числе НДС ${moneyText(summary.vatKopecks)}`
    lines.push(`${file}: строк ${summary.lines}${total}${vat}`)
  }
  if (lenient.findings.length > 0) lines.push(`${file}: замечания: ${countByCode(lenient.findings)}`)
  lines.push(`${file}: ${verdict(lenient.ok, strict.ok)}`)
  return lines.join('\n')
}

/** `LA-03 ×112, LA-06 ×45`: what there is, before a person reads where. */
function countByCode(findings: readonly Finding[]): string {
  const counts = new Map<string, number>()
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => `${code} ×${count}`).join(', ')
}

export const describeFinding = (file: string, { line, column, severity, code, pointer, message }: Finding) =>
  `${file}:${line}:${column}: ${severity} ${code} ${pointer} ${message.ru}`

function verdict(lenient: boolean, strict: boolean): string {
  if (strict) return 'соответствует контракту'
  return lenient
    ? 'читается с допущениями, строгая сторона откажет'
    : 'отказ: тело не прочитано или содержит ошибки'
}
