import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fromKopecks,
  fromThousandths,
  isDecimal,
  kopecks,
  moneyText,
  onecNumberText,
  quantityText,
  readNumberText,
  thousandths,
} from '../../server/contracts/decimal.ts'

describe('decimals', () => {
  it('[AD-13] money and quantities are exact', () => {
    expect(kopecks(1050.28)).toBe(105028)
    expect(kopecks(0.1)).toBe(10)
    expect(kopecks(1e2)).toBe(10000)
    expect(kopecks(-5.5)).toBe(-550)
    expect(thousandths(24)).toBe(24000)
    expect(thousandths(0.125)).toBe(125)
    expect(fromKopecks(5373950)).toBe(53739.5)
    expect(fromThousandths(1)).toBe(0.001)
    for (const n of [0.001, 1e-7, 1e21, NaN, Infinity, 0.1 + 0.2])
      expect(() => kopecks(n), String(n)).toThrow(RangeError)
    expect(isDecimal(0.125, 2)).toBe(false)
  })

  it('[A-94] prints the way 1C prints', () => {
    expect(moneyText(5373950)).toBe('53\u00A0739,50')
    expect(moneyText(0)).toBe('0,00')
    expect(moneyText(-550)).toBe('-5,50')
    expect(moneyText(100000000)).toBe('1\u00A0000\u00A0000,00')
    expect(quantityText(1500)).toBe('1,5')
    expect(onecNumberText('1050.28')).toBe('1\u00A0050,28')
    expect(onecNumberText('481.6')).toBe('481,6')
  })

  it.each([
    ['2\u00A0447,49', '2447.49'],
    ['4\u2009093,6', '4093.6'],
    ['1\u202F050.28', '1050.28'],
    ['1 050,28', '1050.28'],
    ['1,234.56', '1234.56'],
    ['1.234,56', '1234.56'],
    ['-5,5', '-5.5'],
    ['−5,5', '-5.5'],
    ['0,1', '0.1'],
    ['15', '15'],
    ['007', '7'],
    ['1,50', '1.5'],
    ['-0', '0'],
    ['', null],
    ['abc', null],
    ['1,2,3', null],
    ['20%', null],
    ['1 2', null],
    ['10 50', null],
    ['1e3', null],
    ['0x10', null],
    ['Infinity', null],
    ['.5', null],
  ])('[A-94] LA-06 reads "%s" as %s', (text, value) => {
    expect(readNumberText(text)).toBe(value)
  })

  it('[A-94] what is printed is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (units) => {
        expect(kopecks(fromKopecks(units))).toBe(units)
        expect(kopecks(Number(readNumberText(moneyText(units))))).toBe(units)
        expect(thousandths(Number(readNumberText(quantityText(units))))).toBe(units)
      }),
    )
  })
})
