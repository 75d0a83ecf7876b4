import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import PDFDocument from 'pdfkit'
import { PNG } from 'pngjs'
import { afterAll, describe, expect, it } from 'vitest'
import { pictureHead } from '../../server/invoice/profiles/picture-head.ts'
import { qrPngFile, qrSvgFile } from '../../server/invoice/qr/export.ts'
import { qrSymbol } from '../../server/invoice/qr/symbol.ts'
import { readQrFile } from '../../server/understanding/qr-file.ts'
import { searchQr } from '../../server/understanding/qr.ts'
import '../property-seed.ts'

/** Codes as files of their own, read by another program; and codes of files that other programs made. */

const folder = mkdtempSync(join(tmpdir(), 'obmen-qr-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const payment = (header: string, order = '7315') =>
  `${header}|Name=ООО «Камень-Ножницы»|PersonalAcc=40702810700000016180|BankName=АО «Банк Исеть»|BIC=046500991` +
  `|CorrespAcc=30101810100000000991|Sum=5373950|Purpose=Оплата по заказу №${order}`
const utf = payment('ST00012')
const windows = payment('ST00011')
const latin = (text: string) =>
  iconv.encode(text, text.startsWith('ST00011') ? 'windows-1251' : 'utf-8').toString('latin1')

/** What zbar reads, byte for byte, of several codes one after another. */
function byZbar(png: Uint8Array): string {
  const file = join(folder, 'code.png')
  writeFileSync(file, png)
  const options = ['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary']
  return execFileSync('zbarimg', [...options, file]).toString('latin1')
}

/** A page as a printer of so many dots an inch would have it. */
function printed(pdf: Uint8Array, dpi: number): Buffer {
  const file = join(folder, 'page.pdf')
  writeFileSync(file, pdf)
  execFileSync('pdftoppm', ['-r', String(dpi), '-png', '-singlefile', file, join(folder, 'page')])
  return readFileSync(join(folder, 'page.png'))
}

async function kit(draw: (pdf: PDFKit.PDFDocument) => void): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4' })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => pdf.on('end', resolve))
  draw(pdf.text('Invoice 7315'))
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}

const PT_OF_MM = 72 / 25.4

/** The exported SVG on a page at the size that it states. */
function placed(pdf: PDFKit.PDFDocument, svg: string, x: number, y: number): void {
  const [, mm, side] = /width="([\d.]+)mm".*viewBox="0 0 (\d+)/.exec(svg)!
  const path = /<path d="([^"]+)"/.exec(svg)![1]!
  pdf
    .save()
    .translate(x, y)
    .scale((Number(mm) * PT_OF_MM) / Number(side))
    .path(path)
    .fill('#000')
    .restore()
}

/** A PDF of streams, as bare as it may be. */
function bare(...streams: readonly [dictionary: string, bytes: Uint8Array][]): Buffer {
  return Buffer.concat([
    Buffer.from('%PDF-1.5\n'),
    ...streams.flatMap(([dictionary, bytes], i) => [
      Buffer.from(`${i + 1} 0 obj\n<< ${dictionary} /Length ${bytes.length} >>\nstream\n`),
      bytes,
      Buffer.from('\nendstream\nendobj\n'),
    ]),
  ])
}

/** Rows of one bit a pixel, a module three pixels wide: dark is `dark`. */
function bits(text: string, dark: 0 | 1): { side: number; rows: Buffer } {
  const { modules, runs } = qrSymbol(text)!
  const side = (modules + 8) * 3
  const stride = Math.ceil(side / 8)
  const rows = Buffer.alloc(stride * side, dark === 1 ? 0 : 0xff)
  for (const { x, y, length } of runs)
    for (let row = (y + 4) * 3; row < (y + 5) * 3; row += 1)
      for (let at = (x + 4) * 3; at < (x + 4 + length) * 3; at += 1)
        rows[row * stride + (at >> 3)]! ^= 0x80 >> (at & 7)
  return { side, rows }
}

const image = (side: number, more: string) =>
  `/Type /XObject /Subtype /Image /Width ${side} /Height ${side} ${more}`

describe('a code as a file of its own', () => {
  it.each([
    ['ST00012', utf],
    ['ST00011', windows],
  ])(
    '[A-46] %s: PNG of 300 and 600 dpi and SVG at print size are read by another program',
    async (_, text) => {
      const symbol = qrSymbol(text)!
      const sideMm = symbol.sizeMm + 8 * symbol.moduleMm
      for (const dpi of [300, 600]) {
        const png = Buffer.from(qrPngFile(symbol, dpi))
        expect(byZbar(png)).toBe(latin(text))
        const { width, height } = PNG.sync.read(png)
        expect(height).toBe(width)
        const at = png.indexOf('pHYs') + 4
        expect(png.readUInt8(at + 8)).toBe(1)
        const perMetre = png.readUInt32BE(at)
        // The picture has a whole number of pixels a module, never less than was asked, and states its exact size.
        expect(perMetre * 0.0254).toBeGreaterThanOrEqual(dpi)
        expect((width / perMetre) * 1000).toBeCloseTo(sideMm, 2)
        expect(width % (symbol.modules + 8)).toBe(0)
      }
      const svg = qrSvgFile(symbol)
      expect(Number(/width="([\d.]+)mm" height="\1mm"/.exec(svg)?.[1])).toBeCloseTo(sideMm, 2)
      const page = printed(await kit((pdf) => placed(pdf, svg, 300, 80)), 150)
      expect(byZbar(page)).toBe(latin(text))
      expect((await readQrFile(page)).codes).toMatchObject([
        { text, symbol: { level: symbol.level, version: symbol.version } },
      ])
    },
  )

  it('[A-44] every size and level that is not said to be too fine is read from a print of 150 dpi', async () => {
    const choices = [25, 30, 40].flatMap((size) =>
      (['L', 'M', 'Q', 'H'] as const).map((level) => {
        const text = payment('ST00012', `${size}-${level}`)
        return { text, symbol: qrSymbol(text, { size, level })! }
      }),
    )
    const good = choices.filter(({ symbol }) => symbol.checks.length === 0)
    expect(good.map(({ symbol }) => `${symbol.sizeMm} ${symbol.level}`)).toEqual(
      expect.arrayContaining(['30 L', '30 M', '40 L', '40 M', '40 Q', '40 H']),
    )
    expect(choices.length - good.length).toBeGreaterThan(2)
    const page = await kit((pdf) =>
      good.forEach(({ symbol }, i) =>
        placed(pdf, qrSvgFile(symbol), 40 + (i % 3) * 180, 100 + Math.floor(i / 3) * 180),
      ),
    )
    const read = byZbar(printed(page, 150))
    for (const { text } of good) expect(read).toContain(latin(text))
  })
})

describe('codes of files that other programs made', () => {
  const windowsBits = bits(windows, 0)
  const mask = bits(utf, 0)
  const form = Buffer.from(
    `q 0.5 0 0 -0.5 20 700 cm 0 0 0 rg ${qrSymbol(utf)!
      .runs.map(
        ({ x, y, length }) =>
          `${x * 4} ${y * 4} m ${(x + length) * 4} ${y * 4} l ${(x + length) * 4} ${y * 4 + 4} l ${x * 4} ${y * 4 + 4} l h`,
      )
      .join(' ')} f 1 g 0 0 9 9 re f Q`,
  )
  it.each<[name: string, text: string, make: () => Buffer | Promise<Buffer>]>([
    [
      'a PNG in a PDF, its rows predicted',
      utf,
      () => kit((pdf) => pdf.image(Buffer.from(qrPngFile(qrSymbol(utf)!, 300)), 100, 100, { width: 100 })),
    ],
    ['a path in a PDF', windows, () => kit((pdf) => placed(pdf, qrSvgFile(qrSymbol(windows)!), 300, 80))],
    [
      'polygons of a form, turned over',
      utf,
      () => bare(['/Type /XObject /Subtype /Form /Filter /FlateDecode', deflateSync(form)]),
    ],
    [
      'a palette that stands elsewhere, in hex',
      windows,
      () =>
        bare(
          [
            image(
              windowsBits.side,
              '/BitsPerComponent 1 /ColorSpace [/Indexed /DeviceRGB 1 2 0 R] /Filter [/ASCIIHexDecode /FlateDecode]',
            ),
            Buffer.from(`${deflateSync(windowsBits.rows).toString('hex')}>`),
          ],
          ['/Filter /FlateDecode', deflateSync(Buffer.from('101010f0f0f0', 'hex'))],
        ),
    ],
    [
      'a mask',
      utf,
      () => bare([image(mask.side, '/ImageMask true /BitsPerComponent 1 /Decode [0 1]'), mask.rows]),
    ],
    [
      'a small picture in the content of the page',
      utf,
      () =>
        bare([
          '',
          Buffer.concat([
            Buffer.from(
              `q 100 0 0 100 50 50 cm BI /W ${mask.side} /H ${mask.side} /BPC 1 /CS /G /F /AHx ID `,
            ),
            Buffer.from(`${mask.rows.toString('hex')}> EI Q`),
          ]),
        ]),
    ],
  ])('[A-44] %s', async (_, text, make) => {
    const { kind, codes, notes } = await readQrFile(await make())
    expect(codes).toMatchObject([{ text, payment: { encoding: text[6] } }])
    expect({ kind, notes }).toEqual({ kind: 'pdf', notes: [] })
  })

  it('a PDF is read in turns with whatever else the process does, and for so long and no longer', async () => {
    const page = await kit((pdf) => {
      for (let i = 0; i < 6; i += 1) placed(pdf.addPage(), qrSvgFile(qrSymbol(utf)!), 60, 80)
    })
    let turns = 0
    const tick = setInterval(() => (turns += 1), 0)
    const { codes, notes } = await searchQr(page, 'pdf')
    clearInterval(tick)
    expect([codes.length, notes]).toEqual([1, []])
    expect(turns).toBeGreaterThan(3)
    const stopped = await searchQr(page, 'pdf', -1)
    expect(stopped.codes).toEqual([])
    expect(stopped.notes.map(({ ru }) => ru).join()).toContain('слишком долго')
  })

  it('[A-44] several codes of one page, drawn and printed, are all found with their places', async () => {
    const other = payment('ST00011', '9999')
    const page = await kit((pdf) => {
      placed(pdf, qrSvgFile(qrSymbol(utf)!), 60, 80)
      placed(pdf, qrSvgFile(qrSymbol(other)!), 320, 300)
      pdf.rect(60, 600, 400, 1).fill('#000')
    })
    for (const bytes of [page, printed(page, 150)]) {
      const { codes } = await readQrFile(bytes)
      const found = codes.sort((a, b) => a.symbol!.corners[0]!.x - b.symbol!.corners[0]!.x)
      expect(found.map(({ text }) => text)).toEqual([utf, other])
      expect(found[1]!.symbol!.corners[0]!.y).toBeGreaterThan(found[0]!.symbol!.corners[2]!.y)
    }
  })

  it('[A-44] what cannot be looked at is said, and a text may be the string itself', async () => {
    const said = async (bytes: Uint8Array) => {
      const { kind, codes, notes } = await readQrFile(bytes)
      return [kind, codes.length, ...notes.map(({ ru }) => ru)].join(' ')
    }
    const { side, rows } = mask
    expect(await said(bare([image(side, '/Filter /JPXDecode'), rows]))).toMatch(
      /^pdf 0 .*JPEG 2000.*снимок страницы.* не найден/,
    )
    expect(await said(bare([image(side, '/Filter /FlateDecode'), rows]))).toContain('повреждена')
    expect(
      await said(Buffer.concat([bare(['', form]), Buffer.from('trailer << /Encrypt 9 0 R >>')])),
    ).toContain('зашифрован')
    expect(await said(Buffer.from('%PDF-1.4'))).toContain('QR-код в PDF не найден')
    expect(await said(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).toContain('повреждена')
    expect(await said(Buffer.from('заказ'))).toMatch(/^other 0 .*нечего/)
    const { codes } = await readQrFile(iconv.encode(windows, 'windows-1251'))
    expect(codes).toMatchObject([{ text: windows, symbol: null, checks: [] }])
  })

  it('a damaged file of any kind is read without an error', async () => {
    const sources = [
      bare(['/Subtype /Form', form]),
      bare([image(mask.side, '/BitsPerComponent 1 /ColorSpace /DeviceGray'), mask.rows]),
      Buffer.from(qrPngFile(qrSymbol(utf)!, 300)),
    ]
    const bytes = fc.tuple(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
      fc.nat(),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async ([source, changes, cut]) => {
        const file = Buffer.from(source.subarray(0, cut % 3 === 0 ? cut % source.length : source.length))
        for (const [at, byte] of changes) if (file.length > 0) file[at % file.length] = byte
        const { codes } = await readQrFile(file)
        expect(codes.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 25 },
    )
  })

  it('a picture that would fill the memory is not opened', async () => {
    const jpeg = Buffer.from(
      'ffd8ffe000104a46494600010100000100010000ffc0001108fffffffe03012200021101031101',
      'hex',
    )
    expect(pictureHead(jpeg)).toEqual({ type: 'jpg', width: 0xfffe, height: 0xffff })
    expect(pictureHead(qrPngFile(qrSymbol(utf)!, 300))).toEqual({ type: 'png', width: 483, height: 483 })
    expect(pictureHead(Buffer.from('GIF89a'))).toBeNull()
    const { codes, notes } = await searchQr(jpeg, 'picture')
    expect(codes).toEqual([])
    expect(notes.map(({ en }) => en)).toEqual([expect.stringContaining('more than 40 megapixels')])
  })
})
