import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, priced, type WantedLine } from '../../mocks/onec/allocation.ts'
import { stockKey, type ItemRow } from '../../mocks/onec/catalogue.ts'

const line = (offers: string[], quantity: number, rest: Partial<WantedLine> = {}): WantedLine => ({
  tovar_id: 'T',
  storage_ref: 'W',
  quantity,
  offers,
  mode: 'alternatives',
  ...rest,
})

const stock = (quantities: Record<string, number>, storage = 'W') =>
  new Map(Object.entries(quantities).map(([offer, quantity]) => [stockKey(offer, storage), quantity]))

const taken = (wanted: WantedLine[], quantities: Record<string, number>) =>
  allocate(wanted, stock(quantities)).lines.map(({ offer_id, quantity }) => [offer_id, quantity])

describe('alternatives', () => {
  it('[AD-26][A-59] the first offer that has the whole quantity carries the line alone', () => {
    expect(taken([line(['a', 'b', 'c'], 15_000)], { a: 20_000, b: 99_000 })).toEqual([['a', 15_000]])
    expect(taken([line(['a', 'b', 'c'], 15_000)], { a: 10_000, b: 15_000 })).toEqual([['b', 15_000]])
  })

  it('[AD-26] when none has it whole, the line is split in priority order', () => {
    expect(taken([line(['a', 'b', 'c'], 10_000)], { a: 6_000, b: 0, c: 9_000 })).toEqual([
      ['a', 6_000],
      ['c', 4_000],
    ])
  })

  it('what is on no warehouse is carried by the first offer and reported as a shortage (ORD-305)', () => {
    const allocation = allocate([line(['a', 'b'], 10_000)], stock({ a: 2_000, b: 3_000 }))
    expect(allocation.lines.map(({ offer_id, quantity }) => [offer_id, quantity])).toEqual([
      ['a', 7_000],
      ['b', 3_000],
    ])
    expect(allocation.shortages).toEqual([{ source: 0, offer_id: 'a', missing: 5_000 }])
  })

  it('lines share the stock, an earlier line first', () => {
    expect(taken([line(['a', 'b'], 5_000), line(['a', 'b'], 5_000)], { a: 5_000, b: 5_000 })).toEqual([
      ['a', 5_000],
      ['b', 5_000],
    ])
  })

  it('only the warehouse of the line counts', () => {
    const allocation = allocate([line(['a'], 1_000)], stock({ a: 9_000 }, 'other'))
    expect(allocation.shortages).toEqual([{ source: 0, offer_id: 'a', missing: 1_000 }])
  })

  it('a line without offers, or with negative stock, gives no nonsense', () => {
    expect(allocate([line([], 1_000)], new Map())).toEqual({ lines: [], shortages: [] })
    expect(allocate([line(['a'], 1_000)], stock({ a: -4_000 })).shortages[0]!.missing).toBe(1_000)
  })
})

describe('kits', () => {
  it('[AD-26] every offer of a kit is taken in the quantity of the line', () => {
    const wanted = [line(['a', 'b'], 3_000, { mode: 'kit' })]
    const allocation = allocate(wanted, stock({ a: 9_000, b: 1_000 }))
    expect(allocation.lines.map(({ offer_id, quantity }) => [offer_id, quantity])).toEqual([
      ['a', 3_000],
      ['b', 3_000],
    ])
    expect(allocation.shortages).toEqual([{ source: 0, offer_id: 'b', missing: 2_000 }])
  })
})

describe('a part of a kit that is also sold alone', () => {
  const kit = line(['a', 'b'], 2_000, { mode: 'kit', tovar_id: 'K' })

  it.each([
    ['after', [line(['a'], 5_000), kit], 'T'],
    ['before', [kit, line(['a'], 5_000)], 'K'],
  ])('[AD-26] joins the line that has the item, the kit %s it', (_where, wanted, tovar_id) => {
    const { lines } = allocate(wanted, stock({ a: 99_000, b: 99_000 }))
    expect(lines.filter(({ offer_id }) => offer_id === 'a')).toMatchObject([{ quantity: 7_000, tovar_id }])
    expect(lines).toHaveLength(2)
  })
})

describe('always', () => {
  const offer = fc.constantFrom('a', 'b', 'c', 'd')
  const wantedLines = fc.array(
    fc.record({
      offers: fc.uniqueArray(offer, { minLength: 1 }),
      quantity: fc.integer({ min: 1, max: 50_000 }),
      mode: fc.constantFrom('alternatives' as const, 'kit' as const),
    }),
    { maxLength: 8 },
  )
  const stocks = fc.dictionary(offer, fc.integer({ min: -5_000, max: 60_000 }))

  it('[AD-26] nothing of the quantity is lost or made up, and nothing is taken twice', () => {
    fc.assert(
      fc.property(wantedLines, stocks, (lines, quantities) => {
        const wanted = lines.map(({ offers, quantity, mode }) => line(offers, quantity, { mode }))
        const { lines: got, shortages } = allocate(wanted, stock(quantities))
        const asked = wanted.reduce(
          (n, { quantity, offers, mode }) => n + (mode === 'kit' ? quantity * offers.length : quantity),
          0,
        )
        expect(got.reduce((n, { quantity }) => n + quantity, 0)).toBe(asked)
        for (const id of ['a', 'b', 'c', 'd']) {
          const promised = got
            .filter(({ offer_id }) => offer_id === id)
            .reduce((n, part) => n + part.quantity, 0)
          const lacking = shortages
            .filter(({ offer_id }) => offer_id === id)
            .reduce((n, part) => n + part.missing, 0)
          expect(promised - lacking).toBeLessThanOrEqual(Math.max(quantities[id] ?? 0, 0))
        }
        expect(got.every(({ quantity }) => quantity > 0)).toBe(true)
      }),
    )
  })
})

describe('prices', () => {
  it('[A-88] the discount of the agreement is a whole number of kopecks, half away from zero', () => {
    const item = { offer_id: 'a', price: 22_785, nds_s: '20%' } as ItemRow
    const items = new Map([['a', item]])
    const [done] = priced(allocate([line(['a'], 25_000)], stock({ a: 99_000 })).lines, items, 15)
    expect(done).toEqual({
      tovar_id: 'T',
      offer_id: 'a',
      storage_ref: 'W',
      quantity: 25_000,
      price: 22_785,
      discount: 85_444,
      nds_s: '20%',
    })
  })
})
