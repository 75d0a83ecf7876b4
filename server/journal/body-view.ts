import { createHash } from 'node:crypto'
import { maskPersonal } from './mask.ts'
import type { BodyView } from './model.ts'

/** Text beyond this is cut in the view; the whole body has its own address. */
const TEXT_LIMIT = 1024 * 1024

/** Bytes that a view can be made of; a longer body begins with them. */
export const VIEW_BYTES = TEXT_LIMIT + 1

const CHARSET = /;\s*charset\s*=\s*"?([\w-]+)/i
const XML_ENCODING = /^\uFEFF?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)["']/

function declaredEncoding(bytes: Uint8Array, contentType: string): string {
  const declared = CHARSET.exec(contentType)?.[1]
  if (declared !== undefined) return declared
  const prolog = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return XML_ENCODING.exec(prolog)?.[1] ?? 'utf-8'
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    // An encoding that nobody knows: UTF-8 either fits or the body is shown as binary.
    return new TextDecoder('utf-8', { fatal: true })
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A body as it is shown: decoded by what it says of itself, cut, without personal data. */
export function bodyView(bytes: Uint8Array, contentType: string, sha256: string): BodyView {
  const truncated = bytes.length > TEXT_LIMIT
  const decoder = decoderFor(declaredEncoding(bytes, contentType))
  const view = { contentType, bytes: bytes.length, sha256, truncated }
  try {
    const text = decoder.decode(bytes.subarray(0, TEXT_LIMIT), { stream: truncated })
    return { ...view, text: maskPersonal(text), encoding: decoder.encoding }
  } catch {
    return { ...view, text: null, encoding: 'binary' }
  }
}
