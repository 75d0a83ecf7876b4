import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kopecks, thousandths } from '../../server/contracts/decimal.ts'
import {
  checkOffer,
  discountAmount,
  discountFits,
  isRounding,
  isVatRate,
  lineAmounts,
  ndsInside,
  offerAmounts,
  totalsOf,
  VAT_RATES,
  vatPercent,
} from '../../server/contracts/site-orders/arithmetic.ts'
import type { OfferAmounts } from '../../server/contracts/site-orders/arithmetic.ts'

/** Quantity, price, gross, discount, sum, VAT of the nine lines, in roubles. */
const rows: [number, number, number, number, number, number][] = [
  [15, 191.96, 2879.4, 431.91, 2447.49, 407.92],
  [25, 227.85, 5696.25, 854.44, 4841.81, 806.97],
  [10, 481.6, 4816, 722.4, 4093.6, 682.27],
  [6, 1050.28, 6301.68, 945.25, 5356.43, 892.74],
  [3, 1400.95, 4202.85, 630.43, 3572.42, 595.4],
  [6, 910.22, 5461.32, 819.2, 4642.12, 773.69],
  [15, 2009.28, 30139.2, 4520.88, 25618.32, 4269.72],
  [5, 592.37, 2961.85, 444.28, 2517.57, 419.6],
  [2, 382.2, 764.4, 114.66, 649.74, 108.29],
]

const offers: OfferAmounts[] = rows.map(([quantity, price, , discount, summa, nds_summa]) => ({
  quantity,
  price,
  discount,
  nds_s: '20%',
  nds_summa,
  summa,
}))

describe('sums of a line', () => {
  it.each(rows)('[A-95][AD-22] %d × %d', (quantity, price, gross, discount, summa, nds) => {
    const terms = {
      quantity: thousandths(quantity),
      price: kopecks(price),
      discount: kopecks(discount),
      nds_s: '20%',
    }
    expect(lineAmounts(terms)).toEqual({
      gross: kopecks(gross),
      summa: kopecks(summa),
      nds_summa: kopecks(nds),
    })
    expect(discountAmount(terms.price, terms.quantity, 1500)).toBe(kopecks(discount))
    expect(offerAmounts(terms)).toEqual({ price, discount, nds_summa: nds, summa })
  })

  it('[A-95][A-91] the nine lines come to 53 739,50, VAT by rows 8 956,60', () => {
    expect(totalsOf(offers)).toEqual({
      total: 5_373_950,
      nds: 895_660,
      discount: 948_345,
      byRate: [{ nds_s: '20%', summa: 5_373_950, nds_summa: 895_660 }],
    })
    expect(offers.flatMap(checkOffer)).toEqual([])
  })

  it('[AD-45] rates: plain, calculated, none; the list is open', () => {
    for (const rate of [...VAT_RATES, '20/120', '22/122', '12%']) expect(isVatRate(rate), rate).toBe(true)
    for (const rate of ['', '20', '120%', '20/100', '020%', 'НДС20', 'без НДС'])
      expect(isVatRate(rate), rate).toBe(false)
    expect(vatPercent('22/122')).toBe(22)
    expect(ndsInside(12_200, '22%')).toBe(2_200)
    expect(ndsInside(12_000, '20/120')).toBe(2_000)
    expect(ndsInside(12_000, '0%')).toBe(0)
    expect(ndsInside(12_000, 'Без НДС')).toBe(0)
    expect(() => ndsInside(1, '120%')).toThrow(RangeError)
  })

  it('[AD-45] totals are kept by rate in order of appearance', () => {
    const line = { quantity: 1, price: 10, discount: 0, nds_summa: 0, summa: 10 }
    const { byRate } = totalsOf([
      { ...line, nds_s: 'Без НДС' },
      { ...line, nds_s: '0%' },
      { ...line, nds_s: 'Без НДС' },
    ])
    expect(byRate).toEqual([
      { nds_s: 'Без НДС', summa: 2_000, nds_summa: 0 },
      { nds_s: '0%', summa: 1_000, nds_summa: 0 },
    ])
  })

  it('[A-88] a discount may be as large as price times quantity, not larger', () => {
    expect(discountFits({ quantity: 0.333, price: 10, discount: 3.33 })).toBe(true)
    expect(discountFits({ quantity: 0.333, price: 10, discount: 3.34 })).toBe(false)
  })

  it('[A-95] a difference is named with what was expected; a kopeck is a rounding', () => {
    const [difference] = checkOffer({ ...offers[0]!, summa: 2447.5, nds_summa: 407.92 })
    expect(difference).toEqual({ field: 'summa', expected: 244_749, actual: 244_750 })
    expect(isRounding(difference!)).toBe(true)
    expect(isRounding({ field: 'summa', expected: 100, actual: 102 })).toBe(false)
  })

  it('[AD-13] what is computed satisfies the check, and VAT is the nearest kopeck', () => {
    const terms = fc.record({
      quantity: fc.integer({ min: 1, max: 10_000_000 }),
      price: fc.integer({ min: 0, max: 100_000_000 }),
      share: fc.integer({ min: 0, max: 10_000 }),
      nds_s: fc.constantFrom(...VAT_RATES),
    })
    fc.assert(
      fc.property(terms, ({ quantity, price, share, nds_s }) => {
        const discount = Math.min(
          discountAmount(price, quantity, share),
          Math.floor((price * quantity) / 1000),
        )
        const line = { quantity, price, discount, nds_s }
        const amounts = offerAmounts(line)
        expect(checkOffer({ quantity: quantity / 1000, nds_s, ...amounts })).toEqual([])
        const { summa, nds_summa } = lineAmounts(line)
        const percent = BigInt(vatPercent(nds_s)!)
        const doubleError = 2n * BigInt(nds_summa) * (100n + percent) - 2n * BigInt(summa) * percent
        expect(doubleError <= 100n + percent && doubleError > -(100n + percent)).toBe(true)
      }),
    )
  })
})
