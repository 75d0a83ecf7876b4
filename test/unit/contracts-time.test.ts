import { describe, expect, it } from 'vitest'
import {
  fromLocalTime,
  isLocalTime,
  nowLocal,
  onecTimeText,
  readTimeText,
  toLocalTime,
} from '../../server/contracts/time.ts'

describe('times', () => {
  it('[AD-14] a local time without zone belongs to the zone of the connection', () => {
    expect(fromLocalTime('2025-09-18T10:24:05').toISOString()).toBe('2025-09-18T07:24:05.000Z')
    expect(fromLocalTime('2025-09-18T10:24:05', 'Asia/Vladivostok').toISOString()).toBe(
      '2025-09-18T00:24:05.000Z',
    )
    expect(toLocalTime(new Date('2025-09-18T21:00:00Z'))).toBe('2025-09-19T00:00:00')
    expect(nowLocal(new Date('2025-01-01T00:00:00Z'), 'UTC')).toBe('2025-01-01T00:00:00')
    expect(() => fromLocalTime('2025-02-30T00:00:00')).toThrow(RangeError)
    expect(() => toLocalTime(new Date(), 'Nowhere/City')).toThrow(RangeError)
  })

  it('[AD-14] hours that a clock change repeats or skips have one meaning', () => {
    expect(fromLocalTime('2025-10-26T02:30:00', 'Europe/Berlin').toISOString()).toBe(
      '2025-10-26T00:30:00.000Z',
    )
    expect(fromLocalTime('2025-03-30T02:30:00', 'Europe/Berlin').toISOString()).toBe(
      '2025-03-30T01:30:00.000Z',
    )
  })

  it('[AD-14] only real dates are times', () => {
    expect(isLocalTime('2024-02-29T23:59:59')).toBe(true)
    for (const text of [
      '2025-02-29T00:00:00',
      '2025-13-01T00:00:00',
      '2025-01-01T24:00:00',
      '2025-01-01',
      '0000-01-01T00:00:00',
    ]) {
      expect(isLocalTime(text), text).toBe(false)
    }
  })

  it.each([
    ['18.07.2022 8:57:36', '2022-07-18T08:57:36'],
    ['1.2.2022 08:57:36', '2022-02-01T08:57:36'],
    ['18.07.2022', '2022-07-18T00:00:00'],
    ['2022-07-18T05:57:36Z', '2022-07-18T08:57:36'],
    ['2022-07-18T05:57:36.000+03:00', '2022-07-18T05:57:36'],
    ['2022-07-18T05:57:36+0500', '2022-07-18T03:57:36'],
    ['31.02.2022', null],
    ['2022-02-31T00:00:00Z', null],
    ['18.07.2022 25:00:00', null],
    ['18/07/2022', null],
    ['вчера', null],
  ])('[A-67] LA-07 reads "%s" as %s', (text, local) => {
    expect(readTimeText(text)).toBe(local)
  })

  it('[A-67] prints the way 1C prints', () => {
    expect(onecTimeText('2022-07-18T08:57:36')).toBe('18.07.2022 8:57:36')
    expect(readTimeText(onecTimeText('2022-07-18T18:05:06'))).toBe('2022-07-18T18:05:06')
  })
})
