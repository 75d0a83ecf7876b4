import type { WireBody, WireFormat } from '../operation.ts'
import type { Text } from '../text.ts'
import type { FaultCodes, Notes } from './notes.ts'

/** Text of a body and what it is written in. */
export interface DecodedBody {
  text: string
  format: WireFormat
}

const CYRILLIC = /^(?:windows-1251|cp-?1251|x-cp1251|1251)$/
const UTF8 = /^utf-?8$/
const XML_TYPE = /^(?:application|text)\/(?:[\w.+-]+\+)?xml$/
const JSON_TYPE = /^(?:application|text)\/(?:[\w.+-]+\+)?json$/

const remedyUtf8: Text = {
  ru: 'отправьте тело в UTF-8 без BOM или объявите charset=windows-1251 в Content-Type',
  en: 'send the body in UTF-8 without a BOM, or declare charset=windows-1251 in Content-Type',
}

/** Media type and charset of a `Content-Type`, lower case, `''` when not stated. */
export function parseContentType(contentType: string): { type: string; charset: string } {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(parameter)?.[1])
    .find((value) => value !== undefined)
  return { type: type.trim(), charset: charset ?? '' }
}

function formatOf(type: string, bytes: Uint8Array): WireFormat {
  if (XML_TYPE.test(type)) return 'xml'
  if (JSON_TYPE.test(type)) return 'json'
  let at = hasBom(bytes) ? 3 : 0
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at]!)) at += 1
  return bytes[at] === 0x3c ? 'xml' : 'json'
}

const hasBom = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/** Encoding that an XML declaration states; the declaration itself is ASCII. */
function declaredInXml(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return /^(?:ï»¿)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? ''
}

/** Offset of the first byte that starts no UTF-8 character, found by halving. */
function firstInvalid(bytes: Uint8Array): number {
  const valid = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (valid(middle)) low = middle
    else high = middle - 1
  }
  // The prefix may end with the start of a character that the next byte does not continue.
  const complete = new TextDecoder('utf-8').decode(bytes.subarray(0, low), { stream: true })
  return new TextEncoder().encode(complete).length
}

function spotOfByte(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, offset))
  const lines = before.split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}

/**
 * Bytes to text: size, BOM, declared windows-1251; everything else has to be UTF-8 (AD-09). `liberties` are the ids of
 * those that may be taken.
 * `null` when the body is refused; the reason is in the notes.
 */
export function decodeBody(
  { bytes, contentType }: WireBody,
  options: {
    limit: number
    codes: FaultCodes
    liberties: Readonly<Partial<Record<'bom' | 'charset', string>>>
    notes: Notes
  },
): DecodedBody | null {
  const { limit, codes, liberties, notes } = options
  const start = { line: 1, column: 1 }
  const refuse = (code: string, message: Text, spot = start, value?: string): null => {
    notes.add(spot, { severity: 'error', code, message, ...(value === undefined ? {} : { value }) })
    return null
  }
  const liberty = (id: string | undefined, message: Text): boolean => {
    notes.add(start, {
      severity: id === undefined ? 'error' : 'warning',
      code: id ?? codes.encoding,
      message,
    })
    return id !== undefined
  }

  if (bytes.length > limit) {
    return refuse(codes['too-large'], {
      ru: `Тело больше ${limit} байт (${bytes.length}): разделите сообщение на части`,
      en: `The body is over ${limit} bytes (${bytes.length}): split the message`,
    })
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse(codes.encoding, {
      ru: `Тело в UTF-16: ${remedyUtf8.ru}`,
      en: `The body is in UTF-16: ${remedyUtf8.en}`,
    })
  }
  const { type, charset } = parseContentType(contentType)
  const format = formatOf(type, bytes)
  const bom = hasBom(bytes)
  if (
    bom &&
    !liberty(liberties.bom, {
      ru: 'В начале тела стоит BOM: уберите его',
      en: 'The body starts with a BOM: drop it',
    })
  )
    return null

  const encoding = bom ? '' : charset || (format === 'xml' ? declaredInXml(bytes) : '')
  if (CYRILLIC.test(encoding)) {
    const accepted = liberty(liberties.charset, {
      ru: 'Тело в windows-1251: контракт требует UTF-8',
      en: 'The body is in windows-1251: the contract wants UTF-8',
    })
    return accepted ? { text: new TextDecoder('windows-1251').decode(bytes), format } : null
  }
  if (encoding !== '' && !UTF8.test(encoding)) {
    return refuse(
      codes.encoding,
      {
        ru: `Кодировка «${encoding.slice(0, 40)}» не поддерживается: ${remedyUtf8.ru}`,
        en: `The encoding "${encoding.slice(0, 40)}" is not supported: ${remedyUtf8.en}`,
      },
      start,
      encoding,
    )
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), format }
  } catch {
    const offset = firstInvalid(bytes)
    return refuse(
      codes.encoding,
      {
        ru: `Байт ${offset} тела не является UTF-8: ${remedyUtf8.ru}`,
        en: `Byte ${offset} of the body is not UTF-8: ${remedyUtf8.en}`,
      },
      spotOfByte(bytes, offset),
      `0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')}`,
    )
  }
}
