import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_VAT } from '../../server/contracts/site-orders/arithmetic.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import type { DraftLine, InvoiceDraft } from '../../server/invoice/draft.ts'
import type { VatMode } from '../../server/invoice/model.ts'
import { manualDraft } from '../../server/invoice/sources/manual.ts'
import { ManualInvoice, type ManualInvoiceInput } from '../../server/invoice/sources/manual-model.ts'
import { seller } from './invoice-orders.ts'

/** Totals by rate, VAT inside, on top or none, rounding of 1C, what the document states against what follows from it (4.1–4.3). */

const { name, inn, kpp, ...bank } = seller

const byHand = (draft: Partial<ManualInvoiceInput> = {}): InvoiceDraft =>
  manualDraft(
    ManualInvoice.parse({
      number: '17',
      date: '2026-02-03',
      seller: { name, inn, kpp },
      bank,
      buyer: { name: 'Марина' },
      lines: [{ name: 'Обруч', unit: 'шт', quantity: 1000, price: 10000 }],
      ...draft,
    }),
  )

const withLines = (lines: Partial<DraftLine>[], vat_mode: VatMode, rates_on = '2026-02-03'): InvoiceDraft => {
  const draft = byHand()
  return { ...draft, vat_mode, rates_on, lines: lines.map((line) => ({ ...draft.lines[0]!, ...line })) }
}

const codesOf = (draft: InvoiceDraft): string[] =>
  buildInvoice(draft).warnings.map(({ code, field }) => `${code}@${field}`)

/** The nearest integer, half away from zero, by another way than the one under test: decimal digits. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  const tenths = (dividend * 10n) / divisor
  return tenths / 10n + (tenths % 10n >= 5n ? 1n : 0n)
}

const rates = ['0%', '5%', '7%', '10%', '20%', '22%', NO_VAT] as const
const aLine = fc
  .record({
    quantity: fc.integer({ min: 1, max: 5_000_000 }),
    price: fc.integer({ min: 0, max: 90_000_000 }),
    share: fc.integer({ min: 0, max: 100 }),
    vat_rate: fc.constantFrom(...rates),
  })
  .map(({ share, ...line }) => ({
    ...line,
    discount: Number((BigInt(line.price) * BigInt(line.quantity) * BigInt(share)) / 100_000n),
  }))
const someLines = fc.array(aLine, { minLength: 1, maxLength: 12 })
const aMode = fc.constantFrom<VatMode>('included', 'on_top', 'none')

const percentOf = (rate: string): bigint => (rate === NO_VAT ? 0n : BigInt(rate.replace('%', '')))

describe('the totals of any invoice', () => {
  it('[A-95] every figure of a line is rounded by itself, totals are sums of the rows', () => {
    fc.assert(
      fc.property(someLines, aMode, (terms, mode) => {
        const { lines, totals } = buildInvoice(withLines(terms, mode)).model
        for (const [i, line] of lines.entries()) {
          const { price, quantity, discount, vat_rate } = terms[i]!
          const exact = BigInt(price) * BigInt(quantity) - BigInt(discount) * 1000n
          const sum = rounded(exact, 1000n)
          expect(BigInt(line.sum)).toBe(sum)
          const rate = percentOf(vat_rate)
          const vat = mode === 'none' ? 0n : rounded(sum * rate, mode === 'included' ? 100n + rate : 100n)
          expect(BigInt(line.vat)).toBe(vat)
          expect(line.computed).toEqual({ sum: line.sum, vat: line.vat })
        }
        const total = lines.reduce((all, { sum }) => all + sum, 0)
        const vat = lines.reduce((all, line) => all + line.vat, 0)
        expect(totals).toMatchObject({ lines: lines.length, total, vat_total: vat })
        expect(totals.to_pay).toBe(mode === 'on_top' ? total + vat : total)
        expect(totals.gross - totals.discount - total).toBeGreaterThanOrEqual(-lines.length)
        expect(totals.gross - totals.discount - total).toBeLessThanOrEqual(lines.length)
      }),
    )
  })

  it('[A-95] one line a rate in the order of the rows; 0 % is a rate with 0,00, «Без НДС» has no amount', () => {
    fc.assert(
      fc.property(someLines, aMode, (terms, mode) => {
        const { lines, totals } = buildInvoice(withLines(terms, mode)).model
        const named = mode === 'none' ? [NO_VAT] : [...new Set(terms.map(({ vat_rate }) => vat_rate))]
        expect(totals.vat.map(({ rate }) => rate)).toEqual(named)
        for (const { rate, amount } of totals.vat) {
          const own = lines.filter((line) => line.vat_rate === rate)
          expect(amount).toBe(rate === NO_VAT ? null : own.reduce((sum, { vat }) => sum + vat, 0))
        }
      }),
    )
  })

  it('[A-95] what the document states is printed, and every difference is said', () => {
    fc.assert(
      fc.property(someLines, aMode, fc.integer({ min: -300, max: 300 }), (terms, mode, off) => {
        const right = buildInvoice(withLines(terms, mode)).model
        const stated = right.lines.map(({ sum, vat }, i) => ({ sum: i === 0 ? sum + off : sum, vat }))
        const draft = withLines(
          terms.map((line, i) => ({ ...line, stated: { sum: stated[i]!.sum, vat: null } })),
          mode,
        )
        const { model, warnings } = buildInvoice(draft)
        expect(model.lines.map(({ sum }) => sum)).toEqual(stated.map(({ sum }) => sum))
        const said = warnings.filter(({ field }) => field === 'lines.0.sum').map(({ code }) => code)
        expect(said).toEqual(off === 0 ? [] : [Math.abs(off) === 1 ? 'rounding' : 'row-arithmetic'])
        const total = buildInvoice({ ...draft, stated: { ...draft.stated, to_pay: right.totals.to_pay } })
        const isSaid = total.warnings.some(({ code }) => code === 'document-total-differs')
        expect(isSaid).toBe(total.model.totals.to_pay !== right.totals.to_pay)
      }),
    )
  })
})

describe('the modes of VAT', () => {
  const line = { quantity: 3000, price: 9999, discount: 100, vat_rate: '22%' }

  it.each([
    // 299,97 − 1,00 = 298,97; inside 53,9126…, on top 65,7734.
    ['included', 29897, 5391, 29897],
    ['on_top', 29897, 6577, 36474],
    ['none', 29897, 0, 29897],
  ] as const)('%s: total, VAT and what there is to pay', (mode, total, vat_total, to_pay) => {
    const { model, warnings } = buildInvoice(withLines([line], mode))
    expect(model.totals).toMatchObject({ total, vat_total, to_pay })
    expect(model.vat_mode).toBe(mode)
    expect(model.lines[0]!.vat_rate).toBe(mode === 'none' ? NO_VAT : '22%')
    // The words and the payment are of what there is to pay.
    expect(model.words).toMatch(to_pay === 36474 ? /^Триста шестьдесят четыре рубля 74/ : /^Двести/)
    expect(warnings.map(({ code }) => code)).toEqual(['qr-absent'])
  })

  it.each([
    ['20%', '2025-12-31', []],
    ['22%', '2026-01-01', []],
    ['20%', '2026-01-01', ['vat-rate-date@lines.0.vat_rate']],
    ['22%', '2025-12-31', ['vat-rate-date@lines.0.vat_rate']],
    ['5%', '2024-12-31', ['vat-rate-date@lines.0.vat_rate']],
    ['7%', '2025-01-01', []],
    ['10%', '2026-07-01', []],
    ['0%', '2026-07-01', []],
    [NO_VAT, '2026-07-01', []],
    ['20/120', '2025-07-01', []],
    ['НДС', '2026-07-01', ['vat-rate-unknown@lines.0.vat_rate']],
  ])('%s on %s', (vat_rate, date, expected) => {
    expect(codesOf(withLines([{ vat_rate }], 'included', date))).toEqual([...expected, 'qr-absent@qr'])
  })

  it('a line without a rate gets the main one of the day, or none where there is no VAT', () => {
    const rateOn = (draft: Partial<ManualInvoiceInput>) =>
      buildInvoice(byHand(draft)).model.lines[0]!.vat_rate
    expect(rateOn({ date: '2018-06-01' })).toBe('18%')
    expect(rateOn({ date: '2025-12-31' })).toBe('20%')
    expect(rateOn({ date: '2026-01-01' })).toBe('22%')
    expect(rateOn({ date: '2026-01-01', vat_mode: 'none' })).toBe(NO_VAT)
  })

  it('VAT on top that the document states otherwise is said with both figures; the rows count', () => {
    const draft = withLines([{ ...line, stated: { sum: 29897, vat: 6600 } }], 'on_top')
    const { model, warnings } = buildInvoice({ ...draft, stated: { to_pay: 36474, vat: 6577, discount: 0 } })
    expect(model.totals).toMatchObject({ vat_total: 6600, to_pay: 36497 })
    expect(warnings.map(({ code, field, value }) => [code, field, value])).toEqual([
      ['row-vat', 'lines.0.vat', '66,00'],
      ['total-vat-differs', 'totals.vat', '66,00'],
      ['document-total-differs', 'totals.to_pay', '364,74'],
      ['document-vat-differs', 'totals.vat', '65,77'],
      ['document-discount-differs', 'totals.discount', '0,00'],
      ['qr-absent', 'qr', undefined],
    ])
  })
})
