import { identify, type Identified } from '../contracts/identify.ts'
import type { ReaderMode, ReadOptions, WireBody, WireFormat } from '../contracts/operation.ts'
import type { Finding } from '../contracts/finding.ts'
import { applyAllSafe, type Fix } from '../contracts/fixes/fixes.ts'
import { totalsOf } from '../contracts/site-orders/arithmetic.ts'
import { convertBody } from '../contracts/site-orders/convert.ts'
import { readOrderDocument } from '../contracts/site-orders/document.ts'
import { kopecks, moneyText } from '../contracts/decimal.ts'
import { booking, regate } from '../contracts/regate/operations.ts'
import type { BookingAnswer, BookingRequest } from '../contracts/regate/schema.ts'
import type { Text } from '../contracts/text.ts'
import type { Encoding, EncodingReport } from '../understanding/encoding.ts'
import { examineOther, fixesOf, lookAt, textReader } from '../understanding/examine.ts'
import type { BodyKind } from '../understanding/kinds.ts'
import type { FoundQr } from '../understanding/qr.ts'
import { candidates, recognise, type Candidate, type Choice } from '../understanding/recognise.ts'
import type { ValidationReport } from './model.ts'

/** What is said of a file or a pasted text, whatever it is. */
export interface ExaminationReport extends ValidationReport {
  kind: BodyKind
  /** `readAs` is `null` for bytes that are no text. */
  encoding: EncodingReport & { readAs: Encoding | null }
  text: string | null
  /** What it was taken for, then what else it could be. */
  candidates: Candidate[]
  fixes: Fix[]
  /** Sentences about what is no message of the contracts: an archive, a statement, a catalogue. */
  about: Text[]
  qr: FoundQr[]
  files: { name: string; bytes: number }[]
}

export interface FixedBody {
  text: string
  applied: Fix[]
}

/** What a person says of a body beforehand. */
export interface ValidationOptions extends Choice {
  zone?: string
}

/**
 * What a body is and what is wrong with it: read leniently as a counterpart of good will reads it, and strictly as the
 * contract demands. Pure; used by the validator screen and by `obmen validate`.
 */
export function validateBody(body: WireBody, zone?: string, choice: Choice = {}): ValidationReport {
  const options = { fixture: true, ...(zone ? { zone } : {}) }
  const recognised = recognise(body, choice)
  const lenient = readAs(recognised, body, 'json', 'lenient', options)
  const strict = readAs(recognised, body, 'json', 'strict', { ...options, fixture: false })
  const xml = recognised?.form.formats.includes('xml')
    ? readAs(recognised, body, 'xml', 'lenient', options).text
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

/** As `convertBody`; a message that somebody has chosen is read as such, whatever it looks like. */
function readAs(
  recognised: Identified | null,
  body: WireBody,
  to: WireFormat,
  mode: ReaderMode,
  options: ReadOptions,
): { text: string | null; findings: Finding[] } {
  if (!recognised || recognised.form === identify(body, { fixture: true })?.form)
    return convertBody(body, { to, mode, ...options })
  const { value, findings, rejected } = recognised.form.read(body, mode, options)
  if (value === null || rejected.length > 0) return { text: null, findings }
  return { text: new TextDecoder().decode(recognised.form.write(value, to).bytes), findings }
}

/** Everything that can be said of a file or a pasted text, whatever it is. */
export async function examineBody(
  given: WireBody,
  { zone, ...choice }: ValidationOptions = {},
): Promise<ExaminationReport> {
  const look = lookAt(given)
  const { kind, encoding, text } = look
  const common = { kind, encoding: { ...encoding, readAs: look.readAs }, text }
  const other = await examineOther(look, given.bytes)
  if (other) {
    const reading = { ok: other.ok, findings: other.findings }
    return {
      ...common,
      recognised: null,
      candidates: [],
      lenient: reading,
      strict: { ...reading, ok: other.ok && other.findings.every(({ severity }) => severity === 'info') },
      canonical: { json: null, xml: null },
      summary: null,
      fixes: [],
      about: other.about,
      qr: other.qr,
      files: other.files,
    }
  }
  const report = validateBody(look.body, zone, choice)
  const options = { fixture: true, ...(zone ? { zone } : {}) }
  return {
    ...common,
    ...report,
    candidates: candidates(look.body, recognise(look.body, choice)),
    fixes: fixesOf(look, choice, options),
    about: [],
    qr: [],
    files: [],
  }
}

/** A text with its safe fixes applied, in UTF-8. */
export function fixBody(given: WireBody, { zone, ...choice }: ValidationOptions = {}): FixedBody | null {
  const look = lookAt(given)
  if (look.text === null || !['json', 'xml', 'text'].includes(look.kind)) return null
  const read = textReader(choice, { fixture: true, ...(zone ? { zone } : {}) })
  const tidy = look.readAs === 'utf-8' && !look.encoding.bom
  return applyAllSafe(look.text, read, tidy)
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

/** The same with what else is known: what the file is, what it could be, what can be put right. */
export function describeExamination(file: string, report: ExaminationReport): string {
  const [verdictLine, ...before] = describeReport(file, report).split('\n').reverse()
  const { readAs, declared, disagree } = report.encoding
  const undeclared = readAs !== null && readAs !== 'utf-8' && !declared.some((one) => one.encoding === readAs)
  const head = report.about.map(({ ru }) => `${file}: ${ru}`)
  const lines = before.reverse().slice(head.length > 0 ? 1 : 0)
  if (undeclared)
    lines.push(
      `${file}: кодировка ${readAs} узнана по байтам: объявите charset=${readAs} или передавайте UTF-8`,
    )
  else if (disagree)
    lines.push(
      `${file}: объявлена кодировка ${declared.map(({ name }) => name).join(', ')}, а байты в ${readAs}`,
    )
  const others = report.candidates.slice(report.recognised ? 1 : 0)
  for (const { operation, message, confidence, reason } of others)
    lines.push(
      `${file}: похоже и на ${operation} (${message}), ${Math.round(confidence * 100)} %: ${reason.ru}`,
    )
  const safe = report.fixes.filter((fix) => fix.safe).length
  if (safe > 0) lines.push(`${file}: исправлений без изменения смысла ${safe}: obmen validate --fix`)
  return [...head, ...lines, verdictLine].join('\n')
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
