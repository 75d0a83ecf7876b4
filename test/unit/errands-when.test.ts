import { describe, expect, it } from 'vitest'
import { cronProblem } from '../../server/errands/cron.ts'
import type { ErrandWhen } from '../../server/errands/model.ts'
import { momentsOf, whenProblem } from '../../server/errands/moments.ts'
import { whenWords } from '../../server/errands/wording.ts'

const cron = (expression: string, zone = 'Europe/Moscow'): ErrandWhen => ({ kind: 'cron', expression, zone })

/** Times of day in UTC, with the day when it is another than that of the start. */
function moments(when: ErrandWhen, after: string, limit: number): string[] {
  const from = new Date(after)
  return momentsOf(when, { after: from, anchor: from, limit }).map((moment) =>
    moment
      .toISOString()
      .slice(0, 16)
      .replace(`${after.slice(0, 10)}T`, ''),
  )
}

describe('moments of a schedule', () => {
  it('are those of the expression in its zone, seconds included', () => {
    const weekdays = cron('*/20 9-10 * * 1-5')
    expect(moments(weekdays, '2026-11-27T07:30:00Z', 3)).toEqual([
      '07:40',
      '2026-11-30T06:00',
      '2026-11-30T06:20',
    ])
    expect(momentsOf(cron('*/30 * * * * *'), { after: new Date(0), anchor: new Date(0), limit: 2 })).toEqual([
      new Date(30_000),
      new Date(60_000),
    ])
  })

  it('of a five-minute schedule go on evenly while the clock is changed', () => {
    for (const start of ['2026-03-29T00:00:00Z', '2026-10-24T23:30:00Z']) {
      const after = new Date(start)
      const found = momentsOf(cron('*/5 * * * *', 'Europe/Berlin'), { after, anchor: after, limit: 36 })
      const gaps = found.slice(1).map((moment, i) => moment.getTime() - found[i]!.getTime())
      expect([...new Set(gaps)]).toEqual([300_000])
    }
  })

  it('at a named hour come once on the day that has it twice, and after the change on the day that skips it', () => {
    const nightly = cron('30 2 * * *', 'Europe/Berlin')
    expect(moments(nightly, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
    expect(moments(nightly, '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:30', '2026-03-30T00:30'])
    // In the second of the two hours the time has passed already.
    expect(moments(nightly, '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30'])
  })

  it('every so many minutes count from the anchor, once comes once', () => {
    const after = new Date('2026-11-27T10:02:00Z')
    const anchor = new Date('2026-11-27T10:01:00Z')
    const next = momentsOf({ kind: 'every', minutes: 90 }, { after, anchor, limit: 2 })
    expect(next.map((moment) => moment.toISOString().slice(11, 16))).toEqual(['11:31', '13:01'])
    const once: ErrandWhen = { kind: 'once', at: '2026-11-27T13:00:00+03:00', zone: 'Europe/Moscow' }
    expect(moments(once, '2026-11-27T09:59:59Z', 5)).toEqual(['10:00'])
    expect(moments(once, '2026-11-27T10:00:00Z', 5)).toEqual([])
  })
})

describe('what cannot be followed', () => {
  it.each([
    ['* * * *', 'Europe/Moscow', /полей: 4/],
    ['61 * * * *', 'Europe/Moscow', /не читается/],
    ['каждый день в 9 часов', 'Europe/Moscow', /не читается/],
    ['0 9 * * *', 'Europe/Nowhere', /пояса «Europe\/Nowhere» нет/],
  ])('%s in %s is told', (expression, zone, words) => {
    expect(cronProblem(expression, zone)?.ru).toMatch(words)
  })

  it('a day that the calendar does not have is told', () => {
    expect(whenProblem(cron('0 9 30 2 *'), new Date())?.ru).toMatch(/не бывает/)
    expect(whenProblem(cron('0 9 29 2 *'), new Date())).toBeNull()
  })
})

describe('the sentence of a schedule', () => {
  it.each([
    [
      '*/5 9-17 * * 1-5',
      'каждые 5 минут по будням с 9 до 18',
      'every 5 minutes on weekdays from 09:00 to 18:00',
    ],
    ['0 9 * * *', 'ежедневно в 09:00', 'daily at 09:00'],
    [
      '0 9,18 * * 1,3',
      'по понедельникам и средам в 09:00 и 18:00',
      'on Mondays and Wednesdays at 09:00 and 18:00',
    ],
    ['0 * * * *', 'каждый час', 'every hour'],
    [
      '15 9-18 * * MON-FRI',
      'каждый час по будням с 09:15 до 18:15',
      'every hour on weekdays from 09:15 to 18:15',
    ],
    ['*/10 * * * * *', 'каждые 10 секунд', 'every 10 seconds'],
    ['30 3 L * *', 'в последний день месяца в 03:30', 'on the last day of the month at 03:30'],
    ['0 9 * * 6,0', 'по выходным в 09:00', 'at weekends at 09:00'],
    [
      '0 0 1 1,7 *',
      '1-го числа в январе и июле в 00:00',
      'on day 1 of the month in January and July at 00:00',
    ],
  ])('%s: %s', (expression, ru, en) => {
    expect(whenWords(cron(expression))).toEqual({ ru, en })
  })

  it('is the expression itself when no short one says it truly', () => {
    // A day of the month or a weekday; a step that does not divide the hour.
    for (const expression of ['0 9 1 * 1', '*/7 * * * *', '5,35 */2 * * *'])
      expect(whenWords(cron(expression)).ru).toBe(expression)
  })

  it('of the simple shapes', () => {
    expect(whenWords({ kind: 'every', minutes: 21 }).ru).toBe('каждую 21 минуту')
    expect(whenWords({ kind: 'every', minutes: 120 }).ru).toBe('каждые 2 часа')
    const once = { kind: 'once', at: '2026-11-27T10:00:00Z', zone: 'Asia/Yekaterinburg' } as const
    expect(whenWords(once).ru).toBe('один раз 27.11.2026 в 15:00')
  })
})
