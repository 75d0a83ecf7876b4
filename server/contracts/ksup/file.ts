import { z } from 'zod'
import type { Inspection } from '../message/inspection.ts'
import { integer, text } from '../regate/scalars.ts'
import { refusalCodes, warningCodes } from './errors.ts'
import { decodeBase64, decodedLength, encodeBase64 } from './base64.ts'
import { forms } from './forms.ts'
import { rules } from './rules.ts'
import type { RuleId } from './rules.ts'
import { sha256 } from './sha256.ts'

/** The file of an order (section 5.3, DD-10…DD-12): carried in the message, looked at, never opened or executed. */

/** Of the decoded file (DD-11). */
export const FILE_LIMIT_BYTES = 10 * 1024 * 1024

export const OrderFile = z
  .object({
    name: text(255)
      .refine((name) => !/[/\\]/.test(name) && !/^\.{1,2}$/.test(name), 'file-name')
      .meta({ description: 'Section 5.3: name without path separators' }),
    mime: z
      .string()
      .max(127)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'pattern')
      .meta({ description: 'Section 5.3: type as the sender calls it; the content decides' }),
    size: integer(0).meta({ description: 'Section 5.3: bytes of the decoded file' }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'file-hash')
      .meta({ description: 'Section 5.3: digest of the decoded file' }),
    content_base64: z.string().meta({ description: 'DD-10: the file, base64 without line breaks' }),
  })
  .register(forms, { form: 'file' })
export type OrderFile = z.infer<typeof OrderFile>

export const FILE_TYPES = ['pdf', 'xlsx', 'docx', 'mxl'] as const
export type FileType = (typeof FILE_TYPES)[number]

export const MIMES: Readonly<Record<FileType, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  mxl: 'application/x-1c-mxl',
}

const SIGNATURES = { pdf: '%PDF-', zip: 'PK\x03\x04', mxl: 'MOXCEL' }

/** A part that every document of the kind has; names inside a ZIP archive are not compressed. */
const OFFICE_PARTS = { xlsx: 'xl/workbook.xml', docx: 'word/document.xml' }

function holds(bytes: Uint8Array, ascii: string, from = 0): boolean {
  const first = ascii.charCodeAt(0)
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let i = 1
    while (i < ascii.length && bytes[at + i] === ascii.charCodeAt(i)) i += 1
    if (i === ascii.length) return true
  }
  return false
}

const startsWith = (bytes: Uint8Array, ascii: string): boolean =>
  holds(bytes.subarray(0, ascii.length), ascii)

/** The type of a file by its content, whatever its name says; `null` for one that an order may not have (DD-11). */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  if (startsWith(bytes, SIGNATURES.pdf)) return 'pdf'
  if (startsWith(bytes, SIGNATURES.mxl)) return 'mxl'
  if (!startsWith(bytes, SIGNATURES.zip)) return null
  if (holds(bytes, OFFICE_PARTS.xlsx)) return 'xlsx'
  return holds(bytes, OFFICE_PARTS.docx) ? 'docx' : null
}

/** The member `file` for bytes. Throws a `TypeError` for a content that an order may not have. */
export function orderFile(name: string, bytes: Uint8Array): OrderFile {
  const type = fileTypeOf(bytes)
  if (type === null) throw new TypeError(`"${name}" is none of ${FILE_TYPES.join(', ')}`)
  return {
    name,
    mime: MIMES[type],
    size: bytes.length,
    sha256: sha256(bytes),
    content_base64: encodeBase64(bytes),
  }
}

/**
 * Checks what the form of the member cannot tell: base64, size, digest, limit, type by content. Each failure refuses the
 * whole message (section 6.4).
 */
export function inspectFile(file: OrderFile, pointer: string, { report }: Inspection): void {
  const refuse = (member: string, rule: RuleId, expected?: string): void =>
    report(`${pointer}/${member}`, {
      severity: 'error',
      code: 'KS-FILE',
      message: { ru: rules[rule].ru, en: rules[rule].en },
      expected,
    })
  const tooLarge = (): void =>
    report(`${pointer}/content_base64`, {
      severity: 'error',
      code: 'KS-TOO-LARGE',
      message: refusalCodes['KS-TOO-LARGE'].meaning,
      expected: `≤ ${FILE_LIMIT_BYTES}`,
    })

  if (decodedLength(file.content_base64) > FILE_LIMIT_BYTES) return tooLarge()
  const bytes = decodeBase64(file.content_base64)
  if (bytes === null) return refuse('content_base64', 'file-base64')
  if (bytes.length !== file.size) refuse('size', 'file-size', String(bytes.length))
  const digest = sha256(bytes)
  if (digest !== file.sha256) refuse('sha256', 'file-digest', digest)
  const type = fileTypeOf(bytes)
  if (type === null) return refuse('content_base64', 'file-type', FILE_TYPES.join(' | '))
  if (file.mime.toLowerCase() !== MIMES[type])
    report(`${pointer}/mime`, {
      severity: 'warning',
      code: 'W-FILE-TYPE',
      message: warningCodes['W-FILE-TYPE'].meaning,
      value: file.mime,
      expected: MIMES[type],
    })
}
