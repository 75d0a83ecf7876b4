import { describe, expect, it } from 'vitest'
import { countLines, sessionFiles } from '../../renderer/cml-site/exchange/import-view.ts'
import { draftBody, draftTotal, emptyDraft, withOffer } from '../../renderer/cml-site/orders/order-draft.ts'
import { pathIsRight } from '../../renderer/cml-site/settings/paths.ts'
import type { SiteItemCard, SiteOffer } from '../../renderer/cml-site/types.ts'

const offer = (id: string, price: number | null): SiteOffer => ({
  id,
  name: 'Чайник',
  article: '',
  barcode: '',
  active: true,
  characteristics: id.includes('#') ? [{ id: null, name: 'Цвет', value: 'белый' }] : [],
  prices: [
    { priceType: 'r', typeName: 'Розница', price, text: '', currency: 'RUB', unit: 'шт', coefficient: 1 },
  ],
  quantity: null,
  stocks: [],
  line: 1,
})
const item = (...offerList: SiteOffer[]) => ({ name: 'Чайник', offerList }) as unknown as SiteItemCard

describe('exchange point: what a session and an import say', () => {
  it('[C §8 import] a file out of an archive follows the files that were uploaded', () => {
    const run = {
      file: 'import.xml',
      state: 'progress',
      percent: 40,
      text: 'progress',
      report: null,
    } as const
    const view = sessionFiles({ files: [{ name: 'v8.zip', bytes: 10, fragments: 2 }], imports: [run] })
    expect(view).toEqual({
      files: [
        { name: 'v8.zip', bytes: 10, fragments: 2, run: null },
        { name: 'import.xml', bytes: null, fragments: null, run },
      ],
      pictures: null,
    })
  })

  it('[C §8 file] pictures are summed up, an XML file of a folder that is imported is not', () => {
    const file = (name: string) => ({ name, bytes: 10, fragments: 1 })
    const run = { file: 'a/goods.xml', state: 'success', percent: 100, text: 'success', report: 1 } as const
    const view = sessionFiles({
      files: [file('i/1.jpg'), file('i/2.jpg'), file('a/goods.xml')],
      imports: [run],
    })
    expect(view.files.map(({ name }) => name)).toEqual(['a/goods.xml'])
    expect(view.pictures).toEqual({ count: 2, bytes: 20, fragments: 2 })
  })

  it('[C §8 import] counts without zeros, and no line for a kind of which there was nothing', () => {
    const none = { added: 0, changed: 0, unchanged: 0, deactivated: 0, deleted: 0, skipped: 0 }
    expect(countLines({ group: none, item: { ...none, skipped: 1, added: 3 } })).toEqual([
      {
        kind: 'item',
        parts: [
          { what: 'added', n: 3 },
          { what: 'skipped', n: 1 },
        ],
      },
    ])
  })
})

describe('exchange point: a new order', () => {
  it('[C §11.3 new order] an offer picked twice is one line of two pieces', () => {
    const card = item(offer('a', 150_00))
    const lines = withOffer(withOffer([], card, card.offerList[0]!), card, card.offerList[0]!)
    expect(lines).toMatchObject([{ offer: 'a', name: 'Чайник', quantity: 2000 }])
    expect(draftTotal(lines, 300_00)).toBe(600_00)
  })

  it('[C §11.3 new order] a characteristic is named, an offer without a price is not taken', () => {
    const card = item(offer('a#1', 100_00), offer('a#2', null))
    expect(withOffer([], card, card.offerList[0]!)[0]?.name).toBe('Чайник (Цвет: белый)')
    expect(withOffer([], card, card.offerList[1]!)).toEqual([])
  })

  it('[C §11.3 new order] nothing is sent without a buyer or lines; a person has no ИНН', () => {
    const lines = withOffer([], item(offer('a', 1)), offer('a', 1))
    expect(draftBody({ ...emptyDraft(), lines })).toBeNull()
    expect(draftBody({ ...emptyDraft(), buyer: 'Пётр' })).toBeNull()
    expect(draftBody({ ...emptyDraft(), buyer: ' Пётр ', inn: '7700000000', lines })).toMatchObject({
      buyer: 'Пётр',
      inn: '',
      lines: [{ offer: 'a', quantity: 1000 }],
    })
  })
})

it('[C §2.1 path] a path begins with a slash, has no query and is not repeated', () => {
  const paths = ['/a', 'b', '/c?d', '/a'].map((path) => ({ path, profile: null }))
  expect(paths.map((_, index) => pathIsRight(paths, index))).toEqual([true, false, false, false])
})
