import type { Text } from '../contracts/text.ts'
import { isPicture, kindOf } from './kinds.ts'
import { qrOfBytes, searchQr, type QrSearch } from './qr.ts'

/** A file that somebody dropped to have its codes read. */
export interface QrFileReading extends QrSearch {
  kind: 'picture' | 'pdf' | 'text' | 'other'
}

/**
 * Codes of a picture or a PDF by its first bytes, whatever its name says; a text that begins with `ST` is read as the payment
 * string itself. Without a code the notes say what may be done.
 */
export async function readQrFile(bytes: Uint8Array): Promise<QrFileReading> {
  const kind = kindOf(bytes.subarray(0, 64), '', null)
  if (kind === 'pdf' || isPicture(kind)) {
    const form = kind === 'pdf' ? 'pdf' : 'picture'
    const { codes, notes } = await searchQr(bytes, form)
    return { kind: form, codes, notes: codes.length === 0 ? [...notes, none[form]] : notes }
  }
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (/^(?:\u00ef\u00bb\u00bf)?ST/.test(head)) return { kind: 'text', codes: [qrOfBytes(bytes)], notes: [] }
  return { kind: 'other', codes: [], notes: [unknown] }
}

const none: Readonly<Record<'picture' | 'pdf', Text>> = {
  picture: {
    ru: 'QR-код на картинке не найден. Он должен быть виден целиком, со светлой рамкой вокруг и не мельче 3 пикселей на квадратик.',
    en: 'No QR code was found in the picture. It has to be whole, with a light border, at least 3 pixels a module.',
  },
  pdf: {
    ru: 'QR-код в PDF не найден. Читаются картинки и закрашенные фигуры; код из символов шрифта, линий или узора не виден — сделайте снимок страницы.',
    en: 'No QR code was found in the PDF. Pictures and filled shapes are read; a code made of letters, strokes or a pattern is not seen: take a picture of the page.',
  },
}

const unknown: Text = {
  ru: 'Это не картинка, не PDF и не строка оплаты ST0001…: читать нечего.',
  en: 'This is no picture, no PDF and no payment string ST0001…: there is nothing to read.',
}
