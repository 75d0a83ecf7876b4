import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PriceStockAnswer, PriceStockRow } from '../../server/contracts/ksup/schema.ts'
import type { ReceivedMessage } from '../../mocks/ksup/service.ts'
import { demo, ksupBench, message, short, type KsupBench } from './ksup-system-bench.ts'

let bench: KsupBench
const apply = async (given: ReceivedMessage): Promise<string> => short(await bench.ksup.apply(given))
const data = { name: 'Бутылка 0,7 л', article: 'BT-110', series: 'Вода', manufacturer: null }
const own = demo.items[0]!.source_ref!

beforeEach(async () => {
  bench = await ksupBench()
})
afterEach(() => bench.close())

const items = async (text?: string) => (await bench.ksup.items({ limit: 10, text })).rows
const item = async (article: string) => bench.ksup.item((await items(article))[0]!.id)
const create = (given: object, source_ref?: string) =>
  message('ksup.nomenclatureCreate', { ...data, ...given }, source_ref === undefined ? {} : { source_ref })
const change = (given: object, source_ref?: string) =>
  message('ksup.nomenclatureChange', { ...data, ...given }, source_ref === undefined ? {} : { source_ref })

describe('an item that 1C tells of', () => {
  it('[D-02] [D-37] [D-38] is created with its four fields', async () => {
    const ref = randomUUID()
    expect(await apply(create({}, ref))).toBe('applied')
    const made = await item('BT-110')
    expect(made).toMatchObject({ ...data, source_ref: ref, prices: [] })
    expect(made.events[0]).toMatchObject({ kind: 'created-in-1c' })
  })

  it('[D-39] is changed by its article; null clears', async () => {
    expect(await apply(change({ ...data, article: 'TR-2041', series: null }, own))).toBe('applied')
    expect(await item('TR-2041')).toMatchObject({ name: data.name, series: null, manufacturer: null })
    expect(await items()).toHaveLength(2)
  })

  it('[DD-24] create for a known article and change for an unknown one are stored, with a warning', async () => {
    expect(await apply(create({ article: 'TR-2041' }, own))).toBe('applied W-UPSERT')
    expect(await apply(change({}, randomUUID()))).toBe('applied W-UNKNOWN-ARTICLE-CREATED')
    expect(await items()).toHaveLength(3)
  })

  it('[DD-24] a hand-made item takes the card of 1C that tells of its article', async () => {
    const ref = randomUUID()
    expect(await apply(create({ article: 'MT-0017' }, ref))).toBe('applied W-UPSERT')
    expect((await item('MT-0017')).source_ref).toBe(ref)
  })

  it('[DD-23] with article_old the same item gets the new article, without it there is a new item', async () => {
    const { id } = await item('TR-2041')
    expect(await apply(change({ article: 'TR-2041M', article_old: 'TR-2041' }, own))).toBe('applied')
    const renamed = await item('TR-2041M')
    expect(renamed.id).toBe(id)
    expect(renamed.events[0]!.text).toBe('Изменена в 1С: артикул TR-2041 → TR-2041M')
    expect(await apply(change({ article: 'TR-9' }, own))).toBe('applied W-UNKNOWN-ARTICLE-CREATED')
    expect((await item('TR-9')).id).not.toBe(id)
  })

  for (const [what, given] of [
    ['create', create({ article: 'TR-2041' }, randomUUID())],
    ['change', change({ article: 'TR-2041' }, randomUUID())],
    [
      'change of the key to a taken one',
      change({ article: 'TR-2041', article_old: 'MT-0017' }, randomUUID()),
    ],
  ] as const)
    it(`[DD-24] ${what} by another card of 1C is refused and changes nothing`, async () => {
      const before = await bench.dump()
      const outcome = await bench.ksup.apply(given)
      expect(outcome).toMatchObject({ kind: 'refused', code: 'KS-ARTICLE-DUPLICATE' })
      expect(outcome).toHaveProperty('detail', expect.stringContaining('TR-2041'))
      expect(await bench.dump()).toBe(before)
    })

  it('[DD-23] an old article that another card of 1C has taken over stays with that card', async () => {
    const given = change({ article: 'NEW-1', article_old: 'TR-2041' }, randomUUID())
    expect(await apply(given)).toBe('applied W-UNKNOWN-ARTICLE-CREATED')
    expect(await item('TR-2041')).toMatchObject({ name: demo.items[0]!.name, source_ref: own })
    expect((await item('NEW-1')).name).toBe(data.name)
  })

  it('[DD-23] a change that comes again after the article was changed finds the item by its new one', async () => {
    await apply(change({ article: 'TR-2041M', article_old: 'TR-2041' }, own))
    expect(await apply(change({ article: 'TR-2041M', article_old: 'TR-2041' }, own))).toBe('applied')
    expect(await items()).toHaveLength(2)
  })

  it('[D-30] one that was deleted in КСУП is made anew', async () => {
    await bench.ksup.removeItem((await item('TR-2041')).id)
    expect(await apply(change({ article: 'TR-2041' }, own))).toBe('applied W-UNKNOWN-ARTICLE-CREATED')
    expect((await bench.ksup.counts()).items).toBe(2)
    expect(await items('TR-2041')).toMatchObject([{ deleted: false }, { deleted: true }])
  })
})

describe('items in КСУП', () => {
  it('an article belongs to one item, and an item has a name', async () => {
    const { id } = await item('TR-2041')
    await expect(bench.ksup.saveItem(id, { article: 'MT-0017' })).rejects.toMatchObject({
      code: 'KSUP-ARTICLE-TAKEN',
    })
    await expect(bench.ksup.saveItem(null, { article: 'X' })).rejects.toMatchObject({
      code: 'KSUP-ITEM-INCOMPLETE',
    })
    await expect(bench.ksup.item(99)).rejects.toMatchObject({ code: 'KSUP-ITEM-UNKNOWN' })
    expect(await bench.ksup.saveItem(id, { series: null })).toMatchObject({
      name: demo.items[0]!.name,
      series: null,
    })
  })
})

const row = (given: Partial<PriceStockRow>): PriceStockRow => ({
  name: demo.items[0]!.name,
  article: 'TR-2041',
  warehouse: 'Магазинный',
  available: 3,
  price_retail: 89990,
  price_special: 86990.5,
  price_contract: null,
  ...given,
})

const answer: PriceStockAnswer = {
  as_of: '2026-03-10T12:30:00',
  contact_code: '00-00001800',
  currency: 'RUB',
  rows: [
    row({ name: '  тренажер  гребной "волна" ' }),
    row({ warehouse: 'Внешний (аутсорс)', available: -1.5 }),
    row({ article: 'MT-0017', name: 'Коврик 200×60' }),
    row({ article: 'BT-110', name: 'Бутылка' }),
  ],
  errors: [{ article: 'XX-404', code: 'KS-ARTICLE-UNKNOWN', message: 'Номенклатура с артикулом не найдена' }],
  warnings: [],
}

describe('«Получить цены и остатки»', () => {
  const press = () =>
    bench.ksup.priceStock({
      contact: '58214',
      articles: ['TR-2041', 'MT-0017', 'BT-110', 'XX-404', 'TR-2041'],
    })

  beforeEach(() => {
    bench.scripted.reply = { ok: true, answer, entry: 77 }
  })

  it('[D-100] [D-104] [D-105] asks 1C at once for each chosen item and the code of the contact', async () => {
    await press()
    await bench.ksup.priceStock({ contact: '58213', articles: ['TR-2041'] })
    await bench.ksup.priceStock({ contact: '00-00009999', articles: ['TR-2041'] })
    expect(bench.asked).toEqual([
      { contact_code: '00-00001800', articles: ['TR-2041', 'MT-0017', 'BT-110', 'XX-404'] },
      { contact_code: null, articles: ['TR-2041'] },
      { contact_code: '00-00009999', articles: ['TR-2041'] },
    ])
    expect(bench.requests).toEqual([])
  })

  it('[D-101] [D-110] [D-111] writes rows whose names agree, shows the others', async () => {
    const view = await press()
    expect(view).toMatchObject({
      contact_code: '00-00001800',
      as_of: answer.as_of,
      entry: 77,
      errors: answer.errors,
    })
    expect(
      view.rows.map(({ article, check, written, known_name }) => [article, check, written, known_name]),
    ).toEqual([
      ['TR-2041', 'same', true, 'Тренажёр гребной «Волна»'],
      ['TR-2041', 'same', true, 'Тренажёр гребной «Волна»'],
      ['MT-0017', 'differs', false, 'Коврик 180×60, серый'],
      ['BT-110', 'unknown', false, null],
    ])
    const price = {
      contact_code: '00-00001800',
      price_retail: 8_999_000,
      price_special: 8_699_050,
      price_contract: null,
    }
    expect((await item('TR-2041')).prices).toEqual([
      { ...price, warehouse: 'Внешний (аутсорс)', available: -1500, as_of: answer.as_of },
      { ...price, warehouse: 'Магазинный', available: 3000, as_of: answer.as_of },
    ])
    expect((await item('MT-0017')).prices).toEqual([])
  })

  it('[DD-58] a row whose name differs is written when a person confirms it, an unknown article never', async () => {
    const { request } = await press()
    const view = await bench.ksup.confirmPrices(request, ['MT-0017', 'BT-110'])
    expect(view.rows.map(({ written }) => written)).toEqual([true, true, true, false])
    expect((await item('MT-0017')).prices).toMatchObject([{ available: 3000 }])
    expect((await item('MT-0017')).name).toBe('Коврик 180×60, серый')
    expect((await item('TR-2041')).events.filter(({ kind }) => kind === 'prices')).toHaveLength(1)
  })

  it('newer prices take the place of older ones', async () => {
    await press()
    const newer = {
      ...answer,
      as_of: '2026-03-11T09:00:00',
      rows: [row({ available: 1, price_retail: null })],
    }
    bench.scripted.reply = { ok: true, answer: newer, entry: null }
    await press()
    const prices = (await item('TR-2041')).prices.filter(({ warehouse }) => warehouse === 'Магазинный')
    expect(prices).toMatchObject([{ available: 1000, price_retail: null, as_of: newer.as_of }])
  })

  it('[DD-60] what 1C did not answer is shown to the person; nothing is written or kept for later', async () => {
    const before = await bench.dump()
    bench.scripted.reply = { ok: false, code: 'TIMEOUT', message: '1С не ответила за 15 с', entry: 5 }
    await expect(press()).rejects.toMatchObject({ code: 'TIMEOUT', text: { ru: '1С не ответила за 15 с' } })
    expect(await bench.dump()).toBe(before)
  })

  it('[DD-52] takes up to 500 articles', async () => {
    const articles = Array.from({ length: 501 }, (_, n) => `A-${n}`)
    await expect(bench.ksup.priceStock({ contact: null, articles })).rejects.toMatchObject({
      code: 'KSUP-ARTICLES-LIMIT',
    })
    expect(bench.asked).toEqual([])
  })

  it('forgets old requests', async () => {
    const { request } = await press()
    for (let n = 0; n < 50; n += 1) await press()
    await expect(bench.ksup.confirmPrices(request, ['MT-0017'])).rejects.toMatchObject({
      code: 'KSUP-REQUEST-UNKNOWN',
    })
  })
})
