import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isAllowedVolume,
  lineAmount,
  orderAmount,
  priceFor,
  stockText,
} from '../../server/contracts/regate/pricing.ts'

describe('price by volume', () => {
  const list = {
    retail: 118_000,
    tiers: [
      { over: 5_000, price: 112_000 },
      { over: 20_000, price: 106_000 },
    ],
  }
  it.each([
    ['retail far below X1', 170, 118_000],
    ['retail at exactly X1', 5_000, 118_000],
    ['the first price a thousandth over X1', 5_001, 112_000],
    ['the first price at exactly X2', 20_000, 112_000],
    ['the second price a thousandth over X2', 20_001, 106_000],
  ])('[B-41][B-42][B-43][BD-31] %s', (_what, volume, price) => {
    expect(priceFor(list, volume)).toBe(price)
  })

  it('[BD-31] without tiers every volume has the retail price', () => {
    expect(priceFor({ retail: 9_500, tiers: [] }, 1_000_000)).toBe(9_500)
  })
})

describe('allowed volumes', () => {
  it.each([
    [340, true],
    [339, false],
    [170, false],
    [510, true],
    [511, false],
    [1_020, true],
    [0, false],
  ])('[B-38][B-39][BD-32] 0,34 + k·0,17: %i thousandths', (volume, allowed) => {
    expect(isAllowedVolume({ min: 340, step: 170 }, volume)).toBe(allowed)
  })

  const positive = fc.integer({ min: 1, max: 1_000_000 })
  it('[BD-32] every min + k·step is allowed and nothing between', () => {
    fc.assert(
      fc.property(positive, positive, fc.nat(10_000), fc.nat(), (min, step, k, offset) => {
        const rule = { min, step }
        expect(isAllowedVolume(rule, min + k * step)).toBe(true)
        const between = offset % step
        expect(isAllowedVolume(rule, min + k * step + between)).toBe(between === 0)
        expect(isAllowedVolume(rule, min - step)).toBe(false)
      }),
    )
  })
})

describe('amounts', () => {
  it.each([
    [1_020, 118_000, 120_360],
    [6_000, 60_000, 360_000],
    [5, 100, 1],
    [4, 100, 0],
    [15, 100, 2],
    [333, 100, 33],
    [0, 100, 0],
  ])('[B-52][BD-07] %i thousandths at %i kopecks make %i', (quantity, price, amount) => {
    expect(lineAmount(quantity, price)).toBe(amount)
  })

  it('[BD-07] a line is never more than half a kopeck off, and a half goes up', () => {
    const units = fc.integer({ min: 0, max: 100_000_000 })
    fc.assert(
      fc.property(units, units, (quantity, price) => {
        const exact = BigInt(quantity) * BigInt(price)
        const off = BigInt(lineAmount(quantity, price)) * 1000n - exact
        expect(off > -500n && off <= 500n).toBe(true)
      }),
    )
  })

  it('[B-52][BD-13] an order is the sum of its rounded lines', () => {
    expect(orderAmount([120_360, 360_000, 114_000])).toBe(594_360)
    expect(orderAmount([])).toBe(0)
  })

  it('[BD-07] what exact kopecks do not hold is refused', () => {
    expect(() => lineAmount(Number.MAX_SAFE_INTEGER, 2_000)).toThrow(RangeError)
    expect(() => orderAmount([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError)
  })
})

describe('stock in words', () => {
  it.each([
    [{ quantity: 18_700, unlimited: false, unit: 'кг' }, '18,7 кг'],
    [{ quantity: 0, unlimited: false, unit: 'шт' }, '0 шт'],
    [{ quantity: null, unlimited: true, unit: 'шт' }, 'без ограничения'],
    [{ quantity: 12_000, unlimited: true, unit: 'шт' }, 'без ограничения; на складе 12 шт'],
  ])('[B-40][BD-30] %j', (stock, text) => {
    expect(stockText(stock)).toBe(text)
  })
})
