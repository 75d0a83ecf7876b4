import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { fromKopecks } from '../../server/contracts/decimal.ts'
import type { ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { orderDraft, type InvoiceSource, type OrderOptions } from '../../server/invoice/sources/order.ts'
import { aLine, anOrder, damaged, paymentString, seller, someLines, totalKopecks } from './invoice-orders.ts'

const invoiceOf = (source: InvoiceSource, options?: OrderOptions) => buildInvoice(orderDraft(source, options))

const codes = (order: ProcessedOrder, options?: OrderOptions) =>
  invoiceOf(order, options).warnings.map((check) => `${check.code}@${check.field}`)

/** VAT of the whole differs from the sum of the rows in most orders; it is a hint and the tests below are about other things. */
const codesBeside = (order: ProcessedOrder, options?: OrderOptions) =>
  codes(order, options).filter((code) => code !== 'total-vat-differs@totals.vat')

/** Quantity, price, discount, sum, VAT of the nine lines of the customer's sample (section 4.1). */
const nineLines = [
  [15, 191.96, 431.91, 2447.49, 407.92],
  [25, 227.85, 854.44, 4841.81, 806.97],
  [10, 481.6, 722.4, 4093.6, 682.27],
  [6, 1050.28, 945.25, 5356.43, 892.74],
  [3, 1400.95, 630.43, 3572.42, 595.4],
  [6, 910.22, 819.2, 4642.12, 773.69],
  [15, 2009.28, 4520.88, 25618.32, 4269.72],
  [5, 592.37, 444.28, 2517.57, 419.6],
  [2, 382.2, 114.66, 649.74, 108.29],
] as const

function nineLineOrder(): ProcessedOrder {
  const lines = nineLines.map(([quantity, price, discount, summa, nds_summa], i) => {
    const { tovar_id, offer } = aLine(i)
    return { tovar_id, offer: { ...offer, quantity, price, discount, nds_s: '20%', summa, nds_summa } }
  })
  return anOrder(lines, {
    order_time: '2022-07-18T08:57:36',
    order_number_payment: 'Счет на оплату №00000021488 от 18.07.2022',
  })
}

describe('the invoice', () => {
  it('[A-31][A-33] is made of the 1C version: header, seller, buyer, lines, totals', () => {
    const { model, warnings } = invoiceOf(anOrder([aLine(1), aLine(2)], { seller }))
    expect(warnings).toEqual([])
    expect(model).toMatchObject({
      title: 'Счет на оплату № 21488 от 18 сентября 2025 г.',
      number: '21488',
      date: '2025-09-18',
      seller: { name: 'ООО «Лоза и Колос»', inn: '7800004568', kpp: '780001001' },
      bank: {
        bank: 'АО «Банк Пример», г. Москва',
        bik: '049999901',
        payment_account: '40702810200000067890',
        correspondent_account: '30101810000000000901',
      },
      buyer: {
        name: 'ИП Таранова Елизавета Павловна',
        inn: '770000123493',
        kpp: null,
        address: '127000, г. Москва, ул. Примерная, д. 1',
        phone: '+79000000001',
      },
      basis: 'Заказ клиента № 21488 от 18.09.2025',
      totals: { lines: 2, discount: 0, gross: 46266, total: 46266, vat: [{ rate: '20%', amount: 7711 }] },
      words: 'Четыреста шестьдесят два рубля 66 копеек',
      terms: [],
      footer: { order_number: '0000-021488', seq: 1 },
      changed_at: '2025-09-18T11:05:12+03:00',
      payment_link: null,
    })
    expect(model.lines[1]).toEqual({
      number: 2,
      offer_id: '5b0d6c1e-8a41-4f0e-9c57-000000000002',
      name: 'Обруч стальной усиленный для художественной гимнастики, диаметр 90 см, толщина трубы 16 мм, покрытие цинк',
      unit: 'шт',
      quantity: 3000,
      price: 9304,
      gross: 27912,
      discount: 0,
      sum: 27912,
      vat_rate: '20%',
      vat: 4652,
      computed: { sum: 27912, vat: 4652 },
      checks: [],
    })
  })

  it('[A-33][A-95] the nine lines of the sample: 53 739,50 and VAT 8 956,60 as the sum of the rows', () => {
    const { model, warnings } = invoiceOf(nineLineOrder())
    expect(model.totals).toEqual({
      lines: 9,
      gross: 6322295,
      discount: 948345,
      total: 5373950,
      vat: [{ rate: '20%', amount: 895660 }],
      vat_total: 895660,
      to_pay: 5373950,
    })
    expect(model.words).toBe('Пятьдесят три тысячи семьсот тридцать девять рублей 50 копеек')
    expect(model.title).toBe('Счет на оплату № 21488 от 18 июля 2022 г.')
    expect(warnings).toMatchObject([
      {
        code: 'total-vat-differs',
        severity: 'hint',
        value: '8\u00a0956,60',
        expected: '8\u00a0956,58 (+0,02)',
      },
    ])
  })

  it('[A-33] the footer and the time follow the version and its zone', () => {
    const order = anOrder()
    order.exchange.seq = 7
    const { model } = invoiceOf(order, { zone: 'Asia/Yekaterinburg' })
    expect(model.footer.seq).toBe(7)
    expect(model.changed_at).toBe('2025-09-18T11:05:12+05:00')
  })

  it('[A-33] a bare order document gives an invoice without a version', () => {
    const { model } = invoiceOf({ order: anOrder().order })
    expect(model.footer).toEqual({ order_number: '0000-021488', seq: null })
    expect(model.changed_at).toBeNull()
  })

  it('[A-33] a cancelled order without lines still has its invoice', () => {
    const { model } = invoiceOf(anOrder([], { order_status: 'Отменён' }))
    expect(model.totals).toEqual({
      lines: 0,
      gross: 0,
      discount: 0,
      total: 0,
      vat: [],
      vat_total: 0,
      to_pay: 0,
    })
    expect(model.words).toBe('Ноль рублей 00 копеек')
  })

  it('[A-33] amounts beyond exact kopecks are refused in words', () => {
    const huge = aLine(1, { price: 90_000_000_000_000, quantity: 1 })
    const order = damaged(anOrder(), (copy) => {
      copy.products = [huge, huge]
    })
    expect(() => invoiceOf(order)).toThrow(RangeError)
  })
})

describe('the header', () => {
  const titleOf = (order_number_payment: string | null, order_number = '0000-021488') => {
    const { model, warnings } = invoiceOf(anOrder(undefined, { order_number_payment, order_number }))
    return {
      ...model,
      codes: warnings.map((check) => check.code).filter((code) => code.toLowerCase().includes('pay')),
    }
  }

  it('[A-70][A-82] a «Счет-Договор» keeps its text and brings its terms', () => {
    const { title, number, date, terms } = titleOf('Счет-Договор №2135 от 21.08.2021')
    expect({ title, number, date }).toEqual({
      title: 'Счет-Договор №2135 от 21.08.2021',
      number: '2135',
      date: '2021-08-21',
    })
    expect(terms.join(' ')).toContain('г. Санкт-Петербург, пр. Образцовый, д. 7')
    expect(terms.at(-1)).toContain('акцептом')
  })

  it('[A-70] a bank account in its place is said, the title comes from the order', () => {
    expect(titleOf('40702810200000067890')).toMatchObject({
      title: 'Счет на оплату № 21488 от 18 сентября 2025 г.',
      codes: ['W-PAYNUM-LOOKS-LIKE-ACCOUNT'],
    })
  })

  it('[A-70] without it the title comes from the order', () => {
    expect(titleOf(null)).toMatchObject({
      number: '21488',
      date: '2025-09-18',
      codes: ['payment-number-absent'],
    })
  })

  it('[A-82] any other text is printed as given', () => {
    expect(titleOf('Счет по заявке Б/5')).toMatchObject({
      title: 'Счет по заявке Б/5',
      number: null,
      date: null,
    })
    expect(titleOf('Счет на оплату №7 от 31.02.2025')).toMatchObject({
      title: 'Счет на оплату №7 от 31.02.2025',
      number: '7',
      date: null,
    })
  })

  it.each([
    ['00000021488', '21488'],
    ['0000-021488', '21488'],
    ['ИМ00-000015', '15'],
    ['16696', '16696'],
    ['000-037-798', '000-037-798'],
    ['0', '0'],
  ])('[A-82] the order number %s prints as %s', (given, printed) => {
    expect(titleOf(null, given).number).toBe(printed)
  })
})

describe('seller and buyer', () => {
  it('[A-33][A-45] without a seller block the payment string names the seller', () => {
    const { model } = invoiceOf(anOrder())
    expect(model.seller).toMatchObject({ name: 'ООО "Лоза и Колос"', inn: '7800004568', kpp: '780001001' })
    expect(model.bank.payment_account).toBe('40702810200000067890')
  })

  it('[A-33] the seller block wins; quotes and commas of names are no difference, digits are', () => {
    const order = anOrder(undefined, {
      seller: { ...seller, kpp: '780001002', payment_account: '40702810500000067891' },
    })
    expect(invoiceOf(order).model.bank.payment_account).toBe('40702810500000067891')
    expect(codesBeside(order)).toEqual([
      'requisite-differs:PersonalAcc@qr.PersonalAcc',
      'requisite-differs:KPP@qr.KPP',
    ])
  })

  it('[A-33] another name is a difference', () => {
    expect(codesBeside(anOrder(undefined, { seller: { ...seller, name: 'ООО «Виноградник»' } }))).toEqual([
      'requisite-differs:Name@qr.Name',
    ])
  })

  it('[A-33] neither block nor string: said, and the invoice is there', () => {
    const order = anOrder(undefined, { order_QRCode: null })
    expect(codesBeside(order)).toEqual(['seller-missing@seller.name', 'qr-absent@qr'])
    expect(invoiceOf(order).model.seller.name).toBe('')
  })

  it('[A-30][A-33] the buyer is who 1C says; a person has a name and a phone', () => {
    const { model } = invoiceOf(anOrder(undefined, { requisites: null }))
    expect(model.buyer).toEqual({
      name: 'Марина',
      inn: null,
      kpp: null,
      address: null,
      phone: '+79000000001',
    })
  })

  it('[A-44] a company as buyer: the picture is drawn, a hint says for whom the standard is', () => {
    const order = anOrder(undefined, {
      requisites: { organization: 'АО «Ветер»', inn: '7700000005', kpp: '770001001' },
    })
    const { qr, warnings } = invoiceOf(order)
    expect(qr).not.toBeNull()
    expect(warnings.find((check) => check.code === 'qr-for-company')?.severity).toBe('hint')
  })

  it('[A-54] bad requisites of both sides are said beside the value and refuse nothing', () => {
    const order = anOrder(undefined, {
      seller: {
        ...seller,
        inn: '7800004569',
        kpp: '772А01001',
        payment_account: '40702810300000067890',
        correspondent_account: '30101810100000000902',
      },
      requisites: {
        organization: 'АО «Ветер»',
        inn: '7701234567',
        kpp: '780001001',
        bik: '049999901',
        payment_account: '40705978300000067890',
      },
      order_QRCode: null,
    })
    expect(codesBeside(order)).toEqual([
      'inn-checksum@seller.inn',
      'kpp-format@seller.kpp',
      'acc-key@bank.payment_account',
      'corr-key@bank.correspondent_account',
      'corr-tail@bank.correspondent_account',
      'kpp-office-differs@seller.kpp',
      'inn-checksum@buyer.inn',
      'acc-key@buyer.payment_account',
      'account-currency@buyer.payment_account',
      'account-balance@buyer.payment_account',
      'kpp-office-differs@buyer.kpp',
      'qr-absent@qr',
    ])
  })
})

describe('lines', () => {
  const withOffer = (changes: Partial<ProcessedOrder['order']['products'][number]['offer']>) => {
    const lines = [aLine(1), aLine(2, { quantity: 10, price: 100 })]
    const order = damaged(anOrder(lines), ({ products }) => Object.assign(products[1]!.offer, changes))
    order.order.order_QRCode = paymentString(totalKopecks(order.order.products))
    return order
  }

  it('[A-95] a wrong sum of a line is said with both figures, the sum of 1C is printed', () => {
    const order = withOffer({ summa: 1010, nds_summa: 168.33 })
    const { model } = invoiceOf(order)
    expect(model.lines[1]!.sum).toBe(101000)
    expect(model.totals.total).toBe(18354 + 101000)
    expect(model.lines[1]!.checks).toMatchObject([
      {
        code: 'row-arithmetic',
        field: 'lines.1.sum',
        severity: 'warning',
        value: '1\u00a0010,00',
        expected: '1\u00a0000,00 (+10,00)',
      },
    ])
  })

  it('[A-95] a wrong VAT of a line is said, a kopeck is a rounding', () => {
    expect(codesBeside(withOffer({ nds_summa: 170 }))).toEqual(['row-vat@lines.1.vat'])
    expect(codesBeside(withOffer({ nds_summa: 166.66 }))).toEqual(['rounding@lines.1.vat'])
    expect(codesBeside(withOffer({ summa: 999.99, nds_summa: 166.67 }))).toEqual(['rounding@lines.1.sum'])
  })

  it('[A-33] VAT by rate: mixed rates, 0 % and «Без НДС» are different things', () => {
    const lines = [
      aLine(1, { nds_s: '20%' }),
      aLine(2, { nds_s: '10%' }),
      aLine(3, { nds_s: 'Без НДС' }),
      aLine(4, { nds_s: '0%' }),
      aLine(5, { nds_s: '10%' }),
    ]
    expect(invoiceOf(anOrder(lines)).model.totals.vat).toEqual([
      { rate: '20%', amount: 3059 },
      { rate: '10%', amount: 2537 + 5283 },
      { rate: 'Без НДС', amount: null },
      { rate: '0%', amount: 0 },
    ])
  })

  it.each([
    ['18%', '2018-12-31', []],
    ['18%', '2019-01-01', ['vat-rate-date']],
    ['20%', '2018-12-31', ['vat-rate-date']],
    ['20/120', '2025-12-31', []],
    ['22%', '2025-12-31', ['vat-rate-date']],
    ['22%', '2026-01-01', []],
    ['5%', '2024-12-31', ['vat-rate-date']],
    ['7/107', '2025-01-01', []],
    ['0%', '2026-01-01', []],
    ['Без НДС', '2004-01-01', []],
    ['33%', '2025-01-01', ['vat-rate-unknown']],
  ])('[A-33] the rate %s on %s', (nds_s, date, expected) => {
    const order = anOrder([aLine(1, { nds_s })], {
      order_number_payment: `Счет на оплату №5 от ${date.split('-').reverse().join('.')}`,
    })
    expect(invoiceOf(order).model.lines[0]!.checks.map((check) => check.code)).toEqual(expected)
  })

  it('[A-33] a rate that is no rate is said, the line keeps its figures', () => {
    const order = damaged(anOrder([aLine(1)]), ({ products }) => {
      products[0]!.offer.nds_s = 'двадцать'
    })
    expect(codesBeside(order)).toEqual(['vat-rate-unknown@lines.0.vat_rate'])
  })

  it('[A-33] a name that 1C did not send comes from the catalogue, else the id is printed', () => {
    const order = damaged(anOrder([aLine(1), aLine(2)]), ({ products }) => {
      for (const { offer } of products) delete offer.name
    })
    const first = order.order.products[0]!.offer.offer_id
    const options = { itemName: (offer_id: string) => (offer_id === first ? 'Мяч из каталога' : null) }
    expect(invoiceOf(order, options).model.lines.map((line) => line.name)).toEqual([
      'Мяч из каталога',
      order.order.products[1]!.offer.offer_id,
    ])
    expect(codesBeside(order, options)).toEqual([
      'name-from-catalogue@lines.0.name',
      'name-missing@lines.1.name',
    ])
  })
})

describe('the payment code of the order', () => {
  const total = totalKopecks(someLines(3))
  const withString = (order_QRCode: string | null) => anOrder(undefined, { order_QRCode })

  it('[A-44][A-45][A-69] the string of 1C is drawn as it came, every field with its check', () => {
    const { model, qr } = invoiceOf(anOrder())
    const text = paymentString(total)
    expect(model.qr).toEqual({ text, bytes: new TextEncoder().encode(text).length })
    expect(qr).toMatchObject({ text, level: 'M', sizeMm: 35, version: 13, checks: [] })
    const sum = qr!.fields.find((field) => field.key === 'Sum')!
    expect(sum).toMatchObject({
      value: String(total),
      checks: [{ code: 'sum-equals-total', severity: 'ok' }],
    })
    expect(qr!.fields.every((field) => field.checks.length > 0)).toBe(true)
  })

  it('[A-69] a sum in roubles and another sum are told apart', () => {
    const order = anOrder([aLine(1, { quantity: 1, price: 80871 })])
    const withSum = (sum: string) =>
      damaged(order, (copy) => void (copy.order_QRCode = paymentString(0, { Sum: sum })))
    const about = (sum: string) => invoiceOf(withSum(sum)).qr!.fields.find(({ key }) => key === 'Sum')!.checks
    expect(about('8087100')).toMatchObject([{ code: 'sum-equals-total', severity: 'ok' }])
    expect(about('80871')).toMatchObject([
      { code: 'sum-in-roubles', severity: 'warning', value: '80871', expected: '8087100 (80\u00a0871,00)' },
    ])
    expect(about('8087101')).toMatchObject([{ code: 'sum-differs', severity: 'warning' }])
    expect(about('80871,00')).toMatchObject([{ code: 'sum-format' }])
    expect(codesBeside(withSum(''))).toEqual(['sum-absent@qr'])
  })

  it('[A-69] the purpose names this order or this invoice', () => {
    const about = (Purpose: string) => codesBeside(withString(paymentString(total, { Purpose })))
    expect(about('Оплата по заказу клиента № 21488')).toEqual([])
    expect(about('Оплата по заказу №0000-021488 от 18.09.2025, НДС 20 %')).toEqual([])
    expect(about('Оплата за спортивный инвентарь')).toEqual([])
    expect(about('Оплата по заказу №16696')).toEqual(['purpose-number-differs@qr.Purpose'])
  })

  it('[A-69][A-81] whatever is no payment string draws no picture and is said to the administrator', () => {
    for (const value of ['QRCode', '7f0c2a541d3b4b679a105a1c0f2', 'ST00022|Name=X']) {
      const { model, qr, warnings } = invoiceOf(anOrder(undefined, { order_QRCode: value, seller }))
      expect(qr).toBeNull()
      expect(model.qr).toBeNull()
      expect(warnings[0]).toMatchObject({ code: 'W-QR-FORMAT', severity: 'warning', value })
      expect(warnings[1]!.severity).toBe('error')
    }
  })

  it('[A-69] a payment page is a link, not a string', () => {
    const { model, qr, warnings } = invoiceOf(
      anOrder(undefined, { order_QRCode: 'https://pay.example.ru/AS1?x=1', seller }),
    )
    expect(model.payment_link).toBe('https://pay.example.ru/AS1?x=1')
    expect(qr).toBeNull()
    expect(warnings.map((check) => check.code)).toEqual(['qr-link'])
  })

  it('[A-45] characters that the stated encoding lacks: no picture, said', () => {
    const text = paymentString(total, { Purpose: 'Оплата 5 ₽' }).replace('ST00012', 'ST00011')
    const { qr, warnings } = invoiceOf(withString(text))
    expect(qr).toBeNull()
    expect(warnings).toMatchObject([{ code: 'not-encodable', severity: 'error', value: '₽' }])
  })

  it('[A-45] a string that no symbol holds: no picture, said', () => {
    const long = damaged(anOrder(), (copy) => void (copy.order_QRCode += `|PayerAddress=${'ю'.repeat(1500)}`))
    expect(invoiceOf(long).qr).toBeNull()
    expect(codesBeside(long)).toEqual(['qr-too-long@qr'])
  })

  it('[A-45] a dense symbol is drawn as large as it may be and is said', () => {
    const dense = damaged(anOrder(), (copy) => void (copy.order_QRCode += `|PayerAddress=${'ю'.repeat(200)}`))
    const { qr } = invoiceOf(dense)
    expect(qr).toMatchObject({ sizeMm: 40, level: 'L', checks: [{ code: 'qr-too-dense' }] })
    expect(codesBeside(dense)).toEqual(['qr-too-dense@qr'])
  })

  it.each([
    ['Sum', '1'],
    ['PayeeINN', '7800004569'],
    ['PersonalAcc', '40702810300000067890'],
    ['CorrespAcc', '30101810100000000901'],
  ])(
    '[A-45] a wrong %s still gives an invoice with its picture and the warning beside the value',
    (key, wrong) => {
      const { qr, model } = invoiceOf(withString(paymentString(total, { [key]: wrong })))
      expect(model.totals.total).toBe(total)
      expect(qr!.svg).toContain('<svg')
      const { checks } = qr!.fields.find((field) => field.key === key)!
      expect(checks.map((check) => check.severity)).toContain('warning')
    },
  )

  it('[A-33] whatever texts an order carries, the invoice is made', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        fc.integer({ min: 0, max: 10 ** 9 }),
        (qrCode, payment, name, price) => {
          const order = damaged(anOrder([aLine(1, { price: fromKopecks(price) })]), (copy) => {
            copy.order_QRCode = `ST00012|${qrCode}`
            copy.order_number_payment = payment
            copy.order_number = name.slice(0, 30)
            copy.requisites!.inn = name
            copy.requisites!.payment_account = qrCode
          })
          const { warnings } = invoiceOf(order)
          for (const { message } of warnings) expect(message.ru && message.en).toBeTruthy()
        },
      ),
    )
  })
})
