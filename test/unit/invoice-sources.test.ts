import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CmlDocument, CmlLine } from '../../server/contracts/commerceml/model.ts'
import type { BookingAnswer } from '../../server/contracts/regate/orders.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import type { InvoicePreview } from '../../server/invoice/model.ts'
import { documentsOfBody, draftOfDocument, type KnownFacts } from '../../server/invoice/sources/body.ts'
import { cmlDraft } from '../../server/invoice/sources/cml.ts'
import { InvoiceRef } from '../../server/invoice/sources/ref.ts'
import type { RegateOrder } from '../../server/invoice/sources/regate.ts'
import { demoOrders } from '../../fixtures/demo/commerceml-orders.ts'

/** Every kind of document an invoice is made of, read from its bytes. */

const fixture = (name: string) => readFile(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)))
const body = (content: Uint8Array | object) => ({
  bytes: content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content)),
  contentType: '',
})
const invoices = (content: Uint8Array | object, known: KnownFacts = {}): InvoicePreview[] =>
  documentsOfBody(body(content)).documents.map((found) => buildInvoice(draftOfDocument(found, { known })))
const codes = ({ warnings }: InvoicePreview) => warnings.map(({ code, field }) => `${code}@${field}`)

describe('an order that 1C returned', () => {
  it.each([
    ['returned.canonical.json', 9, 5_373_950],
    ['returned.verbatim.txt', 9, 5_373_950],
    ['returned.windows-1251.xml', 2, 728_930],
  ])('[A-33] %s', async (name, lines, total) => {
    const [invoice] = invoices(await fixture(`site-orders/${name}`))
    expect(invoice!.model.totals).toMatchObject({ lines, total, to_pay: total })
    expect(invoice!.model.vat_mode).toBe('included')
  })

  it('an order of the site has no sums: there is no document, and nothing is invented', async () => {
    expect(documentsOfBody(body(await fixture('site-orders/outgoing.canonical.json'))).documents).toEqual([])
    expect(documentsOfBody(body(new TextEncoder().encode('<html></html>'))).documents).toEqual([])
    expect(documentsOfBody(body(new Uint8Array())).documents).toEqual([])
  })
})

describe('an answer of booking', () => {
  const answer: BookingAnswer = {
    order_id: '3c9e1b70-94a1-11f0-8de9-0242ac120002',
    order_number: '00-00000417',
    booking_id: 'rs-ord-1',
    amount: 2763.6,
    currency: 'RUB',
    status: { code: 100, name: 'создан, неоплачен' },
    payment: { code: 0, name: 'оплата не выполнена' },
    created_at: '2025-09-18T12:00:00',
    valid_until: '2025-09-21T12:00:00',
    lines: [
      { item_id: '3c9e1b70-94a1-11f0-8de9-0242ac120003', quantity: 1.02, price: 1180, amount: 1203.6 },
      { item_id: '3c9e1b70-94a1-11f0-8de9-0242ac120004', quantity: 2, price: 780, amount: 1560 },
    ],
  }
  const party = { name: 'ООО «Колос»', inn: '7800004568', kpp: '780001001', address: null, phone: null }
  const known: RegateOrder = {
    number: '00-00000417',
    created_at: answer.created_at,
    updated_at: answer.created_at,
    amount: 1,
    seller: party,
    bank: { bank: 'Банк', bik: '049999901', correspondent_account: null, payment_account: null },
    buyer: { ...party, name: 'Марина', inn: null, kpp: null },
    delivery: null,
    lines: [
      {
        item_id: answer.lines[0]!.item_id,
        name: 'Сыр',
        unit: 'кг',
        quantity: 1,
        price: 1,
        amount: 1,
        vat_rate: '10%',
      },
    ],
  }

  it('[B-49][B-52] has its own figures; the rate of the day is taken and said', () => {
    const [invoice] = invoices(answer)
    expect(invoice!.model).toMatchObject({
      title: 'Счет на оплату № 417 от 18 сентября 2025 г.',
      basis: 'Заказ клиента № 417 от 18.09.2025',
      totals: { total: 276_360, to_pay: 276_360, vat: [{ rate: '20%', amount: 46_060 }] },
      lines: [
        { quantity: 1020, price: 118_000, sum: 120_360 },
        { quantity: 2000, sum: 156_000 },
      ],
    })
    expect(codes(invoice!)).toEqual(
      expect.arrayContaining([
        'seller-missing@seller.name',
        'name-missing@lines.0.name',
        'vat-rate-assumed@lines.1.vat_rate',
      ]),
    )
  })

  it('[B-49] takes names, rates and parties of the base that has the order, and none of its figures', () => {
    const [invoice] = invoices(answer, { regate: known })
    expect(invoice!.model).toMatchObject({
      seller: { name: 'ООО «Колос»' },
      buyer: { name: 'Марина' },
      bank: { bik: '049999901' },
      totals: { to_pay: 276_360 },
      lines: [
        { name: 'Сыр', unit: 'кг', vat_rate: '10%', sum: 120_360 },
        { name: answer.lines[1]!.item_id, vat_rate: '20%' },
      ],
    })
  })

  it('[B-52] an amount that is not that of its lines is said', () => {
    const [invoice] = invoices({ ...answer, amount: 2763.5 })
    expect(codes(invoice!)).toContain('document-total-differs@totals.to_pay')
    expect(invoice!.model.totals.to_pay).toBe(276_360)
  })
})

describe('an order message of КСУП', () => {
  it('[D-47][D-54] add has its rows; who sells and buys is what the base knows', async () => {
    const content = await fixture('ksup/order-add.json')
    const [invoice] = invoices(content)
    expect(invoice!.model).toMatchObject({
      title: 'Счет на оплату № 4148 от 7 октября 2025 г.',
      footer: { order_number: '0000-004148', seq: 1 },
      totals: { lines: 3, total: 11_844_300 },
    })
    expect(codes(invoice!)).toContain('vat-rate-assumed@lines.0.vat_rate')
    const buyer = { name: 'Школа искусств', inn: null, kpp: null, address: null, phone: null }
    const seller = { ...buyer, name: 'ООО «Северный берег»' }
    const [whole] = invoices(content, { ksup: { seller, buyer } })
    expect(whole!.model).toMatchObject({ seller: { name: seller.name }, buyer: { name: buyer.name } })
    expect(codes(whole!)).toContain('bank-missing@bank.payment_account')
  })

  it('[DD-44] a sum within a kopeck a piece is a rounding, more is a mistake', async () => {
    const message = JSON.parse((await fixture('ksup/order-add.json')).toString()) as {
      rows: { quantity: number; price: number; amount: number }[]
    }
    const rowOf = (amount: number) => {
      const rows = [{ ...message.rows[0]!, quantity: 30, price: 33.33, amount }]
      return codes(invoices({ ...message, rows })[0]!).find((code) => code.endsWith('lines.0.sum'))
    }
    expect(rowOf(999.9)).toBeUndefined()
    expect(rowOf(1000.2)).toBe('rounding@lines.0.sum')
    expect(rowOf(1000.21)).toBe('row-arithmetic@lines.0.sum')
  })

  it('[D-60][D-67] cancel and finished have no composition', async () => {
    for (const name of ['order-cancel', 'order-finished'])
      expect(documentsOfBody(body(await fixture(`ksup/${name}.json`))).documents).toEqual([])
  })
})

describe('a document of CommerceML', () => {
  const document: CmlDocument = demoOrders[0]!.document
  const line: CmlLine = {
    ...document.lines[0]!,
    quantity: 2000,
    price: 10_000,
    sum: 20_000,
    taxes: [],
    discounts: [],
  }
  const made = (changes: Partial<CmlDocument>) =>
    buildInvoice(
      cmlDraft({ ...document, date: '2025-11-18', sum: null, taxes: [], discounts: [], ...changes }),
    )
  const discount = (sum: number, included: boolean | null) => ({ name: 'Скидка', sum, percent: '', included })
  const vat = (rate: string, sum: number | null, included: boolean | null) => [
    { name: 'НДС', rate, sum, included },
  ]

  it('every order of a file can be chosen; the discount of an order is spread over its lines', async () => {
    const { documents } = documentsOfBody(body(await fixture('commerceml/orders.xml')))
    expect(documents.map(({ id }) => id)).toContain('201')
    const { model } = buildInvoice(draftOfDocument(documents.find(({ id }) => id === '201')!))
    expect(model.title).toBe('Счет на оплату № 201 от 18 ноября 2025 г.')
    expect(model.buyer).toMatchObject({ name: 'Осокин Глеб Романович', phone: '+79000000103' })
    expect(model.totals.discount).toBe(10_000)
    // The document's own sum of 1 490,00.
    expect(model.totals.to_pay).toBe(149_000)
  })

  it('bytes that break off are refused whole', async () => {
    const bytes = await fixture('commerceml/orders.xml')
    const { documents, findings } = documentsOfBody(body(bytes.subarray(0, bytes.length - 400)))
    expect(documents).toEqual([])
    expect(findings.at(-1)).toMatchObject({ severity: 'error' })
  })

  it.each([
    ['inside the sum, price before it', [discount(2_000, true)], 18_000, 2_000, 18_000],
    ['inside the sum, price after it', [discount(2_000, true)], 20_000, 0, 20_000],
    ['beside the sum', [discount(2_000, false)], 20_000, 2_000, 18_000],
    ['said to be beside, but taken off', [discount(2_000, false)], 18_000, 2_000, 18_000],
    ['both', [discount(1_000, true), discount(2_000, false)], 19_000, 3_000, 17_000],
  ])('a discount of a line %s', (_, discounts, sum, shown, to_pay) => {
    const { model, warnings } = made({ lines: [{ ...line, discounts, sum }] })
    expect(model.totals).toMatchObject({ discount: shown, to_pay })
    expect(warnings.filter(({ field }) => field.endsWith('.sum'))).toEqual([])
  })

  it('a discount of the order is spread to the kopeck, whatever the lines', () => {
    const sums = fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(sums, fc.integer({ min: 1, max: 20_000_000 }), (parts, off) => {
        const total = parts.reduce((sum, part) => sum + part, 0)
        const { model } = made({
          lines: parts.map((sum) => ({ ...line, quantity: 1000, price: sum, sum })),
          discounts: [discount(off, null)],
        })
        expect(model.totals.to_pay).toBe(total - Math.min(off, total))
        expect(model.lines.every(({ sum }) => sum >= 0)).toBe(true)
        expect(
          model.lines.flatMap(({ checks }) => checks).filter(({ code }) => code.startsWith('row')),
        ).toEqual([])
      }),
    )
  })

  it.each([
    ['true', true, 'included', 20_000],
    ['false', false, 'on_top', 24_000],
    ['nothing', null, 'included', 20_000],
  ] as const)('УчтеноВСумме says %s', (_, included, mode, to_pay) => {
    const { model } = made({ lines: [{ ...line, taxes: vat('20', null, included) }] })
    expect(model).toMatchObject({ vat_mode: mode, totals: { to_pay }, lines: [{ vat_rate: '20%' }] })
  })

  it.each([
    ['10', '10%'],
    ['22%', '22%'],
    ['НДС20', '20%'],
    ['Без НДС', 'Без НДС'],
    ['без налога', 'Без НДС'],
    ['льготная', 'льготная'],
  ])('the rate %s is %s', (rate, expected) => {
    expect(made({ lines: [{ ...line, taxes: vat(rate, null, true) }] }).model.lines[0]!.vat_rate).toBe(
      expected,
    )
  })

  it('what is missing or odd is said: VAT, quantity, price, currency, ways of VAT, sums', () => {
    const odd = made({
      lines: [
        { ...line, quantity: null, price: null },
        { ...line, taxes: vat('20', 1, true) },
        { ...line, taxes: vat('20', null, false) },
      ],
      currency: 'USD',
      sum: 1,
      taxes: vat('', 7, true),
    })
    expect(codes(odd)).toEqual(
      expect.arrayContaining([
        'vat-mode-mixed@totals.vat',
        'currency-other@totals',
        'figure-missing@lines.0.quantity',
        'figure-missing@lines.0.price',
        'vat-rate-assumed@lines.0.vat_rate',
        'row-vat@lines.1.vat',
        'document-total-differs@totals.to_pay',
        'document-vat-differs@totals.vat',
      ]),
    )
    expect(odd.model.lines[0]).toMatchObject({ quantity: 1000, price: 20_000, sum: 20_000 })
  })

  it('a number of 1C and its date win; a date that is none leaves the title without it', () => {
    const known = made({ number1c: '0000-000777', date1c: '2025-11-20T00:00:00', lines: [line] })
    expect(known.model).toMatchObject({
      number: '777',
      date: '2025-11-20',
      footer: { order_number: document.number },
    })
    expect(made({ date: '03.11.2016', lines: [line] }).model.date).toBe('2016-11-03')
    const blank = made({ date: '0001-01-01', lines: [line] })
    expect(blank.model).toMatchObject({ date: null, title: `Счет на оплату № ${document.number}`, basis: '' })
    expect(codes(blank).some((code) => code.startsWith('vat-rate-date'))).toBe(false)
  })
})

describe('an invoice by hand', () => {
  const invoice = {
    number: '17',
    date: '2026-02-03',
    kind: 'contract',
    seller: { name: 'ООО «Лоза и Колос»', inn: '7800004560' },
    bank: { bik: '049999901', payment_account: '40702810200000067891' },
    buyer: { name: 'Марина' },
    vat_mode: 'on_top',
    lines: [{ name: 'Обруч', quantity: 1500, price: 10_000, discount: 1_000 }],
  }

  it('a file of it is a document; requisites that do not hold are said, never refused', () => {
    const [made] = invoices(invoice)
    expect(made!.model).toMatchObject({
      title: 'Счет-договор № 17 от 3 февраля 2026 г.',
      totals: { total: 14_000, vat_total: 3_080, to_pay: 17_080, discount: 1_000 },
    })
    expect(made!.model.terms.join(' ')).not.toContain('Место доставки')
    expect(codes(made!)).toEqual(
      expect.arrayContaining(['inn-checksum@seller.inn', 'acc-key@bank.payment_account', 'qr-absent@qr']),
    )
  })

  it('a form that is not filled in is refused with the places', () => {
    const { documents, findings } = documentsOfBody(
      body({ ...invoice, date: 'завтра', lines: [{ name: '', quantity: 0, price: 1.5 }] }),
    )
    expect(documents).toEqual([])
    expect(findings.map(({ pointer }) => pointer).sort()).toEqual([
      '/date',
      '/lines/0/name',
      '/lines/0/price',
      '/lines/0/quantity',
    ])
    expect(InvoiceRef.safeParse({ source: 'manual', invoice }).success).toBe(true)
    expect(InvoiceRef.safeParse({ source: 'manual', invoice: { ...invoice, lines: [] } }).success).toBe(false)
  })
})
