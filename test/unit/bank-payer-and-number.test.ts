import { describe, expect, it } from 'vitest'
import { bareNumber, namedAs, orderWords } from '../../server/contracts/bank/order-words.ts'
import { readStatement } from '../../server/contracts/bank/read.ts'
import { payerInn } from '../../server/contracts/bank/recognise.ts'
import { documentLines, file } from './bank-statements.ts'

describe('the ИНН of the payer (8.3, step 1)', () => {
  const innOf = (values: Record<string, string>) =>
    payerInn(readStatement(file(documentLines(values))).documents[0]!)

  it.each([
    ['the field', { ПлательщикИНН: '5000007894' }, '5000007894'],
    ['the field with spaces', { ПлательщикИНН: ' 5000 007894 ' }, '5000007894'],
    ['12 digits', { ПлательщикИНН: '500000114450' }, '500000114450'],
    ['the start of the name', { ПлательщикИНН: '', Плательщик: 'ИНН 5000007894 ООО "Гавань"' }, '5000007894'],
    ['the start of the second name', { ПлательщикИНН: ' ', Плательщик1: 'ИНН 5000007894 ООО' }, '5000007894'],
    ['the field before the name', { Плательщик: 'ИНН 7800004568 ООО' }, '5000007894'],
    ['not the middle of the name', { ПлательщикИНН: '', Плательщик: 'ООО ИНН 5000007894' }, null],
    ['nothing', { ПлательщикИНН: '' }, null],
    ['9 digits', { ПлательщикИНН: '500000789' }, null],
    ['11 digits', { ПлательщикИНН: '50000078941' }, null],
    ['a zero', { ПлательщикИНН: '0', Плательщик: 'ИНН 5000007894 ООО' }, null],
    ['letters', { ПлательщикИНН: '50000078ОО' }, null],
    ['9 digits in the name', { ПлательщикИНН: '', Плательщик: 'ИНН 500000789 ООО' }, null],
  ])('[B-72] %s', (_title, values, inn) => {
    expect(innOf(values)).toBe(inn)
  })
})

describe('order numbers in a purpose (8.3, step 3)', () => {
  it('[B-72] a number without its prefix zeros', () => {
    expect(['00-00000417', 'ТД00-000417', '01-00000417', '00-00000000'].map(bareNumber)).toEqual([
      '417',
      '417',
      '100000417',
      '',
    ])
    expect(namedAs('0', '00-00000000')).toBeNull()
  })

  it.each([
    ['Оплата по заказу №00-00000417 от 18.09.2025. В том числе НДС', 'full'],
    ['заказ 00‑00000417', 'full'],
    ['Заказ 417', 'digits'],
    ['Заказ №417.', 'digits'],
    ['заказ N417, N 12', 'digits'],
    ['зак.417.В т.ч. НДС', 'digits'],
    ['(417)', 'digits'],
    ['417', 'digits'],
    ['заказ 4170', null],
    ['заказ 1417', null],
    ['заказ 0417', null],
    ['заказ 00-000004170', null],
    ['заказ 1-417', null],
    ['договор 417/2', null],
    ['А417', null],
    ['сумма 417.00', null],
    ['сумма 5417,60', null],
    ['3.417', null],
    ['НДС 417%', null],
    ['НДС 417 процентов', null],
    ['НДС 417', null],
    ['417 руб. 00 коп.', null],
    ['417 г.', null],
    ['417 сентября', null],
    ['сентябрь 417', null],
    ['', null],
  ] as const)('[B-72] «%s» names order 00-00000417: %s', (purpose, how) => {
    const hows = orderWords(purpose).map((word) => namedAs(word, '00-00000417'))
    expect(hows.find((found) => found !== null) ?? null).toBe(how)
  })

  it('[B-72] letters of a number may be in either case', () => {
    expect(orderWords('заказ тд00-000417').map((word) => namedAs(word, 'ТД00-000417'))).toEqual(['full'])
  })
})
