import { gunzipSync, gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'

/**
 * Texts inside of a text: a string of JSON with its escapes, content of XML with its entities, a part of an address behind
 * percent signs, base64. What has to be hidden stands in them as often as in the open (AD-43).
 */

/** One text in a wrapping, and how it goes back into it. */
interface Opened {
  plain: string
  close(plain: string): string
}

interface Wrapping {
  /** A text without this sign has no such wrapping. */
  sign: string
  find: RegExp
  open(found: string): Opened | null
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** Letters as `\u0430`, which is how PHP writes JSON. */
const escapedLetters = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

function openLiteral(found: string): Opened | null {
  try {
    const close = (plain: string): string =>
      isAscii(found) ? escapedLetters(JSON.stringify(plain)) : JSON.stringify(plain)
    return { plain: JSON.parse(found) as string, close }
  } catch {
    return null
  }
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }
const ENTITY = /&(?:(quot|apos|lt|gt|amp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi

const charOf = (code: number, otherwise: string): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise

const openEntities = (found: string): Opened => ({
  plain: found.replace(ENTITY, (all, name?: string, decimal?: string, hex?: string) =>
    name === undefined
      ? charOf(decimal === undefined ? parseInt(hex!, 16) : Number(decimal), all)
      : ENTITIES[name.toLowerCase()]!,
  ),
  close: (plain) =>
    plain.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!),
})

/** A value that was taken out of a string of JSON or out of XML, as it is without its escapes. */
export function unescaped(value: string): string[] {
  const literal = value.includes('\\') ? openLiteral(`"${value}"`) : null
  const spellings = [literal?.plain, value.includes('&') ? openEntities(value).plain : undefined]
  return spellings.filter((one): one is string => one !== undefined && one !== value)
}

const percentBytes = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) =>
      /[\w.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

/** A part of an address or of a form; what is no UTF-8 behind its percent signs is windows-1251 of an old site. */
export function openPercent(found: string): Opened | null {
  const spaced = found.replaceAll('+', ' ')
  try {
    return { plain: decodeURIComponent(spaced), close: encodeURIComponent }
  } catch {
    if (!isAscii(spaced) || /%(?![\da-f]{2})/i.test(spaced)) return null
    const latin = spaced.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    return {
      plain: iconv.decode(Buffer.from(latin, 'latin1'), 'windows-1251'),
      close: (plain) => percentBytes(iconv.encode(plain, 'windows-1251')),
    }
  }
}

const UNPACKED_BOUND = 16 * 1024 * 1024

/** `null` for bytes that are no text: base64 of those is a file, or just a long word. */
function utf8Of(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text) ? null : text
  } catch {
    return null
  }
}

function openBase64(found: string): Opened | null {
  const url = /[-_]/.test(found)
  const bytes = Buffer.from(found, url ? 'base64url' : 'base64')
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return openPacked(bytes)
  const plain = utf8Of(bytes)
  const padded = found.endsWith('=') || !url
  return plain === null
    ? null
    : { plain, close: (text) => Buffer.from(text).toString(padded ? 'base64' : 'base64url') }
}

function openPacked(bytes: Buffer): Opened | null {
  try {
    const plain = utf8Of(gunzipSync(bytes, { maxOutputLength: UNPACKED_BOUND }))
    return plain === null ? null : { plain, close: (text) => gzipSync(text).toString('base64') }
  } catch {
    return null
  }
}

/** Every pattern begins at a border, so that a long text is gone through once. */
const wrappings: readonly Wrapping[] = [
  { sign: '\\', find: /"[^"\\]*(?:\\[\s\S][^"\\]*)+"/g, open: openLiteral },
  {
    sign: '&',
    find: /(?<=[>"])[^<>"&]*&(?:quot|apos|lt|gt|amp|#\d{1,7}|#x[\da-f]{1,6});[^<>"]*/gi,
    open: openEntities,
  },
  { sign: '%', find: /(?<![^\s"'<>=&?;])[^\s"'<>=&?;%]*%[\da-f]{2}[^\s"'<>=&?;]*/gi, open: openPercent },
  {
    // 1C breaks base64 into lines of 76.
    sign: '',
    find: /(?<![\w+/=%-])[A-Za-z\d+/_-]{16,}(?:\r?\n[A-Za-z\d+/_-]+)*={0,2}(?![\w+/-])/g,
    open: openBase64,
  },
]

/** A message in a message in a message, and one more; what is deeper was made by nobody's program. */
const DEPTH = 4

/**
 * The text with the texts inside of it masked; whatever has nothing to hide stays as it was written.
 * @param mask masks a text without looking into its wrappings
 */
export function maskWrapped(text: string, mask: (plain: string) => string, depth = 0): string {
  if (depth === DEPTH) return text
  return wrappings.reduce((result, { sign, find, open }) => {
    if (!result.includes(sign)) return result
    return result.replace(find, (found) => {
      const opened = open(found)
      if (!opened) return found
      const masked = mask(maskWrapped(opened.plain, mask, depth + 1))
      return masked === opened.plain ? found : opened.close(masked)
    })
  }, text)
}

const ESCAPED_LETTER = /(?<!\\)((?:\\\\)*)\\u([\da-f]{4})/gi

/** Escaped letters of JSON as themselves, so that names are known; `null` when there are none. */
export function withLetters(text: string): Opened | null {
  if (!text.includes('\\u')) return null
  const plain = text.replace(ESCAPED_LETTER, (all, before: string, hex: string) => {
    const code = parseInt(hex, 16)
    return code >= 0xa0 && (code < 0xd800 || code > 0xdfff) ? before + String.fromCharCode(code) : all
  })
  return plain === text
    ? null
    : { plain, close: (masked) => (isAscii(text) ? escapedLetters(masked) : masked) }
}
