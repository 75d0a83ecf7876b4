import { shortDate } from '../header.ts'

/** What a name is made of. */
export interface NamedInvoice {
  number: string | null
  date: string | null
  title: string
  buyer: { name: string }
}

/** Of the 255 that a file system allows, with room for a number and the extension. */
const LONGEST_BYTES = 220

/** Devices that Windows takes for a file of this name, whatever its extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** What stands in the name of a file on any system: neither signs of Windows nor characters that cannot be seen. */
export function safeFileName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    // Control and direction characters, and halves of characters.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/["]/g, "'")
    .replace(/[<>:/\\|?*]/g, '-')
  const bytes = Buffer.from(plain.replace(/^[ .]+/, '')).subarray(0, LONGEST_BYTES)
  // A stream keeps the half of a character at its end for later.
  const trimmed = new TextDecoder().decode(bytes, { stream: true }).replace(/[ .]+$/, '')
  return trimmed === '' || RESERVED.test(trimmed) ? `_${trimmed}` : trimmed
}

/** `№ 21488 от 18.07.2022 ООО «Ветер».pdf`, each name once, letter case aside: so Windows compares them. */
export function createFileNames(): (invoice: NamedInvoice) => string {
  const taken = new Set<string>()
  return function nameFile({ number, date, title, buyer }) {
    const document = number !== null && date !== null ? `№ ${number} от ${shortDate(date)}` : title
    const base = safeFileName(`${document} ${buyer.name}`)
    for (let copy = 1; ; copy++) {
      const name = copy === 1 ? `${base}.pdf` : `${base} (${copy}).pdf`
      const key = name.toLocaleLowerCase('ru')
      if (taken.has(key)) continue
      taken.add(key)
      return name
    }
  }
}
