import iconv from 'iconv-lite'

/** A text and what it was written in, so that it can be written so again. */
export interface Decoded {
  text: string
  encoding: string
}

const CHARSET = /;\s*charset\s*=\s*"?([\w-]+)/i
const PROLOG = /^\uFEFF?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)["']/

/** The encoding that a text states: in its `Content-Type`, or in its XML declaration, which is ASCII. */
function stated(head: string, contentType: string): string {
  const label = CHARSET.exec(contentType)?.[1] ?? PROLOG.exec(head)?.[1] ?? 'utf-8'
  return iconv.encodingExists(label) ? label : 'utf-8'
}

/** Nothing of the kind stands in a text. */
const isBinary = (text: string): boolean => text.includes('\0')

/** @returns `null` for bytes that are no text, or would not come back the same */
export function decodeText(bytes: Uint8Array, contentType: string): Decoded | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1').replace(/^ï»¿/, '')
  const bytesOf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const labels = new Set([stated(head, contentType), 'utf-8'])
  // Old 1C sends windows-1251 and says nothing: text it is all the same, and holds what has to be masked.
  if (/^(?:text\/|application\/(?:json|xml|x-www-form-urlencoded))|\+(?:json|xml)\b|^$/i.test(contentType))
    labels.add('windows-1251')
  for (const encoding of labels) {
    const text = iconv.decode(bytesOf, encoding, { stripBOM: false })
    if (!isBinary(text) && iconv.encode(text, encoding).equals(bytesOf)) return { text, encoding }
  }
  return null
}

export const encodeText = (text: string, encoding: string): Uint8Array => iconv.encode(text, encoding)

/** Bytes of a text whose encoding only its `Content-Type` and its own head tell, as in a HAR. */
export const encodeAsStated = (text: string, contentType: string): Uint8Array =>
  encodeText(text, stated(text.slice(0, 200), contentType))
