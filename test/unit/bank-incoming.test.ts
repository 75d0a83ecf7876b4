import { describe, expect, it } from 'vitest'
import { creditedAccount, incomingDocuments } from '../../server/contracts/bank/incoming.ts'
import { readStatement } from '../../server/contracts/bank/read.ts'
import { documentLines, file, fixture, OUR_ACCOUNT } from './bank-statements.ts'

const ours = new Set([OUR_ACCOUNT])

describe('documents that count', () => {
  const documentOf = (values: Record<string, string>) =>
    readStatement(file(documentLines(values))).documents[0]!

  it('[B-72] money that came to one of our accounts, directly or through a correspondent', () => {
    expect(creditedAccount(documentOf({}), ours)).toBe(OUR_ACCOUNT)
    const settled = { ПолучательСчет: '30101810000000000901', ПолучательРасчСчет: OUR_ACCOUNT }
    expect(creditedAccount(documentOf(settled), ours)).toBe(OUR_ACCOUNT)
    expect(creditedAccount(documentOf({ ПолучательСчет: '40702810300000077701' }), ours)).toBeNull()
    expect(creditedAccount(documentOf({ ДатаПоступило: '' }), ours)).toBeNull()
  })

  it('[B-72] of the fixtures', () => {
    const numbers = (name: string) => {
      const { incoming, repeated, other } = incomingDocuments(readStatement(fixture(name)), ours)
      return [incoming.map(({ document }) => document.number), repeated, other]
    }
    expect(numbers('statement.windows-1251.txt')).toEqual([['118', '119', '57', '903'], 0, 2])
    expect(numbers('statement.utf-8.txt')).toEqual([['122', '1201', '7'], 0, 1])
  })

  it.each([
    ['Номер', '119'],
    ['Дата', '17.09.2025'],
    ['Сумма', '5943.61'],
    ['ПлательщикСчет', '40702810300000077702'],
    ['ПлательщикИНН', '7800004568'],
  ])('[B-72] a document that differs in %s is another one', (key, value) => {
    const { incoming } = incomingDocuments(
      readStatement(file([...documentLines(), ...documentLines({ [key]: value })])),
      ours,
    )
    expect(new Set(incoming.map((document) => document.key)).size).toBe(2)
  })

  it('[B-72] the same document counts once, whatever its purpose, encoding or spelling of values', () => {
    const again = { Сумма: '5943,6', ПлательщикИНН: ' 5000007894', НазначениеПлатежа: 'другое' }
    const lines = [...documentLines(), ...documentLines(again)]
    const windows = incomingDocuments(readStatement(file(lines)), ours)
    expect([windows.incoming.length, windows.repeated]).toEqual([1, 1])
    const dos = incomingDocuments(readStatement(file(lines, { encoding: 'cp866', declared: 'DOS' })), ours)
    expect(dos.incoming[0]!.key).toBe(windows.incoming[0]!.key)
  })
})
