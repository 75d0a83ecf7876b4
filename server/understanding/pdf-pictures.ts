import { inflateSync } from 'node:zlib'

/**
 * The pictures of a PDF that may be QR codes: embedded JPEG files, embedded bitmaps, and squares that a page draws one by
 * one, as this program's own invoices do. No PDF is rendered: what is drawn by other means is not seen.
 */

export type Picture =
  | { kind: 'file'; bytes: Uint8Array }
  | { kind: 'pixels'; rgba: Uint8ClampedArray; width: number; height: number }

const PICTURES_LIMIT = 24
const PIXELS_LIMIT = 16_000_000
const STREAM_LIMIT = 32 * 1024 * 1024
/** A dictionary and the stream after it; a dictionary of an object before it ends with that object. */
const OBJECT = /<<((?:(?!endobj)[\s\S]){0,2000}?)>>\s*stream\r?\n/g

interface Stream {
  dictionary: string
  bytes: Uint8Array
}

const number = (dictionary: string, name: string): number =>
  Number(new RegExp(`/${name}\\s+(\\d+)`).exec(dictionary)?.[1] ?? 0)

function streamsOf(pdf: Buffer): Stream[] {
  const text = pdf.toString('latin1')
  return [...text.matchAll(OBJECT)].slice(0, 500).map((match) => {
    const start = match.index + match[0].length
    const end = text.indexOf('endstream', start)
    const dictionary = match[1]!
    const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary)?.[1]
    return {
      dictionary,
      bytes: pdf.subarray(start, length === undefined ? (end < 0 ? undefined : end) : start + Number(length)),
    }
  })
}

function inflated({ dictionary, bytes }: Stream): Uint8Array | null {
  if (!dictionary.includes('FlateDecode')) return bytes
  try {
    return inflateSync(bytes, { maxOutputLength: STREAM_LIMIT })
  } catch {
    return null
  }
}

function bitmap(stream: Stream): Picture | null {
  const { dictionary } = stream
  const [width, height] = [number(dictionary, 'Width'), number(dictionary, 'Height')]
  if (width * height === 0 || width * height > PIXELS_LIMIT || dictionary.includes('/Predictor')) return null
  const data = inflated(stream)
  if (!data) return null
  const bits = number(dictionary, 'BitsPerComponent') || 1
  const channels = /\/DeviceRGB/.test(dictionary) ? 3 : /\/DeviceCMYK/.test(dictionary) ? 4 : 1
  const row = Math.ceil((width * channels * bits) / 8)
  if (![1, 8].includes(bits) || data.length < row * height || channels === 4) return null
  return picture(width, height, (x, y) =>
    bits === 8 ? data[y * row + x * channels]! : ((data[y * row + (x >> 3)]! >> (7 - (x & 7))) & 1) * 255,
  )
}

function picture(width: number, height: number, grey: (x: number, y: number) => number): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = grey(x, y)
      rgba.set([value, value, value, 255], (y * width + x) * 4)
    }
  }
  return { kind: 'pixels', rgba, width, height }
}

const RECTANGLE = /(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+re\b/g
const QUIET = 4
const SCALE = 4

interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Rows of dark squares of one height: a code drawn by rectangles. */
function drawn(content: string): Picture | null {
  const all = [...content.matchAll(RECTANGLE)].map((match): Rectangle => {
    const [x = 0, y = 0, width = 0, height = 0] = match.slice(1).map(Number)
    return {
      x: Math.min(x, x + width),
      y: Math.min(y, y + height),
      width: Math.abs(width),
      height: Math.abs(height),
    }
  })
  const byHeight = new Map<string, Rectangle[]>()
  for (const one of all) {
    const key = one.height.toFixed(2)
    byHeight.set(key, [...(byHeight.get(key) ?? []), one])
  }
  const [modules] = [...byHeight.values()].sort((a, b) => b.length - a.length)
  if (!modules || modules.length < 60) return null
  const side = modules[0]!.height
  const left = Math.min(...modules.map(({ x }) => x))
  const bottom = Math.min(...modules.map(({ y }) => y))
  const width = Math.round((Math.max(...modules.map((one) => one.x + one.width)) - left) / side)
  const height = Math.round((Math.max(...modules.map((one) => one.y + one.height)) - bottom) / side)
  if (side === 0 || width > 177 || height > 177 || width < 21) return null
  const dark = new Set<string>()
  for (const one of modules) {
    const y = height - 1 - Math.round((one.y - bottom) / side)
    const from = Math.round((one.x - left) / side)
    for (let x = from; x < from + Math.round(one.width / side); x += 1) dark.add(`${x},${y}`)
  }
  const edge = (modulesThere: number): number => (modulesThere + 2 * QUIET) * SCALE
  const at = (pixel: number): number => Math.floor(pixel / SCALE) - QUIET
  return picture(edge(width), edge(height), (x, y) => (dark.has(`${at(x)},${at(y)}`) ? 0 : 255))
}

/** Pictures of a PDF, those that are most likely codes among them; at most two dozen. */
export function picturesOfPdf(bytes: Uint8Array): Picture[] {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return streamsOf(pdf)
    .map((stream): Picture | null => {
      const { dictionary } = stream
      if (/\/Subtype\s*\/Image/.test(dictionary))
        return dictionary.includes('DCTDecode') ? { kind: 'file', bytes: stream.bytes } : bitmap(stream)
      if (/\/(?:Type|Subtype|FunctionType|Length1)\b/.test(dictionary)) return null
      const content = inflated(stream)
      return content && drawn(Buffer.from(content).toString('latin1'))
    })
    .filter((one) => one !== null)
    .slice(0, PICTURES_LIMIT)
}
