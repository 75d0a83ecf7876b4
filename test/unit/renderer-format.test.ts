import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shortId } from '../../renderer/format/identifier.ts'
import { duration, size } from '../../renderer/format/measure.ts'
import { money, quantity, readMoney, readQuantity } from '../../renderer/format/money.ts'
import { date, dateTime, displayZone, time, timeMs } from '../../renderer/format/time.ts'
import { setLocale } from '../../renderer/i18n/index.ts'
import { decodeText } from '../../renderer/ui/decode-text.ts'
import { layOutJson } from '../../renderer/ui/json-layout.ts'

beforeEach(() => setLocale('ru'))
afterEach(() => setLocale('ru'))

describe('money and quantities', () => {
  it('[AD-13] prints kopecks with a comma and no-break spaces', () => {
    expect(money(5_373_950)).toBe('53\u00A0739,50\u00A0₽')
    expect(money(0)).toBe('0,00\u00A0₽')
    expect(money(-105)).toBe('-1,05\u00A0₽')
    expect(quantity(1500)).toBe('1,5')
    expect(quantity(24_000)).toBe('24')
  })

  it('[AD-13] reads what people type and paste, and refuses what is no amount', () => {
    expect(readMoney('1 050,28')).toBe(105_028)
    expect(readMoney('1\u00A0050,28 ₽')).toBe(105_028)
    expect(readMoney('1050.28')).toBe(105_028)
    expect(readMoney('12,345')).toBeNull()
    expect(readMoney('два')).toBeNull()
    expect(readMoney('')).toBeNull()
    expect(readQuantity('0,125')).toBe(125)
    expect(readQuantity('0,1255')).toBeNull()
  })

  it('[AD-13] any amount survives printing and reading', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (kopecks) => readMoney(money(kopecks)) === kopecks),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (units) => readQuantity(quantity(units)) === units),
    )
  })
})

describe('times', () => {
  it('[AD-14] instants are shown in the zone of the exchange, times of the wire as they are', () => {
    displayZone.value = 'Asia/Yekaterinburg'
    expect(dateTime('2026-11-21T11:05:09.123Z')).toBe('21.11.2026 16:05:09')
    expect(timeMs('2026-11-21T11:05:09.123Z')).toBe('16:05:09.123')
    expect(dateTime('2026-11-21T11:05:09')).toBe('21.11.2026 11:05:09')
    displayZone.value = 'Europe/Moscow'
    expect(dateTime('2026-11-21T22:30:00Z')).toBe('22.11.2026 01:30:00')
    expect(time('2026-11-21T22:30:00+05:00')).toBe('20:30:00')
  })

  it('follows the language, and is empty for no date', () => {
    displayZone.value = 'Europe/Moscow'
    setLocale('en')
    expect(date('2026-11-21T11:05:09Z')).toBe('2026-11-21')
    setLocale('ru')
    expect(date('2026-11-21T11:05:09Z')).toBe('21.11.2026')
    expect([dateTime(null), dateTime(undefined), dateTime('junk')]).toEqual(['', '', ''])
  })
})

describe('sizes, durations, identifiers', () => {
  it('carry their unit in the language of the page', () => {
    expect(size(812)).toMatch(/^812\s*(Б|байт)/)
    expect(size(1234)).toMatch(/^1,2\s*кБ/)
    expect(duration(35)).toMatch(/^35\s*мс/)
    expect(duration(1234)).toMatch(/^1,2\s*с/)
    setLocale('en')
    expect(duration(35)).toMatch(/^35\s*ms/)
  })

  it('only a GUID is shortened', () => {
    expect(shortId('7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01')).toBe('7f0c2a54…')
    expect(shortId('000-037-798')).toBe('000-037-798')
    expect(shortId('')).toBe('')
  })
})

describe('bodies', () => {
  it('JSON is laid out without touching its values', () => {
    expect(layOutJson('{"a":1210.30,"b":[],"c":{"d":"x, {y}: \\"z\\""}}')).toBe(
      '{\n  "a": 1210.30,\n  "b": [],\n  "c": {\n    "d": "x, {y}: \\"z\\""\n  }\n}',
    )
    expect(layOutJson("{'a': 1}")).toBeNull()
  })

  it('any JSON means the same after it was laid out', () => {
    fc.assert(
      fc.property(fc.json(), (source) => {
        expect(JSON.parse(layOutJson(source)!)).toEqual(JSON.parse(source))
      }),
    )
  })

  it('[LA-02] a file is UTF-8 when it can be, windows-1251 otherwise; a BOM is dropped', () => {
    expect(decodeText(new TextEncoder().encode('\uFEFFСклад;1'))).toBe('Склад;1')
    expect(decodeText(Uint8Array.from([0xd1, 0xea, 0xeb, 0xe0, 0xe4]))).toBe('Склад')
  })
})
