import type { Text } from '../contracts/text.ts'
import { bitmapOf, foreignPacking } from './pdf-bitmaps.ts'
import { drawShapes } from './pdf-drawing.ts'
import { inlineParts } from './pdf-inline.ts'
import { filledShapes } from './pdf-shapes.ts'
import { decoded, filtersOf, readPdf, type PdfFile, type PdfStream } from './pdf-streams.ts'

/**
 * What of a PDF may be a QR code: embedded JPEG files and bitmaps, and what a page fills with a dark colour. No PDF is rendered:
 * codes made of text, strokes, patterns or rare packings are not seen, and `notes` say which of them the file has.
 */

export type Picture =
  | { kind: 'file'; bytes: Uint8Array; seen: 'picture' }
  | { kind: 'pixels'; rgba: Uint8ClampedArray; width: number; height: number; seen: 'picture' | 'drawing' }

const PICTURES_LIMIT = 24
/** Of all streams together: a small file may unpack to gigabytes. */
const UNPACKED_LIMIT = 128 * 1024 * 1024
/** Of one page or form: more is a map and no invoice. */
const CONTENT_LIMIT = 3 * 1024 * 1024
/** What a stream that does not unpack is counted as: the attempt took time too. */
const DAMAGED_BYTES = 8 * 1024 * 1024

/**
 * Pictures and drawings of a PDF in its order, one at a time, for each may take megabytes; at most two dozen. `null` comes after
 * each piece of work without a picture, so that who asks can let others come in between, or stop.
 *
 * @param said takes what could not be looked at
 */
export function* picturesOfPdf(bytes: Uint8Array, said: Text[]): Generator<Picture | null> {
  const pdf = readPdf(bytes)
  if (pdf.encrypted) {
    said.push(notes.encrypted)
    return
  }
  let count = 0
  let unpacked = 0
  for (const stream of pdf.streams) {
    const content = isContent(stream) ? decoded(stream, CONTENT_LIMIT) : null
    if (isContent(stream)) unpacked += content?.length ?? DAMAGED_BYTES
    const pictures = isPicture(stream) ? [pictureOf(stream, pdf, said)] : inContent(content, pdf, said)
    for (const picture of pictures) {
      unpacked += sizeOf(picture)
      count += 1
      if (count > PICTURES_LIMIT || unpacked > UNPACKED_LIMIT) break
      yield picture
    }
    if (count > PICTURES_LIMIT || unpacked > UNPACKED_LIMIT) {
      said.push(notes.many)
      return
    }
    yield null
  }
}

function sizeOf(picture: Picture | null): number {
  if (picture === null) return DAMAGED_BYTES
  return picture.kind === 'file' ? picture.bytes.length : picture.rgba.length
}

const isPicture = ({ dictionary }: PdfStream): boolean => /\/Subtype\s*\/Image\b/.test(dictionary)

/** Of pages (no type at all), of forms and of patterns that pages place. */
const isContent = ({ dictionary }: PdfStream): boolean =>
  /\/Subtype\s*\/Form\b/.test(dictionary) ||
  !/\/(?:Type|Subtype|FunctionType|ShadingType|Length1|N)\b/.test(dictionary)

function pictureOf(stream: PdfStream, pdf: PdfFile, said: Text[]): Picture | null {
  const packing = foreignPacking(stream.dictionary)
  if (packing !== null) {
    said.push(notes.packing(packing))
    return null
  }
  const filters = filtersOf(stream.dictionary)
  if (filters.at(-1) === 'DCTDecode') {
    const outer = filters.slice(0, -1).map((name) => `/${name}`)
    const file = decoded({ dictionary: `/Filter [${outer.join(' ')}]`, bytes: stream.bytes })
    return file && { kind: 'file', bytes: file, seen: 'picture' }
  }
  const bitmap = bitmapOf(stream, pdf)
  if (!bitmap) said.push(notes.damaged)
  return bitmap && { kind: 'pixels', ...bitmap, seen: 'picture' }
}

function* inContent(content: Uint8Array | null, pdf: PdfFile, said: Text[]): Generator<Picture | null> {
  if (!content) return
  const { pictures, rest } = inlineParts(Buffer.from(content).toString('latin1'))
  for (const inline of pictures) yield pictureOf(inline, pdf, said)
  const drawing = drawShapes(filledShapes(rest))
  if (drawing) yield { kind: 'pixels', ...drawing, seen: 'drawing' }
}

const notes = {
  encrypted: {
    ru: 'PDF зашифрован: его содержимое не читается. Снимите защиту или сделайте снимок страницы.',
    en: 'The PDF is encrypted: nothing in it can be read. Remove the protection or take a picture of the page.',
  },
  many: {
    ru: 'В PDF слишком много картинок и рисунков: остальные не просмотрены.',
    en: 'The PDF has too many pictures and drawings: the rest was passed over.',
  },
  damaged: {
    ru: 'Картинка в PDF повреждена, слишком велика или в необычных цветах: она не просмотрена.',
    en: 'A picture of the PDF is damaged, too large or of unusual colours: it was passed over.',
  },
  packing: (name: string): Text => ({
    ru: `Картинка в PDF упакована как ${name}: такие не читаются. Сделайте снимок страницы.`,
    en: `A picture of the PDF is packed as ${name}, which is not read. Take a picture of the page.`,
  }),
}
