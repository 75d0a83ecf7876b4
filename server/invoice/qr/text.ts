import { check } from '../checks.ts'
import type { CheckCode, CheckDetail } from '../checks.ts'
import type { InvoiceCheck, QrField } from '../model.ts'
import {
  asCyrillicUtf8,
  decodePayment,
  encodePayment,
  isEncodingDigit,
  notEncodable,
  repairLatin1,
} from './encoding.ts'
import type { EncodingDigit } from './encoding.ts'
import { foldHomoglyphs, mandatoryKeys, qrFieldRule, qrFields } from './fields.ts'
import type { QrFieldRule } from './fields.ts'
import { qrCheck } from './checks.ts'
import { qrSeparators, type QrMaking } from './options.ts'
import {
  accountFaults,
  bikFaults,
  correspondentFaults,
  hasAccountKey,
  innFaults,
  kppFaults,
} from '../requisites/checks.ts'

/** Codec of the payment string of ГОСТ Р 56042-2014 (rules I-01 … I-13 of the invoice contract). */

const HEADER_LENGTH = 8
const VERSION = '0001'
const DEFAULT_SEPARATOR = qrSeparators[0]
const MANDATORY_BYTES = 300

export interface PaymentString {
  /** The whole string, decoded, without a byte order mark. */
  text: string
  encoding: EncodingDigit
  separator: string
  /** In source order under standard keys, unknown keys as found; of a repeated key the first value (I-13). */
  fields: QrField[]
}

export interface PaymentReading {
  /** `null` when the header is refused. */
  payment: PaymentString | null
  /** Everything found wrong, those of the fields included. */
  checks: InvoiceCheck[]
}

export interface WritingOptions {
  encoding?: '1' | '2'
  /** Taken unless a value holds it; `auto` begins with `|` (I-05). */
  separator?: QrMaking['separator']
}

export interface WrittenPayment {
  text: string
  bytes: Uint8Array
  checks: InvoiceCheck[]
}

/** Bytes of a payment string in the encoding that its header names, UTF-8 when it names none. */
export function paymentBytes(text: string): Uint8Array {
  return encodePayment(text, digitOf(text) ?? '2')
}

/** Value of a field by its standard key, `null` when the string has none. */
export function paymentValue(payment: PaymentString, key: string): string | null {
  return payment.fields.find((field) => field.key === key)?.value ?? null
}

/**
 * Reads a payment string: bytes of a symbol, or text that was decoded before. Never throws; a header that is not of the
 * standard gives `payment: null` and one check that says why (section 1.3).
 */
export function readPaymentString(source: Uint8Array | string): PaymentReading {
  const { text, checks } = typeof source === 'string' ? fromText(source) : fromBytes(source)
  const refusal = headerFault(text)
  if (refusal) return { payment: null, checks: [check(refusal, 'qr', { value: shortened(text) })] }

  const encoding = text[6] as EncodingDigit
  const separator = text[7]!
  const parts = text.slice(HEADER_LENGTH).split(separator)
  const last = parts.at(-1)!
  if (last.trim() === '') {
    parts.pop()
    if (parts.length > 0) checks.push(check('trailing-separator', 'qr'))
    if (last !== '') checks.push(check('whitespace', 'qr'))
  }

  const fields: QrField[] = []
  for (const part of parts) {
    const parsed = readPart(part)
    if (parsed.field === null) {
      checks.push(...parsed.checks)
    } else if (fields.some((field) => field.key === parsed.field.key)) {
      const { key, value } = parsed.field
      checks.push(check('duplicate-key', `qr.${key}`, { key, value }))
    } else {
      fields.push(parsed.field)
    }
  }
  checkBankKeys(fields)
  checks.push(...fields.flatMap((field) => field.checks), ...wholeStringChecks(fields, encoding, separator))
  for (const field of fields) if (field.checks.length === 0) field.checks = whatHolds(field, fields)
  return { payment: { text, encoding, separator, fields }, checks }
}

/**
 * Writes a payment string out of values by standard key; empty values are left out, unknown keys come last. Values are trimmed,
 * requisites lose spaces and hyphens (I-06), long names are cut at a word; the checks tell of every change and of every
 * fault that reading the result back finds.
 *
 * @throws TypeError for a key that cannot be written
 */
export function writePaymentString(
  fields: Readonly<Record<string, string>>,
  { encoding = '2', separator: preferred = 'auto' }: WritingOptions = {},
): WrittenPayment {
  const checks: InvoiceCheck[] = []
  const clean = inWritingOrder(fields).map(([key, value]) => {
    const { text, changes } = writableValue(key, value, encoding)
    checks.push(...changes)
    return [key, text] as const
  })
  const present = clean.filter(([, value]) => value !== '')
  const taken = present.map(([, value]) => value).join('')
  const tried = preferred === 'auto' ? qrSeparators : [preferred, ...qrSeparators]
  const separator = tried.find((char) => !taken.includes(char))
  if (separator === undefined) checks.push(check('separator-replaced', 'qr'))
  else if (preferred !== 'auto' && separator !== preferred)
    checks.push(qrCheck('separator-taken', 'qr', { value: preferred, expected: separator }))
  const body = present.map(([key, value]) =>
    separator === undefined ? `${key}=${value.replaceAll(DEFAULT_SEPARATOR, ' ').trim()}` : `${key}=${value}`,
  )
  const mark = separator ?? DEFAULT_SEPARATOR
  const text = `ST${VERSION}${encoding}${mark}${body.join(mark)}`
  return {
    text,
    bytes: encodePayment(text, encoding),
    checks: [...checks, ...readPaymentString(text).checks],
  }
}

// Reading

interface DecodedText {
  text: string
  checks: InvoiceCheck[]
}

/** Raw bytes are decoded by the digit of the header, never by a guess (section 1.4). */
function fromBytes(source: Uint8Array): DecodedText {
  const hasBom = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf
  const bytes = hasBom ? source.subarray(3) : source
  const checks = hasBom ? [check('bom', 'qr')] : []
  const digit = digitOf(String.fromCharCode(...bytes.subarray(0, HEADER_LENGTH))) ?? '2'
  const utf8 = digit === '2' ? null : asCyrillicUtf8(bytes)
  if (utf8 !== null) checks.push(check('encoding-mismatch', 'qr', { value: `ST0001${digit}` }))
  return { text: utf8 ?? decodePayment(bytes, digit), checks }
}

function fromText(source: string): DecodedText {
  const hasBom = source.startsWith('\ufeff')
  const bare = hasBom ? source.slice(1) : source
  const checks = hasBom ? [check('bom', 'qr')] : []
  const digit = digitOf(bare)
  if (digit === null) return { text: bare, checks }
  const repaired = repairLatin1(bare, digit)
  if (repaired !== null) checks.push(check('encoding-repaired', 'qr'))
  const text = repaired ?? bare
  const foreign = notEncodable(text, digit)
  if (foreign.length > 0) checks.push(check('not-encodable', 'qr', { value: foreign.join(' ') }))
  return { text, checks }
}

function digitOf(text: string): EncodingDigit | null {
  const digit = text[6] ?? ''
  return text.startsWith(`ST${VERSION}`) && isEncodingDigit(digit) ? digit : null
}

function headerFault(text: string): CheckCode | null {
  if (!text.startsWith('ST')) return 'not-st'
  if (text.slice(2, 6) !== VERSION) return 'version'
  if (!isEncodingDigit(text[6] ?? '')) return 'encoding'
  if (text.length < HEADER_LENGTH) return 'header-short'
  return /[!-/:-<>-@[-`{-~]/.test(text[7]!) ? null : 'separator'
}

type ReadPart = { field: QrField; checks?: never } | { field: null; checks: InvoiceCheck[] }

function readPart(part: string): ReadPart {
  const equals = part.indexOf('=')
  if (equals < 0) return { field: null, checks: [check('no-equals', 'qr', { value: shortened(part) })] }
  const foundKey = part.slice(0, equals).trim()
  const foundValue = part.slice(equals + 1)
  const value = foundValue.trim()
  if (foundKey === '') return { field: null, checks: [check('no-key', 'qr', { value: shortened(value) })] }

  const rule = qrFieldRule(foundKey)
  const key = rule?.key ?? foundKey
  const checks: InvoiceCheck[] = []
  const say = (code: CheckCode, detail?: CheckDetail) => checks.push(check(code, `qr.${key}`, detail))
  if (foundKey.length + value.length + 1 < part.length) say('whitespace')
  if (rule === null) {
    say('unknown-key', { key, value })
  } else {
    const latin = foldHomoglyphs(foundKey)
    if (latin !== foundKey) say('key-homoglyph', { key, value: foundKey, expected: key })
    if (latin !== key) say('key-case', { key, value: foundKey, expected: key })
  }
  if (value.includes('\ufffd')) say('mangled', { value })
  if (value === '') say('empty-value', { key })
  else if (rule) checks.push(...valueChecks(rule, value))
  return { field: { key, value, checks } }
}

/** What can be said of a value by itself. */
function valueChecks({ key, kind, limit }: QrFieldRule, value: string): InvoiceCheck[] {
  const field = `qr.${key}`
  switch (kind) {
    case 'inn':
      return innFaults(value, field, key)
    case 'kpp':
      return kppFaults(value, field)
    case 'bik':
      return bikFaults(value, field)
    case 'sum':
      return /^\d{1,18}$/.test(value) ? [] : [check('sum-format', field, { value })]
    case 'date':
      return isPrintedDate(value) ? [] : [check('date-format', field, { key, value, expected: '31.12.2025' })]
    case 'techcode':
      return /^(0[1-9]|1[0-5])$/.test(value) ? [] : [check('techcode', field, { value, expected: '01…15' })]
    case 'text': {
      const length = [...value].length
      return limit === undefined || length <= limit
        ? []
        : [check('too-long', field, { key, value: String(length), expected: `≤ ${limit}` })]
    }
    case 'account':
    case 'correspondent':
      // Read together with the БИК, see checkBankKeys.
      return []
  }
}

function isPrintedDate(text: string): boolean {
  const match = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text)
  if (!match) return false
  const iso = `${match[3]}-${match[2]}-${match[1]}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso)
}

function checkBankKeys(fields: readonly QrField[]): void {
  const bik = bikOf(fields)
  for (const { key, value, checks } of fields) {
    if (value === '') continue
    if (key === 'PersonalAcc') checks.push(...accountFaults(value, bik, `qr.${key}`))
    if (key === 'CorrespAcc') checks.push(...correspondentFaults(value, bik, `qr.${key}`))
  }
}

function bikOf(fields: readonly QrField[]): string {
  return fields.find((field) => field.key === 'BIC')?.value ?? ''
}

function wholeStringChecks(fields: QrField[], encoding: EncodingDigit, separator: string): InvoiceCheck[] {
  const checks: InvoiceCheck[] = []
  for (const key of mandatoryKeys) {
    const field = fields.find((one) => one.key === key)
    if (!field?.value) checks.push(check('missing', `qr.${key}`, { key }))
  }
  const present = mandatoryKeys.filter((key) => fields.some((field) => field.key === key))
  if (present.some((key, i) => fields[i]!.key !== key)) checks.push(check('order', 'qr'))
  const block = fields
    .filter(({ key }) => mandatoryKeys.includes(key))
    .map(({ key, value }) => `${key}=${value}`)
  const size = encodePayment(block.join(separator), encoding).length
  if (size > MANDATORY_BYTES) {
    checks.push(check('mandatory-bytes', 'qr', { value: String(size), expected: `≤ ${MANDATORY_BYTES}` }))
  }
  return checks
}

/** The good news about a field without faults: which check it passed. */
function whatHolds({ key, value }: QrField, fields: readonly QrField[]): InvoiceCheck[] {
  const rule = qrFieldRule(key)
  if (rule === null) return []
  const field = `qr.${key}`
  if (rule.limit !== undefined) {
    return [check('length', field, { value: String([...value].length), expected: `≤ ${rule.limit}` })]
  }
  if (rule.kind === 'text') return []
  const keyed = rule.kind === 'account' || rule.kind === 'correspondent'
  const hasKey = rule.kind === 'inn' || (keyed && hasAccountKey(value, bikOf(fields)))
  return [check(hasKey ? 'key-holds' : 'form', field)]
}

function shortened(text: string): string {
  return [...text].slice(0, 200).join('')
}

// Writing

function inWritingOrder(fields: Readonly<Record<string, string>>): [string, string][] {
  const known = qrFields.map((rule) => rule.key)
  const unknown = Object.keys(fields).filter((key) => !known.includes(key))
  const unwritable = unknown.find((key) => !/^\w+$/.test(key))
  if (unwritable !== undefined) throw new TypeError(`"${unwritable}" cannot be a key of a payment string`)
  return [...known, ...unknown].filter((key) => key in fields).map((key) => [key, fields[key]!])
}

function writableValue(
  key: string,
  value: string,
  encoding: EncodingDigit,
): { text: string; changes: InvoiceCheck[] } {
  const rule = qrFieldRule(key)
  const field = `qr.${key}`
  const changes: InvoiceCheck[] = []
  let text = value.replace(/[\r\n\u2028\u2029]+/g, ' ').trim()
  if (rule && ['account', 'correspondent', 'bik', 'inn', 'kpp'].includes(rule.kind)) {
    text = text.replace(/[\s-]/g, '')
  }
  if (rule?.kind === 'text' && rule.limit !== undefined && [...text].length > rule.limit) {
    changes.push(check('truncated', field, { key, value: text, expected: `≤ ${rule.limit}` }))
    text = cutAtWord(text, rule.limit)
  }
  const foreign = notEncodable(text, encoding)
  if (foreign.length > 0) {
    changes.push(check('not-encodable', field, { value: foreign.join(' ') }))
    for (const char of foreign) text = text.replaceAll(char, '?')
  }
  return { text, changes }
}

function cutAtWord(text: string, limit: number): string {
  const chars = [...text]
  const head = chars.slice(0, limit).join('')
  const space = head.lastIndexOf(' ')
  const wordGoesOn = chars[limit] !== ' '
  return (wordGoesOn && space > 0 ? head.slice(0, space) : head).trim()
}
