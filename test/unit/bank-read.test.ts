import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatement } from '../../server/contracts/bank/read.ts'
import { bounds } from '../../server/contracts/bank/statement.ts'
import { codesOf, documentLines, file, fixture, OUR_ACCOUNT } from './bank-statements.ts'

describe('reading a statement', () => {
  it('[B-72][BD-39] reads every kind of document of a windows-1251 file', () => {
    const statement = readStatement(fixture('statement.windows-1251.txt'))
    expect(statement).toMatchObject({
      refused: false,
      encoding: 'windows-1251',
      skipped: 1,
      header: {
        version: '1.03',
        sender: 'Банк Пример',
        receiver: '1С:Предприятие',
        createdOn: '2025-09-18',
        from: '2025-09-18',
        to: '2025-09-18',
        accounts: [OUR_ACCOUNT],
      },
      accounts: [
        {
          account: OUR_ACCOUNT,
          openingKopecks: 12000000,
          receivedKopecks: 2044360,
          closingKopecks: 13594359,
        },
      ],
    })
    expect(
      statement.documents.map((document) => [document.kind, document.number, document.amountKopecks]),
    ).toEqual([
      ['Платежное поручение', '118', 594360],
      ['Платежное поручение', '119', 200000],
      ['Платежное поручение', '57', 1000000],
      ['Платежное поручение', '903', 250000],
      ['Платежное поручение', '31', 450000],
      ['Банковский ордер', '4', 1],
    ])
    expect(statement.documents[0]).toMatchObject({
      line: 20,
      date: '2025-09-18',
      receivedOn: '2025-09-18',
      spentOn: null,
      payer: {
        inn: '5000007894',
        kpp: '500001001',
        name: 'ООО "Тихая Гавань"',
        account: '40702810300000077701',
      },
      purpose: 'Оплата по заказу №00-00000417 от 18.09.2025. В том числе НДС 20% 990.60',
    })
    expect(statement.documents[0]!.fields).toContainEqual({
      key: 'ВидОплаты',
      value: '01',
      line: 39,
      column: 11,
    })
    expect(statement.documents[2]!.payer.inn).toBe('500000114450')
    expect(statement.findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'BANK-AMOUNT',
        value: 'три тысячи',
        line: 138,
        column: 7,
      }),
    ])
  })

  it('[BD-39] reads UTF-8 with a comma, an unclosed document and no end, and says so', () => {
    const statement = readStatement(fixture('statement.utf-8.txt'))
    expect(statement).toMatchObject({ refused: false, encoding: 'utf-8', skipped: 1 })
    expect(statement.documents.map((document) => document.number)).toEqual(['122', '1201', '7', '124'])
    expect(statement.documents[1]!.amountKopecks).toBe(594360)
    expect(statement.findings.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
      ['BANK-COMMA', 'warning', '/documents/1'],
      ['BANK-UNCLOSED', 'error', ''],
      ['BANK-END', 'warning', ''],
    ])
  })

  it.each([
    ['windows-1251', 'Windows', '\r\n'],
    ['windows-1251', 'Windows', '\n'],
    ['cp866', 'DOS', '\r\n'],
    ['utf-8', 'UTF-8', '\n'],
  ] as const)('[BD-39] %s declared as %s, line break %j', (encoding, declared, eol) => {
    const statement = readStatement(file(documentLines(), { encoding, declared, eol }))
    expect(statement).toMatchObject({ encoding, findings: [] })
    expect(statement.documents[0]!.purpose).toBe('Оплата по заказу №00-00000417')
  })

  it.each([
    ['utf-8', 'Windows'],
    ['cp866', 'Windows'],
    ['windows-1251', 'DOS'],
    ['windows-1251', 'KOI8'],
  ] as const)('[BD-39] %s that calls itself %s is read by its bytes with a warning', (encoding, declared) => {
    const statement = readStatement(file(documentLines(), { encoding, declared }))
    expect(statement.encoding).toBe(encoding)
    expect(statement.documents[0]!.purpose).toBe('Оплата по заказу №00-00000417')
    expect(statement.findings).toEqual([
      expect.objectContaining({ code: 'BANK-ENCODING', severity: 'warning', line: 3, value: declared }),
    ])
  })

  it('[BD-39] a BOM and the Ctrl-Z of DOS programs are no part of the text', () => {
    const utf8 = file(documentLines(), { encoding: 'utf-8', declared: 'UTF-8' })
    const withBom = readStatement(Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8]))
    expect([withBom.documents.length, withBom.findings]).toEqual([1, []])
    const dos = file(documentLines(), { encoding: 'cp866', declared: 'DOS' })
    expect(readStatement(Uint8Array.from([...dos, 0x1a])).findings).toEqual([])
  })

  it.each([
    ['an empty file', new Uint8Array()],
    ['something else', new TextEncoder().encode('{"orders":[]}')],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from('1CClientBankExchange', 'utf16le')])],
    ['the word not in the first line', new TextEncoder().encode('\n1CClientBankExchange\n')],
  ])('[B-72] refuses %s', (_title, bytes) => {
    const statement = readStatement(bytes)
    expect(statement).toMatchObject({ refused: true, documents: [] })
    expect(statement.findings).toEqual([
      expect.objectContaining({ code: 'BANK-NOT-STATEMENT', severity: 'error', line: 1, column: 1 }),
    ])
  })

  it.each([
    [{ Сумма: '5943.605' }, 'BANK-AMOUNT'],
    [{ Сумма: '0.00' }, 'BANK-AMOUNT'],
    [{ Сумма: '-5943.60' }, 'BANK-AMOUNT'],
    [{ Сумма: '1e3' }, 'BANK-AMOUNT'],
    [{ Сумма: '99999999999999999999' }, 'BANK-AMOUNT'],
    [{ Сумма: '' }, 'BANK-MISSING'],
    [{ Номер: ' ' }, 'BANK-MISSING'],
    [{ Дата: '' }, 'BANK-MISSING'],
    [{ Дата: '31.02.2025' }, 'BANK-DATE'],
    [{ Дата: '2025-09-18' }, 'BANK-DATE'],
    [{ ДатаПоступило: '18.9.2025' }, 'BANK-DATE'],
    [{ НазначениеПлатежа: 'Оплата\r\nСумма=1.00' }, 'BANK-REPEATED'],
    [{ ВидОплаты: '01\r\nбез ключа' }, 'BANK-LINE'],
    [{ ВидОплаты: '01\r\nКонецРасчСчет' }, 'BANK-UNOPENED'],
  ])('[B-72] a document with %j is left out with %s, the next one is read', (values, code) => {
    const statement = readStatement(file([...documentLines(values), ...documentLines({ Номер: '200' })]))
    expect(statement).toMatchObject({ refused: false, skipped: 1 })
    expect(statement.documents.map((document) => document.number)).toEqual(['200'])
    expect(
      statement.findings.filter((finding) => finding.severity === 'error').map(({ code }) => code),
    ).toEqual([code])
  })

  it.each([
    ['a line too long', { ВидОплаты: 'я'.repeat(bounds.line) }, 'BANK-LINE-LENGTH'],
    [
      'too many values',
      Object.fromEntries(Array.from({ length: bounds.fields + 1 }, (_, i) => [`Поле${i}`, ''])),
      'BANK-FIELDS',
    ],
  ])('[B-72] a document with %s is left out, the next one is read', (_title, values, code) => {
    const statement = readStatement(file([...documentLines(values), ...documentLines({ Номер: '200' })]))
    expect([statement.documents.map(({ number }) => number), statement.skipped]).toEqual([['200'], 1])
    expect(codesOf(statement)).toEqual([code])
  })

  it.each([
    ['5943.60', 594360, []],
    ['5943.6', 594360, []],
    ['5943', 594300, []],
    ['0.1', 10, []],
    ['8070450.29', 807045029, []],
    ['5943,60', 594360, ['BANK-COMMA']],
    ['5 943.60', 594360, ['BANK-COMMA']],
  ])('[AD-13][BD-39] the amount %s is %i kopecks', (amount, kopecks, findings) => {
    const statement = readStatement(file(documentLines({ Сумма: amount })))
    expect(statement.documents[0]!.amountKopecks).toBe(kopecks)
    expect(codesOf(statement)).toEqual(findings)
  })

  it('[BD-39] joins a purpose that is broken over lines or over numbered keys', () => {
    const broken = readStatement(file(documentLines({ НазначениеПлатежа: 'Оплата по\r\nзаказу 417' })))
    expect(broken.documents[0]!.purpose).toBe('Оплата по заказу 417')
    expect(codesOf(broken)).toEqual(['BANK-CONTINUED'])
    const numbered = documentLines({
      НазначениеПлатежа: '',
      НазначениеПлатежа1: 'Оплата по заказу',
      НазначениеПлатежа2: '417',
    })
    expect(readStatement(file(numbered)).documents[0]!.purpose).toBe('Оплата по заказу 417')
  })

  it('[B-72] a document cut off by the end of the file is left out', () => {
    const statement = readStatement(
      file([...documentLines(), ...documentLines().slice(0, 5)], { end: false }),
    )
    expect([statement.documents.length, statement.skipped]).toEqual([1, 1])
    expect(codesOf(statement)).toEqual(['BANK-UNCLOSED', 'BANK-END'])
  })

  it('[B-72] what follows the end is not read', () => {
    const statement = readStatement(
      file([...documentLines(), 'КонецФайла', ...documentLines({ Номер: '2' })]),
    )
    expect(statement.documents.length).toBe(1)
    expect(codesOf(statement)).toEqual(['BANK-AFTER-END'])
  })

  it('[B-72] bytes that are no UTF-8 are shown with their place', () => {
    const bytes = file(documentLines(), { encoding: 'utf-8', declared: 'UTF-8' })
    const at = Buffer.from(bytes).indexOf('118')
    bytes[at] = 0xff
    expect(readStatement(bytes).findings).toEqual([
      expect.objectContaining({ code: 'BANK-BYTES', severity: 'warning', line: 5, column: 7 }),
    ])
  })

  it('[B-72] a file over 20 MiB or 100 000 documents is refused whole', () => {
    const large = new Uint8Array(bounds.bytes + 1)
    large.set(file(documentLines()))
    expect(readStatement(large)).toMatchObject({ refused: true, findings: [{ code: 'BANK-TOO-LARGE' }] })
    const short = ['СекцияДокумент=', 'Номер=1', 'Дата=18.09.2025', 'Сумма=1', 'КонецДокумента']
    const text = `1CClientBankExchange\nКодировка=Windows\n${`${short.join('\n')}\n`.repeat(bounds.documents)}`
    const encode = (lines: string): Uint8Array => Buffer.from(lines, 'utf8')
    const many = encode(`${text}СекцияДокумент=\n`)
    expect(many.length).toBeLessThan(bounds.bytes)
    const statement = readStatement(many)
    expect(statement).toMatchObject({ refused: true, documents: [], findings: [{ code: 'BANK-TOO-LARGE' }] })
  })
})

describe('hostile statements', () => {
  const originals = ['statement.windows-1251.txt', 'statement.utf-8.txt'].map(fixture)

  it('[B-72] random changes of bytes never throw, and every document read is whole', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      byte: fc.nat(255),
      cut: fc.nat(40),
    })
    fc.assert(
      fc.property(fc.constantFrom(...originals), fc.array(change, { maxLength: 20 }), (original, changes) => {
        const bytes = [...original]
        for (const { at, byte, cut } of changes) {
          // The first line stays, otherwise most files would be refused at once.
          const place = 21 + Math.floor(at * (bytes.length - 21))
          bytes.splice(place, cut % 3 === 0 ? cut : 1, byte)
        }
        const statement = readStatement(Uint8Array.from(bytes))
        for (const document of statement.documents) {
          expect(Number.isSafeInteger(document.amountKopecks) && document.amountKopecks > 0).toBe(true)
          expect(document.date).toMatch(/^\d{4}-\d\d-\d\d$/)
          expect(document.number).not.toBe('')
        }
        const errors = statement.findings.filter(({ severity }) => severity === 'error')
        if (statement.skipped > 0) expect(errors).not.toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('[B-72] random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readStatement(bytes).refused).toBe(true)
        const begun = Uint8Array.from([...new TextEncoder().encode('1CClientBankExchange\n'), ...bytes])
        expect(readStatement(begun).documents).toEqual([])
      }),
    )
  })
})
