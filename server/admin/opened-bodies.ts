import { Readable } from 'node:stream'
import { maskPersonal } from '../journal/mask.ts'
import type { BodyPart as Side, Journal } from '../journal/journal.ts'
import { entryUnknown } from '../journal/journal.ts'
import {
  decodeBytes,
  detectEncoding,
  shownEncoding,
  wholeCharacters,
  type Encoding,
  type EncodingReport,
} from '../understanding/encoding.ts'
import { kindOf, type BodyKind } from '../understanding/kinds.ts'
import { archiveParts, partsOf, type OpenedPart } from '../understanding/parts.ts'
import { memorySource, readRange, type BodySource } from '../understanding/ranges.ts'
import { AdminRefusal } from './problem.ts'

/** Bodies of the journal as their forms need them: by ranges whatever their size, whole when they are small enough. */

/** A body of an entry, or one inside of it. */
export interface BodyAddress {
  id: number
  part: Side
  /** Numbers of the parts on the way to it. */
  inner: readonly number[]
}

/** Larger bodies are shown by ranges alone. */
export const WHOLE_LIMIT = 16 * 1024 * 1024
/** An archive or a form may be larger than what is analysed. */
const PARTS_LIMIT = 64 * 1024 * 1024
/** The directory of an archive is at its end: ten thousand names take a megabyte. */
const TAIL_BYTES = 4 * 1024 * 1024
const HEAD_BYTES = 64 * 1024
/** What masking has to see around a piece: a passport is found by the name of its object. */
const CONTEXT_BYTES = 16 * 1024
/** Bodies that were analysed lately; one is looked at in several forms. */
const KEPT = 4

export interface Head {
  encoding: EncodingReport
  shown: Encoding | null
  kind: BodyKind
}

export interface WholeBody extends Head {
  bytes: Uint8Array
  contentType: string
  /** Unmasked, for readers of contracts; `null` for bytes that are no text. */
  text: string | null
}

const partUnknown = (): AdminRefusal =>
  new AdminRefusal(404, 'BODY-PART-UNKNOWN', {
    ru: 'Такой части в теле нет, или её нельзя открыть.',
    en: 'The body has no such part, or it cannot be opened.',
  })

export const tooLarge = (): AdminRefusal =>
  new AdminRefusal(422, 'BODY-TOO-LARGE', {
    ru: `Тело больше ${WHOLE_LIMIT / 1024 / 1024} МиБ: его можно смотреть как текст и по байтам.`,
    en: `The body is over ${WHOLE_LIMIT / 1024 / 1024} MiB: it can be seen as text and by its bytes.`,
  })

const sourceOf = (bytes: Uint8Array, contentType: string): BodySource =>
  memorySource(bytes, contentType, (held) => Readable.from([held]))

export function openedBodies(journal: Pick<Journal, 'bodyStream'>) {
  const kept = new Map<string, Promise<WholeBody>>()

  async function entrySource(id: number, part: Side): Promise<BodySource> {
    const first = await journal.bodyStream(id, part)
    if (!first) throw entryUnknown(id)
    let unused: Readable | null = first.stream
    // It is destroyed when nobody reads it; an error before that has nobody to be told to.
    first.stream.on('error', () => undefined)
    return {
      bytes: first.bytes,
      contentType: first.contentType,
      async open() {
        const stream = unused
        unused = null
        if (stream) return stream
        const again = await journal.bodyStream(id, part)
        if (!again) throw entryUnknown(id)
        return again.stream
      },
    }
  }

  async function source({ id, part, inner }: BodyAddress): Promise<BodySource> {
    const outer = await entrySource(id, part)
    if (inner.length === 0) return outer
    let { contentType } = outer
    let bytes = await all(outer, PARTS_LIMIT)
    for (const index of inner) {
      const found = partsOf(bytes, contentType, textOf(bytes, contentType))[index]
      const content = found?.open()
      if (!found || !content) throw partUnknown()
      bytes = content
      contentType = found.contentType
    }
    return sourceOf(bytes, contentType)
  }

  const textOf = (bytes: Uint8Array, contentType: string): string | null => {
    const shown = shownEncoding(detectEncoding(bytes, contentType))
    return shown && decodeBytes(bytes, shown)
  }

  async function all(from: BodySource, limit: number): Promise<Uint8Array> {
    if (from.bytes > limit) throw tooLarge()
    return readRange(from, 0, from.bytes)
  }

  function headOf(bytes: Uint8Array, contentType: string): Head {
    const encoding = detectEncoding(bytes, contentType)
    const shown = shownEncoding(encoding)
    return { encoding, shown, kind: kindOf(bytes, contentType, shown && decodeBytes(bytes, shown)) }
  }

  async function read(address: BodyAddress): Promise<WholeBody> {
    const from = await source(address)
    const bytes = await all(from, WHOLE_LIMIT)
    const { contentType } = from
    const head = headOf(bytes.subarray(0, HEAD_BYTES), contentType)
    return { ...head, bytes, contentType, text: head.shown && decodeBytes(bytes, head.shown) }
  }

  return {
    source,

    async head(address: BodyAddress): Promise<Head & { bytes: number; contentType: string }> {
      const from = await source(address)
      const { bytes, contentType } = from
      return { bytes, contentType, ...headOf(await readRange(from, 0, HEAD_BYTES), contentType) }
    },

    /** The whole body, kept for a while. @throws AdminRefusal `BODY-TOO-LARGE` */
    whole(address: BodyAddress): Promise<WholeBody> {
      const key = `${address.id}/${address.part}/${address.inner.join('/')}`
      const known = kept.get(key)
      if (known) return known
      const reading = read(address)
      kept.set(key, reading)
      reading.catch(() => kept.delete(key))
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      return reading
    },

    /** Parts of a body; of an archive that does not fit in memory the names alone. */
    async parts(address: BodyAddress): Promise<OpenedPart[]> {
      const from = await source(address)
      if (from.bytes <= PARTS_LIMIT) {
        const bytes = await all(from, PARTS_LIMIT)
        return partsOf(
          bytes,
          from.contentType,
          from.bytes > WHOLE_LIMIT ? null : textOf(bytes, from.contentType),
        )
      }
      const offset = from.bytes - TAIL_BYTES
      return archiveParts(await readRange(from, offset, TAIL_BYTES), offset) ?? []
    },

    /** A piece of text without personal data. */
    async text(address: BodyAddress, offset: number, length: number, wanted?: Encoding) {
      const from = await source(address)
      const window = await readRange(
        from,
        Math.max(offset - CONTEXT_BYTES, 0),
        Math.min(offset, CONTEXT_BYTES) + length + CONTEXT_BYTES,
      )
      const encoding = wanted ?? (await this.head(address)).shown ?? 'windows-1251'
      const start = Math.min(offset, CONTEXT_BYTES)
      const piece = window.subarray(start, start + length)
      const isLast = offset + piece.length >= from.bytes
      const size = isLast ? piece.length : wholeCharacters(piece, encoding) || piece.length
      const before = decodeBytes(window.subarray(0, start), encoding)
      const here = decodeBytes(piece.subarray(0, size), encoding)
      const after = decodeBytes(window.subarray(start + size), encoding)
      const masked = maskPersonal(before + here + after).slice(before.length, before.length + here.length)
      return {
        offset,
        next: isLast ? null : offset + size,
        bytes: from.bytes,
        encoding,
        text: masked,
      }
    },

    /** Bytes of a range; unless they are wanted as they are, personal data stands as `*`. */
    async range(address: BodyAddress, offset: number, length: number, asIs: boolean) {
      const from = await source(address)
      const start = Math.min(offset, CONTEXT_BYTES)
      const window = await readRange(from, offset - start, start + length + CONTEXT_BYTES)
      const bytes = window.subarray(start, start + length)
      const hidden = maskedBytes(window).subarray(start, start + length)
      const masked = !asIs && Buffer.compare(bytes, hidden) !== 0
      const shown = Buffer.from(asIs ? bytes : hidden)
      return { offset, bytes: from.bytes, base64: shown.toString('base64'), masked }
    },
  }
}

/**
 * Bytes with the digits of passports replaced. Every encoding of these texts writes digits and the names around them as
 * ASCII; in UTF-16 each with a zero beside it.
 */
export function maskedBytes(bytes: Uint8Array): Uint8Array {
  const latin = Buffer.from(bytes).toString('latin1')
  if (latin.includes('pasport_info')) return Buffer.from(maskPersonal(latin), 'latin1')
  for (const parity of [0, 1]) {
    const every = Buffer.from(bytes.filter((_, i) => i % 2 === parity))
    const text = every.toString('latin1')
    if (!text.includes('pasport_info')) continue
    const masked = Buffer.from(maskPersonal(text), 'latin1')
    return bytes.map((byte, i) => (i % 2 === parity ? masked[(i - parity) / 2]! : byte))
  }
  return bytes
}

export type OpenedBodies = ReturnType<typeof openedBodies>
