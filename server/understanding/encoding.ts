import iconv from 'iconv-lite'
import type { Text } from '../contracts/text.ts'
import type { Encoding } from './encoding-names.ts'

/** The encoding of a body: what it says of itself, and what its bytes say. */

export type { Encoding }

export interface EncodingReport {
  /** In the order in which they count. `encoding` is `null` for a name that nobody knows. */
  declared: { by: 'bom' | 'content-type' | 'xml'; name: string; encoding: Encoding | null }[]
  /** `null` for bytes that are no text. */
  detected: Encoding | null
  bom: boolean
  /** A declaration and the bytes contradict each other. */
  disagree: boolean
  reason: Text
}

const NAMES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'windows-1251': 'windows-1251',
  'cp-1251': 'windows-1251',
  cp1251: 'windows-1251',
  'x-cp1251': 'windows-1251',
  cp866: 'cp866',
  ibm866: 'cp866',
  'koi8-r': 'koi8-r',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i
const PROLOG = /^(?:\xEF\xBB\xBF)?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/

/** Enough to tell a language by its letters. */
const SAMPLE_BYTES = 64 * 1024

const known = (name: string): Encoding | null => NAMES[name.toLowerCase()] ?? null

function bomOf(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

interface Guess {
  encoding: Encoding | null
  reason: Text
}

const binary: Guess = {
  encoding: null,
  reason: {
    ru: 'в байтах есть управляющие знаки: это не текст',
    en: 'there are control characters among the bytes: it is not text',
  },
}

/** A text without a BOM in UTF-16 has a zero in every second byte of its punctuation. */
function wide(bytes: Uint8Array): Encoding | null {
  const pairs = Math.floor(bytes.length / 2)
  if (pairs < 2) return null
  const zeros = [0, 0]
  for (let i = 0; i < pairs * 2; i += 1) if (bytes[i] === 0) zeros[i % 2]! += 1
  if (zeros[1]! > pairs / 5 && zeros[0] === 0) return 'utf-16le'
  if (zeros[0]! > pairs / 5 && zeros[1] === 0) return 'utf-16be'
  return null
}

const hasControls = (bytes: Uint8Array): boolean =>
  bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1a)

/** How often letters are met in Russian texts, per cent. */
const FREQUENCIES: Readonly<Record<string, number>> = {
  ...{ о: 11, е: 8.5, а: 8, и: 7.4, н: 6.7, т: 6.3, с: 5.5, р: 4.7, в: 4.5, л: 4.4, к: 3.5 },
  ...{ м: 3.2, д: 3, п: 2.8, у: 2.6, я: 2, ы: 1.9, ь: 1.7, г: 1.7, з: 1.6, б: 1.6, ч: 1.4 },
  ...{ й: 1.2, х: 1, ж: 0.9, ш: 0.7, ю: 0.6, ц: 0.5, щ: 0.4, э: 0.3, ф: 0.3, ъ: 0.04, ё: 0.04 },
}
/** Signs that stand in Russian texts beside letters. */
const SIGNS = new Set('«»№–—…“”’ §°')
/** What stands in no text: box drawings, letters of other languages. */
const ODD = -6
/** Less than that on the average is no text in Russian. */
const LIKELY = 1

const weightOf = (char: string): number => {
  const small = FREQUENCIES[char]
  if (small !== undefined) return small
  const capital = FREQUENCIES[char.toLowerCase()]
  return capital === undefined ? (SIGNS.has(char) ? LIKELY : ODD) : capital * 0.8
}

const singleByte = ['windows-1251', 'cp866', 'koi8-r'] as const
const HIGH = Buffer.from(Array.from({ length: 128 }, (_, i) => 0x80 + i))
const weights = singleByte.map((encoding) => [...iconv.decode(HIGH, encoding)].map(weightOf))

/** Which of the single-byte encodings makes Russian of the high bytes: letters are as frequent as they are in Russian. */
function cyrillic(bytes: Uint8Array): Guess {
  const counts = new Array<number>(128).fill(0)
  for (const byte of bytes) if (byte >= 0x80) counts[byte - 0x80]! += 1
  const high = counts.reduce((sum, count) => sum + count, 0)
  const scores = weights.map((of) => of.reduce((sum, weight, i) => sum + weight * counts[i]!, 0) / high)
  const best = Math.max(...scores)
  if (best < LIKELY) return binary
  const encoding = singleByte[scores.indexOf(best)]!
  return {
    encoding,
    reason: {
      ru: `байты не являются UTF-8, а как ${encoding} читаются русскими словами`,
      en: `the bytes are not UTF-8; as ${encoding} they read as Russian words`,
    },
  }
}

function guess(bytes: Uint8Array): Guess {
  const utf16 = wide(bytes)
  if (utf16)
    return {
      encoding: utf16,
      reason: { ru: 'каждый второй байт нулевой', en: 'every second byte is zero' },
    }
  if (hasControls(bytes)) return binary
  if (isUtf8(bytes))
    return {
      encoding: 'utf-8',
      reason: { ru: 'байты являются правильным UTF-8', en: 'the bytes are valid UTF-8' },
    }
  return cyrillic(bytes)
}

/** What a body says of its encoding, and what its first bytes say. */
export function detectEncoding(bytes: Uint8Array, contentType: string): EncodingReport {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const declared: EncodingReport['declared'] = []
  const bom = bomOf(sample)
  if (bom) declared.push({ by: 'bom', name: bom, encoding: bom })
  const charset = CHARSET.exec(contentType)?.[1]
  if (charset !== undefined) declared.push({ by: 'content-type', name: charset, encoding: known(charset) })
  const prolog = PROLOG.exec(new TextDecoder('latin1').decode(sample.subarray(0, 300)))?.[1]
  if (prolog !== undefined) declared.push({ by: 'xml', name: prolog, encoding: known(prolog) })
  const { encoding: detected, reason } = bom
    ? { encoding: bom, reason: { ru: 'в начале стоит BOM', en: 'a BOM stands at the start' } }
    : guess(sample)
  // Seven-bit text is the same in all of them.
  const plain = detected === 'utf-8' && !sample.some((byte) => byte >= 0x80)
  const family = (encoding: Encoding | null): string => encoding?.replace(/[lb]e$/, '') ?? ''
  const disagree =
    !plain && detected !== null && declared.some(({ encoding }) => family(encoding) !== family(detected))
  return { declared, detected, bom: bom !== null, disagree, reason }
}

/** The encoding that a body is shown in: that of its bytes, else the one that it claims. */
export const shownEncoding = ({ detected, declared }: EncodingReport): Encoding | null =>
  detected ?? declared.find(({ encoding }) => encoding !== null)?.encoding ?? null

/** Text of bytes; what is no character becomes U+FFFD. A BOM is dropped. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding): string {
  const text =
    encoding === 'cp866' || encoding === 'koi8-r'
      ? iconv.decode(bytes, encoding)
      : new TextDecoder(encoding).decode(bytes)
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/**
 * How many of these bytes make up whole characters, when more bytes follow.
 */
export function wholeCharacters(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return bytes.length - (bytes.length % 2)
  if (encoding !== 'utf-8') return bytes.length
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return needed > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
