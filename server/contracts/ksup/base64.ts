/** Base64 (RFC 4648, section 4) as the member `content_base64` has it. */

const FOREIGN = /[^A-Za-z0-9+/=]/
const PADDING = /^[^=]*={0,2}$/

/** The bytes of a text without line breaks, `null` when it is not base64. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || FOREIGN.test(text) || !PADDING.test(text.slice(-4))) return null
  // The sign of padding stands at the end alone.
  if (text.slice(0, -4).includes('=')) return null
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** Bytes taken at once: a call has only so many arguments. */
const PORTION = 8_190

export function encodeBase64(bytes: Uint8Array): string {
  const portions: string[] = []
  for (let at = 0; at < bytes.length; at += PORTION)
    portions.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PORTION))))
  return portions.join('')
}

/** Bytes that a text of base64 stands for, without decoding it. */
export const decodedLength = (text: string): number =>
  Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
