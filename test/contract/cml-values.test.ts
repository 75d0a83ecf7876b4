import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMinorUnits } from '../../server/contracts/decimal.ts'
import {
  currencyCode,
  dateForm,
  plainUnits,
  readBoolean,
  readDecimal,
  timeForm,
} from '../../server/contracts/commerceml/values.ts'

describe('decimals', () => {
  it.each([
    ['4990', 499000],
    ['-5.25', -525],
    ['231.7400', 23174],
    ['.5', 50],
    ['0', 0],
    ['-0', 0],
  ])('[C §5] %s is in the form of the schema', (text, kopecks) => {
    expect(readDecimal(text, 2)).toEqual({ units: kopecks, rounded: false, lenient: false })
    expect(plainUnits(text, 2)).toBe(kopecks)
  })

  it.each([
    ['23 000', 2300000],
    ['1 234,50', 123450],
    ['1\u00A0234\u202F567.5', 123456750],
    ['-999 999 999,9', -99999999990],
    ['+5', 500],
    ['\u22125,5', -550],
    ['5.', 500],
  ])('[C §5] %s is read though it is not', (text, kopecks) => {
    expect(readDecimal(text, 2)?.units).toBe(kopecks)
    expect(plainUnits(text, 2)).toBeNaN()
  })

  it('[C §5] digits beyond the scale are rounded half away from zero, zeros are not', () => {
    expect(readDecimal('1.005', 2)).toMatchObject({ units: 101, rounded: true })
    expect(readDecimal('-1.005', 2)).toMatchObject({ units: -101, rounded: true })
    expect(readDecimal('1.00499', 2)).toMatchObject({ units: 100, rounded: true })
    expect(readDecimal('0.0005', 3)).toMatchObject({ units: 1, rounded: true })
    expect(readDecimal('1,0000', 2)).toMatchObject({ units: 100, rounded: false })
  })

  it.each([
    '',
    '-',
    '.',
    'договорная',
    '1.234.567',
    '1e5',
    '12345678901234567',
    '9'.repeat(50),
    '0x10',
    '--1',
  ])('[C §5] «%s» is no number', (text) => expect(readDecimal(text, 2)).toBeNull())

  it('[C §5] what is written plainly comes back the same, whatever the way', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(2, 3), (units, scale) => {
        const text = fromMinorUnits(units, scale)
        expect(readDecimal(text, scale)).toEqual({
          units: units === 0 ? 0 : units,
          rounded: false,
          lenient: false,
        })
        const plain = plainUnits(text, scale)
        expect(Number.isNaN(plain) || plain === units).toBe(true)
      }),
    )
  })
})

describe('booleans, dates, currencies', () => {
  it('[C §5] booleans of the schema and of hand-made files', () => {
    expect(['true', '1', 'да', 'Истина'].map(readBoolean)).toEqual([true, true, true, true])
    expect(['false', '0', 'нет', ' FALSE '].map(readBoolean)).toEqual([false, false, false, false])
    expect(['', 'возможно', '2'].map(readBoolean)).toEqual([null, null, null])
  })

  it.each([
    ['2024-05-14T10:00:00', 'instant', 'schema'],
    ['2014-04-11T11:38:47.175+04:00', 'instant', 'schema'],
    ['2024-05-14', 'instant', 'lenient'],
    ['2024-05-14T0:36:33', 'instant', 'lenient'],
    ['14.05.2024 10:00:00', 'instant', 'lenient'],
    ['2024-05-14', 'date', 'schema'],
    ['2016-11-03+03:00', 'date', 'schema'],
    ['14.05.2024', 'date', 'lenient'],
    ['0001-01-01T00:00:00', 'instant', 'empty'],
    ['01.01.1970', 'date', 'empty'],
    ['2024-02-30', 'date', 'unreadable'],
    ['2023-02-29', 'date', 'unreadable'],
    ['2024-05-14T25:00:00', 'instant', 'unreadable'],
    ['вчера', 'date', 'unreadable'],
  ] as const)('[C §5] %s as %s is %s', (text, wanted, form) => expect(dateForm(text, wanted)).toBe(form))

  it('[C §5] times of day', () => {
    expect(['18:45:21', '8:45:21', '18:45', '24:00:00', 'утром'].map(timeForm)).toEqual([
      'schema',
      'lenient',
      'lenient',
      'unreadable',
      'unreadable',
    ])
  })

  it('[C §7] synonyms of currencies', () => {
    expect(['руб', 'RUB', 'RUR', '643', 'руб.', 'грн', 'UAH', 'KZT'].map(currencyCode)).toEqual([
      'RUB',
      'RUB',
      'RUB',
      'RUB',
      'RUB',
      'UAH',
      'UAH',
      'KZT',
    ])
    expect(currencyCode('тугрик')).toBeNull()
  })
})
