import iconv from 'iconv-lite'
import yauzl, { type Entry } from 'yauzl'

const UTF8_FLAG = 0x800
const cyrillic = /[А-Яа-яЁё]/g

const letters = (text: string): number => text.match(cyrillic)?.length ?? 0

/**
 * Name of an entry (commerceml section 4.4). Without the UTF-8 flag it is in the code page of whoever packed it: UTF-8 after
 * all, cp866 by Windows and 1C, cp1251 by some libraries. Of the last two the one that reads as Russian letters is taken.
 */
export function entryName(entry: Entry): string {
  const bytes = entry.fileNameRaw
  if ((entry.generalPurposeBitFlag & UTF8_FLAG) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075))
    return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, bytes, entry.extraFields, true)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const [dos, windows] = ['cp866', 'win1251'].map((page) => iconv.decode(bytes, page)) as [string, string]
    return letters(windows) > letters(dos) ? windows : dos
  }
}
