import iconv from 'iconv-lite'
import type { CmlForm } from './model.ts'

/** Bytes of a piece: what a stream hands on at once. */
const CHUNK = 64 * 1024

const upperHalf = iconv.decode(
  Buffer.from(Array.from({ length: 128 }, (_, index) => 128 + index)),
  'windows-1251',
)
/** Byte 98 stands for no character. */
const UNKNOWN_TO_1251 = new RegExp(`[^\\u0000-\\u007F${upperHalf.replace(/[\uFFFD\u0098]/g, '')}]`, 'gu')

/** `false` for a name that windows-1251 cannot hold; a reference is no remedy there. */
export const holds = (encoding: CmlForm['encoding'], name: string): boolean =>
  encoding === 'utf-8' || name.search(UNKNOWN_TO_1251) === -1

const UTF8 = new TextEncoder()

/** Characters that windows-1251 does not have become numeric references (commerceml section 4.6). */
export function encodeXml(text: string, encoding: CmlForm['encoding']): Uint8Array {
  if (encoding === 'utf-8') return UTF8.encode(text)
  return iconv.encode(
    text.replace(UNKNOWN_TO_1251, (char) => `&#${char.codePointAt(0)!};`),
    'windows-1251',
  )
}

/** Pieces of 64 KB at most. */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK) yield bytes.subarray(start, start + CHUNK)
}

/** Characters that are collected before they are encoded; Cyrillic takes two bytes. */
export const chunkCharacters = CHUNK / 2
