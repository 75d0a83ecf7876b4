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

const TEXT_TYPE = /^(?:text\/|application\/(?:json|xml|x-www-form-urlencoded))|\+(?:json|xml)\b|^$/i

/** Nothing of the kind stands in a text. */
const isBinary = (text: string): boolean => text.includes('\0')

/** Small letters are the most of any Russian text, and of a text that is read in a wrong encoding they are not. */
function bySmallLetters(bytes: Buffer): string[] {
  const sample = bytes.subarray(0, 64 * 1024)
  const small = (label: string): number => iconv.decode(sample, label).match(/[а-яё]/g)?.length ?? 0
  const counted = ['windows-1251', 'koi8-r', 'cp866'].map((label) => ({ label, count: small(label) }))
  return counted.sort((a, b) => b.count - a.count).map(({ label }) => label)
}

/** @returns `null` for bytes that are no text, or would not come back the same */
export function decodeText(bytes: Uint8Array, contentType: string): Decoded | null {
  const bytesOf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const inOneOf = (labels: Iterable<string>): Decoded | null => {
    for (const encoding of labels) {
      const text = iconv.decode(bytesOf, encoding, { stripBOM: false })
      if (!isBinary(text) && iconv.encode(text, encoding).equals(bytesOf)) return { text, encoding }
    }
    return null
  }
  const head = bytesOf.toString('latin1', 0, 200).replace(/^ï»¿/, '')
  const wide = { fffe: 'utf-16le', feff: 'utf-16be' }[bytesOf.toString('hex', 0, 2)]
  const found = inOneOf(new Set([wide ?? stated(head, contentType), 'utf-8']))
  // Old 1C sends windows-1251 and says nothing: text it is all the same, and holds what has to be masked.
  const isText = TEXT_TYPE.test(contentType)
  return found ?? (isText ? inOneOf(bySmallLetters(bytesOf)) : null)
}

export const encodeText = (text: string, encoding: string): Uint8Array => iconv.encode(text, encoding)

/** Bytes of a text whose encoding only its `Content-Type` and its own head tell, as in a HAR. */
export const encodeAsStated = (text: string, contentType: string): Uint8Array =>
  encodeText(text, stated(text.slice(0, 200), contentType))
