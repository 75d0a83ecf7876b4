import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib'
import { unzipSync, zipSync } from 'fflate'

/** Bytes with bytes inside of them: packed bodies, archives, forms. Their texts are masked where they lie. */

export interface BytesMasker {
  /** `null` for bytes that are no text. */
  text(bytes: Uint8Array, contentType: string): Uint8Array | null
  /** A name of a field with its value. */
  field(name: string, bytes: Uint8Array, contentType: string): Uint8Array | null
  /** A line that is not a body: heads of parts, names of files. */
  line(text: string): string
  /** Bytes that nothing can be hidden in go as they are. */
  opaque: boolean
}

/** More than this would come out of an archive that was made to exhaust its reader. */
const UNPACKED_BOUND = 64 * 1024 * 1024
const DEPTH = 3

const starts = (bytes: Uint8Array, ...signature: number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte)

interface Coding {
  unpack(bytes: Uint8Array): Uint8Array
  pack(bytes: Uint8Array): Uint8Array
}

const bound = { maxOutputLength: UNPACKED_BOUND }
const gzip: Coding = { unpack: (bytes) => gunzipSync(bytes, bound), pack: (bytes) => gzipSync(bytes) }
const codings: Readonly<Record<string, Coding>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { unpack: (bytes) => inflateSync(bytes, bound), pack: (bytes) => deflateSync(bytes) },
  br: { unpack: (bytes) => brotliDecompressSync(bytes, bound), pack: (bytes) => brotliCompressSync(bytes) },
}

/**
 * @param coding `Content-Encoding` of the body
 * @returns `null` when something in it cannot be masked and nobody has agreed to that
 */
export function maskBody(
  bytes: Uint8Array,
  contentType: string,
  masker: BytesMasker,
  coding = '',
  depth = 0,
): Uint8Array | null {
  const asIs = masker.opaque ? bytes : null
  if (depth > DEPTH) return asIs
  const packing = starts(bytes, 0x1f, 0x8b) ? gzip : codings[coding.trim().toLowerCase()]
  if (packing) {
    const plain = attempt(() => packing.unpack(bytes))
    if (plain) {
      const masked = maskBody(plain, contentType, masker, '', depth + 1)
      return masked === null || masked === plain ? masked && bytes : packing.pack(masked)
    }
  }
  if (starts(bytes, 0x50, 0x4b, 3, 4)) return archive(bytes, masker, depth) ?? asIs
  // Many a PDF is nothing but ASCII, and none of its texts stands in it as people read it.
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return asIs
  return form(bytes, contentType, masker, depth) ?? masker.text(bytes, contentType) ?? asIs
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

/** Also `.xlsx` and `.docx`; `null` when one of its files cannot be masked. */
function archive(bytes: Uint8Array, masker: BytesMasker, depth: number): Uint8Array | null {
  let unpacked = 0
  const files = attempt(() =>
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize
        if (unpacked > UNPACKED_BOUND) throw new RangeError('the archive is too large')
        return true
      },
    }),
  )
  if (!files) return null
  let changed = false
  const masked: Record<string, Uint8Array> = {}
  for (const [name, content] of Object.entries(files)) {
    const inside = content.length === 0 ? content : maskBody(content, '', masker, '', depth + 1)
    if (inside === null) return null
    const line = masker.line(name)
    changed ||= inside !== content || line !== name
    masked[line] = inside
  }
  return changed ? zipSync(masked) : bytes
}

const BOUNDARY = /^multipart\/.*;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i

const leftOut = (size: number): Buffer => Buffer.from(`[двоичная часть, ${size} байт, не вошла]`)

/** RFC 7578; `null` for what is no form. A part that cannot be masked makes way for a word about it. */
function form(bytes: Uint8Array, contentType: string, masker: BytesMasker, depth: number): Uint8Array | null {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) return null
  const whole = Buffer.concat([Buffer.from('\r\n'), bytes])
  const mark = Buffer.from(`\r\n--${boundary}`)
  const pieces: Uint8Array[] = []
  let changed = false
  let at = whole.indexOf(mark)
  if (at < 0) return null
  // What stands before the first part is for nobody, but it is there.
  if (at > 0) return null
  while (at >= 0) {
    const next = whole.indexOf(mark, at + mark.length)
    const piece = whole.subarray(at + mark.length, next < 0 ? undefined : next)
    const masked = next < 0 ? piece : part(piece, masker, depth)
    changed ||= masked !== piece
    pieces.push(mark, masked)
    at = next
  }
  return changed ? Buffer.concat(pieces).subarray(2) : bytes
}

function part(piece: Buffer, masker: BytesMasker, depth: number): Uint8Array {
  const end = piece.indexOf('\r\n\r\n')
  if (end < 0) return piece
  const head = piece.toString('utf8', 0, end)
  const content = piece.subarray(end + 4)
  const name = /\bname="?([^";\r\n]+)/i.exec(head)?.[1] ?? ''
  const contentType = (/^content-type:(.*)$/im.exec(head)?.[1] ?? '').trim()
  const isFile = /\bfilename\*?=/i.test(head)
  const masked =
    (isFile ? null : masker.field(name, content, contentType)) ??
    maskBody(content, contentType, masker, '', depth + 1) ??
    leftOut(content.length)
  const line = masker.line(head)
  if (masked === content && line === head) return piece
  return Buffer.concat([Buffer.from(`${line}\r\n\r\n`), masked])
}
