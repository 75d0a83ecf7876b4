import { fileURLToPath } from 'node:url'
import { readPaymentString } from '../invoice/qr-text.ts'
import type { InvoiceCheck, QrField } from '../invoice/model.ts'
import { picturesOfPdf, type Picture } from './pdf-pictures.ts'

/** QR codes of a picture or a PDF, read back as a bank's application would read them. */

export interface FoundQr {
  text: string
  /** `null` for a code that is no payment string of ГОСТ Р 56042-2014. */
  payment: { separator: string; encoding: string; fields: QrField[] } | null
  checks: InvoiceCheck[]
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

async function readPicture(picture: Picture): Promise<Uint8Array[]> {
  reader ??= loadReader()
  const read = await reader
  const input =
    picture.kind === 'file'
      ? picture.bytes
      : ({ data: picture.rgba, width: picture.width, height: picture.height } as unknown as Parameters<
          typeof read
        >[0])
  const found = await read(input, options).catch(() => [])
  return found.filter(({ isValid }) => isValid).map(({ bytes }) => bytes)
}

const explained = (bytes: Uint8Array): FoundQr => {
  const { payment, checks } = readPaymentString(bytes)
  return {
    text: payment?.text ?? new TextDecoder().decode(bytes),
    payment: payment && {
      separator: payment.separator,
      encoding: payment.encoding,
      fields: payment.fields,
    },
    checks,
  }
}

/** What is said of a payment string that stands in a body as text. */
export function qrOfText(text: string): FoundQr {
  return { ...explained(new TextEncoder().encode(text)), text }
}

/** Width and height of a PNG without decoding it; `null` for other pictures. */
function pixelsOf(bytes: Uint8Array): number | null {
  if (bytes.length < 24 || bytes[0] !== 0x89) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return view.getUint32(16) * view.getUint32(20)
}

/** The codes of a picture, or of the pictures of a PDF; none when there are none. */
export async function findQr(bytes: Uint8Array, kind: 'picture' | 'pdf'): Promise<FoundQr[]> {
  const pictures: Picture[] = kind === 'pdf' ? picturesOfPdf(bytes) : [{ kind: 'file', bytes }]
  const seen = new Map<string, FoundQr>()
  for (const picture of pictures) {
    if (picture.kind === 'file' && (pixelsOf(picture.bytes) ?? 0) > PIXELS_LIMIT) continue
    for (const found of await readPicture(picture)) {
      const qr = explained(found)
      seen.set(qr.text, qr)
    }
  }
  return [...seen.values()]
}
