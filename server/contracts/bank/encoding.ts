import iconv from 'iconv-lite'
import type { Notes } from '../wire/notes.ts'
import { encodingNames, type StatementEncoding } from './statement.ts'

/** Where `Кодировка` is looked for: it is the third line, but the lines before it may be long. */
const HEAD_BYTES = 64 * 1024
const DECLARATION = /^[ \t]*Кодировка[ \t]*=[ \t]*([^\r\n]*)/m

/**
 * The text of bytes in an encoding of the format; what is not a character becomes U+FFFD.
 * The TextDecoder of Node is not used: its ibm866 turns the control bytes 1A, 1C and 7F into one another.
 */
export function decodeAs(bytes: Uint8Array, encoding: StatementEncoding): string {
  return iconv.decode(bytes, encoding)
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function encodingOf(declared: string): StatementEncoding | null {
  const name = declared.trim().toLowerCase().replace('utf8', 'utf-8')
  const known = Object.keys(encodingNames) as StatementEncoding[]
  return known.find((encoding) => encodingNames[encoding].toLowerCase() === name) ?? null
}

/**
 * Text of a statement and the encoding its bytes are really in. The key `Кодировка` is itself Cyrillic, so its bytes show the
 * encoding for certain; a declaration that says otherwise is a warning `BANK-ENCODING` (regate section 8.1). A BOM is dropped.
 */
export function decodeStatement(
  bytes: Uint8Array,
  notes: Notes,
): { text: string; encoding: StatementEncoding } {
  const head = bytes.subarray(0, HEAD_BYTES)
  for (const encoding of ['utf-8', 'windows-1251', 'cp866'] as const) {
    const before = decodeAs(head, encoding)
    const match = DECLARATION.exec(before)
    if (!match) continue
    const declared = match[1]!.trim()
    if (encodingOf(declared) !== encoding) {
      const line = before.slice(0, match.index).split(/\r\n|\n|\r/).length
      notes.add(
        { line, column: 1 },
        {
          code: 'BANK-ENCODING',
          value: declared,
          expected: encodingNames[encoding],
          message: {
            ru: `В файле указано «Кодировка=${declared.slice(0, 40)}», а записан он в ${encoding}: прочитан как ${encoding}, проверьте настройку выгрузки в банке`,
            en: `The file says "Кодировка=${declared.slice(0, 40)}" but is written in ${encoding}: it is read as ${encoding}, check the export settings of the bank`,
          },
        },
      )
    }
    return { text: decodeAs(bytes, encoding), encoding }
  }
  const encoding = isUtf8(bytes) ? 'utf-8' : 'windows-1251'
  notes.add(
    { line: 1, column: 1 },
    {
      code: 'BANK-ENCODING',
      message: {
        ru: `В заголовке нет строки «Кодировка»: файл прочитан как ${encoding}, проверьте русский текст в документах`,
        en: `The header has no "Кодировка": the file is read as ${encoding}, check the Russian text of its documents`,
      },
    },
  )
  return { text: decodeAs(bytes, encoding), encoding }
}
