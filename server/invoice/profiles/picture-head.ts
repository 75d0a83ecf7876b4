/** What a picture file says of itself in its first bytes. */
export interface PictureHead {
  type: 'png' | 'jpg'
  /** Pixels. */
  width: number
  height: number
}

/** Kind and size of a PNG or a JPEG, without decoding it; `null` for anything else. */
export function pictureHead(bytes: Uint8Array): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return pngHead(view) ?? jpegHead(view)
}

function pngHead(view: DataView): PictureHead | null {
  const isPng = view.byteLength >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a
  return isPng ? { type: 'png', width: view.getUint32(16), height: view.getUint32(20) } : null
}

/** The frame comes after segments of which each tells its length. */
function jpegHead(view: DataView): PictureHead | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (isFrame(marker)) return { type: 'jpg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // A marker may be preceded by any number of 0xFF.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return null
}

/** SOF0 … SOF15; DHT, JPG and DAC lie among them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
