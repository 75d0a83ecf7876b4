import { crc32, deflateSync } from 'node:zlib'
import { QUIET_ZONE, type QrSymbol } from './symbol.ts'

/** The symbol as a file of its own, with the quiet zone and its printed size inside. */

const side = ({ modules }: QrSymbol): number => modules + 2 * QUIET_ZONE

/** SVG whose width and height are the printed size. */
export function qrSvgFile(symbol: QrSymbol): string {
  const mm = (side(symbol) * symbol.moduleMm).toFixed(3).replace(/\.?0+$/, '')
  return symbol.svg.replace('<svg ', `<svg width="${mm}mm" height="${mm}mm" `)
}

/**
 * PNG of one bit a pixel. A module is a whole number of pixels, so that no edge is blurred: the picture has at least the asked
 * resolution, and its `pHYs` chunk is what makes it print at the exact size.
 */
export function qrPngFile(symbol: QrSymbol, dpi: number): Uint8Array {
  const scale = Math.ceil((dpi * symbol.moduleMm) / 25.4)
  const pixels = side(symbol) * scale
  const stride = Math.ceil(pixels / 8)
  const rows = Buffer.alloc(pixels * (stride + 1))
  for (let y = 0; y < pixels; y += 1) rows.fill(0xff, y * (stride + 1) + 1, (y + 1) * (stride + 1))
  for (const { x, y, length } of symbol.runs) {
    const [top, left] = [(y + QUIET_ZONE) * scale, (x + QUIET_ZONE) * scale]
    for (let row = top; row < top + scale; row += 1)
      for (let at = left; at < left + length * scale; at += 1) {
        const byte = row * (stride + 1) + 1 + (at >> 3)
        rows[byte] = rows[byte]! & ~(0x80 >> (at & 7))
      }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(pixels, 0)
  head.writeUInt32BE(pixels, 4)
  // One bit of grey; no compression, filter or interlace but the ordinary ones.
  head[8] = 1
  const density = Buffer.alloc(9)
  const perMetre = Math.round((scale / symbol.moduleMm) * 1000)
  density.writeUInt32BE(perMetre, 0)
  density.writeUInt32BE(perMetre, 4)
  density[8] = 1
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
