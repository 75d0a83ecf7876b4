import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { afterAll, describe, expect, it } from 'vitest'
import { buildInvoice } from '../../server/invoice/build.ts'
import { plainHeader } from '../../server/invoice/header.ts'
import { invoicesPdf } from '../../server/invoice/pdf.ts'
import { InvoiceProfile } from '../../server/invoice/profiles/model.ts'
import type { PrintedInvoice } from '../../server/invoice/profiles/printing.ts'
import { withQr } from '../../server/invoice/qr/compose.ts'
import type { InvoiceDraft } from '../../server/invoice/draft.ts'
import type { z } from 'zod'
import { aDraft, company, draftLine, proprietor } from './invoice-drafts.ts'
import { somePictures } from './invoice-pictures.ts'
import { run } from './system-programs.ts'

/**
 * Pages as they look, beside pages that somebody has looked at. `OBMEN_UPDATE_REFERENCES=1` writes them anew; look at them
 * before they are kept.
 */
const references = join(import.meta.dirname, '../reference/invoices')
const RESOLUTION = 50
/** Readers smooth letters differently; a text or a rule elsewhere changes far more. */
const TOLERATED_SHARE = 0.002

const folder = mkdtempSync(join(tmpdir(), 'obmen-references-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lines = (count: number, discount = 0) =>
  Array.from({ length: count }, (_, i) =>
    draftLine({
      name:
        i % 3 === 1
          ? 'Обруч стальной усиленный для художественной гимнастики, диаметр 90 см'
          : `Мяч № ${i + 1}`,
      quantity: (1 + (i % 7)) * 1000,
      price: 45_900 + i * 1_370,
      discount,
    }),
  )

const texts = {
  director: 'Иванова Н. П.',
  accountant: 'Петрова С. А.',
  footer: 'ООО «Лоза и Колос», +7 (812) 000-00-00',
}

function printed(
  draft: Partial<InvoiceDraft>,
  profile: Partial<z.input<typeof InvoiceProfile>> = {},
  pictures: PrintedInvoice['pictures'] = {},
): PrintedInvoice {
  const whole = InvoiceProfile.parse({ id: 'a', name: 'А', qr: { absent: 'compose' }, ...profile })
  return { invoice: withQr(buildInvoice(aDraft(draft)), whole.qr), profile: whole, pictures }
}

/** An invoice, and which of its pages are looked at. */
const cases: { name: string; invoice: PrintedInvoice; pages: number; looked: number[] }[] = [
  { name: 'standard', invoice: printed({ lines: lines(6) }), pages: 1, looked: [1] },
  {
    name: 'standard-own-look',
    invoice: printed(
      { lines: lines(4, 4_321) },
      { accent: '#1a5fb4', font_size: 10, texts: { ...texts, notes: 'Резерв — 3 рабочих дня.' } },
      somePictures,
    ),
    pages: 1,
    looked: [1],
  },
  { name: 'standard-long', invoice: printed({ lines: lines(70) }), pages: 3, looked: [2, 3] },
  {
    name: 'proprietor-without-vat',
    invoice: printed({
      seller: proprietor,
      buyer: company,
      vat_mode: 'none',
      lines: lines(3).map((line) => ({ ...line, vat_rate: 'Без НДС' })),
      payment: 'https://pay.example.ru/AS1',
    }),
    pages: 1,
    looked: [1],
  },
  {
    name: 'vat-on-top-folded',
    invoice: printed(
      {
        vat_mode: 'on_top',
        lines: lines(5, 10_000).map((line, i) => ({ ...line, vat_rate: i % 2 ? '10%' : '22%' })),
      },
      { discounts: 'folded', texts: { warning: '' }, qr: { absent: 'compose', format: 'ST00011' } },
    ),
    pages: 1,
    looked: [1],
  },
  {
    name: 'contract',
    invoice: printed(
      { header: plainHeader('215', '2026-03-05', { isContract: true }), lines: lines(12) },
      { layout: 'contract', texts, accent: '#7a1f3d' },
      somePictures,
    ),
    pages: 2,
    looked: [1, 2],
  },
  {
    name: 'compact',
    invoice: printed({ lines: lines(4) }, { layout: 'compact', texts, accent: '#26734d' }, somePictures),
    pages: 1,
    looked: [1],
  },
]

/** Shades that printing in grey leaves: few of them make the stored files small. */
const shade = (value: number) => Math.round(value / 36.43) * 36.43

function pictures(): Map<string, PNG> {
  const file = join(folder, 'all.pdf')
  writeFileSync(file, invoicesPdf(cases.map(({ invoice }) => invoice)))
  run('pdftoppm', ['-r', String(RESOLUTION), '-gray', '-png', file, join(folder, 'page')])
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .sort()
  expect(pages).toHaveLength(cases.reduce((sum, one) => sum + one.pages, 0))
  let first = 0
  const found = new Map<string, PNG>()
  for (const { name, pages: count, looked } of cases) {
    for (const page of looked)
      found.set(`${name}${count > 1 ? `-${page}` : ''}.png`, read(join(folder, pages[first + page - 1]!)))
    first += count
  }
  return found
}

function read(file: string): PNG {
  const png = PNG.sync.read(readFileSync(file))
  for (let i = 0; i < png.data.length; i++) if (i % 4 !== 3) png.data[i] = shade(png.data[i]!)
  return png
}

/** Share of the pixels that differ, those of smoothed edges aside. */
function difference(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) return 1
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.25 }) / (a.width * a.height)
}

describe('printed invoices look as they did', () => {
  const found = pictures()
  if (process.env['OBMEN_UPDATE_REFERENCES']) {
    rmSync(references, { recursive: true, force: true })
    mkdirSync(references, { recursive: true })
    for (const [name, png] of found)
      writeFileSync(
        join(references, name),
        PNG.sync.write(png, { colorType: 0, deflateLevel: 9, filterType: 0 }),
      )
  }

  it('[A-33] every page is the one that was looked at', () => {
    const differences = [...found].map(([name, png]) => [name, difference(png, read(join(references, name)))])
    expect(differences.filter(([, share]) => Number(share) > TOLERATED_SHARE)).toEqual([])
    expect(readdirSync(references).sort()).toEqual([...found.keys()].sort())
  })

  it('a page that changed is told from it', () => {
    const standard = read(join(references, 'standard.png'))
    const moved = PNG.sync.read(PNG.sync.write(standard))
    // A strip of text one pixel lower, half a millimetre on paper.
    PNG.bitblt(standard, moved, 0, 240, standard.width, 100, 0, 241)
    expect(difference(standard, moved)).toBeGreaterThan(2 * TOLERATED_SHARE)
  })
})
