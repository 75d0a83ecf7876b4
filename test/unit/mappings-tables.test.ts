import { describe, expect, it } from 'vitest'
import { mappingKinds, type MappingKind, type MappingRow } from '../../server/mappings/model.ts'
import { applyBatch, stateOf, view, withPolicy } from '../../server/mappings/tables.ts'
import { aRow, aTable } from './storage-factory.ts'

const states = (kind: MappingKind, ...rows: MappingRow[]) =>
  view(aTable(rows), kind).map(({ state }) => state)
const stamp = { at: '2025-09-18T10:00:00.000Z', by: 'оператор' }
const full = (id: string, site_id: string, ref_1c: string, more: Partial<MappingRow> = {}) =>
  aRow({ id, site_id, ref_1c, code_1c: `code-${ref_1c}`, ...more })

describe('states', () => {
  it.each(mappingKinds)('[A-42] %s: a row is mapped once both sides are there', (kind) => {
    const row = aRow({ id: 'a', site_id: 's', site_name: 'Имя', ref_1c: 'r', code_1c: 'c' })
    expect(states(kind, row)).toEqual(['mapped'])
    expect(states(kind, { ...row, ref_1c: '', code_1c: '' })).toEqual(['unmapped_site'])
    expect(states(kind, { ...row, site_id: '', site_name: '' })).toEqual(['unmapped_1c'])
    expect(states(kind, { ...row, broken: 'ORD-303' })).toEqual(['broken'])
    expect(states(kind, { ...row, broken: 'ORD-303', archived: true })).toEqual(['archived'])
    expect(stateOf(row, aTable([row]), kind)).toBe('mapped')
  })

  it('a name is a side of its own only where names travel', () => {
    const named = aRow({ id: 'a', site_name: 'Имя', ref_1c: 'r', code_1c: 'c' })
    const byKind = Object.fromEntries(mappingKinds.map((kind) => [kind, states(kind, named)[0]]))
    expect(byKind).toEqual({
      product: 'unmapped_1c',
      storage: 'unmapped_1c',
      delivery_method: 'unmapped_1c',
      transport_company: 'unmapped_1c',
      city: 'mapped',
      payment_method: 'mapped',
      order_status: 'mapped',
      cml_order_status: 'unmapped_1c',
      cml_price_type: 'unmapped_1c',
      cml_warehouse: 'unmapped_1c',
      regate_city: 'mapped',
      regate_warehouse: 'mapped',
      ksup_warehouse: 'unmapped_1c',
      ksup_deal_type: 'unmapped_1c',
    })
  })

  it('[A-74] a carrier travels by its 1C code, so without one it is not mapped', () => {
    expect(states('transport_company', aRow({ id: 'a', site_id: 's', ref_1c: 'r' }))).toEqual([
      'unmapped_site',
    ])
    expect(states('transport_company', aRow({ id: 'a', site_id: 's', code_1c: '000009786' }))).toEqual([
      'mapped',
    ])
  })
})

describe('uniqueness', () => {
  it.each(mappingKinds.filter((kind) => kind !== 'product'))('%s: the site identifier is unique', (kind) => {
    expect(states(kind, full('a', 's', 'r1'), full('b', 's', 'r2'), full('c', 't', 'r3'))).toEqual([
      'conflict',
      'conflict',
      'mapped',
    ])
  })

  it.each([
    ['storage', 'conflict'],
    ['delivery_method', 'conflict'],
    ['order_status', 'conflict'],
    ['payment_method', 'conflict'],
    ['ksup_warehouse', 'conflict'],
    ['city', 'mapped'],
    ['transport_company', 'mapped'],
  ] as const)('%s: two site values with one 1C reference are %s', (kind, state) => {
    const rows = [full('a', 's1', 'r', { site_name: 'Один' }), full('b', 's2', 'r', { site_name: 'Два' })]
    expect(states(kind, ...rows)).toEqual([state, state])
  })

  it('the same GUID in other letters or braces is the same reference', () => {
    const guid = '5B0D6C1E-8A41-4F0E-9C57-1F2A3B4C5D61'
    expect(states('storage', full('a', 's1', `{${guid}}`), full('b', 's2', guid.toLowerCase()))).toEqual([
      'conflict',
      'conflict',
    ])
  })

  it('[A-36] statuses travel by name, so the name is unique too', () => {
    const name = { site_name: 'Отгружен' }
    expect(states('order_status', full('a', 's1', 'r1', name), full('b', 's2', 'r2', name))).toEqual([
      'conflict',
      'conflict',
    ])
  })

  it("an item that is new in 1C and not bound is in nobody's way", () => {
    expect(states('product', full('a', '', 'o1'), full('b', 'p', 'o1'))).toEqual(['unmapped_1c', 'mapped'])
    expect(states('storage', full('a', '', 'r'), full('b', 's', 'r'))).toEqual(['unmapped_1c', 'mapped'])
  })

  it('an archived row takes no part', () => {
    expect(states('storage', full('a', 's', 'r', { archived: true }), full('b', 's', 'r'))).toEqual([
      'archived',
      'mapped',
    ])
  })

  it('[A-60] a product has several offers, an offer one product', () => {
    expect(states('product', full('a', 'p1', 'o1'), full('b', 'p1', 'o2'))).toEqual(['mapped', 'mapped'])
    expect(states('product', full('a', 'p1', 'o1'), full('b', 'p2', 'o1'))).toEqual(['conflict', 'conflict'])
    expect(states('product', full('a', 'p1', 'o1'), full('b', 'p1', 'o1'))).toEqual(['conflict', 'conflict'])
  })

  it('the parts of a kit may be sold on their own', () => {
    const kit = { mode: 'kit' } as const
    expect(
      states('product', full('a', 'k', 'o1', kit), full('b', 'k', 'o2', kit), full('c', 'p1', 'o1')),
    ).toEqual(['mapped', 'mapped', 'mapped'])
    expect(states('product', full('a', 'k', 'o1', kit), full('b', 'k', 'o1'))).toEqual([
      'conflict',
      'conflict',
    ])
  })
})

describe('batches', () => {
  const table = aTable([
    full('a', 's1', 'r1'),
    full('b', 's2', 'r2'),
    full('c', 's3', 'r3', { broken: 'ORD-303' }),
  ])
  const batch = { put: [], remove: [], order: undefined }

  it('adds, changes, removes and arranges as one change, and leaves the given table alone', () => {
    const before = structuredClone(table)
    const after = applyBatch(
      table,
      'storage',
      {
        put: [
          aRow({ id: 'd', site_id: ' s4 ', ref_1c: '{5B0D6C1E-8A41-4F0E-9C57-1F2A3B4C5D61}' }),
          full('b', 's2', 'r9'),
        ],
        remove: ['a', 'gone long ago'],
        order: ['d', 'c'],
      },
      stamp,
    )
    expect(after.rows.map(({ id }) => id)).toEqual(['d', 'c', 'b'])
    expect(after.rows[0]).toEqual({
      ...aRow({ id: 'd', site_id: 's4', ref_1c: '5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d61' }),
      updated_at: stamp.at,
      updated_by: stamp.by,
    })
    expect(after.rows[2]).toMatchObject({ id: 'b', ref_1c: 'r9', updated_by: stamp.by })
    expect(table).toEqual(before)
  })

  it('an edit clears what 1C complained of; a row put as it is stays as it is', () => {
    const { rows } = applyBatch(
      table,
      'storage',
      { ...batch, put: [full('c', 's3', 'r3', { broken: 'ORD-303' })] },
      stamp,
    )
    expect(rows).toEqual(table.rows)
    const edited = applyBatch(
      table,
      'storage',
      { ...batch, put: [full('c', 's3', 'r4', { broken: 'ORD-303' })] },
      stamp,
    )
    expect(edited.rows[2]).toMatchObject({ ref_1c: 'r4', updated_at: stamp.at })
    expect(edited.rows[2]).not.toHaveProperty('broken')
    const confirmed = applyBatch(table, 'storage', { ...batch, put: [full('c', 's3', 'r3')] }, stamp)
    expect(confirmed.rows[2]).not.toHaveProperty('broken')
  })

  it.each([
    ['a row put twice', { ...batch, put: [full('x', '1', '1'), full('x', '2', '2')] }, 'MAPPING-BATCH'],
    ['a row both put and removed', { ...batch, put: [full('a', '1', '1')], remove: ['a'] }, 'MAPPING-BATCH'],
    ['an order of rows that are not there', { ...batch, order: ['nobody'] }, 'MAPPING-BATCH'],
    ['an order that repeats', { ...batch, order: ['a', 'a'] }, 'MAPPING-BATCH'],
    ['a kit of warehouses', { ...batch, put: [full('x', '1', '1', { mode: 'kit' })] }, 'MAPPING-MODE'],
    ['the default row taken out', { ...batch, remove: ['a'] }, 'MAPPING-DEFAULT-ROW'],
  ])('%s is refused', (_, faulty, code) => {
    const guarded = aTable(table.rows, { on: 'default', row: 'a' })
    expect(() => applyBatch(guarded, 'storage', faulty, stamp)).toThrow(
      expect.objectContaining({ code }) as Error,
    )
  })

  it('only a mapped row can be the default', () => {
    expect(withPolicy(table, 'storage', { on: 'default', row: 'a' }).policy).toEqual({
      on: 'default',
      row: 'a',
    })
    for (const row of ['c', 'nobody'])
      expect(() => withPolicy(table, 'storage', { on: 'default', row })).toThrow(
        expect.objectContaining({ code: 'MAPPING-DEFAULT-ROW' }) as Error,
      )
  })
})
