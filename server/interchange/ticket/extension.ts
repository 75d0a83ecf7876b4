const byType: readonly [RegExp, string][] = [
  [/json/i, '.json'],
  [/xml/i, '.xml'],
  [/html/i, '.html'],
  [/pdf/i, '.pdf'],
  [/zip/i, '.zip'],
  [/png/i, '.png'],
  [/jpe?g/i, '.jpg'],
  [/x-www-form-urlencoded|multipart/i, '.txt'],
]

/** The extension that a body has as a file: by what it says of itself, or by how it begins. */
export function extensionOf(bytes: Uint8Array, contentType: string): string {
  const known = byType.find(([type]) => type.test(contentType))
  if (known) return known[1]
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1').replace(/^ï»¿/, '').trimStart()
  if (head.startsWith('PK')) return '.zip'
  if (head.startsWith('<')) return '.xml'
  if (/^[{[]/.test(head)) return '.json'
  return /[^\t\r\n\x20-\xff]/.test(head) ? '.bin' : '.txt'
}
