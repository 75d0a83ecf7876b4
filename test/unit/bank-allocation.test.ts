import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkAllocation,
  type Allocation,
  type AllocationFacts,
  type AllocationOrder,
} from '../../server/contracts/bank/allocation.ts'

const order = (
  order_id: string,
  restKopecks: number,
  change: Partial<AllocationOrder> = {},
): AllocationOrder => ({
  order_id,
  order_number: `00-${order_id.padStart(8, '0')}`,
  client_id: 'c-1',
  restKopecks,
  status: 100,
  ...change,
})

const facts: AllocationFacts = {
  amountKopecks: 1000,
  clientKnown: true,
  orders: [
    order('417', 600),
    order('418', 700),
    order('500', 100, { client_id: 'c-2' }),
    order('410', 900, { status: 410 }),
    order('420', 900, { status: 420 }),
    order('220', 900, { status: 220 }),
  ],
}

const split = (orders: [string, number][], balanceKopecks = 0, client_id = 'c-1'): Allocation => ({
  client_id,
  orders: orders.map(([order_id, kopecks]) => ({ order_id, kopecks })),
  balanceKopecks,
})

const codes = (allocation: Allocation, known = facts): string[] =>
  checkAllocation(allocation, known).map(({ code }) => code)

describe('allocation by hand', () => {
  it.each([
    [
      'several orders',
      split([
        ['417', 600],
        ['418', 400],
      ]),
    ],
    ['an order and the balance', split([['417', 600]], 400)],
    ['the balance alone', split([], 1000)],
    [
      'orders in part and the balance',
      split(
        [
          ['417', 1],
          ['418', 2],
        ],
        997,
      ),
    ],
  ])('[B-73] %s', (_title, allocation) => {
    expect(codes(allocation)).toEqual([])
  })

  it.each([
    [
      'a kopeck short',
      split([
        ['417', 600],
        ['418', 399],
      ]),
      ['BANK-ALLOCATE-SUM'],
    ],
    ['a kopeck over', split([['417', 600]], 401), ['BANK-ALLOCATE-SUM']],
    ['nothing', split([]), ['BANK-ALLOCATE-SUM']],
    ['above the rest', split([['417', 601]], 399), ['BANK-ALLOCATE-REST']],
    [
      'an order twice',
      split([
        ['417', 600],
        ['417', 400],
      ]),
      ['BANK-ALLOCATE-TWICE'],
    ],
    ['an unknown order', split([['999', 1000]]), ['BANK-ALLOCATE-ORDER']],
    [
      'an order of another client',
      split(
        [
          ['417', 600],
          ['500', 100],
        ],
        300,
      ),
      ['BANK-ALLOCATE-OTHER-CLIENT'],
    ],
    ['half a kopeck', split([['417', 0.5]], 999.5), ['BANK-ALLOCATE-KOPECKS', 'BANK-ALLOCATE-KOPECKS']],
    ['zero for an order', split([['417', 0]], 1000), ['BANK-ALLOCATE-KOPECKS']],
    [
      'less than zero',
      split(
        [
          ['417', 600],
          ['418', 500],
        ],
        -100,
      ),
      ['BANK-ALLOCATE-KOPECKS'],
    ],
    ['not a number', split([], NaN), ['BANK-ALLOCATE-KOPECKS']],
    [
      'sums that leave the exact integers',
      split([['417', 600]], Number.MAX_SAFE_INTEGER),
      ['BANK-ALLOCATE-SUM'],
    ],
  ])('[B-73] refuses %s', (_title, allocation, expected) => {
    expect(codes(allocation)).toEqual(expected)
  })

  it.each([410, 420, 220])('[B-73][BD-40] an order in status %i takes no payment', (status) => {
    expect(codes(split([[String(status), 900]], 100))).toEqual(['BANK-ALLOCATE-STATUS'])
  })

  it('[B-73] refuses a client that is not in the base', () => {
    expect(codes(split([], 1000), { ...facts, clientKnown: false })).toEqual(['BANK-ALLOCATE-CLIENT'])
  })

  it('[B-73] the sentence names the order, the figures and the remedy', () => {
    const [rest] = checkAllocation(split([['417', 60000]], 40000), {
      ...facts,
      amountKopecks: 100000,
      orders: [order('417', 50000)],
    })
    expect(rest).toMatchObject({
      order_id: '417',
      message: {
        ru: 'По заказу 00-00000417 осталось оплатить 500,00, указано 600,00: лишнее отнесите на баланс клиента',
      },
    })
  })

  it('[B-73] whatever is accepted adds up and exceeds no rest', () => {
    const kopecks = fc.oneof(fc.integer({ min: -5, max: 1200 }), fc.double({ min: 0, max: 9 }))
    const line = fc.tuple(fc.constantFrom('417', '418', '500', '410'), kopecks)
    const fair = fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 800 })).map(([a, b]) =>
      split(
        [
          ['417', a],
          ['418', b],
        ],
        1000 - a - b,
      ),
    )
    const any = fc.tuple(fc.array(line, { maxLength: 4 }), kopecks).map(([lines, rest]) => split(lines, rest))
    fc.assert(
      fc.property(fc.oneof(fair, any), (allocation) => {
        const accepted = codes(allocation).length === 0
        const byId = new Map<string, number>()
        for (const { order_id, kopecks: k } of allocation.orders)
          byId.set(order_id, (byId.get(order_id) ?? 0) + k)
        const whole = [...allocation.orders.map(({ kopecks: k }) => k), allocation.balanceKopecks]
        const sound =
          whole.every(Number.isInteger) &&
          allocation.orders.every(({ kopecks: k }) => k > 0) &&
          byId.size === allocation.orders.length &&
          allocation.balanceKopecks >= 0 &&
          whole.reduce((sum, k) => sum + k, 0) === 1000 &&
          [...byId].every(([id, k]) => k <= ({ 417: 600, 418: 700 }[id] ?? 0))
        expect(accepted).toBe(sound)
      }),
      { numRuns: 500 },
    )
  })
})
