import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InvoiceModel, InvoicePreview } from '../../server/invoice/model.ts'
import { payerName } from '../../server/invoice/qr/payer-name.ts'
import { composePayment, purposeText, withQr } from '../../server/invoice/qr/compose.ts'
import { defaultQrOptions, optionalQrKeys, QrOptions, qrSeparators } from '../../server/invoice/qr/options.ts'
import { paymentSource, qrPreview } from '../../server/invoice/qr/preview.ts'
import { qrSymbol } from '../../server/invoice/qr/symbol.ts'
import { paymentBytes, paymentValue, readPaymentString } from '../../server/invoice/qr/text.ts'
import { paymentString, seller } from './invoice-orders.ts'
import '../property-seed.ts'

/** Payment strings composed of an invoice, and the picture that a profile asks for. */

function aModel(changes: Partial<InvoiceModel> = {}): InvoiceModel {
  return {
    title: 'Счет на оплату № 21488 от 18 сентября 2025 г.',
    number: '21488',
    date: '2025-09-18',
    seller: { name: seller.name, inn: seller.inn, kpp: seller.kpp, address: null, phone: null },
    buyer: {
      name: 'ИП Луговая Анна Захаровна',
      inn: '770000123493',
      kpp: null,
      address: '127000, г. Москва, ул. Примерная, д. 1',
      phone: '+79000000001',
    },
    bank: {
      bank: seller.bank,
      bik: seller.bik,
      correspondent_account: seller.correspondent_account,
      payment_account: seller.payment_account,
    },
    basis: '',
    vat_mode: 'included',
    lines: [],
    totals: {
      lines: 9,
      gross: 6322295,
      discount: 948345,
      total: 5373950,
      vat: [{ rate: '20%', amount: 895660 }],
      vat_total: 895660,
      to_pay: 5373950,
    },
    words: '',
    warning: '',
    terms: [],
    footer: { order_number: '0000-021488', seq: 3 },
    changed_at: null,
    qr: null,
    payment_link: null,
    ...changes,
  }
}

const options = (changes: Parameters<typeof QrOptions.parse>[0] = {}) => QrOptions.parse(changes)
const invoice = { from: 'invoice' } as const
const codes = (checks: readonly { code: string }[]) => checks.map(({ code }) => code)

function fieldsOf(text: string | null): Record<string, string> {
  const { payment } = readPaymentString(text!)
  return Object.fromEntries(payment!.fields.map(({ key, value }) => [key, value]))
}

describe('a string composed of an invoice', () => {
  it('[A-45] has the layout of the brief, kopecks to pay, and nothing wrong', () => {
    const { text, checks } = composePayment(aModel(), options({ format: 'ST00012' }))
    expect(checks).toEqual([])
    expect(text).toBe(
      `ST00012|Name=ООО «Лоза и Колос»|PersonalAcc=${seller.payment_account}|BankName=АО «Банк Пример», г. Москва` +
        `|BIC=${seller.bik}|CorrespAcc=${seller.correspondent_account}|Sum=5373950` +
        `|Purpose=Оплата по счету № 21488 от 18.09.2025. В том числе НДС (20%) 8956,60 руб.` +
        `|PayeeINN=${seller.inn}|KPP=${seller.kpp}`,
    )
    const narrow = composePayment(aModel(), options({ format: 'ST00011' }))
    expect(narrow).toEqual({ text: text!.replace('ST00012', 'ST00011'), checks: [] })
    expect(paymentBytes(narrow.text!).length).toBe(text!.length)
  })

  it('[A-45] takes optional fields from the invoice or as they are fixed', () => {
    const keys = [
      'DocNo',
      'DocDate',
      'PayerINN',
      'LastName',
      'FirstName',
      'MiddleName',
      'PayerAddress',
      'Phone',
      'PaymTerm',
    ]
    const include = { ...Object.fromEntries(keys.map((key) => [key, invoice])), TechCode: { value: '15' } }
    const { text, checks } = composePayment(aModel(), options({ format: 'ST00012', include, term_days: 14 }))
    expect(checks).toEqual([])
    expect(fieldsOf(text)).toMatchObject({
      DocNo: '21488',
      DocDate: '18.09.2025',
      PayerINN: '770000123493',
      LastName: 'Луговая',
      FirstName: 'Анна',
      MiddleName: 'Захаровна',
      PayerAddress: '127000, г. Москва, ул. Примерная, д. 1',
      Phone: '+79000000001',
      PaymTerm: '02.10.2025',
      TechCode: '15',
    })
    expect(fieldsOf(text)).not.toHaveProperty('Sum')
  })

  it('[A-45] says which asked field has no value, unless it has none by nature', () => {
    const company = { name: 'ООО «Вывеска»', inn: '7800004568', kpp: null, address: null, phone: null }
    const include = { KPP: invoice, LastName: invoice, PayerAddress: invoice, PaymTerm: invoice }
    const sole = { ...aModel().seller, inn: '770000123493', kpp: null }
    expect(
      codes(composePayment(aModel({ buyer: company, seller: sole }), options({ include })).checks),
    ).toEqual(['field-absent:PayerAddress', 'field-absent:PaymTerm'])
  })

  it.each([
    ['ИП Луговой Пётр Ильич', ['Луговой', 'Пётр', 'Ильич']],
    ['Алиев Тимур Рашид оглы', ['Алиев', 'Тимур', 'Рашид оглы']],
    ['Сокол-Полевая Ия', ['Сокол-Полевая', 'Ия', '']],
    ['ООО «Пётр Ильич»', null],
    ['Марина', null],
    ['Склад 12', null],
  ])('reads the name of a payer: %s', (name, parts) => {
    const found = payerName(name)
    expect(found && [found.LastName, found.FirstName, found.MiddleName]).toEqual(parts)
  })

  it('[A-45] cuts a long bank name at a word and says it', () => {
    const bank = {
      ...aModel().bank,
      bank: 'Владимирское отделение N8611 публичного акционерного общества Банк',
    }
    const { text, checks } = composePayment(aModel({ bank }), options({ format: 'ST00012' }))
    expect(fieldsOf(text)['BankName']).toBe('Владимирское отделение N8611 публичного')
    expect(checks).toMatchObject([{ code: 'truncated:BankName', severity: 'warning', expected: '≤ 45' }])
  })

  it('[A-45] is not composed without a mandatory requisite; a settlement centre has no correspondent account', () => {
    const bank = { ...aModel().bank, payment_account: null, bank: ' ' }
    expect(composePayment(aModel({ bank }), defaultQrOptions)).toMatchObject({
      text: null,
      checks: [{ code: 'qr-not-composed', value: 'PersonalAcc, BankName' }],
    })
    const centre = {
      bank: 'ГУ Банка России',
      bik: '044525000',
      correspondent_account: null,
      payment_account: '40101810045250010041',
    }
    expect(fieldsOf(composePayment(aModel({ bank: centre }), defaultQrOptions).text)['CorrespAcc']).toBe('0')
  })

  it('the purpose follows its template, VAT by the rates of the invoice', () => {
    const purpose = (template: string, changes: Partial<InvoiceModel> = {}) =>
      purposeText(template, aModel(changes))
    expect(purpose('{buyer}: заказ {order}, {total} руб.  {vat}')).toBe(
      'ИП Луговая Анна Захаровна: заказ 0000-021488, 53739,50 руб. В том числе НДС (20%) 8956,60 руб.',
    )
    const { totals } = aModel()
    const mixed = { ...totals, vat: [...totals.vat, { rate: 'Без НДС', amount: null }] }
    expect(purpose('{vat}', { totals: mixed })).toBe('В том числе НДС 8956,60 руб.')
    expect(purpose('{vat}', { vat_mode: 'none' })).toBe('Без налога (НДС)')
    expect(() => options({ purpose: '{номер}' })).toThrow('подстановки {номер} нет')
  })

  it('options refuse fields that the standard or the invoice does not have', () => {
    for (const include of [
      { Name: invoice },
      { Nonsense: { value: '1' } },
      { TechCode: invoice },
      { Sum: { value: '' } },
    ])
      expect(QrOptions.safeParse({ include }).success, JSON.stringify(include)).toBe(false)
    expect(
      QrOptions.safeParse({ include: Object.fromEntries(optionalQrKeys.map((key) => [key, { value: '1' }])) })
        .success,
    ).toBe(true)
  })

  it('[A-45] composed, written, read: every value comes back in both encodings, whatever characters it has', () => {
    const awkward = fc
      .array(
        fc.constantFrom(
          'О',
          'ё',
          'Ж',
          'z',
          '7',
          ' ',
          '|',
          '#',
          '~',
          '^',
          ';',
          '=',
          '«',
          '»',
          '"',
          '№',
          '—',
          '₽',
          '𝄞',
          '?',
        ),
        {
          minLength: 1,
          maxLength: 30,
        },
      )
      .map((chars) => `А${chars.join('')}я`)
    const format = fc.constantFrom('ST00011' as const, 'ST00012' as const)
    fc.assert(
      fc.property(awkward, awkward, awkward, format, (name, contract, purpose, header) => {
        const model = aModel({ seller: { ...aModel().seller, name } })
        const include = { Sum: invoice, Purpose: invoice, Contract: { value: contract } }
        const { text, checks } = composePayment(model, options({ format: header, include, purpose }))
        const all = name + contract + purpose
        const widened = header === 'ST00011' && /[₽𝄞]/u.test(all)
        expect(text!.slice(0, 7)).toBe(widened ? 'ST00012' : header)
        const replaced = qrSeparators.every((char) => all.includes(char))
        expect(codes(checks).sort()).toEqual(
          [...(widened ? ['encoding-widened'] : []), ...(replaced ? ['separator-replaced'] : [])].sort(),
        )
        const spaced = (value: string) => (replaced ? value.replaceAll('|', ' ') : value)
        const { payment, checks: read } = readPaymentString(paymentBytes(text!))
        expect(read).toEqual([])
        expect(paymentValue(payment!, 'Name')).toBe(spaced(name))
        expect(paymentValue(payment!, 'Contract')).toBe(spaced(contract))
        expect(paymentValue(payment!, 'Purpose')).toBe(spaced(purpose.replace(/ +/g, ' ')))
        expect(paymentValue(payment!, 'Sum')).toBe('5373950')
      }),
      { numRuns: 150 },
    )
  })
})

describe('the code that a profile asks for', () => {
  const sentText = paymentString(5373950)
  function preview(sent: string | null, changes: Partial<InvoiceModel> = {}): InvoicePreview {
    const source = paymentSource(sent)
    const model = aModel(changes)
    if (source.kind !== 'string') return { model, qr: null, warnings: [...source.checks] }
    const { qr, checks } = qrPreview(source.payment, source.checks)
    return {
      model: { ...model, qr: qr && { text: qr.text, bytes: 0 } },
      qr,
      warnings: [...source.checks, ...checks],
    }
  }

  it('[A-44] by default is the string of 1C as it came, and none when none came', () => {
    for (const sent of [sentText, null, 'https://shop.example.ru/pay', 'QRCode']) {
      const made = preview(sent)
      expect(withQr(made, defaultQrOptions)).toBe(made)
    }
  })

  it('[A-44] keeps the string of 1C at another size, and says when it is too fine', () => {
    const drawn = withQr(preview(sentText), options({ size: 18, level: 'H' }))
    expect(drawn.qr).toMatchObject({ text: sentText, level: 'H', sizeMm: 18 })
    expect(codes(drawn.warnings)).toEqual(['qr-too-small'])
    expect(drawn.qr!.fields.find(({ key }) => key === 'Sum')?.checks[0]?.code).toBe('sum-equals-total')
  })

  it('[A-44] is composed when 1C sent none and the profile says so, never over a link', () => {
    const composed = withQr(preview(null), options({ absent: 'compose' }))
    expect(composed.warnings).toEqual([])
    expect(composed.model.qr).toEqual({
      text: composed.qr!.text,
      bytes: paymentBytes(composed.qr!.text).length,
    })
    expect(fieldsOf(composed.qr!.text)['Sum']).toBe('5373950')
    const link = preview('https://shop.example.ru/pay')
    expect(withQr(link, options({ absent: 'compose' }))).toBe(link)
  })

  it('[A-44] composed over the string of 1C says so; what 1C wrote wrong in its own does not stay', () => {
    const wrong = preview(paymentString(5373950, { CorrespAcc: '30101810100000000901' }))
    expect(codes(wrong.warnings)).toEqual(['corr-key'])
    const { qr, warnings } = withQr(wrong, options({ format: 'ST00011' }))
    expect(warnings).toMatchObject([{ code: 'qr-replaced', severity: 'hint', value: wrong.qr!.text }])
    expect(qr!.text).toMatch(/^ST00011\|/)
    const none = withQr(
      preview(sentText, { bank: { ...aModel().bank, bik: null } }),
      options({ format: 'ST00012' }),
    )
    expect(none).toMatchObject({ qr: null, model: { qr: null } })
    expect(codes(none.warnings)).toEqual(['qr-replaced', 'qr-not-composed'])
  })

  it('[A-44] a level that no symbol can have is lowered, and it is said', () => {
    const long = `ST00012|Name=${'x'.repeat(2000)}`
    expect(qrSymbol(long, { size: 80, level: 'H' })).toMatchObject({ level: 'M', sizeMm: 80 })
    expect(codes(qrSymbol(long, { size: 80, level: 'H' })!.checks)).toEqual(['qr-level-lowered'])
    expect(codes(qrSymbol(long, { size: 40, level: 'auto' })!.checks)).toEqual(['qr-too-small'])
    expect(qrSymbol('x'.repeat(3000), { size: 40, level: 'Q' })).toBeNull()
  })
})
