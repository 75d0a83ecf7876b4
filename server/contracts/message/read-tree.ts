import type { ReaderMode, WireBody, WireFormat } from '../operation.ts'
import { decodeBody } from '../wire/decode.ts'
import type { DecodedBody } from '../wire/decode.ts'
import type { Notes } from '../wire/notes.ts'
import { readJson } from '../wire/read-json.ts'
import type { WireNode } from '../wire/tree.ts'
import type { Dialect } from './dialect.ts'

/** From the bytes of a message to its tree, whatever its format. */

export interface ReadingOptions {
  mode: ReaderMode
  /** The bytes are a file of people, not traffic: see `ReadOptions`. */
  fixture: boolean
  formats: readonly WireFormat[]
  dialect: Dialect
  notes: Notes
}

/** The text of a body in a format that the message has. `null` when it is refused; the reason is in the notes. */
export function decode(
  body: WireBody,
  { mode, formats, dialect, notes }: ReadingOptions,
): DecodedBody | null {
  const { faults: codes, limit } = dialect
  const liberties = mode === 'lenient' ? dialect.liberties : {}
  const decoded = decodeBody(body, { limit, codes, liberties, notes })
  if (!decoded || formats.includes(decoded.format)) return decoded
  const written = decoded.format.toUpperCase()
  const wanted = formats.join(', ').toUpperCase()
  notes.add(
    { line: 1, column: 1 },
    {
      severity: 'error',
      code: codes.malformed,
      message: {
        ru: `У этого сообщения нет формы ${written}, отправьте ${wanted}`,
        en: `This message has no ${written} form, send ${wanted}`,
      },
    },
  )
  return null
}

/** The tree of a text. `null` when it is refused; the reasons are in the notes. */
export function treeOf(
  { text, format }: DecodedBody,
  { mode, fixture, dialect, notes }: ReadingOptions,
): WireNode | null {
  const { faults: codes, liberties, readXml } = dialect
  if (format === 'xml') return readXml?.(text, { mode, codes, notes }) ?? null
  return readJson(text, {
    codes,
    notes,
    liberties: {
      syntax: mode === 'lenient' ? liberties.syntax : undefined,
      bookmark: fixture ? liberties.bookmark : undefined,
    },
  })
}

/** The tree of a body. `null` when it is refused; the reasons are in the notes. */
export function readTree(body: WireBody, options: ReadingOptions): WireNode | null {
  const decoded = decode(body, options)
  return decoded && treeOf(decoded, options)
}
