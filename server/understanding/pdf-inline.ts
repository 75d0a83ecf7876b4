import type { PdfStream } from './pdf-streams.ts'

/** Small pictures that stand in the content of a page itself, between `BI`, `ID` and `EI`, under short names. */

const longNames: Readonly<Record<string, string>> = {
  W: 'Width',
  H: 'Height',
  BPC: 'BitsPerComponent',
  CS: 'ColorSpace',
  F: 'Filter',
  DP: 'DecodeParms',
  IM: 'ImageMask',
  D: 'Decode',
  Fl: 'FlateDecode',
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  DCT: 'DCTDecode',
  CCF: 'CCITTFaxDecode',
}

/** Longer is no dictionary of a small picture. */
const HEAD_LIMIT = 700

export interface InlineParts {
  pictures: PdfStream[]
  /** The content without them, whose bytes look like anything. */
  rest: string
}

export function inlineParts(content: string): InlineParts {
  const pictures: PdfStream[] = []
  const rest: string[] = []
  const begin = /\bBI\s/g
  const end = /\sEI\b/g
  let at = 0
  for (let found = begin.exec(content); found; found = begin.exec(content)) {
    const head = content.slice(found.index + 2, found.index + HEAD_LIMIT)
    const length = head.search(/\sID\s/)
    if (length < 0) continue
    const start = found.index + 2 + length + 4
    end.lastIndex = start
    const stop = end.exec(content)
    if (!stop) break
    pictures.push({
      number: null,
      dictionary: head
        .slice(0, length)
        .replace(/\/(\w+)/g, (_, name: string) => `/${longNames[name] ?? name}`),
      bytes: Buffer.from(content.slice(start, stop.index), 'latin1'),
    })
    rest.push(content.slice(at, found.index))
    at = begin.lastIndex = stop.index + stop[0].length
  }
  return { pictures, rest: [...rest, content.slice(at)].join(' ') }
}
