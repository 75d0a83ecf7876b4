import { describe, expect, it } from 'vitest'
import { match } from '../../server/scenarios/match.ts'
import { valueAt, withValueAt } from '../../server/scenarios/paths.ts'
import { durationMs, filled, UnknownVariable, type Scope } from '../../server/scenarios/values.ts'

const bench = { money: 'kopecks', offset: '+03:00' } as const
const wire = { money: 'rubles', offset: '+03:00' } as const
const holds = (expected: unknown, actual: unknown, options: typeof bench | typeof wire = bench) =>
  match(expected, actual, options).length === 0

const order = {
  id: '42',
  total: 5_373_950,
  placed: '2026-03-02T10:00:00',
  lines: [
    { tovar_id: 'a', quantity: 2 },
    { tovar_id: 'b', quantity: 1 },
  ],
}

describe('paths of results', () => {
  it.each([
    ['lines[0].tovar_id', 'a'],
    ['lines[last].quantity', 1],
    ['lines[-2].quantity', 2],
    ['lines[tovar_id=b].quantity', 1],
    ['lines[*].quantity', [2, 1]],
    ['lines.length', 2],
    ['["id"]', '42'],
    ['lines[5].tovar_id', undefined],
    ['nothing.at.all', undefined],
  ])('%s leads to %j', (path, value) => {
    expect(valueAt(order, path)).toEqual(value)
  })

  it('finds in a text what stands behind the name of a line', () => {
    const answer = { body: 'zip=yes\nfile_limit=204800\r\nsessid=a=b' }
    expect(valueAt(answer, 'body.file_limit')).toBe('204800')
    expect(valueAt(answer, 'body.sessid')).toBe('a=b')
    expect(valueAt(answer, 'body.limit')).toBeUndefined()
  })

  it('tells where a path stops making sense', () => {
    expect(() => valueAt(order, 'lines[')).toThrow(/character 6/)
  })

  it('changes a copy at a path, and takes members away', () => {
    expect(withValueAt(order, 'lines[1].quantity', 7)).toMatchObject({
      lines: [{ quantity: 2 }, { quantity: 7 }],
    })
    expect(withValueAt(order, 'lines[0]', undefined)).toMatchObject({ lines: [{ tovar_id: 'b' }] })
    expect(withValueAt(order, 'id', undefined)).not.toHaveProperty('id')
    expect(order.lines).toHaveLength(2)
    expect(() => withValueAt(order, 'lines[*].quantity', 1)).toThrow(SyntaxError)
    expect(() => withValueAt(order, 'no.such', 1)).toThrow(SyntaxError)
  })
})

describe('expectations', () => {
  it('looks at what is named and at nothing else', () => {
    expect(holds({ id: '42', 'lines[0].quantity': 2 }, order)).toBe(true)
    expect(match({ id: '43', 'lines[0].quantity': 2 }, order, bench)).toEqual([
      { path: 'id', expected: '«43»', actual: '«42»' },
    ])
  })

  it('compares lists whole, and texts are no numbers', () => {
    expect(holds({ lines: [{ quantity: 2 }, { quantity: 1 }] }, order)).toBe(true)
    expect(holds({ lines: [{ quantity: 2 }] }, order)).toBe(false)
    expect(holds({ id: 42 }, order)).toBe(false)
  })

  it('takes what is absent for null, and nothing else', () => {
    expect(holds({ comment: null }, order)).toBe(true)
    expect(holds({ comment: null }, { comment: '' })).toBe(false)
  })

  it.each([
    [{ $present: true }, 'x', true],
    [{ $present: false }, undefined, true],
    [{ $present: true }, null, false],
    [{ $not: 'x' }, 'y', true],
    [{ $not: 'x' }, 'x', false],
    [{ $in: [1, 2] }, 2, true],
    [{ $in: [1, 2] }, 3, false],
    [{ $is: { a: 1 } }, { a: 1, b: 2 }, false],
    [{ $gt: 3 }, 4, true],
    [{ $gt: 3 }, 3, false],
    [{ $gte: 3, $lt: 5 }, 3, true],
    [{ $lt: 5 }, '4,5', true],
    [{ $gt: 3 }, 'много', false],
    [{ $lte: '2026-03-02T10:00:00+03:00' }, '2026-03-02T10:00:00', true],
    [{ $contains: 'рис' }, 'Барис', true],
    [{ $contains: 'Рис' }, 'Барис', false],
    [{ $regex: '^Б.+с$' }, 'Барс', true],
    [{ $regex: '^\\d+$' }, 12, true],
    [{ $count: 2 }, [1, 2], true],
    [{ $count: { $gt: 2 } }, [1, 2], false],
    [{ $count: 0 }, 'нет списка', false],
    [{ $some: { a: 1 } }, [{ a: 0 }, { a: 1 }], true],
    [{ $none: { a: 1 } }, [{ a: 0 }, { a: 1 }], false],
    [{ $none: { a: 1 } }, undefined, false],
    [{ $every: { a: { $gte: 0 } } }, [{ a: 0 }, { a: 1 }], true],
    [{ $every: { a: 1 } }, [{ a: 0 }, { a: 1 }], false],
  ])('%j of %j: %s', (condition, actual, outcome) => {
    expect(holds(condition, actual)).toBe(outcome)
  })

  it('tells of a condition that does not exist instead of letting it hold', () => {
    expect(match({ $mony: 1 }, 1, bench)).toMatchObject([{ expected: expect.stringContaining('$mony') }])
  })

  it.each([
    ['53 739,50', 5_373_950, bench, true],
    ['53 739,50', '53739.50', wire, true],
    ['53739.5', 53_739.5, wire, true],
    [100, '100', wire, true],
    ['100', 100, wire, true],
    ['100', 100, bench, false],
    ['1,00', 100, bench, true],
    ['-5,10 ₽', -510, bench, true],
    ['1', 'рубль', bench, false],
    ['0,001', 0, bench, false],
  ])('an amount of %j is %j', (wanted, actual, options, outcome) => {
    expect(holds({ $money: wanted }, actual, options)).toBe(outcome)
  })

  it.each([
    ['2026-03-02T10:00:00+03:00', '2026-03-02T07:00:00Z', true],
    ['2026-03-02T10:00:00', '2026-03-02T07:00:00.000Z', true],
    [{ at: '2026-03-02T10:00:00', within: 5 }, '2026-03-02 10:00:04', true],
    [{ at: '2026-03-02T10:00:00', within: 5 }, '2026-03-02 10:00:06', false],
    ['2026-03-02', '2026-03-02T00:00:00+03:00', true],
    ['2026-03-02', 'вчера', false],
  ])('the moment %j is %j: %s', (wanted, actual, outcome) => {
    expect(holds({ $date: wanted }, actual)).toBe(outcome)
  })
})

describe('variables', () => {
  const names = new Map<string, string>()
  const scope: Scope = {
    variables: new Map<string, unknown>([
      ['order', order],
      ['count', 3],
      ['заказ', 'УТ-1'],
    ]),
    now: () => new Date('2026-03-02T07:00:00Z'),
    uuid(name) {
      if (!names.has(name)) names.set(name, `uuid-${names.size}`)
      return names.get(name)!
    },
  }
  it.each([
    ['${order.total}', 5_373_950],
    ['${order.lines[1]}', { tovar_id: 'b', quantity: 1 }],
    ['№ ${заказ}, строк ${count}', '№ УТ-1, строк 3'],
    ['${now}', '2026-03-02T07:00:00.000Z'],
    ['${now+1d12h}', '2026-03-03T19:00:00.000Z'],
    ['${today-1d}', '2026-03-01'],
    [{ list: ['${count}'] }, { list: [3] }],
    ['просто $ и {}', 'просто $ и {}'],
    [
      { $base64: 'Да\n${count}', encoding: 'windows-1251' },
      Buffer.from([0xc4, 0xe0, 13, 10, 0x33]).toString('base64'),
    ],
  ])('%j becomes %j', (value, outcome) => {
    expect(filled(value, scope)).toEqual(outcome)
  })

  it('gives the same identifier for the same name', () => {
    expect(filled(['${uuid:a}', '${uuid:b}', '${uuid:a}'], scope)).toEqual(['uuid-0', 'uuid-1', 'uuid-0'])
  })

  it('names a variable that nobody has set, and a member that is not there', () => {
    expect(() => filled('${nobody}', scope)).toThrow(UnknownVariable)
    expect(() => filled('${order.nothing}', scope)).toThrow(UnknownVariable)
  })

  it('lengths of time add up', () => {
    expect(durationMs('1d2h3m4s5ms')).toBe(93_784_005)
  })
})
