import iconv from 'iconv-lite'

/** The encoding digit of the header: windows-1251, UTF-8, KOI8-R. */
export type EncodingDigit = '1' | '2' | '3'

const charsets: Readonly<Record<EncodingDigit, string>> = { 1: 'windows-1251', 2: 'utf-8', 3: 'koi8-r' }

export function isEncodingDigit(text: string): text is EncodingDigit {
  return text in charsets
}

export function encodePayment(text: string, digit: EncodingDigit): Uint8Array {
  return iconv.encode(text, charsets[digit])
}

/** Text of the bytes; what does not fit the encoding becomes U+FFFD. */
export function decodePayment(bytes: Uint8Array, digit: EncodingDigit): string {
  return iconv.decode(bytes, charsets[digit], { stripBOM: false })
}

/** The characters of a text that the encoding has no code for, each once. iconv-lite writes `?` in their place. */
export function notEncodable(text: string, digit: EncodingDigit): string[] {
  return [...new Set(text)].filter((char) => decodePayment(encodePayment(char, digit), digit) !== char)
}

const cyrillic = /[\u0400-\u04ff]/

/** The bytes read as UTF-8 when they are valid UTF-8 with Cyrillic in it, else `null` (section 1.4, rule 3). */
export function asCyrillicUtf8(bytes: Uint8Array): string | null {
  const text = decodePayment(bytes, '2')
  return cyrillic.test(text) && !text.includes('\ufffd') ? text : null
}

/**
 * The text behind bytes that somebody decoded as latin-1, or `null` when it does not look so (section 1.4, rule 2):
 * no Cyrillic, nothing above U+00FF, mostly letters of U+00C0…U+00FF, and Cyrillic comes out of the repair.
 */
export function repairLatin1(text: string, digit: EncodingDigit): string | null {
  const foreign = [...text].filter((char) => char > '\u007f')
  const letters = foreign.filter((char) => char >= '\u00c0' && char <= '\u00ff')
  if (letters.length < 3 || letters.length * 2 < foreign.length) return null
  if (foreign.some((char) => char > '\u00ff')) return null
  const repaired = decodePayment(iconv.encode(text, 'latin1'), digit)
  return cyrillic.test(repaired) && !repaired.includes('\ufffd') ? repaired : null
}
