import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

/** Files for the paths of pictures that a base has (commerceml section 4.5): small, real, and different for each path. */

const SIDE = 48

/** Colour that belongs to a path. */
function colourOf(path: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = createHash('sha1').update(path).digest()
  return [red, green, blue]
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, sum])
}

function png(path: string): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  // Eight bits a channel, true colour, no interlace.
  header.set([8, 2, 0, 0, 0], 8)
  const colour = colourOf(path)
  const row = Buffer.alloc(1 + SIDE * 3)
  for (let x = 0; x < SIDE; x += 1) row.set(colour, 1 + x * 3)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: SIDE }, () => row)))),
    pngChunk('IEND', new Uint8Array()),
  ])
}

const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk' +
    'eFxlZ2P/wAALCAACAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AO//Z',
  'base64',
)

/** A comment behind the start of the image makes the files differ. */
function jpeg(path: string): Buffer {
  const comment = createHash('sha1').update(path).digest()
  const marker = Buffer.from([0xff, 0xfe, 0, comment.length + 2])
  return Buffer.concat([JPEG.subarray(0, 2), marker, comment, JPEG.subarray(2)])
}

const GIF = Buffer.from('R0lGODlhAQABAPAAAH5+fgAAACwAAAAAAQABAAACAkQBADs=', 'base64')

/** The global colour table is bytes 13 to 18. */
function gif(path: string): Buffer {
  const bytes = Buffer.from(GIF)
  bytes.set(colourOf(path), 13)
  return bytes
}

const svg = (path: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="rgb(${colourOf(path).join(',')})"/></svg>`,
    'utf8',
  )

const makers: Readonly<Record<string, (path: string) => Buffer>> = { png, jpg: jpeg, jpeg, gif, svg }

/** The bytes for a path, by its extension; PNG for one that is not known. */
export function pictureOf(path: string): Uint8Array {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  return (makers[extension] ?? png)(path)
}

/** F27: a page of text under the name of a picture. */
export const badPicture = (): Uint8Array => Buffer.from('<html><body>Файл не найден</body></html>\n', 'utf8')
