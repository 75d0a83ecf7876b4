import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { moneyText, quantityText } from '../../server/contracts/decimal.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import type { InvoicePreview } from '../../server/invoice/model.ts'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { InvoiceProfile, invoiceLayouts } from '../../server/invoice/profiles/model.ts'
import { orderDraft, type InvoiceSource } from '../../server/invoice/sources/order.ts'
import { aLine, anOrder, damaged, paymentString, seller, someLines, totalKopecks } from './invoice-orders.ts'
import { aDraft, draftLine } from './invoice-drafts.ts'
import { somePictures } from './invoice-pictures.ts'
import { run } from './system-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'obmen-invoice-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
/** Where the words stand on their pages, in points: A4 is 595 × 842, the margins 42.5. */
function words(file: string): { text: string; left: number; right: number; bottom: number }[] {
  const xml = run('pdftotext', ['-bbox', file, '-']).toString()
  const word = /<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g
  return [...xml.matchAll(word)].map(([, left, right, bottom, text]) => ({
    text: text!,
    left: Number(left),
    right: Number(right),
    bottom: Number(bottom),
  }))
}

/** Text in the order of writing, cell by cell, without any space. */
const solidText = (file: string) => solid(run('pdftotext', ['-raw', file, '-']).toString())
const solid = (text: string) => text.replace(/\s+/g, '')

function saved(preview: InvoicePreview): string {
  const file = join(folder, `${files++}.pdf`)
  writeFileSync(file, invoicePdf(preview))
  return file
}

/** Text of each page in reading order, spaces made one. */
function pages(file: string): string[] {
  const text = run('pdftotext', ['-layout', file, '-']).toString()
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replace(/\s+/g, ' '))
}

const oneSpace = (text: string) => text.replace(/\s+/g, ' ')

/** Bytes of the payment code as a reader sees it on the first page at 150 dpi; `null` when it finds none. */
function scanned(file: string): Buffer | null {
  const picture = file.replace('.pdf', '')
  run('pdftoppm', ['-r', '150', '-f', '1', '-l', '1', '-singlefile', '-png', file, picture])
  const flags = ['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary', '--oneshot']
  try {
    return run('zbarimg', [...flags, `${picture}.png`])
  } catch (error) {
    // Status 4: no code on the picture.
    if ((error as { status?: number }).status === 4) return null
    throw error
  }
}

const preview = (order: InvoiceSource) => buildInvoice(orderDraft(order))

describe('the printed invoice', () => {
  it.each([1, 10, 300, 1000])(
    '[A-32][A-44] %i lines: text, head on each page, closing block whole, code read',
    (count) => {
      const invoice = preview(anOrder(someLines(count)))
      const file = saved(invoice)
      const text = pages(file)
      const whole = text.join(' ')
      const { model } = invoice
      const cells = solidText(file)
      for (const line of model.lines) {
        expect(cells).toContain(solid(`${line.number}${line.name}${quantityText(line.quantity)}`))
        const figures = [line.unit!, moneyText(line.price), moneyText(line.sum)].join(' ')
        expect(whole).toContain(oneSpace(`${quantityText(line.quantity)} ${figures}`))
      }
      for (const page of text) expect(page).toContain('№ Товары (работы, услуги) Кол-во Ед. Цена Сумма')
      text.forEach((page, i) =>
        expect(page).toContain(
          `Заказ № 0000-021488, версия 1 Лист ${i + 1} из ${text.length} · Счет № 21488`,
        ),
      )
      const closing = [
        `Всего наименований ${count}, на сумму ${moneyText(model.totals.total)} руб.`,
        model.words,
        'Всего к оплате:',
        'В том числе НДС (20%):',
        'Руководитель',
      ]
      for (const part of closing) {
        expect(text.map((page) => page.includes(oneSpace(part)))).toEqual(
          text.map((_, i) => i === text.length - 1),
        )
      }
      expect(scanned(file)).toEqual(Buffer.from(model.qr!.text))
    },
  )

  it('[A-32] the closing block always has a line of the table above it', () => {
    for (let count = 14; count <= 32; count++) {
      const lines = someLines(count, { name: `Мяч ${'надувной '.repeat(count % 5)}` })
      const file = saved(preview(anOrder(lines)))
      const last = pages(file).at(-1)!
      expect(last).toContain('Всего к оплате:')
      expect(last).toMatch(new RegExp(`Сумма .*\\b${count} Мяч`))
      // The footer begins at 285 mm.
      const signature = words(file).find(({ text }) => text === 'Руководитель')!
      expect(signature.bottom).toBeLessThan((282 / 25.4) * 72)
    }
  })

  it('[A-33] header, parties and bank are on the first page', () => {
    const [first] = pages(
      saved(
        preview(anOrder(undefined, { seller: { ...seller, address: 'г. Примерск, ул. Образцовая, д. 7' } })),
      ),
    )
    for (const part of [
      'Внимание! Оплата данного счета означает согласие с условиями поставки товара.',
      'БИК 049999901',
      'Сч. № 30101810000000000901',
      'ИНН 7800004568 КПП 780001001 Сч. № 40702810200000067890',
      'Банк получателя',
      'Получатель',
      'Счет на оплату № 21488 от 18 сентября 2025 г.',
      'ООО «Лоза и Колос», ИНН 7800004568, КПП 780001001, г. Примерск, ул. Образцовая, д. 7',
      'ИП Таранова Елизавета Павловна, ИНН 770000123493, 127000, г. Москва, ул. Примерная, д. 1,',
      'Основание: Заказ клиента № 21488 от 18.09.2025',
      'Оплатите по QR-коду',
    ]) {
      expect(first).toContain(part)
    }
  })

  it('[A-33] discount columns are printed only when there is a discount', () => {
    const head = 'ЦенаСкидкаСуммабезскидкиСумма'
    expect(solidText(saved(preview(anOrder(someLines(3, { discount: 12.34 })))))).toContain(head)
    expect(solidText(saved(preview(anOrder(someLines(3)))))).not.toContain('Скидка')
  })

  it('[A-33] VAT by rate, and «Без налога» when no line has VAT', () => {
    const mixed = [aLine(1), aLine(2, { nds_s: '10%' }), aLine(3, { nds_s: 'Без НДС' })]
    const [first] = pages(saved(preview(anOrder(mixed))))
    expect(first).toContain('В том числе НДС (20%): 30,59')
    expect(first).toContain('В том числе НДС (10%): 25,37')
    expect(first).not.toContain('Без налога')
    expect(pages(saved(preview(anOrder(someLines(2, { nds_s: 'Без НДС' })))))[0]).toContain(
      'Без налога (НДС) –',
    )
  })

  it('[A-33] a sole proprietor signs alone', () => {
    const order = anOrder(undefined, {
      seller: { ...seller, name: 'ИП Полевой Захар Ильич', inn: '770000123493', kpp: undefined },
    })
    const [first] = pages(saved(preview(order)))
    expect(first).toContain('Предприниматель')
    expect(first).not.toContain('Бухгалтер')
  })

  it('[A-82] a «Счет-Договор» prints its terms', () => {
    const [first] = pages(
      saved(preview(anOrder(undefined, { order_number_payment: 'Счет-Договор №2135 от 21.08.2021' }))),
    )
    expect(first).toContain('Счет-Договор №2135 от 21.08.2021')
    expect(first).toContain('4. Оплата настоящего счета-договора является')
  })

  it('[A-46] fonts are embedded with their Unicode maps, the metadata is Russian', () => {
    const file = saved(preview(anOrder()))
    const fonts = run('pdffonts', [file]).toString().trim().split('\n').slice(2)
    expect(fonts).toHaveLength(2)
    for (const font of fonts) expect(font).toMatch(/^Roboto .* yes (yes|no) +yes /)
    expect(run('pdfinfo', [file]).toString()).toContain('Счет на оплату № 21488 от 18 сентября 2025 г.')
    expect(readFileSync(file, 'latin1')).toContain('/Lang (ru)')
  })

  it('[A-46] jsPDF finds every face: nothing is said on the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    invoicePdf(preview(anOrder(someLines(60, { discount: 1 }))))
    expect(warn).not.toHaveBeenCalled()
    expect(error).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('[A-32] the same version gives the same bytes, another version gives others', () => {
    const order = anOrder(someLines(12))
    const bytes = Buffer.from(invoicePdf(preview(order)))
    vi.useFakeTimers({ now: new Date('2031-05-05T05:05:05Z') })
    expect(Buffer.from(invoicePdf(preview(order)))).toEqual(bytes)
    vi.useRealTimers()
    const next = structuredClone(order)
    next.exchange.seq = 2
    expect(Buffer.from(invoicePdf(preview(next)))).not.toEqual(bytes)
  })

  it('[A-44][A-45] the code holds the exact bytes in each encoding', () => {
    const total = totalKopecks(someLines(3))
    for (const [digit, charset] of [
      ['1', 'windows-1251'],
      ['2', 'utf-8'],
      ['3', 'koi8-r'],
    ] as const) {
      const text = paymentString(total, { Purpose: 'Оплата заказа 21488' }).replace(
        'ST00012',
        `ST0001${digit}`,
      )
      expect(scanned(saved(preview(anOrder(undefined, { order_QRCode: text }))))).toEqual(
        iconv.encode(text, charset),
      )
    }
  })

  it('[A-44] strings of every size up to the densest are read at 150 dpi', () => {
    for (const [letters, sizeMm, level] of [
      [20, 35, 'M'],
      [60, 35, 'L'],
      [130, 40, 'L'],
    ] as const) {
      const order = damaged(anOrder(), (copy) => {
        copy.order_QRCode += `|PayerAddress=${'ю'.repeat(letters)}`
      })
      const invoice = preview(order)
      expect(invoice.qr).toMatchObject({ sizeMm, level })
      expect(scanned(saved(invoice))).toEqual(Buffer.from(order.order.order_QRCode!))
    }
  })

  it('[A-44] without a payment string there is no picture, with a payment page there is its link', () => {
    const without = saved(preview(anOrder(undefined, { order_QRCode: 'QRCode', seller })))
    expect(scanned(without)).toBeNull()
    expect(pages(without)[0]).not.toContain('QR')
    const link = saved(preview(anOrder(undefined, { order_QRCode: 'https://pay.example.ru/AS1', seller })))
    expect(pages(link)[0]).toContain('Оплата по ссылке: https://pay.example.ru/AS1')
    expect(readFileSync(link, 'latin1')).toContain('/URI (https://pay.example.ru/AS1)')
  })

  it('[A-33] a cancelled order without lines is one page', () => {
    const text = pages(saved(preview(anOrder([], { order_status: 'Отменён' }))))
    expect(text).toHaveLength(1)
    expect(text[0]).toContain('Всего наименований 0, на сумму 0,00 руб. Ноль рублей 00 копеек')
  })

  it('[A-33] signs that the font lacks leave a mark, spaces that it lacks become its own', () => {
    const [first] = pages(
      saved(preview(anOrder([aLine(1, { name: 'Мяч\u202f№\u20095 中 ₽ Ёжик\u0306 «й»' })]))),
    )
    expect(first).toContain('Мяч № 5 \ufffd ₽ Ёжик')
  })

  it('[A-33] long names, huge amounts and long units stay inside the page', () => {
    const lines = [
      aLine(1, {
        name: 'Безпробеловноеназвание'.repeat(9),
        unit: 'упаковка (24 штуки)',
        quantity: 99999.999,
        price: 9_999_999.99,
        discount: 1,
      }),
      aLine(2),
    ]
    const order = anOrder(lines, {
      seller: {
        ...seller,
        name: 'Общество '.repeat(16).trim(),
        bank: 'Банк '.repeat(30).trim(),
        address: 'Адрес, '.repeat(60).trim(),
      },
    })
    const file = saved(preview(order))
    const placed = words(file)
    expect(placed.length).toBeGreaterThan(100)
    for (const { left, right, bottom } of placed) {
      expect(left).toBeGreaterThan(42)
      expect(right).toBeLessThan(553.5)
      expect(bottom).toBeLessThan(820)
    }
    expect(scanned(file)).toEqual(Buffer.from(order.order.order_QRCode!))
  })

  it.each(invoiceLayouts)(
    '%s: names, terms and notes longer than a page go on, nothing leaves the paper',
    (layout) => {
      const name = Array.from({ length: 900 }, (_, i) => `слово${i}`).join(' ')
      const terms = Array.from({ length: 20 }, (_, i) => `Условие${i} ${'очень длинное '.repeat(40)}`)
      const profile = InvoiceProfile.parse({
        id: 'a',
        name: 'А',
        layout,
        font_size: 11,
        texts: {
          terms,
          notes: 'Примечание '.repeat(150),
          footer: 'Внизу '.repeat(20),
          director: 'Длиннофамильный '.repeat(6),
        },
      })
      const file = join(folder, `${files++}.pdf`)
      const invoice = buildInvoice(aDraft({ lines: [draftLine({}), draftLine({ name }), draftLine({})] }))
      writeFileSync(file, invoicePdf(invoice, { profile, pictures: somePictures }))
      const placed = words(file)
      const texts = new Set(placed.map(({ text }) => text))
      for (const word of name.split(' ')) expect(texts).toContain(word)
      for (let i = 0; i < 20; i++) expect(texts).toContain(`Условие${i}`)
      const [width, height, margin] = layout === 'compact' ? [148, 210, 9.8] : [210, 297, 14.8]
      const points = (mm: number) => (mm / 25.4) * 72
      for (const { left, right, bottom } of placed) {
        expect(left).toBeGreaterThan(points(margin))
        expect(right).toBeLessThan(points(width - margin))
        expect(bottom).toBeLessThan(points(height - 2))
      }
    },
  )

  it('[A-33] whatever texts an order carries, the PDF is made', () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, payment, organization) => {
        const order = damaged(anOrder([aLine(1)]), (copy) => {
          copy.products[0]!.offer.name = name
          copy.order_number_payment = payment
          copy.requisites!.organization = organization
          copy.order_number = name
        })
        expect(
          Buffer.from(invoicePdf(preview(order)))
            .subarray(0, 5)
            .toString(),
        ).toBe('%PDF-')
      }),
      { numRuns: 20 },
    )
  })
})
