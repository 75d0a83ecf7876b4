import { isUtf8, transcode } from 'node:buffer'
import type { Text } from '../text.ts'
import type { CmlRefusalId } from './findings.ts'

export type CmlEncoding = 'utf-8' | 'windows-1251'

/** Text goes out in pieces of this size: strings above 128 KB live outside the fast part of the heap. */
const SLICE = 16 * 1024
/** An XML declaration that has not ended by then is none. */
const HEAD_LIMIT = 1024

const UTF8_NAMES = /^utf-?8$/
const CYRILLIC_NAMES = /^(?:windows-?1251|cp-?1251|x-cp1251|win-?1251|1251)$/

/** Thrown by the decoder; the reader gives it a place. */
export class UndecodableFault extends Error {
  readonly code: CmlRefusalId
  readonly text: Text

  constructor(code: CmlRefusalId, text: Text) {
    super(text.en)
    this.code = code
    this.text = text
  }
}

const notXml = (ru: string, en: string): UndecodableFault =>
  new UndecodableFault('CML-NOT-XML', { ru: `Это не XML: ${ru}`, en: `This is not XML: ${en}` })

/** What the first bytes of other things are. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], ru: string, en: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'это архив zip, его надо распаковать',
    'it is a zip archive and has to be unpacked',
  ],
  [[0x1f, 0x8b], 'это архив gzip, его надо распаковать', 'it is a gzip archive and has to be unpacked'],
  [[0xff, 0xd8, 0xff], 'это картинка JPEG', 'it is a JPEG picture'],
  [[0x89, 0x50, 0x4e, 0x47], 'это картинка PNG', 'it is a PNG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'это картинка GIF', 'it is a GIF picture'],
]

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, HEAD_LIMIT))

function utf16Fault(): UndecodableFault {
  return new UndecodableFault('CML-ENCODING', {
    ru: 'Файл в UTF-16: выгрузите его в UTF-8 или windows-1251',
    en: 'The file is in UTF-16: export it in UTF-8 or windows-1251',
  })
}

/**
 * How many bytes of an unfinished UTF-8 character stand at the end. Behind another unfinished one it is none but a fault,
 * and has to reach the decoder together with it.
 */
function unfinished(bytes: Uint8Array): number {
  const tail = unfinishedAt(bytes, bytes.length)
  return tail > 0 && unfinishedAt(bytes, bytes.length - tail) > 0 ? 0 : tail
}

function unfinishedAt(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < characterLength(byte) ? back : 0
  }
  return 0
}

/** A copy: the caller may use the memory of `right` again. */
const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const all = new Uint8Array(left.length + right.length)
  all.set(left)
  all.set(right, left.length)
  return all
}

/**
 * Bytes of a CommerceML file to text, by its BOM and its XML declaration (contract section 4.6): UTF-8 is checked strictly,
 * windows-1251 only when declared. Bytes may be cut anywhere; pieces of text go to `onText`, the BOM does not.
 * Throws an `UndecodableFault` for what is no text in one of the two.
 */
export class CmlDecoder {
  encoding: CmlEncoding = 'utf-8'
  bom = false
  /** Encoding of the declaration when the BOM says something else. */
  clash: string | null = null
  private readonly onText: (text: string) => void
  private head: Uint8Array | null = new Uint8Array(0)
  private rest: Uint8Array = new Uint8Array(0)
  private cyrillic: CyrillicDecoder | null = null

  constructor(onText: (text: string) => void) {
    this.onText = onText
  }

  write(bytes: Uint8Array): void {
    if (this.head === null) return this.decode(bytes)
    this.head = joined(this.head, bytes)
    this.begin(false)
  }

  /** @returns `false` when the file ended inside a character */
  end(): boolean {
    if (this.head !== null) this.begin(true)
    if (this.rest.length === 0) return true
    try {
      // As the beginning of a character: only what cannot become one is a fault, the rest is a file that was cut.
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.rest, { stream: true })
    } catch {
      this.refuseBytes(this.rest)
    }
    return false
  }

  /** Decides on the encoding as soon as the head is complete. */
  private begin(last: boolean): void {
    const head = this.head!
    if (!last && head.length < 16) return
    this.bom = startsWith(head, [0xef, 0xbb, 0xbf])
    const body = this.bom ? head.subarray(3) : head
    const start = latin1(body)
    const declared = start.startsWith('<?xml')
    if (declared && !start.includes('?>') && !last && body.length < HEAD_LIMIT) return
    this.refuseOthers(head, start)
    if (declared) this.choose(/^<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']/.exec(start)?.[1] ?? '')
    this.head = null
    this.decode(body)
  }

  private refuseOthers(head: Uint8Array, start: string): void {
    if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) throw utf16Fault()
    if (start.startsWith('<\0') || start.startsWith('\0<')) throw utf16Fault()
    for (const [signature, ru, en] of SIGNATURES) if (startsWith(head, signature)) throw notXml(ru, en)
    const text = start.trimStart()
    if (/^<(?:!doctype\s+html|html[\s>])/i.test(text)) throw htmlFault()
    if (text !== '' && !text.startsWith('<')) {
      throw notXml(
        'файл начинается не со знака «<». Проверьте, что перед XML нет текста или сообщения об ошибке',
        'the file does not start with "<". Check that no text or error message stands before the XML',
      )
    }
  }

  private choose(declared: string): void {
    const name = declared.trim().toLowerCase()
    if (name === '' || UTF8_NAMES.test(name)) return
    if (this.bom) {
      this.clash = declared
    } else if (CYRILLIC_NAMES.test(name)) {
      this.encoding = 'windows-1251'
      this.cyrillic = new CyrillicDecoder()
    } else if (/^utf-?16|^ucs-?2|^iso-10646-ucs-2/.test(name)) {
      throw utf16Fault()
    } else {
      throw new UndecodableFault('CML-ENCODING', {
        ru: `Кодировка «${declared.slice(0, 40)}» не поддерживается: выгрузите файл в UTF-8 или windows-1251`,
        en: `The encoding "${declared.slice(0, 40)}" is not supported: export the file in UTF-8 or windows-1251`,
      })
    }
  }

  private decode(bytes: Uint8Array): void {
    if (this.cyrillic) {
      for (let at = 0; at < bytes.length; at += SLICE) {
        this.onText(this.cyrillic.decode(bytes.subarray(at, at + SLICE)))
      }
      return
    }
    let at = 0
    if (this.rest.length > 0) {
      // Only the character that was cut is put together, not the whole piece.
      const bridge = joined(this.rest, bytes.subarray(0, 3))
      const whole = characterLength(bridge[0]!)
      if (bridge.length < whole) {
        this.rest = bridge
        return
      }
      at = whole - this.rest.length
      this.rest = new Uint8Array(0)
      this.decodeUtf8(bridge.subarray(0, whole))
    }
    for (; at < bytes.length; at += SLICE) {
      let end = Math.min(at + SLICE, bytes.length)
      const back = unfinished(bytes.subarray(at, end))
      if (end === bytes.length) {
        this.rest = Uint8Array.from(bytes.subarray(end - back))
        end -= back
        if (end > at) this.decodeUtf8(bytes.subarray(at, end))
        return
      }
      this.decodeUtf8(bytes.subarray(at, end - back))
      at -= back
    }
  }

  /** A piece that begins and ends between characters. Checked and turned round apart, in a third of the time of `TextDecoder`. */
  private decodeUtf8(bytes: Uint8Array): void {
    if (!isUtf8(bytes)) return this.refuseBytes(bytes)
    this.onText(transcode(bytes, 'utf8', 'utf16le').toString('utf16le'))
  }

  /** What stands before the wrong byte is still read, so that its place is known. */
  private refuseBytes(bytes: Uint8Array): void {
    const offset = firstInvalid(bytes)
    // A decoder that has failed in a stream does not recover.
    if (offset > 0)
      this.onText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset)))
    const byte = `0x${bytes[offset]!.toString(16).padStart(2, '0')}`
    throw new UndecodableFault('CML-ENCODING', {
      ru: `Байт ${byte} — не UTF-8. Если файл в windows-1251, это надо объявить в первой строке: <?xml version="1.0" encoding="windows-1251"?>`,
      en: `Byte ${byte} is not UTF-8. If the file is in windows-1251, its first line has to declare it: <?xml version="1.0" encoding="windows-1251"?>`,
    })
  }
}

export function htmlFault(): UndecodableFault {
  return new UndecodableFault('CML-NOT-COMMERCEML', {
    ru: 'Это страница HTML, а не CommerceML: обычно так приходит сообщение об ошибке или форма входа сайта',
    en: 'This is an HTML page, not CommerceML: usually an error message or the login form of a site',
  })
}

const characterLength = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)

/** Offset of the first byte that is no UTF-8. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0
  for (;;) {
    const byte = bytes[at]
    if (byte === undefined) return Math.max(0, bytes.length - 1)
    if (byte < 0x80) {
      at += 1
      continue
    }
    const length = byte >= 0xc2 && byte < 0xf5 ? characterLength(byte) : 0
    const second = bytes[at + 1] ?? 0
    const low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80
    const high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf
    if (length === 0 || second < low || second > high) return at
    for (let more = 2; more < length; more++) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return at
    at += length
  }
}

/** windows-1251 by a table: ten times as fast as the decoder of the platform. */
class CyrillicDecoder {
  private readonly table = new Uint16Array(256)
  private readonly units = new Uint16Array(SLICE)
  private readonly utf16 = new TextDecoder('utf-16le', { ignoreBOM: true })

  constructor() {
    const platform = new TextDecoder('windows-1251')
    for (let byte = 0; byte < 256; byte++) {
      this.table[byte] = platform.decode(Uint8Array.of(byte)).charCodeAt(0)
    }
  }

  decode(bytes: Uint8Array): string {
    const { table, units } = this
    for (let at = 0; at < bytes.length; at++) units[at] = table[bytes[at]!]!
    return this.utf16.decode(units.subarray(0, bytes.length))
  }
}
