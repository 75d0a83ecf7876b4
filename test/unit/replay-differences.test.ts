import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DIFFERENCE_LIMIT } from '../../server/contracts/compare/differences.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { differences, verdictOf, type CompareContext } from '../../server/journal/replay/difference.ts'
import { partsOf } from '../../server/journal/replay/file-terms.ts'
import type { PlannedStep } from '../../server/journal/replay/model.ts'
import { createSubstitutions } from '../../server/journal/replay/substitutions.ts'

/** How an answer of a replay differs from that of the recording: by what it means, each difference with its reason. */

const answer = (text: string | null, status: number | null = 200, code: string | null = null) => {
  const bytes = Buffer.from(text ?? '')
  return {
    outcome: { status, code, durationMs: 1 },
    body: text === null ? null : { bytes, contentType: '' },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }
}
const context: CompareContext = {
  operation: 'regate.booking',
  contract: 'regate/1',
  known: createSubstitutions([{ from: 'rs-ord-1', to: 'rs-ord-2', field: null }]),
  origins: { then: 'http://a.example', now: 'http://b.example' },
  zone: 'Europe/Moscow',
  parts: { largest: 0, packed: false },
}
const found = (then: string, now: string, part: Partial<CompareContext> = {}) =>
  differences(answer(then), answer(now), { ...context, ...part })
const compare = (then: string, now: string, part: Partial<CompareContext> = {}) =>
  found(then, now, part).map(({ place, expected }) => `${place} ${expected ? 'explained' : 'real'}`)

const booking = regate.operations.find(({ id }) => id === 'regate.booking')!
const [example] = booking.responses[201]!.examples
const bookingAnswer = example!.value as Record<string, unknown> & { lines: Record<string, unknown>[] }
const written = (value: unknown) => JSON.stringify(value, null, 2)

describe('differences of answers', () => {
  it('are none in the order of members and in spelling', () => {
    expect(compare('{"a":1,"b":{"c":2}}', '{ "b": {"c": 2.0}, "a": 1 }')).toEqual([])
  })

  it('[BD-08] a message of the contract: lines by their id, money by value, what was made anew explained, the rest is real', () => {
    const { lines } = bookingAnswer
    const then = { ...bookingAnswer, booking_id: 'rs-ord-1' }
    const [first, ...others] = lines
    const now = {
      ...bookingAnswer,
      booking_id: 'rs-ord-2',
      order_id: 'f3000000-94a3-11f0-8de9-0242ac12ffff',
      created_at: '2026-01-02T00:00:00',
      lines: [{ ...first, amount: 1 }, ...others],
    }
    expect(compare(written(then), written(now))).toEqual([
      '/lines/0/amount real',
      '/order_id explained',
      '/booking_id explained',
      '/created_at explained',
    ])
    expect(found(written(then), written(now)).find(({ place }) => place === '/booking_id')).toMatchObject({
      then: 'rs-ord-1',
      now: 'rs-ord-2',
      reason: { ru: 'подставлено новое значение' },
    })
    // Without the new value it is another booking.
    expect(compare(written(then), written(now), { known: createSubstitutions() })).toContain(
      '/booking_id real',
    )
  })

  it('elements of a list are found by the ids that were made anew, wherever they stand', () => {
    const known = createSubstitutions([
      { from: 'pay-first', to: 'pay-again', field: null },
      { from: 'pay-second', to: 'pay-other', field: null },
    ])
    const payment = (transaction_id: string, amount: number) => ({ transaction_id, amount })
    const list = (...items: unknown[]) => written({ items: items.map((one, id) => ({ id, one })) })
    expect(
      compare(
        list(payment('pay-first', 1), payment('pay-second', 2)),
        list(payment('pay-again', 1), payment('pay-other', 3)),
        {
          known,
        },
      ),
    ).toEqual([
      '/items/1/one/amount real',
      '/items/0/one/transaction_id explained',
      '/items/1/one/transaction_id explained',
    ])
  })

  it('an address names the system that answers now', () => {
    expect(found('{"url":"http://a.example/x"}', '{"url":"http://b.example/x"}')).toMatchObject([
      { place: '/url', expected: true, reason: { ru: 'адрес отвечающей системы' } },
    ])
  })

  it('a member that is gone or has come is never explained', () => {
    expect(compare('{"updated_at":"x","a":1}', '{"a":1}')).toEqual(['/updated_at real'])
    expect(compare('{"a":1}', '{"updated_at":"x","a":1}')).toEqual(['/updated_at real'])
  })

  it('[C §3.1 checkauth] cookie and sessid differ and are not shown', () => {
    const operation = 'commerceml.catalog.checkauth'
    const told = found('success\nPHPSESSID\ncccc1\nsessid=dddd1', 'success\nBITRIX\ncccc2\nsessid=dddd2', {
      operation,
      contract: 'commerceml/2',
    })
    expect(told).toHaveLength(3)
    expect(JSON.stringify(told)).not.toMatch(/cccc|dddd/)
    expect(told.every(({ expected }) => expected)).toBe(true)
    expect(compare('success\nA\nb', 'failure\nA\nb', { operation })).toEqual(['/lines/0 real'])
  })

  it('[C §3.1 init] other terms of the site are said with what they mean for the parts that are sent', () => {
    const step = (operation: string, url: string, requestBytes: number) =>
      ({ operation, url, requestBytes }) as PlannedStep
    const parts = partsOf([
      step('commerceml.catalog.init', '/?mode=init', 9_000_000),
      step('commerceml.catalog.file', '/?mode=file&filename=v8_1.zip', 204_800),
      step('commerceml.catalog.file', '/?mode=file&filename=import.xml', 100),
    ])
    expect(parts).toEqual({ largest: 204_800, packed: true })
    const terms = (then: string, now: string) =>
      found(then, now, { operation: 'commerceml.catalog.init', contract: 'commerceml/2', parts })
    const [zip, limit] = terms('zip=yes\nfile_limit=204800', 'zip=no\nfile_limit=100000')
    expect([zip, limit]).toMatchObject([
      { place: '/zip', expected: false, reason: { ru: expect.stringContaining('не принимает архивы') } },
      { place: '/file_limit', expected: false, reason: { ru: expect.stringContaining('204800') } },
    ])
    for (const more of ['409600', '0'])
      expect(terms('zip=yes\nfile_limit=204800', `zip=yes\nfile_limit=${more}`)).toMatchObject([
        { place: '/file_limit', expected: true },
      ])
  })

  it('[C §6] of CommerceML goods are found by «Ид», and the time of the file means nothing', () => {
    const file = (moment: string, ...goods: string[]) =>
      `<КоммерческаяИнформация ДатаФормирования="${moment}"><Каталог><Товары>${goods.join('')}</Товары></Каталог></КоммерческаяИнформация>`
    const item = (id: string, name: string) =>
      `<Товар><Ид>${id}</Ид><Наименование>${name}</Наименование></Товар>`
    const part = { operation: 'commerceml.sale.query', contract: 'commerceml/2' }
    const told = compare(
      file('2026-01-01T00:00:00', item('1', 'Сыр'), item('2', 'Мёд')),
      file('2026-02-01T00:00:00', item('1', 'Сыр'), item('2', 'Мёд липовый')),
      part,
    )
    expect(told).toEqual([
      expect.stringMatching(/Товар\/1\/Наименование real$/),
      expect.stringMatching(/@ДатаФормирования explained$/),
    ])
  })

  it('what is too large, or no text, is compared by its bytes, and that is said', () => {
    const large = { ...answer(null), bytes: 9_000_000, sha256: 'a' }
    expect(differences(large, { ...large, sha256: 'b' }, context)).toMatchObject([
      { place: 'body', expected: false, reason: { ru: expect.stringContaining('сравнены только байты') } },
    ])
    expect(differences(large, large, context)).toEqual([])
    expect(compare('\0\u0001', '\0\u0002')).toEqual(['body real'])
  })

  it('what was only counted is never taken for explained', () => {
    const rows = (moment: string, name: string) =>
      written({
        rows: [...Array(DIFFERENCE_LIMIT).keys()].map((id) => ({ id, updated_at: moment })),
        last: { name },
      })
    expect(compare(rows('x', 'а'), rows('y', 'б'))[0]).toBe('body real')
    expect(compare(rows('x', 'а'), rows('y', 'а')).every((one) => one.endsWith('explained'))).toBe(true)
  })

  it('give a verdict', () => {
    const then = answer('{}').outcome
    expect(verdictOf(then, then, [])).toBe('same')
    const one = { place: '/a', then: '1', now: '2', reason: null }
    expect(verdictOf(then, then, [{ ...one, expected: true }])).toBe('explained')
    expect(verdictOf(then, then, [{ ...one, expected: false }])).toBe('different')
    expect(verdictOf(then, { ...then, status: null }, [])).toBe('failed')
  })
})
