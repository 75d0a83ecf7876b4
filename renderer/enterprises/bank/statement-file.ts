const CHUNK = 0x8000

/** The bytes of a file in base64: the encoding of a statement is the bank's, so the text is not touched. */
export function base64Of(bytes: Uint8Array): string {
  let binary = ''
  // A spread of a whole file would overflow the stack of the call.
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}
