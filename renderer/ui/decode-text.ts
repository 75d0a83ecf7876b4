/** Text of a file of unknown encoding: UTF-8 when the bytes are valid UTF-8, otherwise windows-1251. A BOM is dropped. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1251').decode(bytes)
  }
}
