import type { Note } from '../wire/notes.ts'
import { holdsCardNumber } from './card-number.ts'

/** What findings of contract B may show: no card numbers at all (BD-41), personal data masked. */

const PERSONAL = /\/(?:phone|email|address|recipient)(?:\/|$)/

/** So short a text would be told by its end. */
const SHORT = 4

/** A value as findings may show it: of personal data the last two characters, of a short one nothing. */
export function shown(value: string, pointer: string): string {
  if (!PERSONAL.test(pointer)) return value
  const left = value.length > SHORT ? 2 : 0
  return '*'.repeat(value.length - left) + value.slice(value.length - left)
}

/** As many digits as the shortest card number has, however they are parted. Linear: a run is taken whole. */
const LONG_NUMBER = /\d(?:[\s\p{Pd}._/]{0,3}\d){12,}/gu
const GUID_TEXT = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i

const masked = (text: string): string =>
  GUID_TEXT.test(text) ? text : text.replace(LONG_NUMBER, (run) => run.replace(/\d/g, '*'))

/**
 * A finding without anything that could be a card number, in whatever part of it. A body that is no JSON may hold one
 * broken into pieces, so nothing of its text is shown.
 */
export function conceal<T extends Note>(note: T): T {
  const { message, pointer, value, expected } = note
  const isSecret = note.code === 'RG-PAN-FORBIDDEN' || note.code === 'RG-MALFORMED'
  const safe = { ...note, message: { ru: masked(message.ru), en: masked(message.en) } }
  if (pointer !== undefined) safe.pointer = masked(pointer)
  if (value !== undefined) safe.value = isSecret ? '*'.repeat(value.length) : masked(value)
  if (expected !== undefined) safe.expected = masked(expected)
  return safe
}

/** Card numbers of today; shorter numbers of the kind are barcodes and state registrations too. */
const CARD_LENGTH = /\d(?:[\s\p{Pd}]*\d){15}/u

/** `true` when a member that the schema does not know brings a full card number, in its name or anywhere inside. */
export function bringsCardNumber(name: string, value: unknown): boolean {
  const isCard = (text: string): boolean => CARD_LENGTH.test(text) && holdsCardNumber(text)
  if (isCard(name)) return true
  if (typeof value === 'string' || typeof value === 'number') return isCard(String(value))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => bringsCardNumber(key, inner))
}

/**
 * A run of 13 or more digits in bytes that are read as Latin letters: what is beyond ASCII may be part of a no-break space
 * or a dash of UTF-8. Linear: a run is taken whole.
 */
const DIGITS_IN_BYTES = /\d(?:[\s\-\x80-\xff]{0,12}\d){12,}/g
/** A reference of 1C is looked past: its digits are nobody's card. */
const GUID_OR_DIGITS = new RegExp(
  `(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])|${DIGITS_IN_BYTES.source}`,
  'gi',
)

/** A digit as JSON may spell it, too. */
const ESCAPED_DIGIT = /\\u003\d/i

const digitsOf = (run: string): string => run.replace(/\D/g, '')

/**
 * What may be kept of a request body (BD-41). Bytes of an accepted one are evidence and stay. In one that was refused, for
 * whatever reason and whether or not it is JSON, the digits of card numbers become `*`; when a card number was the reason,
 * every number of such a length does, and a body where none can be seen (it may be spelt with escapes) is hidden whole.
 * @param code what the request was refused with, `null` when it was not
 * @returns bytes of the same length; the given ones when nothing is hidden
 */
export function keptBody(body: Uint8Array, code: string | null): Uint8Array {
  if (code === null || body.length === 0) return body
  const isReason = code === 'RG-PAN-FORBIDDEN'
  const text = latin1(body)
  const hidden = text.replace(GUID_OR_DIGITS, (run) => {
    if (GUID_TEXT.test(run)) return run
    const digits = digitsOf(run)
    return isReason || digits.length > 19 || holdsCardNumber(digits) ? run.replace(/\d/g, '*') : run
  })
  if (isReason && (hidden === text || ESCAPED_DIGIT.test(text)))
    return new Uint8Array(body.length).fill('*'.charCodeAt(0))
  return hidden === text ? body : Uint8Array.from(hidden, (char) => char.charCodeAt(0))
}

/** One character a byte, so that what is replaced keeps its place. */
const latin1 = (bytes: Uint8Array): string => {
  const portions: string[] = []
  for (let at = 0; at < bytes.length; at += 8192)
    portions.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return portions.join('')
}
