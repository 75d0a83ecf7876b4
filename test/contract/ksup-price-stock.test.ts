import { describe, expect, it } from 'vitest'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { checkNames, NAME_DIFFERS, sameName } from '../../server/contracts/ksup/name-check.ts'
import { contractPrice, priceStockAnswer } from '../../server/contracts/ksup/price-stock.ts'
import type { Agreement, PricedItem, PriceStockBase } from '../../server/contracts/ksup/price-stock.ts'
import { PriceStockAnswer } from '../../server/contracts/ksup/schema.ts'

const today = '2025-09-18'
const asOf = `${today}T15:05:00`
const shop = 'Магазинный'
const outside = 'Внешний (аутсорс)'

const rower: PricedItem = {
  article: 'TR-2041',
  name: 'Тренажёр гребной «Волна»',
  exported: true,
  retail: 8_999_000,
  special: { from: '2025-09-01', to: today, price: 8_699_000 },
  available: { [shop]: 3000, [outside]: 11_000 },
}
const mat: PricedItem = {
  article: 'MT-0017',
  name: 'Коврик 180×60, серый',
  exported: true,
  retail: 129_000,
  special: null,
  available: { [outside]: 240_000 },
}
const agreement: Agreement = { from: '2025-01-01', to: null, prices: { 'TR-2041': 8_499_000 } }

const base: PriceStockBase = {
  items: [rower, mat],
  warehouses: [shop, outside],
  agreementsOf: (code) => (code === '00-00001873' ? [agreement] : null),
}
const ask = (
  articles: string[],
  contact_code: string | null | undefined = '00-00001873',
  changed: Partial<PriceStockBase> = {},
) => priceStockAnswer({ contact_code, articles }, { ...base, ...changed }, asOf)

describe('prices and stock', () => {
  it('[D-102, D-103, D-106, D-108, D-109, D-111] the answer of section 6.8', () => {
    const answer = priceStockAnswer(examples.priceStockRequest, base, asOf)
    expect(answer).toEqual(examples.priceStockAnswer)
    expect(PriceStockAnswer.safeParse(answer).success).toBe(true)
  })

  it('[DD-52, DD-53] unknown, ambiguous and closed articles are errors, the others are answered', () => {
    const items = [rower, mat, { ...mat }, { ...rower, article: 'X', exported: false }]
    const { rows, errors } = ask(['TR-2041', 'MT-0017', 'X', 'нет', 'нет'], undefined, { items })
    expect(new Set(rows.map(({ article }) => article))).toEqual(new Set(['TR-2041']))
    expect(errors.map(({ article, code }) => [article, code])).toEqual([
      ['MT-0017', 'KS-ARTICLE-AMBIGUOUS'],
      ['X', 'KS-ARTICLE-FORBIDDEN'],
      ['нет', 'KS-ARTICLE-UNKNOWN'],
    ])
  })

  it('[DD-09] an article is compared as a string, with its zeros and spaces', () => {
    const items = [{ ...mat, article: '007' }]
    expect(ask(['7', ' 007'], null, { items }).errors).toHaveLength(2)
    expect(ask(['007'], null, { items }).rows).toHaveLength(2)
  })

  it.each([null, '', '00-404'])('[D-105, DD-54] contact %j: no contract price, a warning', (contact) => {
    const { rows, warnings, contact_code } = ask(['TR-2041'], contact)
    expect(rows.map(({ price_contract }) => price_contract)).toEqual([null, null])
    expect(warnings.map(({ code }) => code)).toEqual(['W-CONTACT-UNKNOWN'])
    expect(contact_code).toBe(contact === '' ? null : contact)
    expect(ask(['TR-2041']).warnings).toEqual([])
  })

  it('[D-102, DD-55] one row for every warehouse; without stock 0, below zero as it is', () => {
    const items = [{ ...mat, available: { [outside]: -1500, Чужой: 5000 } }]
    expect(
      ask(['MT-0017'], null, { items }).rows.map(({ warehouse, available }) => [warehouse, available]),
    ).toEqual([
      [shop, 0],
      [outside, -1.5],
    ])
  })

  it('[DD-56] no price is null', () => {
    const [row] = ask(['MT-0017'], undefined, { items: [{ ...mat, retail: null }] }).rows
    expect(row).toMatchObject({ price_retail: null, price_special: null, price_contract: null })
  })

  it.each([
    ['2025-09-18', '2025-09-18', 86990],
    ['2025-09-19', null, null],
    ['2025-09-01', '2025-09-17', null],
    ['2025-09-01', null, 86990],
  ])('[D-103, D-106] a promotional price from %s to %s', (from, to, expected) => {
    const items = [{ ...rower, special: { from, to, price: 8_699_000 } }]
    expect(ask(['TR-2041'], null, { items }).rows[0]!.price_special).toBe(expected)
  })

  it('[D-107, DD-57] of the agreements in force the one with the latest start, on a tie the lowest price', () => {
    const of = (from: string, to: string | null, price: number): Agreement => ({
      from,
      to,
      prices: { A: price },
    })
    const price = (...agreements: Agreement[]) => contractPrice(agreements, 'A', today)
    expect(price()).toBeNull()
    expect(price(of('2025-01-01', null, 5), of('2025-06-01', null, 9))).toBe(9)
    expect(price(of('2025-06-01', null, 9), of('2025-06-01', null, 7), of('2025-01-01', null, 5))).toBe(7)
    expect(price(of('2025-09-19', null, 1), of('2025-01-01', '2025-09-17', 2))).toBeNull()
    expect(price(of(today, today, 3))).toBe(3)
    expect(price(of('2025-01-01', null, 5), { from: '2025-06-01', to: null, prices: { B: 1 } })).toBe(5)
    expect(contractPrice([{ from: today, to: null, prices: {} }], 'constructor', today)).toBeNull()
  })
})

describe('the check of names', () => {
  it.each([
    ['  Тренажёр   гребной ', 'Тренажёр гребной'],
    ['Тренажёр\u00A0гребной', 'тренажер ГРЕБНОЙ'],
    ['«Волна» “М”', '"Волна" "М"'],
    ['Мяч ’22', "Мяч '22"],
  ])('[D-110, DD-58] «%s» is «%s»', (a, b) => expect(sameName(a, b)).toBe(true))

  it.each([
    ['Коврик 180×60', 'Коврик 180×61'],
    ['Мяч', 'Мячи'],
    ['Бутылка 0,7 л', 'Бутылка 0.7 л'],
    ['', 'Мяч'],
  ])('[D-110, DD-58] «%s» is not «%s»', (a, b) => expect(sameName(a, b)).toBe(false))

  it('[D-110, DD-58] a row with another name is shown and not written until the user confirms', () => {
    const rows = ask(['TR-2041', 'MT-0017']).rows
    const names: Record<string, string> = { 'TR-2041': 'тренажер гребной "Волна"', 'MT-0017': 'Коврик' }
    const nameOf = (article: string) => names[article] ?? null
    expect(checkNames(rows, nameOf).map(({ name, write }) => [name, write])).toEqual([
      ['same', true],
      ['same', true],
      ['differs', false],
      ['differs', false],
    ])
    expect(checkNames(rows, nameOf, new Set(['MT-0017'])).every(({ write }) => write)).toBe(true)
    expect(checkNames(rows, () => null)[0]).toMatchObject({ name: 'unknown', write: false })
    expect(NAME_DIFFERS.ru).toBe('не совпадает название')
  })
})
