import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { moneyText, quantityText } from '../../server/contracts/decimal.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import type { InvoiceDraft } from '../../server/invoice/draft.ts'
import { plainHeader } from '../../server/invoice/header.ts'
import type { InvoiceLine, InvoiceModel } from '../../server/invoice/model.ts'
import { invoicesPdf } from '../../server/invoice/pdf.ts'
import { InvoiceProfile, invoiceLayouts } from '../../server/invoice/profiles/model.ts'
import type { PrintedInvoice } from '../../server/invoice/profiles/printing.ts'
import { withQr } from '../../server/invoice/qr/compose.ts'
import { paymentBytes } from '../../server/invoice/qr/text.ts'
import { anyDraft } from './invoice-drafts.ts'
import { somePictures } from './invoice-pictures.ts'
import { run } from './system-programs.ts'

/** Two hundred invoices in one PDF, read by programs that know nothing of ours. */

const COUNT = 200
const folder = mkdtempSync(join(tmpdir(), 'obmen-variety-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const anyProfile = fc
  .record({
    layout: fc.constantFrom(...invoiceLayouts),
    discounts: fc.constantFrom('shown', 'folded'),
    font_size: fc.constantFrom(8, 9, 10.5),
    accent: fc.constantFrom('#000000', '#1a5fb4'),
    qr: fc.constantFrom({ format: 'ST00012' }, { format: 'ST00011' }),
    texts: fc.constantFrom(
      {},
      { director: 'Иванова Н. П.', accountant: 'Петрова С. А.', footer: 'Спасибо за заказ' },
    ),
  })
  .map((look) => InvoiceProfile.parse({ id: 'a', name: 'А', ...look }))

const numbered = (draft: Omit<InvoiceDraft, 'header' | 'order_number'>, number: string): InvoiceDraft => ({
  ...draft,
  header: plainHeader(number, '2026-03-05'),
  order_number: number,
})

/** Always the same ones: what a run says is about the program. */
const printed: PrintedInvoice[] = fc
  .sample(fc.tuple(anyDraft, anyProfile, fc.boolean()), { numRuns: COUNT, seed: 56_042 })
  .map(([draft, profile, stamped], i) => ({
    invoice: withQr(buildInvoice(numbered(draft, String(10_001 + i))), profile.qr),
    profile,
    pictures: stamped ? somePictures : {},
  }))

const solid = (text: string) => text.replace(/\s+/g, '')

/** What the row of a line says, cell by cell. */
function rowOf(line: InvoiceLine, { totals }: InvoiceModel, { layout, discounts }: InvoiceProfile): string {
  const counted = [quantityText(line.quantity), line.unit ?? '']
  const shown = totals.discount > 0 && discounts === 'shown'
  const figures = shown
    ? [line.price, line.discount, ...(layout === 'compact' ? [] : [line.gross]), line.sum]
    : [
        totals.discount > 0 && line.discount > 0 ? Math.round((line.sum * 1000) / line.quantity) : line.price,
        line.sum,
      ]
  return solid([line.number, line.name, ...counted, ...figures.map(moneyText)].join(''))
}

/** Everything below the table that has a figure in it. */
function totalsOf({ totals, vat_mode, words }: InvoiceModel): string[] {
  const label = vat_mode === 'on_top' ? 'Сумма НДС' : 'В том числе НДС'
  const vat = totals.vat.flatMap(({ rate, amount }) =>
    amount === null ? [] : [`${label} (${rate}):${moneyText(amount)}`],
  )
  return [
    `Итого:${moneyText(totals.total)}`,
    ...(vat.length > 0 ? vat : ['Без налога (НДС)–']),
    `Всего к оплате:${moneyText(totals.to_pay)}`,
    `Всего наименований ${totals.lines}, на сумму ${moneyText(totals.to_pay)} руб.`,
    words,
  ].map(solid)
}

/** What is wanted and not found, each looked for after the one before it. */
function absentIn(text: string, wanted: readonly string[]): string[] {
  let at = 0
  return wanted.filter((part) => {
    const found = text.indexOf(part, at)
    if (found >= 0) at = found + part.length
    return found < 0
  })
}

describe('two hundred different invoices in one PDF', () => {
  const file = join(folder, 'all.pdf')
  const bytes = invoicesPdf(printed)
  writeFileSync(file, bytes)
  /** Pages by the number of their invoice, each without its spaces. */
  const pages = new Map<string, string[]>()
  for (const page of run('pdftotext', ['-raw', file, '-']).toString().split('\f').slice(0, -1).map(solid)) {
    const number = /Лист\d+из\d+·Счет№(1\d{4})/.exec(page)?.[1] ?? 'no number'
    pages.set(number, [...(pages.get(number) ?? []), page])
  }

  it('covers every layout, mode of VAT and length', () => {
    const kinds = new Set(
      printed.map(
        ({ invoice: { model }, profile }) =>
          `${profile!.layout} ${model.vat_mode} ${model.totals.discount > 0}`,
      ),
    )
    expect(kinds.size).toBe(3 * 3 * 2)
    const lengths = printed.map(({ invoice }) => invoice.model.lines.length)
    expect(Math.min(...lengths)).toBe(1)
    expect(Math.max(...lengths)).toBeGreaterThan(50)
  })

  it('[A-33] every figure of every invoice is read as it is in the model', () => {
    const absent = printed.flatMap(({ invoice: { model }, profile }) => {
      const text = pages.get(model.number!)?.join('') ?? ''
      const rows = model.lines.map((line) => rowOf(line, model, profile!))
      return absentIn(text, [...rows, ...totalsOf(model)]).map((part) => [
        model.number,
        profile!.layout,
        part,
      ])
    })
    expect(absent).toEqual([])
  })

  it('counts the sheets of each invoice by itself', () => {
    expect([...pages.keys()]).toEqual(printed.map(({ invoice }) => invoice.model.number))
    for (const [number, sheets] of pages)
      sheets.forEach((sheet, i) => expect(sheet).toContain(`Лист${i + 1}из${sheets.length}·Счет№${number}`))
  })

  it('[A-44] every payment code is read, none is touched by a stamp', () => {
    // Where the codes are on either paper. Pages without one are looked at too: that costs less than a process a page.
    const crop = ['-x', '560', '-y', '70', '-W', '620', '-H', '480']
    run('pdftoppm', ['-r', '150', '-gray', ...crop, file, join(folder, 'code')])
    const images = readdirSync(folder)
      .filter((name) => name.endsWith('.pgm'))
      .map((name) => join(folder, name))
    const flags = ['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary']
    // Its status says that some pages have none, as it should be.
    const { stdout, error } = spawnSync('zbarimg', [...flags, ...images])
    expect(error).toBeUndefined()
    const read = stdout.toString('latin1')
    const wanted = printed.map(({ invoice }) =>
      Buffer.from(paymentBytes(invoice.model.qr!.text)).toString('latin1'),
    )
    expect(wanted.filter((code) => !read.includes(code))).toEqual([])
    expect(read.match(/ST0001[12]/g)).toHaveLength(COUNT)
  })

  it('[A-46] fonts and pictures are there once, and equal input gives equal bytes', () => {
    expect(run('pdffonts', [file]).toString().trim().split('\n').slice(2)).toHaveLength(2)
    const content = Buffer.from(bytes).toString('latin1')
    // Four pictures, each with its transparency.
    expect(content.match(/\/Subtype \/Image/g)).toHaveLength(8)
    expect(content).toContain('/Lang (ru)')
    const some = printed.slice(0, 3)
    expect(Buffer.from(invoicesPdf(some))).toEqual(Buffer.from(invoicesPdf(structuredClone(some))))
  })
})
