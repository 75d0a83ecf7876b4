import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { jsPDF } from 'jspdf'
import QRCode from 'qrcode'
import { afterAll, describe, expect, it } from 'vitest'
import { qrSymbol } from '../../server/invoice/qr/symbol.ts'
import { findQr } from '../../server/understanding/qr.ts'

/** Codes of pictures and PDFs are read back; another program reads the same files and agrees. */

const folder = mkdtempSync(join(tmpdir(), 'obmen-qr-'))
afterAll(() => rmSync(folder, { recursive: true }))

const payment = (header: string) =>
  `${header}|Name=ООО «Камень-Ножницы»|PersonalAcc=40702810000000016180|BankName=АО «Банк Исеть»|BIC=046500991|CorrespAcc=30101810100000000991|Sum=5373950|Purpose=Оплата по заказу №00000007315`

const png = async (text: string, encoding: string) =>
  QRCode.toBuffer([{ data: iconv.encode(text, encoding), mode: 'byte' }], {
    scale: 4,
    errorCorrectionLevel: 'M',
  })

/** A page with something else on it, and the code where a person would put it. */
function page(draw: (pdf: jsPDF) => void): Buffer {
  const pdf = new jsPDF()
  pdf.text('Invoice 7315', 20, 20)
  draw(pdf)
  return Buffer.from(pdf.output('arraybuffer'))
}

function drawn(text: string): Buffer {
  return page((pdf) => {
    const { runs, moduleMm } = qrSymbol(text)!
    for (const { x, y, length } of runs)
      pdf.rect(40 + x * moduleMm, 40 + y * moduleMm, length * moduleMm, moduleMm, 'F')
  })
}

const written = (name: string, bytes: Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

function jpeg(pdf: Uint8Array): Buffer {
  const target = join(folder, 'page')
  execFileSync('pdftoppm', ['-r', '150', '-jpeg', '-singlefile', written('page.pdf', pdf), target])
  return readFileSync(`${target}.jpg`)
}

/** What zbar reads; a PDF is rendered first. */
function byAnother(name: string, bytes: Uint8Array): string {
  let file = written(name, bytes)
  if (name.endsWith('.pdf')) {
    execFileSync('pdftoppm', ['-r', '150', '-png', '-singlefile', file, `${file}-page`])
    file = `${file}-page.png`
  }
  const options = ['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary', '--oneshot']
  return execFileSync('zbarimg', [...options, file])
    .toString('latin1')
    .replace(/\n$/, '')
}

const utf = payment('ST00012')
const windows = payment('ST00011')

describe('codes of pictures and PDFs', () => {
  it.each<[name: string, text: string, make: () => Promise<Buffer> | Buffer]>([
    ['a.png', utf, () => png(utf, 'utf-8')],
    ['windows.png', windows, () => png(windows, 'windows-1251')],
    ['a.jpg', utf, () => jpeg(drawn(utf))],
    ['drawn.pdf', utf, () => drawn(utf)],
    ['windows-drawn.pdf', windows, () => drawn(windows)],
    [
      'picture.pdf',
      utf,
      async () => {
        const picture = await png(utf, 'utf-8')
        return page((pdf) => void pdf.addImage(picture, 'PNG', 40, 40, 40, 40))
      },
    ],
    [
      'scan.pdf',
      utf,
      () => {
        const picture = jpeg(drawn(utf))
        return page((pdf) => void pdf.addImage(picture, 'JPEG', 0, 30, 210, 260))
      },
    ],
  ])('[A-44] %s', async (name, text, make) => {
    const bytes = await make()
    const encoding = text === windows ? 'windows-1251' : 'utf-8'
    expect(byAnother(name, bytes)).toBe(iconv.encode(text, encoding).toString('latin1'))
    const found = await findQr(bytes, name.endsWith('.pdf') ? 'pdf' : 'picture')
    expect(found).toMatchObject([{ text, payment: { separator: '|' } }])
    expect(found[0]!.payment!.fields).toContainEqual(
      expect.objectContaining({ key: 'Sum', value: '5373950' }),
    )
  })

  it('a page without a code has none, a code of something else is no payment', async () => {
    expect(
      await findQr(
        page(() => undefined),
        'pdf',
      ),
    ).toEqual([])
    const link = await QRCode.toBuffer('https://shop.example.ru/pay')
    expect(await findQr(link, 'picture')).toMatchObject([
      { text: 'https://shop.example.ru/pay', payment: null },
    ])
  })
})
