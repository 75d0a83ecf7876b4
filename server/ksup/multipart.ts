import { createHash } from 'node:crypto'
import type { Message, WireBody } from '../contracts/operation.ts'

/**
 * An order as `multipart/form-data` (DD-10): the part `message` has the JSON body, the part `file` the file as it is. It is
 * read as the canonical body that it stands for, so every rule of the contract holds for it too.
 */

const MULTIPART = 'multipart/form-data'

interface Part {
  name: string
  fileName: string | null
  contentType: string
  bytes: Buffer
}

const boundaryOf = (contentType: string): string | null => {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? []
  return quoted ?? bare ?? null
}

const HEADERS_END = Buffer.from('\r\n\r\n')

/** A file name as RFC 8187 writes it, else the plain one. */
function fileNameOf(disposition: string): string | null {
  const encoded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1]
  if (encoded !== undefined && /^(?:[^%]|%[0-9a-f]{2})*$/i.test(encoded))
    return Buffer.from(
      encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString('utf8')
  return /;\s*filename="([^"]*)"/i.exec(disposition)?.[1] ?? null
}

function partOf(bytes: Buffer): Part | null {
  const end = bytes.indexOf(HEADERS_END)
  if (end < 0) return null
  const headers = new Map(
    bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\r\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
      }),
  )
  const disposition = headers.get('content-disposition') ?? ''
  const name = /;\s*name="?([^";]+)"?/i.exec(disposition)?.[1]
  if (name === undefined) return null
  return {
    name,
    fileName: fileNameOf(disposition),
    contentType: headers.get('content-type') ?? '',
    bytes: bytes.subarray(end + HEADERS_END.length),
  }
}

/** The parts of a body (RFC 7578), `null` when it is not whole. */
function partsOf(bytes: Buffer, boundary: string): Part[] | null {
  // Every boundary but the first has a line break of its own before it.
  const mark = Buffer.from(`\r\n--${boundary}`)
  const whole = Buffer.concat([Buffer.from('\r\n'), bytes])
  const parts: Part[] = []
  let at = whole.indexOf(mark)
  while (at >= 0) {
    const from = at + mark.length
    if (whole.toString('latin1', from, from + 2) === '--') return parts
    const next = whole.indexOf(mark, from)
    if (next < 0) return null
    const part = partOf(whole.subarray(whole.indexOf('\r\n', from) + 2, next))
    if (!part) return null
    parts.push(part)
    at = next
  }
  return null
}

/** JSON in ASCII: it goes into a body of whatever character set. */
const ascii = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

function fileMember({ fileName, contentType, bytes }: Part): string {
  return ascii({
    name: fileName ?? '',
    mime: contentType === '' ? 'application/octet-stream' : contentType,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content_base64: bytes.toString('base64'),
  })
}

/** The canonical body: the file is put in as the last member, what else is there stays for the reader to judge. */
function canonicalBody(parts: readonly Part[]): WireBody | null {
  const message = parts.find(({ name }) => name === 'message')
  if (!message) return null
  const file = parts.find(({ name }) => name === 'file')
  const contentType = message.contentType === '' ? 'application/json' : message.contentType
  const text = message.bytes.toString('latin1').trimEnd()
  if (!file || !text.endsWith('}')) return { bytes: message.bytes, contentType }
  const before = text.slice(0, -1).trimEnd()
  const comma = before.endsWith('{') ? '' : ','
  return { bytes: Buffer.from(`${before}${comma}"file":${fileMember(file)}}`, 'latin1'), contentType }
}

const unreadable = {
  value: null,
  rejected: [],
  findings: [
    {
      severity: 'error' as const,
      code: 'KS-MALFORMED',
      message: {
        ru: 'Тело multipart/form-data не разобрать: нужны часть message с JSON и часть file с файлом',
        en: 'The multipart/form-data body cannot be read: a part "message" with JSON and a part "file" are needed',
      },
      line: 1,
      column: 1,
      pointer: '',
    },
  ],
}

/** The message with a reader that takes its multipart form too. */
export function withMultipart<T>(message: Message<T>): Message<T> {
  return {
    ...message,
    read(body, mode, options) {
      if (!body.contentType.trim().toLowerCase().startsWith(MULTIPART))
        return message.read(body, mode, options)
      const boundary = boundaryOf(body.contentType)
      const parts = boundary === null ? null : partsOf(Buffer.from(body.bytes), boundary)
      const canonical = parts && canonicalBody(parts)
      return canonical ? message.read(canonical, mode, options) : unreadable
    },
  }
}
