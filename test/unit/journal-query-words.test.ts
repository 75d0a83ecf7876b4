import { describe, expect, test } from 'vitest'
import { completion } from '../../server/journal/query/complete.ts'
import { describeQuery } from '../../server/journal/query/describe.ts'
import { setOf, withSet, withTerm } from '../../server/journal/query/edit.ts'
import { parseQuery } from '../../server/journal/query/parse.ts'

const clock = { now: new Date('2026-11-26T09:00:00Z'), zone: 'Europe/Moscow' }
const parse = (text: string) => parseQuery(text, clock)
const vocabulary = { op: ['regate.booking', 'site-orders.ping'], code: ['RG-BUSY'], subject: ['000 123'] }

/** `^` is the caret; the result is the text after the suggestion was taken. */
function taken(marked: string, insert: string) {
  const caret = marked.indexOf('^')
  const text = marked.replace('^', '')
  const found = completion(text, caret, vocabulary).find((one) => one.insert === insert)
  return found && text.slice(0, found.from) + found.insert + text.slice(found.to)
}
const inserts = (marked: string) =>
  completion(marked.replace('^', ''), marked.indexOf('^'), vocabulary).map(({ insert }) => insert)

describe('completion of a query', () => {
  test.each([
    ['^', 'status:', 'status:'],
    ['st^', 'status:', 'status:'],
    ['-st^', 'status:', '-status:'],
    ['(is:failed | o^)', 'op:', '(is:failed | op:)'],
    ['стат^', 'статус:', 'статус:'],
    ['status:4^ op:ping', '4xx', 'status:4xx op:ping'],
    ['status:4xx,5^', '5xx', 'status:4xx,5xx'],
    ['side:^', 'onec', 'side:onec'],
    ['сторона:с^', 'site', 'сторона:site'],
    ['op:book^', 'regate.booking', 'op:regate.booking'],
    ['-op:^', 'site-orders.ping', '-op:site-orders.ping'],
    ['order:^', '"000 123"', 'order:"000 123"'],
    ['since:^', '1h', 'since:1h'],
    ['за:^', '1ч', 'за:1ч'],
    ['duration:>1^', '>100ms', 'duration:>100ms'],
  ])('%s, %s taken', (marked, insert, result) => {
    expect(taken(marked, insert)).toBe(result)
  })

  test('nothing is offered inside of a phrase, nor what is written already', () => {
    expect(inserts('"st^')).toEqual([])
    expect(inserts('side:site^')).toEqual([])
  })

  test('every suggestion is explained in both languages', () => {
    for (const { hint } of completion('', 0, {})) {
      expect(hint.ru).toMatch(/[а-яё]/i)
      expect(hint.en).not.toMatch(/[а-яё]/i)
    }
  })
})

describe('a query in words', () => {
  test.each([
    ['', '', ''],
    [
      'status:>=400 op:booking',
      'HTTP-статус 400 и больше, операция booking',
      'HTTP status 400 or more, operation booking',
    ],
    ['status:400..499', 'HTTP-статус от 400 до 499', 'HTTP status from 400 to 499'],
    [
      'status:4xx,failed',
      'HTTP-статус 4xx (отказ) или ответа не было',
      'HTTP status 4xx (refusal) or no answer',
    ],
    ['-side:1c', 'кроме: сторона обмена 1С', 'except: side 1C'],
    ['duration:>=1.5s', 'длительность 1,5\u00A0с и больше', 'duration 1.5\u00A0s or more'],
    ['mapping:unmapped', 'есть несопоставленные значения', 'has unmapped values'],
    ['since:1h', 'с 26.11.2026 11:00', 'since 2026-11-26 11:00'],
    ['at:2026-11-26', 'с 26.11.2026 до 27.11.2026', 'from 2026-11-26 until 2026-11-27'],
    ['body:"a b" гвозд*', 'в телах «a b», есть «гвозд…»', 'a body contains «a b», contains «гвозд…»'],
    ['(a | is:failed)', '(есть «a») или (ответа не было)', '(contains «a») or (got no answer)'],
  ])('%s', (text, ru, en) => {
    expect(describeQuery(parse(text).query, 'Europe/Moscow')).toEqual({ ru, en })
  })
})

describe('changes of the text', () => {
  test('a key is set, replaced and taken out; the rest stays as typed', () => {
    const set = (text: string, ...values: string[]) => withSet(text, parse(text), 'side', values)
    expect(set('', 'site')).toBe('side:site')
    expect(set('за:1ч', 'site')).toBe('за:1ч side:site')
    expect(set('сторона:1С за:1ч -side:ksup', 'site')).toBe('за:1ч -side:ksup side:site')
    expect(set('a side:1c b')).toBe('a b')
    expect(setOf(parse('a side:1c,site'), 'side')).toEqual(['onec', 'site'])
    expect(setOf(parse('-side:1c'), 'side')).toEqual([])
  })

  test('a term joins all alternatives, and only once', () => {
    const add = (text: string) => withTerm(text, parse(text), 'op:x')
    expect(add('a | b')).toBe('(a | b) op:x')
    expect(add('(a | b)')).toBe('(a | b) op:x')
    expect(add('op:x a')).toBe('op:x a')
  })
})
