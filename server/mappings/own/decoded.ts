import iconv from 'iconv-lite'

/** The text of a body: by its own declaration, then by the header, then UTF-8, and windows-1251 when it is not that. Pure. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const declared =
    /<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(head)?.[1] ??
    /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]
  if (declared && !/^utf-?8$/i.test(declared) && iconv.encodingExists(declared))
    return iconv.decode(Buffer.from(bytes), declared)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return iconv.decode(Buffer.from(bytes), 'win1251')
  }
}
