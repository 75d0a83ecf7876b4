import { fileTypeOf } from '../contracts/ksup/file.ts'

/** What bytes are by their first ones, whatever they are called. */
export type BodyKind =
  | 'json'
  | 'xml'
  | 'commerceml'
  | 'multipart'
  | 'statement'
  | 'har'
  | 'zip'
  | 'pdf'
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'webp'
  | 'text'
  | 'binary'

const SIGNATURES: readonly [BodyKind, string][] = [
  ['pdf', '%PDF-'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff'],
  ['gif', 'GIF8'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
]

/** Kinds that a browser shows as a picture. */
export const isPicture = (kind: BodyKind): boolean => ['png', 'jpeg', 'gif', 'webp'].includes(kind)

const latin = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/**
 * @param head the first bytes
 * @param text the same as text, `null` when they are none
 */
export function kindOf(head: Uint8Array, contentType: string, text: string | null): BodyKind {
  const signature = latin(head.subarray(0, 16))
  const found = SIGNATURES.find(([, start]) => signature.startsWith(start))
  if (found) return found[0]
  if (signature.startsWith('RIFF') && signature.slice(8, 12) === 'WEBP') return 'webp'
  if (contentType.trim().toLowerCase().startsWith('multipart/')) return 'multipart'
  if (text === null) return 'binary'
  const start = text.trimStart()
  if (start.startsWith('1CClientBankExchange')) return 'statement'
  if (start.startsWith('<'))
    return /<(?:[\w-]+:)?КоммерческаяИнформация[\s>/]/u.test(start.slice(0, 4000)) ? 'commerceml' : 'xml'
  if (/^[{[]/.test(start))
    return /^\{\s*"log"\s*:\s*\{/.test(start) && /"(?:version|creator|entries)"/.test(start.slice(0, 2000))
      ? 'har'
      : 'json'
  return 'text'
}

/** A media type for a browser that is to show the bytes; everything else is nothing but bytes. */
export function mediaTypeOf(kind: BodyKind): string {
  if (kind === 'pdf') return 'application/pdf'
  return isPicture(kind) ? `image/${kind}` : 'application/octet-stream'
}

/** `.xlsx` and `.docx` are archives too; nobody wants to see their parts. */
export const isOffice = (bytes: Uint8Array): boolean => ['xlsx', 'docx'].includes(fileTypeOf(bytes) ?? '')
