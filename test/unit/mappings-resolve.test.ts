import { describe, expect, it } from 'vitest'
import type { MappingKind, MappingTables } from '../../server/mappings/model.ts'
import { createResolver } from '../../server/mappings/resolve.ts'
import { aRow, aTable, someTables } from './storage-factory.ts'

const resolver = (tables: Partial<MappingTables>) => {
  const all = someTables(tables)
  return createResolver(() => all)
}

const moscow = aRow({
  id: 'w1',
  site_id: 'sclad_moscow',
  site_name: 'Склад «Москва»',
  ref_1c: 'ref-msk',
  code_1c: '000000001',
  name_1c: 'Основной склад',
})
const orel = aRow({
  id: 'w2',
  site_id: 'sclad_orel',
  site_name: 'Орёл',
  ref_1c: 'ref-orel',
  name_1c: 'Склад Орёл',
})

describe('site to 1C', () => {
  const { toOnec } = resolver({ storage: aTable([moscow, orel]) })

  it('[A-41] an identifier becomes what 1C knows it by', () => {
    expect(toOnec('storage', 'sclad_moscow')).toEqual({
      outcome: 'mapped',
      row: moscow,
      value: 'ref-msk',
      ref: 'ref-msk',
      code: '000000001',
      siteId: 'sclad_moscow',
      name: 'Основной склад',
      viaName: false,
    })
  })

  it.each(['Склад «Москва»', ' склад  «москва» '])('[LA-12] a name leads to the row too: %s', (name) => {
    expect(toOnec('storage', name)).toMatchObject({ outcome: 'mapped', ref: 'ref-msk', viaName: true })
  })

  it('[LA-12] «ё» and «е» are one letter, but an exact name wins', () => {
    expect(toOnec('storage', 'Орел')).toMatchObject({ ref: 'ref-orel', viaName: true })
    const both = resolver({
      storage: aTable([orel, aRow({ id: 'w3', site_id: 'eagle', site_name: 'Орел', ref_1c: 'ref-eagle' })]),
    })
    expect(both.toOnec('storage', 'Орел')).toMatchObject({ ref: 'ref-eagle' })
    expect(both.toOnec('storage', 'Орёл')).toMatchObject({ ref: 'ref-orel' })
    expect(both.toOnec('storage', 'ОРЕЛ')).toMatchObject({ outcome: 'unmapped' })
  })

  it('[LA-12] a name of two rows answers for neither', () => {
    const twins = resolver({
      city: aTable([
        aRow({ id: 'a', site_id: 'kirov-1', site_name: 'Киров', ref_1c: 'r1' }),
        aRow({ id: 'b', site_id: 'kirov-2', site_name: 'Киров', ref_1c: 'r2' }),
      ]),
    })
    expect(twins.toOnec('city', 'Киров')).toMatchObject({ outcome: 'unmapped', row: null })
    expect(twins.toOnec('city', 'kirov-2')).toMatchObject({ outcome: 'mapped', ref: 'r2' })
  })

  it('[A-38] the name beside an identifier is used only when there is no identifier (AD-24)', () => {
    const cities = resolver({
      city: aTable([aRow({ id: 'a', site_id: 'spb', site_name: 'Санкт-Петербург', ref_1c: 'r' })]),
    })
    expect(cities.toOnec('city', '', 'Санкт-Петербург')).toMatchObject({ outcome: 'mapped', ref: 'r' })
    expect(cities.toOnec('city', 'spb', 'Питер')).toMatchObject({ outcome: 'mapped', ref: 'r' })
    expect(cities.toOnec('city', 'msk', 'Санкт-Петербург')).toMatchObject({ outcome: 'unmapped' })
  })

  it('[A-74] a carrier is found by its 1C code, zeros and all', () => {
    const carriers = resolver({
      transport_company: aTable([aRow({ id: 'a', site_id: 'pek', code_1c: '000009786', ref_1c: 'r' })]),
    })
    for (const value of ['000009786', 'pek'])
      expect(carriers.toOnec('transport_company', value)).toMatchObject({
        outcome: 'mapped',
        code: '000009786',
      })
    expect(carriers.toOnec('transport_company', '9786').outcome).toBe('unmapped')
  })

  it('[A-36] a status is its name, and that is no liberty', () => {
    const statuses = resolver({
      order_status: aTable([aRow({ id: 'a', site_id: 'shipped', site_name: 'Отгружен', ref_1c: 'r' })]),
    })
    expect(statuses.toOnec('order_status', 'Отгружен')).toMatchObject({ outcome: 'mapped', viaName: false })
  })

  it('an archived row answers for nothing', () => {
    const { toOnec } = resolver({ storage: aTable([{ ...moscow, archived: true }]) })
    expect(toOnec('storage', 'sclad_moscow')).toMatchObject({ outcome: 'unmapped', row: null })
  })
})

describe('1C to site', () => {
  it.each([
    ['storage', 'shop-id'],
    ['transport_company', '000009786'],
    ['order_status', 'Имя на сайте'],
  ] as const)('%s travels as %s', (kind, value) => {
    const row = aRow({
      id: 'a',
      site_id: 'shop-id',
      site_name: 'Имя на сайте',
      ref_1c: '5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d61',
      code_1c: '000009786',
      name_1c: 'Имя в 1С',
    })
    const { toSite } = resolver({ [kind]: aTable([row]) })
    for (const ref of ['5B0D6C1E-8A41-4F0E-9C57-1F2A3B4C5D61', '000009786', 'имя в 1с'])
      expect(toSite(kind, ref)).toMatchObject({
        outcome: 'mapped',
        value,
        siteId: 'shop-id',
        name: 'Имя на сайте',
      })
  })

  it('of cities that share a reference, the one the order came with wins, then the first', () => {
    const { toSite } = resolver({
      city: aTable([
        aRow({ id: 'a', site_id: 'khimki', site_name: 'Химки', ref_1c: 'region' }),
        aRow({ id: 'b', site_id: 'mytishchi', site_name: 'Мытищи', ref_1c: 'region' }),
      ]),
    })
    expect(toSite('city', 'region', 'mytishchi')).toMatchObject({ outcome: 'mapped', value: 'mytishchi' })
    expect(toSite('city', 'region')).toMatchObject({ value: 'khimki' })
    expect(toSite('city', 'region', 'elsewhere')).toMatchObject({ value: 'khimki' })
  })
})

describe('values without a row', () => {
  it.each([
    ['product', 'unmapped'],
    ['storage', 'unmapped'],
    ['delivery_method', 'unmapped'],
    ['city', 'passed'],
    ['payment_method', 'passed'],
    ['order_status', 'passed'],
    ['ksup_warehouse', 'passed'],
  ] as [MappingKind, string][])('%s: %s unless a person decides otherwise', (kind, outcome) => {
    expect(resolver({}).toOnec(kind, 'x').outcome).toBe(outcome)
    expect(resolver({}).toSite(kind, 'x').outcome).toBe(outcome)
  })

  it('are refused, passed or replaced as the policy says', () => {
    const rows = [moscow, aRow({ id: 'new', site_id: 'sclad_new', site_name: 'Новый' })]
    const fail = resolver({ storage: aTable(rows, { on: 'fail' }) })
    expect(fail.toOnec('storage', 'sclad_new')).toMatchObject({
      outcome: 'unmapped',
      row: rows[1],
      value: null,
      ref: null,
    })
    const pass = resolver({ storage: aTable(rows, { on: 'pass' }) })
    expect(pass.toOnec('storage', 'sclad_new')).toMatchObject({
      outcome: 'passed',
      value: 'sclad_new',
      ref: null,
    })
    expect(pass.toSite('storage', 'ref-new')).toMatchObject({
      outcome: 'passed',
      value: 'ref-new',
      siteId: null,
    })
    const stand = resolver({ storage: aTable(rows, { on: 'default', row: 'w1' }) })
    expect(stand.toOnec('storage', 'sclad_new')).toMatchObject({
      outcome: 'defaulted',
      row: moscow,
      value: 'ref-msk',
    })
    expect(stand.toSite('storage', 'ref-new')).toMatchObject({ outcome: 'defaulted', value: 'sclad_moscow' })
    const gone = resolver({ storage: aTable(rows, { on: 'default', row: 'gone' }) })
    expect(gone.toOnec('storage', 'sclad_new').outcome).toBe('unmapped')
  })

  it.each(['pass', 'fail'] as const)('a conflict blocks its values whatever the policy: %s', (on) => {
    const rows = [moscow, { ...orel, ref_1c: 'ref-msk' }]
    const { toOnec, toSite } = resolver({ storage: aTable(rows, { on }) })
    expect(toOnec('storage', 'sclad_orel')).toMatchObject({
      outcome: 'conflict',
      row: rows[1],
      value: null,
      ref: null,
    })
    expect(toSite('storage', 'ref-msk')).toMatchObject({
      outcome: 'conflict',
      row: moscow,
      value: null,
      siteId: null,
    })
  })

  it('a broken row is not used until it is edited', () => {
    const { toOnec } = resolver({ storage: aTable([{ ...moscow, broken: 'ORD-303' }], { on: 'pass' }) })
    expect(toOnec('storage', 'sclad_moscow')).toMatchObject({ outcome: 'broken', value: null, ref: null })
  })
})

describe('products', () => {
  const offer = (id: string, site_id: string, ref_1c: string, more = {}) =>
    aRow({ id, site_id, ref_1c, ...more })

  it('[A-60][A-62] a product is sold as its offers, in the order of the table', () => {
    const { offersOf } = resolver({
      product: aTable([offer('a', 'p', 'o2'), offer('b', 'q', 'o9'), offer('c', 'p', 'o1')]),
    })
    expect(offersOf('p')).toEqual({ mode: 'alternatives', offers: ['o2', 'o1'] })
  })

  it('[A-62] an unmapped product has none, and the offers that 1C does not know are left out', () => {
    const { offersOf, toOnec } = resolver({
      product: aTable([
        offer('a', 'p', 'o1', { broken: 'ORD-300' }),
        offer('b', 'p', 'o2'),
        offer('c', 'new', ''),
      ]),
    })
    expect(offersOf('p').offers).toEqual(['o2'])
    expect(toOnec('product', 'p')).toMatchObject({ outcome: 'mapped', ref: 'o2' })
    expect(offersOf('new')).toEqual({ mode: 'alternatives', offers: [] })
    expect(offersOf('nobody')).toEqual({ mode: 'alternatives', offers: [] })
  })

  it('half a kit is not sold', () => {
    const kit = [offer('a', 'k', 'o1', { mode: 'kit' }), offer('b', 'k', 'o2', { mode: 'kit' })]
    expect(resolver({ product: aTable(kit) }).offersOf('k')).toEqual({ mode: 'kit', offers: ['o1', 'o2'] })
    const half = resolver({ product: aTable([kit[0]!, { ...kit[1]!, broken: 'ORD-300' }]) })
    expect(half.offersOf('k')).toEqual({ mode: 'kit', offers: [] })
    expect(half.toOnec('product', 'k')).toMatchObject({ outcome: 'broken' })
  })

  it('policies count for products as well', () => {
    const rows = [offer('a', 'p', 'o1')]
    expect(resolver({ product: aTable(rows, { on: 'pass' }) }).offersOf('x').offers).toEqual(['x'])
    expect(resolver({ product: aTable(rows, { on: 'default', row: 'a' }) }).offersOf('x').offers).toEqual([
      'o1',
    ])
  })

  it('[A-60] an item leads back to its product, outside of kits first, and never to a guess', () => {
    const { productOf, toSite } = resolver({
      product: aTable([
        offer('k1', 'k', 'o1', { mode: 'kit' }),
        offer('k2', 'k', 'o2', { mode: 'kit' }),
        offer('p1', 'p', 'o1'),
        offer('x1', 'x', 'o3'),
        offer('y1', 'y', 'o3'),
        offer('l1', 'l', 'o2', { mode: 'kit' }),
        offer('n', '', 'o4'),
      ]),
    })
    expect(productOf('o1')).toBe('p')
    expect(toSite('product', 'o1')).toMatchObject({ outcome: 'mapped', siteId: 'p' })
    for (const uncertain of ['o2', 'o3', 'o4', 'o5']) expect(productOf(uncertain)).toBeNull()
  })
})
