import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatement } from '../../server/contracts/bank/read.ts'
import { bounds, type Statement, type StatementEncoding } from '../../server/contracts/bank/statement.ts'
import { writeStatement } from '../../server/contracts/bank/write.ts'
import { fixture } from './bank-statements.ts'

/** What of a statement survives writing: everything but places and what was said about it. */
const contentOf = ({ header, accounts, documents }: Statement): unknown => {
  const unplaced = <T extends { fields: { key: string; value: string }[] }>({ fields, ...rest }: T) => ({
    ...rest,
    line: 0,
    fields: fields.map(({ key, value }) => [key, value]).filter(([key]) => key !== 'Кодировка'),
  })
  return [unplaced(header), accounts.map(unplaced), documents.map(unplaced)]
}

describe('writing a statement', () => {
  const encodings: StatementEncoding[] = ['windows-1251', 'cp866', 'utf-8']
  // Characters that all three encodings have.
  const value = fc.string({
    unit: fc.constantFrom(...'абвЯё№ 0123456789=.,"/-AZ\t%()'),
    maxLength: 60,
  })
  const date = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10).split('-').reverse().join('.'))
  const amount = fc.integer({ min: 1, max: 10 ** 13 }).map((n) => (n / 100).toFixed(2))
  const pairs = (record: Record<string, string>) =>
    Object.entries(record).map(([key, v]) => ({ key, value: v }))
  const statementArb = fc.record({
    header: fc
      .record({ Отправитель: value, Получатель: value, ДатаНачала: date, РасчСчет: value })
      .map((record) => ({ fields: pairs(record) })),
    accounts: fc.array(
      fc
        .record({ РасчСчет: value, ДатаНачала: date, НачальныйОстаток: amount, КонечныйОстаток: amount })
        .map((record) => ({ fields: pairs(record) })),
      { maxLength: 2 },
    ),
    documents: fc.array(
      fc.record({
        kind: value.map((kind) => kind.trim()),
        fields: fc
          .record({
            Номер: fc.integer({ min: 1, max: 999999 }).map(String),
            Дата: date,
            Сумма: amount,
            ДатаПоступило: fc.oneof(date, fc.constant('')),
            ПлательщикСчет: value,
            ПлательщикИНН: value,
            Плательщик1: value,
            ПолучательРасчСчет: value,
            НазначениеПлатежа: value,
            СвойКлюч: value,
          })
          .map(pairs),
      }),
      { maxLength: 5 },
    ),
  })

  it('[BD-39] what is written reads back equal in every encoding', () => {
    fc.assert(
      fc.property(statementArb, fc.constantFrom(...encodings), (written, encoding) => {
        const read = readStatement(writeStatement(written, encoding))
        expect(read.findings).toEqual([])
        expect(read).toMatchObject({ refused: false, encoding, skipped: 0 })
        expect(read.documents.map(({ kind }) => kind)).toEqual(written.documents.map(({ kind }) => kind))
        const plain = (fields: readonly { key: string; value: string }[]) =>
          fields.map(({ key, value: v }) => [key, v])
        expect(plain(read.header.fields.slice(2))).toEqual(plain(written.header.fields))
        expect(read.accounts.map(({ fields }) => plain(fields))).toEqual(
          written.accounts.map(({ fields }) => plain(fields)),
        )
        expect(read.documents.map(({ fields }) => plain(fields))).toEqual(
          written.documents.map(({ fields }) => plain(fields)),
        )
        for (const other of encodings)
          expect(contentOf(readStatement(writeStatement(read, other)))).toEqual(contentOf(read))
      }),
      { numRuns: 100 },
    )
  })

  it.each(['statement.windows-1251.txt', 'statement.utf-8.txt'])('[BD-39] %s in every encoding', (name) => {
    const statement = readStatement(fixture(name))
    for (const encoding of encodings) {
      const again = readStatement(writeStatement(statement, encoding))
      expect(again.findings.filter(({ code }) => code !== 'BANK-COMMA')).toEqual([])
      expect(contentOf(again)).toEqual(contentOf(statement))
    }
  })

  it('[BD-39] refuses what the file could not hold', () => {
    const of = (key: string, text: string) => ({
      header: { fields: [{ key, value: text }] },
      accounts: [],
      documents: [],
    })
    expect(() => writeStatement(of('Отправитель', 'Банк «Пример»'), 'cp866')).toThrow(
      /"«" has no code in cp866/,
    )
    expect(() => writeStatement(of('Отправитель', '漢'), 'windows-1251')).toThrow(RangeError)
    expect(() => writeStatement(of('Отправитель', 'а\nКонецФайла'), 'utf-8')).toThrow(RangeError)
    expect(() => writeStatement(of('КонецФайла', ''), 'utf-8')).toThrow(RangeError)
    expect(() => writeStatement(of('Отправитель', 'я'.repeat(bounds.line)), 'utf-8')).toThrow(RangeError)
  })
})
