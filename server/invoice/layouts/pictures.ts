import { jsPDF } from 'jspdf'
import { PictureFile } from '../profiles/model.ts'
import { pictureHead, type PictureHead } from '../profiles/picture-head.ts'

/** A picture and what it is called: the same name is the same picture, which a document holds once. */
export interface Picture {
  file: string
  bytes: Uint8Array
}

/** Room for a picture, in mm. */
export interface Frame {
  x: number
  y: number
  width: number
  height: number
}

const formats = { png: 'PNG', jpg: 'JPEG' } as const

/** Size of a picture in mm when it is made to fit. */
export function fitted({ bytes }: Picture, width: number, height: number): { width: number; height: number } {
  const head = pictureHead(bytes)!
  const scale = Math.min(width / head.width, height / head.height)
  return { width: head.width * scale, height: head.height * scale }
}

/** Draws a picture as large as the frame lets it be, at its left and bottom, or in its middle. */
export function putPicture(
  doc: jsPDF,
  picture: Picture,
  frame: Frame,
  at: 'bottom-left' | 'middle' = 'middle',
): void {
  const size = fitted(picture, frame.width, frame.height)
  const middle = at === 'middle' ? 0.5 : 0
  const x = frame.x + (frame.width - size.width) * middle
  const y = frame.y + (frame.height - size.height) * (1 - middle)
  const { type } = pictureHead(picture.bytes)!
  doc.addImage(picture.bytes, formats[type], x, y, size.width, size.height, picture.file, 'FAST')
}

/** What jsPDF makes of a PNG; it is numbered among the pictures of its document. */
interface Decoded {
  index: number
}
type Decode = (this: jsPDF, bytes: Uint8Array, index: number, name: string, compression?: string) => Decoded

const KEPT = 8
const decoded = new Map<string, Decoded>()

/**
 * A PNG is decoded and packed anew for every document, which takes longer than the invoice itself; names tell the content, so
 * the last ones are kept. Methods of `jsPDF.API` are how jsPDF takes plugins.
 */
const api = jsPDF.API as unknown as { processPNG: Decode }
const decode = api.processPNG
api.processPNG = function decodeOnce(bytes, index, name, compression) {
  if (!PictureFile.safeParse(name).success) return decode.call(this, bytes, index, name, compression)
  const known = decoded.get(name) ?? decode.call(this, bytes, index, name, compression)
  decoded.delete(name)
  decoded.set(name, known)
  if (decoded.size > KEPT) decoded.delete(decoded.keys().next().value!)
  return { ...known, index }
}

/** Whether a picture can be printed: a file that is cut off or oddly packed shows itself only when it is decoded. */
export function isDrawable(bytes: Uint8Array, { type }: PictureHead): boolean {
  try {
    new jsPDF().addImage(bytes, formats[type], 0, 0, 10, 10)
    return true
  } catch {
    return false
  }
}
