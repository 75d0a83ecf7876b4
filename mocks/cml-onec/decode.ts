/** How 1C makes a string out of the bytes of an answer (commerceml sections 2.5, 3.2). */

export interface Reading {
  /** `ansi`: a file without BOM is taken for windows-1251, as УТ 10.3 does. */
  reading: 'charset' | 'ansi'
  /** The platform swallows a BOM (section 17.2); a strict node does not. */
  strict: boolean
}

const hasBom = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/** What a BOM looks like to somebody who does not know it. */
const BOM_AS_TEXT = 'п»ї'

function decoder(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    // A charset that nobody knows is no charset.
    return new TextDecoder('utf-8')
  }
}

const charsetOf = (contentType: string): string | null =>
  /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? null

/** The body as a string, without its BOM. Never fails: what cannot be decoded is U+FFFD. */
export function decodeAnswer(bytes: Uint8Array, contentType: string, { reading, strict }: Reading): string {
  if (hasBom(bytes)) return (strict ? BOM_AS_TEXT : '') + new TextDecoder('utf-8').decode(bytes)
  const charset = reading === 'ansi' ? 'windows-1251' : (charsetOf(contentType) ?? 'utf-8')
  return decoder(charset).decode(bytes)
}

/** УНФ: a body with U+FFFD is decoded again as windows-1251, then as UTF-8; the first clean one is taken. */
export function decodeAgain(text: string, bytes: Uint8Array): string {
  if (!text.includes('\uFFFD')) return text
  const tries = ['windows-1251', 'utf-8'].map((label) => decoder(label).decode(bytes))
  // windows-1251 has a letter for nearly every byte: only text that reads as Cyrillic tells that it was meant.
  return tries.find((again) => !again.includes('\uFFFD') && again.includes('КоммерческаяИнформация')) ?? text
}

/**
 * The string for a reader of bytes: 1C parses a string, whose encoding its XML declaration no longer describes.
 * @returns UTF-8
 */
export function bytesOfXml(text: string): Uint8Array {
  const declared = text.replace(/^(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/, '$1')
  return Buffer.from(declared, 'utf8')
}
