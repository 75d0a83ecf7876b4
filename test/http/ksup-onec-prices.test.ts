import { describe, expect, it } from 'vitest'
import { ARTICLES_LIMIT } from '../../server/contracts/ksup/price-stock-messages.ts'
import { demo, guid, refs } from '../unit/ksup-onec-directories-bench.ts'
import { service } from './ksup-onec-service-bench.ts'

describe('prices and stock', () => {
  it('[D-99] [D-101…D-111] [DD-55] [DD-56] has one row an article and warehouse, as section 6.8 shows it', async () => {
    const { prices, arrived, onec } = await service()
    const before = await onec.item(refs.rower)
    const { status, body } = await prices(['TR-2041', 'MT-0017', 'XX-404'], '00-00001872')
    expect(status).toBe(200)
    const rower = {
      name: 'Тренажёр гребной «Волна»',
      article: 'TR-2041',
      price_retail: 89990,
      price_special: 86990,
      price_contract: 84990,
    }
    const mat = {
      name: 'Коврик 180×60, серый',
      article: 'MT-0017',
      price_retail: 1290,
      price_special: null,
      price_contract: null,
    }
    const [shop, outside] = demo.warehouses
    expect(body).toEqual({
      as_of: '2025-09-18T15:05:00',
      contact_code: '00-00001872',
      currency: 'RUB',
      rows: [
        { ...rower, warehouse: shop, available: 3 },
        { ...rower, warehouse: outside, available: 11 },
        { ...mat, warehouse: shop, available: 0 },
        { ...mat, warehouse: outside, available: 240.5 },
      ],
      errors: [
        { article: 'XX-404', code: 'KS-ARTICLE-UNKNOWN', message: 'Номенклатура с артикулом не найдена' },
      ],
      warnings: [],
    })
    expect(await onec.item(refs.rower)).toEqual(before)
    expect(await arrived()).toEqual([])
  })

  it('[D-109] [DD-55] what is available may be below zero', async () => {
    const { prices, onec } = await service()
    const stock = [{ warehouse: 'Магазинный', on_hand: 1_000, reserved: 3_500 }]
    await onec.saveItem(refs.mat, { stock })
    expect((await prices(['MT-0017'])).body.rows[0]).toMatchObject({ available: -2.5 })
  })

  it('[DD-53] an article of several items is ambiguous, one that КСУП must not know is forbidden', async () => {
    const { prices, onec } = await service()
    await onec.saveItem(null, { name: 'Второй', article: 'MT-0017', group: refs.exported })
    const { body } = await prices(['MT-0017', 'SX-1', 'TR-2041'])
    expect(body.errors.map(({ article, code }) => [article, code])).toEqual([
      ['MT-0017', 'KS-ARTICLE-AMBIGUOUS'],
      ['SX-1', 'KS-ARTICLE-FORBIDDEN'],
    ])
    expect(new Set(body.rows.map(({ article }) => article))).toEqual(new Set(['TR-2041']))
    for (const edit of [
      { deletion_mark: true },
      { deletion_mark: false, archived: true },
      { archived: false, kind: 'Услуга' },
    ]) {
      await onec.saveItem(refs.rower, edit)
      expect((await prices(['TR-2041'])).body.errors).toMatchObject([{ code: 'KS-ARTICLE-FORBIDDEN' }])
    }
  })

  it.each([
    ['no contact', undefined],
    ['null', null],
    ['an empty code', ''],
    ['an unknown code', '00-99999999'],
  ])('[D-105] [DD-54] %s has no contract price, and a warning says so', async (_what, code) => {
    const { prices } = await service()
    const { status, body } = await prices(['TR-2041'], code)
    expect(status).toBe(200)
    expect(body.rows.map(({ price_contract }) => price_contract)).toEqual([null, null])
    expect(body.warnings).toMatchObject([{ code: 'W-CONTACT-UNKNOWN' }])
  })

  it('[D-103] [D-107] [DD-57] the latest agreement in force decides, on a tie the lowest price; of others none', async () => {
    const { prices, onec } = await service()
    const agree = (from: string, to: string | null, price: number, counterparty = refs.linked) =>
      onec.saveAgreement(null, { counterparty, from, to, prices: [{ article: 'TR-2041', price }] })
    const contract = async () => (await prices(['TR-2041'], '00-00001872')).body.rows[0]!.price_contract
    await agree('2025-10-01', null, 1)
    await agree('2025-05-01', '2025-09-17', 2)
    await agree('2025-09-01', null, 3, refs.own)
    expect(await contract()).toBe(84990)
    await agree('2025-05-01', '2025-09-18', 8_300_000)
    expect(await contract()).toBe(83000)
    await agree('2025-05-01', null, 8_200_000)
    expect(await contract()).toBe(82000)
  })

  it('[D-103] [D-106] a promotion is in force on its days only', async () => {
    const { prices, onec } = await service()
    const special = async (from: string, to: string | null) => {
      await onec.saveItem(refs.rower, { special: { price: 100, from, to } })
      return (await prices(['TR-2041'])).body.rows[0]!.price_special
    }
    expect(await special('2025-09-18', '2025-09-18')).toBe(1)
    expect(await special('2025-01-01', null)).toBe(1)
    expect(await special('2025-09-19', null)).toBeNull()
    expect(await special('2025-01-01', '2025-09-17')).toBeNull()
  })

  it('[D-104] [DD-52] takes as many articles as the contract says, each answered once, and refuses more', async () => {
    const { prices, onec } = await service()
    const articles = Array.from({ length: 500 }, (_, i) => `B-${String(i).padStart(3, '0')}`)
    const parts = []
    for (let from = 0; from < articles.length; from += ARTICLES_LIMIT)
      parts.push(articles.slice(from, from + ARTICLES_LIMIT))
    await onec.reset()
    await onec.seed({
      ...demo,
      items: articles.map((article, i) => ({
        ref: guid(1_000 + i),
        code: `00-${String(i + 1).padStart(8, '0')}`,
        article,
        name: `Товар ${i}`,
        series: '',
        manufacturer: '',
        group: refs.exported,
        kind: 'Товар',
        price_retail: 100 * i,
        stock: [{ warehouse: 'Магазинный', on_hand: i * 1_000, reserved: 0 }],
      })),
      agreements: [],
    })
    const rows = []
    for (const part of parts) {
      const { status, body } = await prices(part)
      expect(status).toBe(200)
      expect(body.errors).toEqual([])
      rows.push(...body.rows)
    }
    expect(rows.map(({ article }) => article)).toEqual(articles.flatMap((article) => [article, article]))
    expect(rows.every(({ price_retail, article }) => price_retail === Number(article.slice(2)))).toBe(true)
    expect((await prices(['B-007', 'B-007'])).body.rows).toHaveLength(2)
    const tooMany = Array.from({ length: ARTICLES_LIMIT + 1 }, (_, i) => `C-${i}`)
    for (const wrong of [[], tooMany]) expect((await prices(wrong)).status).toBe(422)
  })

  it('[DD-09] an article is the text that it is: leading zeros and case count', async () => {
    const { prices, onec } = await service()
    await onec.saveItem(null, { name: 'Ноль', article: '007', group: refs.exported })
    expect((await prices(['007'])).body.rows).toHaveLength(2)
    expect((await prices(['7', 'tr-2041'])).body.errors).toHaveLength(2)
  })
})
