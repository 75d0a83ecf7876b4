import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import {
  paymentBytes,
  paymentValue,
  readPaymentString,
  writePaymentString,
} from '../../server/invoice/qr/text.ts'
import { mandatoryKeys, qrFields } from '../../server/invoice/qr/fields.ts'
import { withAccountKey, withInnCheck } from '../../server/contracts/requisites.ts'

const codes = (source: string | Uint8Array) =>
  [...new Set(readPaymentString(source).checks.map((check) => check.code))].sort()

const value = (source: string | Uint8Array, key: string) => {
  const { payment } = readPaymentString(source)
  return payment && paymentValue(payment, key)
}

/** A string without a fault, by an invented company with the layout that the customer's brief fixes. */
const clean =
  'ST00012|Name=ООО "Лоза и Колос"|PersonalAcc=40702810200000067890|BankName=АО "Банк Пример" г Москва|BIC=049999901' +
  '|CorrespAcc=30101810000000000901|Sum=1913585|Purpose=Оплата по заказу клиента №21488|PayeeINN=7800004568|KPP=780001001'

const fiveFields =
  'Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=30101810400000000225'
const a12 =
  'ST00012|Name=ООО "АйТи Компания"|PersonalAcc=12345678901234567890|BankName=ОТДЕЛЕНИЕ №1234 ПАО БАНК|BIC=012345678' +
  '|CorrespAcc=30101810400000000601|'
const a7 =
  `ST00012|${fiveFields}|PayeeINN=6200098765|LastName=Луговой|FirstName=Пётр|MiddleName=Ильич` +
  '|Purpose=Оплата членского взноса|PayerAddress=г.Рязань ул.Полевая д.10 кв.15|Sum=100000'

const badBank = ['acc-key', 'corr-key', 'corr-tail']
const keyCase = (...keys: string[]) => keys.map((key) => `key-case:${key}`)

/** Strings of public implementations (section 1.6 of the contract) with the codes expected; people are invented. */
const vectors: [name: string, source: string | Uint8Array, expected: string[]][] = [
  [
    'A1 corr. account of another bank',
    'ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=30101810965770000413|',
    ['corr-key', 'corr-tail', 'trailing-separator'],
  ],
  [
    'A2 another separator',
    'ST00012#Name=ООО «Три кита»#PersonalAcc=40702810138250123017#BankName=ОАО | "БАНК"#BIC=044525225#CorrespAcc=30101810400000000225#',
    ['trailing-separator'],
  ],
  [
    'A3 a value that begins with =',
    `ST00012|${fiveFields.replace('BankName=', 'BankName==')}|Sum=125000|LastName=Herrmann|FirstName=Raffael|`,
    ['trailing-separator'],
  ],
  [
    'A4 malformed КПП',
    `ST00012|${fiveFields}|DrawerStatus=D1|KPP=KPP1|OKTMO=112233|DocNo=11|DocDate=08.11.2021|DocIdx=A1|Flat=5a|CounterId=1234|CounterVal=9999|InstNum=987|ExecId=77|`,
    ['kpp-format', 'trailing-separator'],
  ],
  [
    'A5 malformed ИНН',
    `ST00012|${fiveFields}|PayeeINN=INN1|PayerINN=INN2|PaytReason=01|PayerAddress=Street 1, 123 City|PensAcc=SNILS_NO|PayerIdType=X|PayerIdNum=555|PaymTerm=A|PaymPeriod=12|`,
    ['inn-format:PayeeINN', 'inn-format:PayerINN', 'trailing-separator'],
  ],
  [
    'A6 technical code in words',
    `ST00012|${fiveFields}|TaxPeriod=31|TaxPaytKind=99|SpecFio=T. Eacher|UIN=1a2b|TechCode=ГИБДД_налоги_пошлины_бюджетные_платежи|`,
    ['techcode', 'trailing-separator'],
  ],
  ['A7 check digit of an ИНН', a7, ['inn-checksum:PayeeINN']],
  [
    'A8 windows-1251 bytes with rubbish at the end',
    Buffer.concat([
      iconv.encode(a7.replace('ST00012', 'ST00011'), 'windows-1251'),
      Buffer.from([0xa7, 0x0a]),
    ]),
    ['inn-checksum:PayeeINN', 'sum-format', 'whitespace'],
  ],
  ['A9 placeholder digit', 'ST00010|Name=ООО "Три кита"|Sum=100000', ['encoding']],
  [
    'A10 a sole proprietor',
    'ST00012|Name=ИП Полевой Захар Ильич|PersonalAcc=40802810700020000317|BankName=ОАО АКБ «АВАНГАРД»|BIC=044525201|CorrespAcc=30101810000000000201',
    [],
  ],
  [
    'A11 short numbers',
    'ST00012|Name=OLOLO|PersonalAcc=12312312|BankName=ОАО КБ АВАНГАРД|BIC=123123|CorrespAcc=12312412',
    ['acc-format', 'bic-format', 'corr-format'],
  ],
  ['A12 invented account', a12, [...badBank, 'trailing-separator']],
  [
    'A13 tax fields',
    `${a12}Sum=456789|Purpose=За услуги|PayeeINN=564567867444|PayerINN=7713457897|DrawerStatus=15|KPP=111222333|CBC=18811302031010000130|OKTMO=45268554000|PaytReason=ТП|TaxPeriod=МС.03.2003|DocNo=645645645|DocDate=20.08.2013|TaxPaytKind=НС`,
    [...badBank, 'inn-checksum:PayeeINN', 'inn-checksum:PayerINN'],
  ],
  [
    'A14 keys in any case',
    'ST00012|nAmE=ООО "Ромашка"|peRSonALacC=12345678901234567890|BANKNAME=ОТДЕЛЕНИЕ N1234 ПАО БАНК|BIC=012345678|correspacc=30101810400000000601|PAYEEinn=1234567890|lastName=Луговой И.И|payerAddress=пр. Полевой, дом 1|Purpose=За лучшие услуги|sUM=456789',
    [
      ...badBank,
      'inn-checksum:PayeeINN',
      ...keyCase(
        'Name',
        'PersonalAcc',
        'BankName',
        'CorrespAcc',
        'PayeeINN',
        'LastName',
        'PayerAddress',
        'Sum',
      ),
    ],
  ],
  [
    'A15 keys outside the standard',
    `${a12}KaznPersonalAcc=85630016000|calc=412133|debt=315483|penaltyfee=116|insurance=10060`,
    [
      ...badBank,
      ...['KaznPersonalAcc', 'calc', 'debt', 'penaltyfee', 'insurance'].map((key) => `unknown-key:${key}`),
    ],
  ],
  [
    'A16 one field only',
    'ST00012|Name=ООО "Ромашка"',
    ['PersonalAcc', 'BankName', 'BIC', 'CorrespAcc'].map((key) => `missing:${key}`),
  ],
  ['A17 two separators in a row', `${a12}|Field=Null`, [...badBank, 'no-equals', 'unknown-key:Field']],
  ['A18 another format', `SA00012|${fiveFields}`, ['not-st']],
  ['A19 another version', `ST00022|${fiveFields}`, ['version']],
  ['A20 unknown encoding', `ST00014|${fiveFields}`, ['encoding']],
  ['A21 a short header', 'ST0012|field1=Hello', ['version']],
  [
    'A22 a receipt of a housing company',
    'ST00011|Name=ООО «УК ЭкоГрад»|PersonalAcc=40902830202010056769|BankName=ПАО СБЕРБАНК|BIC=048073601|CorrespAcc=30102110300320000206|PayeeINN=0524967340|persAcc=5018435412|payerAddress=ул.Полевая, д.14, кв.32|lastName=Луговой|firstName=Пётр|middleName=Ильич|Sum=12351',
    [
      ...badBank,
      'inn-checksum:PayeeINN',
      ...keyCase('PersAcc', 'PayerAddress', 'LastName', 'FirstName', 'MiddleName'),
    ],
  ],
  [
    'A23 a gas receipt',
    'ST00011|Name=ООО "Газпром межрегионгаз Владимир"|PersonalAcc=40702810710020102692|BankName=Владимирское отделение N8611 ПАО Сбербанк|BIC=041708602|CorrespAcc=30101810000000000602|PayeeINN=3328415442|KPP=775050001|PersAcc=04067759|PaymPeriod=0120|Sum=14212',
    [],
  ],
  ['S the layout of the brief', clean, []],
]

describe('reading a payment string', () => {
  it.each(vectors)('[A-45] %s', (_name, source, expected) => {
    expect(codes(source)).toEqual([...expected].sort())
  })

  it('[A-45] the customer’s field order is read whole', () => {
    expect(readPaymentString(clean).payment?.fields.map((field) => field.key)).toEqual([
      'Name',
      'PersonalAcc',
      'BankName',
      'BIC',
      'CorrespAcc',
      'Sum',
      'Purpose',
      'PayeeINN',
      'KPP',
    ])
  })

  it('[A-45] values hold the separator of others and the sign =', () => {
    expect(value(vectors[1]![1], 'BankName')).toBe('ОАО | "БАНК"')
    expect(value(vectors[2]![1], 'BankName')).toBe('=ОАО "БАНК"')
  })

  it('[A-45] rubbish in a sum is kept, never parsed away', () => {
    expect(value(vectors[7]![1], 'Sum')).toBe('100000§')
  })

  it('[A-45] values of keys in any case and outside the standard are kept', () => {
    expect(value(vectors[13]![1], 'Sum')).toBe('456789')
    expect(value(vectors[14]![1], 'penaltyfee')).toBe('116')
    expect(readPaymentString(vectors[12]![1]).payment?.fields).toHaveLength(18)
  })

  it('[A-45] every prefix of the header is refused by its first fault', () => {
    const faults: [string, string][] = [
      ['', 'not-st'],
      ['S', 'not-st'],
      ['QRCode', 'not-st'],
      ['ST', 'version'],
      ['ST0001', 'encoding'],
      ['ST00012', 'header-short'],
      ['ST00012Name=X', 'separator'],
      ['ST00012=Name', 'separator'],
      ['ST00012 Name', 'separator'],
    ]
    for (const [text, code] of faults) {
      const reading = readPaymentString(text)
      expect(reading.payment).toBeNull()
      expect(reading.checks.map((check) => [check.code, check.severity])).toEqual([[code, 'error']])
    }
  })

  it('[A-45] a byte order mark is dropped and said', () => {
    expect(codes(`\ufeff${clean}`)).toEqual(['bom'])
    expect(codes(Buffer.from(`\ufeff${clean}`))).toEqual(['bom'])
    expect(readPaymentString(`\ufeff${clean}`).payment?.text).toBe(clean)
  })

  it('[A-45] Cyrillic look-alikes in keys are folded and said', () => {
    const lookalikes = `${clean}|СВС=1|ТaxPeriod=МС.03.2003|ОКТМО=11`
    expect(codes(lookalikes)).toEqual(['key-homoglyph:CBC', 'key-homoglyph:OKTMO', 'key-homoglyph:TaxPeriod'])
    expect(value(lookalikes, 'CBC')).toBe('1')
  })

  it('[A-45] of a repeated key the first value stays', () => {
    expect(codes(`${clean}|Sum=1`)).toEqual(['duplicate-key:Sum'])
    expect(value(`${clean}|Sum=1`, 'Sum')).toBe('1913585')
  })

  it('[A-45] empty, misplaced, overlong and undated values are said', () => {
    expect(codes(clean.replace('BIC=049999901', 'BIC='))).toEqual(['empty-value:BIC', 'missing:BIC'])
    expect(codes(clean.replace('Sum=1913585', 'Sum='))).toEqual(['empty-value:Sum'])
    expect(codes(clean.replace('|BIC=049999901', '') + '|BIC=049999901')).toEqual(['order'])
    expect(codes(clean.replace('АО "Банк Пример" г Москва', 'Б'.repeat(46)))).toEqual(['too-long:BankName'])
    expect(codes(`${clean}|DocDate=31.02.2025`)).toEqual(['date-format:DocDate'])
    expect(codes(`${clean}|=5`)).toEqual(['no-key'])
    expect(codes(clean.replace('Sum=1913585', 'Sum=19135,85'))).toEqual(['sum-format'])
    expect(codes(clean.replace('Лоза', 'Ло\ufffdа'))).toEqual(['mangled'])
    expect(codes(clean.replace('|Sum=', '|\r\nSum = '))).toEqual(['whitespace'])
  })

  it('[A-45] the mandatory block is measured in bytes of the stated encoding', () => {
    const long = clean.replace('ООО "Лоза и Колос"', 'ю'.repeat(120))
    expect(codes(long)).toEqual(['mandatory-bytes'])
    expect(codes(long.replace('ST00012', 'ST00011'))).toEqual([])
  })

  it('[A-45] a bank without a correspondent account writes 0', () => {
    expect(codes(clean.replace('30101810000000000901', '0'))).toEqual([])
  })

  it('[A-45] a Treasury account has no key', () => {
    expect(codes(clean.replace('40702810200000067890', '03100643000000017300'))).toEqual([])
  })

  it('[A-45] every field says what was checked of it', () => {
    const fields = readPaymentString(clean).payment!.fields
    expect(
      Object.fromEntries(fields.map((field) => [field.key, field.checks.map((check) => check.code)])),
    ).toEqual({
      Name: ['length'],
      PersonalAcc: ['key-holds'],
      BankName: ['length'],
      BIC: ['form'],
      CorrespAcc: ['key-holds'],
      Sum: ['form'],
      Purpose: ['length'],
      PayeeINN: ['key-holds'],
      KPP: ['form'],
    })
  })

  it('[A-45] a failed key says which digit would satisfy it', () => {
    const broken = clean.replace('40702810200000067890', '40702810300000067890')
    expect(readPaymentString(broken).checks).toMatchObject([
      {
        code: 'acc-key',
        field: 'qr.PersonalAcc',
        severity: 'warning',
        value: '40702810300000067890',
        expected: '2 (9)',
      },
    ])
  })

  it('[A-45] any single wrong digit of an account breaks its key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 9 }), (at, shift) => {
        const account = '40702810200000067890'
        const wrong = account.slice(0, at) + ((Number(account[at]) + shift) % 10) + account.slice(at + 1)
        expect(codes(clean.replace(account, wrong))).toContain('acc-key')
      }),
    )
  })

  it('[A-45] bytes are decoded by the digit in each of the three encodings', () => {
    for (const [digit, charset] of [
      ['1', 'windows-1251'],
      ['2', 'utf-8'],
      ['3', 'koi8-r'],
    ] as const) {
      const text = clean.replace('ST00012', `ST0001${digit}`).replace('№', 'N')
      expect(readPaymentString(iconv.encode(text, charset)).payment?.text).toBe(text)
      expect(codes(iconv.encode(text, charset))).toEqual([])
      expect(Buffer.from(paymentBytes(text))).toEqual(iconv.encode(text, charset))
    }
  })

  it('[A-45] UTF-8 bytes under another digit are read as UTF-8 and said', () => {
    const liar = Buffer.from(clean.replace('ST00012', 'ST00011'))
    expect(codes(liar)).toEqual(['encoding-mismatch'])
    expect(value(liar, 'Name')).toBe('ООО "Лоза и Колос"')
  })

  it('[A-45] text decoded as latin-1 is repaired by the digit', () => {
    for (const [digit, charset] of [
      ['1', 'windows-1251'],
      ['2', 'utf-8'],
      ['3', 'koi8-r'],
    ] as const) {
      const text = clean.replace('ST00012', `ST0001${digit}`).replace('№', 'N')
      const mangled = iconv.decode(iconv.encode(text, charset), 'latin1')
      expect(codes(mangled)).toEqual(['encoding-repaired'])
      expect(value(mangled, 'Name')).toBe('ООО "Лоза и Колос"')
    }
  })

  it('[A-45] western letters are left alone', () => {
    const western = clean.replace('ООО "Лоза и Колос"', 'Müller & Söhne Öl GmbH')
    expect(value(western, 'Name')).toBe('Müller & Söhne Öl GmbH')
  })

  it('[A-45] characters outside the stated encoding are named', () => {
    const reading = readPaymentString(clean.replace('ST00012', 'ST00011').replace('Лоза', '₽ Лоза'))
    expect(reading.checks).toMatchObject([{ code: 'not-encodable', severity: 'error', value: '₽' }])
  })

  it('[A-45] whatever the text or the bytes, reading does not throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readPaymentString(`ST00012|${text}`)))
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readPaymentString(bytes)))
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const source = Buffer.concat([Buffer.from('ST00011|'), bytes])
        void readPaymentString(source)
      }),
    )
  })
})

describe('writing a payment string', () => {
  const bik = '049999901'
  const seller = {
    Name: 'ООО "Лоза и Колос"',
    PersonalAcc: withAccountKey('40702810000000067890', bik),
    BankName: 'АО "Банк Пример" г Москва',
    BIC: bik,
    CorrespAcc: withAccountKey('30101810000000000901', bik, 'correspondent'),
    Sum: '1913585',
    Purpose: 'Оплата по заказу клиента №21488',
    PayeeINN: withInnCheck('780000456'),
    KPP: '780001001',
  }

  it('[A-45] the layout and the field order of the brief come out, whatever order went in', () => {
    const shuffled = Object.fromEntries(Object.entries(seller).reverse())
    expect(writePaymentString(shuffled)).toEqual({
      text: clean,
      bytes: Buffer.from(clean),
      checks: [],
    })
  })

  it('[A-45] windows-1251 on request, a third shorter', () => {
    const { text, bytes, checks } = writePaymentString(seller, { encoding: '1' })
    expect(text.slice(0, 8)).toBe('ST00011|')
    expect(Buffer.from(bytes)).toEqual(iconv.encode(text, 'windows-1251'))
    expect(bytes.length).toBeLessThan(paymentBytes(clean).length * 0.85)
    expect(checks).toEqual([])
  })

  it('[A-45] a value with | moves every field to the first free separator', () => {
    const written = writePaymentString({ ...seller, BankName: 'АО | Банк', Purpose: 'Заказ #5' })
    expect(written.text.slice(0, 8)).toBe('ST00012~')
    expect(value(written.text, 'BankName')).toBe('АО | Банк')
    expect(value(written.text, 'Purpose')).toBe('Заказ #5')
  })

  it('[A-45] when no separator is free, | in values becomes a space and it is said', () => {
    const written = writePaymentString({ ...seller, Purpose: 'a|b#c~d^e;f' })
    expect(written.checks.map((check) => check.code)).toEqual(['separator-replaced'])
    expect(value(written.text, 'Purpose')).toBe('a b#c~d^e;f')
  })

  it('[A-45] requisites lose spaces and hyphens', () => {
    const written = writePaymentString({
      ...seller,
      PersonalAcc: '40702 810 2 0000-0067890',
      KPP: ' 7800 01001',
    })
    expect(written.text).toBe(clean)
  })

  it('[A-45] a long bank name is cut at a word and it is said', () => {
    const written = writePaymentString({
      ...seller,
      BankName: 'Акционерное общество «Банк Пример», филиал в городе Примерске',
    })
    expect(value(written.text, 'BankName')).toBe('Акционерное общество «Банк Пример», филиал в')
    expect(written.checks.map((check) => check.code)).toEqual(['truncated:BankName'])
  })

  it('[A-45] what windows-1251 lacks is said', () => {
    const written = writePaymentString({ ...seller, Purpose: 'Скидка 5 ₽' }, { encoding: '1' })
    expect(written.checks).toMatchObject([{ code: 'not-encodable', field: 'qr.Purpose', value: '₽' }])
    expect(value(written.text, 'Purpose')).toBe('Скидка 5 ?')
  })

  it('[A-45] what is missing is said', () => {
    expect(writePaymentString({ ...seller, BIC: '' }).checks.map((check) => check.code)).toEqual([
      'missing:BIC',
    ])
  })

  it('[A-45] a key that would break the string is refused', () => {
    expect(() => writePaymentString({ ...seller, 'a=b': '1' })).toThrow(TypeError)
  })

  const word = fc
    .array(fc.constantFrom(...'абвЯЖё ABz09|=#~«»№"№-.,'), { minLength: 1, maxLength: 30 })
    .map((chars) => chars.join('').trim())
    .filter((text) => text !== '')

  const anyPayment = fc
    .record(
      {
        Purpose: word,
        LastName: word,
        Contract: word,
        PayerAddress: word,
        Sum: fc.integer({ min: 0, max: 10 ** 12 }).map(String),
      },
      { requiredKeys: ['Sum'] },
    )
    .map((extra): Record<string, string> => ({ ...seller, ...extra }))

  it('[A-45] write, read is the identity in all three encodings', () => {
    fc.assert(
      fc.property(anyPayment, fc.constantFrom('1', '2', '3'), (fields, digit) => {
        const { text } = writePaymentString(fields)
        // KOI8-R is read but never written (I-03): it has neither № nor «».
        const plain = digit === '3' ? text.replace(/№/g, 'N').replace(/[«»]/g, '"') : text
        const encoded = paymentBytes(plain.replace('ST00012', `ST0001${digit}`))
        const { payment, checks } = readPaymentString(encoded)
        expect(checks).toEqual([])
        expect(payment?.text.slice(7)).toBe(plain.slice(7))
        if (digit !== '3') {
          expect(Object.fromEntries(payment!.fields.map((field) => [field.key, field.value]))).toEqual(fields)
        }
      }),
    )
  })

  it('[A-45] every key of the standard keeps its place: the mandatory five first', () => {
    expect(qrFields.slice(0, 5).map((rule) => rule.key)).toEqual(mandatoryKeys)
    expect(new Set(qrFields.map((rule) => rule.key)).size).toBe(qrFields.length)
  })
})
