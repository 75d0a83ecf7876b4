import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../server/journal/query/parse.ts'
import { printQuery } from '../../server/journal/query/print.ts'
import { KEYS } from '../../server/journal/query/vocabulary.ts'

const clock = { now: new Date('2026-11-26T09:00:00Z'), zone: 'Europe/Moscow' }
const terms = (text: string) => parseQuery(text, clock).query.terms
const at = (iso: string) => Date.parse(iso)
const set = (key: string, ...values: string[]) => ({ kind: 'set', not: false, key, values })
const range = (key: string, from: number | null, to: number | null) => ({
  kind: 'range',
  not: false,
  key,
  from,
  to,
})
const words = (text: string, more: object = {}) => ({
  kind: 'text',
  not: false,
  words: text,
  phrase: false,
  prefix: false,
  in: 'all',
  ...more,
})

const readings: [string, object[]][] = [
  ['', []],
  ['заказ 16696', [words('заказ'), words('16696')]],
  ['"Гвозди 3х80"', [words('Гвозди 3х80', { phrase: true })]],
  ['«Гвозди "3х80"»', [words('Гвозди "3х80"', { phrase: true })]],
  ['"a \\"b\\" \\\\"', [words('a "b" \\', { phrase: true })]],
  ['гвозд*', [words('гвозд', { prefix: true })]],
  ['"гвозди ст"*', [words('гвозди ст', { phrase: true, prefix: true })]],
  ['-ошибка', [words('ошибка', { not: true })]],
  ['http://127.0.0.1/x 10:00', [words('http://127.0.0.1/x'), words('10:00')]],
  ['body:"16696"', [words('16696', { phrase: true, in: 'body' })]],
  ['тело:16696', [words('16696', { in: 'body' })]],
  ['path:1c_exch*', [words('1c_exch', { prefix: true, in: 'path' })]],
  ['header:content-type', [words('content-type', { in: 'head' })]],
  [
    'body:a,b',
    [
      {
        kind: 'any',
        not: false,
        of: [{ terms: [words('a', { in: 'body' })] }, { terms: [words('b', { in: 'body' })] }],
      },
    ],
  ],
  ['side:1c', [set('side', 'onec')]],
  ['сторона:1С,Сайт', [set('side', 'onec', 'site')]],
  ['op:booking', [set('op', 'booking')]],
  ['op:regate.*', [set('op', 'regate.*')]],
  ['-op:ping', [{ ...set('op', 'ping'), not: true }]],
  ['method:get', [set('method', 'GET')]],
  ['код:RG-BUSY', [set('code', 'RG-BUSY')]],
  ['order:"A, 1"', [set('order', 'A, 1')]],
  ['status:4xx,5хх', [set('status', '4xx', '5xx')]],
  ['status:404', [set('status', '404')]],
  ['статус:нет', [set('status', 'failed')]],
  ['status:>=400', [range('status', 400, null)]],
  ['status>=400', [range('status', 400, null)]],
  ['status:>400', [range('status', 401, null)]],
  ['status:<=499', [range('status', null, 500)]],
  ['status:400..499', [range('status', 400, 500)]],
  ['status:400..<500', [range('status', 400, 500)]],
  ['id:12,13', [set('id', '12', '13')]],
  ['id:10..', [range('id', 10, null)]],
  ['duration:>2s', [range('duration', 2000.1, null)]],
  ['duration:2s', [range('duration', 2000, null)]],
  ['длительность:>=1,5мин', [range('duration', 90_000, null)]],
  ['duration:100ms..1s', [range('duration', 100, 1000.1)]],
  ['size:>1mb', [range('size', 1_048_577, null)]],
  ['размер:<10кб', [range('size', null, 10_240)]],
  ['mapping:unmapped', [set('mapping', 'unmapped')]],
  ['сопоставление:нет', [set('mapping', 'unmapped')]],
  ['is:pinned,failed', [set('is', 'pinned', 'failed')]],
  ['since:1h', [range('at', at('2026-11-26T08:00:00Z'), null)]],
  ['за:1ч', [range('at', at('2026-11-26T08:00:00Z'), null)]],
  ['since:2026-11-26T10:00', [range('at', at('2026-11-26T07:00:00Z'), null)]],
  ['since:10:30', [range('at', at('2026-11-26T07:30:00Z'), null)]],
  ['until:вчера', [range('at', null, at('2026-11-25T21:00:00Z'))]],
  ['at:2026-11-26', [range('at', at('2026-11-25T21:00:00Z'), at('2026-11-26T21:00:00Z'))]],
  ['дата:26.11.2026', [range('at', at('2026-11-25T21:00:00Z'), at('2026-11-26T21:00:00Z'))]],
  ['at:2026-11-26T10', [range('at', at('2026-11-26T07:00:00Z'), at('2026-11-26T08:00:00Z'))]],
  ['at:2026-11-25..2026-11-26', [range('at', at('2026-11-24T21:00:00Z'), at('2026-11-26T21:00:00Z'))]],
  ['at:сегодня', [range('at', at('2026-11-25T21:00:00Z'), at('2026-11-26T21:00:00Z'))]],
  [
    '(status:>=500 | is:failed) path:1c_exchange',
    [
      {
        kind: 'any',
        not: false,
        of: [{ terms: [range('status', 500, null)] }, { terms: [set('is', 'failed')] }],
      },
      words('1c_exchange', { in: 'path' }),
    ],
  ],
  [
    'a b | c',
    [{ kind: 'any', not: false, of: [{ terms: [words('a'), words('b')] }, { terms: [words('c')] }] }],
  ],
  ['-(a b)', [{ kind: 'any', not: true, of: [{ terms: [words('a'), words('b')] }] }]],
  ['(a b) c', [words('a'), words('b'), words('c')]],
  ['-(op:ping)', [{ ...set('op', 'ping'), not: true }]],
]

describe('the query language of the journal', () => {
  test.each(readings)('%s', (text, expected) => {
    const { query, problems } = parseQuery(text, clock)
    expect(problems).toEqual([])
    expect(query.terms).toEqual(expected)
  })

  test('a term of the outermost level knows its place, minus included', () => {
    const text = 'a  -op:ping (b | c)'
    expect(parseQuery(text, clock).parts.map(({ from, to }) => text.slice(from, to))).toEqual([
      'a',
      '-op:ping',
      '(b | c)',
    ])
  })

  test.each([
    ['side:луна a', 'луна', 1],
    ['foo:bar', 'foo', 1],
    ['status:', 'status:', 0],
    ['duration:>вчера', 'duration:>вчера', 0],
    ['at:2026-02-30', 'at:2026-02-30', 0],
    ['id:abc', 'abc', 0],
    ['op:>5', 'op:>5', 1],
    ['"открыто', '"открыто', 1],
    ['(a | b', '(a | b', 1],
    ['a ) b', ')', 2],
    ['()', '()', 0],
    ['!!!', '!!!', 0],
  ])('%s: the fault is shown in its place and the rest counts', (text, place, left) => {
    const { query, problems } = parseQuery(text, clock)
    expect(problems.map(({ from, to }) => text.slice(from, to))).toEqual([place])
    expect(problems[0]!.message.ru).toMatch(/[а-яё]/)
    expect(problems[0]!.message.en).not.toMatch(/[а-яё]{2}/.test(place) ? /^$/ : /[а-яё]/)
    expect(query.terms).toHaveLength(left)
  })

  test('an alternative that was not understood does not let everything through', () => {
    expect(terms('(side:луна | op:ping)')).toEqual([set('op', 'ping')])
  })

  test('names and Russian names of keys are unique', () => {
    const names = KEYS.flatMap(({ key, aliases }) => [key, ...aliases])
    expect(new Set(names).size).toBe(names.length)
  })

  test('brackets within brackets to any depth are survived', () => {
    const { problems } = parseQuery(`${'('.repeat(5000)}a`, clock)
    expect(problems.length).toBeGreaterThan(0)
  })

  test.each(['заголовок:a,<=1h', '-(-(a b))', '-(-(a | b))', '-(-a)'])(
    '%s: printed, it is read as the same query',
    (text) => {
      const { query } = parseQuery(text, clock)
      expect(parseQuery(printQuery(query), clock).query).toEqual(query)
    },
  )

  const piece = fc.oneof(
    fc.constantFrom('(', ')', '|', '-', '"', '«', '»', '*', ',', ':', ' ', '\\', '>', '<=', '..', '..<'),
    fc.constantFrom(...readings.map(([text]) => text)),
    fc.constantFrom(...KEYS.flatMap(({ key, aliases }) => [key, ...aliases]).map((key) => `${key}:`)),
    fc.constantFrom('1h', '2s', '4xx', '1c', '400', '26.11', 'вчера', '10kb', '1,5', 'a', '0'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  test('any text is read without a throw, and a printed query is read as the same query', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const { query } = parseQuery(pieces.join(''), clock)
        const again = parseQuery(printQuery(query), clock)
        expect(again.query).toEqual(query)
      }),
      { numRuns: 3000 },
    )
  })
})
