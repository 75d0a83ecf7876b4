import { decoded, filtersOf, numberOf, type PdfFile, type PdfStream } from './pdf-streams.ts'

/** Pictures inside of a PDF as grey pixels. */

export interface Bitmap {
  rgba: Uint8ClampedArray
  width: number
  height: number
}

/** A page of A4 at 300 dpi has nine megapixels. */
const PIXELS_LIMIT = 12_000_000

/** `null` when the picture is damaged, too large, or packed by a filter that is not read. */
export function bitmapOf(stream: PdfStream, pdf: PdfFile): Bitmap | null {
  const { dictionary } = stream
  const [width, height] = [numberOf(dictionary, 'Width'), numberOf(dictionary, 'Height')]
  if (width * height === 0 || width * height > PIXELS_LIMIT) return null
  const bits =
    numberOf(dictionary.replace(/\/DecodeParms\s*(?:<<[\s\S]*?>>|\[[\s\S]*?\])/, ''), 'BitsPerComponent') || 1
  const space = colourSpace(dictionary, pdf)
  if (space === null || ![1, 2, 4, 8, 16].includes(bits)) return null
  const data = decoded(stream)
  const stride = Math.ceil((width * space.channels * bits) / 8)
  if (!data || data.length < stride * height) return null
  const inverted = /\/Decode\s*\[\s*1(?:\.0*)?\s+0/.test(dictionary)
  const pixels = new Uint32Array(width * height)
  const most = 2 ** Math.min(bits, 8) - 1
  const samples: number[] = []
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < space.channels; channel += 1) {
        const at = (x * space.channels + channel) * bits
        // Of sixteen bits the upper eight.
        const byte = data[y * stride + (at >> 3)]!
        const sample = bits >= 8 ? byte : (byte >> (8 - bits - (at & 7))) & most
        samples[channel] = inverted ? most - sample : sample
      }
      pixels[y * width + x] = 0xff000000 | (Math.round(space.grey(samples, most)) * 0x010101)
    }
  }
  return { rgba: new Uint8ClampedArray(pixels.buffer), width, height }
}

interface ColourSpace {
  channels: number
  /** 0 … 255 of samples that reach up to `most`. */
  grey(samples: readonly number[], most: number): number
}

const byChannels: Readonly<Record<number, ColourSpace>> = {
  1: { channels: 1, grey: ([grey = 0], most) => (grey * 255) / most },
  3: { channels: 3, grey: ([r = 0, g = 0, b = 0], most) => ((r + g + b) * 85) / most },
  4: {
    channels: 4,
    grey: ([c = 0, m = 0, y = 0, k = 0], most) => 255 - Math.min(255, ((k + (c + m + y) / 3) * 255) / most),
  },
}

/** `null` for what has no plain channels, as patterns and inks of their own. */
function colourSpace(dictionary: string, pdf: PdfFile): ColourSpace | null {
  if (/\/ImageMask\s+true/.test(dictionary)) return byChannels[1]!
  const stated = /\/ColorSpace\s*(\[[\s\S]*\]|\/\w+|\d+\s+\d+\s+R)/.exec(dictionary)?.[1]
  return stated === undefined ? byChannels[1]! : spaceOf(stated, pdf)
}

const reference = (source: string): number | null => {
  const found = /^\s*(\d+)\s+\d+\s+R/.exec(source)?.[1]
  return found === undefined ? null : Number(found)
}

function spaceOf(source: string, pdf: PdfFile, depth = 0): ColourSpace | null {
  if (depth > 4) return null
  const number = reference(source)
  if (number !== null) return spaceOf(pdf.object(number)?.trim() ?? '', pdf, depth + 1)
  const bare = source.trim().replace(/^\[\s*/, '')
  if (/^\/(?:DeviceGray|CalGray|G)\b/.test(bare)) return byChannels[1]!
  if (/^\/(?:DeviceRGB|CalRGB|RGB|Lab)\b/.test(bare)) return byChannels[3]!
  if (/^\/(?:DeviceCMYK|CMYK)\b/.test(bare)) return byChannels[4]!
  const profile = /^\/ICCBased\s+(\d+)\s+\d+\s+R/.exec(bare)?.[1]
  if (profile !== undefined) return byChannels[numberOf(pdf.object(Number(profile)) ?? '', 'N') || 3] ?? null
  const indexed = /^\/(?:Indexed|I)\s*([\s\S]*)$/.exec(bare)?.[1]
  return indexed === undefined ? null : indexedSpace(indexed, pdf, depth)
}

/** `/DeviceRGB 1 <000000FFFFFF>`: the base, the last index, the palette as a string or a stream. */
function indexedSpace(source: string, pdf: PdfFile, depth: number): ColourSpace | null {
  const parts =
    /^\s*(\/\w+|\[[^\]]*\]|\d+\s+\d+\s+R)\s+(\d+)\s*(<[0-9A-Fa-f\s]*>|\((?:\\[\s\S]|[^\\)])*\)|\d+\s+\d+\s+R)/.exec(
      source,
    )
  if (!parts) return null
  const base = spaceOf(parts[1]!, pdf, depth + 1)
  const palette = paletteOf(parts[3]!, pdf)
  if (!base || !palette) return null
  return {
    channels: 1,
    grey: ([index = 0]) =>
      base.grey([...palette.subarray(index * base.channels, (index + 1) * base.channels)], 255),
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function paletteOf(source: string, pdf: PdfFile): Uint8Array | null {
  const number = reference(source)
  if (number !== null) return pdf.streamOf(number)
  if (source.startsWith('<')) return Buffer.from(source.replace(/[<>\s]/g, ''), 'hex')
  const text = source
    .slice(1, -1)
    .replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_, octal: string | undefined, char: string) =>
      octal === undefined ? (escapes[char] ?? char) : String.fromCharCode(parseInt(octal, 8) & 0xff),
    )
  return Buffer.from(text, 'latin1')
}

const packings: Readonly<Record<string, string>> = {
  JPXDecode: 'JPEG 2000',
  JBIG2Decode: 'JBIG2',
  CCITTFaxDecode: 'CCITT (факс)',
}

/** Name of the packing of a picture that is not read; `null` when it is. */
export const foreignPacking = (dictionary: string): string | null =>
  filtersOf(dictionary)
    .map((filter) => packings[filter])
    .find((name) => name !== undefined) ?? null
