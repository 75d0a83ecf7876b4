import { inflateSync } from 'node:zlib'

/** Streams of a PDF with their dictionaries, found by their keywords: a damaged table of references does not matter. */

export interface PdfStream {
  /** Number of its object; `null` for what stands in the content of a page. */
  number: number | null
  dictionary: string
  bytes: Uint8Array
}

const STREAMS_LIMIT = 2000
const DICTIONARY_LIMIT = 4000
/** A colour page of 12 megapixels. */
const DECODED_LIMIT = 36 * 1024 * 1024

export interface PdfFile {
  streams: PdfStream[]
  /** Source of an object by its number, without its stream; `null` when there is none. */
  object(number: number): string | null
  /** Contents of a stream by the number of its object. */
  streamOf(number: number): Uint8Array | null
  encrypted: boolean
}

export function readPdf(bytes: Uint8Array): PdfFile {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = pdf.toString('latin1')
  const places = objectPlaces(text)
  const found = [...streamsOf(pdf, text)]
  let packed: ReadonlyMap<number, string> | undefined
  const object = (number: number): string | null => {
    const place = places.get(number)
    if (place === undefined) return (packed ??= packedObjects(found)).get(number) ?? null
    return text.slice(place, place + DICTIONARY_LIMIT).split(/endobj|stream\r?\n/)[0]!
  }
  const streams = found.map((stream) => ({
    ...stream,
    dictionary: stream.dictionary.replace(
      /\/DecodeParms\s+(\d+)\s+\d+\s+R/,
      (_, number: string) => `/DecodeParms ${object(Number(number)) ?? ''}`,
    ),
  }))
  return {
    streams,
    object,
    streamOf: (number) => {
      const stream = streams.find((one) => one.number === number)
      return stream ? decoded(stream) : null
    },
    encrypted: /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/.test(text),
  }
}

/** Where objects begin; of two with one number the later one holds. */
function objectPlaces(text: string): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (const match of text.matchAll(/(\d{1,10})\s+\d{1,5}\s+obj\b/g))
    places.set(Number(match[1]), match.index + match[0].length)
  return places
}

function* streamsOf(pdf: Buffer, text: string): Generator<PdfStream> {
  let at = 0
  for (let count = 0; count < STREAMS_LIMIT; count += 1) {
    const keyword = /stream\r?\n/g
    keyword.lastIndex = at
    const found = keyword.exec(text)
    if (!found) return
    const start = found.index + found[0].length
    at = start
    if (text.startsWith('end', found.index - 3)) continue
    const before = text.slice(Math.max(0, found.index - DICTIONARY_LIMIT), found.index)
    const object = before.lastIndexOf('obj')
    const dictionary = before.slice(object + 3)
    const number = /(\d+)\s+\d+\s+$/.exec(before.slice(0, object))?.[1]
    const stated = /\/Length\s+(\d+)\b(?!\s+\d+\s+R)/.exec(dictionary)?.[1]
    const end = stated === undefined ? text.indexOf('endstream', start) : start + Number(stated)
    // Then no other stream has an end either.
    if (end < 0) return
    yield {
      number: number === undefined ? null : Number(number),
      dictionary,
      bytes: pdf.subarray(start, end),
    }
    at = Math.max(at, end)
  }
}

/** Objects that are packed into streams, as PDF 1.5 does. */
function packedObjects(streams: readonly PdfStream[]): Map<number, string> {
  const objects = new Map<number, string>()
  for (const stream of streams.filter(({ dictionary }) => /\/Type\s*\/ObjStm/.test(dictionary))) {
    const bytes = decoded(stream)
    if (!bytes) continue
    const text = Buffer.from(bytes).toString('latin1')
    const first = numberOf(stream.dictionary, 'First')
    const heads = text.slice(0, first).trim().split(/\s+/).map(Number)
    for (let i = 0; i + 1 < heads.length; i += 2) {
      const end = heads[i + 3] === undefined ? undefined : first + heads[i + 3]!
      objects.set(heads[i]!, text.slice(first + heads[i + 1]!, end))
    }
  }
  return objects
}

export const numberOf = (dictionary: string, name: string): number =>
  Number(new RegExp(`/${name}\\s+(\\d+)`).exec(dictionary)?.[1] ?? 0)

/** Names of the filters of a stream, the outermost first. */
export function filtersOf(dictionary: string): string[] {
  const stated = /\/Filter\s*(\[[^\]]*\]|\/\w+)/.exec(dictionary)?.[1] ?? ''
  return [...stated.matchAll(/\/(\w+)/g)].map((match) => match[1]!)
}

/** Contents of a stream; `null` when a filter is not one of text and deflate, the data is damaged or too long. */
export function decoded(
  { dictionary, bytes: packed }: Pick<PdfStream, 'dictionary' | 'bytes'>,
  limit = DECODED_LIMIT,
): Uint8Array | null {
  let bytes: Uint8Array | null = packed
  for (const filter of filtersOf(dictionary)) {
    if (bytes === null) return null
    bytes = filters[filter]?.(bytes, limit) ?? null
  }
  return bytes && bytes.length <= limit ? unpredicted(bytes, dictionary) : null
}

type Filter = (bytes: Uint8Array, limit: number) => Uint8Array | null

const filters: Readonly<Record<string, Filter>> = {
  FlateDecode: inflated,
  ASCIIHexDecode: (bytes) => Buffer.from(Buffer.from(bytes).toString('latin1').replace(/[\s>]/g, ''), 'hex'),
  ASCII85Decode: ascii85,
}

function inflated(bytes: Uint8Array, maxOutputLength: number): Uint8Array | null {
  try {
    return inflateSync(bytes, { maxOutputLength })
  } catch {
    return null
  }
}

function ascii85(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/\s|~>[\s\S]*$/g, '')
    .replaceAll('z', '!!!!!')
  const out: number[] = []
  for (let at = 0; at < text.length; at += 5) {
    const group = text.slice(at, at + 5)
    const value = [...group.padEnd(5, 'u')].reduce((sum, char) => sum * 85 + char.charCodeAt(0) - 33, 0)
    const four = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256)
    out.push(...four.slice(0, group.length - 1))
  }
  return Uint8Array.from(out)
}

/** Rows of a PNG inside of a PDF are differences to their neighbours (predictors 10 to 15). */
function unpredicted(bytes: Uint8Array, dictionary: string): Uint8Array | null {
  const predictor = numberOf(dictionary, 'Predictor')
  if (predictor <= 1) return bytes
  if (predictor < 10) return null
  const colours = numberOf(dictionary, 'Colors') || 1
  const bits = numberOf(/\/DecodeParms[\s\S]*/.exec(dictionary)?.[0] ?? '', 'BitsPerComponent') || 8
  const columns = numberOf(dictionary, 'Columns') || 1
  const back = Math.max(1, (colours * bits) >> 3)
  const stride = Math.ceil((colours * bits * columns) / 8)
  const rows = Math.floor(bytes.length / (stride + 1))
  const out = new Uint8Array(rows * stride)
  for (let y = 0; y < rows; y += 1) {
    const kind = bytes[y * (stride + 1)]!
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x
      const left = x >= back ? out[at - back]! : 0
      const up = y > 0 ? out[at - stride]! : 0
      const corner = x >= back && y > 0 ? out[at - stride - back]! : 0
      out[at] = bytes[y * (stride + 1) + 1 + x]! + predicted(kind, left, up, corner)
    }
  }
  return out
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  if (kind !== 4) return 0
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(left + up - corner - one)) as [
    number,
    number,
    number,
  ]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
