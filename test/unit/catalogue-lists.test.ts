import { describe, expect, it } from 'vitest'
import type { ItemQuery } from '../../server/catalogue/model.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { aBase, anItem, anOffer, aPrice } from './catalogue-base.ts'

const place = { line: 1, column: 1 }
const aGroup = (id: string, parent: string | null = null): CmlRecord => ({
  kind: 'group',
  id,
  parent,
  name: `Группа ${id}`,
  deleted: false,
  place,
})
const retail: CmlRecord = {
  kind: 'priceType',
  id: 'retail',
  name: 'Розничная',
  currency: 'RUB',
  taxIncluded: null,
  deleted: false,
  place,
}
const warehouse = (id: string): CmlRecord => ({
  kind: 'warehouse',
  id,
  name: `Склад ${id}`,
  address: null,
  contacts: [],
  deleted: false,
  place,
})

async function aShop() {
  const base = await aBase()
  await base.catalogue.put([
    aGroup('tools'),
    aGroup('drills', 'tools'),
    aGroup('other'),
    retail,
    warehouse('main'),
    warehouse('far'),
    anItem({ id: 'i1', name: 'Ёлочная гирлянда', article: 'Б-2', groups: ['other'] }),
    anItem({ id: 'i2', name: 'Дрель', article: 'А-10', barcode: '4600000000015', groups: ['drills'] }),
    anItem({ id: 'i3', name: 'Ящик', article: 'В-3', groups: ['tools'] }),
    anItem({ id: 'i4', name: 'дрель малая', article: 'А-9', groups: ['drills', 'other'], deleted: true }),
    anOffer({
      id: 'i1',
      prices: [aPrice(300)],
      quantity: 5000,
      stocks: [{ warehouse: 'main', quantity: 5000 }],
    }),
    anOffer({ id: 'i2#a', prices: [aPrice(200), aPrice(50, 'wholesale')], quantity: 1000 }),
    anOffer({
      id: 'i2#b',
      prices: [aPrice(900)],
      stocks: [
        { warehouse: 'main', quantity: 2000 },
        { warehouse: 'far', quantity: 500 },
      ],
    }),
    anOffer({ id: 'i3', prices: [aPrice(1)], deleted: true }),
  ])
  const ids = async (query: Partial<ItemQuery> = {}) =>
    (await base.catalogue.items({ offset: 0, limit: 10, ...query })).rows.map(({ id }) => id)
  return { ...base, ids }
}

describe('lists of items', () => {
  it('search without case in name, article, barcode and Ид, also Cyrillic and «ё»', async () => {
    const { ids } = await aShop()
    expect(await ids({ text: 'ДРЕЛЬ' })).toEqual(['i2', 'i4'])
    expect(await ids({ text: 'елочная' })).toEqual(['i1'])
    expect(await ids({ text: 'а-1' })).toEqual(['i2'])
    expect(await ids({ text: '00015' })).toEqual(['i2'])
    expect(await ids({ text: 'I3' })).toEqual(['i3'])
    expect(await ids({ text: '100%_' })).toEqual([])
  })

  it('a group is meant with all that lies below it', async () => {
    const { ids } = await aShop()
    expect(await ids({ group: 'tools' })).toEqual(['i2', 'i3', 'i4'])
    expect(await ids({ group: 'tools', state: 'active', text: 'дрель' })).toEqual(['i2'])
    expect(await ids({ group: 'none' })).toEqual([])
  })

  it('sorts by every column, both ways, what has no value last', async () => {
    const { ids } = await aShop()
    expect(await ids({ sort: 'name' })).toEqual(['i2', 'i4', 'i1', 'i3'])
    expect(await ids({ sort: 'name', descending: true })).toEqual(['i3', 'i1', 'i4', 'i2'])
    expect(await ids({ sort: 'article' })).toEqual(['i2', 'i4', 'i1', 'i3'])
    expect(await ids({ sort: 'price' })).toEqual(['i2', 'i1', 'i3', 'i4'])
    expect(await ids({ sort: 'price', descending: true })).toEqual(['i1', 'i2', 'i3', 'i4'])
    expect(await ids({ sort: 'quantity' })).toEqual(['i2', 'i1', 'i3', 'i4'])
    expect(await ids({ sort: 'quantity', descending: true })).toEqual(['i1', 'i2', 'i3', 'i4'])
    expect(await ids({ descending: true })).toEqual(['i4', 'i3', 'i2', 'i1'])
  })

  it('pages with the total of the whole list', async () => {
    const { catalogue } = await aShop()
    const queries: Partial<ItemQuery>[] = [
      {},
      { sort: 'name' },
      { sort: 'price' },
      { text: 'и' },
      { group: 'tools' },
    ]
    for (const query of queries) {
      const whole = await catalogue.items({ ...query, offset: 0, limit: 10 })
      const page = await catalogue.items({ ...query, offset: 1, limit: 1 })
      expect(page).toEqual({ rows: whole.rows.slice(1, 2), total: whole.rows.length })
    }
    expect(await catalogue.items({ offset: 99, limit: 10 })).toEqual({ rows: [], total: 4 })
  })

  it('a kept list is forgotten when the base changes', async () => {
    const { ids, catalogue } = await aShop()
    expect(await ids({ text: 'дрель', sort: 'price' })).toEqual(['i2', 'i4'])
    await catalogue.put([anItem({ id: 'i5', name: 'Дрель' }), anOffer({ id: 'i5', prices: [aPrice(1)] })])
    expect(await ids({ text: 'дрель', sort: 'price' })).toEqual(['i5', 'i2', 'i4'])
  })

  it('prices and stocks of inactive offers do not count', async () => {
    const { catalogue } = await aShop()
    const { rows } = await catalogue.items({ offset: 0, limit: 10 })
    expect(rows.map(({ price, quantity, offers }) => [price?.min, price?.max, quantity, offers])).toEqual([
      [300, 300, 5000, 1],
      [200, 900, 3500, 2],
      [undefined, undefined, null, 1],
      [undefined, undefined, null, 0],
    ])
  })

  it('[C §10.2] goods of an order are found by article, then by name, active ones first', async () => {
    const { catalogue } = await aShop()
    expect((await catalogue.findItem({ article: 'А-9' }))?.id).toBe('i4')
    expect((await catalogue.findItem({ name: 'Дрель' }))?.id).toBe('i2')
    expect(await catalogue.findItem({ name: 'Дре' })).toBeNull()
    expect(await catalogue.findItem({ article: '' })).toBeNull()
    await catalogue.put([anItem({ id: 'i6', article: 'А-9' })])
    expect((await catalogue.findItem({ article: 'А-9' }))?.id).toBe('i6')
  })

  it('a card has names instead of identifiers, also those of dictionary values', async () => {
    const { catalogue } = await aBase()
    await catalogue.put([
      aGroup('g'),
      {
        kind: 'property',
        id: 'p',
        name: 'Цвет',
        type: 'Справочник',
        values: [{ id: 'v', value: 'Красный' }],
        deleted: false,
        place,
      },
      anItem({
        id: 'a',
        groups: ['g', 'lost'],
        properties: [{ id: 'p', values: ['v', 'Свой'] }],
        extra: [{ name: 'Акциз', attributes: { Код: '1"2' }, text: 'да & нет', children: [] }],
      }),
    ])
    expect(await catalogue.item('a')).toMatchObject({
      groupNames: ['Группа g', ''],
      properties: [{ id: 'p', name: 'Цвет', values: ['Красный', 'Свой'] }],
      extra: ['<Акциз Код="1&quot;2">да &amp; нет</Акциз>'],
      changedAt: '2025-11-20T12:00:00.000Z',
    })
    expect(await catalogue.item('none')).toBeNull()
    expect(await catalogue.properties()).toEqual([{ id: 'p', name: 'Цвет', type: 'Справочник', values: 1 }])
  })
})

describe('records put in by hand', () => {
  it('[C §13] are settled by the rules of changes: equal content in another order of members is unchanged', async () => {
    const { catalogue } = await aBase()
    const unit = { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' }
    await catalogue.put([anItem({ id: 'a', unit }), anItem({ id: 'b' })])
    const other = Object.fromEntries(Object.entries(unit).reverse()) as unknown as typeof unit
    const report = await catalogue.put([anItem({ id: 'a', unit: other })])
    expect(report).toMatchObject({ id: 0, outcome: 'done', counts: { item: { unchanged: 1, changed: 0 } } })
    expect(await catalogue.counts()).toMatchObject({ items: 2, inactive: 0 })
    expect(await catalogue.imports()).toEqual([])
  })

  it('a head that says it is the whole still removes nothing', async () => {
    const { catalogue } = await aBase()
    const head: CmlRecord = {
      kind: 'catalogue',
      id: 'c',
      classifierId: 'c',
      name: 'К',
      owner: null,
      changesOnly: false,
      place,
    }
    await catalogue.put([head, anItem({ id: 'a' })])
    await catalogue.put([head, anItem({ id: 'b' })])
    expect(await catalogue.counts()).toMatchObject({ items: 2, inactive: 0 })
  })

  it('a record that cannot be stored leaves the base as it was', async () => {
    const { catalogue } = await aBase()
    const broken = anItem({ id: 'b', name: 'знак \0' })
    await expect(catalogue.put([anItem({ id: 'a' }), broken])).rejects.toThrow(TypeError)
    expect((await catalogue.counts()).items).toBe(0)
    await catalogue.put([anItem({ id: 'a' })])
    expect((await catalogue.items({ offset: 0, limit: 10, sort: 'name' })).total).toBe(1)
  })

  it('clear takes everything out and the change number goes on', async () => {
    const { catalogue } = await aShop()
    const change = await catalogue.changeNumber()
    await catalogue.clear()
    expect(Object.values(await catalogue.counts()).every((count) => count === 0)).toBe(true)
    expect(await catalogue.changeNumber()).toBeGreaterThan(change)
    await catalogue.put([anItem({ id: 'i1' })])
    expect((await catalogue.counts()).items).toBe(1)
  })
})

describe('records of a base', () => {
  const read = async (records: AsyncIterable<CmlRecord>) => {
    const all: CmlRecord[] = []
    for await (const record of records) all.push(record)
    return all
  }

  it('[C §7.2] come out as they went in, in the order that keeps references valid', async () => {
    const { catalogue } = await aShop()
    const all = await read(catalogue.records())
    expect(all.map(({ kind }) => kind)).toEqual([
      ...Array(3).fill('group'),
      'priceType',
      'warehouse',
      'warehouse',
      ...Array(4).fill('item'),
      ...Array(4).fill('offer'),
    ])
    expect(all.find((record) => record.kind === 'item' && record.id === 'i4')).toEqual(
      anItem({ id: 'i4', name: 'дрель малая', article: 'А-9', groups: ['drills', 'other'], deleted: true }),
    )
    const copy = await aBase()
    await copy.catalogue.put(all)
    expect(await read(copy.catalogue.records())).toEqual(all)
  })

  it('are selected by group with all below, price type and warehouse', async () => {
    const { catalogue } = await aShop()
    const all = await read(
      catalogue.records({ groups: ['drills'], priceTypes: ['retail'], warehouses: ['far'] }),
    )
    const ids = (kind: CmlRecord['kind']) =>
      all.flatMap((record) => (record.kind === kind && 'id' in record ? [record.id] : []))
    // The group above stays, or the selected one would hang in the air.
    expect(ids('group')).toEqual(['tools', 'drills'])
    expect(ids('warehouse')).toEqual(['far'])
    expect(ids('item')).toEqual(['i2', 'i4'])
    expect(ids('offer')).toEqual(['i2#a', 'i2#b'])
    expect(all.at(-1)).toMatchObject({ prices: [{ priceType: 'retail' }], stocks: [{ warehouse: 'far' }] })
    expect(all.at(-2)).toMatchObject({ prices: [{ priceType: 'retail', price: 200 }], stocks: null })
  })

  it('do not hold up writers while they are read', async () => {
    const { catalogue } = await aBase()
    await catalogue.put(Array.from({ length: 1200 }, (_, n) => anItem({ id: `${n}` })))
    let seen = 0
    for await (const record of catalogue.records()) {
      if (seen === 0) await catalogue.put([anItem({ id: 'late' })])
      if (record.kind === 'item') seen += 1
    }
    expect(seen).toBe(1201)
  })
})

describe('two bases', () => {
  it('are compared: appeared, changed with fields, vanished', async () => {
    const before = await aShop()
    const after = await aShop()
    await after.catalogue.put([
      anItem({ id: 'i1', name: 'Гирлянда', article: 'Б-2', groups: ['other'] }),
      anItem({ id: 'i9' }),
      anOffer({ id: 'i2#a', prices: [aPrice(250)] }),
      aGroup('new'),
    ])
    await before.catalogue.put([anItem({ id: 'old' }), anOffer({ id: 'old#1' }), retail])
    const { rows, total } = await before.catalogue.compare(after.catalogue, { offset: 0, limit: 50 })
    expect(total).toBe(rows.length)
    expect(
      rows.map(({ what, kind, id, fields }) => [what, kind, id, ...fields.map(({ field }) => field)]),
    ).toEqual([
      ['appeared', 'group', 'new'],
      ['vanished', 'item', 'old'],
      ['changed', 'item', 'i1', 'name'],
      ['appeared', 'item', 'i9'],
      ['vanished', 'offer', 'old#1'],
      ['changed', 'offer', 'i2#a', 'prices'],
    ])
    expect(rows[2]?.fields).toEqual([{ field: 'name', before: 'Ёлочная гирлянда', after: 'Гирлянда' }])
    const appeared = await before.catalogue.compare(after.catalogue, {
      what: 'appeared',
      offset: 1,
      limit: 5,
    })
    expect(appeared).toMatchObject({ total: 2, rows: [{ id: 'i9', name: 'Товар i9' }] })
  })

  it('are compared again after one of them has changed', async () => {
    const before = await aBase()
    const after = await aBase()
    const total = async () => (await before.catalogue.compare(after.catalogue, { offset: 0, limit: 1 })).total
    expect(await total()).toBe(0)
    await after.catalogue.put([anItem({ id: 'a' })])
    expect(await total()).toBe(1)
    await before.catalogue.put([anItem({ id: 'a' })])
    expect(await total()).toBe(0)
  })
})
