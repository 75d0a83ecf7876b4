import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pictureHead } from '../invoice/profiles/picture-head.ts'
import { readPaymentString } from '../invoice/qr/text.ts'
import type { Text } from '../contracts/text.ts'
import type { InvoiceCheck, QrField } from '../invoice/model.ts'
import { picturesOfPdf, type Picture } from './pdf-pictures.ts'

/** QR codes of a picture or a PDF, read back as a bank's application would read them. */

/** What the reader says of a symbol. */
export interface QrSymbolFacts {
  version: number
  level: string
  /** Corners in pixels of the picture, clockwise from the upper left one of the symbol. */
  corners: { x: number; y: number }[]
  /** A picture, or modules that a page of a PDF draws. */
  seen: Picture['seen']
}

export interface FoundQr {
  text: string
  /** `null` for a code that is no payment string of ГОСТ Р 56042-2014. */
  payment: { separator: string; encoding: string; bytes: number; fields: QrField[] } | null
  checks: InvoiceCheck[]
  /** `null` for a payment string that stands in a body as text. */
  symbol: QrSymbolFacts | null
}

export interface QrSearch {
  /** In the order of the file, each once. */
  codes: FoundQr[]
  /** What of the file could not be looked at. */
  notes: Text[]
}

/** A picture of more pixels than that was made to exhaust the reader. */
const PIXELS_LIMIT = 40_000_000
const options = { formats: ['QRCode' as const], tryHarder: true, maxNumberOfSymbols: 8 }

/** The reader is WebAssembly of a megabyte: it comes when the first picture does. */
async function loadReader() {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url&inline'),
  ])
  const binary = await wasmBytes(wasm)
  prepareZXingModule({ overrides: { wasmBinary: binary } })
  return readBarcodes
}

/** A build has the module inside as a data address; tests have the path of its file. */
async function wasmBytes(address: string): Promise<ArrayBuffer> {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(address)?.[1]
  if (data !== undefined) return exact(Buffer.from(data, 'base64'))
  const { readFile } = await import('node:fs/promises')
  return exact(await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))))
}

const exact = (bytes: Buffer): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer

let reader: ReturnType<typeof loadReader> | undefined

interface ReadCode {
  bytes: Uint8Array
  symbol: QrSymbolFacts
}

/** `null` when the reader cannot open the picture. */
async function readPicture(picture: Picture): Promise<ReadCode[] | null> {
  reader ??= loadReader()
  const read = await reader
  const input =
    picture.kind === 'file'
      ? picture.bytes
      : ({ data: picture.rgba, width: picture.width, height: picture.height } as unknown as Parameters<
          typeof read
        >[0])
  const found = await read(input, options).catch(() => [])
  // Errors of symbols are not asked for: what is not valid is the picture itself.
  if (found.some(({ isValid }) => !isValid)) return null
  return found.map(({ bytes, extra, position }) => {
    const { Version, ECLevel } = JSON.parse(extra || '{}') as { Version?: string; ECLevel?: string }
    const { topLeft, topRight, bottomRight, bottomLeft } = position
    const corners = [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ x, y }))
    return { bytes, symbol: { version: Number(Version), level: ECLevel ?? '', corners, seen: picture.seen } }
  })
}

const explained = (bytes: Uint8Array, symbol: QrSymbolFacts | null): FoundQr => {
  const { payment, checks } = readPaymentString(bytes)
  return {
    text: payment?.text ?? new TextDecoder().decode(bytes),
    payment: payment && {
      separator: payment.separator,
      encoding: payment.encoding,
      bytes: bytes.length,
      fields: payment.fields,
    },
    checks,
    symbol,
  }
}

/** What is said of a payment string that stands in a body as text. */
export function qrOfText(text: string): FoundQr {
  return { ...explained(new TextEncoder().encode(text), null), text }
}

/** The same of the bytes of a text, which may be of any of the three encodings. */
export const qrOfBytes = (bytes: Uint8Array): FoundQr => explained(bytes, null)

/** An invoice of a hundred sheets takes a second; a file that was made to exhaust the reader takes as long as it is let. */
const PATIENCE_MS = 8000

/**
 * The codes of a picture, or of the pictures and drawings of a PDF, with what could not be looked at. Whoever else wants
 * something of the process comes between two of them.
 *
 * @param patience milliseconds of the whole search
 */
export async function searchQr(
  bytes: Uint8Array,
  kind: 'picture' | 'pdf',
  patience = PATIENCE_MS,
): Promise<QrSearch> {
  const notes: Text[] = []
  const pictures: Iterable<Picture | null> =
    kind === 'pdf' ? picturesOfPdf(bytes, notes) : [{ kind: 'file', bytes, seen: 'picture' }]
  const seen = new Map<string, FoundQr>()
  const until = performance.now() + patience
  for (const picture of pictures) {
    await nextTurn()
    if (performance.now() > until) {
      notes.push(tooLong)
      break
    }
    if (!picture) continue
    // A small file may hold a picture that is large enough to exhaust a reader.
    const head = picture.kind === 'file' ? pictureHead(picture.bytes) : null
    if (head && head.width * head.height > PIXELS_LIMIT) {
      notes.push(tooLarge)
      continue
    }
    const found = await readPicture(picture)
    if (found === null) notes.push(unreadable)
    for (const one of found ?? []) {
      const qr = explained(one.bytes, one.symbol)
      if (!seen.has(qr.text)) seen.set(qr.text, qr)
    }
  }
  // A hundred pictures of one kind are one thing to say.
  return { codes: [...seen.values()], notes: [...new Map(notes.map((note) => [note.ru, note])).values()] }
}

const tooLarge: Text = {
  ru: 'Картинка больше 40 мегапикселей не просмотрена: уменьшите её или вырежьте код.',
  en: 'A picture of more than 40 megapixels was passed over: make it smaller or cut the code out.',
}

const tooLong: Text = {
  ru: 'Файл просматривался слишком долго, остальное в нём не просмотрено. Сделайте снимок страницы с кодом.',
  en: 'The file took too long, the rest of it was passed over. Take a picture of the page with the code.',
}

const unreadable: Text = {
  ru: 'Картинка повреждена или неизвестного вида, она не открылась.',
  en: 'A picture is damaged or of an unknown kind: it could not be opened.',
}

/** The codes of a picture, or of the pictures of a PDF; none when there are none. */
export async function findQr(bytes: Uint8Array, kind: 'picture' | 'pdf'): Promise<FoundQr[]> {
  return (await searchQr(bytes, kind)).codes
}
