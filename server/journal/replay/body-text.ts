import iconv from 'iconv-lite'
import { maskPersonal } from '../mask.ts'

/** A body as text and back, in the encoding that it has. */

/** The text with its BOM, `null` when these bytes are no text of the encoding. */
export function textOfBody(bytes: Uint8Array, encoding: string): string | null {
  if (encoding === 'binary' || !iconv.encodingExists(encoding)) return null
  const buffer = Buffer.from(bytes)
  const text = iconv.decode(buffer, encoding, { stripBOM: false })
  // Bytes that would not come back must not be touched.
  return iconv.encode(text, encoding).equals(buffer) ? text : null
}

export const bytesOfBody = (text: string, encoding: string): Uint8Array => iconv.encode(text, encoding)

/**
 * An edited text, with personal data that was shown masked put back: what a person left as stars goes as it was.
 * @param original the text before it was masked
 */
export function unmasked(edited: string, original: string): string {
  const masked = maskPersonal(original)
  if (masked === original) return edited
  let text = edited
  let at = 0
  for (const { 0: stars, index } of masked.matchAll(/\*+[^*]{0,2}/g)) {
    const value = original.slice(index, index + stars.length)
    const place = value === stars ? -1 : text.indexOf(stars, at)
    if (place < 0) continue
    text = text.slice(0, place) + value + text.slice(place + stars.length)
    at = place + value.length
  }
  return text
}
