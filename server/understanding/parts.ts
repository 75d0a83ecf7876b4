import { decodeBase64 } from '../contracts/ksup/base64.ts'
import { decodeBytes, detectEncoding, shownEncoding } from './encoding.ts'
import { isOffice, kindOf, type BodyKind } from './kinds.ts'
import { listArchive, unpackFile } from './archive.ts'

/** Bodies inside of a body: parts of a form, the file of an order, files of an archive. Each has forms of its own. */

export interface BodyPart {
  /** Its number in its body; the address of a part is the numbers on the way to it. */
  index: number
  name: string
  fileName: string | null
  contentType: string
  kind: BodyKind
  bytes: number
  /** Why it cannot be opened, `null` when it can. */
  closed: 'encrypted' | 'too-large' | null
}

export interface OpenedPart extends BodyPart {
  /** Its bytes, `null` for one that cannot be opened. An archive gives up a file only when it is asked. */
  open(): Uint8Array | null
}

/** A part that is larger is listed but not opened. */
export const PART_LIMIT = 64 * 1024 * 1024

const HEAD_BYTES = 4096

/** What bytes are, looked at from their beginning. */
export function kindOfBytes(bytes: Uint8Array, contentType: string): BodyKind {
  const head = bytes.subarray(0, HEAD_BYTES)
  const encoding = shownEncoding(detectEncoding(head, contentType))
  return kindOf(head, contentType, encoding && decodeBytes(head, encoding))
}

const opened = (
  index: number,
  part: Pick<BodyPart, 'name' | 'fileName' | 'contentType'>,
  content: Uint8Array,
): OpenedPart => ({
  index,
  ...part,
  kind: kindOfBytes(content, part.contentType),
  bytes: content.length,
  closed: null,
  open: () => content,
})

const boundaryOf = (contentType: string): string | null => {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? []
  return quoted ?? bare ?? null
}

/** RFC 7578; what is broken is left out. */
export function formParts(bytes: Uint8Array, contentType: string): OpenedPart[] {
  const boundary = boundaryOf(contentType)
  if (boundary === null) return []
  const whole = Buffer.concat([Buffer.from('\r\n'), bytes])
  const mark = Buffer.from(`\r\n--${boundary}`)
  const parts: OpenedPart[] = []
  let at = whole.indexOf(mark)
  while (at >= 0) {
    const from = at + mark.length
    const next = whole.indexOf(mark, from)
    if (next < 0) break
    const part = whole.subarray(whole.indexOf('\r\n', from) + 2, next)
    const headEnd = part.indexOf('\r\n\r\n')
    if (headEnd >= 0) parts.push(formPart(parts.length, part, headEnd))
    at = next
  }
  return parts
}

function formPart(index: number, part: Buffer, headEnd: number): OpenedPart {
  const head = part.toString('utf8', 0, headEnd)
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
  const encoded = /filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1]
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1] ?? null
  return opened(
    index,
    {
      name: /\bname="?([^";]+)"?/i.exec(disposition)?.[1] ?? '',
      fileName: encoded === undefined ? plain : decoded(encoded),
      contentType: (/^content-type:(.*)$/im.exec(head)?.[1] ?? '').trim(),
    },
    part.subarray(headEnd + 4),
  )
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The file of an order of КСУП (DD-10), whatever its names are written like. */
export function embeddedFiles(text: string): OpenedPart[] {
  const CONTENT = /["'](?:content_base64|Файл)["']\s*:\s*["']([A-Za-z0-9+/=\s\\rn]{16,})["']/g
  return [...text.matchAll(CONTENT)].flatMap((match, index) => {
    const content = decodeBase64(match[1]!.replace(/\\[rn]|\s/g, ''))
    if (!content) return []
    const before = text.slice(Math.max(0, match.index - 2000), match.index)
    const last = (name: string): string =>
      [...before.matchAll(new RegExp(`["']${name}["']\\s*:\\s*["']([^"']*)["']`, 'g'))].at(-1)?.[1] ?? ''
    return [
      opened(index, { name: 'file', fileName: last('name') || null, contentType: last('mime') }, content),
    ]
  })
}

const KINDS_BY_NAME: Readonly<Record<string, BodyKind>> = {
  xml: 'xml',
  json: 'json',
  txt: 'text',
  csv: 'text',
  pdf: 'pdf',
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  gif: 'gif',
  webp: 'webp',
  zip: 'zip',
}

/**
 * Files of an archive. They can be opened only when the archive is in memory as a whole.
 * @param tailOffset where in the archive the given bytes begin
 * @returns `null` when the central directory is not in them
 */
export function archiveParts(tail: Uint8Array, tailOffset: number): OpenedPart[] | null {
  const listed = listArchive(tail, tailOffset)
  if (!listed) return null
  return listed.files
    .filter(({ name }) => !name.endsWith('/'))
    .map((file, index) => {
      const tooLarge = tailOffset > 0 || file.bytes > PART_LIMIT
      return {
        index,
        name: file.name,
        fileName: file.name,
        contentType: '',
        kind: KINDS_BY_NAME[/\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''] ?? 'binary',
        bytes: file.bytes,
        closed: file.encrypted ? 'encrypted' : tooLarge ? 'too-large' : null,
        open: () => (tailOffset === 0 ? unpackFile(tail, file, PART_LIMIT) : null),
      }
    })
}

/** The parts of a body that is in memory. */
export function partsOf(bytes: Uint8Array, contentType: string, text: string | null): OpenedPart[] {
  const kind = kindOfBytes(bytes, contentType)
  if (kind === 'multipart') return formParts(bytes, contentType)
  if (kind === 'zip') return isOffice(bytes) ? [] : (archiveParts(bytes, 0) ?? [])
  return text !== null && (kind === 'json' || kind === 'text') ? embeddedFiles(text) : []
}
